import ReadinessCollecting
import ReadinessModel
import Synchronization
import Varlink
import VarlinkServer

/// Shows readings as they arrive to those who watch. Costs one look at a number while nobody does.
final class TapFeed: Sendable {
    /// What a watcher wants to see; nil means all.
    struct Filter: Sendable {
        let collector: String?
        let entity: String?
        let measure: String?
    }

    private struct Watcher: Sendable {
        let filter: Filter
        let writer: ReplyWriter
    }

    private struct State {
        var watchers: [Int: Watcher] = [:]
        var next = 0
    }

    /// The most readings of one delivery that are shown; the others are counted.
    static let limit = 1000

    private let state = Mutex(State())
    private let count = Atomic<Int>(0)

    /// Serves a watcher until its task is cancelled.
    func serve(_ filter: Filter, on writer: ReplyWriter) async throws {
        writer.post(["ready": true])
        let key = state.withLock { state in
            state.next += 1
            state.watchers[state.next] = Watcher(filter: filter, writer: writer)
            return state.next
        }
        count.add(1, ordering: .relaxed)
        defer {
            state.withLock { $0.watchers[key] = nil }
            count.subtract(1, ordering: .relaxed)
        }
        while !Task.isCancelled { try await Task.sleep(for: .seconds(86_400)) }
    }

    /// Shows a delivery that has become durable.
    func tell(_ delivery: Delivery, from collector: String, catalog: SeriesCatalog) {
        guard count.load(ordering: .relaxed) > 0 else { return }
        for watcher in state.withLock({ Array($0.watchers.values) }) {
            guard watcher.filter.collector ?? collector == collector else { continue }
            let wanted = delivery.readings.filter { watcher.filter.wants($0.series, catalog) }
            guard !wanted.isEmpty || delivery.rejectCounts.total > 0 && !watcher.filter.isNarrow else { continue }
            watcher.writer.post(encoded: Self.message(wanted, delivery, collector, catalog))
        }
    }

    private static func message(
        _ readings: [Reading],
        _ delivery: Delivery,
        _ collector: String,
        _ catalog: SeriesCatalog
    ) -> [UInt8] {
        var json = JSON.Writer(reserving: 256 + 96 * min(readings.count, limit))
        json.beginObject()
        json.member("collector", collector)
        json.name("readings")
        json.beginArray()
        for reading in readings.prefix(limit) {
            json.beginObject()
            json.member("entity", catalog.entityName(of: reading.series))
            json.member("measure", catalog.measureName(of: reading.series))
            json.member("value", reading.value)
            json.member("timestamp", reading.time.microseconds)
            json.endObject()
        }
        json.endArray()
        json.member("more", Int64(max(0, readings.count - limit)))
        json.member("rejects", Int64(delivery.rejectCounts.total))
        if let first = delivery.rejects.first { json.member("firstReject", "\(delivery.origin):\(first)") }
        json.endObject()
        return json.bytes
    }
}

extension TapFeed.Filter {
    /// Whether only some readings are wanted.
    var isNarrow: Bool { entity != nil || measure != nil }

    /// Whether a reading of a series is.
    func wants(_ series: SeriesID, _ catalog: SeriesCatalog) -> Bool {
        (entity.map { $0 == catalog.entityName(of: series) } ?? true)
            && (measure.map { $0 == catalog.measureName(of: series) } ?? true)
    }
}
