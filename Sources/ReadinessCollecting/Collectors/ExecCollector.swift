import Glibc
package import ReadinessModel
import Synchronization

/// Runs a program once per run and reads what it prints.
///
/// A run counts whole or not at all: with an exit status other than 0, a run cut short, or too much output, none of
/// its readings are delivered. Readings without a time take the time of the start. The run is over when the program
/// has ended; processes it leaves behind in its group are killed then.
package final class ExecCollector: Collector {
    package let specification: CollectorSpecification
    private let source: ExecSource
    private let catalog: SeriesCatalog
    private let report: @Sendable (ErrorOutput) -> Void
    /// The marker of a run whose processes could not be killed.
    private let stuck = Mutex<String?>(nil)

    /// What came on standard error.
    package enum ErrorOutput: Hashable, Sendable {
        /// A line, at most 1 KiB, control characters escaped.
        case line(String)
        /// So many more lines of the run were left out.
        case suppressed(Int)
    }

    /// Makes a collector of `source`.
    ///
    /// - Parameter report: takes what the program writes to standard error, on a thread of the run.
    package init(
        _ specification: CollectorSpecification,
        source: ExecSource,
        catalog: SeriesCatalog,
        report: @escaping @Sendable (ErrorOutput) -> Void
    ) {
        self.specification = specification
        self.source = source
        self.catalog = catalog
        self.report = report
    }

    package var deliversAgain: Bool { false }

    package func acknowledge() async {}

    package func collect(_ run: CollectorRun) async throws(CollectorError) -> Delivery {
        let stop = StopSignal(hasDescriptor: true)
        return try await OwnThread.run(name: specification.name, stop: stop, abandons: false) {
            [self] () throws(CollectorError) in
            try perform(run, stop)
        }
    }

    /// What is run, for people: the whole command, for `/bin/sh` alone names nothing.
    private var program: String {
        let command = source.command.joined(separator: " ")
        return command.count > 120 ? "\(command.prefix(117))..." : command
    }

    private func perform(_ run: CollectorRun, _ stop: StopSignal) throws(CollectorError) -> Delivery {
        try refuseWhileStuck()
        let context = ReadingContext(catalog: catalog, defaultTime: run.time, origin: program, explains: run.explains)
        var stream = try DialectStream(format: specification.format, context: context, pieceSize: 16 * 1024)
        let report = report
        var lines = ErrorLines { report(.line($0)) }
        let identity = "READINESS_RUN=\(getpid())-\(UInt64.random(in: 0 ... .max))"
        let child = ChildRun(
            launch: ChildLaunch(
                command: source.command,
                directory: source.directory,
                environment: CleanEnvironment(specification, source, identity: identity).variables,
                memoryLimit: source.memoryLimit
            ),
            marker: identity,
            stop: stop,
            grace: { ContinuousClock.now >= run.deadline ? ChildRun.grace : ChildRun.shutdownGrace }
        )
        var refusal: CollectorError?
        let outcome = try child.perform(
            output: { descriptor in
                do throws(CollectorError) {
                    let progress = try stream.read(from: descriptor)
                    guard stream.delivery.bytes <= source.outputLimit else { throw tooMuch() }
                    if case .bytes = progress { return .more }
                    return progress == .nothing ? .more : .end
                } catch {
                    refusal = error
                    return .refuse
                }
            },
            errors: { lines.take($0) }
        )
        lines.finish()
        if lines.suppressed > 0 { report(.suppressed(lines.suppressed)) }
        do throws(CollectorError) {
            try check(outcome, refusal, run, identity)
            if case .exited(let status) = outcome.ending { stream.ended(status: status) }
            var delivery = try stream.finish().refusingGarbage()
            delivery.cost = outcome.cost
            return delivery
        } catch {
            var error = error
            error.cost = outcome.cost
            throw error
        }
    }

    private func refuseWhileStuck() throws(CollectorError) {
        guard let marker = stuck.withLock({ $0 }) else { return }
        let members = ProcessTable.members(group: nil, marker: marker)
        guard members.isEmpty else { throw stuckError(members) }
        stuck.withLock { $0 = nil }
    }

    private func check(
        _ outcome: ChildRun.Outcome,
        _ refusal: CollectorError?,
        _ run: CollectorRun,
        _ identity: String
    ) throws(CollectorError) {
        guard outcome.survivors.isEmpty else {
            stuck.withLock { $0 = identity }
            throw stuckError(outcome.survivors)
        }
        if let refusal { throw refusal }
        switch outcome.ending {
        case .exited(0): return
        // How such a program ended is what it has to say.
        case .exited(1...3) where specification.format.name == "nagios": return
        case .exited(let status):
            throw failure(.exit, "it ended with status \(status)", "see its lines on standard error in the journal")
        case .signalled(let number):
            throw failure(.signal, "signal \(number) ended it", "see coredumpctl and MemoryMax= of the unit")
        case .stopped, .refused:
            guard ContinuousClock.now >= run.deadline else { throw .cancelled(place: program) }
            throw .deadline(place: program, specification)
        }
    }

    private func tooMuch() -> CollectorError {
        failure(
            .outputLimit,
            "it printed more than \(source.outputLimit) bytes and was killed",
            "let it print less, or raise 'output-limit'"
        )
    }

    private func stuckError(_ processes: [pid_t]) -> CollectorError {
        let list = processes.map { "\($0)" }.joined(separator: ", ")
        return failure(
            .stuck,
            "its processes \(list) outlive SIGKILL",
            "see 'ps -o stat,wchan -p \(list)'; it is started again when they are gone"
        )
    }

    private func failure(_ code: CollectorError.Code, _ cause: String, _ advice: String) -> CollectorError {
        CollectorError(code, place: program, cause: cause, advice: advice)
    }
}

extension CollectorError {
    /// The run took longer than it may.
    static func deadline(place: String, _ specification: CollectorSpecification) -> Self {
        Self(
            .deadline,
            place: place,
            cause: "the run did not end within \(specification.deadline)",
            advice: "see why it is slow, or raise 'deadline' (at most the interval, \(specification.interval))"
        )
    }
}
