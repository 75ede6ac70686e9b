import ReadinessModel
import Synchronization
import Testing

@testable import ReadinessCollecting

/// What a supervisor does when a new configuration leaves its collector as it was.
@Suite struct AdoptionTests {
    /// Notes what is delivered; refuses the first so many deliveries.
    private final class Sink: DeliverySink {
        private let state: Mutex<(refusals: Int, values: [Double])>

        init(refusals: Int = 0) { state = Mutex((refusals, [])) }

        var values: [Double] { state.withLock { $0.values } }
        var refusals: Int { state.withLock { $0.refusals } }

        func deliver(_ delivery: Delivery, from specification: CollectorSpecification) async throws -> Int {
            let isRefused = state.withLock { state in
                guard state.refusals == 0 else {
                    state.refusals -= 1
                    return true
                }
                state.values += delivery.readings.map(\.value)
                return false
            }
            if isRefused { throw CancellationError() }
            return 0
        }
    }

    private func waitFor(_ what: Comment, _ condition: () -> Bool) async throws {
        for _ in 0..<1000 where !condition() { try await Task.sleep(for: .milliseconds(10)) }
        try #require(condition(), what)
    }

    private func supervisor(_ collector: any Collector, _ sink: Sink) -> CollectorSupervisor {
        CollectorSupervisor(collector, sink: sink) { _, _ in }
    }

    @Test func aRunInFlightGoesOnAndDeliversWhereItBegan() async throws {
        let fixture = try ExecFixture()
        let specification = try fixture.specification(
            "slow",
            """
            echo $$ >>started
            while [ ! -e go ]; do sleep 0.01; done
            echo '{"entity":"plant-a","values":{"present":1}}'
            """
        )
        let before = Sink()
        let after = Sink()
        let supervisor = supervisor(try fixture.collector(specification), before)
        let task = Task { await supervisor.run() }
        _ = try await fixture.processes("started", count: 1)
        supervisor.adopt(try fixture.collector(specification), sink: after)
        try fixture.directory.write("go", "")
        try await waitFor("the next run delivers to the new sink") { !after.values.isEmpty }
        #expect(before.values == [1])
        #expect(supervisor.health.counters.failures.isEmpty)
        #expect(supervisor.health.counters.readings >= 2)
        task.cancel()
        await task.value
    }

    @Test func whatWasRefusedIsDeliveredAgainUnderItsOwnNames() async throws {
        let fixture = try ExecFixture()
        let specification = try fixture.specification(
            "count",
            """
            echo x >>runs
            echo "{\\"entity\\":\\"plant-a\\",\\"values\\":{\\"present\\":$(wc -l <runs)}}"
            """,
            interval: 200,
            deadline: 200
        )
        let before = Sink(refusals: 1)
        let after = Sink()
        let supervisor = supervisor(try fixture.collector(specification), before)
        let task = Task { await supervisor.run() }
        try await waitFor("the first delivery is refused") { before.refusals == 0 }
        supervisor.adopt(nil, sink: after)
        try await waitFor("the next run delivers to the new sink") { !after.values.isEmpty }
        #expect(before.values == [1])
        #expect(after.values.first == 2)
        task.cancel()
        await task.value
    }
}
