extension YAMLNode {
    /// Where the text of a scalar at `offset`, in UTF-8 bytes, stands in the file.
    ///
    /// Follows the text through the file as long as both agree: over quotes, folded lines and block indentation, but
    /// not over escapes. Where they part the start of the scalar is the answer.
    func place(ofOffset offset: Int) -> Place {
        guard case .scalar(let scalar) = content else { return place }
        var cursor = SourceCursor(place: place)
        cursor.skipProperties()
        switch scalar.style {
        case .plain: break
        case .quoted: cursor.advance()
        case .block: cursor.nextLine()
        }
        let text = scalar.text
        let index = text.utf8.index(text.startIndex, offsetBy: min(offset, text.utf8.count))
        for character in text[..<index].unicodeScalars {
            if character == " " || character == "\n" || character == "\t" {
                cursor.skipOne(character)
            } else {
                cursor.skipSpace()
                guard cursor.current == character else { return place }
                cursor.advance()
            }
        }
        let isAtToken = offset < text.utf8.count && !text.unicodeScalars[index].isSpace
        if isAtToken {
            cursor.skipSpace()
            guard cursor.current == text.unicodeScalars[index] else { return place }
        }
        return cursor.place
    }
}

extension Unicode.Scalar {
    fileprivate var isSpace: Bool { self == " " || self == "\t" || self == "\n" }
}

/// Walks over a file, scalar by scalar.
private struct SourceCursor {
    private(set) var place: Place

    init(place: Place) { self.place = place }

    private var line: Substring.UnicodeScalarView {
        let lines = place.source.lines
        return lines.indices.contains(place.line - 1) ? lines[place.line - 1].unicodeScalars : "".unicodeScalars[...]
    }

    /// The scalar here; nil at the end of a line.
    var current: Unicode.Scalar? { line.dropFirst(place.column - 1).first }

    private var isAtEndOfFile: Bool { place.line > place.source.lines.count }

    mutating func advance() { place.column += 1 }

    mutating func nextLine() {
        place.line += 1
        place.column = 1
    }

    /// Passes over spaces and ends of lines.
    mutating func skipSpace() {
        while !isAtEndOfFile {
            if let scalar = current {
                guard scalar.isSpace else { return }
                advance()
            } else {
                nextLine()
            }
        }
    }

    /// Passes over one space of the text, which may be a folded line end in the file.
    mutating func skipOne(_ scalar: Unicode.Scalar) {
        if current == scalar { advance() }
    }

    /// Passes over an anchor and a tag before the text.
    mutating func skipProperties() {
        while let scalar = current, scalar == "&" || scalar == "!" {
            while let scalar = current, !scalar.isSpace { advance() }
            skipSpace()
        }
    }
}
