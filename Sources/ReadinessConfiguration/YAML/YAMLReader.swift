import Yams

/// Reads YAML into nodes with places.
///
/// Yams expands aliases while it parses and gives them the place of their anchor; a chain of them may nest without
/// end, or grow without bound. Therefore a `*` never reaches it: it is replaced by a scalar of the same width, and
/// aliases are resolved here, within limits.
struct YAMLReader {
    /// The deepest nesting accepted.
    static let depthLimit = 64
    /// The most values accepted in one file, aliases counted as what they stand for.
    static let valueLimit = 1_000_000

    private let source: SourceText
    private let report: Report
    /// Places of keys that were reported as duplicates; their values are left out.
    private let masked: Set<MarkedPlace>
    private var anchors: [String: Anchored] = [:]
    private var valueCount = 0
    /// How many aliases are being read; anchors inside them are known already.
    private var openAliases = 0
    /// The first of them.
    private var outermostAlias: Place?

    /// What an anchor names, so far as it was read.
    private enum Anchored {
        case open
        case node(Node)
    }

    /// The root of the only document, or nil when the file holds none or is no YAML; the latter is reported.
    static func read(_ source: SourceText, report: Report) -> YAMLNode? {
        guard let parsed = YAMLText(source, report: report).parse() else { return nil }
        guard let root = parsed.root else { return nil }
        var reader = Self(source: source, report: report, masked: parsed.masked)
        let node = reader.convert(root, depth: 1)
        // The anchors of Yams' nodes live as long as its parser.
        withExtendedLifetime(parsed.parser) {}
        guard let node else {
            report.isIncomplete = true
            return nil
        }
        return node.isEmpty ? nil : node
    }

    private init(source: SourceText, report: Report, masked: Set<MarkedPlace>) {
        self.source = source
        self.report = report
        self.masked = masked
    }

    /// The node, or nil after a report.
    ///
    /// - Parameter alias: the place of the alias the node is read for.
    private mutating func convert(_ node: Node, depth: Int, alias: Place? = nil) -> YAMLNode? {
        let place = alias ?? self.place(of: node)
        let limitPlace = openAliases > 0 ? outermostAlias ?? place : place
        valueCount += 1
        guard valueCount <= Self.valueLimit else {
            if valueCount == Self.valueLimit + 1 {
                report.error("too-large", "more than \(Self.valueLimit) values; aliases multiply them", at: limitPlace)
            }
            return nil
        }
        guard depth <= Self.depthLimit else {
            report.error("too-deep", "nested more than \(Self.depthLimit) deep", at: limitPlace)
            return nil
        }
        let anchor = openAliases == 0 ? node.anchor?.rawValue : nil
        if let anchor { open(anchor, at: place) }
        defer { if let anchor { anchors[anchor] = .node(node) } }
        switch node {
        case .scalar(let scalar):
            return convert(scalar, at: place, depth: depth)
        case .sequence(let sequence):
            var items: [YAMLNode] = []
            for item in sequence {
                guard let converted = convert(item, depth: depth + 1) else { return nil }
                items.append(converted)
            }
            return YAMLNode(place: place, content: .sequence(items))
        case .mapping(let mapping):
            return convert(mapping, at: place, depth: depth)
        case .alias:
            // Parsing never yields one; only building nodes by hand does.
            return nil
        }
    }

    private mutating func open(_ anchor: String, at place: Place) {
        if anchors[anchor] != nil {
            report.error("duplicate-anchor", "the anchor '&\(anchor)' is given twice; rename one", at: place)
        }
        anchors[anchor] = .open
    }

    private mutating func convert(_ mapping: Node.Mapping, at place: Place, depth: Int) -> YAMLNode? {
        var entries: [YAMLNode.Entry] = []
        for (key, value) in mapping {
            let keyPlace = self.place(of: key)
            guard !masked.contains(MarkedPlace(keyPlace)) else { continue }
            guard case .scalar(let scalar) = key, aliasName(scalar) == nil else {
                report.error("bad-key", "a key must be plain text", at: keyPlace)
                return nil
            }
            guard let converted = convert(value, depth: depth + 1) else { return nil }
            let text = scalar.string.restoringMarks
            entries.append(YAMLNode.Entry(key: text, keyPlace: keyPlace, value: converted))
        }
        return YAMLNode(place: place, content: .mapping(entries))
    }

    private mutating func convert(_ scalar: Node.Scalar, at place: Place, depth: Int) -> YAMLNode? {
        if let name = aliasName(scalar) {
            switch anchors[name] {
            case .node(let node):
                if openAliases == 0 { outermostAlias = place }
                openAliases += 1
                defer { openAliases -= 1 }
                return convert(node, depth: depth, alias: place)
            case .open: report.error("recursive-alias", "the alias '*\(name)' stands inside what it names", at: place)
            case nil: report.error("unknown-alias", "no anchor '&\(name)' stands before this alias", at: place)
            }
            return nil
        }
        guard !scalar.string.utf8.contains(0) else {
            report.error("control-character", "text may not contain the character U+0000", at: place)
            return nil
        }
        let style: YAMLNode.Style =
            switch scalar.style {
            case .literal, .folded: .block
            case .singleQuoted, .doubleQuoted: .quoted
            case .plain, .any: .plain
            }
        let content = YAMLNode.Scalar(text: scalar.string.restoringMarks, style: style)
        return YAMLNode(place: place, content: .scalar(content))
    }

    /// The name in `*name`, when the scalar is nothing else.
    private func aliasName(_ scalar: Node.Scalar) -> String? {
        guard scalar.style == .plain, scalar.string.unicodeScalars.first == SourceText.aliasMark else { return nil }
        let name = scalar.string.unicodeScalars.dropFirst()
        let isName = name.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || "0123456789_-".contains(Character($0)))
        }
        return isName && !name.isEmpty ? String(name) : nil
    }

    private func place(of node: Node) -> Place {
        Place(source: source, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }
}

extension String {
    /// The text with every `*` and `?` that was hidden from the parser put back.
    fileprivate var restoringMarks: String {
        // Both marks begin with the byte F4, which hardly any text holds.
        guard utf8.contains(0xf4) else { return self }
        var text = ""
        text.unicodeScalars.append(
            contentsOf: unicodeScalars.map {
                $0 == SourceText.aliasMark ? "*" : $0 == SourceText.openMark ? "?" : $0
            }
        )
        return text
    }
}
