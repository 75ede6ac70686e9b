extension SourceText {
    /// The scalar that stands for `*` while Yams reads the text (see `YAMLReader`).
    static let aliasMark: Unicode.Scalar = "\u{10fffd}"
    /// The scalar that stands for a lone `?` while Yams reads the text (see `YAMLText`).
    static let openMark: Unicode.Scalar = "\u{10fffc}"

    /// The text of a file's bytes, or nil after a report when they are not text that YAML can hold.
    static func decode(_ bytes: [UInt8], path: String, order: Int, report: Report) -> SourceText? {
        var bytes = bytes[...]
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let place = invalidPlace(in: bytes, path: path, order: order)
            let hint = bytes.contains(0) ? "the file is not text" : "the file is not UTF-8; save it as UTF-8"
            report.error("not-utf8", hint, at: place)
            return nil
        }
        let source = SourceText(path: path, order: order, text: text)
        for (index, line) in source.lines.enumerated() {
            // Almost every line is plain ASCII; the others are looked at scalar by scalar.
            if line.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { continue }
            let column = line.unicodeScalars.enumerated().first { !$0.element.isAllowed }?.offset
            guard let column else { continue }
            let scalar = line.unicodeScalars.dropFirst(column).first.map {
                String($0.value, radix: 16, uppercase: true)
            }
            let place = Place(source: source, line: index + 1, column: column + 1)
            report.error("control-character", "the character U+\(scalar ?? "") may not stand in YAML", at: place)
            return nil
        }
        return source
    }

    /// Where the bytes cease to be UTF-8.
    private static func invalidPlace(in bytes: ArraySlice<UInt8>, path: String, order: Int) -> Place {
        var valid = bytes.startIndex
        var high = bytes.endIndex
        while valid < high {
            let middle = (valid + high + 1) / 2
            if isValidPrefix(bytes[..<middle]) { valid = middle } else { high = middle - 1 }
        }
        while valid > bytes.startIndex, String(validating: bytes[..<valid], as: UTF8.self) == nil { valid -= 1 }
        let source = SourceText(path: path, order: order, text: String(decoding: bytes[..<valid], as: UTF8.self))
        let column = source.lines.last?.unicodeScalars.count ?? 0
        return Place(source: source, line: source.lines.count, column: column + 1)
    }

    /// Whether the bytes are UTF-8, but for at most three bytes at the end.
    private static func isValidPrefix(_ bytes: ArraySlice<UInt8>) -> Bool {
        (0..<4).contains { String(validating: bytes.dropLast($0), as: UTF8.self) != nil }
    }
}

extension Unicode.Scalar {
    /// Whether YAML 1.1 lets the scalar stand in a file.
    fileprivate var isAllowed: Bool {
        switch value {
        case 0x09, 0x20...0x7e, 0x85, 0xa0...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd: true
        case 0x10000...0x10ffff: self != SourceText.aliasMark && self != SourceText.openMark
        default: false
        }
    }
}
