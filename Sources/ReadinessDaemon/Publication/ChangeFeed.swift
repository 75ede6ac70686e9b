import ReadinessModel
import ReadinessScoring
import Synchronization
import Varlink
import VarlinkServer

/// Hands changes to subscribers. A message is encoded once for all of them; who does not read is cut off by the server.
final class ChangeFeed: Sendable {
    /// What a subscriber wants to hear of; nil means all.
    struct Filter: Sendable {
        let entity: String?
        let node: String?
    }

    private struct Subscriber: Sendable {
        let filter: Filter
        let writer: ReplyWriter
    }

    private struct State {
        var subscribers: [Int: Subscriber] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// The number of subscribers.
    var count: Int { state.withLock { $0.subscribers.count } }

    /// Serves a subscriber until its task is cancelled.
    func serve(_ filter: Filter, on writer: ReplyWriter) async throws {
        writer.post(["ready": true])
        let key = state.withLock { state in
            state.next += 1
            state.subscribers[state.next] = Subscriber(filter: filter, writer: writer)
            return state.next
        }
        defer { state.withLock { $0.subscribers[key] = nil } }
        while !Task.isCancelled { try await Task.sleep(for: .seconds(86_400)) }
    }

    /// Tells every subscriber what concerns it.
    func tell(_ difference: SnapshotDifference) {
        let subscribers = state.withLock { Array($0.subscribers.values) }
        guard !subscribers.isEmpty, !difference.changes.isEmpty else { return }
        let writers = (StatusWriter(difference.previous), StatusWriter(difference.current))
        for change in difference.changes {
            let (entity, node) = difference.names(of: change)
            let concerned = subscribers.filter {
                ($0.filter.entity ?? entity) == entity && ($0.filter.node ?? node) == node
            }
            guard !concerned.isEmpty else { continue }
            let message = Self.message(change, difference.current, previous: writers.0, current: writers.1)
            for subscriber in concerned { subscriber.writer.post(encoded: message) }
        }
    }

    private static func message(
        _ change: CellChange,
        _ snapshot: Snapshot,
        previous: StatusWriter,
        current: StatusWriter
    ) -> [UInt8] {
        var json = JSON.Writer(reserving: 1024)
        json.beginObject()
        json.name("change")
        json.beginObject()
        if let place = change.previous {
            json.name("previous")
            previous.write(place.node, at: place.entity, to: &json)
        }
        if let place = change.current {
            json.name("current")
            current.write(place.node, at: place.entity, to: &json)
        }
        json.endObject()
        json.member("sequence", Int64(snapshot.sequence))
        json.member("evaluationTimestamp", snapshot.time.microseconds)
        json.endObject()
        return json.bytes
    }
}

extension SnapshotDifference {
    /// The identifiers a change is about.
    func names(of change: CellChange) -> (entity: String, node: String) {
        if let place = change.current {
            return (current.model.entities[place.entity.index].id, current.model.nodes[place.node.index].id)
        }
        guard let place = change.previous else { return ("", "") }
        return (previous.model.entities[place.entity.index].id, previous.model.nodes[place.node.index].id)
    }
}
