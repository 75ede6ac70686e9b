/// A value of a YAML file with its place; aliases are resolved, scalars are text until a decoder asks for more.
struct YAMLNode {
    /// Where the value begins.
    var place: Place
    /// The value.
    var content: Content

    enum Content {
        case scalar(Scalar)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    /// Text and how it was written.
    struct Scalar {
        var text: String
        var style: Style
    }

    enum Style {
        case plain
        case quoted
        /// A literal or folded block.
        case block
    }

    /// A key and its value.
    struct Entry {
        var key: String
        var keyPlace: Place
        var value: YAMLNode
    }

    /// Whether nothing was written where a value could stand.
    var isEmpty: Bool {
        if case .scalar(let scalar) = content { return scalar.text.isEmpty && scalar.style == .plain }
        return false
    }

    /// What the value is, for messages.
    var description: String {
        switch content {
        case .scalar(let scalar): isEmpty ? "nothing" : "'\(scalar.text.shortened)'"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

extension String {
    /// The text on one line, cut where it is long.
    var shortened: String {
        let line = String(map { $0.isNewline ? " " : $0 }.prefix(61))
        return line.count > 60 ? "\(line.prefix(57))..." : line
    }
}
