import Glibc
import ReadinessModel
import Synchronization
import Testing

@testable import ReadinessCollecting

/// Tests that watch the clock, one after another.
@Suite(.serialized) enum TimedTests {}

extension TimedTests {
    /// The supervisor with real files and programs, and the daemon's clock.
    struct SupervisorTests {
        private let fixture: ExecFixture
        private let log = Log()

        init() throws { fixture = try ExecFixture() }

        private static let line = #"{"entity":"plant-a","measure":"planned","value":1.5}"#

        /// Takes deliveries and events.
        final class Log: DeliverySink {
            struct Full: Error {}
            private let state = Mutex<State>(State())

            struct State {
                var deliveries: [(name: String, at: ContinuousClock.Instant, values: [Double])] = []
                var events: [String] = []
                var isFull = false
            }

            func deliver(_ delivery: Delivery, from specification: CollectorSpecification) async throws -> Int {
                try state.withLock { state in
                    if state.isFull { throw Full() }
                    state.deliveries.append((specification.name, .now, delivery.readings.map(\.value)))
                }
                return 0
            }

            func report(_ specification: CollectorSpecification, _ event: CollectorEvent) {
                let text =
                    switch event {
                    case .failed(let error): "failed \(error.code.rawValue)"
                    case .recovered(let recovery): "recovered after \(recovery.failures)"
                    case .badInput(let bad): "bad \(bad.first) (\(bad.count))"
                    case .errorLine(let line): "stderr \(line)"
                    case .errorLinesSuppressed(let count): "stderr \(count) more"
                    }
                state.withLock { $0.events.append("\(specification.name): \(text)") }
            }

            func fill(_ isFull: Bool) { state.withLock { $0.isFull = isFull } }

            var events: [String] { state.withLock { $0.events } }

            func times(_ name: String) -> [ContinuousClock.Instant] {
                state.withLock { $0.deliveries.filter { $0.name == name }.map(\.at) }
            }

            func values(_ name: String) -> [Double] {
                state.withLock { $0.deliveries.filter { $0.name == name }.flatMap(\.values) }
            }
        }

        private func supervisor(_ specification: CollectorSpecification) -> CollectorSupervisor {
            let log = log
            let report: @Sendable (CollectorSpecification, CollectorEvent) -> Void = { log.report($0, $1) }
            let collector = CollectorFactory(catalog: Fixture.catalog, report: report).collector(specification)
            return CollectorSupervisor(collector, sink: log, report: report)
        }

        private func file(_ name: String, interval: Int64) -> CollectorSpecification {
            CollectorSpecification(
                name: name,
                source: .file(path: "\(fixture.directory.path)/\(name)"),
                format: .jsonLines,
                interval: TimeSpan(nanoseconds: interval * 1_000_000),
                deadline: TimeSpan(nanoseconds: interval * 1_000_000)
            )
        }

        private func wait(_ what: String, within seconds: Int = 10, until isTrue: () -> Bool) async throws {
            for _ in 0..<(seconds * 100) {
                if isTrue() { return }
                try await Task.sleep(for: .milliseconds(10))
            }
            Issue.record("not in time: \(what); events \(log.events)")
        }

        @Test func faultsCostOnlyThemselves() async throws {
            let tick = try fixture.specification("tick", "echo '\(Self.line)'", interval: 300, deadline: 300)
            let faults = [
                try fixture.specification("hang", "exec sleep 60", interval: 500, deadline: 500),
                try fixture.specification(
                    "fork",
                    "(trap '' TERM; sleep 60) & trap '' TERM; sleep 60",
                    interval: 500,
                    deadline: 500
                ),
                try fixture.specification(
                    "flood",
                    "head -c 100000000 /dev/zero | tr '\\0' x",
                    interval: 5000,
                    deadline: 5000,
                    outputLimit: 2_000_000
                ),
                try fixture.specification("exit", "echo broken >&2; exit 1", interval: 300, deadline: 300),
                try fixture.specification("garbage", "echo garbage", interval: 300, deadline: 300),
            ]
            let good = supervisor(tick)
            let bad = faults.map(supervisor)
            let started = ContinuousClock.now
            let task = Task {
                await withDiscardingTaskGroup { group in
                    for supervisor in bad + [good] { group.addTask { await supervisor.run() } }
                }
            }
            try await Task.sleep(for: .seconds(6))
            let stopped = ContinuousClock.now
            task.cancel()
            await task.value
            let stop = TimeSpan.since(stopped)
            #expect(stop.seconds < 2, "a fifth of a second by design, the rest for a loaded machine: \(stop)")
            // After the first start, one every 300 ms.
            let times = log.times("tick").map { TimeSpan($0 - started).seconds }
            let gaps = zip(times.dropFirst(1), times.dropFirst(2)).map { $1 - $0 }
            #expect(times.count >= 15, "\(times)")
            #expect(gaps.sorted()[gaps.count / 2] < 0.35, "\(gaps)")
            #expect(gaps.allSatisfy { $0 < 1.5 }, "\(gaps)")
            #expect(good.health.state == .healthy)
            #expect(good.health.counters.failures.isEmpty)
            let codes = bad.map { supervisor -> CollectorError.Code? in
                if case .failing(let failing) = supervisor.health.state { failing.error.code } else { nil }
            }
            #expect(codes == [.deadline, .deadline, .outputLimit, .exit, .garbage])
            #expect(bad.allSatisfy { $0.health.counters.runs >= 2 }, "they are tried again")
            for fault in faults {
                #expect(log.events.filter { $0.hasPrefix("\(fault.name): failed") }.count == 1, "told once")
            }
            #expect(log.events.filter { $0 == "exit: stderr broken" }.count == bad[3].health.counters.runs)
        }

        @Test func recoveryIsAutomatic() async throws {
            let body = "test -e ready || exit 1; echo '\(Self.line)'"
            let supervisor = supervisor(try fixture.specification("c", body, interval: 200, deadline: 200))
            #expect(supervisor.health.state == .unknown)
            let task = Task { await supervisor.run() }
            try await wait("failing") { supervisor.health.counters.runs >= 3 }
            try fixture.directory.write("ready", "")
            try await wait("recovered") { supervisor.health.state == .healthy }
            task.cancel()
            await task.value
            #expect(log.events.count == 2)
            #expect(log.events.first == "c: failed exit")
            #expect(log.events.last?.hasPrefix("c: recovered after ") == true)
            #expect(supervisor.health.lastSuccess != nil)
            #expect(!log.values("c").isEmpty)
        }

        @Test func aFileIsDeliveredOncePerContent() async throws {
            let supervisor = supervisor(file("f", interval: 100))
            try fixture.directory.write("f", Self.line + "\nbad\n")
            let task = Task { await supervisor.run() }
            try await wait("unchanged") { supervisor.health.counters.unchanged >= 3 }
            #expect(log.values("f") == [1.5])
            #expect(log.events == ["f: bad 2:1: 'bad' stands where an object is needed: a line is {...} (1)"])
            #expect(supervisor.health.badInput?.origin == "\(fixture.directory.path)/f")
            try fixture.directory.write("f", Self.line.replacing("1.5", with: "2.5") + "\n")
            try await wait("delivered") { log.values("f").count >= 2 }
            let before = supervisor.health.counters.unchanged
            try await wait("unchanged again") { supervisor.health.counters.unchanged > before }
            task.cancel()
            await task.value
            #expect(log.values("f") == [1.5, 2.5])
            #expect(supervisor.health.badInput == nil, "the new content is clean")
            #expect(log.events.count == 1)
        }

        @Test func whatTheSinkRefusesComesAgain() async throws {
            log.fill(true)
            try fixture.directory.write("f", Self.line + "\n")
            let body =
                "echo x >> count; echo '{\"entity\":\"plant-a\",\"measure\":\"planned\",\"value\":'$(wc -l < count)'}'"
            let exec = supervisor(try fixture.specification("e", body, interval: 200, deadline: 200))
            let file = supervisor(file("f", interval: 200))
            let task = Task {
                await withDiscardingTaskGroup { group in
                    for supervisor in [exec, file] { group.addTask { await supervisor.run() } }
                }
            }
            try await wait("refused") { exec.health.counters.runs >= 2 && file.health.counters.runs >= 2 }
            #expect(exec.health.counters.failures[.undelivered] == exec.health.counters.runs)
            log.fill(false)
            try await wait("delivered") { log.values("e").count >= 3 && log.values("f").count >= 1 }
            task.cancel()
            await task.value
            #expect(log.values("e").prefix(3) == [1, 2, 3], "no run is lost and none is delivered twice")
            #expect(log.values("f") == [1.5])
            #expect(log.events.filter { $0.hasSuffix("failed undelivered") }.count == 2)
            #expect(log.events.filter { $0.contains("recovered") }.count == 2)
        }

        @Test func manyCollectorsRunSideBySide() async throws {
            try fixture.directory.write("f", Self.line + "\n")
            let supervisors = (0..<200).map { _ in supervisor(file("f", interval: 1000)) }
            let task = Task {
                await withDiscardingTaskGroup { group in
                    for supervisor in supervisors { group.addTask { await supervisor.run() } }
                }
            }
            try await wait("all read") { supervisors.allSatisfy { $0.health.counters.unchanged >= 2 } }
            task.cancel()
            await task.value
            #expect(supervisors.allSatisfy { $0.health.state == .healthy })
            #expect(log.values("f").count == 200)
        }
    }
}
