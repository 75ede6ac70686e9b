import ReadinessModel

/// What mappings of collectors may name.
struct CollectorNames {
    /// The measures of the model.
    var measures: NameRegister
    /// The units of the measures; nil where none is declared.
    var units: [Unit?]
    /// The same as the model writes them.
    var unitTexts: [String?]
    /// The entities of the model.
    var entities: NameRegister
    /// The entities, for telling leaves.
    var tree: [Entity]
}

/// Reads collectors.
struct CollectorDecoder {
    /// Where readings come from, as the files write it.
    enum Kind: String, CaseIterable {
        case file
        case exec
        case stream
        case sqlite
        case journal
        case varlink
        case metrics
        case push
        case manual
    }

    /// How readings are written, as the files write it.
    enum Format: String, CaseIterable {
        case csv
        case csvWide = "csv-wide"
        case jsonLines = "json-lines"
        case prometheus
        case openMetrics = "openmetrics"
        case influx
        case nagios
        case collectd
        case netdata
    }

    /// The collectors, in order of declaration.
    private(set) var collectors: [CollectorSpecification] = []
    private var register = NameRegister()
    private let names: CollectorNames
    private let report: Report

    private static let generalKeys = ["kind", "format", "interval", "deadline", "isolated", "start"]
    private static let intervalRange = TimeSpan(nanoseconds: 100_000_000)...TimeSpan.seconds(366 * 86_400)
    private static let defaultInterval = TimeSpan.seconds(60)
    private static let defaultStreamInterval = TimeSpan.seconds(10)
    private static let defaultDeadline = TimeSpan.seconds(10)

    init(names: CollectorNames, report: Report) {
        self.names = names
        self.report = report
    }

    /// Reads the `collectors` of one file, whose relative paths start at `directory`.
    mutating func add(_ node: YAMLNode, directory: String) {
        guard let entries = node.mappingEntries else {
            let message = "'collectors' must be a mapping of names, not \(node.description)"
            report.error("wrong-type", message, at: node.place)
            return
        }
        for entry in entries {
            if let fault = Identifier.faultOfCollector(entry.key) { report.error("bad-id", fault, at: entry.keyPlace) }
            guard register.declare(entry.key, "collector", at: entry.keyPlace, report: report) else { continue }
            if let collector = decode(entry, directory: directory) { collectors.append(collector) }
        }
    }

    private func decode(_ entry: YAMLNode.Entry, directory: String) -> CollectorSpecification? {
        let subject = "collector '\(entry.key)'"
        let keys = Self.generalKeys + SourceDecoder.keys + PushDecoder.keys + FormatDecoder.keys
        guard let reader = MappingReader(entry.value, subject, keys: keys, at: entry.keyPlace, report: report) else {
            return nil
        }
        let kind = reader.required("kind", as: "file").flatMap { reader.values.choice($0, "kind", of: Kind.self) }
        if kind == .push || kind == .manual { return push(entry.key, reader, isManual: kind == .manual) }
        for key in PushDecoder.keys where key != "silence-limit" {
            reader.forbid(key, "belongs to kinds push and manual, not to \(kind?.rawValue ?? "others")")
        }
        var format: Format? = .influx
        if let kind, [.journal, .varlink, .metrics].contains(kind) {
            for key in ["format", "precision"] {
                reader.forbid(key, "has no meaning with kind \(kind.rawValue): it brings samples for 'map'")
            }
        } else {
            format = reader.required("format", as: "csv").flatMap {
                reader.values.choice($0, "format", of: Format.self)
            }
        }
        let interval =
            reader.span("interval", in: Self.intervalRange)
            ?? (kind == .stream ? Self.defaultStreamInterval : Self.defaultInterval)
        var deadline = min(interval, Self.defaultDeadline)
        if let given = reader.span("deadline"), let place = reader["deadline"]?.place {
            if given > interval {
                let message = "'deadline' \(given) is longer than the interval \(interval); runs would overlap"
                report.error("bad-value", message, at: place)
            }
            deadline = given
        }
        let source = kind.flatMap { SourceDecoder(reader: reader, directory: directory, interval: interval).decode($0) }
        let decoded = format.flatMap { FormatDecoder(reader: reader, names: names).decode($0) }
        guard let source, let decoded else { return nil }
        if case .tail = source, let format, [.csv, .csvWide, .nagios, .openMetrics].contains(format),
            let place = reader["format"]?.place
        {
            let message = "format '\(decoded.name)' is read whole; a file that is followed has lines of their own"
            report.error("bad-value", message, at: place)
        }
        if kind == .stream, [.nagios, .openMetrics, .csvWide].contains(format), let place = reader["format"]?.place {
            let message = "format '\(decoded.name)' is read whole; a stream has no end: use kind exec"
            report.error("bad-value", message, at: place)
        }
        var specification = CollectorSpecification(
            name: entry.key,
            source: source,
            format: decoded,
            interval: interval,
            deadline: deadline
        )
        specification.isIsolated = reader.flag("isolated") ?? false
        specification.startPolicy = reader.choice("start", of: CollectorSpecification.StartPolicy.self) ?? .retry
        if specification.isIsolated, specification.startPolicy == .error, let place = reader["start"]?.place {
            let message = "'start: error' would have the daemon wait for a unit that waits for the daemon"
            report.error("bad-value", message, at: place)
        }
        return specification
    }

    /// A source that hands its readings over by itself.
    private func push(_ name: String, _ reader: MappingReader, isManual: Bool) -> CollectorSpecification? {
        let kind = isManual ? "manual" : "push"
        for key in SourceDecoder.keys where !PushDecoder.keys.contains(key) {
            reader.forbid(key, "has no meaning with kind \(kind): nothing is run")
        }
        for key in Self.generalKeys.dropFirst(2) {
            reader.forbid(key, "has no meaning with kind \(kind): nothing is run")
        }
        var format = ReadingFormat.jsonLines
        if isManual {
            for key in ["format"] + FormatDecoder.keys {
                reader.forbid(key, "has no meaning with kind manual: people name measure and entity themselves")
            }
        } else if let chosen = reader.choice("format", of: Format.self) {
            if [.nagios, .openMetrics, .csv, .csvWide].contains(chosen), let place = reader["format"]?.place {
                let message = "format '\(chosen.rawValue)' is read whole; a stream that is pushed has no end"
                reader.report.error("bad-value", message, at: place)
            }
            guard let decoded = FormatDecoder(reader: reader, names: names).decode(chosen) else { return nil }
            format = decoded
        } else {
            guard reader["format"] == nil else { return nil }
            guard let plain = FormatDecoder(reader: reader, names: names).decode(.jsonLines) else { return nil }
            format = plain
        }
        let source = PushDecoder(reader: reader, names: names).decode(isManual: isManual)
        return CollectorSpecification(
            name: name,
            source: .push(source),
            format: format,
            interval: Self.defaultInterval,
            deadline: Self.defaultDeadline
        )
    }
}
