import ReadinessModel
import Testing

@testable import ReadinessConfiguration

@Suite struct PrintedTests {
    private func load(printed text: String) throws -> Configuration {
        try Configuration.load(files: [
            ConfigurationFile(path: "all.yaml", kind: .whole, directory: "/elsewhere", text: text)
        ])
    }

    @Test func printedConfigurationReadsBackEqual() throws {
        let original = try Configuration.load(files: Samples.files)
        let text = original.printed()
        let again = try load(printed: text)
        #expect(String(reflecting: again.model) == String(reflecting: original.model))
        #expect(again.settings == original.settings)
        #expect(again.collectors == original.collectors)
        #expect(again.printed() == text)
    }

    @Test func emptyConfigurationReadsBackEqual() throws {
        let again = try load(printed: Configuration().printed())
        #expect(String(reflecting: again.model) == String(reflecting: Model()))
        #expect(again.settings == Settings())
        #expect(again.collectors.isEmpty)
    }

    @Test(arguments: [
        "no", "12:30", "2026-01-01", "null", "~", "1e3", "a: b", "a #b", "- a", "*a", "&a", "!a", "'", "\"", "\\",
        " a ", "",
        "tab\there", "two\nlines", "\u{1}", "\u{85}\u{2028}", "ÄÖ 漢字 🙂", "%a", "@a", "{a}", "[a]", "a, b", "a\r\n",
        "\u{10ffff}", "\u{fffe}", "| a", "> a", "? a", "---", "...", "0x10", "0o7", ".inf", "=", "<<",
    ])
    func anyTextReadsBackEqual(_ text: String) throws {
        var original = Configuration()
        original.model.id = "model"
        original.model.title = text
        original.model.version = text
        original.model.measures = [Measure(id: "m", title: text, unit: text)]
        original.model.bands = [Band(name: text, from: 0)]
        let exec = ExecSource(command: ["sh", text], directory: "/d", environment: ["A": text])
        let source = CollectorSpecification.Source.exec(exec)
        let metrics = MetricMapping(measures: [text: "m"], entityLabel: text)
        original.collectors = [
            .init(name: "c", source: source, format: .prometheus(metrics), interval: .seconds(9), deadline: .seconds(8))
        ]
        let again = try load(printed: original.printed())
        #expect(again.model.title == text)
        #expect(again.model.version == text)
        #expect(again.model.measures == original.model.measures)
        #expect(again.model.bands == original.model.bands)
        #expect(again.collectors == original.collectors)
    }

    @Test func pointsReadBackExactly() {
        var generator = SplitMix64(seed: 7)
        for _ in 0..<20_000 {
            let score = Double.random(in: 0...1, using: &generator)
            #expect(Decimal.points(Decimal.pointsText(score)) == score, "score \(score), seed 7")
        }
        for score in [0, 1, 0.01, 1e-9, Double.leastNonzeroMagnitude, 0.333, 0.29, 0.57] {
            #expect(Decimal.points(Decimal.pointsText(score)) == score)
        }
        #expect(Decimal.pointsText(0.29) == "29")
        #expect(Decimal.points("33.3") == 0.333)
        #expect(Decimal.points("5e1") == 0.5)
    }
}
