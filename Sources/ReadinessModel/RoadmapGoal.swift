/// Where a score is to go, by when: a baseline and milestones with dates.
package struct RoadmapGoal: Hashable, Sendable {
    /// The node or indicator whose score it is.
    package var node: NodeID
    /// The entity whose score it is; nil means every top entity.
    package var entity: EntityID?
    /// Where it began.
    package var baseline: Baseline
    /// Where it is to be, by rising date, at least one.
    package var milestones: [Milestone]

    /// Makes a goal.
    package init(node: NodeID, entity: EntityID? = nil, baseline: Baseline, milestones: [Milestone]) {
        self.node = node
        self.entity = entity
        self.baseline = baseline
        self.milestones = milestones
    }

    /// The score from which progress is counted.
    package struct Baseline: Hashable, Sendable {
        /// The day it held.
        package var at: Placeholder<CivilDate>
        /// The score, 0 to 1.
        package var score: Placeholder<Double>

        /// Makes a baseline.
        package init(at: Placeholder<CivilDate>, score: Placeholder<Double>) {
            self.at = at
            self.score = score
        }
    }

    /// A score to be reached.
    package struct Milestone: Hashable, Sendable {
        /// The last day on which it counts as reached in time.
        package var by: CivilDate
        /// The score, 0 to 1.
        package var score: Placeholder<Double>
        /// Who answers for it; nil when not given.
        package var owner: Placeholder<String>?
        /// The money set against it, in the currency of the model; nil when not given.
        package var budget: Placeholder<Double>?
        /// What it is called; nil when not given.
        package var title: String?

        /// Makes a milestone.
        package init(
            by: CivilDate,
            score: Placeholder<Double>,
            owner: Placeholder<String>? = nil,
            budget: Placeholder<Double>? = nil,
            title: String? = nil
        ) {
            self.by = by
            self.score = score
            self.owner = owner
            self.budget = budget
            self.title = title
        }
    }
}

/// A value that the author of the model owes, or has given. Open ones are written `?`.
package enum Placeholder<Value: Hashable & Sendable>: Hashable, Sendable {
    /// Still to be filled in.
    case open
    /// Filled in.
    case given(Value)

    /// The value; nil while it is open.
    package var value: Value? {
        if case .given(let value) = self { value } else { nil }
    }
}
