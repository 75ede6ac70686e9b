import Glibc
import ReadinessModel
import Synchronization
import Testing

@testable import ReadinessCollecting

/// Programs that run on, with real children.
@Suite struct StreamCollectorTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let rules = [
        MappingRule(name: SamplePattern("made"), target: .init(measure: "produced", entityLabel: "site")),
        MappingRule(name: SamplePattern("pid"), target: .init(measure: "present", entity: "plant-b")),
    ]

    private func collector(
        _ command: [String],
        trigger: StreamSource.Trigger = .none,
        silence: TimeSpan? = .seconds(60),
        format: ReadingFormat = .influx(MetricMapping(rules: rules), .nanoseconds),
        report: @escaping @Sendable (ExecCollector.ErrorOutput) -> Void = { _ in }
    ) -> StreamCollector {
        let program = ExecSource(command: command, directory: directory.path)
        let source = StreamSource(program: program, trigger: trigger, silenceLimit: silence)
        let specification = CollectorSpecification(
            name: "stream",
            source: .stream(source),
            format: format,
            interval: .seconds(1),
            deadline: .seconds(5)
        )
        return StreamCollector(specification, source: source, catalog: Fixture.catalog, report: report)
    }

    private func run(_ collector: StreamCollector) async throws(CollectorError) -> Delivery {
        try await collector.collect(CollectorRun(time: .now, deadline: .now + .seconds(5)))
    }

    /// Runs until something has come, at most fifty times.
    private func runUntilReadings(_ collector: StreamCollector, _ count: Int = 1) async throws -> [Reading] {
        var readings: [Reading] = []
        for _ in 0..<50 where readings.count < count {
            readings += try await run(collector).readings
            if readings.count < count { try await Task.sleep(for: .milliseconds(40)) }
        }
        return readings
    }

    /// Whether a process runs; one that is dead and not yet collected does not.
    private func isAlive(_ process: Double) -> Bool {
        let descriptor = open("/proc/\(Int(process))/stat", O_RDONLY)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 200)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0, let name = bytes.prefix(count).lastIndex(of: UInt8(ascii: ")")) else { return false }
        return bytes[name + 2] != UInt8(ascii: "Z")
    }

    @Test func oneProgramServesManyRuns() async throws {
        let script = try directory.script(
            "s",
            "n=0; while :; do n=$((n+1)); echo \"made,site=plant-a value=$n\"; echo \"pid value=$$\"; sleep 0.05; done"
        )
        let collector = collector([script])
        let readings = try await runUntilReadings(collector, 8)
        let made = readings.filter { Fixture.catalog.measureName(of: $0.series) == "produced" }.map(\.value)
        #expect(made == (1...made.count).map(Double.init), "every line once, in order")
        let processes = Set(readings.filter { Fixture.catalog.measureName(of: $0.series) == "present" }.map(\.value))
        #expect(processes.count == 1)
        #expect(zip(readings, readings.dropFirst()).allSatisfy { $0.time <= $1.time })
        _ = await collector.finish()
        #expect(processes.allSatisfy { !isAlive($0) })
    }

    /// As Telegraf's execd asks: an empty line on standard input, an answer for each.
    @Test(arguments: [
        ("sh", "n=0; while read -r line; do n=$((n+1)); echo \"made,site=plant-a value=$n\"; done"),
        ("perl", "$| = 1; my $n = 0; while (<STDIN>) { $n++; print \"made,site=plant-a value=$n\\n\"; }"),
        (
            "python3",
            "import sys\nn = 0\nfor line in sys.stdin:\n    n += 1\n    print(f'made,site=plant-a value={n}', flush=True)\n"
        ),
    ])
    func aLineOnStandardInputAsks(_ language: String, _ text: String) async throws {
        let script = try directory.write("program", text)
        let collector = collector([language, script], trigger: .newline)
        var values: [Double] = []
        for _ in 0..<4 { values += try await run(collector).readings.map(\.value) }
        if values.count < 4 { values += try await runUntilReadings(collector).map(\.value) }
        #expect(values.prefix(4) == [1, 2, 3, 4])
        _ = await collector.finish()
    }

    @Test(arguments: [(StreamSource.Trigger.hangUp, "HUP"), (.user1, "USR1"), (.user2, "USR2")])
    func aSignalAsks(_ trigger: StreamSource.Trigger, _ name: String) async throws {
        let script = try directory.script(
            "s",
            "trap 'echo made,site=plant-a value=7' \(name); echo pid value=$$; while :; do sleep 0.02; done"
        )
        let collector = collector([script], trigger: trigger)
        // A signal before the handler stands ends the program; the first line says that it stands.
        var readings: [Reading] = []
        for _ in 0..<40 where !readings.contains(where: { $0.value == 7 }) {
            do throws(CollectorError) { readings += try await run(collector).readings } catch {
                #expect(error.code == .signal)
            }
        }
        #expect(readings.contains { $0.value == 7 })
        _ = await collector.finish()
    }

    @Test func whatCameBeforeTheEndIsDeliveredAndTheEndIsTold() async throws {
        let script = try directory.script("s", "echo made,site=plant-a value=5; printf 'made,site=plant-a val'; exit 3")
        let collector = collector([script])
        let first = try await run(collector)
        #expect(first.readings.map(\.value) == [5])
        var error: CollectorError?
        for _ in 0..<20 where error == nil {
            do throws(CollectorError) { _ = try await run(collector) } catch let failure { error = failure }
        }
        #expect(error?.code == .exit && error?.cause.contains("status 3") == true && error?.cost != nil)
        // The next run starts it anew.
        #expect(try await run(collector).readings.map(\.value) == [5])
        _ = await collector.finish()
    }

    @Test func aSilentProgramIsKilledWithItsChildren() async throws {
        let script = try directory.script(
            "s",
            "trap '' TERM; (trap '' TERM; sleep 300) & echo pid value=$!; wait; sleep 300"
        )
        let collector = collector([script], silence: TimeSpan(nanoseconds: 300_000_000))
        let grandchild = try #require(try await runUntilReadings(collector).first?.value)
        var error: CollectorError?
        for _ in 0..<50 where error == nil {
            try await Task.sleep(for: .milliseconds(50))
            do throws(CollectorError) { _ = try await run(collector) } catch let failure { error = failure }
        }
        #expect(error?.code == .silent)
        #expect(!isAlive(grandchild))
        #expect(try await runUntilReadings(collector).count == 1, "it is started anew")
        _ = await collector.finish()
    }

    @Test func aFloodWaitsInItsPipe() async throws {
        let collector = collector(["yes", "made,site=plant-a value=1 1"])
        _ = try await run(collector)
        try await Task.sleep(for: .milliseconds(800))
        let delivery = try await run(collector)
        // One series at one time is one reading a read; what counts is that memory is bounded and the program waits.
        #expect(delivery.readings.count <= StreamCollector.readingLimit + 16_384)
        #expect(delivery.rejects.count <= Delivery.rejectLimit)
        _ = await collector.finish()
    }

    @Test func whatIsLeftAtTheEndIsHandedOver() async throws {
        let script = try directory.script(
            "s",
            "echo pid value=$$; while [ ! -e go ]; do sleep 0.02; done; echo made,site=plant-a value=9; sleep 300"
        )
        let collector = collector([script])
        _ = try await runUntilReadings(collector)
        try directory.write("go", "")
        try await Task.sleep(for: .milliseconds(1500))
        #expect(await collector.finish()?.readings.map(\.value) == [9])
        #expect(await collector.finish() == nil)
    }

    @Test func theEnvironmentIsClean() async throws {
        setenv("READINESS_CANARY", "secret", 1)
        let script = try directory.script(
            "s",
            "env | grep -c CANARY > canary; env | grep ^COLLECTD | sort >> canary; echo 'PUTVAL h/p/t N:1'; sleep 300"
        )
        let collector = collector([script], format: .collectd(MetricMapping(rules: [MappingRule(target: nil)])))
        for _ in 0..<50 where try await run(collector).ignored == 0 { try await Task.sleep(for: .milliseconds(20)) }
        _ = await collector.finish()
        let descriptor = open("\(directory.path)/canary", O_RDONLY)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 200)
        let count = read(descriptor, &bytes, bytes.count)
        #expect(
            String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
                == "0\nCOLLECTD_HOSTNAME=localhost\nCOLLECTD_INTERVAL=1.0\n"
        )
    }

    @Test func linesOnStandardErrorAreReported() async throws {
        let seen = Mutex<[String]>([])
        let script = try directory.script("s", "echo trouble >&2; echo pid value=1; sleep 300")
        let collector = collector([script]) { output in
            if case .line(let line) = output { seen.withLock { $0.append(line) } }
        }
        _ = try await runUntilReadings(collector)
        for _ in 0..<50 where seen.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(20)) }
        #expect(seen.withLock { $0 } == ["trouble"])
        _ = await collector.finish()
    }
}
