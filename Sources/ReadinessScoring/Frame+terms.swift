import ReadinessModel

/// Bringing the values of terms up to the time of an evaluation.
extension Frame {
    /// The first moment at which a reading counts as fresh.
    @inline(__always)
    func start(_ limit: Int64) -> Int64 {
        let (start, overflow) = now.subtractingReportingOverflow(limit)
        return overflow ? .min : start
    }

    /// The first moment at which a reading is too old.
    private func end(_ time: Int64, _ limit: Int64) -> Int64 {
        let (end, overflow) = time.addingReportingOverflow(limit)
        return overflow || end == .max ? .max : end + 1
    }

    /// Takes the values of a term as given, by entity.
    func set(_ place: Int, _ values: [Double]) {
        isOwn[place] = true
        (own + ownStarts[place]).update(from: values, count: count)
    }

    /// Refreshes a term at every leaf entity.
    func refresh(_ place: Int, _ term: TermTables, _ tree: EntityTree, from store: ReadingStore) {
        // What expires next is looked up when an update asks.
        termDue[place] = .min
        if let window = term.plan.term.window {
            isOwn[place] = true
            for entity in 0..<count where tree.isLeaf(entity) { refresh(window, term, at: entity, from: store) }
        } else if let limit = term.limit {
            let oldest = store.reached[term.plan.term.measure.index].oldest
            isOwn[place] = oldest < start(limit)
            if isOwn[place] { copyFresh(term, limit) }
        }
    }

    /// Refreshes a term at a leaf entity whose readings changed.
    func refresh(_ place: Int, _ term: TermTables, at entity: Int, from store: ReadingStore) {
        if let window = term.plan.term.window {
            refresh(window, term, at: entity, from: store)
            termDue[place] = min(termDue[place], validUntil[term.window + entity])
        }
        guard let limit = term.limit, times[term.series + entity] != .min else { return }
        let end = end(times[term.series + entity], limit)
        if end > now { termDue[place] = min(termDue[place], end) }
        guard term.plan.term.window == nil else { return }
        if isOwn[place] {
            own[term.own + entity] = end > now ? values[term.series + entity] : .nan
        } else if end <= now {
            isOwn[place] = true
            copyFresh(term, limit)
        }
    }

    /// Takes out of a term what expired or left its window after `last`, and calls `body` with the entities concerned.
    func expire(
        _ place: Int,
        _ term: TermTables,
        _ tree: EntityTree,
        after last: Int64,
        from store: ReadingStore,
        _ body: (Int) -> Void
    ) {
        guard termDue[place] <= now else { return }
        var due = Int64.max
        var anyExpired = false
        for entity in 0..<count where tree.isLeaf(entity) {
            var isConcerned = false
            if let window = term.plan.term.window {
                if validUntil[term.window + entity] <= now {
                    refresh(window, term, at: entity, from: store)
                    isConcerned = true
                }
                due = min(due, validUntil[term.window + entity])
            }
            // The reason of a missing value, too, depends on whether the reading has expired.
            if let limit = term.limit, times[term.series + entity] != .min {
                let end = end(times[term.series + entity], limit)
                if end > now { due = min(due, end) } else if end > last { isConcerned = true }
            }
            guard isConcerned else { continue }
            anyExpired = true
            body(entity)
        }
        termDue[place] = due
        if anyExpired, term.plan.term.window == nil, let limit = term.limit {
            isOwn[place] = true
            copyFresh(term, limit)
        }
    }

    /// Calls `body` with the leaf entities of an indicator that holds where a reading became older than fresh.
    func holdLonger(
        _ place: Int,
        _ indicator: IndicatorTables,
        _ tree: EntityTree,
        after last: Int64,
        _ body: (Int) -> Void
    ) {
        guard let limit = indicator.plan.heldAfter, heldDue[place] <= now else { return }
        var due = Int64.max
        for entity in 0..<count where tree.isLeaf(entity) {
            var isConcerned = false
            for measure in 0..<indicator.heldSeries.count {
                let time = times[indicator.heldSeries[measure] + entity]
                guard time != .min else { continue }
                let end = end(time, limit)
                if end > now { due = min(due, end) } else if end > last { isConcerned = true }
            }
            if isConcerned { body(entity) }
        }
        heldDue[place] = due
    }

    /// Notes when the readings of an entity, just changed, are only held.
    func noteHeld(_ place: Int, _ indicator: IndicatorTables, at entity: Int) {
        guard let limit = indicator.plan.heldAfter else { return }
        for measure in 0..<indicator.heldSeries.count {
            let time = times[indicator.heldSeries[measure] + entity]
            guard time != .min else { continue }
            let end = end(time, limit)
            if end > now { heldDue[place] = min(heldDue[place], end) }
        }
    }

    private func copyFresh(_ term: TermTables, _ limit: Int64) {
        let start = start(limit)
        let (column, values, times) = (own + term.own, values + term.series, times + term.series)
        for entity in 0..<count { column[entity] = times[entity] >= start ? values[entity] : .nan }
    }

    private func refresh(_ window: Window, _ term: TermTables, at entity: Int, from store: ReadingStore) {
        let (cell, measure) = (term.window + entity, term.plan.term.measure.index)
        let revision = store.reached[measure].revisions[entity]
        if now >= validUntil[cell] || revisions[cell] != revision {
            let result = store.reached[measure].histories[entity]
                .evaluate(window, kind: term.kind, at: now, limit: term.plan.limit)
            own[term.own + entity] = result.value
            validUntil[cell] = result.validUntil
            revisions[cell] = revision
        }
        // An entity that reported another event of the expression had none of this one: 0, not missing.
        guard term.isZeroBesideOthers, own[term.own + entity].isNaN else { return }
        let isSeen = term.plan.eventMeasures.contains { times[$0 * count + entity] != .min }
        if isSeen { own[term.own + entity] = 0 }
    }
}
