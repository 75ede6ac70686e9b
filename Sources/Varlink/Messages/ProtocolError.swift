/// A message that breaks the Varlink protocol. After one the connection is closed: nothing on it can be trusted.
public struct ProtocolError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in one phrase.
    public let reason: String

    /// An error for that reason.
    public init(_ reason: String) { self.reason = reason }

    /// The reason.
    public var description: String { reason }
}

extension ProtocolError {
    /// The JSON object that a message is.
    static func object(in frame: [UInt8]) throws(ProtocolError) -> JSON.Object {
        let value: JSON
        do throws(JSON.ParseError) {
            value = try JSON(parsing: frame)
        } catch {
            throw ProtocolError("the message is not JSON: \(error)")
        }
        guard let object = value.object else { throw ProtocolError("a message is an object, found \(value.kind)") }
        return object
    }

    /// The parameters of a message; null is the same as none.
    static func parameters(_ value: JSON) throws(ProtocolError) -> JSON.Object {
        if value.isNull { return [:] }
        guard let object = value.object else { throw ProtocolError("parameters must be an object") }
        return object
    }
}
