/// The name of a journal field: `[A-Z][A-Z0-9_]*`, at most 64 bytes.
///
/// journald drops other names without a word, so none can be made.
package struct JournalFieldName: Hashable, Sendable {
    /// The longest name that journald keeps, in bytes.
    package static let maximumLength = 64

    /// The name as it is sent.
    package let text: String

    /// Checks a name.
    ///
    /// - Throws: `invalidName` for anything journald would not keep.
    package init(_ text: String) throws(SystemdError) {
        guard Self.isValid(text) else {
            throw SystemdError(
                .invalidName,
                place: "journal field \"\(text)\"",
                cause: "not a field name",
                advice: "use a capital letter, then capital letters, digits and _, at most 64 in all"
            )
        }
        self.text = text
    }

    /// Makes a valid name of any text: upper case, anything else becomes `_`, cut to 64 bytes.
    ///
    /// - Parameter prefix: put in front of a name that does not begin with it already.
    package init(cleaning text: String, prefix: String = "") {
        let body = Self.cleaned(text)
        let start = Self.cleaned(prefix)
        var name = body.starts(with: start) ? body : start + body
        // A leading underscore marks fields that only journald may set, a leading digit is refused.
        while let first = name.first, first == UInt8(ascii: "_") { name.removeFirst() }
        if name.first.map({ $0 < UInt8(ascii: "A") }) ?? true { name = Array("X_".utf8) + name }
        self.text = String(decoding: name.prefix(Self.maximumLength), as: UTF8.self)
    }

    private static func cleaned(_ text: String) -> [UInt8] {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: UInt8(ascii: "_")
            }
        }
    }

    private static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= maximumLength else { return false }
        guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else { return false }
        return text.utf8.elementsEqual(cleaned(text))
    }
}

extension JournalFieldName: ExpressibleByStringLiteral {
    /// A literal that breaks the rules is cleaned.
    package init(stringLiteral text: String) {
        self.init(cleaning: text)
    }
}

/// One field of an entry. The same name may stand in an entry several times.
package struct JournalField: Hashable, Sendable {
    /// The name.
    package let name: JournalFieldName
    /// The value, any text, also of several lines.
    package let value: String

    /// Makes a field.
    package init(_ name: JournalFieldName, _ value: String) {
        self.name = name
        self.value = value
    }
}
