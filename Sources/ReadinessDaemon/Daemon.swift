import Logging
import NIOCore
import ReadinessConfiguration
import ReadinessHistory
import ReadinessModel
import ReadinessScoring
import ServiceLifecycle
import Systemd
import VarlinkServer

/// The assembly of readinessd: the whole way of the data, on one page.
///
///     collectors -> EngineSink -> Engine: history (durable), then readings -> scores
///                                   |
///                                WorkLoop: snapshot -> Published -> status socket, subscribers
///                                   |                           -> journal, history, STATUS=
///                                watchdog
package struct Daemon {
    private let options: DaemonOptions
    private let sink: JournalSink
    private let events: EventReporter
    private let notify: Notify

    /// Runs the daemon until it is told to stop.
    ///
    /// - Returns: the exit status.
    package static func run(_ options: DaemonOptions) async -> Int32 {
        do {
            let sink = try JournalSink()
            defer { sink.flush() }
            LoggingSystem.bootstrap { JournalLogHandler(label: $0, sink: sink, level: .trace) }
            let daemon = Self(
                options: options,
                sink: sink,
                events: EventReporter(sink: sink),
                notify: try Notify.takingEnvironment()
            )
            return await daemon.run()
        } catch {
            Terminal.complain("readinessd: \(error)")
            return ExitStatus.failure
        }
    }

    private func run() async -> Int32 {
        do {
            try await serve()
            return ExitStatus.success
        } catch let diagnostics as Diagnostics {
            events.rejected(diagnostics, keepsOld: false)
            _ = try? notify.send(.status("configuration refused: \(diagnostics.errors.first.map { "\($0)" } ?? "")"))
            return ExitStatus.configuration
        } catch {
            events.send("readinessd ends: \(error)", .critical, nil)
            _ = try? notify.send(.status("\(error)"))
            return ExitStatus.failure
        }
    }

    private func serve() async throws {
        let started = Timestamp.now
        Memory.returnLargePieces()
        // Before anything else: from here on no signal kills the process, and no child inherits the sockets.
        let sockets = try SocketActivation.take()
        let watchdog = try Watchdog.takingEnvironment()
        let signals = try SignalSource()
        let directories = try ServiceDirectories()

        let layers = options.layers
        let configuration = try await Blocking.run { try Configuration.load(layers: layers) }
        sink.limit(to: configuration.settings.logLevel.priority)
        let state = options.stateDirectory ?? directories.state[0]
        let history = try await SQLiteHistory.open(
            path: configuration.settings.history.path ?? "\(state)/history.sqlite",
            at: started
        )
        if let replacement = history.replacement { events.historyReplaced(replacement) }

        try await StartCheck.run(
            configuration.collectors,
            before: [],
            catalog: SeriesCatalog(configuration.model),
            events: events
        )
        let (context, restored) = try await Reloader.bind(configuration, to: history, at: started)
        let engine = Engine(context, restored: restored, at: started, history: history)
        let alarm = Alarm()
        let overrides = try await OverrideKeeper(history: history, engine: engine, events: events, alarm: alarm)
        let first = await engine.evaluate(at: .now).snapshot
        let published = Published(first)
        let fleet = CollectorFleet(events: events, directory: state)
        let loop = WorkLoop(
            engine: engine,
            published: published,
            fleet: fleet,
            history: history,
            events: events,
            notify: notify,
            alarm: alarm,
            overrides: overrides,
            watchdog: watchdog,
            context: context,
            last: try await history.lastScores()
        )
        await loop.begin(with: first)

        let reloader = Reloader(
            layers: layers,
            history: history,
            engine: engine,
            loop: loop,
            fleet: fleet,
            published: published,
            events: events,
            notify: notify,
            alarm: alarm,
            context: context
        )
        let server = try statusServer(
            StatusService(
                published: published,
                fleet: fleet,
                started: started,
                analysis: AnalysisService(engine: engine, history: history)
            ),
            ControlService(published: published, keeper: overrides, fleet: fleet, events: events) {
                await reloader.reload()
                return published.configurationError
            },
            MetricsService(published: published, fleet: fleet),
            configuration.settings
        )
        try await listen(server, sockets, configuration.settings)
        let ingest = try ingestServer(
            IngestService(board: fleet.board, history: history, events: events),
            configuration.settings
        )
        try await listenForReadings(ingest, sockets, configuration, board: fleet.board, published: published)
        await reloader.startSources()
        events.accepted(configuration)
        tellStart(first, since: started, series: restored.count)
        try notify.send(.ready)
        await reloader.startCollectors()
        // Stopped in reverse: no more signals, no more readings, no more snapshots, then the socket.
        try await runUntilStopped([
            ServerService(server: server),
            ServerService(server: ingest),
            SilenceService(board: fleet.board),
            LoopService(loop: loop, alarm: alarm),
            RetentionService(history: history, engine: engine, events: events),
            FleetService(fleet: fleet),
            SignalService(signals: signals, reloader: reloader, notify: notify, events: events),
        ])
        await history.close()
    }

    private func runUntilStopped(_ services: [any Service]) async throws {
        var logger = Logger(label: "lifecycle")
        logger.logLevel = .warning
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map {
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: $0,
                        successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup
                    )
                },
                logger: logger
            )
        )
        try await group.run()
    }

    private func statusServer(
        _ status: StatusService,
        _ control: ControlService,
        _ metrics: MetricsService,
        _ settings: Settings
    ) throws -> Server {
        var limits = Limits(settings)
        limits.messageBytes = settings.limits.message
        let clients = ClientReporter(events)
        let interfaces = [try status.interface(), try control.interface(), try metrics.interface()]
        return try Server(identity: .own, interfaces: interfaces, limits: limits) { clients.report($0) }
    }

    private func ingestServer(_ service: IngestService, _ settings: Settings) throws -> Server {
        let clients = ClientReporter(events)
        return try Server(identity: .own, interfaces: [try service.interface()], limits: Limits(settings)) {
            clients.report($0)
        }
    }

    /// Serves the sockets that take readings: those the service manager opened, else, where it opened none, our own.
    private func listenForReadings(
        _ server: Server,
        _ sockets: [ActivatedSocket],
        _ configuration: Configuration,
        board: IngestBoard,
        published: Published
    ) async throws {
        let values = CollectdValues(published)
        let opening: @Sendable (Peer) -> Upgrade = { peer in
            Upgrade { channel in
                let handler = CollectdHandler(peer, board: board, values: values, on: channel.eventLoop)
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }
        for socket in sockets where socket.name == "ingest" {
            try await server.listen(at: .descriptor(socket.descriptor))
        }
        for socket in sockets where socket.name == "collectd" {
            try await server.listen(at: .descriptor(socket.descriptor), opening: opening)
        }
        guard sockets.isEmpty else {
            if !sockets.contains(where: { $0.name == "ingest" }), configuration.collectors.contains(where: \.isPushed) {
                let advice = "systemctl start readinessd-ingest.socket, then restart readinessd"
                events.send("Sources that push have no socket to push to: \(advice)", .warning, nil)
            }
            return
        }
        let settings = configuration.settings
        let status = options.statusSocket ?? settings.statusSocket
        let beside = status.lastIndex(of: "/").map { "\(status[...$0])ingest" } ?? "ingest"
        do {
            try await server.listen(at: .path(settings.ingestSocket ?? beside, mode: 0o660))
        } catch {
            guard settings.ingestSocket == nil, !configuration.collectors.contains(where: \.isPushed) else {
                throw error
            }
            events.send("No socket takes readings: \(error)", .notice, nil)
        }
        if let path = settings.collectdSocket {
            try await server.listen(at: .path(path, mode: 0o660), opening: opening)
        }
    }

    /// Serves the sockets the service manager opened, else one of our own.
    private func listen(_ server: Server, _ sockets: [ActivatedSocket], _ settings: Settings) async throws {
        let inherited = sockets.filter { $0.name == "varlink" }
        for socket in inherited { try await server.listen(at: .descriptor(socket.descriptor)) }
        // Where systemd-report looks for metrics; the same server, for every method checks its caller by itself.
        for socket in sockets where socket.name == "varlink-metrics" {
            try await server.listen(at: .descriptor(socket.descriptor))
        }
        guard inherited.isEmpty else { return }
        let path = options.statusSocket ?? settings.statusSocket
        try await Blocking.run { try Directory.make(forSocket: path) }
        try await server.listen(at: .path(path))
    }

    private func tellStart(_ snapshot: Snapshot, since started: Timestamp, series: Int) {
        let milliseconds = (Timestamp.now.nanoseconds - started.nanoseconds) / 1_000_000
        let model = snapshot.model
        events.send(
            "readinessd \(Version.number) serves \(model.title) \(model.version) after \(milliseconds) ms: "
                + "\(series) readings restored; \(StatusLine.scores(of: snapshot))",
            .notice,
            Event.started,
            [JournalField(.model, "\(model.id) \(model.version)"), JournalField(.count, "\(series)")]
        )
    }
}

extension Limits {
    /// The limits of connections that the settings give; messages may be as long as systemd's own.
    fileprivate init(_ settings: Settings) {
        self.init()
        connections = settings.limits.connections
        connectionsPerUser = settings.limits.connectionsPerUser
        outboundBytes = settings.limits.subscriberBuffer
    }
}

extension Server.Identity {
    /// What readinessd says about itself.
    fileprivate static var own: Self {
        Self(vendor: "readinessd", product: "readinessd", version: Version.number, url: Version.url)
    }
}
