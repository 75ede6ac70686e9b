import ReadinessConfiguration
import ReadinessHistory
import ReadinessModel
import ReadinessScoring
import ServiceLifecycle
import Systemd

/// Forgets what is older than the configuration keeps, once a day.
struct RetentionService: Service {
    /// The first time is not at start, when there is enough to do.
    private static let delay = Duration.seconds(600)
    private static let interval = Duration.seconds(86_400)

    let history: any HistoryStore
    let engine: Engine
    let events: EventReporter

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var pause = Self.delay
            while !Task.isCancelled {
                do { try await Task.sleep(for: pause) } catch { return }
                await prune()
                pause = Self.interval
            }
        }
    }

    private func prune() async {
        let context = await engine.readings().context
        // What a window still reaches is kept, whatever the setting says.
        let reach = context.model.reachOfMeasures.compactMap(\.self).max() ?? TimeSpan(nanoseconds: 0)
        let keep = max(context.configuration.settings.history.keep, reach)
        do {
            let count = try await history.prune(before: .now - keep)
            guard count > 0 else { return }
            events.send(
                "History forgot \(count) rows older than \(keep)",
                .info,
                nil,
                [JournalField(.count, "\(count)")]
            )
        } catch {
            events.historyFailed(error)
        }
    }
}
