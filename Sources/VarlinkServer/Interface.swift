public import NIOCore
public import Varlink

/// An interface with the handlers of its methods.
///
///     let status = Interface(description)
///         .on("GetStatus", sync: { call, peer in ["score": 72.5] })
///         .on("Subscribe", more: { call, peer, writer in
///             for await change in changes { try await writer.send(change) }
///         })
///
/// Input is checked against the description before a handler sees it. A handler answers with an error by throwing
/// ``Varlink/ErrorReply``; anything else it throws becomes `io.systemd.System`. A described method without a handler
/// answers `MethodNotImplemented`.
public struct Interface: Sendable {
    /// What the interface is.
    public let description: InterfaceDescription
    private(set) var handlers: [String: Handler] = [:]

    /// An interface without handlers.
    public init(_ description: InterfaceDescription) { self.description = description }

    /// Answers on the event loop, without a task and without waiting: for what is at hand in microseconds. While it
    /// runs nobody else is served.
    public func on(
        _ method: String,
        sync handler: @escaping @Sendable (Call, Peer) throws -> JSON.Object
    ) -> Interface {
        adding(method, .sync(handler))
    }

    /// Like ``on(_:sync:)``, for output that is JSON text already: one object.
    public func on(
        _ method: String,
        encoded handler: @escaping @Sendable (Call, Peer) throws -> [UInt8]
    ) -> Interface {
        adding(method, .encoded(handler))
    }

    /// Like ``on(_:sync:)``, with several replies at once. Only for calls with `more`; no reply at all is a mistake of
    /// the handler, which would throw an error of its interface instead.
    public func on(
        _ method: String,
        replies handler: @escaping @Sendable (Call, Peer) throws -> [JSON.Object]
    ) -> Interface {
        adding(method, .replies(handler))
    }

    /// Answers from a task. It is cancelled when the peer disconnects.
    public func on(
        _ method: String,
        async handler: @escaping @Sendable (Call, Peer) async throws -> JSON.Object
    ) -> Interface {
        adding(method, .async(handler))
    }

    /// Answers any number of times from a task, which is cancelled when the peer disconnects or the server shuts down.
    /// Only for calls with `more`. The last reply is ``ReplyWriter/finish(_:)``, or `{}` when the handler returns
    /// without it.
    public func on(
        _ method: String,
        more handler: @escaping @Sendable (Call, Peer, ReplyWriter) async throws -> Void
    ) -> Interface {
        adding(method, .more(handler))
    }

    /// Answers once and hands the connection to another protocol. Only for calls with `upgrade`. Runs on the event
    /// loop.
    public func on(
        _ method: String,
        upgrade handler: @escaping @Sendable (Call, Peer) throws -> Upgrade
    ) -> Interface {
        adding(method, .upgrade(handler))
    }

    private func adding(_ method: String, _ handler: Handler) -> Interface {
        var interface = self
        interface.handlers[method] = handler
        return interface
    }
}

/// The end of Varlink on a connection.
public struct Upgrade: Sendable {
    /// The reply that goes out before.
    public let output: JSON.Object
    /// Adds handlers to the channel's pipeline. They receive every byte that follows the call's NUL.
    public let takeOver: @Sendable (any Channel) throws -> Void

    /// An upgrade with that reply and that successor.
    public init(output: JSON.Object = [:], takeOver: @escaping @Sendable (any Channel) throws -> Void) {
        self.output = output
        self.takeOver = takeOver
    }
}

/// The kinds of handlers.
enum Handler: Sendable {
    case sync(@Sendable (Call, Peer) throws -> JSON.Object)
    case encoded(@Sendable (Call, Peer) throws -> [UInt8])
    case replies(@Sendable (Call, Peer) throws -> [JSON.Object])
    case async(@Sendable (Call, Peer) async throws -> JSON.Object)
    case more(@Sendable (Call, Peer, ReplyWriter) async throws -> Void)
    case upgrade(@Sendable (Call, Peer) throws -> Upgrade)
}
