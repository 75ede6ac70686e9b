import Glibc
import ReadinessModel
import Synchronization
import Varlink

/// One life of a native collector that was started here: its processes, on a thread of their own, and our end of its
/// socket.
final class PluginChild: Sendable {
    /// The program, for people.
    let program: String
    private let stopSignal = StopSignal(hasDescriptor: true)
    private let done = DoneSignal()
    private let process = Mutex<pid_t?>(nil)
    private let outcome = Mutex<Result<ChildRun.Outcome, CollectorError>?>(nil)

    /// Starts the program.
    ///
    /// - Parameter report: takes what it writes to standard error and standard output.
    /// - Returns: the child, and our end of its socket, which the caller closes.
    /// - Throws: when it cannot be started.
    static func start(
        _ specification: CollectorSpecification,
        _ source: ExecSource,
        report: @escaping @Sendable (ExecCollector.ErrorOutput) -> Void
    ) throws(CollectorError) -> (child: PluginChild, socket: Int32) {
        let child = PluginChild(source.command.joined(separator: " "))
        let pair: (Int32, Int32)
        do throws(ErrorNumber) {
            pair = try UnixSocket.makePair()
        } catch {
            throw child.failure(.start, "no socket could be made: \(error)", "see LimitNOFILE= of the unit")
        }
        let identity = "READINESS_RUN=\(getpid())-\(UInt64.random(in: 0 ... .max))"
        var environment = CleanEnvironment(specification, source, identity: identity).variables
        environment["LISTEN_FDS"] = "1"
        environment["LISTEN_FDNAMES"] = "varlink"
        // Only the child itself knows its process number, so a shell sets it before it becomes the program.
        let script = #"LISTEN_PID=$$; export LISTEN_PID; exec "$@""#
        var launch = ChildLaunch(
            command: ["/bin/sh", "-c", script, "sh"] + source.command,
            directory: source.directory,
            environment: environment,
            memoryLimit: source.memoryLimit
        )
        launch.socket = pair.1
        let run = ChildRun(
            launch: launch,
            marker: identity,
            stop: child.stopSignal,
            started: { process in
                close(pair.1)
                child.process.withLock { $0 = process }
            },
            grace: { ChildRun.shutdownGrace }
        )
        guard OwnThread.start(name: specification.name, { child.live(run, report) }) else {
            close(pair.0)
            close(pair.1)
            throw child.failure(.start, "no thread could be started", "see TasksMax= of the unit and the memory left")
        }
        return (child, pair.0)
    }

    private init(_ command: String) { program = command.count > 120 ? "\(command.prefix(117))..." : command }

    private func live(_ run: ChildRun, _ report: @escaping @Sendable (ExecCollector.ErrorOutput) -> Void) {
        defer { done.signal() }
        var lines = ErrorLines { report(.line($0)) }
        do throws(CollectorError) {
            let result = try run.perform(
                output: { descriptor in
                    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
                        let count = read(descriptor, buffer.baseAddress, buffer.count)
                        guard count > 0 else { return count < 0 && errno == EAGAIN ? .more : .end }
                        // It should print nothing; what it prints is shown, and does not go on for ever.
                        lines.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]).bindMemory(to: UInt8.self))
                        return .more
                    }
                },
                errors: { lines.take($0) }
            )
            lines.finish()
            if lines.suppressed > 0 { report(.suppressed(lines.suppressed)) }
            outcome.withLock { $0 = .success(result) }
        } catch {
            if let socket = run.launch.socket { close(socket) }
            let failure = error
            outcome.withLock { $0 = .failure(failure) }
        }
    }

    /// What it has used; nil while it runs.
    var cost: RunCost? { outcome.withLock { try? $0?.get().cost } }

    /// Why it ended; nil while it runs.
    var end: CollectorError? {
        outcome.withLock { outcome in
            switch outcome {
            case nil: return nil
            case .failure(let error): return error
            case .success(let outcome):
                var error: CollectorError
                let advice = "see its lines on standard error in the journal; it is started anew"
                switch outcome.ending {
                case .exited(127): error = failure(.start, "it could not be started", advice)
                case .exited(let status): error = failure(.exit, "it ended with status \(status)", advice)
                case .signalled(let number): error = failure(.signal, "signal \(number) ended it", advice)
                case .stopped, .refused: error = .cancelled(place: program)
                }
                error.cost = outcome.cost
                return error
            }
        }
    }

    /// Asks the program itself to end by SIGTERM, and nobody else.
    func terminate() {
        // It may have answered before its thread knew its number.
        for _ in 0..<100 where process.withLock({ $0 == nil }) && outcome.withLock({ $0 == nil }) { usleep(10_000) }
        let isRunning = outcome.withLock { $0 == nil }
        if isRunning, let process = process.withLock({ $0 }) { kill(process, SIGTERM) }
    }

    /// Ends it with all its processes, without waiting.
    func requestStop() { stopSignal.request() }

    /// Ends it with all its processes; returns when they are gone.
    func stop() async {
        stopSignal.request()
        await done.wait()
    }

    /// Waits a moment for its end: what it closed first was its socket.
    func waitBriefly() {
        for _ in 0..<50 where outcome.withLock({ $0 == nil }) { usleep(10_000) }
    }

    private func failure(_ code: CollectorError.Code, _ cause: String, _ advice: String) -> CollectorError {
        CollectorError(code, place: program, cause: cause, advice: advice)
    }
}
