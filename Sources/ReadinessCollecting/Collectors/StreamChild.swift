import Glibc
import ReadinessModel
import Synchronization

/// One life of a program that runs on, read by a thread of its own.
final class StreamChild: Sendable {
    /// What is run, for people.
    let program: String
    private let stopSignal = StopSignal(hasDescriptor: true)
    private let input: Pipe?
    private let context: ReadingContext
    private let state: Mutex<State>
    private let done = DoneSignal()

    private struct State {
        var stream: DialectStream
        var process: pid_t?
        var bytes = 0
        var isNew = true
        var lastOutput = ContinuousClock.now
        var end: End?
    }

    /// How it ended.
    private enum End {
        case outcome(ChildRun.Outcome)
        case failed(CollectorError)
    }

    /// Starts the program.
    ///
    /// - Throws: when it cannot be started, or the mapping names what the model lacks.
    init(
        _ specification: CollectorSpecification,
        source: StreamSource,
        catalog: SeriesCatalog,
        explains: Bool,
        report: @escaping @Sendable (ExecCollector.ErrorOutput) -> Void
    ) throws(CollectorError) {
        let command = source.program.command.joined(separator: " ")
        program = command.count > 120 ? "\(command.prefix(117))..." : command
        context = ReadingContext(
            catalog: catalog,
            defaultTime: .now,
            origin: program,
            explains: explains,
            advances: true
        )
        let stream = try DialectStream(format: specification.format, context: context, pieceSize: 16 * 1024)
        state = Mutex(State(stream: stream))
        input = source.trigger == .newline ? Pipe(blocks: true) : nil
        let identity = "READINESS_RUN=\(getpid())-\(UInt64.random(in: 0 ... .max))"
        let run = ChildRun(
            launch: ChildLaunch(
                command: source.program.command,
                directory: source.program.directory,
                environment: CleanEnvironment(specification, source.program, identity: identity).variables,
                memoryLimit: source.program.memoryLimit
            ),
            marker: identity,
            stop: stopSignal,
            input: input,
            started: { [weak self] process in self?.state.withLock { $0.process = process } },
            grace: { ChildRun.shutdownGrace }
        )
        let isStarted = OwnThread.start(name: specification.name) { [self] in live(run, report) }
        guard isStarted else {
            throw CollectorError(
                .start,
                place: program,
                cause: "no thread could be started",
                advice: "see TasksMax= of the unit and the memory left"
            )
        }
    }

    // MARK: - Asked by runs

    /// Bytes printed so far.
    var bytes: Int { state.withLock { $0.bytes } }

    /// Whether something that was printed has a meaning, be it that it is passed over or refused.
    var hasSamples: Bool {
        state.withLock { state in
            let delivery = state.stream.delivery
            return !delivery.readings.isEmpty || delivery.ignored > 0 || delivery.rejectCounts.total > 0
        }
    }

    /// Whether nothing was fetched yet.
    var isNew: Bool { state.withLock { $0.isNew } }

    /// Whether its process is there, so that it can be asked.
    var isStarted: Bool { state.withLock { $0.process != nil || $0.end != nil } }

    /// Whether it has ended.
    var hasEnded: Bool { state.withLock { $0.end != nil } }

    /// How long it has printed nothing.
    var silence: TimeSpan { TimeSpan(state.withLock { $0.lastOutput }.duration(to: .now)) }

    /// Takes out what was read.
    func take() -> Delivery {
        state.withLock { state in
            state.isNew = false
            var delivery = state.stream.takeDelivery()
            if case .outcome(let outcome) = state.end { delivery.cost = outcome.cost }
            return delivery
        }
    }

    /// Asks it to print.
    ///
    /// - Returns: whether it could be asked.
    func trigger(_ trigger: StreamSource.Trigger) -> Bool {
        guard let process = state.withLock({ $0.end == nil ? $0.process : nil }) else { return false }
        switch trigger {
        case .none: return false
        case .newline:
            var byte: UInt8 = 0x0A
            // A program that does not read its input leaves the pipe full; it is asked already.
            return write(input?.writer ?? -1, &byte, 1) == 1 || errno == EAGAIN
        case .hangUp: return kill(process, SIGHUP) == 0
        case .user1: return kill(process, SIGUSR1) == 0
        case .user2: return kill(process, SIGUSR2) == 0
        }
    }

    /// Ends it with all its processes; returns when they are gone.
    func stop() async {
        stopSignal.request()
        await done.wait()
    }

    /// Why it ended; nil while it runs.
    func endedWith(_ specification: CollectorSpecification) -> CollectorError? {
        guard let end = state.withLock({ $0.end }) else { return nil }
        switch end {
        case .failed(let error): return error
        case .outcome(let outcome):
            var error: CollectorError
            switch outcome.ending {
            case .exited(let status):
                error = failure(.exit, "it ended with status \(status); a stream goes on until it is stopped")
            case .signalled(let number): error = failure(.signal, "signal \(number) ended it")
            case .stopped, .refused: error = .cancelled(place: program)
            }
            error.cost = outcome.cost
            return error
        }
    }

    private func failure(_ code: CollectorError.Code, _ cause: String) -> CollectorError {
        CollectorError(
            code,
            place: program,
            cause: cause,
            advice: "see its lines on standard error in the journal; it is started anew"
        )
    }

    // MARK: - The thread

    private func live(_ run: ChildRun, _ report: @escaping @Sendable (ExecCollector.ErrorOutput) -> Void) {
        defer { done.signal() }
        var lines = ErrorLines { report(.line($0)) }
        var linesSince = ContinuousClock.now
        var failure: CollectorError?
        do throws(CollectorError) {
            let outcome = try run.perform(
                output: { [self] descriptor in read(descriptor, &failure) },
                errors: { bytes in
                    // A program that complains for ever gets some lines a minute.
                    if linesSince.duration(to: .now) > .seconds(60) {
                        if lines.suppressed > 0 { report(.suppressed(lines.suppressed)) }
                        lines = ErrorLines { report(.line($0)) }
                        linesSince = .now
                    }
                    lines.take(bytes)
                }
            )
            lines.finish()
            if lines.suppressed > 0 { report(.suppressed(lines.suppressed)) }
            state.withLock { state in
                state.stream.finishQuietly(&failure)
                state.end = failure.map { End.failed($0) } ?? .outcome(outcome)
            }
        } catch {
            state.withLock { $0.end = .failed(error) }
        }
    }

    private func read(_ descriptor: Int32, _ failure: inout CollectorError?) -> ChildRun.Reading {
        let isFull = state.withLock { $0.stream.delivery.readings.count >= StreamCollector.readingLimit }
        guard !isFull else {
            usleep(20_000)
            return .more
        }
        context.defaultTime = .now
        return state.withLock { state in
            state.stream.beginRun()
            do throws(CollectorError) {
                switch try state.stream.read(from: descriptor) {
                case .bytes(let count):
                    state.bytes += count
                    state.lastOutput = .now
                    return .more
                case .nothing: return .more
                case .end, .failed: return .end
                }
            } catch {
                failure = error
                return .refuse
            }
        }
    }
}

extension DialectStream {
    /// Takes the last line; what is wrong with the input as a whole goes to `failure`, unless something was before.
    fileprivate mutating func finishQuietly(_ failure: inout CollectorError?) {
        do throws(CollectorError) {
            _ = try finish()
        } catch {
            failure = failure ?? error
        }
    }
}
