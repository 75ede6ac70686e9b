package import ReadinessModel

/// The readings scores are made of: the latest of every series, and what windows reach back to.
///
/// Readings later than the store's time wait until it is reached, so that what is evaluated at a time never depends on
/// what was delivered for a later one, nor on the order of arrival.
package struct ReadingStore: Sendable {
    /// What windows reach of the readings of one measure.
    struct Reach: Sendable {
        /// How far back windows reach, in nanoseconds; nil when only the latest reading is used.
        let reach: Int64?
        /// Per entity what windows reach; empty when none do.
        var histories: [SampleHistory]
        /// Per entity the stamp of the last change, so that what was computed from a window is known to be outdated.
        var revisions: [UInt64]
        /// No reading of the measure that is the latest of its series is older; `Int64.max` while there is none.
        var oldest = Int64.max

        init(reach: Int64?, entityCount: Int) {
            self.reach = reach
            histories = reach == nil ? [] : Array(repeating: SampleHistory(), count: entityCount)
            revisions = reach == nil ? [] : Array(repeating: 0, count: entityCount)
        }
    }

    /// The moment scores are made for; only moves forward.
    package private(set) var now: Timestamp
    /// Counts the readings taken in, so that a caller knows whether anything changed.
    package private(set) var revision: UInt64 = 0
    /// Per series the time of the latest reading; `Int64.min` when there is none.
    private(set) var times: [Int64]
    /// Per series the latest reading; NaN when there is none.
    private(set) var values: [Double]
    /// Per measure what windows reach.
    private(set) var reached: [Reach]
    private let kinds: [MeasureKind]
    private let entityCount: Int
    /// Readings later than `now`. While `isSettled` the latest comes first and each series and time stands once.
    private var pending: [Reading] = []
    private var isSettled = true
    /// The time of the earliest of them.
    private var earliest: Timestamp?
    /// How many may wait before those delivered again are weeded out.
    private var weedingLimit = 1024
    /// The series whose readings changed since they were last asked for, each once.
    private var changes: [SeriesID] = []
    /// Per series whether it stands in `changes`.
    private var isChanged: [Bool]

    /// An empty store for a model, at time `now`.
    package init(for model: Model, at now: Timestamp) {
        self.now = now
        entityCount = model.entities.count
        let reaches = model.reachOfMeasures
        times = Array(repeating: .min, count: model.seriesCount)
        values = Array(repeating: .nan, count: model.seriesCount)
        isChanged = Array(repeating: false, count: model.seriesCount)
        reached = model.measures.indices.map { index in
            Reach(reach: reaches[index]?.nanoseconds, entityCount: model.entities.count)
        }
        kinds = model.measures.map(\.kind)
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
        guard let earliest, earliest <= time else { return }
        settle()
        defer { self.earliest = pending.last?.time }
        while let next = pending.last, next.time <= time {
            pending.removeLast()
            apply(next)
            revision += 1
        }
    }

    /// When the next waiting reading becomes visible; nil when none waits.
    package var nextArrival: Timestamp? { earliest }

    /// The series whose readings changed since the last call, in order of the first change: what
    /// `Evaluator.update` wants to know.
    package mutating func takeChanges() -> [SeriesID] {
        for series in changes { isChanged[series.index] = false }
        let taken = changes
        changes = []
        return taken
    }

    private mutating func apply(_ reading: Reading) {
        let series = reading.series.index
        let time = reading.time.nanoseconds
        let (measure, entity) = series.quotientAndRemainder(dividingBy: entityCount)
        if time >= times[series] {
            // Times only grow, so the first bounds all that follow.
            if times[series] == .min { reached[measure].oldest = min(reached[measure].oldest, time) }
            times[series] = time
            values[series] = reading.value
            note(reading.series)
        }
        guard let reach = reached[measure].reach else { return }
        let start = now.nanoseconds.subtractingReportingOverflow(reach)
        reached[measure].histories[entity].insert(time: time, value: reading.value)
        reached[measure].histories[entity].trim(before: start.overflow ? .min : start.partialValue)
        reached[measure].revisions[entity] = Stamp.next()
        note(reading.series)
    }

    private mutating func note(_ series: SeriesID) {
        guard !isChanged[series.index] else { return }
        isChanged[series.index] = true
        changes.append(series)
    }

    /// Keeps a reading for later. A forecast that is delivered again and again takes the place of the one before.
    private mutating func hold(_ reading: Reading) {
        pending.append(reading)
        isSettled = false
        earliest = earliest.map { min($0, reading.time) } ?? reading.time
        guard pending.count >= weedingLimit else { return }
        settle()
        weedingLimit = max(1024, 2 * pending.count)
    }

    /// Sorts what waits, and keeps of each series and time the one delivered last.
    private mutating func settle() {
        guard !isSettled else { return }
        isSettled = true
        let order = pending.indices.sorted { left, right in
            let (first, second) = (pending[left], pending[right])
            if first.time != second.time { return first.time > second.time }
            return first.series != second.series ? first.series < second.series : left > right
        }
        var kept: [Reading] = []
        kept.reserveCapacity(pending.count)
        for index in order {
            let reading = pending[index]
            if let last = kept.last, last.series == reading.series, last.time == reading.time { continue }
            kept.append(reading)
        }
        pending = kept
    }
}

extension ReadingStore {
    /// The readings of one measure, by entity.
    struct Column: Sendable {
        let kind: MeasureKind
        /// How far back windows reach, in nanoseconds; nil when only the latest reading is used.
        let reach: Int64?
        /// The time of the latest reading; `Int64.min` when there is none.
        let times: [Int64]
        /// The latest reading; NaN when there is none.
        let values: [Double]
        /// What windows reach; empty when none do.
        let histories: [SampleHistory]

        /// Whether the latest reading is at most `limit` old.
        func isFresh(_ entity: Int, now: Int64, limit: Int64) -> Bool {
            guard times[entity] != .min else { return false }
            // Ages beyond the range of the clock are too old, whatever the limit.
            let (age, overflow) = now.subtractingReportingOverflow(times[entity])
            return !overflow && age <= limit
        }
    }

    /// The readings by measure.
    var columns: Columns { Columns(store: self) }

    /// A view of the readings by measure.
    struct Columns {
        fileprivate let store: ReadingStore

        subscript(measure: Int) -> Column {
            let range = measure * store.entityCount..<(measure + 1) * store.entityCount
            return Column(
                kind: store.kinds[measure],
                reach: store.reached[measure].reach,
                times: Array(store.times[range]),
                values: Array(store.values[range]),
                histories: store.reached[measure].histories
            )
        }
    }

    /// Takes the latest reading of a series of another store in, and what its windows reached; the other stays as it is.
    mutating func carry(_ measure: Int, at entity: Int, from other: ReadingStore, _ source: (measure: Int, entity: Int))
    {
        let (place, origin) = (measure * entityCount + entity, source.measure * other.entityCount + source.entity)
        guard other.times[origin] != .min else { return }
        times[place] = other.times[origin]
        values[place] = other.values[origin]
        reached[measure].oldest = min(reached[measure].oldest, times[place])
        note(SeriesID(place))
        guard reached[measure].reach != nil else { return }
        if other.reached[source.measure].histories.isEmpty {
            reached[measure].histories[entity].insert(time: times[place], value: values[place])
        } else {
            reached[measure].histories[entity] = other.reached[source.measure].histories[source.entity]
        }
        reached[measure].revisions[entity] = Stamp.next()
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
