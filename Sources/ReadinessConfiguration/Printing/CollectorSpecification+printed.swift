import ReadinessModel

extension CollectorSpecification {
    /// The keys of a collector, paths absolute.
    var printed: YAMLFields {
        var entries: YAMLFields = ["kind": .word(kind)]
        switch source {
        case .file(let path): entries.add("path", .text(path))
        case .tail(let path):
            entries.add("path", .text(path))
            entries.add("follow", .word("true"))
        case .drop(let drop):
            entries.add("path", .text("\(drop.directory)/\(drop.pattern)"))
            entries.add("after", .word(drop.after.rawValue))
        case .exec(let exec):
            entries.add(exec.printed)
            entries.add("output-limit", .word(ByteCount.text(exec.outputLimit)))
        case .stream(let stream):
            entries.add(stream.program.printed)
            entries.add("trigger", .word(stream.trigger.rawValue))
            entries.add("silence-limit", .word(stream.silenceLimit.map { "\($0)" } ?? "none"))
        case .sqlite(let sqlite):
            entries.add("database", .text(sqlite.path))
            entries.add("query", .text(sqlite.query))
            if let incremental = sqlite.incremental { entries.add("incremental", .text(incremental)) }
            entries.add("output-limit", .word(ByteCount.text(sqlite.outputLimit)))
        case .journal, .plugin, .metrics:
            switch source {
            case .journal(let journal): entries.add(journal.printed)
            case .metrics(let metrics): entries.add("address", .text(metrics.address))
            case .plugin(let plugin): entries.add(plugin.printed)
            default: break
            }
            entries.add(printedPolicy)
            entries.add("interval", .word("\(interval)"))
            entries.add("deadline", .word("\(deadline)"))
            if case .influx(let mapping, _) = format { entries.add(mapping.printed) }
            return entries
        case .push(let push):
            entries.add(push.printed)
            if !push.isManual {
                entries.add("format", .word(format.name))
                entries.add(format.printed)
            }
            return entries
        }
        entries.add(printedPolicy)
        entries.add("interval", .word("\(interval)"))
        entries.add("deadline", .word("\(deadline)"))
        entries.add("format", .word(format.name))
        entries.add(format.printed)
        return entries
    }
}

extension CollectorSpecification {
    /// What differs from the usual.
    private var printedPolicy: YAMLFields {
        var entries: YAMLFields = [:]
        if isIsolated { entries.add("isolated", .word("true")) }
        if startPolicy != .retry { entries.add("start", .word(startPolicy.rawValue)) }
        return entries
    }
}

extension ExecSource {
    fileprivate var printed: YAMLFields {
        var entries: YAMLFields = ["command": .row(command.map(YAMLValue.text)), "directory": .text(directory)]
        if !environment.isEmpty {
            let variables = environment.sorted { $0.key < $1.key }
            entries.add("environment", .mapping(YAMLFields(variables) { ($0.key, .text($0.value)) }))
        }
        if let memoryLimit { entries.add("memory-limit", .word(ByteCount.text(memoryLimit))) }
        return entries
    }
}

extension PluginSource {
    fileprivate var printed: YAMLFields {
        var entries: YAMLFields = [:]
        switch place {
        case .program(let program): entries.add(program.printed)
        case .address(let address): entries.add("address", .text(address))
        }
        if options != "{}" { entries.add("options", .word(options)) }
        return entries
    }
}

extension JournalSource {
    fileprivate var printed: YAMLFields {
        var entries: YAMLFields = ["match": .row(matches.map(YAMLValue.text))]
        if !fields.isEmpty { entries.add("fields", .row(fields.map(YAMLValue.text))) }
        if !extracts.isEmpty {
            let numbers = YAMLFields(extracts) { extract in
                guard let pattern = extract.pattern else { return (extract.name, .text(extract.field)) }
                return (extract.name, .record(["field": .text(extract.field), "pattern": .text(pattern)]))
            }
            entries.add("extract", .mapping(numbers))
        }
        entries.add("lookback", .word("\(lookback)"))
        return entries
    }
}

extension PushSource {
    fileprivate var printed: YAMLFields {
        var entries: YAMLFields = [:]
        let lists = [("users", users), ("groups", groups)].filter { !$0.1.isEmpty }
        for (key, words) in lists { entries.add(key, .row(words.map(YAMLValue.text))) }
        if let measures { entries.add("only-measures", .row(measures.map(YAMLValue.text))) }
        if let entities { entries.add("only-entities", .row(entities.map(YAMLValue.text))) }
        if let rateLimit { entries.add("rate-limit", .word("\(rateLimit)")) }
        if let seriesLimit { entries.add("series-limit", .word("\(seriesLimit)")) }
        entries.add("silence-limit", .word(silenceLimit.map { "\($0)" } ?? "none"))
        return entries
    }
}

extension ReadingFormat {
    fileprivate var printed: YAMLFields {
        switch self {
        case .jsonLines: return [:]
        case .csv(let columns):
            let record: YAMLFields = [
                "time": .text(columns.time), "entity": .text(columns.entity),
                "measure": .text(columns.measure), "value": .text(columns.value),
            ]
            return ["separator": Self.text(columns.separator), "columns": .record(record)]
        case .csvWide(let columns):
            var entries: YAMLFields = ["separator": Self.text(columns.separator), "entity": .text(columns.entity)]
            if let time = columns.time {
                entries.add("time", .record(["column": .text(time.column), "format": .word(time.format.rawValue)]))
            }
            entries.add("measures", .mapping(YAMLFields(columns.measures) { ($0.column, .text($0.measure)) }))
            return entries
        case .influx(let mapping, let precision):
            var entries: YAMLFields = ["precision": .word(precision.rawValue)]
            entries.add(mapping.printed)
            return entries
        case .prometheus(let mapping), .openMetrics(let mapping), .nagios(let mapping), .collectd(let mapping),
            .netdata(let mapping):
            return mapping.printed
        }
    }

    private static func text(_ byte: UInt8) -> YAMLValue { .text(String(Unicode.Scalar(byte))) }
}
