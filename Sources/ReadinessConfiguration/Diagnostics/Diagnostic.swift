/// Something wrong, or doubtful, in the configuration, with its place.
package struct Diagnostic: Hashable, Sendable {
    /// The file, as the caller named it or as it was found in its layer.
    package var file: String
    /// The line, from 1.
    package var line: Int
    /// The column, from 1, counted in Unicode scalars.
    package var column: Int
    /// Whether the configuration can be used all the same.
    package var severity: Severity
    /// A short word in kebab case that names the kind of mistake, such as `unknown-key`.
    package var code: String
    /// What is wrong, and what would be right.
    package var message: String
    /// The line of the file and, below it, a caret line under the wrong text; nil where the place says enough.
    package var excerpt: String?

    /// Makes a diagnostic.
    package init(
        file: String,
        line: Int,
        column: Int,
        severity: Severity,
        code: String,
        message: String,
        excerpt: String? = nil
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.code = code
        self.message = message
        self.excerpt = excerpt
    }

    /// How bad it is.
    package enum Severity: String, CaseIterable, Sendable {
        /// The configuration cannot be used.
        case error
        /// The configuration can be used, but probably something else was meant.
        case warning
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: error: message`, without the excerpt.
    package var description: String { "\(file):\(line):\(column): \(severity.rawValue): \(message)" }
}

/// The text of a diagnostic for a terminal or a log, the excerpt on lines of its own; no newline at the end.
///
/// - Parameter colour: whether to mark the severity and the caret with terminal colours.
package func render(_ diagnostic: Diagnostic, colour: Bool) -> String {
    func paint(_ text: String, _ code: String) -> String { colour ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }
    let place = paint("\(diagnostic.file):\(diagnostic.line):\(diagnostic.column):", "1")
    let severity = paint("\(diagnostic.severity.rawValue):", diagnostic.severity == .error ? "1;31" : "1;35")
    var text = "\(place) \(severity) \(paint(diagnostic.message, "1"))"
    if let excerpt = diagnostic.excerpt {
        let lines = excerpt.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            text += "\n" + (index == lines.count - 1 ? paint(String(line), "1;32") : String(line))
        }
    }
    return text
}
