extension Program {
    /// The value for one row of term values; NaN where there is none.
    func value(of terms: [Double]) -> Double {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, depth) + 1) { memory in
            terms.withUnsafeBufferPointer { values in
                guard let memory = memory.baseAddress else { return .nan }
                // A program without terms still needs a place to point at.
                let terms = values.baseAddress ?? UnsafePointer(memory)
                run(terms: terms, apart: 1, count: 1, stack: memory + 1, output: memory)
                return memory[0]
            }
        }
    }

    /// The first term whose change changes the value: as a rule the numerator. Nil when none does.
    func driver(_ terms: [Double]) -> Int? {
        let value = value(of: terms)
        return terms.indices.first { place in
            var moved = terms
            let step = max(abs(terms[place]), 1) / 16
            return [step, -step].contains { step in
                moved[place] = terms[place] + step
                let other = self.value(of: moved)
                return !other.isNaN && (value.isNaN || other != value)
            }
        }
    }

    /// What the term at `place` must be for the expression to give `target`, the other terms staying.
    ///
    /// Secant steps: one is enough where the value is linear in the term. Nil where they do not come within
    /// 1e-12 of the target.
    func solve(for place: Int, _ terms: [Double], giving target: Double) -> Double? {
        var terms = terms
        func error(at x: Double) -> Double {
            terms[place] = x
            return value(of: terms) - target
        }
        var left = terms[place]
        var leftError = error(at: left)
        if leftError == 0 { return left }
        var right = left + max(abs(left), 1) / 16
        var rightError = error(at: right)
        for _ in 0..<64 {
            guard !leftError.isNaN, !rightError.isNaN else { return nil }
            if abs(rightError) <= 1e-12 * max(1, abs(target)) { return right }
            guard rightError != leftError else { return nil }
            let next = right - rightError * (right - left) / (rightError - leftError)
            guard next.isFinite else { return nil }
            (left, leftError) = (right, rightError)
            right = next
            rightError = error(at: next)
        }
        return nil
    }
}
