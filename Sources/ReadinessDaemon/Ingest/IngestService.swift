import NIOCore
import ReadinessCollecting
import ReadinessHistory
import ReadinessModel
import ServiceLifecycle
import Systemd
import Varlink
import VarlinkServer

/// Answers `io.readinessd.Ingest`.
struct IngestService: Sendable {
    /// The most readings of one call.
    private static let observationLimit = 100_000
    /// The longest reason taken, in characters.
    private static let reasonLimit = 1000

    let board: IngestBoard
    let history: any HistoryStore
    let events: EventReporter

    /// The interface with its handlers.
    func interface() throws -> Interface {
        Interface(try InterfaceDescription(parsing: IngestInterface.text))
            .on("Observe", async: { call, peer in try await observe(call.parameters, by: peer) })
            .on("Tell", async: { call, peer in try await tell(call.parameters, by: peer) })
            .on("Stream", upgrade: { call, peer in try stream(call.parameters, by: peer) })
    }

    private func observe(_ parameters: JSON.Object, by peer: Peer) async throws -> JSON.Object {
        let source = try await board.sourceLookingUp(parameters["source"]?.string, for: peer)
        let why = try Self.reason(parameters["why"]?.string, isNeeded: source.source.isManual)
        let items = parameters["observations"]?.array ?? []
        guard items.count <= Self.observationLimit else { throw ErrorReply.invalidParameter("observations") }
        let now = Timestamp.now
        let observations = items.map { item in
            Observation(
                entity: item["entity"]?.string ?? "",
                measure: item["measure"]?.string ?? "",
                value: item["value"]?.double ?? .nan,
                timestamp: item["timestamp"]?.integer
            )
        }
        let route = source.route
        let (delivery, places, faults) = Delivery.interning(
            observations,
            catalog: route.catalog,
            now: now,
            origin: peer.origin
        )
        do throws(HistoryError) {
            let outcome = try await source.take(delivery, through: route) { places[$0] + 1 }
            if let why { try await note(why, delivery, places, outcome, route, source, peer, now) }
            let refused =
                faults.map { Self.refusal($0.index, $0.reason, $0.message) }
                + outcome.refusals.map { Self.refusal(places[$0.index], $0.reason, $0.message) }
            return [
                "accepted": .integer(Int64(outcome.accepted)), "changed": .integer(Int64(outcome.changed)),
                "refused": .array(refused.sorted { ($0["index"]?.integer ?? 0) < ($1["index"]?.integer ?? 0) }),
            ]
        } catch {
            throw ErrorReply("io.readinessd.Ingest.HistoryFailed", ["reason": .string("\(error)")])
        }
    }

    /// Logs who typed the readings that were taken, and why.
    private func note(
        _ why: String,
        _ delivery: Delivery,
        _ places: [Int],
        _ outcome: IngestSource.Outcome,
        _ route: IngestSource.Route,
        _ source: IngestSource,
        _ peer: Peer,
        _ now: Timestamp
    ) async throws(HistoryError) {
        let refused = Set(outcome.refusals.map(\.index))
        let who = await ControlService.person(peer.userID)
        let notes = delivery.readings.enumerated().filter { !refused.contains($0.offset) }.map { _, reading in
            ReadingNote(
                entity: route.catalog.entityName(of: reading.series),
                measure: route.catalog.measureName(of: reading.series),
                time: reading.time,
                value: reading.value,
                source: source.specification.name,
                who: who,
                why: why,
                at: now
            )
        }
        try await history.record(notes: notes)
        events.typed(notes)
    }

    private func tell(_ parameters: JSON.Object, by peer: Peer) async throws -> JSON.Object {
        let name = parameters["source"]?.string ?? ""
        let source = try await board.sourceLookingUp(name, for: peer)
        guard source.specification.isIsolated else {
            throw ErrorReply("io.readinessd.Ingest.NoSuchSource", ["source": .string(name)])
        }
        source.told(failure: parameters["failure"]?.string.map { String($0.prefix(Self.reasonLimit)) })
        return [:]
    }

    private func stream(_ parameters: JSON.Object, by peer: Peer) throws -> Upgrade {
        let source = try board.source(parameters["source"]?.string, for: peer)
        guard !source.source.isManual else { throw ErrorReply.invalidParameter("source") }
        let format = source.specification.isIsolated ? ReadingFormat.jsonLines : source.specification.format
        let route = source.route
        let board = board
        let output: JSON.Object = [
            "source": .string(source.specification.name), "format": .string(format.name),
        ]
        return Upgrade(output: output) { channel in
            let stream = try PushedStream(format, catalog: route.catalog, origin: peer.origin)
            let handler = StreamHandler(source, route: route, stream: stream, board: board, on: channel.eventLoop)
            try channel.pipeline.syncOperations.addHandler(handler)
        }
    }

    private static func reason(_ text: String?, isNeeded: Bool) throws(ErrorReply) -> String? {
        guard let text else {
            if isNeeded { throw .invalidParameter("why") }
            return nil
        }
        guard text.contains(where: { !$0.isWhitespace }), text.count <= reasonLimit else {
            throw .invalidParameter("why")
        }
        return text
    }

    private static func refusal(_ index: Int, _ reason: RejectReason, _ message: String) -> JSON {
        [
            "index": .integer(Int64(index)), "reason": .string(reason.ingestName), "message": .string(message),
        ]
    }
}

extension RejectReason {
    /// The word of `io.readinessd.Ingest.Reason`.
    var ingestName: String {
        switch self {
        case .missingField, .unknownEntity, .unknownMeasure, .notALeaf, .badNumber, .badTime, .notAllowed, .rateLimit,
            .seriesLimit, .otherSource:
            String(rawValue.map { $0 == "-" ? "_" : $0 })
        case .malformed, .unknownKey, .ambiguous, .tooLong, .notUTF8: "malformed"
        }
    }
}

extension Peer {
    /// Who handed something in, as a place that a line number may follow.
    var origin: String { "ingest[uid=\(userID),pid=\(processID)]" }
}

extension EventReporter {
    /// People typed readings.
    func typed(_ notes: [ReadingNote]) {
        guard let first = notes.first else { return }
        let others = notes.count == 1 ? "" : " and \(notes.count - 1) more"
        send(
            "\(first.who) typed \(first.measure) of \(first.entity): \(first.value)\(others): \(first.why)",
            .notice,
            Event.typed,
            [
                JournalField(.collector, first.source), JournalField(.entity, first.entity),
                JournalField(.user, "\(first.who)"), JournalField(.reason, first.why),
                JournalField(.count, "\(notes.count)"),
            ]
        )
    }
}

/// Looks after the sources that push: whether they are silent.
struct SilenceService: Service {
    let board: IngestBoard

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: board.hasSilenceLimits ? .seconds(1) : .seconds(10))) != nil {
                board.tick()
            }
        }
    }
}
