import ReadinessModel

/// What external plugins of Netdata print: charts and dimensions are declared, then `BEGIN chart`, `SET dimension = value`
/// and `END` bring a row of numbers.
///
/// The name of a sample is the chart; its labels are `dimension`, `family`, `context` and `units`. The number is the one
/// sent, times the multiplier over the divisor of its dimension; of dimensions that are incremental it counts.
struct NetdataLines: LineFormat {
    private let context: ReadingContext
    private var mapper: SampleMapper
    private var charts: [String: Chart] = [:]
    private var declared: String?
    private var open: String?

    private struct Chart {
        var family = ""
        var context = ""
        var units = ""
        var dimensions: [String: Double] = [:]
    }

    /// Keywords that say nothing of numbers.
    private static let passedOver: Set<String> = [
        "VARIABLE", "CLABEL", "CLABEL_COMMIT", "FLUSH", "FUNCTION", "FUNCTION_RESULT_BEGIN", "FUNCTION_RESULT_END",
        "HOST", "HOST_DEFINE", "HOST_DEFINE_END", "HOST_LABEL", "OVERWRITE", "LABEL", "CONFIG",
    ]

    /// - Throws: when the mapping names a measure or an entity the model lacks.
    init(_ mapping: MetricMapping, _ context: ReadingContext) throws(CollectorError) {
        self.context = context
        mapper = try SampleMapper(mapping, context)
    }

    mutating func beginRun() { mapper.beginRun() }

    mutating func line(
        _ bytes: UnsafeBufferPointer<UInt8>,
        isEnded: Bool,
        into delivery: inout Delivery
    ) throws(LineFault) {
        guard let words = try Self.words(bytes), let keyword = words.first else { return }
        guard isEnded else { throw LineFault(.malformed, "the last line has no end: the input may have been cut") }
        let arguments = words.dropFirst()
        switch keyword {
        case "CHART": try chart(Array(arguments))
        case "DIMENSION": try dimension(Array(arguments))
        case "BEGIN":
            guard let name = arguments.first, charts[name] != nil else {
                throw LineFault(.malformed, "BEGIN names no chart that was declared")
            }
            open = name
            mapper.beginRun()
        case "SET":
            guard arguments.count >= 2 else { throw LineFault(.malformed, "SET needs a dimension and a value") }
            try set(arguments[1], arguments[2], into: &delivery)
        case "END": open = nil
        case "DISABLE": throw LineFault(.malformed, "the plugin finds nothing to measure here and asks to be left out")
        case _ where Self.passedOver.contains(keyword): break
        default: throw LineFault(.malformed, at: 0, "'\(Excerpt.text(of: keyword, limit: 20))' is no keyword")
        }
    }

    private mutating func chart(_ words: [String]) throws(LineFault) {
        // type.id name title units family context ...
        guard let name = words.first, name.contains(".") else {
            throw LineFault(.malformed, "CHART needs a name of the form type.id")
        }
        func word(_ index: Int) -> String { index < words.count ? words[index] : "" }
        var chart = charts[name] ?? Chart()
        (chart.units, chart.family, chart.context) = (word(3), word(4), word(5))
        charts[name] = chart
        declared = name
    }

    private mutating func dimension(_ words: [String]) throws(LineFault) {
        guard let declared, let name = words.first else {
            throw LineFault(.malformed, "DIMENSION needs a name, and a chart before it")
        }
        func number(_ index: Int) throws(LineFault) -> Double {
            guard index < words.count, !words[index].isEmpty else { return 1 }
            var text = words[index]
            guard let value = text.withUTF8({ DecimalNumber.parse($0) }), value != 0 else {
                throw LineFault(
                    .badNumber,
                    "'\(Excerpt.text(of: words[index], limit: 40))' is no multiplier or divisor"
                )
            }
            return value
        }
        charts[declared]?.dimensions[name] = try number(3) / number(4)
    }

    private mutating func set(_ dimension: String, _ value: String, into delivery: inout Delivery) throws(LineFault) {
        guard let open, let chart = charts[open], let factor = chart.dimensions[dimension] else {
            throw LineFault(.malformed, "SET names no dimension of the chart that was begun")
        }
        // An empty value, or U, says that there is none.
        guard !value.isEmpty, value != "U" else {
            delivery.ignored += 1
            return
        }
        var text = value
        guard let number = text.withUTF8({ DecimalNumber.parse($0) }) else {
            throw LineFault(.badNumber, field: "value", "'\(Excerpt.text(of: value, limit: 40))' is no number")
        }
        let place = try "\(open) \(dimension)".withBytes { key throws(LineFault) -> Int in
            if let known = mapper.known(key) { return known }
            let labels = [
                ("dimension", dimension), ("family", chart.family), ("context", chart.context), ("units", chart.units),
            ]
            return try mapper.learn(key: key, name: open, labels: labels)
        }
        try mapper.take(place, value: number * factor, at: 0, time: nil, into: &delivery)
        guard context.explains else { return }
        try "\(open) \(dimension)".withBytes { context.note(mapper, place, $0, number * factor, into: &delivery) }
    }

    /// The words of a line: separated by blanks and `=`, or in quotes of either kind; nil for an empty line or a comment.
    private static func words(_ bytes: UnsafeBufferPointer<UInt8>) throws(LineFault) -> [String]? {
        var words: [String] = []
        var position = 0
        func isSeparator(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: "=") }
        while true {
            while position < bytes.count, isSeparator(bytes[position]) { position += 1 }
            guard position < bytes.count else { return words.isEmpty ? nil : words }
            if words.isEmpty, bytes[position] == UInt8(ascii: "#") { return nil }
            let quote = bytes[position]
            let isQuoted = quote == 0x22 || quote == 0x27
            let start = isQuoted ? position + 1 : position
            position = start
            while position < bytes.count, isQuoted ? bytes[position] != quote : !isSeparator(bytes[position]) {
                position += 1
            }
            guard !isQuoted || position < bytes.count else {
                throw LineFault(.malformed, at: start - 1, "a quote is not closed")
            }
            guard let word = String(validating: bytes[start..<position], as: UTF8.self) else {
                throw LineFault(.notUTF8, at: start, "the word is not UTF-8")
            }
            words.append(word)
            if isQuoted { position += 1 }
        }
    }
}
