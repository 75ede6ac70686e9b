import Glibc
import ReadinessModel
import Synchronization
import Varlink

/// Asks a native collector over Varlink: one that is started here and kept running, or a service at an address.
///
/// One that breaks the protocol, hangs or ends costs its run: it is ended with all its processes, and the next run, after a
/// rest, starts it anew. What it answers properly, also that its source has failed, leaves it running.
final class PluginCollector: Collector {
    let specification: CollectorSpecification
    private let source: PluginSource
    private let catalog: SeriesCatalog
    private let report: @Sendable (ExecCollector.ErrorOutput) -> Void
    private let child = Mutex<PluginChild?>(nil)
    /// The connection; used by one run at a time.
    private let client = Mutex<Client?>(nil)
    private let thread = ReadingThread()

    init(
        _ specification: CollectorSpecification,
        source: PluginSource,
        catalog: SeriesCatalog,
        report: @escaping @Sendable (ExecCollector.ErrorOutput) -> Void
    ) {
        self.specification = specification
        self.source = source
        self.catalog = catalog
        self.report = report
    }

    var deliversAgain: Bool { false }

    func acknowledge() async {}

    func collect(_ run: CollectorRun) async throws(CollectorError) -> Delivery {
        do throws(CollectorError) {
            return try await thread.run(specification.name, place: title) { [self] _ throws(CollectorError) in
                try ask(run)
            }
        } catch {
            // A run that is cut short leaves a conversation nobody can follow.
            if error.code == .cancelled { child.withLock { $0 }?.requestStop() }
            throw error
        }
    }

    func finish() async -> Delivery? {
        let child = child.withLock { child in
            defer { child = nil }
            return child
        }
        await child?.stop()
        // A run that goes on has lost its connection, and ends.
        if !thread.isRunning { client.withLock { $0 = nil } }
        return nil
    }

    private func ask(_ run: CollectorRun) throws(CollectorError) -> Delivery {
        let (lines, bad) = try client.withLock { client throws(CollectorError) -> (SampleLines, Int) in
            do throws(CollectorError) {
                let conversation: PluginConversation
                if let known = client {
                    conversation = PluginConversation(client: known, program: title, report: report)
                } else {
                    let new = try connect(until: run.deadline)
                    conversation = PluginConversation(client: new, program: title, report: report)
                    try conversation.begin(
                        options: source.options,
                        interval: specification.interval,
                        format: specification.format,
                        catalog: catalog,
                        until: run.deadline
                    )
                    client = new
                }
                return try conversation.collect(until: run.deadline, advance: run.advance)
            } catch {
                guard error.code != .source else { throw error }
                client = nil
                let end = ended()
                // Where the connection was lost, the end of the program says why.
                throw error.code == .exit ? end ?? error : error
            }
        }
        let context = ReadingContext(catalog: catalog, defaultTime: run.time, origin: title, explains: run.explains)
        var stream = try DialectStream(format: specification.format, context: context)
        try stream.feed(lines.bytes)
        var delivery = try stream.finish()
        for _ in 0..<bad {
            delivery.reject(
                Reject(reason: .malformed, line: 0, excerpt: "", message: "an observation lacks its name or number")
            )
        }
        return try delivery.refusingGarbage()
    }

    private var title: String {
        switch source.place {
        case .program(let program): program.command.joined(separator: " ")
        case .address(let address): address
        }
    }

    private func connect(until deadline: ContinuousClock.Instant) throws(CollectorError) -> Client {
        switch source.place {
        case .program(let program):
            let (child, socket) = try PluginChild.start(specification, program, report: report)
            self.child.withLock { $0 = child }
            return Client(connectedDescriptor: socket, name: child.program)
        case .address(let address):
            do throws(VarlinkError) {
                return try Client(Address(address), timeout: ContinuousClock.now.duration(to: deadline))
            } catch {
                throw CollectorError(
                    .unreadable,
                    place: address,
                    cause: error.message + (error.errorNumber.map { ": \($0)" } ?? ""),
                    advice: "see whether the service runs, and lets this user connect"
                )
            }
        }
    }

    /// Ends the child after a failure.
    ///
    /// - Returns: why it had ended by itself; nil where it had not.
    private func ended() -> CollectorError? {
        let child = child.withLock { child in
            defer { child = nil }
            return child
        }
        guard let child else { return nil }
        child.waitBriefly()
        let end = child.end
        child.requestStop()
        return end
    }
}
