import Glibc
import ReadinessCollecting
import ReadinessModel

/// A CSV file with a row per reading, read by the collector that the daemon reads files with.
struct LongFile {
    /// The size of the file, in bytes, to within a row.
    static let size = 10_000_000

    private static let path = "/tmp/readinessd-benchmark-\(getpid()).csv"

    private let collector: FileCollector

    /// Writes the file.
    ///
    /// - Returns: nil when it cannot be written.
    init?(_ organisation: Organisation) {
        guard let file = fopen(Self.path, "w") else { return nil }
        defer { fclose(file) }
        var bytes = Array("time,entity,measure,value\n".utf8)
        var numbers = Numbers(seed: 7)
        var time = Organisation.now
        while bytes.count < Self.size {
            for plant in organisation.plants where bytes.count < Self.size {
                let measure = organisation.measures[Int.random(in: 0..<organisation.measures.count, using: &numbers)]
                let value = (numbers.next(in: 1...99) * 1000).rounded() / 1000
                let entityName = organisation.model.entities[plant.index].id
                let measureName = organisation.model.measures[measure.index].id
                bytes += Array("\(time),\(entityName),\(measureName),\(value)\n".utf8)
            }
            time = time + .seconds(10)
        }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { return nil }
        let specification = CollectorSpecification(
            name: "benchmark",
            source: .file(path: Self.path),
            format: .csv(LongColumns()),
            interval: .seconds(60),
            deadline: .seconds(60)
        )
        collector = FileCollector(specification, path: Self.path, catalog: SeriesCatalog(organisation.model))
    }

    /// Reads the whole file; what is not acknowledged is read again next time.
    ///
    /// - Returns: the number of readings in it.
    func read() async throws -> Int {
        let run = CollectorRun(time: Organisation.now, deadline: .now + .seconds(60))
        return try await collector.collect(run).readings.count
    }

    /// Removes the file.
    static func remove() { unlink(path) }
}
