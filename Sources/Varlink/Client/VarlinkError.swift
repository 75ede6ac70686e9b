/// Why a call did not bring its output.
public struct VarlinkError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failures. More may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code.
        public let description: String

        /// The service answered with an error; see ``VarlinkError/reply``.
        public static let remote = Code(description: "remote")
        /// No connection could be made; see ``VarlinkError/errorNumber``.
        public static let unreachable = Code(description: "unreachable")
        /// The connection ended before the reply.
        public static let disconnected = Code(description: "disconnected")
        /// The reply did not come in time. The connection is of no further use.
        public static let timedOut = Code(description: "timedOut")
        /// The peer broke the protocol. The connection is of no further use.
        public static let protocolViolation = Code(description: "protocolViolation")
        /// The address cannot be read.
        public static let invalidAddress = Code(description: "invalidAddress")
        /// Another call on this connection still expects replies.
        public static let busy = Code(description: "busy")
    }

    /// The kind of failure.
    public let code: Code
    /// What happened, in one phrase.
    public let message: String
    /// The address of the service.
    public let address: String
    /// The error of the operating system, if one was the cause.
    public let errorNumber: ErrorNumber?
    /// The service's own error, with code ``Code/remote``.
    public let reply: ErrorReply?

    init(
        _ code: Code,
        _ message: String,
        address: String,
        errorNumber: ErrorNumber? = nil,
        reply: ErrorReply? = nil
    ) {
        self.code = code
        self.message = message
        self.address = address
        self.errorNumber = errorNumber
        self.reply = reply
    }

    /// Address, phrase and cause on one line.
    public var description: String {
        if let reply { return "\(address): \(reply)" }
        return "\(address): \(message)" + (errorNumber.map { " (\($0))" } ?? "")
    }
}
