import Varlink

extension TestOutcome {
    /// The outcome as one JSON object.
    var json: String {
        var json = JSON.Writer()
        json.beginObject()
        json.name("files")
        json.beginArray()
        for file in files { json.file(file) }
        json.endArray()
        json.name("coverage")
        json.beginArray()
        for model in models { json.coverage(model) }
        json.endArray()
        json.member("passed", Int64(passed))
        json.member("failed", Int64(failed))
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension JSON.Writer {
    fileprivate mutating func file(_ file: TestOutcome.File) {
        beginObject()
        member("path", file.path)
        member("model", file.model)
        member("modelHash", file.hash)
        name("cases")
        beginArray()
        for outcome in file.cases {
            beginObject()
            member("name", outcome.name)
            member("line", Int64(outcome.line))
            member("passed", outcome.isPassed)
            name("failures")
            beginArray()
            for failure in outcome.failures { self.failure(failure) }
            endArray()
            endObject()
        }
        endArray()
        endObject()
    }

    private mutating func failure(_ failure: CaseOutcome.Failure) {
        beginObject()
        member("entity", failure.entity)
        member("node", failure.node)
        member("line", Int64(failure.line))
        name("differences")
        beginArray()
        for difference in failure.differences {
            beginObject()
            member("what", difference.what)
            member("expected", difference.expected)
            member("actual", difference.actual)
            endObject()
        }
        endArray()
        endObject()
    }

    fileprivate mutating func coverage(_ model: TestOutcome.CoveredModel) {
        let coverage = model.coverage
        beginObject()
        member("model", model.id)
        member("version", model.version)
        member("modelHash", model.hash)
        member("exercised", Int64(coverage.exercised.count))
        member("parts", Int64(coverage.parts.count))
        name("missing")
        beginArray()
        for part in coverage.missing {
            beginObject()
            member("kind", coverage.kind(of: part))
            member("subject", coverage.subject(of: part))
            member("text", coverage.sentence(of: part))
            endObject()
        }
        endArray()
        endObject()
    }
}
