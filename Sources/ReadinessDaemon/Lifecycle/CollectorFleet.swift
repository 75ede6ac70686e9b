import ReadinessCollecting
import ReadinessModel
import Synchronization

/// The collectors of the configuration in force, each supervised by a task of its own.
final class CollectorFleet: Sendable {
    private struct Member: Sendable {
        let supervisor: CollectorSupervisor
        let task: Task<Void, Never>
    }

    private struct State {
        var members: [String: Member] = [:]
        var order: [CollectorSpecification] = []
        var isStopped = false
    }

    private let state = Mutex(State())
    private let events: EventReporter
    /// Those that push, for which nothing is run here.
    let board: IngestBoard

    private let directory: String?

    /// Makes an empty fleet.
    ///
    /// - Parameter directory: where collectors keep how far they have come; nil where nothing is kept.
    init(events: EventReporter, directory: String? = nil) {
        self.events = events
        self.directory = directory
        board = IngestBoard(events: events)
    }

    /// How every collector is, in the order of the configuration.
    var health: [(specification: CollectorSpecification, health: CollectorHealth)] {
        let (order, members) = state.withLock { ($0.order, $0.members) }
        return order.compactMap { specification in
            let health = members[specification.name]?.supervisor.health ?? board.health(of: specification.name)
            return health.map { (specification, $0) }
        }
    }

    /// The supervisor of a collector; nil when there is none of the name.
    func supervisor(_ name: String) -> CollectorSupervisor? { state.withLock { $0.members[name]?.supervisor } }

    /// Starts, stops and restarts collectors so that those of `specifications` run.
    ///
    /// One whose specification is the same goes on undisturbed and delivers to `sink` from its next run on. Where
    /// `isRenamed`, because the names readings are interned under have changed, it reads under those of `catalog` then.
    func adopt(
        _ all: [CollectorSpecification],
        catalog: SeriesCatalog,
        sink: any DeliverySink,
        isRenamed: Bool
    ) async {
        let specifications = all.filter { !$0.isPushed }
        let stopped = state.withLock { state in
            let names = Set(
                specifications.filter { state.members[$0.name]?.supervisor.specification == $0 }.map(\.name)
            )
            let stopped = state.members.filter { !names.contains($0.key) }
            state.members = state.members.filter { names.contains($0.key) }
            return stopped
        }
        for member in stopped.values { member.task.cancel() }
        // A run in flight ends before its successor starts: runs of one collector never overlap.
        for member in stopped.values { await member.task.value }
        let events = events
        let factory = CollectorFactory(catalog: catalog, directory: directory) { events.collector($0, $1) }
        state.withLock { state in
            guard !state.isStopped else { return }
            state.order = all
            for specification in specifications {
                if let member = state.members[specification.name] {
                    member.supervisor.adopt(isRenamed ? factory.collector(specification) : nil, sink: sink)
                    continue
                }
                let supervisor = CollectorSupervisor(
                    factory.collector(specification),
                    sink: sink,
                    continuing: stopped[specification.name]?.supervisor
                ) {
                    events.collector($0, $1)
                }
                state.members[specification.name] = Member(
                    supervisor: supervisor,
                    task: Task { await supervisor.run() }
                )
            }
        }
    }

    /// Ends every collector; returns when none runs any more.
    func stop() async {
        let members = state.withLock { state in
            state.isStopped = true
            defer { state.members = [:] }
            return Array(state.members.values)
        }
        for member in members { member.task.cancel() }
        for member in members { await member.task.value }
    }
}
