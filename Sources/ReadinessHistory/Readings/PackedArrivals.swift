import FoundationEssentials
import GRDB

/// Readings of many series in order of arrival, as one row of the table `arrival` holds them: 20 bytes each, the series'
/// stored number, the time in nanoseconds and the bits of the value, little-endian.
struct PackedArrivals {
    /// The size of one reading in bytes.
    static let stride = 20

    private var bytes: [UInt8]
    private(set) var count = 0

    /// Begins with room for so many readings, the most there will be.
    init(capacity: Int) { bytes = [UInt8](repeating: 0, count: capacity * Self.stride) }

    /// Appends a reading.
    mutating func append(series: Int32, time: Int64, value: Double) {
        let start = count * Self.stride
        bytes.withUnsafeMutableBytes { bytes in
            bytes.storeBytes(of: series.littleEndian, toByteOffset: start, as: Int32.self)
            bytes.storeBytes(of: time.littleEndian, toByteOffset: start + 4, as: Int64.self)
            bytes.storeBytes(of: value.bitPattern.littleEndian, toByteOffset: start + 12, as: UInt64.self)
        }
        count += 1
    }

    /// Looks at what is stored, without a copy of it.
    func withData(_ body: (Data) throws -> Void) rethrows {
        try bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return try body(Data()) }
            let address = UnsafeMutableRawPointer(mutating: start)
            try body(Data(bytesNoCopy: address, count: count * Self.stride, deallocator: .none))
        }
    }

    /// Calls `body` with each reading of a stored row, in order.
    ///
    /// - Throws: when the row is damaged.
    static func forEach(_ data: Data, _ body: (_ series: Int32, _ time: Int64, _ value: Double) -> Void) throws {
        guard data.count % stride == 0 else { throw DatabaseError.damaged("an arrival") }
        data.withUnsafeBytes { bytes in
            for start in Swift.stride(from: 0, to: bytes.count, by: stride) {
                body(
                    Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: Int32.self)),
                    Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: start + 4, as: Int64.self)),
                    Double(
                        bitPattern: UInt64(
                            littleEndian: bytes.loadUnaligned(fromByteOffset: start + 12, as: UInt64.self)
                        )
                    )
                )
            }
        }
    }
}

extension DatabaseError {
    /// A row that does not hold what readinessd writes.
    static func damaged(_ what: String) -> DatabaseError {
        DatabaseError(resultCode: .SQLITE_CORRUPT, message: "\(what) has an impossible size")
    }
}
