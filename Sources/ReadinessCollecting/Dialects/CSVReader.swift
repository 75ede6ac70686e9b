/// What becomes of the rows of a CSV file.
protocol CSVRows {
    /// Takes the header.
    ///
    /// - Throws: when the header lacks a column or has one too many.
    mutating func start(_ header: CSVHeader) throws(CollectorError)

    /// Takes a row, which has as many fields as the header.
    func row(
        _ scanner: borrowing CSVScanner,
        _ bytes: UnsafeBufferPointer<UInt8>,
        into delivery: inout Delivery
    ) throws(LineFault)

    /// Where the input comes from.
    var origin: String { get }
}

/// CSV after RFC 4180, with a header. A record that breaks the grammar costs the line on which it begins.
struct CSVReader<Rows: CSVRows>: DialectReader {
    private var scanner: CSVScanner
    private var rows: Rows
    private var header: CSVHeader?
    private var isAtStart = true
    /// Whether the rest of a line that is too long is passed over.
    private var isSkipping = false

    init(separator: UInt8, rows: Rows) {
        scanner = CSVScanner(separator: separator)
        self.rows = rows
    }

    mutating func consume(
        _ bytes: UnsafeBufferPointer<UInt8>,
        isLast: Bool,
        into delivery: inout Delivery
    ) throws(CollectorError) -> Int {
        var position = 0
        if isAtStart {
            guard bytes.count >= 3 || isLast else { return 0 }
            isAtStart = false
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        }
        while position < bytes.count {
            let start = position
            if isSkipping {
                position = Self.lineEnd(bytes, from: start) ?? bytes.count
                isSkipping = position == bytes.count && bytes[position - 1] != 0x0A
                if !isSkipping { delivery.lines += 1 }
                continue
            }
            switch scanner.scan(bytes, from: start, isLast: isLast) {
            case .blank(let next):
                delivery.lines += 1
                position = next
            case .record(let next, let newlines):
                try record(bytes, from: start, to: next, into: &delivery)
                delivery.lines += newlines
                position = next
            case .malformed(let offset, let message):
                let fault = LineFault(.malformed, at: offset - start, message)
                guard let next = try dropLine(bytes, from: start, fault, isLast: isLast, into: &delivery) else {
                    return start
                }
                position = next
            case .incomplete:
                guard bytes.count - start > ReadingContext.lineLimit else { return start }
                let fault = LineFault(.malformed, "a quote is opened and not closed within 1 MiB")
                guard let next = try dropLine(bytes, from: start, fault, isLast: isLast, into: &delivery) else {
                    return start
                }
                position = next
            }
        }
        if isLast, header == nil { throw headerError(line: 1, "the file is empty, without even a header") }
        return position
    }

    private mutating func record(
        _ bytes: UnsafeBufferPointer<UInt8>,
        from start: Int,
        to next: Int,
        into delivery: inout Delivery
    ) throws(CollectorError) {
        guard let header else {
            let names = scanner.fields.indices.map { scanner.string($0, of: bytes) }
            let header = CSVHeader(names: names, line: delivery.lines + 1, origin: rows.origin)
            try header.check()
            try rows.start(header)
            self.header = header
            return
        }
        let mark = delivery.readings.count
        do throws(LineFault) {
            guard next - start <= ReadingContext.lineLimit else { throw LineFault(.tooLong, Self.tooLong) }
            guard scanner.fields.count == header.names.count else {
                let fields = scanner.fields.count == 1 ? "1 field" : "\(scanner.fields.count) fields"
                throw LineFault(.malformed, "the row has \(fields), the header \(header.names.count)")
            }
            try rows.row(scanner, bytes, into: &delivery)
        } catch {
            // A row counts whole or not at all.
            delivery.readings.removeSubrange(mark...)
            let line = delivery.lines + 1
            if scanner.fields.count == header.names.count,
                header.names.indices.allSatisfy({ scanner.string($0, of: bytes) == header.names[$0] })
            {
                throw headerError(line: line, "the header stands here again, so two files may have become one")
            }
            delivery.reject(error, line: line, bytes: UnsafeBufferPointer(rebasing: bytes[start..<next]).withoutLineEnd)
        }
    }

    /// Rejects the line that begins at `start`, and gives the place of the next one.
    ///
    /// - Returns: nil when the line does not end in these bytes.
    private mutating func dropLine(
        _ bytes: UnsafeBufferPointer<UInt8>,
        from start: Int,
        _ fault: LineFault,
        isLast: Bool,
        into delivery: inout Delivery
    ) throws(CollectorError) -> Int? {
        let end = Self.lineEnd(bytes, from: start)
        let isTooLong = (end ?? bytes.count) - start > ReadingContext.lineLimit
        guard end != nil || isTooLong || isLast else { return nil }
        let line = delivery.lines + 1
        guard header != nil else { throw headerError(line: line, isTooLong ? Self.tooLong : fault.message) }
        let next = end ?? bytes.count
        let fault = isTooLong ? LineFault(.tooLong, Self.tooLong) : fault
        delivery.reject(fault, line: line, bytes: UnsafeBufferPointer(rebasing: bytes[start..<next]).withoutLineEnd)
        isSkipping = end == nil && !isLast
        if !isSkipping { delivery.lines += 1 }
        return next
    }

    private static var tooLong: String { "the line is longer than 1 MiB" }

    private static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        UnsafeBufferPointer(rebasing: bytes[start...]).firstNewline.map { start + $0 + 1 }
    }

    private func headerError(line: Int, _ cause: String) -> CollectorError {
        CollectorError(
            .header,
            place: "\(rows.origin):\(line)",
            cause: cause,
            advice: "no row was taken; write the file anew with one header line at its top"
        )
    }
}
