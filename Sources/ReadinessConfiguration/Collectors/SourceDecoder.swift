import ReadinessModel

/// Reads where the readings of a collector come from.
struct SourceDecoder {
    let reader: MappingReader
    /// Where relative paths start.
    let directory: String
    /// From one run to the next.
    let interval: TimeSpan

    private static let fileKeys = ["path"]
    private static let execKeys = ["command", "directory", "environment", "output-limit"]
    private static let streamKeys = ["trigger", "silence-limit"]
    private static let silenceRange = TimeSpan.seconds(1)...TimeSpan.seconds(366 * 86_400)
    /// So many intervals a program may print nothing, where nothing is said.
    private static let silentIntervals: Int64 = 10
    private static let outputRange = 1024...(1 << 30)
    private static let defaultOutputLimit = 16 * 1024 * 1024

    /// The keys of every kind.
    static let keys = fileKeys + execKeys + streamKeys

    /// The source; nil after a report.
    func decode(_ kind: CollectorDecoder.Kind) -> CollectorSpecification.Source? {
        switch kind {
        case .file:
            for key in Self.execKeys { reader.forbid(key, "belongs to kind exec, not to file") }
            forbidStreamKeys("file")
            guard let path = reader.required("path", as: "readings/personnel.csv") else { return nil }
            return reader.values.string(path, "path").map { .file(path: FilePath.join(directory, $0)) }
        case .exec:
            for key in Self.fileKeys { reader.forbid(key, "belongs to kind file, not to exec") }
            forbidStreamKeys("exec")
            return program().map(CollectorSpecification.Source.exec)
        case .stream:
            for key in Self.fileKeys { reader.forbid(key, "belongs to kind file, not to stream") }
            reader.forbid("output-limit", "belongs to kind exec; a stream prints as long as it runs")
            let trigger = reader.choice("trigger", of: StreamSource.Trigger.self) ?? .none
            let usual = TimeSpan(nanoseconds: max(interval.nanoseconds * Self.silentIntervals, 60_000_000_000))
            let limit =
                reader["silence-limit"]?.text == "none"
                ? nil : reader.span("silence-limit", in: Self.silenceRange) ?? usual
            return program().map { .stream(StreamSource(program: $0, trigger: trigger, silenceLimit: limit)) }
        // Read by PushDecoder.
        case .push, .manual: return nil
        }
    }

    private func forbidStreamKeys(_ kind: String) {
        for key in Self.streamKeys { reader.forbid(key, "belongs to kind stream, not to \(kind)") }
    }

    /// The program to run; nil after a report.
    private func program() -> ExecSource? {
        let environment = environment()
        let limit = reader["output-limit"] == nil ? nil : reader.bytes("output-limit", in: Self.outputRange)
        let place = FilePath.join(directory, reader.string("directory") ?? ".")
        guard let command = reader.required("command", as: "[/bin/sh, scripts/depot.sh]").flatMap(command) else {
            return nil
        }
        return ExecSource(
            command: command,
            directory: place,
            environment: environment,
            outputLimit: limit ?? Self.defaultOutputLimit
        )
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

    private func environment() -> [String: String] {
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
