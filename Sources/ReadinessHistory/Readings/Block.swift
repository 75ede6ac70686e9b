import FoundationEssentials
import GRDB

/// Readings of one series in order of time, as one row of the table `block` holds them: 16 bytes each, the time in
/// nanoseconds and the bits of the value, little-endian. No two blocks of a series overlap, and no reading stands in a
/// block and in the table `observation`.
struct Block {
    /// One reading of the series.
    struct Entry: Equatable {
        var time: Int64
        var value: Double
    }

    /// The size of one reading in bytes.
    static let stride = 16

    /// The readings; never none.
    var entries: [Entry]

    /// Makes a block of readings in order of time.
    init(_ entries: [Entry]) { self.entries = entries }

    /// Takes a stored row apart.
    ///
    /// - Throws: when the row is damaged.
    init(_ data: Data) throws {
        guard !data.isEmpty, data.count % Self.stride == 0 else { throw DatabaseError.damaged("a block") }
        entries = data.withUnsafeBytes { bytes in
            Swift.stride(from: 0, to: bytes.count, by: Self.stride).map { start in
                let bits = bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self)
                return Entry(
                    time: Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: Int64.self)),
                    value: Double(bitPattern: UInt64(littleEndian: bits))
                )
            }
        }
    }

    /// What is stored.
    var data: Data { Self.data(entries[...]) }

    /// What is stored for some entries.
    static func data(_ entries: ArraySlice<Entry>) -> Data {
        var data = Data(count: entries.count * stride)
        data.withUnsafeMutableBytes { bytes in
            for (place, entry) in entries.enumerated() {
                bytes.storeBytes(of: entry.time.littleEndian, toByteOffset: place * stride, as: Int64.self)
                bytes.storeBytes(
                    of: entry.value.bitPattern.littleEndian,
                    toByteOffset: place * stride + 8,
                    as: UInt64.self
                )
            }
        }
        return data
    }

    /// The place of the first reading at or after `time`.
    func place(of time: Int64) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].time < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
