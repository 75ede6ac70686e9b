import Glibc
import ReadinessCollector

/// Load, memory and space of the machine, as readings of one entity: the example of a native collector in Swift.
@main struct Machine: CollectorProgram {
    static let description = CollectorDescription(
        name: "machine",
        version: "1.0",
        title: "Load, memory and space of the machine",
        measures: [
            .init("machine_load", "Processes that run or wait, averaged over a minute", cadence: .seconds(5)),
            .init("machine_memory_available", "Memory that programs can still get", unit: "B"),
            .init("machine_space_free", "Space that is free where the option 'path' lies", unit: "B"),
        ],
        options: [
            .init("entity", "The entity the readings are of", isRequired: true),
            .init("path", "Any path of the file system", default: "/"),
        ]
    )

    private let entity: String
    private let path: String

    init(_ options: CollectorOptions) throws {
        entity = options.string("entity")
        path = options.string("path")
        guard path.hasPrefix("/") else {
            throw CollectorProblem("it must begin with /, not '\(path)'", option: "path")
        }
    }

    func collect(_ output: CollectorOutput) throws {
        let labels = ["entity": entity]
        var averages = [0.0]
        if getloadavg(&averages, 1) == 1 { output.observe("machine_load", averages[0], labels: labels) }
        output.observe("machine_memory_available", try Self.availableMemory(), labels: labels)
        var space = statvfs()
        guard statvfs(path, &space) == 0 else {
            throw SourceFailure("\(path): \(String(cString: strerror(errno)))", advice: "correct the option 'path'")
        }
        output.observe("machine_space_free", Double(space.f_bavail) * Double(space.f_frsize), labels: labels)
    }

    private static func availableMemory() throws -> Double {
        guard let file = fopen("/proc/meminfo", "re") else {
            throw SourceFailure("/proc/meminfo cannot be read", advice: "let the unit see /proc")
        }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            var kilobytes = 0.0
            let isFound = withUnsafeMutablePointer(to: &kilobytes) { place in
                withVaList([place]) { vsscanf(line, "MemAvailable: %lf", $0) }
            }
            if isFound == 1 { return kilobytes * 1024 }
        }
        throw SourceFailure("/proc/meminfo does not say what memory is available")
    }
}
