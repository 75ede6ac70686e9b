import ReadinessModel
import ReadinessScoring
import Varlink

/// What a scenario would do, in the form of `io.readinessd.Status`.
enum WhatIfAnswer {
    /// The type and the method in the interface definition language.
    static let interface = """

        # A score as it is and as it would be
        type WhatIfChange (
          # Identifier of the entity
          entity: string,
          # Identifier of the node or indicator
          node: string,
          # Name of the node for people
          nodeTitle: string,
          # Whether the node is an indicator rather than an index
          isIndicator: bool,
          # Points as it is; null without a score
          before: ?float,
          # Points as it would be; null without a score
          after: ?float,
          # Band as it is
          bandBefore: ?string,
          # Band as it would be
          bandAfter: ?string,
          # Why there would be no score, in words
          reason: ?string
        )

        # Tries changes on the present readings and the model; nothing is kept
        method WhatIf(
          # Changes in order, such as designs_own@institute=14, weight:design=2, cap:production=score(design)
          changes: []string
        ) -> (
          # Every score that would be another
          changes: []WhatIfChange
        )

        # A change cannot be read or applied
        error BadScenario(
          # The change as it was given
          change: string,
          # What is wrong with it and what would be right
          message: string
        )

        """

    /// The output of `WhatIf`.
    static func output(_ whatIf: WhatIf) -> JSON.Object {
        let model = whatIf.base.model
        return [
            "changes": .array(
                whatIf.changes.map { change in
                    let node = model.nodes[change.result.node.index]
                    var isIndicator = false
                    if case .indicator = node.content { isIndicator = true }
                    var object: JSON.Object = [
                        "entity": .string(model.entities[change.result.entity.index].id), "node": .string(node.id),
                        "nodeTitle": .string(node.title), "isIndicator": .bool(isIndicator),
                    ]
                    object["before"] = change.base.score.map { .number($0 * 100) }
                    object["after"] = change.result.score.map { .number($0 * 100) }
                    object["bandBefore"] = change.base.band.map(JSON.string)
                    object["bandAfter"] = change.result.band.map(JSON.string)
                    object["reason"] = change.result.explanation.map(JSON.string)
                    return .object(object)
                }
            )
        ]
    }

    /// A mistake in a scenario as the error of the interface.
    static func error(_ error: ScenarioError) -> ErrorReply {
        ErrorReply(
            "io.readinessd.Status.BadScenario",
            ["change": .string(error.change), "message": .string(error.message)]
        )
    }
}
