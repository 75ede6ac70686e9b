package import ReadinessModel

/// A file of cases that a model must get right.
package struct ModelTestFile: Sendable {
    /// The file, as the caller named it.
    package var path: String
    /// The model under test.
    package var model: Model
    /// The cases, in order.
    package var cases: [ModelTestCase]
    /// What is probably not meant, in the file or in the model.
    package var warnings: [Diagnostic]

    /// Loads a file of cases and the model it names.
    ///
    /// Blocks while it reads.
    ///
    /// - Throws: every mistake of the file; those of the model when that cannot be used.
    package static func load(path: String) throws(Diagnostics) -> Self {
        let report = Report()
        do {
            return try ModelTestDecoder(report: report).decode(path: path)
        } catch {
            // Without an error of its own the file is well, and the model is not.
            guard report.hasErrors else { throw error }
            throw Diagnostics(all: report.sorted)
        }
    }
}

/// Readings, a time, and what the model must make of them.
package struct ModelTestCase: Sendable {
    /// The name, unique in its file.
    package var name: String
    /// The line of the file on which the case begins, from 1.
    package var line: Int
    /// The moment to evaluate at.
    package var at: Timestamp
    /// The readings, in order of delivery.
    package var readings: [Reading]
    /// What is expected, in order.
    package var expectations: [ModelExpectation]
}

/// What is expected of one node at one entity; what is nil may be anything.
package struct ModelExpectation: Sendable {
    /// The line of the file, from 1.
    package var line: Int
    /// The entity.
    package var entity: EntityID
    /// The node or indicator.
    package var node: NodeID
    /// How far scores and bounds may be off, in points; coverage by a hundredth of it, as it is no points but a share,
    /// and a value by a hundredth of it for each unit of its size, at least 1.
    package var tolerance: Double
    /// The score in points.
    package var score: Expected<Double>?
    /// The state, by its name in the design.
    package var state: State?
    /// The band.
    package var band: Expected<String>?
    /// The coverage, 0 to 1.
    package var coverage: Expected<Double>?
    /// The score in points if everything missing were worst.
    package var low: Expected<Double>?
    /// The score in points if everything missing were best.
    package var high: Expected<Double>?
    /// Words that the reason for a missing score contains.
    package var reason: Expected<String>?
    /// The value of an indicator before normalisation.
    package var value: Expected<Double>?

    /// How far the score can be relied on, 0 to 1.
    package var confidence: Expected<Double>?
    /// The score in points before the caps.
    package var raw: Expected<Double>?
    /// Words of the cap or the reason of the gate that binds.
    package var gate: Expected<String>?
    /// What children add to the score, in points.
    package var contributions: [Contribution] = []
    /// Why the score changed.
    package var change: Change?

    /// What a child adds to the score before the caps.
    package struct Contribution: Hashable, Sendable {
        /// The child.
        package var node: NodeID
        /// Its name.
        package var name: String
        /// The points.
        package var points: Double
    }

    /// Why the score changed since a time; a cause that is not named must have done nothing.
    package struct Change: Hashable, Sendable {
        /// The earlier time.
        package var since: Timestamp
        /// What causes did.
        package var causes: [Cause]
    }

    /// What one cause did, in points.
    package struct Cause: Hashable, Sendable {
        /// Its name, as `why` tells it.
        package var name: String
        /// The points.
        package var points: Double
    }

    /// The difference allowed by default, in points: half of the last digit people read.
    package static let defaultTolerance = 0.05

    /// Something, or that there is nothing.
    package enum Expected<Value: Hashable & Sendable>: Hashable, Sendable {
        /// There is none.
        case none
        /// There is this.
        case some(Value)
    }

    /// The states a cell may have.
    package enum State: String, CaseIterable, Sendable {
        case value
        case zero
        case notApplicable = "not-applicable"
        case missing
        case expired
        case held
    }
}
