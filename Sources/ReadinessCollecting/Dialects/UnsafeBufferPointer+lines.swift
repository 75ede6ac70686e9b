import Glibc

extension UnsafeBufferPointer<UInt8> {
    /// The place of the first newline.
    var firstNewline: Int? {
        guard let base = baseAddress, let found = memchr(base, 0x0A, count) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    /// The same line without `\n` at its end.
    var withoutLineFeed: Self {
        last == 0x0A ? Self(rebasing: self[..<(count - 1)]) : self
    }

    /// The same line without `\n` or `\r\n` at its end.
    var withoutLineEnd: Self {
        var end = count
        if end > 0, self[end - 1] == 0x0A { end -= 1 }
        if end > 0, self[end - 1] == 0x0D { end -= 1 }
        return Self(rebasing: self[..<end])
    }

    /// Whether these are the bytes of an ASCII literal that is not empty.
    @inline(__always)
    func isEqual(to text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount, let baseAddress else { return false }
        return memcmp(baseAddress, text.utf8Start, count) == 0
    }
}
