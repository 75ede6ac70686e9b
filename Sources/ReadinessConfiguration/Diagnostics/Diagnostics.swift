/// Every mistake of one run over the configuration, with at least one error: the configuration cannot be used.
package struct Diagnostics: Error, Hashable, Sendable {
    /// The errors and warnings, in the order in which the files take effect, then by place.
    package var all: [Diagnostic]

    /// Makes the error.
    package init(all: [Diagnostic]) { self.all = all }

    /// The diagnostics that are errors.
    package var errors: [Diagnostic] { all.filter { $0.severity == .error } }

    /// All diagnostics as text, a newline between them.
    package func rendered(colour: Bool = false) -> String {
        all.map { render($0, colour: colour) }.joined(separator: "\n")
    }
}

extension Diagnostics: CustomStringConvertible {
    package var description: String { rendered() }
}
