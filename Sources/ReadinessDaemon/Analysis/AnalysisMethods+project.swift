import ReadinessModel
import ReadinessScoring
import Varlink

/// Where scores stand on the roadmap, in the form of `io.readinessd.Status`: paces are points per year of 365 days.
enum ProjectAnswer {
    /// The types and the method in the interface definition language.
    static let interface = """

        # What is to be expected of a milestone
        type Outlook (
          # Its score is still open in the model
          open,
          # There is no score today, or too little of its past to tell a pace
          unknown,
          # The score is there
          reached,
          # At this pace it will be there in time
          on_track,
          # At this pace it will be there, but later
          late,
          # At this pace it will never be there
          never,
          # The date has passed without it
          missed
        )

        # A score to be reached by a date
        type Milestone (
          # The last day on which it counts as reached in time: 2030-12-31
          by: string,
          title: ?string,
          # Points; null while it is open
          score: ?float,
          # Who answers for it
          owner: ?string,
          # The money set against it, in the currency of the model
          budget: ?float,
          outlook: Outlook,
          # The pace that would bring the score there in time
          requiredPace: ?float,
          # When it will be there, microseconds; null for never, or where it is not known
          projectedTimestamp: ?int,
          # The same at the upper end of the pace
          earliestTimestamp: ?int,
          # The same at the lower end of the pace
          latestTimestamp: ?int,
          # The score to be expected on the date, points
          scoreOnDate: ?float,
          # The same at the lower end of the pace
          scoreOnDateLow: ?float,
          # The same at the upper end of the pace
          scoreOnDateHigh: ?float
        )

        # A goal of the roadmap at one entity
        type Goal (
          entity: string,
          entityTitle: string,
          node: string,
          nodeTitle: string,
          # The day the baseline held; null while it is open
          baselineAt: ?string,
          # Points; null while it is open
          baseline: ?float,
          # Points today
          score: ?float,
          # Points that the plan has for today
          planned: ?float,
          # How much of the way planned until today is done; 1 is all of it
          progress: ?float,
          # How fast the score moves: the median slope between all pairs of its scores since sinceTimestamp
          pace: ?float,
          # Lower end of its interval of 95 %
          paceLow: ?float,
          # Upper end of its interval of 95 %
          paceHigh: ?float,
          milestones: []Milestone
        )

        # Tells where scores stand on the roadmap of the model, how fast they move and when they will be where they are to
        # be. The past is computed from the stored readings by the model in force
        method Project(
          # Only goals at this entity
          entity: ?string,
          # Only goals of this node
          node: ?string,
          # Since when the pace is measured, microseconds; null for a year ago
          sinceTimestamp: ?int
        ) -> (
          # Since when the pace is measured, microseconds
          sinceTimestamp: int,
          goals: []Goal
        )

        """

    /// A goal at an entity.
    struct Subject {
        let goal: RoadmapGoal
        let entity: EntityID
    }

    /// The goals asked for, those without an entity at every top entity.
    static func subjects(_ parameters: JSON.Object, _ model: Model) throws -> [Subject] {
        let (entity, node) = (parameters["entity"]?.string, parameters["node"]?.string)
        if let entity, !model.entities.contains(where: { $0.id == entity }) {
            throw ErrorReply("io.readinessd.Status.NoSuchEntity", ["entity": .string(entity)])
        }
        if let node, !model.nodes.contains(where: { $0.id == node }) {
            throw ErrorReply("io.readinessd.Status.NoSuchNode", ["node": .string(node)])
        }
        return model.roadmap.flatMap { goal in
            (goal.entity.map { [$0] } ?? model.topEntities).map { Subject(goal: goal, entity: $0) }
        }
        .filter { subject in
            (entity == nil || model.entities[subject.entity.index].id == entity)
                && (node == nil || model.nodes[subject.goal.node.index].id == node)
        }
    }

    /// One goal of the output.
    static func output(_ subject: Subject, _ progress: GoalProgress, _ model: Model) -> JSON {
        let (entity, node) = (model.entities[subject.entity.index], model.nodes[subject.goal.node.index])
        var output: JSON.Object = [
            "entity": .string(entity.id), "entityTitle": .string(entity.title), "node": .string(node.id),
            "nodeTitle": .string(node.title),
        ]
        let points = { (score: Double?) in score.map { JSON.number($0 * 100) } }
        output["baselineAt"] = subject.goal.baseline.at.value.map { .string("\($0)") }
        output["baseline"] = points(subject.goal.baseline.score.value)
        output["score"] = points(progress.score)
        output["planned"] = points(progress.planned)
        output["progress"] = progress.progress.map(JSON.number)
        output["pace"] = points(progress.pace)
        output["paceLow"] = points(progress.paceLow)
        output["paceHigh"] = points(progress.paceHigh)
        output["milestones"] = .array(
            progress.milestones.map { milestone($0, subject.goal.milestones[$0.index]) }
        )
        return .object(output)
    }

    private static func milestone(_ judged: GoalProgress.Milestone, _ milestone: RoadmapGoal.Milestone) -> JSON {
        let points = { (score: Double?) in score.map { JSON.number($0 * 100) } }
        var output: JSON.Object = ["by": .string("\(milestone.by)"), "outlook": .string(judged.outlook.rawValue)]
        output["title"] = milestone.title.map(JSON.string)
        output["score"] = points(milestone.score.value)
        output["owner"] = (milestone.owner?.value).map(JSON.string)
        output["budget"] = (milestone.budget?.value).map(JSON.number)
        output["requiredPace"] = points(judged.requiredPace)
        output["projectedTimestamp"] = judged.projected.map { .integer($0.microseconds) }
        output["earliestTimestamp"] = judged.earliest.map { .integer($0.microseconds) }
        output["latestTimestamp"] = judged.latest.map { .integer($0.microseconds) }
        output["scoreOnDate"] = points(judged.scoreOnDate)
        output["scoreOnDateLow"] = points(judged.scoreOnDateLow)
        output["scoreOnDateHigh"] = points(judged.scoreOnDateHigh)
        return .object(output)
    }
}
