import Glibc

/// Splits a stream of bytes into messages at their NUL bytes.
///
/// A pure state machine: feed it what arrives, in pieces of any size, and take complete messages out. Every byte is
/// searched once and moved a bounded number of times, however small the pieces are.
public struct FrameDecoder: Sendable {
    /// The limit of systemd's implementation, 16 MiB.
    public static let defaultLimit = 16 << 20

    /// A message is longer than the limit. The stream cannot be followed any further.
    public struct Oversized: Error, Sendable, Hashable, CustomStringConvertible {
        /// The limit in bytes, without the NUL.
        public let limit: Int
        /// An error that names that limit.
        public init(limit: Int) { self.limit = limit }
        /// One line that names the limit.
        public var description: String { "a message is longer than \(limit) bytes" }
    }

    private let limit: Int
    private var buffer: [UInt8] = []
    /// The first byte of the message that comes next.
    private var start = 0
    /// The first byte not yet searched for a NUL.
    private var searched = 0

    /// A decoder at the start of a stream.
    /// - Parameter limit: the longest message in bytes, without its NUL.
    public init(limit: Int = defaultLimit) { self.limit = limit }

    /// How many bytes wait to be taken out.
    public var bufferedBytes: Int { buffer.count - start }

    /// Adds what arrived.
    public mutating func feed(_ bytes: [UInt8]) { feed(bytes.span.bytes) }

    /// Adds what arrived.
    public mutating func feed(_ bytes: RawSpan) {
        if start > 0, start >= buffer.count - start {
            // Moving only when at least half is dead keeps the cost of moving below that of arriving.
            buffer.removeSubrange(..<start)
            searched -= start
            start = 0
        }
        bytes.withUnsafeBytes { buffer.append(contentsOf: $0) }
    }

    /// Takes the next complete message, without its NUL, or nil when none is complete.
    /// - Throws: ``Oversized`` when the message is longer than the limit, complete or not.
    public mutating func next() throws(Oversized) -> [UInt8]? {
        let end = buffer.withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress, searched < bytes.count else { return nil }
            guard let found = memchr(base + searched, 0, bytes.count - searched) else { return nil }
            return base.distance(to: UnsafeRawPointer(found))
        }
        guard let end else {
            searched = buffer.count
            guard bufferedBytes <= limit else { throw Oversized(limit: limit) }
            return nil
        }
        guard end - start <= limit else { throw Oversized(limit: limit) }
        let frame = Array(buffer[start..<end])
        start = end + 1
        searched = start
        if start == buffer.count { forget() }
        return frame
    }

    /// Takes all bytes that wait, as they came. For the moment when the stream stops being Varlink.
    public mutating func takeRest() -> [UInt8] {
        let rest = Array(buffer[start...])
        forget()
        return rest
    }

    /// Drops everything. Small storage is kept for the next message, large storage goes back.
    private mutating func forget() {
        buffer.removeAll(keepingCapacity: buffer.capacity <= 1 << 16)
        start = 0
        searched = 0
    }
}
