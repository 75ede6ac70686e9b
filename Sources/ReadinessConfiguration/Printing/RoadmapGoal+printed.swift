import ReadinessModel

extension RoadmapGoal {
    /// The keys of a goal of `model`.
    func printed(in model: Model) -> YAMLFields {
        var entries: YAMLFields = ["node": .text(model.nodes[node.index].id)]
        if let entity { entries.add("entity", .text(model.entities[entity.index].id)) }
        entries.add("baseline", .record(["at": baseline.at.printed(\.description), "score": baseline.score.points]))
        entries.add("milestones", .list(milestones.map { .mapping($0.printed) }))
        return entries
    }
}

extension RoadmapGoal.Milestone {
    fileprivate var printed: YAMLFields {
        var entries: YAMLFields = ["by": .word("\(by)"), "score": score.points]
        if let owner {
            entries.add("owner", owner.value.map(YAMLValue.text) ?? .word("?"))
        }
        if let budget { entries.add("budget", budget.printed(Decimal.text)) }
        if let title { entries.add("title", .text(title)) }
        return entries
    }
}

extension Placeholder {
    fileprivate func printed(_ text: (Value) -> String) -> YAMLValue { .word(value.map(text) ?? "?") }
}

extension Placeholder<Double> {
    fileprivate var points: YAMLValue { printed(Decimal.pointsText) }
}
