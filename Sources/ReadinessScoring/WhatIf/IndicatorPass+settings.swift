import ReadinessModel

/// How what is set enters the evaluation of an indicator.
///
/// Under `pool` a set value also moves what the entities above pool: the driver term (the first the value depends on,
/// as a rule the numerator) is moved until the expression gives the value, the other terms stay as they are. Where
/// that cannot be done (a term is missing, or no value of the driver will do) only the cell itself is set.
extension IndicatorPass {
    /// Pools as without settings, each set cell taking its place before it counts above.
    func pool(with settings: CellSettings) {
        for entity in stride(from: frame.count - 1, through: 0, by: -1) {
            if !tree.isLeaf(entity), indicator.plan.rollUp == .pool { pool(entity) }
            if let setting = settings[entity] { move(entity, to: setting) }
        }
    }

    /// Moves the driver term of an entity so that the expression gives what is set.
    private func move(_ entity: Int, to setting: IndicatorSettings.Setting) {
        let (count, participants) = (frame.count, frame.present)
        let isLeaf = tree.isLeaf(entity)
        guard frame.applicable[indicator.base + entity] else { return }
        guard participants[entity] > 0 else {
            // Nothing is known of the other terms, so there must be none.
            guard isLeaf, indicator.plan.program.isSingleTerm, let value = value(of: setting, near: .nan) else {
                return
            }
            frame.columns[entity] = value
            participants[entity] = 1
            return
        }
        // Means are sums until all are in.
        let divisors = indicator.plan.pools.map { $0 == .mean && !isLeaf ? participants[entity] : 1 }
        let terms = indicator.plan.pools.indices.map { frame.columns[$0 * count + entity] / divisors[$0] }
        guard let value = value(of: setting, near: indicator.plan.program.value(of: terms)),
            let driver = indicator.plan.program.driver(terms),
            let moved = indicator.plan.program.solve(for: driver, terms, giving: value)
        else { return }
        frame.columns[driver * count + entity] = moved * divisors[driver]
    }

    /// The value that is set, or that has the score that is set; nil where none has or the normaliser is relative.
    private func value(of setting: IndicatorSettings.Setting, near value: Double) -> Double? {
        switch setting {
        case .value(let value): value
        case .score(let score): indicator.plan.normalisation.value(scoring: score, near: value)
        }
    }

    /// Puts set values in place of computed ones, so that relative normalisers see them among the peers.
    func setValues(_ settings: CellSettings) {
        let values = cells.value + indicator.base
        for (entity, setting) in settings.byEntity {
            // A score no value is known for leaves the value: among peers it still counts.
            values[entity] = value(of: setting, near: values[entity]) ?? values[entity]
        }
    }

    /// Puts set scores in place of computed ones.
    func setScores(_ settings: CellSettings) {
        let scores = cells.score + indicator.base
        for (entity, setting) in settings.byEntity {
            if case .score(let score) = setting { scores[entity] = score }
        }
    }

    /// Finishes a set cell of an entity with others below: what is set counts as covered in full.
    func finishSet(_ entity: Int, _ setting: IndicatorSettings.Setting) {
        let cell = indicator.base + entity
        guard frame.applicable[cell] else { return }
        let score: Double
        switch setting {
        case .score(let given): score = given
        case .value(let value): score = indicator.plan.normalisation.score(of: value)
        }
        cells.value[cell] = value(of: setting, near: cells.value[cell]) ?? cells.value[cell]
        cells.score[cell] = score
        cells.remarks[cell] = 0
        if score.isNaN {
            cells.set(cell, coverage: 0, low: 0, high: 1, reason: .notFinite)
            if indicator.plan.missing == .worst { cells.countWorst(cell) }
        } else {
            cells.set(cell, coverage: 1, low: score, high: score, reason: .none)
        }
    }
}
