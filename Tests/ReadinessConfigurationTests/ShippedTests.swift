import ReadinessModel
import Testing

@testable import ReadinessConfiguration

/// What is shipped in `config/` is right.
@Suite struct ShippedTests {
    private static let shipped = FilePath.join(FilePath.parent(#filePath), "../../config")
    private static let vendor = FilePath.join(shipped, "vendor")

    private static func example(_ name: String) -> String { FilePath.join(shipped, "examples/\(name)") }

    @Test(arguments: [("enterprise", 5, 7, 4), ("human-development", 193, 4, 1)])
    func examplesLoadWithoutADoubt(_ name: String, entities: Int, indicators: Int, collectors: Int) throws {
        let alone = try Configuration.load(layers: [Self.example(name)])
        #expect(alone.warnings.isEmpty)
        #expect(alone.model.entities.count == entities)
        #expect(alone.model.indicators.count == indicators)
        #expect(alone.collectors.count == collectors)
    }

    /// A copy in `/etc/readinessd` is the whole model: nothing of the shipped one is mixed in.
    @Test(arguments: ["enterprise", "human-development"])
    func examplesWorkOverTheShippedModel(_ name: String) throws {
        let alone = try Configuration.load(layers: [Self.example(name)])
        let over = try Configuration.load(layers: [Self.vendor, Self.example(name)])
        #expect(over.warnings.isEmpty)
        #expect(over.printed() == alone.printed())
    }

    @Test func theShippedModelLoadsWithNothingButOpenPlaceholders() throws {
        let configuration = try Configuration.load(layers: [Self.vendor])
        #expect(Set(configuration.warnings.map(\.code)) == ["open-placeholder"])
        #expect(configuration.warnings.count == 24)
        #expect(configuration.warnings.allSatisfy { $0.file.hasSuffix("model.d/50-roadmap.yaml") })
        #expect(configuration.collectors.isEmpty)
        let dates = configuration.model.roadmap.flatMap { $0.milestones.map(\.by.year) }
        #expect(dates == [2030, 2045, 2030, 2045, 2030, 2045])
    }

    @Test func theShippedModelReadsBackEqual() throws {
        let model = try Configuration.load(layers: [Self.vendor])
        let file = ConfigurationFile(path: "p", kind: .whole, text: model.printed())
        #expect(try Configuration.load(files: [file]).printed() == model.printed())
    }

    @Test func theValueChainHasSevenStages() throws {
        let model = try Configuration.load(layers: [Self.vendor]).model
        let root = try #require(model.nodes.firstIndex { $0.id == "self-reliance" })
        guard case .index(let index) = model.nodes[root].content else {
            Issue.record("self-reliance is no index")
            return
        }
        #expect(
            index.children.map { model.nodes[$0.index].id } == [
                "idea", "research", "design", "manufacture", "production", "technical-assurance", "upgrade",
            ]
        )
        #expect(index.aggregate == .geometric)
        #expect(index.floor == 0.01)
        #expect(model.gates.map { model.nodes[$0.node.index].id }.starts(with: ["production", "self-reliance"]))
        #expect(model.gates.count == 4)
        #expect(model.gates.allSatisfy { $0.unknown == .noScore && $0.reason != nil })
    }

    /// Every measure of the shipped model has a unit, so that every formula in it is checked.
    @Test func everyShippedMeasureHasAUnit() throws {
        let model = try Configuration.load(layers: [Self.vendor]).model
        #expect(model.measures.filter { $0.unit == nil }.map(\.id) == [])
        #expect(model.measures.count > 90)
    }

    /// The settings file shows every key with its default.
    @Test func theSettingsFileShowsTheDefaults() throws {
        let path = FilePath.join(Self.vendor, "readinessd.yaml")
        let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
        let isolated = ConfigurationFile(path: path, kind: .settings, text: text)
        #expect(try Configuration.load(files: [isolated]).settings == Settings())
        var keyCount = 0
        let lines = text.split(separator: "\n").map { line -> String in
            guard let match = line.prefixMatch(of: /#((?:  )?[a-z-]+:.*)/) else { return String(line) }
            keyCount += match.1.hasSuffix(":") ? 0 : 1
            return String(match.1)
        }
        let shown = ConfigurationFile(path: path, kind: .settings, text: lines.joined(separator: "\n"))
        var settings = try Configuration.load(files: [shown]).settings
        // The path has no default of its own: it follows from the state directory, which systemd sets to this.
        #expect(settings.history.path == "/var/lib/readinessd/history.sqlite")
        settings.history.path = nil
        // It lies beside the status socket.
        #expect(settings.ingestSocket == "/run/readinessd/ingest")
        settings.ingestSocket = nil
        // There is none where none is named.
        #expect(settings.collectdSocket == "/run/readinessd/collectd")
        settings.collectdSocket = nil
        #expect(settings == Settings())
        func count(_ value: Any) -> Int { Mirror(reflecting: value).children.count }
        let sections = [settings.journal as Any, settings.history, settings.limits]
        #expect(keyCount == count(settings) - sections.count + sections.map(count).reduce(0, +))
    }
}
