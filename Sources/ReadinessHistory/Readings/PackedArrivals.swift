import FoundationEssentials
import GRDB

/// Readings of many series in order of arrival, as one row of the table `arrival` holds them: 20 bytes each, the series'
/// stored number, the time in nanoseconds and the bits of the value, little-endian.
struct PackedArrivals {
    /// The size of one reading in bytes.
    static let stride = 20

    private var bytes: [UInt8] = []
    private(set) var count = 0

    /// Begins with room for so many readings.
    init(capacity: Int) { bytes.reserveCapacity(capacity * Self.stride) }

    /// Appends a reading.
    mutating func append(series: Int32, time: Int64, value: Double) {
        withUnsafeBytes(of: series.littleEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: time.littleEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        count += 1
    }

    /// What is stored.
    var data: Data { Data(bytes) }

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
