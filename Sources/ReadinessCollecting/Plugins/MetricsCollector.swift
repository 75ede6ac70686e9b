import ReadinessModel
import Varlink

/// Asks a service for its metrics as `io.systemd.Metrics`: one of systemd's, or another readinessd. The name of a sample is
/// that of the metric, its labels are `object` and the metric's fields.
final class MetricsCollector: Collector {
    /// The most metrics of one run, as systemd-report keeps.
    private static let metricLimit = 65_536

    let specification: CollectorSpecification
    private let source: MetricsSource
    private let catalog: SeriesCatalog
    private let thread = ReadingThread()

    init(_ specification: CollectorSpecification, source: MetricsSource, catalog: SeriesCatalog) {
        self.specification = specification
        self.source = source
        self.catalog = catalog
    }

    var deliversAgain: Bool { false }

    func acknowledge() async {}

    func collect(_ run: CollectorRun) async throws(CollectorError) -> Delivery {
        try await thread.run(specification.name, place: source.address) { [self] _ throws(CollectorError) in
            try ask(run)
        }
    }

    private func ask(_ run: CollectorRun) throws(CollectorError) -> Delivery {
        var lines = SampleLines()
        var (count, passed) = (0, 0)
        do throws(VarlinkError) {
            let client = try Client(Address(source.address), timeout: left(run))
            defer { client.close() }
            var replies = try client.callMore("io.systemd.Metrics.List", [:], timeout: left(run))
            while let reply = try replies.next(), count < Self.metricLimit {
                count += 1
                // Text and lists are no numbers; the service may well have both.
                guard let name = reply["name"]?.string, let value = Self.number(reply["value"]) else {
                    passed += 1
                    continue
                }
                var labels = [("object", reply["object"]?.string ?? "")]
                for (field, value) in reply["fields"]?.object ?? [:] { labels.append((field, Self.text(value))) }
                lines.add(name, labels, value, nil)
            }
        } catch {
            // Said after the last metric, or instead of any.
            guard error.reply?.name == "io.systemd.Metrics.NoSuchMetric" else { throw failure(error) }
        }
        let context = ReadingContext(
            catalog: catalog,
            defaultTime: run.time,
            origin: source.address,
            explains: run.explains
        )
        var stream = try DialectStream(format: specification.format, context: context)
        try stream.feed(lines.bytes)
        var delivery = try stream.finish()
        delivery.ignored += passed
        return try delivery.refusingGarbage()
    }

    private func left(_ run: CollectorRun) -> Duration { ContinuousClock.now.duration(to: run.deadline) }

    private static func number(_ value: JSON?) -> Double? {
        if let flag = value?.bool { return flag ? 1 : 0 }
        return value?.double
    }

    private static func text(_ value: JSON) -> String { value.string ?? value.description }

    private func failure(_ error: VarlinkError) -> CollectorError {
        let (code, advice): (CollectorError.Code, String) =
            switch error.code {
            case .timedOut: (.deadline, "see why the service hangs, or raise 'deadline'")
            case .protocolViolation: (.garbage, "see whether this is a service that speaks Varlink")
            case .remote: (.garbage, "see whether the service serves io.systemd.Metrics: varlinkctl introspect")
            default: (.unreadable, "see whether the service runs, and lets this user connect")
            }
        let cause = error.reply.map { "\($0)" } ?? error.message + (error.errorNumber.map { ": \($0)" } ?? "")
        return CollectorError(code, place: source.address, cause: cause, advice: advice)
    }
}
