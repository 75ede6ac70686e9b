import ReadinessConfiguration
import ReadinessHistory
import ReadinessModel
import ReadinessScoring
import Systemd

/// Puts a configuration in force: everything is checked and bound first, then all of it is adopted, or nothing.
actor Reloader {
    private let layers: [String]
    private let history: any HistoryStore
    private let engine: Engine
    private let loop: WorkLoop
    private let fleet: CollectorFleet
    private let published: Published
    private let events: EventReporter
    private let notify: Notify
    private let alarm: Alarm
    /// The settings the daemon was started with.
    private let initial: Settings
    private var context: EngineContext
    /// The reload under way, or the last one.
    private var last: Task<Void, Never>?

    init(
        layers: [String],
        history: any HistoryStore,
        engine: Engine,
        loop: WorkLoop,
        fleet: CollectorFleet,
        published: Published,
        events: EventReporter,
        notify: Notify,
        alarm: Alarm,
        context: EngineContext
    ) {
        self.layers = layers
        self.history = history
        self.engine = engine
        self.loop = loop
        self.fleet = fleet
        self.published = published
        self.events = events
        self.notify = notify
        self.alarm = alarm
        self.context = context
        initial = context.configuration.settings
    }

    /// Binds a configuration's names to the history and fetches the readings its scores are made of.
    static func bind(
        _ configuration: Configuration,
        to history: any HistoryStore,
        at time: Timestamp
    ) async throws -> (context: EngineContext, restored: [Reading]) {
        let catalog = SeriesCatalog(configuration.model)
        let sources = Set(configuration.collectors.map(\.name))
        let binding = try await history.bind(configuration.model, catalog: catalog, sources: sources)
        let reach = configuration.model.reachOfMeasures
        let restored = try await history.restore(binding, reach: reach, at: time)
        let context = EngineContext(
            configuration: configuration,
            plan: ScoringPlan(configuration.model),
            catalog: catalog,
            binding: binding,
            stamp: ModelStamp(configuration.model)
        )
        return (context, restored)
    }

    /// Lets the sources of the configuration the daemon was started with push.
    func startSources() async {
        await fleet.board.adopt(context, sink: sink(of: context), isRenamed: false)
    }

    /// Starts the collectors of the configuration the daemon was started with.
    func startCollectors() async { await adoptCollectors(of: context, isRenamed: false) }

    /// Loads the configuration again. A bad one changes nothing and is told with its places.
    ///
    /// One after the other, whoever asks: by signal or by the control interface.
    func reload() async {
        let previous = last
        let task = Task {
            await previous?.value
            await perform()
        }
        last = task
        await task.value
    }

    private func perform() async {
        send(.reloadingNow())
        do {
            let layers = layers
            let configuration = try await Blocking.run { try Configuration.load(layers: layers) }
            try await StartCheck.run(
                configuration.collectors,
                before: context.configuration.collectors,
                catalog: SeriesCatalog(configuration.model),
                events: events
            )
            await engine.prepareToAdopt()
            let (next, restored) = try await Self.bind(configuration, to: history, at: .now)
            // A series whose owner is gone may be taken over: what was refused before must be delivered again.
            let sources = Set(context.configuration.collectors.map(\.name))
            let isRenamed =
                next.catalog.differs(from: context.catalog, next.model, context.model)
                || sources != Set(configuration.collectors.map(\.name))
            await loop.adopt(next, restored: restored)
            context = next
            published.configurationError = nil
            events.sink.limit(to: configuration.settings.logLevel.priority)
            await adoptCollectors(of: next, isRenamed: isRenamed)
            events.accepted(configuration)
            events.waiting(configuration.settings.waitingKeys(since: initial))
        } catch let diagnostics as Diagnostics {
            published.configurationError = diagnostics.errors.first.map { "\($0)" }
            events.rejected(diagnostics, keepsOld: true)
        } catch {
            await engine.abandonAdoption()
            published.configurationError = "\(error)"
            events.send(
                "Reload failed, the configuration before stays in force: \(error)",
                .error,
                Event.configurationRejected
            )
        }
        await loop.tellStatus()
        send(.ready)
    }

    private func adoptCollectors(of context: EngineContext, isRenamed: Bool) async {
        let sink = sink(of: context)
        await fleet.board.adopt(context, sink: sink, isRenamed: isRenamed)
        await fleet.adopt(context.configuration.collectors, catalog: context.catalog, sink: sink, isRenamed: isRenamed)
    }

    private func sink(of context: EngineContext) -> EngineSink {
        let alarm = alarm
        return EngineSink(engine, context, events: events, tap: published.tap) { alarm.ring() }
    }

    private func send(_ message: NotifyMessage) {
        do {
            try notify.send(message)
        } catch {
            events.send("\(error)", .warning, nil)
        }
    }
}

extension SeriesCatalog {
    /// Whether readings interned under one model mean something else under another.
    fileprivate func differs(from other: Self, _ model: Model, _ before: Model) -> Bool {
        model.entities.map(\.id) != before.entities.map(\.id) || model.measures.map(\.id) != before.measures.map(\.id)
            || model.entities.map(\.isLeaf) != before.entities.map(\.isLeaf)
    }
}
