extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC, with as many digits of a second as needed: `2026-01-31T12:00:00Z`.
    package var description: String {
        let second = nanoseconds.dividedFlooring(by: 1_000_000_000)
        let day = second.dividedFlooring(by: 86_400)
        let date = CivilDate(daysSinceEpoch: day)
        let secondOfDay = second - day * 86_400
        var text = "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
        text += "\(Self.padded(secondOfDay / 3600, 2)):\(Self.padded(secondOfDay / 60 % 60, 2)):"
        text += Self.padded(secondOfDay % 60, 2)
        let fraction = nanoseconds - second * 1_000_000_000
        if fraction != 0 {
            var digits = Self.padded(fraction, 9)[...]
            while digits.last == "0" { digits.removeLast() }
            text += ".\(digits)"
        }
        return text + "Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// Parses RFC 3339 (`2026-01-31T12:00:00Z`, `2026-01-31 12:00:00.5+02:00`), a date alone (midnight UTC), or
    /// seconds since the epoch (`1769860800`, `1769860800.25`).
    ///
    /// - Returns: nil for anything else, for a date that does not exist, and for a local time without an offset.
    package init?(_ text: some StringProtocol) {
        var text = String(text)
        let parsed = text.withUTF8 { Self(utf8: $0) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// Parses the same forms as `init(_:)` from UTF-8, without allocating.
    package init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        var scanner = DigitScanner(bytes: bytes)
        guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-") else {
            guard let moment = Self.epochSeconds(bytes) else { return nil }
            self = moment
            return
        }
        guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
            let day = scanner.digits(2), let days = CivilDate(year: year, month: month, day: day)?.daysSinceEpoch
        else { return nil }
        if scanner.isAtEnd {
            self.init(seconds: days * 86_400)
            return
        }
        guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "), let hour = scanner.digits(2),
            scanner.skip(":"), let minute = scanner.digits(2), scanner.skip(":"), let second = scanner.digits(2),
            hour < 24, minute < 60, second < 61
        else { return nil }
        var fraction: Int64 = 0
        if scanner.skip(".") {
            guard let parsed = scanner.fraction() else { return nil }
            fraction = parsed
        }
        guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        // A leap second is read as the second after it: the scale has none.
        self.init(seconds: days * 86_400 + hour * 3600 + minute * 60 + second - offset, nanoseconds: fraction)
    }

    private static func epochSeconds(_ bytes: UnsafeBufferPointer<UInt8>) -> Self? {
        var scanner = DigitScanner(bytes: bytes)
        let negative = scanner.skip("-")
        guard let seconds = scanner.number() else { return nil }
        var fraction: Int64 = 0
        if scanner.skip(".") {
            guard let parsed = scanner.fraction() else { return nil }
            fraction = parsed
        }
        guard scanner.isAtEnd else { return nil }
        return negative
            ? Self(seconds: -seconds, nanoseconds: -fraction) : Self(seconds: seconds, nanoseconds: fraction)
    }
}

/// Reads fixed digits from UTF-8, for times.
private struct DigitScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func digit() -> Int64? {
        guard position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 else { return nil }
        defer { position += 1 }
        return Int64(bytes[position] - 0x30)
    }

    mutating func digits(_ count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// One to twelve digits.
    mutating func number() -> Int64? {
        guard var value = digit() else { return nil }
        var count = 1
        while let digit = digit() {
            value = value * 10 + digit
            count += 1
            guard count <= 12 else { return nil }
        }
        return value
    }

    /// The digits after a decimal point, in nanoseconds; digits beyond the ninth are cut.
    mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var scale: Int64 = 1_000_000_000
        guard position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 else { return nil }
        while let digit = digit() {
            scale /= 10
            value += digit * scale
        }
        return value
    }

    /// `Z`, `+02:00`, `-0330`: seconds east of UTC.
    mutating func offset() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let negative = skip("-")
        guard negative || skip("+"), let hours = digits(2) else { return nil }
        _ = skip(":")
        guard let minutes = digits(2), hours < 24, minutes < 60 else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return negative ? -seconds : seconds
    }
}
