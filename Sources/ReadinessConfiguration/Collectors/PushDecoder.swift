import ReadinessModel

/// Reads who may push as a collector, and what.
struct PushDecoder {
    let reader: MappingReader
    let names: CollectorNames

    /// The keys of the kinds push and manual.
    static let keys = [
        "users", "groups", "only-measures", "only-entities", "rate-limit", "series-limit", "silence-limit",
    ]

    private static let countRange = 1...1_000_000_000
    private static let silenceRange = TimeSpan.seconds(1)...TimeSpan.seconds(366 * 86_400)

    /// The source, as far as it is right.
    func decode(isManual: Bool) -> PushSource {
        var source = PushSource(isManual: isManual)
        source.users = reader.words("users", of: "users")?.map(\.text) ?? []
        source.groups = reader.words("groups", of: "groups")?.map(\.text) ?? []
        source.measures = known("only-measures", "measure", names.measures)
        source.entities = known("only-entities", "entity", names.entities)
        source.rateLimit = reader.count("rate-limit", in: Self.countRange)
        source.seriesLimit = reader.count("series-limit", in: Self.countRange)
        if reader["silence-limit"]?.text != "none" {
            source.silenceLimit = reader.span("silence-limit", in: Self.silenceRange)
        }
        return source
    }

    /// The words of a list, each of which must be a name of the model.
    private func known(_ key: String, _ what: String, _ register: NameRegister) -> [String]? {
        guard let words = reader.words(key, of: what) else { return nil }
        for word in words where register.index(of: word.text) == nil {
            reader.report.unknown(what, word.text, among: register.names, at: word.place)
        }
        return words.map(\.text)
    }
}
