import Glibc
package import ReadinessModel
import Synchronization

/// A program that runs on: started by the first run, read on a thread of its own, and asked by each run for what it has
/// printed since.
///
/// When it ends, what it printed before is delivered first; then the run fails, and the next one, after a rest, starts it
/// anew. One that prints nothing for too long is taken for hung and killed with all its processes. While readings wait
/// that nobody fetches, it is not read: the pipe fills and the program waits.
package final class StreamCollector: Collector {
    /// The most readings that wait to be fetched.
    static let readingLimit = 100_000
    /// How long a run waits for the process of a program just started.
    private static let startLimit = Duration.seconds(2)
    /// How long a run waits for the answer to a trigger to begin, and then for it to go on.
    private static let answerLimit = Duration.milliseconds(500)
    private static let answerPause = Duration.milliseconds(50)

    package let specification: CollectorSpecification
    private let source: StreamSource
    private let catalog: SeriesCatalog
    private let report: @Sendable (ExecCollector.ErrorOutput) -> Void
    private let state = Mutex(State())

    /// The program, while it runs or until its end is told.
    private struct State {
        var child: StreamChild?
    }

    /// Makes a collector of `source`.
    ///
    /// - Parameter report: takes what the program writes to standard error, on the program's thread.
    package init(
        _ specification: CollectorSpecification,
        source: StreamSource,
        catalog: SeriesCatalog,
        report: @escaping @Sendable (ExecCollector.ErrorOutput) -> Void
    ) {
        self.specification = specification
        self.source = source
        self.catalog = catalog
        self.report = report
    }

    package var deliversAgain: Bool { false }

    package func acknowledge() async {}

    package func collect(_ run: CollectorRun) async throws(CollectorError) -> Delivery {
        let child = try running(run)
        // A program just started has nothing to say yet; one that is asked takes its time to answer.
        let isNew = child.isNew
        let start = min(run.deadline, ContinuousClock.now + Self.startLimit)
        while !child.isStarted, ContinuousClock.now < start {
            guard (try? await Task.sleep(for: .milliseconds(2))) != nil else { break }
        }
        if child.trigger(source.trigger) || isNew {
            let limit = run.isOnly ? run.deadline : min(run.deadline, ContinuousClock.now + Self.answerLimit)
            await answer(of: child, until: limit, hasSamples: run.isOnly)
        }
        let delivery = child.take()
        if !delivery.readings.isEmpty || delivery.rejectCounts.total > 0 { return delivery }
        if let error = child.endedWith(specification) {
            state.withLock { $0.child = nil }
            throw error
        }
        if let limit = source.silenceLimit, child.silence > limit {
            state.withLock { $0.child = nil }
            await child.stop()
            throw CollectorError(
                .silent,
                place: child.program,
                cause: "it has printed nothing for \(limit)",
                advice: "see why it hangs, or raise 'silence-limit'; it is started anew"
            )
        }
        return delivery
    }

    package func finish() async -> Delivery? {
        let child = state.withLock { state in
            defer { state.child = nil }
            return state.child
        }
        guard let child else { return nil }
        await child.stop()
        let delivery = child.take()
        return delivery.readings.isEmpty ? nil : delivery
    }

    /// The program, started where it does not run.
    private func running(_ run: CollectorRun) throws(CollectorError) -> StreamChild {
        if let child = state.withLock({ $0.child }) { return child }
        let child = try StreamChild(
            specification,
            source: source,
            catalog: catalog,
            explains: run.explains,
            report: report
        )
        state.withLock { $0.child = child }
        return child
    }

    /// Waits until the program has printed something and then pauses, or until a moment.
    ///
    /// - Parameter hasSamples: whether what it prints must be more than declarations.
    private func answer(of child: StreamChild, until end: ContinuousClock.Instant, hasSamples: Bool) async {
        let before = child.bytes
        while ContinuousClock.now < end, !child.hasEnded,
            hasSamples ? !child.hasSamples : child.bytes == before
        {
            guard (try? await Task.sleep(for: .milliseconds(5))) != nil else { return }
        }
        var last = child.bytes
        while ContinuousClock.now < end, !child.hasEnded {
            guard (try? await Task.sleep(for: Self.answerPause)) != nil else { return }
            guard child.bytes != last else { return }
            last = child.bytes
        }
    }
}
