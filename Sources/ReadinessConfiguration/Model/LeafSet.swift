import ReadinessModel

/// A set of leaf entities.
struct LeafSet {
    private var words: [UInt64]

    /// The empty set among `count` entities.
    init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

    /// Whether nothing is in the set.
    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// Adds the entity at `index`.
    mutating func insert(_ index: Int) { words[index / 64] |= 1 << (UInt64(index) % 64) }

    /// Adds what is in another set of the same entities.
    mutating func formUnion(_ other: LeafSet) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    /// What is in both sets of the same entities.
    func intersection(_ other: LeafSet) -> LeafSet {
        var result = self
        for index in words.indices { result.words[index] &= other.words[index] }
        return result
    }
}

/// Which leaf entities the words of `applies-to` mean.
struct Applicability {
    private let entities: [Entity]
    private let report: Report
    private let known: [String]
    private var leaves: [String: LeafSet] = [:]

    init(_ entities: [Entity], report: Report) {
        self.entities = entities
        self.report = report
        var names = entities.map(\.id)
        for kind in entities.compactMap(\.kind) where !names.contains(kind) { names.append(kind) }
        known = names
        collect()
    }

    /// The leaves that the words mean; nil, which means all, where a word is unknown and was reported.
    mutating func leaves(of words: [(text: String, place: Place)]) -> LeafSet? {
        var union = LeafSet(count: entities.count)
        var isComplete = true
        for word in words {
            if let leaves = leaves[word.text] {
                union.formUnion(leaves)
            } else {
                report.unknown("entity or kind", word.text, among: known, at: word.place)
                isComplete = false
            }
        }
        return isComplete ? union : nil
    }

    /// Every leaf counts under its own id and kind and under those of the entities above it.
    private mutating func collect() {
        for (index, entity) in entities.enumerated() where entity.isLeaf {
            var above: Int? = index
            while let current = above {
                insert(index, under: entities[current].id)
                if let kind = entities[current].kind { insert(index, under: kind) }
                above = entities[current].parent?.index
            }
        }
    }

    private mutating func insert(_ leaf: Int, under word: String) {
        leaves[word, default: LeafSet(count: entities.count)].insert(leaf)
    }
}
