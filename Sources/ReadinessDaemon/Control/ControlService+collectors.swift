import ReadinessCollecting
import ReadinessModel
import ReadinessScoring
import Varlink
import VarlinkServer

extension ControlService {
    /// Runs a collector and tells what the run brought.
    func runCollector(_ parameters: JSON.Object, by peer: Peer) async throws -> JSON.Object {
        try peer.requirePrivilege()
        let report = try await supervisor(parameters).runNow()
        var output: JSON.Object = [
            "readings": .integer(Int64(report.readings)), "rejects": .integer(Int64(report.rejects)),
        ]
        output["failure"] = report.error.map { .string("\($0)") }
        return output
    }

    /// Lets a collector rest, or go on.
    func pause(_ parameters: JSON.Object, by peer: Peer, _ pauses: Bool) async throws -> JSON.Object {
        try peer.requirePrivilege()
        let supervisor = try supervisor(parameters)
        guard supervisor.health.isPaused != pauses else { return [:] }
        if pauses { supervisor.pause() } else { supervisor.resume() }
        let who = await Self.person(peer.userID)
        events.collectorPaused(supervisor.specification.name, pauses, by: "\(who)")
        return [:]
    }

    /// Shows readings as they arrive.
    func tap(_ parameters: JSON.Object, by peer: Peer, on writer: ReplyWriter) async throws {
        try peer.requirePrivilege()
        let filter = TapFeed.Filter(
            collector: parameters["collector"]?.string,
            entity: parameters["entity"]?.string,
            measure: parameters["measure"]?.string
        )
        // A misspelt name would otherwise wait for ever.
        if let name = filter.collector, !fleet.health.contains(where: { $0.specification.name == name }) {
            throw ErrorReply("io.readinessd.Control.NoSuchCollector", ["name": .string(name)])
        }
        if let name = filter.entity, !published.snapshot.model.entities.contains(where: { $0.id == name }) {
            throw ErrorReply("io.readinessd.Control.NoSuchEntity", ["entity": .string(name)])
        }
        if let name = filter.measure, !published.snapshot.model.measures.contains(where: { $0.id == name }) {
            throw ErrorReply.invalidParameter("measure")
        }
        try await published.tap.serve(filter, on: writer)
    }

    private func supervisor(_ parameters: JSON.Object) throws(ErrorReply) -> CollectorSupervisor {
        let name = parameters["name"]?.string ?? ""
        if fleet.supervisor(name) == nil, fleet.board.health(of: name) != nil {
            throw ErrorReply("io.readinessd.Control.NothingToRun", ["name": .string(name)])
        }
        guard let supervisor = fleet.supervisor(name) else {
            throw ErrorReply("io.readinessd.Control.NoSuchCollector", ["name": .string(name)])
        }
        return supervisor
    }
}
