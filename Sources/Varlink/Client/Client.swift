import Glibc

/// A blocking connection to a service.
///
/// Made for command line tools and plugins: no event loop, no threads of its own. Every call blocks the calling thread
/// until its reply or its timeout, so it does not belong on the Swift concurrency pool.
public final class Client {
    /// How long systemd's clients wait for a reply, 45 s.
    public static let defaultTimeout = Duration.seconds(45)

    /// The address that was connected to.
    public let address: Address
    private let transport: Transport
    private let timeout: Duration?
    private var decoder: FrameDecoder
    private var state = State.idle

    private enum State {
        case idle
        /// Replies of a `more` call are still to come.
        case streaming
        /// Another protocol speaks on the connection, or it broke.
        case unusable(VarlinkError)
    }

    /// Connects.
    /// - Parameters:
    ///   - timeout: the longest wait for the connection and for each reply; nil waits for ever.
    ///   - messageLimit: the longest reply in bytes.
    /// - Throws: ``VarlinkError`` with code `unreachable` or `timedOut`.
    public init(
        _ address: Address,
        timeout: Duration? = defaultTimeout,
        messageLimit: Int = FrameDecoder.defaultLimit
    ) throws(VarlinkError) {
        self.address = address
        self.timeout = timeout
        decoder = FrameDecoder(limit: messageLimit)
        transport = try Transport.open(address, until: Deadline(after: timeout))
    }

    /// Speaks on a stream socket that is connected already, which the client closes.
    /// - Parameters:
    ///   - descriptor: the socket; it is made non-blocking.
    ///   - name: what errors call the service.
    ///   - timeout: the longest wait for each reply; nil waits for ever.
    ///   - messageLimit: the longest reply in bytes.
    public init(
        connectedDescriptor descriptor: Int32,
        name: String,
        timeout: Duration? = defaultTimeout,
        messageLimit: Int = FrameDecoder.defaultLimit
    ) {
        address = .unix(name)
        self.timeout = timeout
        decoder = FrameDecoder(limit: messageLimit)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        transport = Transport(address: name, descriptor: descriptor)
    }

    /// Closes the connection; a program that was started is waited for. Done by itself at the end of the client.
    public func close() {
        transport.close()
        state = .unusable(failure(.disconnected, "the connection was closed here"))
    }

    /// Calls a method and waits for its reply.
    /// - Parameter timeout: replaces the client's own limit for this call.
    /// - Returns: the output.
    /// - Throws: ``VarlinkError``; an error of the service has code `remote`, and the connection stays usable.
    public func call(
        _ method: String,
        _ parameters: JSON.Object = [:],
        timeout: Duration? = nil
    ) throws(VarlinkError) -> JSON.Object {
        let deadline = Deadline(after: timeout ?? self.timeout)
        try send(Call(method, parameters), until: deadline)
        let (output, continues) = try reply(until: deadline)
        guard !continues else { throw giveUp(failure(.protocolViolation, "a single reply says that more follow")) }
        return output
    }

    /// Calls a method that answers with any number of replies.
    /// - Parameter timeout: the longest wait for each reply; nil, as for a subscription, waits for ever.
    /// - Returns: the replies, to be read to their end before the next call.
    /// - Throws: ``VarlinkError`` when the call cannot be sent.
    public func callMore(
        _ method: String,
        _ parameters: JSON.Object = [:],
        timeout: Duration? = nil
    ) throws(VarlinkError) -> Replies {
        try send(Call(method, parameters, mode: .more), until: Deadline(after: self.timeout))
        state = .streaming
        return Replies(client: self, timeout: timeout)
    }

    /// Calls a method without waiting for anything but the sending.
    /// - Throws: ``VarlinkError`` when the call cannot be sent.
    public func callOneway(_ method: String, _ parameters: JSON.Object = [:]) throws(VarlinkError) {
        try send(Call(method, parameters, mode: .oneway), until: Deadline(after: timeout))
    }

    /// Calls a method that hands the connection over to another protocol.
    /// - Returns: the output, and the descriptor of the socket. Not a byte after the reply has been read from it. It
    ///   does not block and stays the client's: it is valid until ``close()``.
    /// - Throws: ``VarlinkError``; after an error of the service the connection stays usable.
    public func upgrade(
        _ method: String,
        _ parameters: JSON.Object = [:]
    ) throws(VarlinkError) -> (output: JSON.Object, descriptor: Int32) {
        let deadline = Deadline(after: timeout)
        try send(Call(method, parameters, mode: .upgrade), until: deadline)
        let (output, _) = try reply(isExact: true, until: deadline)
        state = .unusable(failure(.busy, "another protocol speaks on the connection"))
        return (output, transport.descriptor)
    }

    private func send(_ call: Call, until deadline: Deadline) throws(VarlinkError) {
        switch state {
        case .idle: break
        case .streaming: throw failure(.busy, "the replies of the call before are not read to their end")
        case .unusable(let error): throw error
        }
        do throws(VarlinkError) {
            try transport.write(call.encoded, until: deadline)
        } catch {
            throw giveUp(error)
        }
    }

    private func reply(
        isExact: Bool = false,
        until deadline: Deadline
    ) throws(VarlinkError) -> (output: JSON.Object, continues: Bool) {
        let message: Reply
        do throws(VarlinkError) {
            message = try receive(isExact: isExact, until: deadline)
        } catch {
            throw giveUp(error)
        }
        switch message.outcome {
        case .parameters(let output, let continues): return (output, continues)
        case .error(let error): throw failure(.remote, "the service answered with an error", reply: error)
        }
    }

    private func receive(isExact: Bool, until deadline: Deadline) throws(VarlinkError) -> Reply {
        while true {
            do {
                if let frame = try decoder.next() { return try Reply(decoding: frame) }
            } catch {
                throw failure(.protocolViolation, "\(error)")
            }
            let bytes = try transport.read(isExact: isExact, until: deadline)
            decoder.feed(bytes.span.bytes)
        }
    }

    private func failure(_ code: VarlinkError.Code, _ message: String, reply: ErrorReply? = nil) -> VarlinkError {
        VarlinkError(code, message, address: "\(address)", reply: reply)
    }

    /// After this error nobody knows which reply would come next, so no further call is possible.
    private func giveUp(_ error: VarlinkError) -> VarlinkError {
        state = .unusable(error)
        return error
    }

    /// The next reply of the `more` call under way.
    fileprivate func nextReply(timeout: Duration?) throws(VarlinkError) -> (output: JSON.Object, continues: Bool) {
        if case .unusable(let error) = state { throw error }
        do throws(VarlinkError) {
            let reply = try reply(until: Deadline(after: timeout))
            if !reply.continues { state = .idle }
            return reply
        } catch {
            if error.code == .remote { state = .idle }
            throw error
        }
    }
}

extension Client {
    /// The replies of one call, read one by one.
    public struct Replies {
        private let client: Client
        private let timeout: Duration?
        private var isFinished = false

        fileprivate init(client: Client, timeout: Duration?) {
            self.client = client
            self.timeout = timeout
        }

        /// Waits for the next reply.
        /// - Returns: its output, or nil after the last one.
        /// - Throws: ``VarlinkError``; an error is the end.
        public mutating func next() throws(VarlinkError) -> JSON.Object? {
            guard !isFinished else { return nil }
            isFinished = true
            let (output, continues) = try client.nextReply(timeout: timeout)
            isFinished = !continues
            return output
        }

        /// Reads all replies that are left.
        /// - Throws: ``VarlinkError``.
        public mutating func collect() throws(VarlinkError) -> [JSON.Object] {
            var outputs: [JSON.Object] = []
            while let output = try next() { outputs.append(output) }
            return outputs
        }
    }
}
