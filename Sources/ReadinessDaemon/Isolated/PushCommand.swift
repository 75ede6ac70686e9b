import Logging
import ReadinessCollecting
import ReadinessConfiguration
import ReadinessModel
import Systemd

/// `readinessd collect NAME --push`: runs one isolated collector by its interval, as its own unit does, and pushes what it
/// brings to the daemon. While the daemon is away nothing is lost: what was brought is kept and offered again.
package struct PushCommand {
    /// How often the daemon hears how the collector is, at least.
    private static let pulse = Duration.seconds(10)

    private let name: String
    private let layers: [String]
    private let address: String
    private let events: EventReporter
    private let notify: Notify
    private let fleet: CollectorFleet

    /// Runs the collector until it is told to stop.
    ///
    /// - Returns: the exit status: 78 for a bad configuration, 64 where no isolated collector has the name.
    package static func run(name: String, layers: [String], address: String) async -> Int32 {
        do {
            let sink = try JournalSink()
            defer { sink.flush() }
            LoggingSystem.bootstrap { JournalLogHandler(label: $0, sink: sink, level: .trace) }
            let events = EventReporter(sink: sink)
            let command = Self(
                name: name,
                layers: layers,
                address: address,
                events: events,
                notify: try Notify.takingEnvironment(),
                fleet: CollectorFleet(events: events, directory: try ServiceDirectories().state.first)
            )
            return await command.run()
        } catch {
            Terminal.complain("readinessd: \(error)")
            return ExitStatus.failure
        }
    }

    private func run() async -> Int32 {
        do {
            // Before anything else: from here on no signal kills the process.
            let signals = try SignalSource()
            var watchdog = try Watchdog.takingEnvironment()
            let first = try await load()
            guard let first else { return 64 }
            await adopt(first)
            try notify.send(.ready)
            let pulse = Task { await beat() }
            let guardian = Task {
                while !Task.isCancelled, let remaining = watchdog?.remaining(at: .now) {
                    try? await Task.sleep(for: remaining)
                    if watchdog?.isDue(at: .now) == true { _ = try? notify.send(.watchdog) }
                }
            }
            for await signal in signals.signals {
                guard signal == .hangUp else { break }
                await reload()
            }
            _ = try? notify.send(.stopping)
            await fleet.stop()
            pulse.cancel()
            guardian.cancel()
            return ExitStatus.success
        } catch let diagnostics as Diagnostics {
            events.rejected(diagnostics, keepsOld: false)
            return ExitStatus.configuration
        } catch {
            events.send("Collector \(name) ends: \(error)", .critical, nil)
            return ExitStatus.failure
        }
    }

    /// The collector and the names it uses; nil, told, where there is none to run here.
    private func load() async throws -> (specification: CollectorSpecification, catalog: SeriesCatalog)? {
        let layers = layers
        let configuration = try await Blocking.run { try Configuration.load(layers: layers) }
        let found = configuration.collectors.first { $0.name == name }
        guard var specification = found, specification.isIsolated else {
            let reason = found == nil ? "there is no such collector" : "the daemon runs it; write 'isolated: true'"
            events.send("Collector \(name) is not run in a unit of its own: \(reason)", .error, nil)
            return nil
        }
        specification.isIsolated = false
        return (specification, SeriesCatalog(configuration.model))
    }

    private func adopt(_ loaded: (specification: CollectorSpecification, catalog: SeriesCatalog)) async {
        let sink = PushSink(address: address, catalog: loaded.catalog)
        await fleet.adopt([loaded.specification], catalog: loaded.catalog, sink: sink, isRenamed: true)
    }

    private func reload() async {
        _ = try? notify.send(.reloadingNow())
        do {
            if let loaded = try await load() { await adopt(loaded) }
        } catch let diagnostics as Diagnostics {
            events.rejected(diagnostics, keepsOld: true)
        } catch {
            events.send("Reload failed, the configuration before stays in force: \(error)", .error, nil)
        }
        _ = try? notify.send(.ready)
    }

    /// Tells the daemon every few seconds how the collector is, and the service manager, too.
    private func beat() async {
        let sink = PushSink(address: address, catalog: SeriesCatalog(Model()))
        while !Task.isCancelled {
            // A first run may be under way; what is not known yet is not told.
            try? await Task.sleep(for: .seconds(1))
            guard let health = fleet.health.first?.health else { continue }
            var status: String
            switch health.state {
            case .unknown: continue
            case .healthy: status = "\(health.counters.readings) readings in \(health.counters.runs) runs"
            case .failing(let failing): status = "fails: \(failing.error)"
            }
            do {
                if case .failing(let failing) = health.state {
                    // That the daemon does not take the readings is nothing it has to be told.
                    let failure = failing.error.code == .undelivered ? nil : "\(failing.error)"
                    try await sink.tell(name, failure: failure)
                } else {
                    try await sink.tell(name, failure: nil)
                }
            } catch {
                status += "; the daemon does not answer"
            }
            _ = try? notify.send(.status(status))
            try? await Task.sleep(for: Self.pulse)
        }
    }
}
