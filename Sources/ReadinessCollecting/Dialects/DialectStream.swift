import Glibc
import ReadinessModel

/// Feeds a dialect from a descriptor in pieces, so that memory is bounded by the longest line and not by the input.
struct DialectStream {
    /// What was read so far.
    private(set) var delivery: Delivery
    private var reader: any DialectReader
    private var buffer: [UInt8]
    /// How many bytes of the buffer wait to be taken.
    private var filled = 0

    private static let pieceSize = 256 * 1024

    init(format: ReadingFormat, context: ReadingContext, pieceSize: Int = Self.pieceSize) throws(CollectorError) {
        delivery = Delivery(origin: context.origin)
        reader = try format.reader(context)
        buffer = Array(repeating: 0, count: pieceSize)
    }

    /// What came of one read.
    enum Progress: Equatable {
        /// So many bytes.
        case bytes(Int)
        /// The end of the input.
        case end
        /// Nothing yet.
        case nothing
        /// An error number.
        case failed(Int32)
    }

    /// Reads once, and takes the lines that are now whole.
    mutating func read(from descriptor: Int32) throws(CollectorError) -> Progress {
        // Room for a piece; only a line longer than the buffer makes it grow, up to the limit of lines and a piece.
        if buffer.count == filled { buffer.append(contentsOf: repeatElement(0, count: buffer.count)) }
        let start = filled
        let count = buffer.withUnsafeMutableBytes { bytes in
            Glibc.read(descriptor, bytes.baseAddress?.advanced(by: start), bytes.count - start)
        }
        guard count > 0 else {
            if count == 0 { return .end }
            return errno == EAGAIN || errno == EINTR ? .nothing : .failed(errno)
        }
        try took(count)
        return .bytes(count)
    }

    /// Takes bytes from memory.
    mutating func feed(_ bytes: some Collection<UInt8>) throws(CollectorError) {
        if buffer.count < filled + bytes.count {
            buffer.append(contentsOf: repeatElement(0, count: filled + bytes.count - buffer.count))
        }
        buffer.replaceSubrange(filled..<filled + bytes.count, with: bytes)
        try took(bytes.count)
    }

    /// Whether bytes wait for the end of their line.
    var hasRest: Bool { filled > 0 }

    /// Takes out what was read so far, and goes on with the next line.
    mutating func takeDelivery() -> Delivery {
        var next = Delivery(origin: delivery.origin)
        next.lines = delivery.lines
        defer { delivery = next }
        return delivery
    }

    /// Lets what follows be later than what came.
    mutating func beginRun() { reader.beginRun() }

    /// Learns how the program ended that printed the input.
    mutating func ended(status: Int32) { reader.ended(status: status) }

    /// Takes the last line, and gives the delivery.
    mutating func finish() throws(CollectorError) -> Delivery {
        try consume(isLast: true)
        return delivery
    }

    private mutating func took(_ count: Int) throws(CollectorError) {
        delivery.bytes += count
        let start = filled
        filled += count
        // A line cannot have ended without a newline: a program that prints byte by byte costs no more than others.
        let hasNewline = buffer.withUnsafeBufferPointer { bytes in
            UnsafeBufferPointer(rebasing: bytes[start..<start + count]).firstNewline != nil
        }
        if hasNewline || filled > ReadingContext.lineLimit { try consume(isLast: false) }
    }

    private mutating func consume(isLast: Bool) throws(CollectorError) {
        let filled = filled
        let taken = try buffer.withUnsafeBufferPointer { bytes throws(CollectorError) in
            try reader.consume(UnsafeBufferPointer(rebasing: bytes[..<filled]), isLast: isLast, into: &delivery)
        }
        if taken > 0 {
            buffer.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                memmove(base, base + taken, filled - taken)
            }
            self.filled = filled - taken
        }
    }
}
