package import ReadinessModel

/// Reads native collectors.
extension SourceDecoder {
    /// Where plugins lie, beside the directory `collectors` of the configuration itself.
    private static let pluginDirectories = ["/etc/readinessd/collectors", "/usr/lib/readinessd/collectors"]

    /// A native collector by its plugin, its program or its address; nil after a report.
    func plugin() -> PluginSource? {
        let given = ["plugin", "command", "address"].filter { reader[$0] != nil }
        guard given.count == 1, let key = given.first, let node = reader[key] else {
            let message =
                given.isEmpty
                ? "a collector of kind varlink has 'plugin', 'command' or 'address'; write plugin: uptime"
                : "\(given.map { "'\($0)'" }.joined(separator: " and ")) exclude each other"
            reader.report.error("bad-value", message, at: reader.place)
            return nil
        }
        let options = reader["options"].map { json($0) } ?? "{}"
        switch key {
        case "address":
            for key in ["directory", "environment"] {
                reader.forbid(key, "has no meaning with 'address': nothing is started")
            }
            return address(node).map { PluginSource(place: .address($0), options: options) }
        case "command": return program().map { PluginSource(place: .program($0), options: options) }
        default:
            reader.forbid("directory", "has no meaning with 'plugin': it runs in its own")
            guard let name = reader.values.string(node, "plugin") else { return nil }
            guard let program = plugin(name, at: node.place) else { return nil }
            return PluginSource(place: .program(program), options: options)
        }
    }

    /// The program of an installed plugin, by its manifest `plugin.yaml`.
    private func plugin(_ name: String, at place: Place) -> ExecSource? {
        if let fault = Identifier.faultOfCollector(name) {
            reader.report.error("bad-id", fault, at: place)
            return nil
        }
        let own = FilePath.join(directory, "collectors")
        let places = [own].filter { !Self.pluginDirectories.contains($0) } + Self.pluginDirectories
        for parent in places {
            let home = FilePath.join(parent, name)
            guard var program = Self.manifest(in: home, report: reader.report) else { continue }
            program.environment = environment()
            program.memoryLimit = memoryLimit()
            return program.command.isEmpty ? nil : program
        }
        let message = "there is no plugin '\(name)' in \(places.joined(separator: ", "))"
        reader.report.error("unknown-plugin", message, at: place)
        return nil
    }

    /// The program a manifest names; nil where there is no manifest, one without a command after a report.
    static func manifest(in home: String, report: Report) -> ExecSource? {
        let path = FilePath.join(home, "plugin.yaml")
        guard let bytes = try? FileSystem.read(path) else { return nil }
        var program = ExecSource(command: [], directory: home)
        guard let source = SourceText.decode(bytes, path: path, order: .max, report: report),
            let root = YAMLReader.read(source, report: report),
            let inner = MappingReader(root, "a manifest", keys: ["command", "title"], report: report),
            inner.required("command", as: "[run.py]") != nil
        else { return program }
        program.command = inner.words("command", of: "command")?.map(\.text) ?? []
        // A program beside the manifest, or one that is searched.
        if let first = program.command.first {
            let beside = FilePath.join(home, first)
            if (try? FileSystem.item(at: beside)) != nil { program.command[0] = beside }
        }
        return program
    }

    /// An address of Varlink.
    func address(_ node: YAMLNode) -> String? {
        reader.values.value(node, "address", "a path, or unix:, exec:, ssh-unix:HOST:PATH or ssh-exec:HOST:COMMAND") {
            text in
            let known = ["/", "unix:", "exec:/", "ssh-unix:", "ssh-exec:"]
            return known.contains { text.hasPrefix($0) } ? text : nil
        }
    }

    /// The options as the text of a JSON object.
    private func json(_ node: YAMLNode) -> String {
        guard node.mappingEntries != nil else {
            let message = "'options' must be a mapping of names, not \(node.description)"
            reader.report.error("wrong-type", message, at: node.place)
            return "{}"
        }
        return text(node)
    }

    private func text(_ node: YAMLNode) -> String {
        if let entries = node.mappingEntries {
            return "{" + entries.map { "\(quoted($0.key)):\(text($0.value))" }.joined(separator: ",") + "}"
        }
        switch node.content {
        case .sequence(let items): return "[" + items.map(text).joined(separator: ",") + "]"
        case .scalar(let scalar) where scalar.style == .plain: return plain(scalar.text)
        case .scalar(let scalar): return quoted(scalar.text)
        case .mapping: return "{}"
        }
    }

    /// Plain text as YAML means it: a number, a truth value, nothing, or words.
    private func plain(_ text: String) -> String {
        if ["true", "false", "null"].contains(text) { return text }
        if text.isEmpty || text == "~" { return "null" }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let isNumber = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
        guard isNumber, digits.first != ".", digits.last != ".", let number = Double(text), number.isFinite,
            !(digits.count > 1 && digits.hasPrefix("0") && !digits.hasPrefix("0."))
        else { return quoted(text) }
        return text
    }

    private func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\u{0}"..<" ":
                let hexadecimal = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension Configuration {
    /// The program of the plugin in a directory; nil where the path is none with a manifest.
    ///
    /// - Throws: `Diagnostics` for a manifest with mistakes.
    package static func plugin(at path: String) throws(Diagnostics) -> ExecSource? {
        let report = Report()
        let program = SourceDecoder.manifest(in: FilePath.absolute(path), report: report)
        guard !report.hasErrors else { throw Diagnostics(all: report.sorted) }
        return program
    }
}
