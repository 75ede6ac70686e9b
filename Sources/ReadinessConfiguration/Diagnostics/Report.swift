import ReadinessModel

/// Collects what is wrong while files are read, so that one run tells everything.
///
/// A class because every decoder adds to the same one; it never leaves the call that loads a configuration.
final class Report {
    private var found: [(order: Int, diagnostic: Diagnostic)] = []
    private var known: Set<Diagnostic> = []
    /// Whether a file or a section of one could not be read, so that what it declares is not known.
    ///
    /// Names that seem unknown are then not reported: they may stand in that file.
    var isIncomplete = false

    /// Whether an error was reported.
    private(set) var hasErrors = false

    /// Reports an error at a place.
    func error(_ code: String, _ message: String, at place: Place, excerpt: String? = nil) {
        hasErrors = true
        add(.error, code, message, place, excerpt)
    }

    /// Reports a doubt at a place.
    func warning(_ code: String, _ message: String, at place: Place) {
        add(.warning, code, message, place, nil)
    }

    /// Reports that a name means nothing, unless a file that could not be read may declare it.
    func unknown(_ kind: String, _ name: String, among names: some Sequence<String>, at place: Place) {
        guard !isIncomplete else {
            hasErrors = true
            return
        }
        error("unknown-\(kind.dashed)", "unknown \(kind) '\(name)'\(name.suggestion(in: names))", at: place)
    }

    /// What was found, by order of the files, then by place.
    var sorted: [Diagnostic] {
        let ordered = found.enumerated().sorted { left, right in
            (left.element.order, left.element.diagnostic.line, left.element.diagnostic.column, left.offset)
                < (right.element.order, right.element.diagnostic.line, right.element.diagnostic.column, right.offset)
        }
        return ordered.map(\.element.diagnostic)
    }

    private func add(
        _ severity: Diagnostic.Severity,
        _ code: String,
        _ message: String,
        _ place: Place,
        _ excerpt: String?
    ) {
        let diagnostic = Diagnostic(
            file: place.source.path,
            line: place.line,
            column: place.column,
            severity: severity,
            code: code,
            message: message,
            excerpt: excerpt
        )
        // What an anchor holds is read again for each of its aliases; its mistakes are told once.
        if known.insert(diagnostic).inserted { found.append((place.source.order, diagnostic)) }
    }
}

extension String {
    /// `; did you mean 'name'?` for the name most like this one, or nothing.
    func suggestion(in names: some Sequence<String>) -> String {
        nearest(in: names).map { "; did you mean '\($0)'?" } ?? ""
    }

    /// The words joined by dashes, for codes.
    fileprivate var dashed: String { split(separator: " ").joined(separator: "-") }
}
