extension InterfaceDescription {
    /// Reads a definition text.
    /// - Throws: ``ParseError`` with the line and column of the first mistake: in the grammar, a name given twice, a
    ///   type that is not defined, or types nested deeper than 64 levels.
    public init(parsing text: String) throws(ParseError) {
        var parser = InterfaceParser(lexer: try InterfaceLexer(text))
        self = try parser.interface(text: text)
    }
}

/// A recursive descent over the tokens of a definition.
struct InterfaceParser {
    typealias ParseError = InterfaceDescription.ParseError
    typealias Field = InterfaceDescription.Field
    typealias TypeExpression = InterfaceDescription.TypeExpression

    private var lexer: InterfaceLexer
    private var depth = 0
    /// Types that were used, each with the error to report when it turns out not to be defined.
    private var uses: [(name: String, error: ParseError)] = []

    init(lexer: InterfaceLexer) { self.lexer = lexer }

    mutating func interface(text: String) throws(ParseError) -> InterfaceDescription {
        let comment = lexer.comment
        guard lexer.token == .word("interface") else { throw lexer.error("expected the word interface") }
        try lexer.advance()
        let name = try word("an interface name")
        guard InterfaceNames.isInterface(name) else {
            throw lexer.error("\(name) is no interface name, it would look like org.example.name")
        }
        try lexer.advance()
        var members: [InterfaceDescription.Member] = []
        var names: Set<String> = []
        while lexer.token != .end {
            members.append(try member(taken: &names))
        }
        let description = InterfaceDescription(name: name, comment: comment, members: members, text: text)
        if let use = uses.first(where: { description.types[$0.name] == nil }) { throw use.error }
        return description
    }

    private mutating func member(taken names: inout Set<String>) throws(ParseError) -> InterfaceDescription.Member {
        let comment = lexer.comment
        guard case .word(let keyword) = lexer.token, ["type", "method", "error"].contains(keyword) else {
            throw lexer.error("expected type, method or error")
        }
        try lexer.advance()
        let name = try word("a name")
        guard InterfaceNames.isMember(name) else {
            throw lexer.error("\(name) is no name here, it would be a capital letter with letters and digits")
        }
        guard names.insert(name).inserted else { throw lexer.error("\(name) is defined twice") }
        try lexer.advance()
        return InterfaceDescription.Member(name: name, comment: comment, kind: try kind(keyword))
    }

    private mutating func kind(_ keyword: String) throws(ParseError) -> InterfaceDescription.Kind {
        switch keyword {
        case "type":
            return .type(try structureOrEnumeration())
        case "method":
            let input = try structure()
            try expect(.arrow, "->")
            return .method(InterfaceDescription.Method(input: input, output: try structure()))
        default:
            return .error(try structure())
        }
    }

    private func word(_ what: String) throws(ParseError) -> String {
        guard case .word(let word) = lexer.token else { throw lexer.error("expected \(what)") }
        return word
    }

    private mutating func expect(_ token: InterfaceLexer.Token, _ sign: String) throws(ParseError) {
        guard lexer.token == token else { throw lexer.error("expected \(sign)") }
        try lexer.advance()
    }

    private mutating func structure() throws(ParseError) -> [Field] {
        let place = lexer.error("expected fields, found an enumeration")
        guard case .structure(let fields) = try structureOrEnumeration() else { throw place }
        return fields
    }

    /// Both begin with a parenthesis and a word; the sign after the first word tells them apart.
    private mutating func structureOrEnumeration() throws(ParseError) -> TypeExpression {
        guard depth < InterfaceNames.depthLimit else {
            throw lexer.error("types are nested deeper than \(InterfaceNames.depthLimit) levels")
        }
        depth += 1
        defer { depth -= 1 }
        try expect(.open, "(")
        if lexer.token == .close {
            try lexer.advance()
            return .structure([])
        }
        var names: Set<String> = []
        let comment = lexer.comment
        let first = try fieldName(taken: &names)
        guard lexer.token == .colon else { return .enumeration(try words(after: first, taken: &names)) }
        return .structure(try fields(after: first, comment: comment, taken: &names))
    }

    private mutating func fieldName(taken names: inout Set<String>) throws(ParseError) -> String {
        let name = try word("a field name")
        guard InterfaceNames.isField(name) else {
            throw lexer.error("\(name) is no field name, it would be a letter with letters, digits and single _")
        }
        guard names.insert(name).inserted else { throw lexer.error("\(name) stands twice") }
        try lexer.advance()
        return name
    }

    private mutating func words(
        after first: String,
        taken names: inout Set<String>
    ) throws(ParseError) -> [String] {
        var words = [first]
        while lexer.token == .comma {
            try lexer.advance()
            words.append(try fieldName(taken: &names))
        }
        try expect(.close, ", or )")
        return words
    }

    private mutating func fields(
        after first: String,
        comment: String,
        taken names: inout Set<String>
    ) throws(ParseError) -> [Field] {
        try expect(.colon, ":")
        var fields = [Field(name: first, type: try type(), comment: comment)]
        while lexer.token == .comma {
            try lexer.advance()
            let comment = lexer.comment
            let name = try fieldName(taken: &names)
            try expect(.colon, ":")
            fields.append(Field(name: name, type: try type(), comment: comment))
        }
        try expect(.close, ", or )")
        return fields
    }

    private mutating func type() throws(ParseError) -> TypeExpression {
        guard depth < InterfaceNames.depthLimit else {
            throw lexer.error("types are nested deeper than \(InterfaceNames.depthLimit) levels")
        }
        depth += 1
        defer { depth -= 1 }
        switch lexer.token {
        case .question:
            try lexer.advance()
            guard lexer.token != .question else { throw lexer.error("a type is nullable once at most") }
            return .nullable(try type())
        case .array:
            try lexer.advance()
            return .array(try type())
        case .map:
            try lexer.advance()
            return .map(try type())
        case .open:
            return try structureOrEnumeration()
        case .word(let word):
            let type = try named(word)
            try lexer.advance()
            return type
        default:
            throw lexer.error("expected a type")
        }
    }

    private mutating func named(_ word: String) throws(ParseError) -> TypeExpression {
        switch word {
        case "bool": return .bool
        case "int": return .int
        case "float": return .float
        case "string": return .string
        case "object": return .object
        case "any": return .any
        case _ where InterfaceNames.isMember(word):
            uses.append((word, lexer.error("the type \(word) is not defined")))
            return .named(word)
        default:
            throw lexer.error("\(word) is no type, allowed are bool int float string object any and own types")
        }
    }
}
