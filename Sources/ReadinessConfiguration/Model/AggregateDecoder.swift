import ReadinessModel

/// Reads `aggregate`: a word, or in later versions a mapping of a method and its parameters.
struct AggregateDecoder {
    let report: Report

    /// The method of a node; arithmetic when none is given.
    func decode(_ reader: MappingReader) -> Aggregate {
        guard let node = reader["aggregate"] else { return .arithmetic }
        if case .mapping(let entries) = node.content, let entry = entries.first {
            if ReservedWords.aggregates.contains(entry.key) {
                ReservedWords.report(entry.key, at: entry.keyPlace, to: report)
                return .arithmetic
            }
        }
        let later = ReservedWords.aggregates
        return reader.values.choice(node, "aggregate", of: Aggregate.self, later: later) ?? .arithmetic
    }
}
