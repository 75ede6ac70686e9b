import ReadinessCollecting
import ReadinessModel
import Varlink

/// Hands what an isolated collector brings to the ingest socket of the daemon, and tells it how the collector is.
struct PushSink: DeliverySink {
    /// The most readings of one call.
    private static let batchLimit = 10_000
    /// How long a call may take: the history may be busy, but systemd waits ten seconds for the end of the unit.
    private static let patience = Duration.seconds(8)

    /// The address of the ingest socket.
    let address: String
    let catalog: SeriesCatalog

    func deliver(_ delivery: Delivery, from specification: CollectorSpecification) async throws -> Int {
        var refused = 0
        var rest = delivery.readings[...]
        while !rest.isEmpty {
            let batch = rest.prefix(Self.batchLimit)
            rest = rest.dropFirst(batch.count)
            let observations = batch.map { reading -> JSON in
                [
                    "entity": .string(catalog.entityName(of: reading.series)),
                    "measure": .string(catalog.measureName(of: reading.series)), "value": .number(reading.value),
                    "timestamp": .integer(reading.time.microseconds),
                ]
            }
            let parameters: JSON.Object = [
                "source": .string(specification.name), "observations": .array(observations),
            ]
            let answer = try await call("Observe", parameters)
            refused += answer["refused"]?.array?.count ?? 0
        }
        return refused
    }

    /// Tells the daemon how the collector is.
    func tell(_ name: String, failure: String?) async throws {
        var parameters: JSON.Object = ["source": .string(name)]
        if let failure { parameters["failure"] = .string(failure) }
        _ = try await call("Tell", parameters)
    }

    /// One call on a connection of its own: the daemon may have been started anew since the last one.
    private func call(_ method: String, _ parameters: JSON.Object) async throws -> JSON.Object {
        let address = address
        return try await Blocking.run {
            let client = try Client(Address(address), timeout: Self.patience)
            defer { client.close() }
            return try client.call("io.readinessd.Ingest.\(method)", parameters)
        }
    }
}
