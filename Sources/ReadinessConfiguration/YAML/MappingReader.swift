import ReadinessModel

/// Reads one mapping whose keys are known beforehand; a key that is not known is an error.
struct MappingReader {
    let report: Report
    /// Where mistakes of the mapping as a whole are reported: the key or list item it belongs to.
    let place: Place
    /// What the mapping describes, for messages: `indicator 'throughput'`.
    let subject: String
    private let entries: [String: YAMLNode.Entry]

    /// Reads the mapping; nil after a report when the node is none. Nothing at all counts as an empty mapping.
    ///
    /// - Parameter place: where to report what is missing; the start of the mapping by default.
    init?(_ node: YAMLNode, _ subject: String, keys: [String], at place: Place? = nil, report: Report) {
        self.report = report
        self.subject = subject
        self.place = place ?? node.place
        guard let list = node.mappingEntries else {
            let keyList = keys.prefix(6).joined(separator: ", ")
            let message = "\(subject) must be a mapping of keys (\(keyList)\(keys.count > 6 ? ", ..." : ""))"
            report.error("wrong-type", "\(message), not \(node.description)", at: node.place)
            return nil
        }
        var entries = Dictionary(list.map { ($0.key, $0) }) { first, _ in first }
        for entry in list where !keys.contains(entry.key) {
            Self.reject(entry, keys: keys, subject: subject, report: report)
            // Read on as if the key were right: what it holds is checked too, and nothing is missing because of it.
            if let meant = entry.key.nearest(in: keys), entries[meant] == nil { entries[meant] = entry }
        }
        self.entries = entries
    }

    /// The value of a key; nil when the key is absent.
    subscript(key: String) -> YAMLNode? { entries[key]?.value }

    /// The place of a key; of the mapping when the key is absent.
    func place(of key: String) -> Place { entries[key]?.keyPlace ?? place }

    /// The value of a key that must be there; nil after a report when it is not.
    func required(_ key: String, as example: String) -> YAMLNode? {
        if let value = self[key] { return value }
        report.error("missing-key", "\(subject) has no '\(key)'; write \(key): \(example)", at: place)
        return nil
    }

    /// Reports that a key has no meaning here, when it is present.
    func forbid(_ key: String, _ reason: String) {
        guard let entry = entries[key] else { return }
        report.error("misplaced-key", "'\(key)' \(reason)", at: entry.keyPlace)
    }

    private static func reject(_ entry: YAMLNode.Entry, keys: [String], subject: String, report: Report) {
        var hint = entry.key.suggestion(in: keys)
        if hint.isEmpty { hint = "; known are \(keys.joined(separator: ", "))" }
        let message = "unknown key '\(entry.key.shortened)' in \(subject)\(hint)"
        report.error("unknown-key", message, at: entry.keyPlace)
    }
}

extension YAMLNode {
    /// The entries of a mapping; none where nothing is written, nil for anything else.
    var mappingEntries: [Entry]? {
        if case .mapping(let entries) = content { return entries }
        return isEmpty ? [] : nil
    }

    /// The items of a list; none where nothing is written, nil for anything else.
    var items: [YAMLNode]? {
        if case .sequence(let items) = content { return items }
        return isEmpty ? [] : nil
    }

    /// The text of a scalar; nil for anything else and where nothing is written.
    var text: String? {
        if case .scalar(let scalar) = content, !isEmpty { return scalar.text }
        return nil
    }
}
