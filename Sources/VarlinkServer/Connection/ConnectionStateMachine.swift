import Varlink

/// Everything that is decided about one connection: which call comes next, who may answer it, when to read, when to
/// close. A pure value; the handler around it performs what it says.
struct ConnectionStateMachine: Sendable {
    /// What to do next.
    enum Step: Sendable, Hashable {
        /// Perform the call; answers to it carry this number.
        case perform(Call, number: Int)
        /// Nothing, until something else happens.
        case wait
        /// Let what was written go out, then close.
        case close(CloseReason)
    }

    /// Why a connection is closed.
    enum CloseReason: Sendable, Hashable {
        /// The peer has sent everything and was answered.
        case finished
        /// The server shuts down.
        case shutdown
        /// The peer broke the protocol.
        case violation(String)
    }

    /// An answer by a handler.
    enum Answer: Sendable, Hashable {
        /// One of several; more follow.
        case continued
        /// The last or only one.
        case last
        /// The last one, after which another protocol takes the connection.
        case upgraded
    }

    /// What to do with an answer.
    enum Verdict: Sendable, Hashable {
        /// Write it.
        case write
        /// Drop it: the caller wants none or is gone.
        case drop
        /// Drop it and tell the handler that the call is over.
        case refuse
    }

    private enum Phase: Sendable {
        case idle
        case running(Call.Mode)
        case upgraded
        case closed
    }

    private var decoder: FrameDecoder
    private let pipelinedBytes: Int
    private var phase = Phase.idle
    private var number = 0
    /// Whether no complete call is left in the decoder: only then is reading on the way forward.
    private var needsMoreInput = true
    private var inputHasEnded = false
    private var peerIsGone = false
    private var isShuttingDown = false
    private var outputIsBlocked = false

    /// - Parameters:
    ///   - messageBytes: the longest call in bytes.
    ///   - pipelinedBytes: how many bytes of further calls are read while one is performed.
    init(messageBytes: Int, pipelinedBytes: Int) {
        decoder = FrameDecoder(limit: messageBytes)
        self.pipelinedBytes = pipelinedBytes
    }

    /// Whether more is to be read from the socket. While a call is performed, or its answer does not go out, only
    /// little is read ahead: the rest waits in the kernel and slows the peer down.
    var wantsToRead: Bool {
        guard !inputHasEnded, !isShuttingDown else { return false }
        switch phase {
        case .idle where !outputIsBlocked && needsMoreInput: return true
        case .idle: return decoder.bufferedBytes < pipelinedBytes
        case .running: return decoder.bufferedBytes < pipelinedBytes
        case .upgraded, .closed: return false
        }
    }

    /// Whether the call of that number is still under way.
    func isRunning(_ call: Int) -> Bool {
        if case .running = phase { call == number } else { false }
    }

    /// Whether a call may end without an answer: nobody waits for one, or the connection closes anyway.
    var mayAbandonCalls: Bool { peerIsGone || isShuttingDown }

    /// Whether the peer will send nothing more.
    var hasInputEnded: Bool { inputHasEnded }

    /// Bytes arrived.
    mutating func receive(_ bytes: RawSpan) {
        decoder.feed(bytes)
        needsMoreInput = false
    }

    /// The peer will send nothing more but may still read.
    mutating func endInput() { inputHasEnded = true }

    /// The peer is gone: nothing can be answered any more. Calls that want no answer are still performed.
    /// - Returns: whether a call is under way that has become pointless.
    mutating func losePeer() -> Bool {
        inputHasEnded = true
        peerIsGone = true
        guard case .running(let mode) = phase else { return false }
        return mode != .oneway
    }

    /// The server stops: the call under way is finished, no other is begun.
    mutating func beginShutdown() { isShuttingDown = true }

    /// Whether what was written goes out, or waits for the peer to read.
    mutating func setOutput(blocked: Bool) { outputIsBlocked = blocked }

    /// Decides what comes next. To be called until it says wait or close.
    mutating func next() -> Step {
        guard case .idle = phase else { return .wait }
        if isShuttingDown { return close(.shutdown) }
        if outputIsBlocked, !peerIsGone { return .wait }
        while true {
            do {
                guard let frame = try decoder.next() else { break }
                let call = try Call(decoding: frame)
                if peerIsGone, call.mode != .oneway { continue }
                phase = .running(call.mode)
                number += 1
                return .perform(call, number: number)
            } catch {
                return close(.violation("\(error)"))
            }
        }
        needsMoreInput = true
        guard inputHasEnded else { return .wait }
        return close(decoder.bufferedBytes == 0 || peerIsGone ? .finished : .violation("the last message has no end"))
    }

    private mutating func close(_ reason: CloseReason) -> Step {
        phase = .closed
        return .close(reason)
    }

    /// A handler answers.
    /// - Parameter call: the number of the call it answers.
    mutating func answer(_ answer: Answer, to call: Int) -> Verdict {
        guard case .running(let mode) = phase, call == number else { return .refuse }
        switch answer {
        case .continued:
            guard mode == .more, !peerIsGone else { return .refuse }
            return .write
        case .last:
            phase = .idle
            return mode == .oneway || peerIsGone ? .drop : .write
        case .upgraded:
            guard mode == .upgrade, !peerIsGone else {
                phase = .idle
                return .drop
            }
            phase = .upgraded
            return .write
        }
    }

    /// Ends the call under way without an answer. Only where ``mayAbandonCalls`` says so.
    mutating func abandon(_ call: Int) {
        guard case .running = phase, call == number, mayAbandonCalls else { return }
        phase = .idle
    }

    /// What arrived after the call that upgraded the connection.
    mutating func takeRest() -> [UInt8] { decoder.takeRest() }
}
