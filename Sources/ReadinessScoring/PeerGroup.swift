import ReadinessModel

/// The values of all entities that have one: what relative normalisers compare with.
struct PeerGroup {
    private let sorted: [Double]
    private let count: Int

    init(_ values: UnsafePointer<Double>, count: Int) {
        self.count = count
        sorted = UnsafeBufferPointer(start: values, count: count).filter { !$0.isNaN }.sorted()
    }

    /// Scores every value among its peers; NaN where it has no value, and everywhere when there is nothing to compare:
    /// one peer, or for the standard score and peer-min-max all equal.
    func apply(_ normalisation: Normalisation, _ values: UnsafePointer<Double>, scores: UnsafeMutablePointer<Double>) {
        let size = Double(sorted.count)
        guard let smallest = sorted.first, let largest = sorted.last, sorted.count > 1 else {
            scores.update(repeating: .nan, count: count)
            return
        }
        switch normalisation {
        case .percentileRank:
            for row in 0..<count {
                scores[row] = values[row].isNaN ? .nan : Double(rank(of: values[row])) / (size - 1)
            }
        case .peerMinMax(let low, let high) where largest > smallest:
            for row in 0..<count {
                scores[row] = low + (high - low) * ((values[row] - smallest) / (largest - smallest))
            }
        case .zScore(let mean, let step) where largest > smallest:
            let average = sorted.reduce(0, +) / size
            let squares = sorted.reduce(0) { $0 + ($1 - average) * ($1 - average) }
            let deviation = (squares / (size - 1)).squareRoot()
            // Values so large that their squares are not finite give none.
            let isFinite = deviation.isFinite
            for row in 0..<count {
                scores[row] = isFinite ? Operations.finite(mean + step * ((values[row] - average) / deviation)) : .nan
            }
        default: scores.update(repeating: .nan, count: count)
        }
    }

    /// The number of peers with a smaller value: ties take the lowest rank.
    private func rank(of value: Double) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
