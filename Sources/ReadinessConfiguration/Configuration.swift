package import ReadinessModel

/// All that is configured, checked as a whole.
package struct Configuration: Sendable {
    /// What is measured and how it is judged.
    package var model = Model()
    /// How the daemon runs.
    package var settings = Settings()
    /// Where readings come from, in order of declaration.
    package var collectors: [CollectorSpecification] = []
    /// The files that were read, in order of effect.
    package var files: [String] = []
    /// What is probably not meant, though it can be used.
    package var warnings: [Diagnostic] = []

    /// The configuration without any file: an empty model and no collectors.
    package init() {}

    /// The layers of an installed system, the vendor's below the local one.
    package static let installedLayers = ["/usr/lib/readinessd", "/etc/readinessd"]

    /// Loads a stack of directories, lowest first.
    ///
    /// Each may hold `readinessd.yaml` and `model.d/*.yaml` (those of the highest layer that has any are taken whole),
    /// `readinessd.yaml.d/*.yaml` and `collectors.d/*.yaml` (sorted by base name over all layers). Of one name the
    /// highest layer's is taken; an empty file or a link to `/dev/null` takes the name away. What does not exist holds
    /// nothing.
    ///
    /// Blocks while it reads.
    ///
    /// - Throws: every mistake of all files.
    package static func load(layers: [String]) throws(Diagnostics) -> Self {
        let report = Report()
        // An absent layer of an installed system holds nothing; one that somebody named is a mistake.
        if layers != installedLayers {
            for layer in layers where (try? FileSystem.item(at: layer)) != .directory {
                let message = "there is no such directory; name a configuration directory"
                report.error("no-directory", message, at: SourceText(path: layer, order: 0, text: "").start)
            }
        }
        return try load(LayerScan.scan(layers, report: report), report: report)
    }

    /// Loads the model alone: a YAML file, or a directory of which `model.d` or else its own `*.yaml` files are read.
    ///
    /// A file may also hold settings and collectors, as `printed()` writes them.
    ///
    /// - Throws: every mistake of all files; also when there is no model at all.
    package static func load(modelPath: String) throws(Diagnostics) -> Self {
        let report = Report()
        let isDirectory = (try? FileSystem.item(at: modelPath)) == .directory
        let files =
            isDirectory
            ? LayerScan.scanModel(modelPath, report: report) : LayerScan.scanFile(modelPath, report: report)
        let configuration = try load(files, report: report)
        guard configuration.model.indicators.isEmpty, configuration.model.entities.isEmpty else { return configuration }
        let found =
            isDirectory ? "no model file (*.yaml) with entities or indicators stands here" : "the file holds no model"
        let message = "\(found); a model has the keys \(ModelSections.keys.joined(separator: ", "))"
        report.error("empty-model", message, at: SourceText(path: modelPath, order: 0, text: "").start)
        throw Diagnostics(all: report.sorted)
    }

    /// Loads files that are in memory, in order of effect.
    ///
    /// - Throws: every mistake of all files.
    package static func load(files: [ConfigurationFile]) throws(Diagnostics) -> Self {
        try load(files, report: Report())
    }

    private static func load(_ files: [ConfigurationFile], report: Report) throws(Diagnostics) -> Self {
        var decoder = ConfigurationDecoder(report: report)
        for file in files { decoder.read(file) }
        var configuration = decoder.finish()
        configuration.files = files.map(\.path)
        let diagnostics = report.sorted
        guard !report.hasErrors else { throw Diagnostics(all: diagnostics) }
        configuration.warnings = diagnostics
        return configuration
    }
}
