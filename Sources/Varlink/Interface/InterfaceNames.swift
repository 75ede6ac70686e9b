/// The spelling rules of the interface definition language.
enum InterfaceNames {
    /// The deepest nesting of types in a definition, and of values when they are checked against one.
    static let depthLimit = 64

    /// `org.example.name`: at least two labels of letters and digits with single inner hyphens; a letter comes first.
    static func isInterface(_ name: some StringProtocol) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1, name.utf8.first.map(isLetter) == true else { return false }
        return labels.allSatisfy { label in
            label.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0.allSatisfy(isLetterOrDigit) }
        }
    }

    /// `Name`: a capital letter, then letters and digits.
    static func isMember(_ name: some StringProtocol) -> Bool {
        guard let first = name.utf8.first, isLetter(first), first < UInt8(ascii: "a") else { return false }
        return name.utf8.allSatisfy(isLetterOrDigit)
    }

    /// `field_name`: a letter, then letters, digits and single inner underscores.
    static func isField(_ name: some StringProtocol) -> Bool {
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.allSatisfy(isLetterOrDigit) }
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
