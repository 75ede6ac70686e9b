import ReadinessModel
import ReadinessScoring
import Varlink

/// The change of a score in the form of `io.readinessd.Status`: amounts in points.
enum ChangeAnswer {
    /// The types and the method in the interface definition language.
    static let interface = """

        # Why a score changed, in the order in which causes are taken out: data comes last
        type Cause (
          # Expressions, kinds of normalisation, aggregation, thresholds, policies, the trees themselves
          method,
          # Weights of nodes or entities
          weight,
          # Parameters of normalisations
          goalpost,
          # Gates added, removed or changed
          gate,
          # Values that were missing and are there
          arrived,
          # Values that were there and are missing
          expired,
          # Overrides: they stand beside scores and never move them
          override,
          # Values that are others
          data
        )

        # What one cause did in all
        type CauseTotal (
          cause: Cause,
          # Points; no score counts 0
          points: float
        )

        # What one reading, or one window over readings, did
        type ReadingChange (
          # The measure with its window; null for all peers of a relative normalisation together
          term: ?string,
          # The entity that reported
          entity: ?string,
          # The value before; null when it was missing
          before: ?float,
          # The value after; null when it is missing
          after: ?float,
          # Time of the newest reading before, microseconds
          timestampBefore: ?int,
          # Time of the newest reading after, microseconds
          timestampAfter: ?int,
          # What it did to the explained score, points
          points: float
        )

        # What one cause did at one place
        type ChangeRow (
          cause: Cause,
          # Identifier of the entity at which it set in
          entity: string,
          # Identifier of the indicator or node at which it set in
          node: string,
          # Its name for people
          nodeTitle: string,
          # What it did to the explained score, points
          points: float,
          # The part that came through what gates read, points
          pointsThroughGates: float,
          # Standard error where orders of change were drawn; 0 where it is exact
          standardError: float,
          # The readings behind it, the largest first
          readings: []ReadingChange
        )

        # What became of an override between two times
        type OverrideFate (
          # It came into force
          came,
          # Its time was over, or it was lifted
          went,
          # Another score is claimed in its place
          changed,
          # It stands as it stood
          stays
        )

        # An override that bears on the score
        type OverrideLine (
          fate: OverrideFate,
          entity: string,
          node: string,
          # Points claimed; the later ones where they changed
          score: float,
          # Who set it: name and number of the user
          who: string,
          # Why
          why: string,
          # When it ends, microseconds
          untilTimestamp: int
        )

        # The change of the score as it would be with the overrides. They never move the computed score, so their part
        # stands apart: after - before is the change of the computed score plus points
        type ChangeWithOverrides (
          # Points before, with the overrides of that time; null without a score
          before: ?float,
          # Points after, with the overrides of that time; null without a score
          after: ?float,
          # What overrides did: how much more this changed than the computed score
          points: float,
          # Those of both times at this node or below it, at this entity or below it
          overrides: []OverrideLine
        )

        # Why a score changed: rows that add up to the change
        method Why(
          # Identifier of the entity; null for the only one at the top
          entity: ?string,
          # Identifier of the node or indicator; null for the root of the index
          node: ?string,
          # The earlier time, microseconds; null for a day ago
          sinceTimestamp: ?int
        ) -> (
          entity: string,
          entityTitle: string,
          node: string,
          nodeTitle: string,
          # The earlier time, microseconds
          fromTimestamp: int,
          # The later time, microseconds
          toTimestamp: int,
          # Points before; null without a score
          before: ?float,
          # Points after; null without a score
          after: ?float,
          # Why there was no score, in words
          reasonBefore: ?string,
          # Why there is no score, in words
          reasonAfter: ?string,
          # What each cause did in all; no score counts 0
          causes: []CauseTotal,
          # What each cause did at each place, the largest first
          rows: []ChangeRow,
          # What overrides did; null when none bears on the score
          withOverrides: ?ChangeWithOverrides
        )

        """

    /// The output of `Why`.
    static func output(_ change: ExplainedChange, _ overridden: OverriddenChange?, _ model: Model) -> JSON.Object {
        let entity = model.entities[change.entity.index]
        let node = model.nodes[change.node.index]
        var output: JSON.Object = [
            "entity": .string(entity.id), "entityTitle": .string(entity.title), "node": .string(node.id),
            "nodeTitle": .string(node.title), "fromTimestamp": .integer(change.times.earlier.microseconds),
            "toTimestamp": .integer(change.times.later.microseconds),
        ]
        output["before"] = change.before.map { .number($0 * 100) }
        output["after"] = change.after.map { .number($0 * 100) }
        if change.before == nil { output["reasonBefore"] = change.reasonBefore.explanation.map(JSON.string) }
        if change.after == nil { output["reasonAfter"] = change.reasonAfter.explanation.map(JSON.string) }
        output["causes"] = .array(
            change.causes.map { ["cause": .string($0.cause.rawValue), "points": .number($0.amount * 100)] }
        )
        output["rows"] = .array(change.rows.map { row($0, model) })
        output["withOverrides"] = overridden.map { .object(self.overridden($0)) }
        return output
    }

    private static func overridden(_ change: OverriddenChange) -> JSON.Object {
        var output: JSON.Object = ["points": .number(change.effect * 100)]
        output["before"] = change.before.map { .number($0 * 100) }
        output["after"] = change.after.map { .number($0 * 100) }
        output["overrides"] = .array(
            change.lines.map { line in
                [
                    "fate": .string(line.fate.rawValue), "entity": .string(line.override.entity),
                    "node": .string(line.override.node), "score": .number(line.override.score * 100),
                    "who": .string("\(line.override.who)"), "why": .string(line.override.why),
                    "untilTimestamp": .integer(line.override.until.microseconds),
                ]
            }
        )
        return output
    }

    private static func row(_ row: ChangeRow, _ model: Model) -> JSON {
        [
            "cause": .string(row.cause.rawValue), "entity": .string(model.entities[row.entity.index].id),
            "node": .string(model.nodes[row.node.index].id),
            "nodeTitle": .string(model.nodes[row.node.index].title), "points": .number(row.amount * 100),
            "pointsThroughGates": .number(row.throughGates * 100),
            "standardError": .number(row.standardError * 100),
            "readings": .array(row.readings.map { reading($0, model) }),
        ]
    }

    private static func reading(_ reading: ReadingChange, _ model: Model) -> JSON {
        var object: JSON.Object = [:]
        object["term"] = reading.term.map { .string(model.text(of: $0)) }
        object["entity"] = reading.entity.map { .string(model.entities[$0.index].id) }
        object["before"] = reading.before.map(JSON.number)
        object["after"] = reading.after.map(JSON.number)
        object["timestampBefore"] = reading.timeBefore.map { .integer($0.microseconds) }
        object["timestampAfter"] = reading.timeAfter.map { .integer($0.microseconds) }
        object["points"] = .number(reading.amount * 100)
        return .object(object)
    }
}

extension Model {
    /// A term as the model writes it: `produced`, `increase(produced[7d])`.
    func text(of term: Term) -> String {
        let measure = measures[term.measure.index].id
        guard let window = term.window else { return measure }
        return "\(window.function.rawValue)(\(measure)[\(window.length)])"
    }
}
