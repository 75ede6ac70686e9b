/// The identity of an event class: 32 hexadecimal digits, the key of its catalogue text.
package struct MessageID: Hashable, Sendable {
    /// The digits, lower case.
    package let text: String

    /// Checks an identity.
    ///
    /// - Throws: `invalidName` unless the text is 32 hexadecimal digits in lower case.
    package init(_ text: String) throws(SystemdError) {
        let digits = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        guard digits, text.utf8.count == 32 else {
            throw SystemdError(
                .invalidName,
                place: "message identity \"\(text)\"",
                cause: "not 32 hexadecimal digits in lower case",
                advice: "make one with systemd-id128 new"
            )
        }
        self.text = text
    }

    /// An identity by its two halves; every pair of numbers is one.
    package init(_ high: UInt64, _ low: UInt64) {
        text = Self.digits(high) + Self.digits(low)
    }

    private static func digits(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }
}
