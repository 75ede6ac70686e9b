/// When changes of scores may be recorded: at most a tenth of the time, so that recording how a flood of readings moved
/// the scores never takes the processor from taking the readings in. A value without clock or I/O.
///
/// What moves meanwhile is recorded as one move later; the readings themselves are all kept.
struct RecordingPace: Sendable {
    /// The time left free after a record, as a multiple of the time it took.
    static let spared = 9
    /// The longest time without a record, however long one takes.
    static let longest = Duration.seconds(10)

    /// When the next record may begin; nil for at once.
    private var opens: ContinuousClock.Instant?

    /// Whether a record may begin.
    func isOpen(at now: ContinuousClock.Instant) -> Bool { remaining(at: now) == .zero }

    /// How long until a record may begin, zero for at once.
    func remaining(at now: ContinuousClock.Instant) -> Duration {
        guard let opens else { return .zero }
        return max(.zero, now.duration(to: opens))
    }

    /// Takes note of a record and of how long it took.
    mutating func hasRecorded(from began: ContinuousClock.Instant, to ended: ContinuousClock.Instant) {
        opens = ended.advanced(by: min(began.duration(to: ended) * Self.spared, Self.longest))
    }
}
