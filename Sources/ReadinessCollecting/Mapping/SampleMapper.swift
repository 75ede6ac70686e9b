import ReadinessModel

/// Turns foreign samples into readings.
///
/// What a sample becomes is found once for its key and kept: from then on a sample costs one lookup and no allocation.
struct SampleMapper {
    /// How many bytes of keys are kept; samples beyond are looked at anew each time.
    private static let keyLimit = 64 * 1024 * 1024

    private let context: ReadingContext
    private let rules: [CompiledRule]
    /// The rule of samples named like a measure; nil where rules of the mapping say everything.
    private let byName: CompiledRule?
    private var keys = KeyTable()
    private var found: [Found] = []
    /// By the slot of a series, the run and the time of its last reading.
    private var last: [(run: UInt32, time: Timestamp)] = []
    private var slots: [SeriesID: Int32] = [:]
    private var run: UInt32 = 1

    /// What is known of a key.
    private struct Found {
        /// The series; nil for a sample that is passed over.
        var series: SeriesID?
        var slot: Int32
        var scale: Double
        /// The rule, by its place; -1 for none.
        var rule: Int32
    }

    /// - Throws: when the mapping names a measure or an entity the model lacks.
    init(_ mapping: MetricMapping, _ context: ReadingContext) throws(CollectorError) {
        self.context = context
        var rules: [CompiledRule] = []
        for (place, rule) in mapping.rules.enumerated() {
            rules.append(try CompiledRule(rule, title: "map[\(place)]", mapping: mapping, context))
        }
        for (name, measure) in mapping.measures.sorted(by: { $0.key < $1.key }) {
            let rule = MappingRule(name: SamplePattern(name), target: MappingRule.Target(measure: measure))
            rules.append(try CompiledRule(rule, title: "metrics.\(name)", mapping: mapping, context))
        }
        let plain = MappingRule(target: MappingRule.Target())
        let fallback = try CompiledRule(plain, title: "name", mapping: mapping, context)
        byName = mapping.rules.isEmpty ? fallback : nil
        self.rules = rules
    }

    /// Begins a run: what came before is no longer the same reading twice.
    mutating func beginRun() { run &+= 1 }

    /// The place of a key that was taken before; nil for one that was not, which has to be taken apart first.
    func known(_ key: UnsafeBufferPointer<UInt8>) -> Int? { keys.index(of: key) }

    /// Finds out what a sample becomes.
    ///
    /// - Returns: the place for `take`.
    /// - Throws: when it is to become a reading and cannot.
    mutating func learn(_ sample: ForeignSample) throws(LineFault) -> Int {
        let next = try find(sample)
        guard keys.size + sample.key.count <= Self.keyLimit else {
            // No room: the last place serves all that are not kept.
            if found.count == keys.count { found.append(next) } else { found[keys.count] = next }
            return keys.count
        }
        if found.count > keys.count { found.removeLast() }
        keys.add(sample.key)
        found.append(next)
        return found.count - 1
    }

    private mutating func find(_ sample: ForeignSample) throws(LineFault) -> Found {
        var chosen: (rule: CompiledRule, place: Int)?
        for (place, rule) in rules.enumerated() where try rule.matches(sample) {
            chosen = (rule, place)
            break
        }
        if chosen == nil, let byName, context.catalog.measure(sample.name) != nil { chosen = (byName, rules.count) }
        guard let chosen, case .reading(let measure, let entity, let scale) = try chosen.rule.outcome(sample, context)
        else { return Found(series: nil, slot: -1, scale: 1, rule: Int32(chosen?.place ?? -1)) }
        let series = context.catalog.series(measure, at: entity)
        let slot = slots[series] ?? Int32(last.count)
        if slot == last.count {
            slots[series] = slot
            last.append((0, .distantPast))
        }
        return Found(series: series, slot: slot, scale: scale, rule: Int32(chosen.place))
    }

    /// Delivers a sample of a place that `known` or `learn` gave.
    ///
    /// - Parameters:
    ///   - value: the number, before it is scaled.
    ///   - time: its time; nil for that of the run.
    /// - Throws: when the number is none, or the run has brought the same reading already.
    mutating func take(
        _ place: Int,
        value: Double,
        at offset: Int,
        time: Timestamp?,
        into delivery: inout Delivery
    ) throws(LineFault) {
        let known = found[place]
        guard let series = known.series else {
            delivery.ignored += 1
            return
        }
        let number = value * known.scale
        guard number.isFinite else {
            throw LineFault(.badNumber, at: offset, field: "value", "\(number) is no reading")
        }
        let time = time ?? context.defaultTime
        guard time.nanoseconds != .max, time.nanoseconds != .min else {
            throw LineFault(.badTime, field: "timestamp", "the time lies beyond the years 1678 to 2261")
        }
        let slot = Int(known.slot)
        guard last[slot].run != run || last[slot].time != time else {
            throw LineFault(
                .ambiguous,
                "another sample of this run is the same reading: what else its labels say tells nothing apart"
            )
        }
        last[slot] = (run, time)
        delivery.readings.append(Reading(series: series, time: time, value: number))
    }

    /// The title of the rule that took a sample, for explanations; nil where none did.
    func rule(_ place: Int) -> String? {
        let rule = Int(found[place].rule)
        guard rule >= 0 else { return nil }
        return rule < rules.count ? rules[rule].title : byName?.title
    }

    /// The series and the scale of a place; nil where the sample is passed over.
    func target(_ place: Int) -> (series: SeriesID, scale: Double)? {
        found[place].series.map { ($0, found[place].scale) }
    }
}
