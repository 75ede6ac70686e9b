/// The spelling of identifiers.
enum Identifier {
    /// Words of the expression language that cannot name a measure.
    private static let reserved: Set<String> = ["and", "or", "not", "if"]

    /// Why a measure may not have this name; nil when it may. Measures stand in expressions, so `-` is no letter here.
    static func faultOfMeasure(_ name: String) -> String? {
        if reserved.contains(name) { return "'\(name)' is a word of the expression language; choose another name" }
        let isName = name.utf8.first.map { isLetter($0) || $0 == UInt8(ascii: "_") } ?? false
        guard isName, name.utf8.allSatisfy({ isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }) else {
            return "'\(name.shortened)' cannot name a measure; use letters, digits and _, not first a digit"
        }
        return nil
    }

    /// Why an entity, a kind, a node or an indicator may not have this name; nil when it may.
    static func fault(_ name: String, of what: String) -> String? {
        let isName = name.utf8.first.map { isLetter($0) || isDigit($0) } ?? false
        guard isName, name.utf8.allSatisfy({ isLetter($0) || isDigit($0) || "._-".utf8.contains($0) }) else {
            return
                "'\(name.shortened)' cannot name \(what); use letters, digits and . _ - and begin with a letter or digit"
        }
        return nil
    }

    /// Why a collector may not have this name; nil when it may. The name becomes part of unit and file names.
    static func faultOfCollector(_ name: String) -> String? {
        let isName = name.utf8.first.map { $0 != UInt8(ascii: "-") } ?? false
        let letters = name.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "-") || ($0 >= 0x61 && $0 <= 0x7a) }
        guard isName, letters, name.utf8.count <= 64 else {
            return "'\(name.shortened)' cannot name a collector; use up to 64 of a-z, 0-9 and -, not first -"
        }
        return nil
    }

    /// Why an environment variable may not have this name; nil when it may.
    static func faultOfVariable(_ name: String) -> String? {
        let isName = name.utf8.first.map { !isDigit($0) } ?? false
        guard isName, name.utf8.allSatisfy({ isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") }) else {
            return "'\(name.shortened)' cannot name a variable; use letters, digits and _, not first a digit"
        }
        return nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
