/// Finds where a key stands for the second time, which Yams does not tell.
struct DuplicateKey {
    private let lines: [[Unicode.Scalar]]
    private let first: MarkedPlace
    /// The spellings of the key.
    private let spellings: [[Unicode.Scalar]]

    init(_ lines: [[Unicode.Scalar]], name: String, first: MarkedPlace) {
        self.lines = lines
        self.first = first
        spellings = [name, "\"\(name)\"", "'\(name)'"].map { Array($0.unicodeScalars) }
    }

    /// The second place and the width of the key there.
    func find() -> (place: MarkedPlace, length: Int)? {
        inBlock() ?? inFlow()
    }

    /// In a block mapping the keys stand below each other.
    private func inBlock() -> (place: MarkedPlace, length: Int)? {
        let margin = first.column - 1
        for index in lines.indices.dropFirst(first.line) {
            let line = lines[index]
            guard let text = line.firstIndex(where: { $0 != " " }), line[text] != "#" else { continue }
            if text < margin { return nil }
            if text == margin, let length = keyLength(at: text, in: line) {
                return (MarkedPlace(line: index + 1, column: text + 1), length)
            }
        }
        return nil
    }

    /// In a flow mapping a key follows a comma.
    private func inFlow() -> (place: MarkedPlace, length: Int)? {
        var depth = 0
        var followsComma = false
        var quote: Unicode.Scalar?
        var column = first.column - 1
        for index in lines.indices.dropFirst(first.line - 1) {
            let line = lines[index]
            while column < line.count {
                let scalar = line[column]
                if followsComma, depth == 0, let length = keyLength(at: column, in: line) {
                    return (MarkedPlace(line: index + 1, column: column + 1), length)
                }
                if let open = quote {
                    if scalar == open { quote = nil }
                } else if scalar == "\"" || scalar == "'" {
                    quote = scalar
                } else if scalar == "{" || scalar == "[" {
                    depth += 1
                } else if scalar == "}" || scalar == "]" {
                    depth -= 1
                    if depth < 0 { return nil }
                }
                if scalar != " " { followsComma = scalar == "," && quote == nil }
                column += 1
            }
            column = 0
        }
        return nil
    }

    /// The width of the key when it stands at `start`, followed by a colon.
    private func keyLength(at start: Int, in line: [Unicode.Scalar]) -> Int? {
        for spelling in spellings where line[start...].starts(with: spelling) {
            let rest = line[(start + spelling.count)...].drop { $0 == " " }
            if rest.first == ":" { return spelling.count }
        }
        return nil
    }
}
