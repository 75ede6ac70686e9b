package import ReadinessModel

/// Bytes that are pushed, in the format of a source: fed as they arrive, taken out as deliveries of whole lines.
package struct PushedStream {
    private let context: ReadingContext
    private var stream: DialectStream

    /// Makes a stream at its beginning.
    ///
    /// - Parameter origin: who pushes, for people.
    /// - Throws: when the format names what the model lacks.
    package init(_ format: ReadingFormat, catalog: SeriesCatalog, origin: String) throws(CollectorError) {
        context = ReadingContext(catalog: catalog, defaultTime: .now, origin: origin, advances: true)
        stream = try DialectStream(format: format, context: context, pieceSize: 64 * 1024)
    }

    /// Takes bytes; lines without a time of their own are of now.
    ///
    /// - Throws: when nothing more of the stream can be trusted.
    package mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(CollectorError) {
        context.defaultTime = .now
        try stream.feed(bytes)
    }

    /// How many readings wait to be taken out.
    package var readingCount: Int { stream.delivery.readings.count }

    /// Whether there is nothing to take out.
    package var isEmpty: Bool {
        let delivery = stream.delivery
        return delivery.readings.isEmpty && delivery.rejectCounts.total == 0 && delivery.ignored == 0
    }

    /// Lines that are whole, so far.
    package var lines: Int { stream.delivery.lines }

    /// Whether a line has begun that has no end yet.
    package var hasPartialLine: Bool { stream.hasRest }

    /// Takes out what was read so far.
    package mutating func take() -> Delivery {
        defer { stream.beginRun() }
        return stream.takeDelivery()
    }
}
