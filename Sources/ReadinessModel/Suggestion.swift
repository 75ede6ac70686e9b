extension String {
    /// The name most like this one, when one is near enough to be meant: at most a third of its letters differ.
    package func nearest(in names: some Sequence<String>) -> String? {
        let limit = max(1, count / 3)
        var best: (name: String, distance: Int)?
        for name in names where abs(name.count - count) <= limit {
            let distance = editDistance(to: name)
            if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
        }
        return best?.name
    }

    /// The number of letters to insert, delete, replace or swap with their neighbour (optimal string alignment).
    private func editDistance(to other: String) -> Int {
        let left = Array(lowercased())
        let right = Array(other.lowercased())
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let replace = previous[column] + (left[row] == right[column] ? 0 : 1)
                var cost = Swift.min(replace, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = Swift.min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
