/// An answer to a call: parameters, or an error.
public struct Reply: Sendable, Hashable {
    /// What the answer says.
    public enum Outcome: Sendable, Hashable {
        /// The output of the method, and whether more replies to the same call follow.
        case parameters(JSON.Object, continues: Bool)
        /// The method failed. Always the last reply.
        case error(ErrorReply)
    }

    /// What the answer says.
    public let outcome: Outcome

    /// An answer that says that.
    public init(_ outcome: Outcome) { self.outcome = outcome }

    /// Reads the reply in one message.
    /// - Parameter frame: the message without its NUL.
    /// - Throws: ``ProtocolError`` for bytes that are no JSON object and for other top-level names than `parameters`,
    ///   `continues` and `error`.
    public init(decoding frame: [UInt8]) throws(ProtocolError) {
        var parameters = JSON.Object()
        var continues = false
        var error: String?
        for (name, value) in try ProtocolError.object(in: frame) {
            switch name {
            case "parameters":
                parameters = try ProtocolError.parameters(value)
            case "continues":
                guard let isSet = value.bool else { throw ProtocolError("continues must be a boolean") }
                continues = isSet
            case "error":
                guard let name = value.string, !name.isEmpty else { throw ProtocolError("error must be a name") }
                error = name
            default:
                throw ProtocolError("a reply has no \(JSON.string(name))")
            }
        }
        guard let error else {
            self.init(.parameters(parameters, continues: continues))
            return
        }
        guard !continues else { throw ProtocolError("an error is the last reply, it cannot continue") }
        self.init(.error(ErrorReply(error, parameters)))
    }

    /// The message for the wire, its NUL included.
    public var encoded: [UInt8] {
        switch outcome {
        case .parameters(let parameters, let continues):
            return Self.encode(parameters: parameters.bytes, continues: continues)
        case .error(let error):
            var writer = JSON.Writer()
            writer.beginObject()
            writer.name("error")
            writer.string(error.name)
            writer.name("parameters")
            writer.object(error.parameters)
            writer.endObject()
            return writer.bytes + [0]
        }
    }

    /// A reply whose parameters are JSON text already, as a message for the wire, its NUL included.
    /// - Parameter parameters: one JSON object. It is taken as it is.
    public static func encode(parameters: [UInt8], continues: Bool = false) -> [UInt8] {
        var message: [UInt8] = []
        message.reserveCapacity(parameters.count + 34)
        message.append(contentsOf: #"{"parameters":"#.utf8)
        message.append(contentsOf: parameters)
        message.append(contentsOf: (continues ? #","continues":true}"# : "}").utf8)
        message.append(0)
        return message
    }
}
