/// A call of a method.
public struct Call: Sendable, Hashable {
    /// How the caller wants to be answered. The four exclude each other.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// One reply.
        case normal
        /// Any number of replies, all but the last marked as continued.
        case more
        /// No reply, not even an error.
        case oneway
        /// One reply, after which the connection belongs to another protocol.
        case upgrade
    }

    /// The full name: interface, dot, method.
    public let method: String
    /// The input.
    public let parameters: JSON.Object
    /// How the caller wants to be answered.
    public let mode: Mode

    /// A call of the method of that full name.
    public init(_ method: String, _ parameters: JSON.Object = [:], mode: Mode = .normal) {
        self.method = method
        self.parameters = parameters
        self.mode = mode
    }

    /// The part of the full name before the last dot; empty when there is none.
    public var interfaceName: Substring { method.lastIndex(of: ".").map { method[..<$0] } ?? "" }
    /// The part of the full name after the last dot.
    public var methodName: Substring {
        method[(method.lastIndex(of: ".").map(method.index(after:)) ?? method.startIndex)...]
    }
}

extension Call {
    /// Reads the call in one message.
    /// - Parameter frame: the message without its NUL.
    /// - Throws: ``ProtocolError`` for bytes that are no JSON object, a missing method, an unknown top-level name, a
    ///   flag that is no boolean, two flags at once. The connection cannot be trusted then and is to be closed.
    public init(decoding frame: [UInt8]) throws(ProtocolError) {
        var method: String?
        var parameters = JSON.Object()
        var mode = Mode.normal
        for (name, value) in try ProtocolError.object(in: frame) {
            switch name {
            case "method":
                guard let name = value.string, !name.isEmpty else { throw ProtocolError("method must be a name") }
                method = name
            case "parameters":
                parameters = try ProtocolError.parameters(value)
            case "more", "oneway", "upgrade":
                guard let isSet = value.bool else { throw ProtocolError("\(name) must be a boolean") }
                guard isSet, let flag = Mode(rawValue: name) else { continue }
                guard mode == .normal else { throw ProtocolError("\(mode.rawValue) and \(name) exclude each other") }
                mode = flag
            default:
                throw ProtocolError("a call has no \(JSON.string(name))")
            }
        }
        guard let method else { throw ProtocolError("a call needs a method") }
        self.init(method, parameters, mode: mode)
    }

    /// The message for the wire, its NUL included.
    public var encoded: [UInt8] {
        var writer = JSON.Writer()
        writer.beginObject()
        writer.name("method")
        writer.string(method)
        if !parameters.isEmpty {
            writer.name("parameters")
            writer.object(parameters)
        }
        if mode != .normal {
            writer.name(mode.rawValue)
            writer.bool(true)
        }
        writer.endObject()
        return writer.bytes + [0]
    }
}
