/// Why a change cannot be read or applied.
package struct ScenarioError: Error, Hashable, Sendable {
    /// What sort of mistake it is.
    package var code: Code
    /// The change as it was written; empty when it did not come from text.
    package var change: String
    /// The word that is wrong.
    package var word: String
    /// What is wrong with it and what would be right.
    package var message: String

    /// The sorts of mistakes.
    package enum Code: String, Sendable {
        /// The text has not the form of a change.
        case form
        /// No measure, indicator, node, entity or method has the name.
        case unknownName = "unknown-name"
        /// A measure and an indicator have the name.
        case ambiguousName = "ambiguous-name"
        /// A number is expected.
        case number
        /// The number, or the expression, is not one that may stand here.
        case badValue = "bad-value"
        /// Readings belong to leaf entities only.
        case notALeaf = "not-a-leaf"
        /// The indicator does not apply to the entity.
        case notApplicable = "not-applicable"
        /// There is no present number that could be changed.
        case noValue = "no-value"
        /// Gates would depend on one another in a circle.
        case cycle
    }

    /// Makes an error.
    package init(_ code: Code, _ word: String, _ message: String, in change: String = "") {
        self.code = code
        self.change = change
        self.word = word
        self.message = message
    }
}

extension ScenarioError: CustomStringConvertible {
    /// The change, the word and the message: `throughptu@p=1: unknown ...`.
    package var description: String { change.isEmpty ? message : "\(change): \(message)" }
}
