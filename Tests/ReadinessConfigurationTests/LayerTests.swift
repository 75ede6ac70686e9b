import ReadinessModel
import Testing

@testable import ReadinessConfiguration

@Suite struct LayerTests {
    private let root: TemporaryDirectory
    private var vendor: String { "\(root.path)/vendor" }
    private var local: String { "\(root.path)/local" }

    init() throws {
        root = try TemporaryDirectory()
        try root.make("vendor/model.d")
        try root.make("local/model.d")
    }

    private func load() throws(Diagnostics) -> Configuration { try Configuration.load(layers: [vendor, local]) }

    private func failures(_ body: () throws(Diagnostics) -> Configuration) -> [String] {
        do throws(Diagnostics) {
            _ = try body()
            return []
        } catch {
            return error.all.map { $0.description.replacing("\(root.path)/", with: "") }
        }
    }

    private func measure(_ name: String) -> String { "measures: {\(name): {}}\n" }

    @Test func nothingAtAllIsAConfiguration() throws {
        let configuration = try load()
        #expect(configuration.model.entities.isEmpty && configuration.model.nodes.isEmpty)
        #expect(configuration.settings == Settings())
        #expect(configuration.collectors.isEmpty && configuration.files.isEmpty && configuration.warnings.isEmpty)
    }

    private func collector(_ name: String) -> String {
        "collectors: {\(name): {kind: file, path: p, format: csv}}\n"
    }

    /// A layer of an installed system need not exist; one that somebody named must.
    @Test func aNamedLayerMustExist() throws {
        try root.write("file", "")
        let path = root.path
        #expect(
            failures { () throws(Diagnostics) in try Configuration.load(layers: ["\(path)/file", "\(path)/absent"]) }
                == [
                    "file:1:1: error: there is no such directory; name a configuration directory",
                    "absent:1:1: error: there is no such directory; name a configuration directory",
                ]
        )
    }

    @Test func filesOfAllLayersAreReadByBaseName() throws {
        try root.write("local/collectors.d/10-a.yaml", collector("a"))
        try root.write("vendor/collectors.d/20-b.yaml", collector("b"))
        try root.write("local/collectors.d/30-c.yaml", collector("c"))
        try root.write("vendor/collectors.d/05-d.yaml", collector("d"))
        let configuration = try load()
        #expect(configuration.collectors.map(\.name) == ["d", "a", "b", "c"])
        #expect(
            configuration.files == [
                "\(vendor)/collectors.d/05-d.yaml", "\(local)/collectors.d/10-a.yaml",
                "\(vendor)/collectors.d/20-b.yaml", "\(local)/collectors.d/30-c.yaml",
            ]
        )
    }

    @Test func aHigherLayerMasksTheSameName() throws {
        for name in ["same", "empty", "null", "kept"] {
            try root.write("vendor/collectors.d/\(name).yaml", collector("vendor-\(name)"))
        }
        try root.write("local/collectors.d/same.yaml", collector("local-same"))
        try root.write("local/collectors.d/empty.yaml", "")
        try root.link("local/collectors.d/null.yaml", to: "/dev/null")
        #expect(try load().collectors.map(\.name) == ["vendor-kept", "local-same"])
    }

    @Test func theModelOfTheVendorIsReadWhileThereIsNoLocalOne() throws {
        for name in ["10-a", "20-b", "30-c"] {
            try root.write("vendor/model.d/\(name).yaml", measure("vendor_\(name.suffix(1))"))
        }
        #expect(try load().model.measures.map(\.id) == ["vendor_a", "vendor_b", "vendor_c"])
        // What only takes names away is no model.
        try root.write("local/model.d/10-a.yaml", "")
        try root.link("local/model.d/20-b.yaml", to: "/dev/null")
        try root.write("local/collectors.d/x.yaml", collector("x"))
        #expect(try load().model.measures.map(\.id) == ["vendor_c"])
    }

    @Test func aLocalModelTakesThePlaceOfTheVendorsWhole() throws {
        try root.write("vendor/model.d/10-a.yaml", measure("vendor_a"))
        try root.write("vendor/model.d/20-b.yaml", measure("vendor_b"))
        try root.write("local/model.d/20-b.yaml", measure("local_b"))
        #expect(try load().model.measures.map(\.id) == ["local_b"])
        try root.write("local/model.d/30-c.yaml", measure("local_c"))
        let configuration = try load()
        #expect(configuration.model.measures.map(\.id) == ["local_b", "local_c"])
        #expect(configuration.files == ["\(local)/model.d/20-b.yaml", "\(local)/model.d/30-c.yaml"])
    }

    @Test func aLocalModelThatCannotBeReadIsNotPassedOver() throws {
        try root.write("vendor/model.d/10-a.yaml", measure("vendor_a"))
        try root.link("local/model.d/20-b.yaml", to: "nowhere")
        #expect(
            failures(load) == [
                "local/model.d/20-b.yaml:1:1: error: the file cannot be read: No such file or directory"
            ]
        )
    }

    @Test func otherNamesAreNotRead() throws {
        try root.write("local/model.d/a.yaml", measure("a"))
        for name in [".hidden.yaml", "a.yaml~", "a.yaml.dpkg-old", "README"] {
            try root.write("local/model.d/\(name)", "rubbish: [")
        }
        try root.write("local/model.d/b.yml", "rubbish: [")
        let warnings = try load().warnings.map { $0.description.replacing("\(root.path)/", with: "") }
        #expect(
            warnings == [
                "local/model.d/b.yml:1:1: warning: this file is not read; name it b.yaml",
                "local/model.d/a.yaml:1:12: warning: measure 'a' is used by no indicator",
            ]
        )
    }

    @Test func settingsOfTheHighestLayerWinWholeAndDropInsByKey() throws {
        try root.write("vendor/readinessd.yaml", "log-level: debug\nevaluate-every: 20s\n")
        #expect(try load().settings.logLevel == .debug)
        try root.write("local/readinessd.yaml", "limits: {connections: 7, connections-per-user: 6}\n")
        try root.write("vendor/readinessd.yaml.d/10-vendor.yaml", "limits: {connections: 9}\nlog-level: error\n")
        try root.write("local/readinessd.yaml.d/20-local.yaml", "log-level: notice\n")
        let configuration = try load()
        #expect(configuration.settings.evaluateEvery == .seconds(10))
        #expect(configuration.settings.limits.connections == 9)
        #expect(configuration.settings.limits.connectionsPerUser == 6)
        #expect(configuration.settings.logLevel == .notice)
        #expect(configuration.files.map(FilePath.baseName) == ["readinessd.yaml", "10-vendor.yaml", "20-local.yaml"])
        try root.write("local/readinessd.yaml", "")
        try root.link("local/readinessd.yaml.d/10-vendor.yaml", to: "/dev/null")
        #expect(try load().settings.limits == Settings.Limits())
        #expect(try load().settings.evaluateEvery == .seconds(10))
    }

    @Test func relativePathsStartInTheLayerOfTheFile() throws {
        let text = "collectors:\n  NAME: {kind: file, path: ./data/x.csv, format: csv}\n"
        try root.write("vendor/collectors.d/a.yaml", text.replacing("NAME", with: "one"))
        try root.write("local/collectors.d/b.yaml", text.replacing("NAME", with: "two"))
        #expect(
            try load().collectors.map(\.source) == [
                .file(path: "\(vendor)/data/x.csv"), .file(path: "\(local)/data/x.csv"),
            ]
        )
    }

    @Test func pathsAreJoinedWithoutEmptyParts() {
        #expect(FilePath.join("/etc/readinessd/", "./model.d//10.yaml") == "/etc/readinessd/model.d/10.yaml")
        #expect(FilePath.join(".", "model.d") == "model.d")
        #expect(FilePath.join(".", "") == ".")
        #expect(FilePath.join("/", "") == "/")
        #expect(FilePath.join("../a", "../b") == "../a/../b")
        #expect(FilePath.join("/a", "/b/./c") == "/b/c")
        #expect(
            FilePath.parent("/a/b.yaml") == "/a" && FilePath.parent("b.yaml") == "." && FilePath.parent("/b") == "/"
        )
        #expect(FilePath.absolute("x").hasPrefix("/") && FilePath.absolute("/x") == "/x")
    }

    @Test func aModelWithoutEntitiesIsDoubtful() throws {
        try root.write(
            "local/model.d/a.yaml",
            "indicators: {i: {value: 1, normalize: {goalposts: [0, 1]}}}\nindex: {id: r, children: [i]}\n"
        )
        #expect(try load().warnings.map(\.code) == ["no-entities"])
    }

    @Test func duplicatesOverFilesNameTheFirstPlace() throws {
        let indicator = "  i: {value: m, normalize: {goalposts: [0, 1]}}\n"
        let text =
            "measures:\n  m: {}\nentities: [{id: e}]\nindicators:\n\(indicator)index: {id: r, children: [i]}\nbands: []\nmodel: {id: x}\n"
        try root.write("local/model.d/1.yaml", text)
        try root.write("local/model.d/2.yaml", text)
        #expect(
            failures(load) == [
                "local/model.d/2.yaml:2:3: error: duplicate measure 'm'; it stands already at local/model.d/1.yaml:2:3",
                "local/model.d/2.yaml:3:17: error: duplicate entity 'e'; it stands already at local/model.d/1.yaml:3:17",
                "local/model.d/2.yaml:5:3: error: duplicate indicator 'i'; it stands already at local/model.d/1.yaml:5:3",
                "local/model.d/2.yaml:6:1: error: 'index' is given a second time; it stands already at local/model.d/1.yaml:6:1",
                "local/model.d/2.yaml:7:1: error: 'bands' is given a second time; it stands already at local/model.d/1.yaml:7:1",
                "local/model.d/2.yaml:8:1: error: 'model' is given a second time; it stands already at local/model.d/1.yaml:8:1",
            ]
        )
    }

    @Test func allMistakesOfAllFilesAreReportedInOneRun() throws {
        try root.write("local/readinessd.yaml", "log-level: loud\nlimits: {message: 1}\n")
        try root.write("local/model.d/10.yaml", "measures:\n  a: {kind: b}\n  c: {knd: gauge}\n")
        try root.write("local/model.d/20.yaml", "indicators:\n  i: {value: a + d}\nindex: {id: r, children: [i, j]}\n")
        try root.write("local/collectors.d/x.yaml", "collectors: {y: {kind: file, format: csv}}\n")
        #expect(
            failures(load) == [
                "local/readinessd.yaml:1:12: error: unknown log-level 'loud'; write one of trace, debug, info, notice, warning, error, critical",
                "local/readinessd.yaml:2:19: error: 'message' must be a size of 4KiB to 1GiB, such as 16MiB, not '1'",
                "local/model.d/10.yaml:2:13: error: unknown kind 'b'; write one of gauge, counter, event",
                "local/model.d/10.yaml:3:7: error: unknown key 'knd' in measure 'c'; did you mean 'kind'?",
                "local/model.d/20.yaml:2:3: error: indicator 'i' has no 'normalize'; write normalize: {goalposts: [0, 1]}",
                "local/model.d/20.yaml:2:18: error: unknown measure 'd'; did you mean 'a'?",
                "local/model.d/20.yaml:3:30: error: unknown indicator 'j'; did you mean 'i'?",
                "local/collectors.d/x.yaml:1:14: error: collector 'y' has no 'path'; write path: readings/personnel.csv",
            ]
        )
    }

    @Test func namesOfAFileThatCannotBeReadAreNotCalledUnknown() throws {
        try root.write("local/model.d/10.yaml", "measures: {a: {}\n")
        try root.write(
            "local/model.d/20.yaml",
            "indicators:\n  i: {value: a, normalize: {goalposts: [0, 0]}}\nindex: {id: r, children: [i, j]}\n"
        )
        #expect(
            failures(load) == [
                "local/model.d/10.yaml:1:17: error: not valid YAML: did not find expected ',' or '}', while parsing a flow mapping",
                "local/model.d/20.yaml:2:40: error: worst and best are both 0; they must differ",
            ]
        )
    }

    @Test func whatIsNoRegularFileIsReported() throws {
        try root.pipe("local/model.d/pipe.yaml")
        try root.link("local/model.d/gone.yaml", to: "nowhere")
        try root.link("local/readinessd.yaml", to: "nowhere")
        try root.write("local/model.d/directory.yaml/x", "")
        #expect(
            failures(load) == [
                "local/readinessd.yaml:1:1: error: the file cannot be read: No such file or directory",
                "local/model.d/directory.yaml:1:1: error: the file cannot be read: it is not a regular file",
                "local/model.d/gone.yaml:1:1: error: the file cannot be read: No such file or directory",
                "local/model.d/pipe.yaml:1:1: error: the file cannot be read: it is not a regular file",
            ]
        )
    }

    @Test func aModelPathIsAFileOrADirectory() throws {
        try root.write("one.yaml", Samples.model)
        try root.write("layer/model.d/a.yaml", Samples.model)
        try root.write("layer/b.yaml", "rubbish: [")
        try root.write("plain/a.yaml", Samples.model)
        try root.write("plain/readinessd.yaml", "rubbish: [")
        let one = try Configuration.load(modelPath: "\(root.path)/one.yaml")
        for name in ["layer", "plain"] {
            let other = try Configuration.load(modelPath: "\(root.path)/\(name)")
            #expect(other.printed() == one.printed())
            #expect(other.files.map(FilePath.baseName) == ["a.yaml"])
        }
        try root.write("printed.yaml", Configuration.load(files: Samples.files).printed())
        let printed = try Configuration.load(modelPath: "\(root.path)/printed.yaml")
        #expect(String(reflecting: printed.model) == String(reflecting: one.model))
        #expect(printed.collectors.count == 4)
    }

    @Test func aModelPathWithoutAModelIsReported() throws {
        try root.write("empty.yaml", "")
        try root.make("directory/")
        try root.write("none/x.txt", "")
        let keys = "a model has the keys model, entities, measures, indicators, index, gates, bands, roadmap"
        let path = root.path
        #expect(
            failures { () throws(Diagnostics) in try Configuration.load(modelPath: "\(path)/empty.yaml") }
                == ["empty.yaml:1:1: error: the file holds no model; \(keys)"]
        )
        #expect(
            failures { () throws(Diagnostics) in try Configuration.load(modelPath: "\(path)/none") }
                == ["none:1:1: error: no model file (*.yaml) with entities or indicators stands here; \(keys)"]
        )
        #expect(
            failures { () throws(Diagnostics) in try Configuration.load(modelPath: "\(path)/absent") }
                == ["absent:1:1: error: the file cannot be read: No such file or directory"]
        )
    }
}
