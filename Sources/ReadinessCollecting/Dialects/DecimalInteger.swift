/// Whole numbers from bytes, without making a string of them.
enum DecimalInteger {
    /// The number `[-]digits`; nil for anything else and beyond 64 bits.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = bytes.first == 0x2D
        let start = isNegative ? 1 : 0
        guard bytes.count > start else { return nil }
        var value: Int64 = 0
        for byte in bytes[start...] {
            guard byte &- 0x30 < 10 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            // Downwards, for the smallest number has no opposite.
            let (sum, carry) = product.subtractingReportingOverflow(Int64(byte &- 0x30))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }
}
