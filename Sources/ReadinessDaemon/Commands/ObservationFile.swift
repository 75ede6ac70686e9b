import ReadinessCollecting
import ReadinessModel

/// A CSV file of observations with the header `time,entity,measure,value`, read for commands that need no daemon.
enum ObservationFile {
    /// What is told of lines left out, at most.
    private static let toldLimit = 10

    /// Reads the file under the names of a model.
    ///
    /// - Throws: `CollectorError` when the file cannot be used at all.
    static func read(_ path: String, for model: Model) async throws -> Delivery {
        let specification = CollectorSpecification(
            name: "observations",
            source: .file(path: path),
            format: .csv(LongColumns()),
            interval: .seconds(3600),
            deadline: .seconds(3600)
        )
        return try await CollectCommand.once(specification, catalog: SeriesCatalog(model))
    }

    /// Says which lines were left out; the readings of entities with children are among them.
    static func warn(about delivery: Delivery) {
        for reject in delivery.rejects.prefix(toldLimit) { Terminal.complain("\(delivery.origin):\(reject)") }
        let more = delivery.rejectCounts.total - min(toldLimit, delivery.rejects.count)
        if more > 0 { Terminal.complain("\(delivery.origin): \(more) more lines left out") }
    }
}
