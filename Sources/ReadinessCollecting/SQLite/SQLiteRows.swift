import ReadinessModel

/// Writes rows of a query as lines of the collector's format.
struct SQLiteRows {
    /// The first line; empty for formats without one.
    let header: [UInt8]
    /// The place of the incremental column in a row.
    let incremental: Int?
    /// Rows passed over because they have no value.
    private(set) var skipped = 0
    /// The columns that are written, in this order.
    private let written: [Int]
    /// The place of the value, where a row without one is no reading.
    private let value: Int?
    private let separator: UInt8

    /// - Throws: `.configuration` where the query lacks a column.
    init(_ format: ReadingFormat, _ source: SQLiteSource, columns: [String]) throws(CollectorError) {
        func place(_ name: String) throws(CollectorError) -> Int {
            guard let place = columns.firstIndex(of: name) else {
                throw CollectorError(
                    .configuration,
                    place: source.path,
                    cause: "the query has no column '\(name)'; it has \(columns.joined(separator: ", "))",
                    advice: "name it in the query, as in SELECT amount AS \(name)"
                )
            }
            return place
        }
        incremental = try source.incremental.map { name throws(CollectorError) in try place(name) }
        var names: [String]
        switch format {
        case .csv(let long):
            names = [long.entity, long.measure, long.value]
            if columns.contains(long.time) { names.append(long.time) }
            value = try place(long.value)
            separator = long.separator
        case .csvWide(let wide):
            names = [wide.entity] + wide.measures.map(\.column)
            if let time = wide.time { names.append(time.column) }
            value = nil
            separator = wide.separator
        default:
            // Lines of another format, in the one column there is.
            guard columns.count - (source.incremental == nil ? 0 : 1) <= 1 else {
                throw CollectorError(
                    .configuration,
                    place: source.path,
                    cause: "with format \(format.name) the query has one column, whose rows are lines of it",
                    advice: "select one column, or use format csv"
                )
            }
            let name = columns.first { $0 != source.incremental } ?? source.incremental ?? ""
            names = [name]
            value = nil
            separator = 0
        }
        var places: [Int] = []
        for name in names { places.append(try place(name)) }
        written = places
        header = separator == 0 ? [] : Self.join(names.map { Array($0.utf8) }, separator)
    }

    /// A row as a line; nil for one that is no reading.
    mutating func line(_ row: [SQLiteReader.Value]) -> [UInt8]? {
        if let value, row[value] == .null {
            skipped += 1
            return nil
        }
        if separator == 0 { return row[written[0]].bytes + [0x0A] }
        return Self.join(written.map { row[$0].bytes }, separator)
    }

    private static func join(_ fields: [[UInt8]], _ separator: UInt8) -> [UInt8] {
        var line: [UInt8] = []
        for (index, field) in fields.enumerated() {
            if index > 0 { line.append(separator) }
            guard field.contains(where: { $0 == separator || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else {
                line += field
                continue
            }
            line.append(0x22)
            for byte in field { line += byte == 0x22 ? [0x22, 0x22] : [byte] }
            line.append(0x22)
        }
        line.append(0x0A)
        return line
    }

    /// The greater of two values as SQLite orders them: numbers, then texts.
    static func greater(_ left: SQLiteReader.Value?, _ right: SQLiteReader.Value) -> SQLiteReader.Value? {
        guard let left else { return right == .null ? nil : right }
        switch (left, right) {
        case (_, .null), (_, .blob): return left
        case (.integer(let first), .integer(let second)): return first >= second ? left : right
        case (.text(let first), .text(let second)): return second.lexicographicallyPrecedes(first) ? left : right
        case (.text, _): return left
        case (_, .text): return right
        default: return left.number >= right.number ? left : right
        }
    }
}

extension SQLiteReader.Value: KeptPlace {
    init?(kept text: String) {
        let rest = text.dropFirst(2)
        switch text.prefix(2) {
        case "i ":
            guard let number = Int64(rest) else { return nil }
            self = .integer(number)
        case "r ":
            guard let number = Double(rest) else { return nil }
            self = .real(number)
        case "t ": self = .text(Array(rest.utf8))
        default: return nil
        }
    }

    var kept: String? {
        switch self {
        case .integer(let number): "i \(number)"
        case .real(let number): "r \(number)"
        case .text(let bytes): String(validating: bytes, as: UTF8.self).map { "t \($0)" }
        case .null, .blob: nil
        }
    }

    /// The number; 0 for what is none.
    fileprivate var number: Double {
        switch self {
        case .integer(let number): Double(number)
        case .real(let number): number
        case .null, .text, .blob: 0
        }
    }
}
