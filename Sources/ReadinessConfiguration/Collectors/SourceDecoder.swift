import ReadinessModel

/// Reads where the readings of a collector come from.
struct SourceDecoder {
    let reader: MappingReader
    /// Where relative paths start.
    let directory: String
    /// From one run to the next.
    let interval: TimeSpan

    /// Which keys belong to which kinds, the one that is named in a message first.
    private static let owners: [(key: String, kinds: [CollectorDecoder.Kind])] = [
        ("path", [.file]), ("follow", [.file]), ("after", [.file]), ("command", [.exec, .stream, .varlink]),
        ("directory", [.exec, .stream, .varlink]),
        ("environment", [.exec, .stream, .varlink]), ("plugin", [.varlink]), ("options", [.varlink]),
        ("address", [.metrics, .varlink]), ("output-limit", [.exec, .sqlite]),
        ("memory-limit", [.exec, .stream, .varlink]), ("trigger", [.stream]),
        ("silence-limit", [.stream, .push, .manual]), ("database", [.sqlite]), ("query", [.sqlite]),
        ("incremental", [.sqlite]), ("match", [.journal]), ("fields", [.journal]), ("extract", [.journal]),
        ("lookback", [.journal]),
    ]
    private static let silenceRange = TimeSpan.seconds(1)...TimeSpan.seconds(366 * 86_400)
    /// So many intervals a program may print nothing, where nothing is said.
    private static let silentIntervals: Int64 = 10
    private static let outputRange = 1024...(1 << 30)
    private static let memoryRange = (1 << 20)...(1 << 40)
    private static let defaultOutputLimit = 16 * 1024 * 1024
    private static let defaultLookback = TimeSpan.seconds(86_400)

    /// The keys of every kind.
    static let keys = owners.map(\.key)

    /// The source; nil after a report.
    func decode(_ kind: CollectorDecoder.Kind) -> CollectorSpecification.Source? {
        for (key, kinds) in Self.owners where !kinds.contains(kind) {
            reader.forbid(key, "belongs to kind \(kinds[0].rawValue), not to \(kind.rawValue)")
        }
        switch kind {
        case .file:
            guard let path = reader.required("path", as: "readings/personnel.csv") else { return nil }
            return reader.values.string(path, "path").flatMap { file(FilePath.join(directory, $0), at: path.place) }
        case .exec: return program().map(CollectorSpecification.Source.exec)
        case .stream:
            let trigger = reader.choice("trigger", of: StreamSource.Trigger.self) ?? .none
            let usual = TimeSpan(nanoseconds: max(interval.nanoseconds * Self.silentIntervals, 60_000_000_000))
            let limit =
                reader["silence-limit"]?.text == "none"
                ? nil : reader.span("silence-limit", in: Self.silenceRange) ?? usual
            return program().map { .stream(StreamSource(program: $0, trigger: trigger, silenceLimit: limit)) }
        case .sqlite: return sqlite().map(CollectorSpecification.Source.sqlite)
        case .journal: return journal().map(CollectorSpecification.Source.journal)
        case .varlink: return plugin().map(CollectorSpecification.Source.plugin)
        case .metrics:
            guard let node = reader.required("address", as: "/run/systemd/report/io.systemd.Manager") else {
                return nil
            }
            return address(node).map { .metrics(MetricsSource(address: $0)) }
        // Read by PushDecoder.
        case .push, .manual: return nil
        }
    }

    /// A file, one that grows, or a directory into which files are dropped.
    private func file(_ path: String, at place: Place) -> CollectorSpecification.Source? {
        let name = FilePath.baseName(path)
        let follows = reader.flag("follow") ?? false
        guard name.contains("*") else {
            reader.forbid("after", "belongs to a 'path' with *, which is a directory of files")
            return follows ? .tail(path: path) : .file(path: path)
        }
        if follows { reader.forbid("follow", "is for one file that grows; a 'path' with * is a directory of files") }
        if FilePath.parent(path).contains("*") {
            reader.report.error("bad-value", "'path' may have * in its last part only", at: place)
        }
        let after = reader.choice("after", of: DropSource.After.self) ?? .keep
        return .drop(DropSource(directory: FilePath.parent(path), pattern: name, after: after))
    }

    private func sqlite() -> SQLiteSource? {
        let database = reader.required("database", as: "/var/lib/erp/orders.sqlite")
        let query = reader.required("query", as: "SELECT plant AS entity, 'orders' AS measure, amount AS value FROM t")
        let limit = reader["output-limit"] == nil ? nil : reader.bytes("output-limit", in: Self.outputRange)
        guard let database, let query, let path = reader.values.string(database, "database"),
            let text = reader.values.string(query, "query")
        else { return nil }
        return SQLiteSource(
            path: FilePath.join(directory, path),
            query: text,
            incremental: reader.string("incremental"),
            outputLimit: limit ?? Self.defaultOutputLimit
        )
    }

    private func journal() -> JournalSource? {
        guard reader.required("match", as: "[_SYSTEMD_UNIT=backup.service]") != nil else { return nil }
        let matches = reader.words("match", of: "match") ?? []
        for match in matches where !Self.isMatch(match.text) {
            let message = "'\(match.text)' is no FIELD=value with a field such as PRIORITY or _SYSTEMD_UNIT"
            reader.report.error("bad-value", message, at: match.place)
        }
        let fields = reader.words("fields", of: "field") ?? []
        for field in fields where !Self.isField(field.text[...]) {
            reader.report.error("bad-value", "'\(field.text)' is no field of the journal", at: field.place)
        }
        return JournalSource(
            matches: matches.map(\.text),
            fields: fields.map(\.text),
            extracts: extracts(),
            lookback: reader.span("lookback", in: Self.silenceRange) ?? Self.defaultLookback
        )
    }

    private func extracts() -> [JournalSource.Extract] {
        guard let node = reader["extract"] else { return [] }
        guard let entries = node.mappingEntries else {
            let message = "'extract' must be a mapping of sample names, not \(node.description)"
            reader.report.error("wrong-type", message, at: node.place)
            return []
        }
        return entries.compactMap { entry in
            guard case .mapping = entry.value.content else {
                return reader.values.string(entry.value, entry.key).map { field in
                    if !Self.isField(field[...]) {
                        let message = "'\(field)' is no field of the journal"
                        reader.report.error("bad-value", message, at: entry.value.place)
                    }
                    return JournalSource.Extract(name: entry.key, field: field)
                }
            }
            let keys = ["field", "pattern"]
            guard let inner = MappingReader(entry.value, "'\(entry.key)'", keys: keys, report: reader.report),
                let pattern = inner.required("pattern", as: "\"took {} ms\""),
                let text = inner.values.string(pattern, "pattern")
            else { return nil }
            if text.ranges(of: "{}").count != 1 {
                reader.report.error("bad-value", "'pattern' has one {} where the number stands", at: pattern.place)
            }
            return JournalSource.Extract(name: entry.key, field: inner.string("field") ?? "MESSAGE", pattern: text)
        }
    }

    private static func isMatch(_ text: String) -> Bool {
        text.firstIndex(of: "=").map { isField(text[..<$0]) } ?? false
    }

    /// Whether the journal has fields of this name: capitals, digits and `_`, not first a digit, at most 64.
    private static func isField(_ text: Substring) -> Bool {
        let isWord = text.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
        return isWord && (1...64).contains(text.utf8.count) && !(0x30...0x39).contains(text.utf8.first ?? 0x30)
    }

    /// The program to run; nil after a report.
    func program() -> ExecSource? {
        let environment = environment()
        let limit = reader["output-limit"] == nil ? nil : reader.bytes("output-limit", in: Self.outputRange)
        let place = FilePath.join(directory, reader.string("directory") ?? ".")
        guard let command = reader.required("command", as: "[/bin/sh, scripts/depot.sh]").flatMap(command) else {
            return nil
        }
        var program = ExecSource(
            command: command,
            directory: place,
            environment: environment,
            outputLimit: limit ?? Self.defaultOutputLimit
        )
        program.memoryLimit = memoryLimit()
        return program
    }

    /// The most address space of a process.
    func memoryLimit() -> Int? {
        reader["memory-limit"] == nil ? nil : reader.bytes("memory-limit", in: Self.memoryRange)
    }

    /// A list of a program and its arguments, or one text, which is a program without arguments.
    private func command(_ node: YAMLNode) -> [String]? {
        if case .scalar = node.content {
            guard let program = reader.values.string(node, "command") else { return nil }
            if program.contains(" ") {
                let message =
                    "'\(program.shortened)' is taken for the name of one program; write a list to give arguments"
                reader.report.warning("suspicious-command", message, at: node.place)
            }
            return [program]
        }
        guard let items = reader.values.list(node, "command", of: "a program and its arguments") else { return nil }
        let words = items.compactMap { item -> String? in
            // An argument may be empty when it is quoted.
            if case .scalar(let scalar) = item.content { return scalar.text }
            reader.report.error("wrong-type", "an argument must be text, not \(item.description)", at: item.place)
            return nil
        }
        guard words.count == items.count else { return nil }
        guard let program = words.first, !program.isEmpty else {
            reader.report.error("empty-list", "'command' is empty; it needs a program", at: node.place)
            return nil
        }
        return words
    }

    func environment() -> [String: String] {
        guard let node = reader["environment"] else { return [:] }
        guard let entries = node.mappingEntries else {
            let message = "'environment' must be a mapping of variables, not \(node.description)"
            reader.report.error("wrong-type", message, at: node.place)
            return [:]
        }
        var environment: [String: String] = [:]
        for entry in entries {
            if let fault = Identifier.faultOfVariable(entry.key) {
                reader.report.error("bad-id", fault, at: entry.keyPlace)
            }
            guard case .scalar(let scalar) = entry.value.content else {
                let message = "'\(entry.key)' must be text, not \(entry.value.description)"
                reader.report.error("wrong-type", message, at: entry.value.place)
                continue
            }
            environment[entry.key] = scalar.text
        }
        return environment
    }
}
