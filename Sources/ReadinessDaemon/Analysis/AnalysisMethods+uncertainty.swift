import ReadinessModel
import ReadinessScoring
import Varlink

/// How sure a score is, in the form of `io.readinessd.Status`.
enum UncertaintyAnswer {
    /// The type and the method in the interface definition language.
    static let interface = """

        # How many of the draws fall into a band
        type BandShare (
          band: string,
          # 0 to 1
          share: float
        )

        # Varies inputs, weights and methods at random and tells what becomes of a score; the same seed gives the same answer
        method Uncertainty(
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
          # Number of draws, 1 to 1000000; null for 10000
          draws: ?int,
          # Where the random numbers begin; null for 1
          seed: ?int,
          # A score the probability of reaching which is asked for, points
          target: ?float
        ) -> (
          entity: string,
          entityTitle: string,
          node: string,
          nodeTitle: string,
          # The score as it is, points
          score: ?float,
          # Number of draws
          draws: int,
          # Number of inputs, weights and methods varied
          factors: int,
          # Share of draws without a score, 0 to 1
          withoutScore: float,
          # Points; 5 % of the draws with a score lie below
          p5: ?float,
          # Points; the median
          p50: ?float,
          # Points; 95 % lie below
          p95: ?float,
          # Points
          mean: ?float,
          # Share of all draws in each band
          bands: []BandShare,
          # Share of all draws that reach the target
          reachesTarget: ?float
        )

        """

    /// The options a call asks for.
    ///
    /// - Throws: `InvalidParameter` with the field's name.
    static func options(_ parameters: JSON.Object, _ model: Model) throws(ErrorReply) -> UncertaintyOptions {
        var options = UncertaintyOptions()
        if let share = parameters["inputShare"]?.double {
            guard (0...1).contains(share) else { throw .invalidParameter("inputShare") }
            options.otherInputs = InputError(.relative(share))
        }
        if let share = parameters["weightShare"]?.double {
            guard (0..<1).contains(share) else { throw .invalidParameter("weightShare") }
            options.weights = .relative(share)
        }
        if parameters["methods"]?.bool == true { options.methods = model.alternativeMeans }
        if let draws = parameters["draws"]?.int {
            guard (1...1_000_000).contains(draws) else { throw .invalidParameter("draws") }
            options.draws = draws
        }
        if let seed = parameters["seed"]?.integer { options.seed = UInt64(bitPattern: seed) }
        options.target = parameters["target"]?.double.map { $0 / 100 }
        return options
    }

    /// The output of `Uncertainty`.
    static func output(_ result: Uncertainty, _ model: Model) -> JSON.Object {
        let (entity, node) = (model.entities[result.entity.index], model.nodes[result.node.index])
        var output: JSON.Object = [
            "entity": .string(entity.id), "entityTitle": .string(entity.title), "node": .string(node.id),
            "nodeTitle": .string(node.title),
        ]
        let points = { (score: Double?) in score.map { JSON.number($0 * 100) } }
        output["score"] = points(result.point)
        output["draws"] = .integer(Int64(result.draws))
        output["factors"] = .integer(Int64(result.factors.count))
        output["withoutScore"] = .number(result.withoutScore)
        output["p5"] = points(result.p5)
        output["p50"] = points(result.p50)
        output["p95"] = points(result.p95)
        output["mean"] = points(result.mean)
        output["bands"] = .array(
            result.bands.map { ["band": .string($0.band.name), "share": .number($0.share)] }
        )
        output["reachesTarget"] = result.reachesTarget.map(JSON.number)
        return output
    }
}

extension Model {
    /// For every node that takes one of the three common means, all three.
    fileprivate var alternativeMeans: [NodeID: [Aggregate]] {
        let means: [Aggregate] = [.arithmetic, .geometric, .harmonic]
        var alternatives: [NodeID: [Aggregate]] = [:]
        for (index, node) in nodes.enumerated() {
            guard case .index(let content) = node.content, means.contains(content.aggregate) else { continue }
            alternatives[NodeID(index)] = means
        }
        return alternatives
    }
}
