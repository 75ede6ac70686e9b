import ReadinessModel

/// Stands for a source that hands its readings over by itself: to run it is a mistake, which it explains.
final class PushedCollector: Collector {
    let specification: CollectorSpecification

    init(specification: CollectorSpecification) { self.specification = specification }

    var deliversAgain: Bool { true }

    func acknowledge() async {}

    func collect(
        _ run: CollectorRun
    ) async throws(CollectorError) -> Delivery {
        throw CollectorError(
            .configuration,
            place: specification.name,
            cause: "nothing is run for a collector of kind \(specification.kind)",
            advice: "hand its readings to the ingest socket, as 'readinessctl observe' does"
        )
    }
}
