import ReadinessModel
import ReadinessScoring
import Varlink

/// What a score is made of, in the form of `io.readinessd.Status`.
enum LevelAnswer {
    /// The types and the method in the interface definition language.
    static let interface = """

        # A gate on a node
        type GateEffect (
          # The cap as the model writes it
          cap: string,
          # Why there is the gate
          reason: ?string,
          # The cap, points; null while what it reads has no score
          points: ?float,
          # Whether it is the one that sets the score
          binds: bool,
          # The cap less the score before the caps, points
          slack: ?float,
          # The scores it reads
          reads: []ScoreRead
        )

        # A score that is read elsewhere
        type ScoreRead (
          entity: string,
          node: string,
          # Points
          score: ?float
        )

        # A value of a leaf entity behind a term
        type TermReading (
          entity: string,
          # null when it is missing
          value: ?float,
          # Time of the newest reading, microseconds
          timestamp: ?int,
          # Whether it takes part: the entity has every term of the expression
          takesPart: bool
        )

        # A term of an indicator's expression
        type TermValue (
          # The measure with its window
          term: string,
          # Pooled over the entities that take part
          value: ?float,
          # How many leaf entities take part
          participants: int,
          # Values of leaf entities, the largest first, at most eight
          readings: []TermReading
        )

        # An indicator at a leaf entity
        type ValuePlace (
          entity: string,
          node: string
        )

        # A node and what it is made of
        type Explanation (
          node: string,
          nodeTitle: string,
          # Points
          score: ?float,
          band: ?string,
          # 0 to 1
          coverage: ?float,
          # How far the score can be relied on, 0 to 1
          confidence: ?float,
          # How fresh the oldest value of an indicator is, 0 to 1: below 1 it is held; null for index nodes
          freshness: ?float,
          # Points
          low: ?float,
          # Points
          high: ?float,
          # How many values below are held though they are no longer fresh
          heldCount: int,
          # The first of them
          held: []ValuePlace,
          # How many values below are missing and count as worst
          countedWorstCount: int,
          # The first of them
          countedWorst: []ValuePlace,
          # Why there is no score, in words
          reason: ?string,
          # How the children's scores become one; null for an indicator
          aggregate: ?string,
          # What the node would score if every child had 0, points
          base: float,
          # Share of the weight of the siblings with a score
          share: ?float,
          # Share of the explained node
          effectiveWeight: ?float,
          # What it adds to the score above before the caps, points; base and contributions add up to it
          contribution: ?float,
          # How much narrower the bounds above would be if it were known, points
          boundsWidth: ?float,
          # Score before the caps, points; null without gates
          rawScore: ?float,
          gates: []GateEffect,
          # Whether the declared floor stands in for it above
          raisedToFloor: bool,
          # Value of an indicator before normalisation
          value: ?float,
          unit: ?string,
          # Expression of an indicator
          expression: ?string,
          terms: []TermValue,
          # At an entity with others below: the leaf entities of the lowest scores
          worst: []ScoreRead,
          children: []Explanation
        )

        # What a score is made of, down to the readings
        method Explain(
          # Identifier of the entity; null for the only one at the top
          entity: ?string,
          # Identifier of the node or indicator; null for the root of the index
          node: ?string
        ) -> (
          entity: string,
          entityTitle: string,
          explanation: Explanation
        )

        """

    /// The output of `Explain`.
    static func output(_ level: ExplainedLevel, _ model: Model) -> JSON.Object {
        let entity = model.entities[level.entity.index]
        return [
            "entity": .string(entity.id), "entityTitle": .string(entity.title),
            "explanation": .object(explanation(level, model)),
        ]
    }

    private static func explanation(_ level: ExplainedLevel, _ model: Model) -> JSON.Object {
        let node = model.nodes[level.node.index]
        var object: JSON.Object = ["node": .string(node.id), "nodeTitle": .string(node.title)]
        object["score"] = level.cell.score.points
        object["band"] = level.band.map(JSON.string)
        object["coverage"] = level.cell.coverage.finite.map(JSON.number)
        object["confidence"] = level.confidence.map(JSON.number)
        object["freshness"] = level.freshness.map(JSON.number)
        object["heldCount"] = .integer(Int64(level.held.count))
        object["held"] = .array(level.held.places.map { place($0, model) })
        object["countedWorstCount"] = .integer(Int64(level.countedWorst.count))
        object["countedWorst"] = .array(level.countedWorst.places.map { place($0, model) })
        object["low"] = level.cell.low.points
        object["high"] = level.cell.high.points
        object["reason"] = level.cell.reason.explanation.map(JSON.string)
        object["aggregate"] = level.aggregate.map { .string($0.name) }
        object["base"] = .number(level.base * 100)
        object["share"] = level.part?.share.map(JSON.number)
        object["effectiveWeight"] = level.part?.effectiveWeight.map(JSON.number)
        object["contribution"] = level.part?.contribution.map { .number($0 * 100) }
        object["boundsWidth"] = level.part.map { .number($0.boundsWidth * 100) }
        if !level.gates.isEmpty { object["rawScore"] = level.cell.raw.points }
        object["gates"] = .array(level.gates.map { gate($0, model) })
        object["raisedToFloor"] = .bool(level.part?.isRaisedToFloor ?? false)
        var terms: [ExplainedTerm] = []
        if let indicator = level.indicator {
            object["value"] = indicator.value.map(JSON.number)
            object["expression"] = .string(indicator.valueText)
            if case .indicator(let id) = node.content {
                object["unit"] = model.indicators[id.index].unit.map(JSON.string)
            }
            terms = indicator.terms
        }
        object["terms"] = .array(terms.map { term($0, model) })
        object["worst"] = .array(level.worst.map { score($0, model) })
        object["children"] = .array(level.children.map { .object(explanation($0, model)) })
        return object
    }

    private static func place(_ place: SubstitutedValues.Place, _ model: Model) -> JSON {
        ["entity": .string(model.entities[place.entity.index].id), "node": .string(model.nodes[place.node.index].id)]
    }

    private static func gate(_ gate: ExplainedGate, _ model: Model) -> JSON {
        var object: JSON.Object = ["cap": .string(gate.capText)]
        object["reason"] = gate.reason.map(JSON.string)
        object["points"] = gate.cap.map { .number($0 * 100) }
        object["binds"] = .bool(gate.binds)
        object["slack"] = gate.slack.map { .number($0 * 100) }
        object["reads"] = .array(gate.reads.map { score($0, model) })
        return .object(object)
    }

    private static func term(_ term: ExplainedTerm, _ model: Model) -> JSON {
        var object: JSON.Object = ["term": .string(model.text(of: term.term))]
        object["value"] = term.value.map(JSON.number)
        object["participants"] = .integer(Int64(term.participants))
        object["readings"] = .array(
            term.readings.map { reading in
                var object: JSON.Object = ["entity": .string(model.entities[reading.entity.index].id)]
                object["value"] = reading.value.map(JSON.number)
                object["timestamp"] = reading.time.map { .integer($0.microseconds) }
                object["takesPart"] = .bool(reading.takesPart)
                return .object(object)
            }
        )
        return .object(object)
    }

    private static func score(_ score: EntityScore, _ model: Model) -> JSON {
        var object: JSON.Object = [
            "entity": .string(model.entities[score.entity.index].id), "node": .string(model.nodes[score.node.index].id),
        ]
        object["score"] = score.score.map { .number($0 * 100) }
        return .object(object)
    }
}

extension Double {
    /// The number; nil for NaN.
    fileprivate var finite: Double? { isNaN ? nil : self }

    /// A score of 0 to 1 as points; nil for NaN.
    fileprivate var points: JSON? { isNaN ? nil : .number(self * 100) }
}
