import ReadinessModel

/// OpenMetrics text, version 1.0, by the letter.
///
/// A line that breaks a rule is rejected with its place; the others count. Input that does not end with `# EOF` was cut
/// off, and nothing of it is taken.
struct OpenMetricsLines: LineFormat {
    static var isStrict: Bool { true }

    private let context: ReadingContext
    private var mapper: SampleMapper
    private var family: OpenMetricsFamily?
    private var names: Set<String> = []
    private var isOver = false
    private var labels: [ForeignSample.Label] = []

    init(_ mapping: MetricMapping, _ context: ReadingContext) throws(CollectorError) {
        self.context = context
        mapper = try SampleMapper(mapping, context)
    }

    mutating func line(
        _ bytes: UnsafeBufferPointer<UInt8>,
        isEnded: Bool,
        into delivery: inout Delivery
    ) throws(LineFault) {
        guard !isOver else { throw LineFault(.malformed, at: 0, "something follows '# EOF'") }
        if bytes.isEqual(to: "# EOF") {
            isOver = true
            endFamily(into: &delivery)
            return
        }
        guard isEnded else { throw LineFault(.malformed, "the last line has no end: the input was cut off") }
        guard !bytes.isEmpty else { throw LineFault(.malformed, "the line is empty") }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw LineFault(.notUTF8, "the line is not UTF-8")
        }
        if bytes[0] == UInt8(ascii: "#") {
            try metadata(bytes, into: &delivery)
        } else {
            try sample(bytes, into: &delivery)
        }
    }

    mutating func end(into delivery: inout Delivery) throws(CollectorError) {
        guard !isOver else { return }
        throw CollectorError(
            .garbage,
            place: "\(context.origin):\(delivery.lines + 1)",
            cause: "the input does not end with '# EOF': it was cut off",
            advice: "let its producer finish it, or read it as format prometheus, which has no such end"
        )
    }

    // MARK: - Metadata

    private mutating func metadata(
        _ bytes: UnsafeBufferPointer<UInt8>,
        into delivery: inout Delivery
    ) throws(LineFault) {
        var scanner = OpenMetricsScanner(bytes, from: 1)
        try scanner.need(" ", "the blank after '#'")
        let keyword = try scanner.word("TYPE, UNIT or HELP")
        guard keyword.isEqual(to: "TYPE") || keyword.isEqual(to: "UNIT") || keyword.isEqual(to: "HELP") else {
            let word = Excerpt.text(of: keyword, limit: 20)
            throw scanner.fault("'\(word)' is none of TYPE, UNIT, HELP and EOF; there are no comments", at: 2)
        }
        try scanner.need(" ", "the blank after \(String(decoding: keyword, as: UTF8.self))")
        let name = String(decoding: try scanner.metricName(), as: UTF8.self)
        try scanner.need(" ", "the blank after the name of the family")
        if family?.name != name {
            endFamily(into: &delivery)
            family = OpenMetricsFamily(name, line: delivery.lines + 1)
        }
        guard family?.hasSamples == false else {
            throw scanner.fault("what describes a family stands before its samples", at: 0)
        }
        let place = scanner.position
        let text = scanner.rest()
        if keyword.isEqual(to: "HELP") {
            guard family?.hasHelp == false else { throw scanner.fault("the family has a HELP already", at: 2) }
            family?.hasHelp = true
        } else if keyword.isEqual(to: "UNIT") {
            guard family?.unit == nil else { throw scanner.fault("the family has a UNIT already", at: 2) }
            guard text.allSatisfy({ Self.isNameByte($0) }) else {
                throw scanner.fault("a unit is written like a name", at: place)
            }
            family?.unit = String(decoding: text, as: UTF8.self)
        } else {
            guard family?.type == nil else { throw scanner.fault("the family has a TYPE already", at: 2) }
            guard let type = OpenMetricsType(rawValue: String(decoding: text, as: UTF8.self)) else {
                throw scanner.fault("'\(Excerpt.text(of: text, limit: 40))' is no type of a family", at: place)
            }
            family?.type = type
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == 0x5F || byte == 0x3A || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
    }

    // MARK: - Samples

    private mutating func sample(
        _ bytes: UnsafeBufferPointer<UInt8>,
        into delivery: inout Delivery
    ) throws(LineFault) {
        var scanner = OpenMetricsScanner(bytes)
        let name = try scanner.metricName()
        labels.removeAll(keepingCapacity: true)
        if scanner.current == UInt8(ascii: "{") { try scanner.labels(into: &labels) }
        let key = UnsafeBufferPointer(rebasing: bytes[..<scanner.position])
        try scanner.need(" ", "the blank before the value")
        let valueOffset = scanner.position
        let value = try scanner.number("the value")
        var time: Timestamp?
        var exemplar: Int?
        if scanner.skip(" ") {
            if scanner.current != UInt8(ascii: "#") {
                time = try scanner.timestamp()
                if scanner.skip(" ") { exemplar = try self.exemplar(&scanner) }
            } else {
                exemplar = try self.exemplar(&scanner)
            }
        }
        guard scanner.current == nil else { throw scanner.fault("something follows the sample") }
        var suffix = family?.suffix(of: name)
        if suffix == nil {
            endFamily(into: &delivery)
            family = OpenMetricsFamily(String(decoding: name, as: UTF8.self), line: delivery.lines + 1)
            suffix = OpenMetricsType.Suffix.none
        }
        guard let suffix else { return }
        if let exemplar, family?.kind.allowsExemplar(suffix) != true {
            throw scanner.fault("only counters and buckets have exemplars", at: exemplar)
        }
        let sample = OpenMetricsFamily.Sample(
            suffix: suffix,
            labels: labels,
            value: value,
            valueOffset: valueOffset,
            time: time,
            line: delivery.lines + 1
        )
        if let fault = try family?.add(sample) { tell(fault, into: &delivery) }
        let place: Int
        if let known = mapper.known(key) {
            place = known
        } else {
            place = try mapper.learn(ForeignSample(key: key, name: name, labels: labels))
        }
        try mapper.take(place, value: value, at: valueOffset, time: time, into: &delivery)
        context.note(mapper, place, key, value, into: &delivery)
    }

    /// An exemplar, `#` being next: `# {labels} value [time]`.
    ///
    /// - Returns: where it began.
    private func exemplar(_ scanner: inout OpenMetricsScanner) throws(LineFault) -> Int {
        let start = scanner.position
        try scanner.need("#", "'#' before an exemplar")
        try scanner.need(" ", "the blank after '#'")
        var labels: [ForeignSample.Label] = []
        try scanner.labels(into: &labels)
        var length = 0
        for label in labels {
            length += label.name.bytes.count
            length += try label.value.with { String(decoding: $0, as: UTF8.self).unicodeScalars.count }
        }
        guard length <= 128 else {
            throw scanner.fault(
                "the labels of an exemplar have \(length) characters; at most 128 are allowed",
                at: start
            )
        }
        try scanner.need(" ", "the blank before the value of an exemplar")
        _ = try scanner.number("the value of an exemplar")
        if scanner.skip(" ") { _ = try scanner.timestamp() }
        return start
    }

    // MARK: - Ends

    private mutating func endFamily(into delivery: inout Delivery) {
        guard var family else { return }
        self.family = nil
        let end = family.end()
        if let fault = end.histogram { tell(fault, into: &delivery) }
        if let message = end.unit {
            tell(OpenMetricsHistogram.Fault(message: message, line: family.line), into: &delivery)
        }
        // The first by name: which one a set holds first differs from one set to the next.
        if let name = family.names.filter(names.contains).min() {
            let message = "another family has samples of the name '\(name)' already"
            tell(OpenMetricsHistogram.Fault(message: message, line: family.line), into: &delivery)
        }
        names.formUnion(family.names)
    }

    private func tell(_ fault: OpenMetricsHistogram.Fault, into delivery: inout Delivery) {
        let nothing = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        delivery.reject(LineFault(.malformed, fault.message), line: fault.line, bytes: nothing)
    }
}
