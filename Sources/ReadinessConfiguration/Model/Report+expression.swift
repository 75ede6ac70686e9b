import ReadinessModel

extension Report {
    /// Reports every mistake of an expression at its place in the file, with the line and a caret.
    func expression(_ errors: ExpressionErrors, in text: String, _ node: YAMLNode, code: String = "bad-expression") {
        for error in errors.all {
            let isUnknown = error.message.hasPrefix("unknown measure") || error.message.hasPrefix("unknown node")
            if isIncomplete, isUnknown { continue }
            let place = node.place(ofOffset: error.offset)
            let wrong = text.utf8.dropFirst(error.offset).prefix(error.length)
            let length = String(decoding: wrong, as: UTF8.self).unicodeScalars.count
            self.error(code, error.message, at: place, excerpt: place.excerpt(length: length))
        }
    }
}

extension String {
    /// The text without white space at both ends.
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
