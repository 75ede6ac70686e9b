extension Expression {
    /// The expression in prefix form, every operator with its operands in parentheses: `(/ (latest "present") 2.0)`.
    ///
    /// - Parameter measures: the measures its terms are about.
    func canonical(_ measures: [Measure]) -> String {
        switch self {
        case .number(let number): number.canonical
        case .term(let term): term.canonical(measures)
        case .score(let node): "(score \(node.quoted))"
        case .unary(let unary, let operand): "(\(unary.rawValue) \(operand.canonical(measures)))"
        case .binary(let binary, let left, let right):
            "(\(binary.rawValue) \(left.canonical(measures)) \(right.canonical(measures)))"
        case .conditional(let condition, let then, let otherwise):
            "(if \([condition, then, otherwise].canonical(measures)))"
        case .call(let function, let operands): "(\(function.rawValue) \(operands.canonical(measures)))"
        }
    }
}

extension [Expression] {
    fileprivate func canonical(_ measures: [Measure]) -> String {
        map { $0.canonical(measures) }.joined(separator: " ")
    }
}

extension Term {
    fileprivate func canonical(_ measures: [Measure]) -> String {
        let name = measures[measure.index].id.quoted
        guard let window else { return "(latest \(name))" }
        return "(\(window.function.rawValue) \(name) \(window.length.nanoseconds))"
    }
}

extension Double {
    /// The shortest digits that give the number back; zero without a sign.
    var canonical: String { self == 0 ? "0.0" : "\(self)" }
}

extension String {
    /// The text in quotation marks, with those inside and line ends escaped, so that no two texts look alike.
    var quoted: String {
        var text = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
