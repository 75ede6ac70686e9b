import ReadinessModel

/// Reads `roadmap`. A value written `?` is still open and reported as such until it is filled in.
struct RoadmapDecoder {
    private let model: Model
    private let nodes: [String: NodeID]
    private let entities: NameRegister
    private let report: Report
    private var first: [RoadmapTarget: Place] = [:]

    private static let keys = ["node", "entity", "baseline", "milestones"]
    private static let milestoneKeys = ["by", "score", "owner", "budget", "title"]

    init(_ model: Model, entities: NameRegister, report: Report) {
        self.model = model
        self.entities = entities
        self.report = report
        nodes = Dictionary(
            model.nodes.enumerated().map { ($0.element.id, NodeID($0.offset)) }
        ) { first, _ in first }
    }

    /// The goals, in order.
    mutating func decode(_ items: [YAMLNode]) -> [RoadmapGoal] {
        var goals: [RoadmapGoal] = []
        for item in items {
            if let goal = decode(item) { goals.append(goal) }
        }
        return goals
    }

    private mutating func decode(_ item: YAMLNode) -> RoadmapGoal? {
        guard let reader = MappingReader(item, "a goal", keys: Self.keys, report: report) else { return nil }
        let node = reader.required("node", as: "self-reliance").flatMap { find($0, "node") }
        let entity = reader["entity"].map { findEntity($0) }
        let baseline = reader.required("baseline", as: "{at: 2026-01-01, score: 48}").flatMap { decodeBaseline($0) }
        let list = reader.required("milestones", as: "[{by: 2030-12-31, score: 80}]")
        let milestones = list.flatMap { decodeMilestones($0, after: baseline?.at.value) }
        guard let node, let baseline, let milestones else { return nil }
        if let entity, entity == nil { return nil }
        let target = RoadmapTarget(node: node, entity: entity ?? nil)
        if let place = first[target] {
            let message = "'\(model.nodes[node.index].id)' has a goal here already, at \(place.text); give it one"
            report.error("duplicate-goal", message, at: item.place)
        }
        first[target] = item.place
        return RoadmapGoal(node: node, entity: target.entity, baseline: baseline, milestones: milestones)
    }

    private func find(_ node: YAMLNode, _ key: String) -> NodeID? {
        guard let name = ValueReader(report: report).string(node, key) else { return nil }
        if let found = nodes[name] { return found }
        report.unknown("node or indicator", name, among: nodes.keys.sorted(), at: node.place)
        return nil
    }

    private func findEntity(_ node: YAMLNode) -> EntityID? {
        guard let name = ValueReader(report: report).string(node, "entity") else { return nil }
        if let found = entities.index(of: name) { return EntityID(found) }
        report.unknown("entity", name, among: entities.names, at: node.place)
        return nil
    }

    private func decodeBaseline(_ node: YAMLNode) -> RoadmapGoal.Baseline? {
        guard let reader = MappingReader(node, "'baseline'", keys: ["at", "score"], report: report) else { return nil }
        let at = reader.required("at", as: "2026-01-01").flatMap { node in
            placeholder(node, "at", of: "the baseline") { reader.values.date($0, "at") }
        }
        let score = reader.required("score", as: "48").flatMap { node in
            placeholder(node, "score", of: "the baseline") { reader.values.points($0, "score") }
        }
        guard let at, let score else { return nil }
        return RoadmapGoal.Baseline(at: at, score: score)
    }

    private func decodeMilestones(_ node: YAMLNode, after baseline: CivilDate?) -> [RoadmapGoal.Milestone]? {
        guard let items = ValueReader(report: report).list(node, "milestones", of: "{by, score}") else { return nil }
        guard !items.isEmpty else {
            report.error("empty-list", "'milestones' is empty; name at least one", at: node.place)
            return nil
        }
        var milestones: [RoadmapGoal.Milestone] = []
        for item in items {
            guard let (milestone, place) = decodeMilestone(item) else { continue }
            if let last = milestones.last?.by, milestone.by <= last {
                let message = "\(milestone.by) does not lie after \(last); the dates of milestones must rise"
                report.error("not-rising", message, at: place)
            } else if milestones.isEmpty, let baseline, milestone.by <= baseline {
                let message = "\(milestone.by) does not lie after the baseline of \(baseline)"
                report.error("not-rising", message, at: place)
            }
            milestones.append(milestone)
        }
        return milestones.count == items.count ? milestones : nil
    }

    private func decodeMilestone(_ item: YAMLNode) -> (RoadmapGoal.Milestone, Place)? {
        guard let reader = MappingReader(item, "a milestone", keys: Self.milestoneKeys, report: report) else {
            return nil
        }
        let dateNode = reader.required("by", as: "2030-12-31")
        let date = dateNode.flatMap { reader.values.date($0, "by") }
        let name = "the milestone\(date.map { " of \($0)" } ?? "")"
        let score = reader.required("score", as: "80").flatMap { node in
            placeholder(node, "score", of: name) { reader.values.points($0, "score") }
        }
        let owner = reader["owner"].flatMap { node in
            placeholder(node, "owner", of: name) { reader.values.string($0, "owner") }
        }
        let budget = reader["budget"].flatMap { node in
            placeholder(node, "budget", of: name) { reader.values.amount($0, "budget") }
        }
        let title = reader.string("title")
        guard let date, let dateNode, let score else { return nil }
        let milestone = RoadmapGoal.Milestone(by: date, score: score, owner: owner, budget: budget, title: title)
        return (milestone, dateNode.place)
    }

    /// The value, or the place where it is still to be filled in, which is reported as a doubt.
    private func placeholder<Value>(
        _ node: YAMLNode,
        _ key: String,
        of subject: String,
        _ read: (YAMLNode) -> Value?
    ) -> Placeholder<Value>? {
        guard node.text == "?" else { return read(node).map(Placeholder.given) }
        report.warning("open-placeholder", "'\(key)' of \(subject) is still open; fill it in", at: node.place)
        return .open
    }
}

/// What a goal is set for.
private struct RoadmapTarget: Hashable {
    var node: NodeID
    var entity: EntityID?
}

extension ValueReader {
    /// A day.
    fileprivate func date(_ node: YAMLNode, _ key: String) -> CivilDate? {
        value(node, key, "a day, such as 2030-12-31") { CivilDate($0) }
    }

    /// A finite number of 0 or more.
    fileprivate func amount(_ node: YAMLNode, _ key: String) -> Double? {
        value(node, key, "a number of 0 or more") { text in Decimal.number(text).flatMap { $0 >= 0 ? $0 : nil } }
    }
}
