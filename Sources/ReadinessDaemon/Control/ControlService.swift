import Glibc
import ReadinessHistory
import ReadinessModel
import ReadinessScoring
import Varlink
import VarlinkServer

/// Answers `io.readinessd.Control`: for root and the service's own user.
struct ControlService: Sendable {
    /// The longest reason taken, in characters.
    private static let reasonLimit = 1000

    let published: Published
    let keeper: OverrideKeeper
    let fleet: CollectorFleet
    let events: EventReporter
    /// Reads the configuration again and says why it was refused.
    let reload: @Sendable () async -> String?

    /// The interface with its handlers.
    func interface() throws -> Interface {
        Interface(try InterfaceDescription(parsing: ControlInterface.text))
            .on("Override", async: { call, peer in try await override(call.parameters, by: peer) })
            .on("RunCollector", async: { call, peer in try await runCollector(call.parameters, by: peer) })
            .on("Pause", async: { call, peer in try await pause(call.parameters, by: peer, true) })
            .on("Resume", async: { call, peer in try await pause(call.parameters, by: peer, false) })
            .on("Tap", more: { call, peer, writer in try await tap(call.parameters, by: peer, on: writer) })
            .on("LiftOverride", async: { call, peer in try await lift(call.parameters, by: peer) })
            .on(
                "Reload",
                async: { _, peer in
                    try peer.requirePrivilege()
                    var output = JSON.Object()
                    output["configurationError"] = await reload().map(JSON.string)
                    return output
                }
            )
    }

    private func override(_ parameters: JSON.Object, by peer: Peer) async throws -> JSON.Object {
        try peer.requirePrivilege()
        let now = Timestamp.now
        let snapshot = published.snapshot
        let cell = try Self.cell(parameters, in: snapshot)
        guard let points = parameters["score"]?.double, (0...100).contains(points) else {
            throw ErrorReply.invalidParameter("score")
        }
        guard let until = parameters["untilTimestamp"]?.integer.flatMap(Timestamp.init(exactMicroseconds:)), until > now
        else { throw ErrorReply.invalidParameter("untilTimestamp") }
        let override = Override(
            entity: snapshot.model.entities[cell.entity.index].id,
            node: snapshot.model.nodes[cell.node.index].id,
            score: points / 100,
            who: await Self.person(peer.userID),
            why: try Self.reason(parameters),
            until: until,
            at: now
        )
        do throws(HistoryError) {
            try await keeper.set(override, computed: cell.score)
        } catch {
            throw ErrorReply("io.readinessd.Control.HistoryFailed", ["reason": .string("\(error)")])
        }
        return Self.output(override)
    }

    private func lift(_ parameters: JSON.Object, by peer: Peer) async throws -> JSON.Object {
        try peer.requirePrivilege()
        let entity = parameters["entity"]?.string ?? ""
        let node = parameters["node"]?.string ?? ""
        let why = try Self.reason(parameters)
        let who = await Self.person(peer.userID)
        let lifted: Override?
        do throws(HistoryError) {
            lifted = try await keeper.lift(node, at: entity, by: who, why: why, now: .now)
        } catch {
            throw ErrorReply("io.readinessd.Control.HistoryFailed", ["reason": .string("\(error)")])
        }
        // A place the model no longer has may still hold an override, so the names are not looked up.
        guard let lifted else {
            let place: JSON.Object = ["entity": .string(entity), "node": .string(node)]
            throw ErrorReply("io.readinessd.Control.NotOverridden", place)
        }
        return Self.output(lifted)
    }
}

// MARK: - Parameters

extension ControlService {
    /// The cell named, which must apply.
    private static func cell(_ parameters: JSON.Object, in snapshot: Snapshot) throws(ErrorReply) -> ScoreCell {
        let (entity, node) = (parameters["entity"]?.string ?? "", parameters["node"]?.string ?? "")
        guard let entityPlace = snapshot.model.entities.firstIndex(where: { $0.id == entity }) else {
            throw ErrorReply("io.readinessd.Control.NoSuchEntity", ["entity": .string(entity)])
        }
        guard let nodePlace = snapshot.model.nodes.firstIndex(where: { $0.id == node }) else {
            throw ErrorReply("io.readinessd.Control.NoSuchNode", ["node": .string(node)])
        }
        let cell = snapshot.cell(NodeID(nodePlace), at: EntityID(entityPlace))
        guard cell.reason != .notApplicable else {
            let place: JSON.Object = ["entity": .string(entity), "node": .string(node)]
            throw ErrorReply("io.readinessd.Control.NotApplicable", place)
        }
        return cell
    }

    private static func reason(_ parameters: JSON.Object) throws(ErrorReply) -> String {
        let why = parameters["why"]?.string ?? ""
        guard why.contains(where: { !$0.isWhitespace }), why.count <= reasonLimit else {
            throw .invalidParameter("why")
        }
        return why
    }

    /// The user behind a number, looked up where it may block.
    static func person(_ userID: UInt32) async -> Override.Person {
        let name = try? await Blocking.run { () -> String in
            var entry = passwd()
            var result: UnsafeMutablePointer<passwd>?
            var buffer = [CChar](repeating: 0, count: 16_384)
            guard getpwuid_r(userID, &entry, &buffer, buffer.count, &result) == 0, let result else { return "" }
            return String(cString: result.pointee.pw_name)
        }
        return Override.Person(userID: userID, name: name ?? "")
    }

    private static func output(_ override: Override) -> JSON.Object {
        [
            "override": [
                "entity": .string(override.entity), "node": .string(override.node),
                "score": .number(override.score * 100), "who": .string("\(override.who)"),
                "why": .string(override.why), "untilTimestamp": .integer(override.until.microseconds),
                "setTimestamp": .integer(override.at.microseconds),
            ]
        ]
    }
}
