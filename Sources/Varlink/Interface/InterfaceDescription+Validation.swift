extension InterfaceDescription {
    /// Where a value does not fit the description.
    public struct Mismatch: Error, Sendable, Hashable, CustomStringConvertible {
        /// The name of the innermost field that does not fit; this is what `InvalidParameter` carries.
        public let field: String
        /// The way to it from the outermost field, such as `filter.entities[2]`.
        public let path: String
        /// What is wrong.
        public let reason: String

        /// Path and reason.
        public var description: String { "\(path): \(reason)" }
    }

    /// Checks the input of a call.
    /// - Throws: ``Mismatch`` when a field is missing, unknown or not of its type. A method that is not described
    ///   accepts nothing: that is for the caller to know.
    public func check(input: JSON.Object, of method: String) throws(Mismatch) {
        guard let method = methods[method] else { return }
        try check(input, against: method.input)
    }

    /// Checks the output of a method; otherwise like ``check(input:of:)``.
    /// - Throws: ``Mismatch`` when a field is missing, unknown or not of its type.
    public func check(output: JSON.Object, of method: String) throws(Mismatch) {
        guard let method = methods[method] else { return }
        try check(output, against: method.output)
    }

    /// Checks the fields of an error of this interface.
    /// - Parameter error: its name without the interface's.
    /// - Throws: ``Mismatch`` when a field is missing, unknown or not of its type.
    public func check(parameters: JSON.Object, ofError error: String) throws(Mismatch) {
        guard let fields = errors[error] else { return }
        try check(parameters, against: fields)
    }

    /// Checks an object against fields that may name types of this interface.
    /// - Throws: ``Mismatch`` when a field is missing, unknown or not of its type.
    public func check(_ object: JSON.Object, against fields: [Field]) throws(Mismatch) {
        try check(object, fields, path: "")
    }

    private func check(_ object: JSON.Object, _ fields: [Field], path: String) throws(Mismatch) {
        var known = 0
        for field in fields {
            let path = path.isEmpty ? field.name : "\(path).\(field.name)"
            if let value = object[field.name] {
                known += 1
                try check(value, field.type, field: field.name, path: path)
            } else if case .nullable = field.type {
                continue
            } else {
                throw Mismatch(field: field.name, path: path, reason: "the field is missing")
            }
        }
        guard known < object.count else { return }
        for (name, _) in object where !fields.contains(where: { $0.name == name }) {
            let path = path.isEmpty ? name : "\(path).\(name)"
            throw Mismatch(field: name, path: path, reason: "there is no such field")
        }
    }

    private func check(_ value: JSON, _ type: TypeExpression, field: String, path: String) throws(Mismatch) {
        let fits: Bool
        switch type {
        case .nullable(let inner):
            if value.isNull { return }
            return try check(value, inner, field: field, path: path)
        case .named(let name):
            // Every name was resolved when the text was read.
            guard let inner = types[name] else { return }
            return try check(value, inner, field: field, path: path)
        case .structure(let fields):
            if let object = value.object { return try check(object, fields, path: path) }
            fits = false
        case .array(let inner):
            for (position, element) in (value.array ?? []).enumerated() {
                try check(element, inner, field: field, path: "\(path)[\(position)]")
            }
            fits = value.array != nil
        case .map(let inner):
            for (name, element) in value.object ?? [:] {
                try check(element, inner, field: field, path: "\(path)[\(JSON.string(name))]")
            }
            fits = value.object != nil
        case .enumeration(let words): fits = value.string.map(words.contains) ?? false
        case .bool: fits = value.bool != nil
        case .int: fits = value.integer != nil
        case .float: fits = value.double != nil
        case .string: fits = value.string != nil
        case .object: fits = value.object != nil
        case .any: fits = !value.isNull
        }
        guard !fits else { return }
        throw Mismatch(field: field, path: path, reason: "expected \(type), found \(value.kind)")
    }
}

extension InterfaceDescription.TypeExpression: CustomStringConvertible {
    /// The type as it is written in a definition, without comments.
    public var description: String {
        switch self {
        case .bool: "bool"
        case .int: "int"
        case .float: "float"
        case .string: "string"
        case .object: "object"
        case .any: "any"
        case .named(let name): name
        case .structure(let fields): "(\(fields.map { "\($0.name): \($0.type)" }.joined(separator: ", ")))"
        case .enumeration(let words): "(\(words.joined(separator: ", ")))"
        case .array(let type): "[]\(type)"
        case .map(let type): "[string]\(type)"
        case .nullable(let type): "?\(type)"
        }
    }
}
