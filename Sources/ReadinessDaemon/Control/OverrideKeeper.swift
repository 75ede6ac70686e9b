import ReadinessHistory
import ReadinessModel

/// Keeps the overrides: each change is durable in the history first, then in force, then told.
actor OverrideKeeper {
    private var board: OverrideBoard
    private let history: any HistoryStore
    private let engine: Engine
    private let events: EventReporter
    private let alarm: Alarm

    /// A keeper that goes on with what the history holds.
    init(history: any HistoryStore, engine: Engine, events: EventReporter, alarm: Alarm) async throws(HistoryError) {
        board = OverrideBoard(try await history.overrides())
        self.history = history
        self.engine = engine
        self.events = events
        self.alarm = alarm
        await engine.override(board.all)
    }

    /// Puts an override in force.
    ///
    /// - Parameter computed: the computed score, 0 to 1, for the journal.
    func set(_ override: Override, computed: Double?) async throws(HistoryError) {
        let change = OverrideChange(
            action: .set,
            override: override,
            at: override.at,
            who: override.who,
            why: override.why
        )
        try await history.record(overrides: [change])
        board.set(override)
        await putInForce()
        events.override(change, computed: computed)
    }

    /// Takes an override back before its time.
    ///
    /// - Returns: the override; nil when there was none.
    func lift(
        _ node: String,
        at entity: String,
        by who: Override.Person,
        why: String,
        now: Timestamp
    ) async throws(HistoryError) -> Override? {
        guard let override = board.override(node, at: entity) else { return nil }
        let change = OverrideChange(action: .lifted, override: override, at: now, who: who, why: why)
        try await history.record(overrides: [change])
        board.remove(override)
        await putInForce()
        events.override(change, computed: nil)
        return override
    }

    /// Ends the overrides whose time is over. Where the history does not take it, they are ended in the next round;
    /// in force they are no longer anyway.
    func expire(at now: Timestamp) async {
        let changes = board.expired(at: now).map { OverrideChange(action: .expired, override: $0, at: now) }
        guard !changes.isEmpty else { return }
        do throws(HistoryError) {
            try await history.record(overrides: changes)
        } catch {
            events.historyFailed(error)
            return
        }
        for change in changes {
            board.remove(change.override)
            events.override(change, computed: nil)
        }
        await engine.override(board.all)
    }

    /// When the time of the next override is over; nil when there is none, or it is over and its end not yet written.
    func nextEnd(after now: Timestamp) -> Timestamp? { board.nextEnd.flatMap { $0 > now ? $0 : nil } }

    private func putInForce() async {
        await engine.override(board.all)
        alarm.ring()
    }
}
