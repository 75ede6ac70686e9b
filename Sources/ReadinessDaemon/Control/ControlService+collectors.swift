import ReadinessCollecting
import ReadinessModel
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

    private func supervisor(_ parameters: JSON.Object) throws(ErrorReply) -> CollectorSupervisor {
        let name = parameters["name"]?.string ?? ""
        guard let supervisor = fleet.supervisor(name) else {
            throw ErrorReply("io.readinessd.Control.NoSuchCollector", ["name": .string(name)])
        }
        return supervisor
    }
}
