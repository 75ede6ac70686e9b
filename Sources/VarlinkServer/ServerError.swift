/// Why a server could not be made or could not listen.
public struct ServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failures. More may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code.
        public let description: String

        /// An interface and its handlers do not fit together. A mistake in the program.
        public static let invalidInterface = Code(description: "invalidInterface")
        /// Another process listens at the path.
        public static let addressInUse = Code(description: "addressInUse")
        /// The socket cannot be made or used.
        public static let cannotListen = Code(description: "cannotListen")
        /// The server was shut down before.
        public static let isShutDown = Code(description: "isShutDown")
    }

    /// The kind of failure.
    public let code: Code
    /// What happened, where, and what to do about it.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
