import ReadinessModel
import ReadinessScoring
import Varlink

/// Which input, weight or method causes the spread of a score, in the form of `io.readinessd.Status`.
enum SensitivityAnswer {
    /// The type and the method in the interface definition language.
    static let interface = """

        # What was varied
        type FactorKind (
          # The value of an indicator
          input,
          # The weights of the node's children
          weights,
          # The method by which the node aggregates its children
          method
        )

        # Something uncertain and its share in the variance of a score. Sampling error may take an estimate a little
        # outside 0 to 1
        type Factor (
          kind: FactorKind,
          # Where the input is; null for weights and methods
          entity: ?string,
          entityTitle: ?string,
          # The indicator, or the node whose weights or method were varied
          node: string,
          nodeTitle: string,
          # Share of the variance that it causes alone: first-order Sobol index
          first: float,
          # 95 % of the resampled estimates lie from here
          firstLow: float,
          # to here
          firstHigh: float,
          # Share of the variance that it causes alone and together with others: total-order Sobol index
          total: float,
          # 95 % of the resampled estimates lie from here
          totalLow: float,
          # to here
          totalHigh: float
        )

        # Too much is uncertain for an analysis of each factor; ask for a node or an entity further down
        error TooManyFactors(factors: int, limit: int)

        # Tells which uncertain inputs, weights and methods cause the spread of a score: Sobol indices by Saltelli's design
        # and Jansen's estimators; the same seed gives the same answer
        method Sensitivity(
          # Identifier of the entity; null for the only one at the top
          entity: ?string,
          # Identifier of the node; null for the root of the index
          node: ?string,
          # How wrong each value may be, a share of it, all values alike likely; null for 0.05
          inputShare: ?float,
          # How wrong each weight may be, a share of it; null leaves weights as they are
          weightShare: ?float,
          # Whether nodes with an arithmetic, geometric or harmonic mean take any of the three; null for no
          methods: ?bool,
          # Rows of each of the two matrices, 2 to 1000000; null for as many as take about a second, at most 4096
          samples: ?int,
          # Where the random numbers begin; null for 1
          seed: ?int
        ) -> (
          entity: string,
          entityTitle: string,
          node: string,
          nodeTitle: string,
          # The score as it is, points
          score: ?float,
          # Rows of each matrix
          samples: int,
          # Rows left out because the score had no value in one of their evaluations
          discarded: int,
          # How often the score was computed
          evaluations: int,
          # Points
          mean: float,
          # Points
          standardDeviation: float,
          # All factors, the largest total share first
          factors: []Factor
        )

        """

    /// The most factors analysed.
    private static let factorLimit = 2000
    /// About how many factors are looked at in a second, over all evaluations.
    private static let usualWork = 40_000_000

    /// The answer to a call.
    ///
    /// - Throws: `InvalidParameter` with the field's name, or `TooManyFactors`.
    static func output(
        _ parameters: JSON.Object,
        of node: NodeID,
        at entity: EntityID,
        in state: ScoringState
    ) throws(ErrorReply) -> JSON.Object {
        let model = state.plan.model
        let uncertainty = try UncertaintyAnswer.options(parameters, model)
        let count = GlobalSensitivity.factorCount(
            of: node,
            at: entity,
            plan: state.plan,
            scores: state.scores,
            uncertainty: uncertainty
        )
        guard count <= factorLimit else {
            throw ErrorReply(
                "io.readinessd.Status.TooManyFactors",
                ["factors": .integer(Int64(count)), "limit": .integer(Int64(factorLimit))]
            )
        }
        var options = Sobol.Options()
        options.seed = uncertainty.seed
        options.samples = max(64, min(4096, usualWork / ((count + 2) * (count + 2))))
        if let samples = parameters["samples"]?.int {
            guard (2...1_000_000).contains(samples) else { throw .invalidParameter("samples") }
            options.samples = samples
        }
        let result = GlobalSensitivity(
            of: node,
            at: entity,
            plan: state.plan,
            scores: state.scores,
            uncertainty: uncertainty,
            options: options
        )
        var output: JSON.Object = [
            "entity": .string(model.entities[entity.index].id),
            "entityTitle": .string(model.entities[entity.index].title),
            "node": .string(model.nodes[node.index].id),
            "nodeTitle": .string(model.nodes[node.index].title),
            "samples": .integer(Int64(options.samples)),
            "discarded": .integer(Int64(result.indices.discarded)),
            "evaluations": .integer(Int64(options.samples * (count + 2))),
            "mean": .number(result.indices.mean * 100),
            "standardDeviation": .number(result.indices.variance.squareRoot() * 100),
        ]
        output["score"] = result.point.map { .number($0 * 100) }
        let order = result.factors.indices.sorted { left, right in
            let (leftShare, rightShare) = (result.indices.total[left].estimate, result.indices.total[right].estimate)
            return leftShare != rightShare ? leftShare > rightShare : left < right
        }
        output["factors"] = .array(order.map { .object(factor($0, of: result, model)) })
        return output
    }

    private static func factor(_ index: Int, of result: GlobalSensitivity, _ model: Model) -> JSON.Object {
        let (first, total) = (result.indices.first[index], result.indices.total[index])
        var output: JSON.Object = [
            "first": .number(first.estimate), "firstLow": .number(first.low), "firstHigh": .number(first.high),
            "total": .number(total.estimate), "totalLow": .number(total.low), "totalHigh": .number(total.high),
        ]
        let node: NodeID
        switch result.factors[index] {
        case .input(let indicator, let entity):
            output["kind"] = "input"
            output["entity"] = .string(model.entities[entity.index].id)
            output["entityTitle"] = .string(model.entities[entity.index].title)
            node = indicator
        case .weights(let parent):
            output["kind"] = "weights"
            node = parent
        case .method(let parent):
            output["kind"] = "method"
            node = parent
        }
        output["node"] = .string(model.nodes[node.index].id)
        output["nodeTitle"] = .string(model.nodes[node.index].title)
        return output
    }
}
