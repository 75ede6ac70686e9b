package import ReadinessModel

/// How a score answers small changes of one indicator, as things stand.
package struct LocalSensitivity: Hashable, Sendable {
    /// The indicator, by its node.
    package let indicator: NodeID
    /// Where.
    package let entity: EntityID
    /// The rise of the score (0 to 1) per unit of the value; where the indicator has only scores, per rise of its score.
    package let derivative: Double
    /// By how many per cent the score rises when the value rises by one; nil where the score is 0.
    package let elasticity: Double?
}

extension Levers {
    /// The derivative and elasticity of every indicator that has a value, the largest elasticity first.
    package var sensitivities: [LocalSensitivity] {
        let found = levers.compactMap { lever -> LocalSensitivity? in
            guard let score, let derivative = lever.value == nil ? lever.gain : lever.slope,
                let input = lever.value ?? lever.score
            else { return nil }
            return LocalSensitivity(
                indicator: lever.indicator,
                entity: lever.entity,
                derivative: derivative,
                elasticity: score == 0 ? nil : derivative * input / score
            )
        }
        return found.sorted { left, right in
            let (leftSize, rightSize) = (abs(left.elasticity ?? 0), abs(right.elasticity ?? 0))
            if leftSize != rightSize { return leftSize > rightSize }
            return (left.indicator, left.entity) < (right.indicator, right.entity)
        }
    }
}
