/// Which entities of which steps are to be evaluated again: bits in two levels, taken from the last entity to the first,
/// so that children come before what lies above them.
struct DirtyRows {
    private let words: UnsafeMutablePointer<UInt64>
    private let stepWords: Int
    private let wordsPerStep: Int
    private let summaryWords: Int

    static func wordCount(steps: Int, entities: Int) -> Int {
        let words = (entities + 63) / 64
        return (steps + 63) / 64 + steps * (words + (words + 63) / 64)
    }

    init(_ words: UnsafeMutablePointer<UInt64>, steps: Int, entities: Int) {
        self.words = words
        stepWords = (steps + 63) / 64
        wordsPerStep = (entities + 63) / 64
        summaryWords = (wordsPerStep + 63) / 64
    }

    private func summary(_ step: Int) -> UnsafeMutablePointer<UInt64> {
        words + stepWords + step * (wordsPerStep + summaryWords)
    }

    /// Marks an entity of a step.
    @inline(__always)
    func mark(_ step: Int, _ entity: Int) {
        let summary = summary(step)
        let word = entity >> 6
        summary[summaryWords + word] |= 1 << UInt64(entity & 63)
        summary[word >> 6] |= 1 << UInt64(word & 63)
        words[step >> 6] |= 1 << UInt64(step & 63)
    }

    /// Takes the first marked step; nil when none is left.
    func takeStep() -> Int? {
        for word in 0..<stepWords where words[word] != 0 {
            let bit = words[word].trailingZeroBitCount
            words[word] &= words[word] - 1
            return word << 6 | bit
        }
        return nil
    }

    /// Takes the last marked entity of a step; nil when none is left.
    func takeEntity(_ step: Int) -> Int? {
        let summary = summary(step)
        for top in stride(from: summaryWords - 1, through: 0, by: -1) where summary[top] != 0 {
            let word = top << 6 | (63 - summary[top].leadingZeroBitCount)
            let bits = summary[summaryWords + word]
            let bit = 63 - bits.leadingZeroBitCount
            let rest = bits & ~(1 << UInt64(bit))
            summary[summaryWords + word] = rest
            if rest == 0 { summary[top] &= ~(1 << UInt64(word & 63)) }
            return word << 6 | bit
        }
        return nil
    }

    /// The number of marked entities of a step.
    func count(_ step: Int) -> Int {
        let summary = summary(step)
        var count = 0
        for top in 0..<summaryWords {
            var rest = summary[top]
            while rest != 0 {
                count += summary[summaryWords + (top << 6 | rest.trailingZeroBitCount)].nonzeroBitCount
                rest &= rest - 1
            }
        }
        return count
    }

    /// Unmarks every entity of a step.
    func clear(_ step: Int) { summary(step).update(repeating: 0, count: wordsPerStep + summaryWords) }
}
