/// An interface as its definition text describes it.
public struct InterfaceDescription: Sendable, Hashable, CustomStringConvertible {
    /// The name, such as `org.varlink.service`.
    public let name: String
    /// The comment above the `interface` line, without the `#` signs.
    public let comment: String
    /// Types, methods and errors in the order of the text.
    public let members: [Member]
    /// The definition exactly as it was given. This is what introspection shows.
    public let text: String

    let types: [String: TypeExpression]
    let methods: [String: Method]
    let errors: [String: [Field]]

    init(name: String, comment: String, members: [Member], text: String) {
        self.name = name
        self.comment = comment
        self.members = members
        self.text = text
        var types: [String: TypeExpression] = [:]
        var methods: [String: Method] = [:]
        var errors: [String: [Field]] = [:]
        for member in members {
            switch member.kind {
            case .type(let type): types[member.name] = type
            case .method(let method): methods[member.name] = method
            case .error(let fields): errors[member.name] = fields
            }
        }
        self.types = types
        self.methods = methods
        self.errors = errors
    }

    /// The definition text.
    public var description: String { text }

    /// The names of the methods in the order of the text.
    public var methodNames: [String] {
        members.compactMap { if case .method = $0.kind { $0.name } else { nil } }
    }

    /// The type of that name, or nil.
    public func type(_ name: String) -> TypeExpression? { types[name] }
    /// The method of that name, or nil.
    public func method(_ name: String) -> Method? { methods[name] }
    /// The fields of the error of that name, or nil.
    public func error(_ name: String) -> [Field]? { errors[name] }
}

extension InterfaceDescription {
    /// One named thing of an interface.
    public struct Member: Sendable, Hashable {
        /// The name, beginning with a capital letter.
        public let name: String
        /// The comment lines above it, without the `#` signs.
        public let comment: String
        /// What it is.
        public let kind: Kind
    }

    /// The kinds of members.
    public enum Kind: Sendable, Hashable {
        /// A named structure or enumeration.
        case type(TypeExpression)
        /// A method.
        case method(Method)
        /// An error with its fields.
        case error([Field])
    }

    /// What a method takes and gives.
    public struct Method: Sendable, Hashable {
        /// The fields of a call.
        public let input: [Field]
        /// The fields of each reply.
        public let output: [Field]
    }

    /// A field of a structure.
    public struct Field: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The type of its value.
        public let type: TypeExpression
        /// The comment lines above it, without the `#` signs.
        public let comment: String
    }

    /// A type as it is written.
    public indirect enum TypeExpression: Sendable, Hashable {
        /// `bool`.
        case bool
        /// `int`: 64 bits with sign.
        case int
        /// `float`.
        case float
        /// `string`.
        case string
        /// `object`: any JSON object.
        case object
        /// `any`: any JSON value but null.
        case any
        /// A type of this interface.
        case named(String)
        /// `(name: type, ...)`.
        case structure([Field])
        /// `(word, ...)`.
        case enumeration([String])
        /// `[]type`.
        case array(TypeExpression)
        /// `[string]type`: an object with names of any spelling.
        case map(TypeExpression)
        /// `?type`: may be absent or null.
        case nullable(TypeExpression)
    }
}
