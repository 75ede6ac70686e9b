import ReadinessModel
import ReadinessScoring
import Varlink

/// What would raise a score most, in the form of `io.readinessd.Status`.
enum LeversAnswer {
    /// The types and the method in the interface definition language.
    static let interface = """

        # How levers are ranked: by marginal gain, by the gain at a score of 100, or by gain per unit of cost
        type LeverRanking ( gain, best, cost )

        # What one indicator can do for a score
        type Lever (
          # Identifier of the entity: the one asked about, or one above that a gate reads
          entity: string,
          # Identifier of the indicator
          indicator: string,
          # Its name for people
          indicatorTitle: string,
          # Its value before normalisation
          value: ?float,
          unit: ?string,
          # Its score before caps, points
          score: ?float,
          # Points of the node per point of the indicator
          gain: float,
          # Points of the node per unit of the value
          slope: ?float,
          # Points of the node if this alone went to 100
          gainAtBest: ?float,
          # Whether this alone can lift the node into its next band
          reachesNextBand: bool,
          # The value at which it does
          nextBandValue: ?float,
          # The score at which it does, points
          nextBandScore: ?float,
          # Points of the node per unit of cost
          gainPerCost: ?float,
          # Cost of the step to the next band
          costOfNextBand: ?float
        )

        # What would keep a gate from lowering a score
        type GateWay (
          # The node it reads
          node: string,
          entity: string,
          # Its score now, points
          from: ?float,
          # The score at which the gate lets go, points; null when there is none
          to: ?float
        )

        # A gate at work on the score or on what it is made of
        type GateLever (
          # The node that is capped
          node: string,
          entity: string,
          # The cap as the model writes it
          cap: string,
          reason: ?string,
          # Score before the caps, points
          raw: ?float,
          # The cap, points
          points: ?float,
          binds: bool,
          # What each node it reads alone would have to be
          ways: []GateWay
        )

        # What would raise a score most
        method Levers(
          # Identifier of the entity; null for the only one at the top
          entity: ?string,
          # Identifier of the node; null for the root of the index
          node: ?string,
          # null for gain
          ranking: ?LeverRanking
        ) -> (
          entity: string,
          entityTitle: string,
          node: string,
          nodeTitle: string,
          # Points
          score: ?float,
          # Name of the band above
          nextBand: ?string,
          # Its lower edge, points
          nextBandFrom: ?float,
          # The best lever first
          levers: []Lever,
          gates: []GateLever
        )

        """

    /// The output of `Levers`.
    static func output(_ levers: Levers, _ model: Model) -> JSON.Object {
        let (entity, node) = (model.entities[levers.entity.index], model.nodes[levers.node.index])
        var output: JSON.Object = [
            "entity": .string(entity.id), "entityTitle": .string(entity.title), "node": .string(node.id),
            "nodeTitle": .string(node.title),
        ]
        output["score"] = levers.score.points
        output["nextBand"] = levers.nextBand.map { .string($0.name) }
        output["nextBandFrom"] = levers.nextBand.map { .number($0.from * 100) }
        output["levers"] = .array(levers.levers.map { lever($0, model) })
        output["gates"] = .array(levers.gates.map { gate($0, model) })
        return output
    }

    private static func lever(_ lever: Lever, _ model: Model) -> JSON {
        let node = model.nodes[lever.indicator.index]
        var object: JSON.Object = [
            "entity": .string(model.entities[lever.entity.index].id), "indicator": .string(node.id),
            "indicatorTitle": .string(node.title),
        ]
        object["value"] = lever.value.map(JSON.number)
        if case .indicator(let id) = node.content { object["unit"] = model.indicators[id.index].unit.map(JSON.string) }
        object["score"] = lever.score.points
        object["gain"] = .number(lever.gain)
        object["slope"] = lever.slope.points
        object["gainAtBest"] = lever.gainAtBest.points
        var reaches = false
        if case .reached(let value, let score) = lever.nextBand {
            reaches = true
            object["nextBandValue"] = value.map(JSON.number)
            object["nextBandScore"] = .number(score * 100)
        }
        object["reachesNextBand"] = .bool(reaches)
        object["gainPerCost"] = lever.gainPerCost.points
        object["costOfNextBand"] = lever.costOfNextBand.map(JSON.number)
        return .object(object)
    }

    private static func gate(_ gate: GateLever, _ model: Model) -> JSON {
        var object: JSON.Object = [
            "node": .string(model.nodes[gate.gate.node.index].id),
            "entity": .string(model.entities[gate.entity.index].id), "cap": .string(gate.gate.capText),
        ]
        object["reason"] = gate.gate.reason.map(JSON.string)
        object["raw"] = gate.raw.points
        object["points"] = gate.cap.points
        object["binds"] = .bool(gate.isBinding)
        object["ways"] = .array(
            gate.ways.map { way in
                var object: JSON.Object = [
                    "node": .string(model.nodes[way.node.index].id),
                    "entity": .string(model.entities[way.entity.index].id),
                ]
                object["from"] = way.from.points
                object["to"] = way.to.points
                return .object(object)
            }
        )
        return .object(object)
    }
}

extension Double? {
    /// A score of 0 to 1 as points; nil without one.
    fileprivate var points: JSON? { map { .number($0 * 100) } }
}
