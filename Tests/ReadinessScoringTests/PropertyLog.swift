import ReadinessModel
import ReadinessScoring

/// A random model over windows, and a log of what was delivered when: counters with resets, events, gauges; late, future
/// and contradicting readings.
struct PropertyLog {
    /// What happens to a store.
    enum Step {
        /// Readings arrive together.
        case arrival([Reading])
        /// The clock moves on.
        case clock(Timestamp)
    }

    var model: Model
    /// The readings in order of delivery.
    var deliveries: [Reading]
    /// The moment the log begins.
    let start: Timestamp
    /// The moment after it.
    let end: Timestamp

    /// A random log of `count` readings on a grid of ten seconds, so that several have the same time.
    init(_ random: inout SplitMix64, count: ClosedRange<Int> = 4...24) {
        var made = PropertyCase()
        made.base.entities = PropertyScope.organisation(&random)
        for (name, kind) in [("gauge", MeasureKind.gauge), ("counter", .counter), ("event", .event), ("other", .event)]
        {
            made.base.measures.append(Measure(id: name, kind: kind, pool: random.one(of: [.sum, .mean, .max])))
        }
        for number in 0..<random.whole(1...4) { made.base.indicators.append(Self.indicator(number, &random)) }
        made.tree.children = made.base.indicators.map { .indicator($0.id, weight: random.weight()) }
        made.tree.aggregate = random.one(of: [.arithmetic, .geometric, .min, .power(2)])
        model = made.model
        start = PropertyCase.now
        end = Self.time(40)
        deliveries = []
        for _ in 0..<random.whole(count) {
            let series = model.series(MeasureID(random.whole(0...3)), at: random.one(of: made.leaves))
            // Counters mostly grow with time, with resets between.
            let time = random.whole(-40...50)
            let value = random.chance(0.7) ? Double(time + 41) : random.number(0...20)
            deliveries.append(Reading(series: series, time: Self.time(time), value: value))
        }
        // Contradictions: the same series and time once more, delivered some time later.
        for _ in 0..<deliveries.count / 4 {
            var again = random.one(of: deliveries)
            again.value = random.number(0...60)
            deliveries.append(again)
        }
    }

    private static func time(_ tens: Int) -> Timestamp { PropertyCase.now + .seconds(Int64(tens) * 10) }

    /// An indicator over one or two windows, or the latest reading.
    private static func indicator(_ number: Int, _ random: inout SplitMix64) -> Indicator {
        func term(_ measure: Int, _ function: WindowFunction?) -> Expression {
            let length = random.tens(1...40)
            return .term(
                Term(measure: MeasureID(measure), window: function.map { Window(function: $0, length: length) })
            )
        }
        let value: Expression
        switch random.whole(0...5) {
        case 0: value = term(0, nil)
        case 1: value = term(0, random.one(of: [.sum, .avg, .min, .max, .last, .count]))
        case 2: value = term(1, random.one(of: [.increase, .rate, .last]))
        case 3: value = term(2, random.one(of: [.sum, .count, .avg, .max]))
        case 4: value = .binary(.divide, term(2, .sum), term(3, .sum))
        default: value = .binary(.add, term(1, .increase), term(2, .count))
        }
        let isHeld = random.chance(0.3)
        return Indicator(
            id: "i\(number)",
            value: value,
            valueText: "",
            normalisation: .goalposts(worst: 0, best: 60, truncate: random.chance(0.8)),
            staleAfter: random.chance(0.5) ? random.tens(1...30) : nil,
            expiresAfter: isHeld && random.chance(0.7) ? random.tens(20...60) : nil,
            missing: isHeld ? .hold : random.one(of: [.drop, .worst]),
            rollUp: random.one(of: [.pool, .scores])
        )
    }

    /// The deliveries in another order, but for contradicting ones of the same series and time, which keep theirs.
    func reordered(_ random: inout SplitMix64) -> [Reading] {
        struct Identity: Hashable {
            var series: SeriesID
            var time: Timestamp
        }
        let shuffled = deliveries.indices.shuffled(using: &random)
        var places: [Identity: [Int]] = [:]
        for index in shuffled {
            let reading = deliveries[index]
            places[Identity(series: reading.series, time: reading.time), default: []].append(index)
        }
        var rest = places.mapValues { $0.sorted(by: >) }
        return shuffled.compactMap { index in
            let reading = deliveries[index]
            let next = rest[Identity(series: reading.series, time: reading.time)]?.popLast()
            return next.map { deliveries[$0] }
        }
    }

    /// Deliveries cut into arrivals, with the clock moving on between them up to `end`.
    func steps(_ deliveries: [Reading], _ random: inout SplitMix64) -> [Step] {
        var steps: [Step] = []
        var rest = deliveries[...]
        var clock = 0
        while !rest.isEmpty {
            let part = rest.prefix(random.whole(1...5))
            rest = rest.dropFirst(part.count)
            steps.append(.arrival(Array(part)))
            clock = min(40, clock + random.whole(0...12))
            if random.chance(0.6) { steps.append(.clock(Self.time(clock))) }
        }
        return steps + [.clock(end)]
    }
}

extension ReadingStore {
    /// Performs a step.
    mutating func perform(_ step: PropertyLog.Step) {
        switch step {
        case .arrival(let readings): apply(readings)
        case .clock(let time): advance(to: time)
        }
    }
}

extension Scores {
    /// Whether everything that is published of the cells is the same, bit for bit.
    func isSame(as other: Scores) -> Bool {
        let columns: [KeyPath<Scores, [Double]>] = [\.score, \.coverage, \.low, \.high, \.value]
        let numbers = columns.allSatisfy { column in
            zip(self[keyPath: column], other[keyPath: column]).allSatisfy {
                $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN
            }
        }
        let hasSameReasons = score.indices.allSatisfy {
            reason($0) == other.reason($0) && remarks($0) == other.remarks($0)
        }
        return numbers && hasSameReasons && evidence == other.evidence
    }
}
