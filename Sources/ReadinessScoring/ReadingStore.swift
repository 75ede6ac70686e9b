package import ReadinessModel

/// The readings scores are made of: the latest of every series, and what windows reach back to.
///
/// One column per measure, one row per entity. Readings later than the store's time wait until it is reached, so that
/// what is evaluated at a time never depends on what was delivered for a later one, nor on the order of arrival.
package struct ReadingStore: Sendable {
    /// The readings of one measure.
    struct Column: Sendable {
        let kind: MeasureKind
        /// How far back windows reach, in nanoseconds; nil when only the latest reading is used.
        let reach: Int64?
        /// The time of the latest reading per entity; `Int64.min` when there is none.
        var times: [Int64]
        /// The latest reading per entity; NaN when there is none.
        var values: [Double]
        /// Per entity what windows reach; empty when none do.
        var histories: [SampleHistory]
        /// Counts the changes per entity, so that what was computed from a window is known to be outdated.
        var revisions: [UInt32]

        init(kind: MeasureKind, reach: Int64?, entityCount: Int) {
            self.kind = kind
            self.reach = reach
            times = Array(repeating: .min, count: entityCount)
            values = Array(repeating: .nan, count: entityCount)
            histories = reach == nil ? [] : Array(repeating: SampleHistory(), count: entityCount)
            revisions = reach == nil ? [] : Array(repeating: 0, count: entityCount)
        }

        mutating func apply(time: Int64, value: Double, at entity: Int, now: Int64) {
            if time >= times[entity] {
                times[entity] = time
                values[entity] = value
            }
            guard let reach else { return }
            histories[entity].insert(time: time, value: value)
            histories[entity].trim(before: now.subtractingReportingOverflow(reach).overflow ? .min : now - reach)
            revisions[entity] &+= 1
        }
    }

    /// The moment scores are made for; only moves forward.
    package private(set) var now: Timestamp
    /// Counts the readings taken in, so that a caller knows whether anything changed.
    package private(set) var revision: UInt64 = 0
    var columns: [Column]
    private let entityCount: Int
    /// Readings later than `now`, the latest first; of equal times the one delivered first comes last.
    private var pending: [Reading] = []

    /// An empty store for a model, at time `now`.
    package init(for model: Model, at now: Timestamp) {
        self.now = now
        entityCount = model.entities.count
        let reaches = model.reachOfMeasures
        columns = model.measures.indices.map { index in
            Column(
                kind: model.measures[index].kind,
                reach: reaches[index]?.nanoseconds,
                entityCount: model.entities.count
            )
        }
    }

    /// Takes readings in, in order of delivery: of two with the same series and time the later one counts.
    package mutating func apply(_ readings: [Reading]) {
        guard !readings.isEmpty, entityCount > 0 else { return }
        revision += 1
        for reading in readings {
            if reading.time > now {
                hold(reading)
            } else {
                apply(reading)
            }
        }
    }

    /// Moves the time forward to `time`; readings that waited for it are taken in. An earlier time changes nothing.
    package mutating func advance(to time: Timestamp) {
        guard time > now else { return }
        now = time
        while let next = pending.last, next.time <= time {
            pending.removeLast()
            apply(next)
            revision += 1
        }
    }

    /// When the next waiting reading becomes visible; nil when none waits.
    package var nextArrival: Timestamp? { pending.last?.time }

    private mutating func apply(_ reading: Reading) {
        let (measure, entity) = reading.series.index.quotientAndRemainder(dividingBy: entityCount)
        columns[measure].apply(
            time: reading.time.nanoseconds,
            value: reading.value,
            at: entity,
            now: now.nanoseconds
        )
    }

    private mutating func hold(_ reading: Reading) {
        pending.insert(reading, at: Self.place(of: reading.time, in: pending))
    }

    /// The place in `pending` at which a reading of `time` keeps the order: after all later ones, before equal ones.
    private static func place(of time: Timestamp, in pending: [Reading]) -> Int {
        var low = 0
        var high = pending.count
        while low < high {
            let middle = (low + high) / 2
            if pending[middle].time > time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Model {
    /// How far back the windows over each measure reach; nil where only the latest reading is used.
    package var reachOfMeasures: [TimeSpan?] {
        var reaches = [TimeSpan?](repeating: nil, count: measures.count)
        for term in indicators.flatMap(\.value.terms) {
            guard let window = term.window else { continue }
            let index = term.measure.index
            reaches[index] = max(reaches[index] ?? window.length, window.length)
        }
        return reaches
    }
}
