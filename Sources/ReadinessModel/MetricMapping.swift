/// How foreign samples, each a name with labels and a number, become readings.
///
/// The rules are asked in order, and the first that takes a sample decides. A sample that none takes is looked up among
/// `measures`; where there are no rules, a sample named like a measure stands for it. What is left is passed over.
package struct MetricMapping: Hashable, Sendable {
    /// The rules, in order.
    package var rules: [MappingRule]
    /// From sample name to measure identifier, in short.
    package var measures: [String: String]
    /// The label whose value is the entity, where no rule says another.
    package var entityLabel: String
    /// The entity of samples without that label; nil rejects them.
    package var entity: String?

    /// Makes a mapping; by default the name is the measure and the label `entity` the entity.
    package init(
        rules: [MappingRule] = [],
        measures: [String: String] = [:],
        entityLabel: String = "entity",
        entity: String? = nil
    ) {
        self.rules = rules
        self.measures = measures
        self.entityLabel = entityLabel
        self.entity = entity
    }
}

/// One rule of a mapping.
package struct MappingRule: Hashable, Sendable {
    /// What the name must be; nil takes any.
    package var name: SamplePattern?
    /// What labels must be; a label that is absent counts as empty.
    package var labels: [LabelCondition]
    /// What becomes of the sample; nil passes it over.
    package var target: Target?

    /// What a label must be.
    package struct LabelCondition: Hashable, Sendable {
        /// The label.
        package var label: String
        /// What its value must be.
        package var pattern: SamplePattern

        /// Makes a condition.
        package init(label: String, pattern: SamplePattern) {
            self.label = label
            self.pattern = pattern
        }
    }

    /// The reading a sample becomes.
    package struct Target: Hashable, Sendable {
        /// The identifier of the measure; nil where the name is one.
        package var measure: String?
        /// The entity; nil where a label says it.
        package var entity: String?
        /// The label whose value is the entity; nil for that of the mapping.
        package var entityLabel: String?
        /// From values of that label to entities; values that are not listed stand for themselves.
        package var entities: [String: String]
        /// What the number is multiplied by.
        package var scale: Double
        /// The unit of the number after that, checked against the measure's; nil checks nothing.
        package var unit: String?

        /// Makes a target.
        package init(
            measure: String? = nil,
            entity: String? = nil,
            entityLabel: String? = nil,
            entities: [String: String] = [:],
            scale: Double = 1,
            unit: String? = nil
        ) {
            self.measure = measure
            self.entity = entity
            self.entityLabel = entityLabel
            self.entities = entities
            self.scale = scale
            self.unit = unit
        }
    }

    /// Makes a rule.
    package init(name: SamplePattern? = nil, labels: [LabelCondition] = [], target: Target?) {
        self.name = name
        self.labels = labels
        self.target = target
    }
}

/// A text in which `*` stands for any characters, also none.
package struct SamplePattern: Hashable, Sendable, CustomStringConvertible {
    /// The pattern as it is written.
    package let text: String
    /// What must follow one another, with anything between; one piece means the whole text.
    private let pieces: [[UInt8]]

    /// Makes a pattern of its text.
    package init(_ text: String) {
        self.text = text
        pieces = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map { Array($0) }
    }

    package var description: String { text }

    /// Whether a text is as the pattern says.
    package func matches(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = pieces.first, let last = pieces.last else { return bytes.isEmpty }
        guard pieces.count > 1 else { return bytes.elementsEqual(first) }
        guard bytes.count >= first.count + last.count, bytes.starts(with: first),
            bytes.suffix(last.count).elementsEqual(last)
        else { return false }
        // The leftmost place of each piece leaves the most for those behind it.
        var rest = UnsafeBufferPointer(rebasing: bytes[first.count..<bytes.count - last.count])
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let place = Self.place(of: piece, in: rest) else { return false }
            rest = UnsafeBufferPointer(rebasing: rest[(place + piece.count)...])
        }
        return true
    }

    private static func place(of piece: [UInt8], in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard bytes.count >= piece.count else { return nil }
        return (0...bytes.count - piece.count).first { start in
            piece.indices.allSatisfy { bytes[start + $0] == piece[$0] }
        }
    }
}
