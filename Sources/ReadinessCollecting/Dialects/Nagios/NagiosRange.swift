/// A threshold of a plugin: the range of values in which there is no alert, or with `@` the one in which there is.
///
/// `[@][start:][end]`: `10` is 0 to 10, `10:` from 10 on, `~:10` up to 10, `10:20` both ends included; the start is not
/// above the end (Monitoring Plugins Development Guidelines, "Threshold and Ranges").
package struct NagiosRange: Hashable, Sendable {
    /// The lower end; minus infinity for none.
    package let start: Double
    /// The upper end; infinity for none.
    package let end: Double
    /// Whether the alert is inside instead of outside.
    package let isInside: Bool

    /// Parses a range; nil for what is none.
    package init?(_ text: String) {
        var text = text
        guard let range = text.withUTF8({ NagiosRange(utf8: $0) }) else { return nil }
        self = range
    }

    /// Parses a range; nil for what is none.
    init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        var rest = bytes[...]
        isInside = rest.first == UInt8(ascii: "@")
        if isInside { rest.removeFirst() }
        guard !rest.isEmpty else { return nil }
        var (low, high) = (0.0, Double.infinity)
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            let before = UnsafeBufferPointer(rebasing: rest[..<colon])
            let after = UnsafeBufferPointer(rebasing: rest[(colon + 1)...])
            if before.isEqual(to: "~") {
                low = -.infinity
            } else if !before.isEmpty {
                guard let number = DecimalNumber.parse(before) else { return nil }
                low = number
            }
            if !after.isEmpty {
                guard let number = DecimalNumber.parse(after) else { return nil }
                high = number
            }
            guard !(before.isEmpty && after.isEmpty) else { return nil }
        } else {
            guard let number = DecimalNumber.parse(UnsafeBufferPointer(rebasing: rest)) else { return nil }
            high = number
        }
        guard low <= high else { return nil }
        start = low
        end = high
    }

    /// Whether a value raises the alert.
    package func isAlert(_ value: Double) -> Bool {
        let isWithin = value >= start && value <= end
        return isInside ? isWithin : !isWithin
    }
}
