import ReadinessCollecting
import ReadinessModel
import Varlink

extension JSON.Writer {
    /// Writes a collector in the form of `io.readinessd.Status`.
    mutating func collector(_ specification: CollectorSpecification, _ health: CollectorHealth) {
        beginObject()
        member("name", specification.name)
        member("kind", specification.kind)
        var failures: Int64 = 0
        switch health.state {
        case .unknown: member("health", "unknown")
        case .healthy: member("health", "healthy")
        case .failing(let failing):
            member("health", "failing")
            member("reason", "\(failing.error)")
            failures = Int64(failing.consecutive)
        }
        member("consecutiveFailures", failures)
        member("circuit", health.circuit.rawValue)
        name("paused")
        bool(health.isPaused)
        if let share = health.progress { member("progress", share) }
        if let next = health.nextStart { member("nextRunTimestamp", next.microseconds) }
        member("intervalMicroseconds", specification.hasInterval ? specification.interval.nanoseconds / 1000 : 0)
        if let start = health.lastStart { member("lastRunTimestamp", start.microseconds) }
        if let success = health.lastSuccess { member("lastSuccessTimestamp", success.microseconds) }
        if let duration = health.lastDuration { member("lastDurationMicroseconds", duration.nanoseconds / 1000) }
        let durations = health.durations.map(\.nanoseconds).sorted()
        if let longest = durations.last {
            member("medianDurationMicroseconds", durations[durations.count / 2] / 1000)
            member("longestDurationMicroseconds", longest / 1000)
        }
        let counters = health.counters
        member("processorMicrosecondsTotal", counters.processor.nanoseconds / 1000)
        member("peakResidentBytes", Int64(counters.peakResident))
        member("bytesTotal", Int64(counters.bytes))
        member("unchangedTotal", Int64(counters.unchanged))
        name("rejectsByReason")
        beginObject()
        for reason in RejectReason.allCases where counters.rejects[reason] > 0 {
            member(reason.rawValue, Int64(counters.rejects[reason]))
        }
        if counters.refused > 0 { member("other-source", Int64(counters.refused)) }
        endObject()
        name("failuresByCode")
        beginObject()
        for (code, count) in counters.failures.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            member(code.rawValue, Int64(count))
        }
        endObject()
        member("runsTotal", Int64(counters.runs))
        member("failuresTotal", Int64(counters.failures.values.reduce(0, +)))
        member("readingsTotal", Int64(counters.readings))
        member("rejectsTotal", Int64(counters.rejects.total + counters.refused))
        member("ignoredTotal", Int64(counters.ignored))
        member("overrunsTotal", Int64(counters.overruns))
        if let bad = health.badInput { member("lastReject", "\(bad.origin):\(bad.first)") }
        endObject()
    }
}
