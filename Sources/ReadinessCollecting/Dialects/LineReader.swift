/// What becomes of the lines of a format that has a record per line.
protocol LineFormat {
    /// Whether a carriage return before the line feed and a mark of the byte order before everything are mistakes.
    static var isStrict: Bool { get }

    /// Takes a line without its end.
    ///
    /// - Parameter isEnded: whether a newline ended the line; the last one of an input may lack it.
    mutating func line(
        _ bytes: UnsafeBufferPointer<UInt8>,
        isEnded: Bool,
        into delivery: inout Delivery
    ) throws(LineFault)

    /// Learns that what follows comes later than what came.
    mutating func beginRun()

    /// Learns that the input is over.
    ///
    /// - Throws: when nothing of the input can be trusted.
    mutating func end(into delivery: inout Delivery) throws(CollectorError)
}

extension LineFormat {
    static var isStrict: Bool { false }

    mutating func beginRun() {}

    mutating func end(into delivery: inout Delivery) throws(CollectorError) {}
}

/// Splits input into lines; a line that cannot be used, or is too long, costs itself.
struct LineReader<Lines: LineFormat>: DialectReader {
    private var lines: Lines
    private var isAtStart = true
    private var isSkipping = false

    init(lines: Lines) { self.lines = lines }

    mutating func beginRun() { lines.beginRun() }

    mutating func consume(
        _ bytes: UnsafeBufferPointer<UInt8>,
        isLast: Bool,
        into delivery: inout Delivery
    ) throws(CollectorError) -> Int {
        var position = 0
        if isAtStart {
            guard bytes.count >= 3 || isLast else { return 0 }
            isAtStart = false
            if !Lines.isStrict, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        }
        while position < bytes.count {
            let rest = UnsafeBufferPointer(rebasing: bytes[position...])
            let newline = rest.firstNewline
            let line = UnsafeBufferPointer(rebasing: rest[..<(newline.map { $0 + 1 } ?? rest.count)])
            if isSkipping {
                isSkipping = newline == nil
            } else if line.count > ReadingContext.lineLimit {
                let fault = LineFault(.tooLong, "the line is longer than 1 MiB")
                delivery.reject(fault, line: delivery.lines + 1, bytes: line)
                isSkipping = newline == nil
            } else if newline != nil || isLast {
                let text = Lines.isStrict ? line.withoutLineFeed : line.withoutLineEnd
                take(text, isEnded: newline != nil, into: &delivery)
            } else {
                return position
            }
            if !isSkipping { delivery.lines += 1 }
            position += line.count
        }
        if isLast { try lines.end(into: &delivery) }
        return position
    }

    private mutating func take(_ line: UnsafeBufferPointer<UInt8>, isEnded: Bool, into delivery: inout Delivery) {
        let mark = delivery.readings.count
        do throws(LineFault) {
            try lines.line(line, isEnded: isEnded, into: &delivery)
        } catch {
            delivery.readings.removeSubrange(mark...)
            delivery.reject(error, line: delivery.lines + 1, bytes: line)
        }
    }
}
