/// Finds and reads the files of a stack of configuration directories.
struct LayerScan {
    private let report: Report
    /// The files found, in order of effect.
    private(set) var files: [ConfigurationFile] = []

    /// The files of the layers, lowest first; a directory that does not exist holds none.
    static func scan(_ layers: [String], report: Report) -> [ConfigurationFile] {
        var scan = Self(report: report)
        scan.settings(layers)
        scan.dropIns("readinessd.yaml.d", .settingsDropIn, layers)
        scan.dropIns("model.d", .model, layers, isWhole: true)
        scan.dropIns("collectors.d", .collectors, layers)
        return scan.files
    }

    /// The model files of one directory: those of its `model.d`, else its own.
    static func scanModel(_ directory: String, report: Report) -> [ConfigurationFile] {
        var scan = Self(report: report)
        if (try? FileSystem.item(at: FilePath.join(directory, "model.d"))) == .directory {
            scan.dropIns("model.d", .model, [directory])
        } else {
            scan.dropIns("", .model, [directory], except: ["readinessd.yaml"])
        }
        return scan.files
    }

    /// One file, which may hold a whole configuration.
    static func scanFile(_ path: String, report: Report) -> [ConfigurationFile] {
        var scan = Self(report: report)
        scan.read(path, .whole, layer: FilePath.parent(path))
        return scan.files
    }

    private init(report: Report) { self.report = report }

    /// The main file of the highest layer that has one wins whole.
    private mutating func settings(_ layers: [String]) {
        for layer in layers.reversed() {
            let path = FilePath.join(layer, "readinessd.yaml")
            switch item(at: path) {
            case nil: continue
            case .null, .file(size: 0): return
            default: return read(path, .settings, layer: layer)
            }
        }
    }

    /// The files of a drop-in directory over all layers: by base name, a higher layer's masking a lower one's.
    ///
    /// - Parameter isWhole: whether the files of one layer make a whole, so that only those of the highest layer that
    ///   holds any are read. A model is one: two of different authors do not add up, and an upgrade of the vendor's
    ///   must not change what stands in a local one.
    private mutating func dropIns(
        _ directory: String,
        _ kind: ConfigurationFile.Kind,
        _ layers: [String],
        except exceptions: Set<String> = [],
        isWhole: Bool = false
    ) {
        var found: [String: (path: String, rank: Int)] = [:]
        for (rank, layer) in layers.enumerated() {
            let path = FilePath.join(layer, directory)
            for name in names(in: path) where !name.hasPrefix(".") && !exceptions.contains(name) {
                if name.hasSuffix(".yaml") {
                    found[name] = (FilePath.join(path, name), rank)
                } else if name.hasSuffix(".yml") {
                    let message = "this file is not read; name it \(name.dropLast(4)).yaml"
                    report.warning("ignored-file", message, at: wholeFile(FilePath.join(path, name)))
                }
            }
        }
        var files = found.filter { !isMask($0.value.path) }
        if isWhole, let highest = files.values.map(\.rank).max() { files = files.filter { $0.value.rank == highest } }
        for (_, file) in files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            read(file.path, kind, layer: layers[file.rank])
        }
    }

    /// Whether a file holds nothing and stands only to take a name away.
    private func isMask(_ path: String) -> Bool {
        switch item(at: path) {
        case .null, .file(size: 0): true
        default: false
        }
    }

    private func item(at path: String) -> FileSystem.Item? {
        do {
            return try FileSystem.item(at: path)
        } catch let error where error.isAbsence && !FileSystem.isLink(path) {
            return nil
        } catch {
            return .other
        }
    }

    private func names(in directory: String) -> [String] {
        do {
            return try FileSystem.names(in: directory)
        } catch let error where error.isAbsence {
            return []
        } catch {
            report.error("unreadable", "the directory cannot be read: \(error.message)", at: wholeFile(directory))
            report.isIncomplete = true
            return []
        }
    }

    private mutating func read(_ path: String, _ kind: ConfigurationFile.Kind, layer: String) {
        do {
            let bytes = try FileSystem.read(path)
            let directory = FilePath.absolute(layer)
            files.append(ConfigurationFile(path: path, kind: kind, directory: directory, bytes: bytes))
        } catch {
            report.error("unreadable", "the file cannot be read: \(error.message)", at: wholeFile(path))
            report.isIncomplete = true
        }
    }

    /// A place for what concerns a file as a whole.
    private func wholeFile(_ path: String) -> Place { SourceText(path: path, order: files.count, text: "").start }
}
