import Yams

/// What the YAML parser stumbled over, in plain words.
struct YAMLProblem {
    private var code = "yaml"
    private var message: String
    private var place: Place

    init(_ error: any Error, in source: SourceText) {
        place = source.start
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            place = Self.place(mark, in: source)
            message = Self.message(problem, context: context, at: place)
        case .composer(_, let problem, let mark, _):
            place = Self.place(mark, in: source)
            message = "not valid YAML: \(problem)"
            if problem == "but found another document" {
                code = "several-documents"
                message = "a second document begins here; a file holds one, put the other in a file of its own"
            }
        case .reader(let problem, _, _, _):
            message = "not valid YAML: \(problem)"
        case .memory:
            message = "not enough memory to read the file"
        default:
            message = "not valid YAML: \(error)"
        }
    }

    /// Reports the problem; what the file declares is then unknown.
    func report(to report: Report) {
        report.error(code, message, at: place, excerpt: place.excerpt())
        report.isIncomplete = true
    }

    private static func message(_ problem: String, context: YamlError.Context?, at place: Place) -> String {
        let line = place.source.lines.indices.contains(place.line - 1) ? place.source.lines[place.line - 1] : ""
        let here = line.unicodeScalars.dropFirst(place.column - 1).first
        switch problem {
        case "found character that cannot start any token" where here == "\t":
            return "a tab may not indent YAML; use spaces"
        case "found character that cannot start any token":
            let text = here.map { "'\($0)'" } ?? "this"
            return "a value may not begin with \(text); put it in quotes"
        case "mapping values are not allowed in this context":
            return "a second ': ' in one line; put the text in quotes, or the key on a line of its own"
        case "could not find expected ':'":
            return "a ':' is missing after a key" + origin(context, at: place)
        case "Maximum nesting level reached, set with yaml_set_max_nest_level())":
            return "nested too deep"
        default:
            return "not valid YAML: \(problem)" + origin(context, at: place)
        }
    }

    private static func origin(_ context: YamlError.Context?, at place: Place) -> String {
        guard let context else { return "" }
        let line = context.mark.line == place.line ? "" : " that begins in line \(context.mark.line)"
        return ", \(context.text)\(line)"
    }

    /// The place of a mark; the end of the text for one beyond the last line, where the parser puts the end of a file.
    private static func place(_ mark: Mark, in source: SourceText) -> Place {
        let lines = source.lines
        guard mark.line >= lines.count, let last = lines.lastIndex(where: { !$0.isEmpty }), last < mark.line - 1 else {
            return Place(source: source, line: mark.line, column: mark.column)
        }
        return Place(source: source, line: last + 1, column: lines[last].unicodeScalars.count + 1)
    }
}
