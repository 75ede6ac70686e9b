import ReadinessModel

/// What an evaluator keeps from one evaluation to the next, and its scratch. Allocated once.
struct WorkingMemory: Sendable {
    /// The lengths of the parts.
    struct Sizes: Sendable {
        let entities: Int
        let own: Int
        let windows: Int
        let pooled: Int
        let terms: Int
        let indicators: Int
        let widest: Int
        let deepest: Int
        let steps: Int
    }

    private let sizes: Sizes
    private var numbers: [Double]
    /// Per window and entity the first moment at which its value may differ; then per term, and per indicator that
    /// holds, the first moment at which something expires.
    private var moments: [Int64]
    /// Per window and entity the stamp of the readings its value was made of.
    private var revisions: [UInt64]
    /// Per term whether its values stand in its own column, not in the store.
    private var isOwn: [Bool]
    private var rows: [UInt64]

    init(_ sizes: Sizes) {
        self.sizes = sizes
        let scratch = (1 + sizes.widest + sizes.deepest) * sizes.entities
        numbers = Array(repeating: .nan, count: sizes.entities + sizes.own + sizes.pooled + scratch)
        // One more of each, so that there is always a place to point at.
        moments = Array(repeating: .min, count: sizes.windows + sizes.terms + sizes.indicators + 1)
        revisions = Array(repeating: 0, count: sizes.windows + 1)
        isOwn = Array(repeating: false, count: sizes.terms + 1)
        rows = Array(repeating: 0, count: DirtyRows.wordCount(steps: sizes.steps, entities: sizes.entities))
    }

    /// Calls `body` with everything laid open.
    mutating func withFrame(
        _ plan: ScoringPlan,
        _ store: ReadingStore,
        _ cells: ScoreColumns,
        _ body: (Frame) -> Void
    ) {
        let sizes = sizes
        numbers.withUnsafeMutableBufferPointer { numbers in
            moments.withUnsafeMutableBufferPointer { moments in
                revisions.withUnsafeMutableBufferPointer { revisions in
                    isOwn.withUnsafeMutableBufferPointer { isOwn in
                        rows.withUnsafeMutableBufferPointer { rows in
                            store.times.withUnsafeBufferPointer { times in
                                store.values.withUnsafeBufferPointer { values in
                                    plan.applicable.withUnsafeBufferPointer { applicable in
                                        guard let numbers = numbers.baseAddress, let rows = rows.baseAddress,
                                            let applicable = applicable.baseAddress,
                                            let moments = moments.baseAddress,
                                            let revisions = revisions.baseAddress, let isOwn = isOwn.baseAddress
                                        else { return }
                                        let own = numbers + sizes.entities
                                        let pooled = own + sizes.own
                                        let present = pooled + sizes.pooled
                                        let columns = present + sizes.entities
                                        body(
                                            Frame(
                                                count: sizes.entities,
                                                now: store.now.nanoseconds,
                                                applicable: applicable,
                                                times: times.baseAddress ?? UnsafePointer(moments),
                                                values: values.baseAddress ?? UnsafePointer(numbers),
                                                weights: numbers,
                                                own: own,
                                                pooled: pooled,
                                                present: present,
                                                columns: columns,
                                                stack: columns + sizes.widest * sizes.entities,
                                                validUntil: moments,
                                                termDue: moments + sizes.windows,
                                                heldDue: moments + sizes.windows + sizes.terms,
                                                revisions: revisions,
                                                isOwn: isOwn,
                                                ownStarts: plan.tables.ownStarts.base,
                                                seriesStarts: plan.tables.seriesStarts.base,
                                                rows: DirtyRows(
                                                    rows,
                                                    steps: sizes.steps,
                                                    entities: sizes.entities
                                                ),
                                                cells: cells
                                            )
                                        )
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Everything an evaluation reads and writes, as plain pointers. Valid only inside `WorkingMemory.withFrame`.
struct Frame {
    let count: Int
    let now: Int64
    /// Per cell whether the node applies to the entity.
    let applicable: UnsafePointer<Bool>
    /// Per series the time of the latest reading, `Int64.min` for none, and its value.
    let times: UnsafePointer<Int64>
    let values: UnsafePointer<Double>
    /// Per entity its weight among its siblings.
    let weights: UnsafeMutablePointer<Double>
    /// The columns of terms that have their own.
    let own: UnsafeMutablePointer<Double>
    /// What indicators keep of pooled terms and participants.
    let pooled: UnsafeMutablePointer<Double>
    /// Scratch: per entity the number of leaves that take part.
    let present: UnsafeMutablePointer<Double>
    /// Scratch: term columns after pooling, one after the other.
    let columns: UnsafeMutablePointer<Double>
    /// Scratch: the stack of the expression machine.
    let stack: UnsafeMutablePointer<Double>
    let validUntil: UnsafeMutablePointer<Int64>
    let termDue: UnsafeMutablePointer<Int64>
    let heldDue: UnsafeMutablePointer<Int64>
    let revisions: UnsafeMutablePointer<UInt64>
    let isOwn: UnsafeMutablePointer<Bool>
    /// Per term where its own column begins, and where its measure's series do.
    let ownStarts: UnsafePointer<Int>
    let seriesStarts: UnsafePointer<Int>
    /// What is to be evaluated again.
    let rows: DirtyRows
    let cells: ScoreColumns

    /// The values of a term: in its own column, or where they stand in the store.
    @inline(__always)
    func column(_ term: Int) -> UnsafePointer<Double> {
        isOwn[term] ? UnsafePointer(own + ownStarts[term]) : values + seriesStarts[term]
    }
}
