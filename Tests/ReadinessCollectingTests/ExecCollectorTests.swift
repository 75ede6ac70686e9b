import Glibc
import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// The exec collector with real programs that behave.
struct ExecCollectorTests {
    private let fixture: ExecFixture

    init() throws { fixture = try ExecFixture() }

    private static let line = #"{"entity":"plant-a","measure":"planned","value":1.5}"#

    @Test func readingsTakeTheTimeOfTheStart() async throws {
        let before = Timestamp.now
        let delivery = try #require(try await fixture.run("sleep 0.2; echo '\(Self.line)'; echo x").value)
        #expect(delivery.readings.map(\.value) == [1.5])
        let time = try #require(delivery.readings.first?.time)
        #expect(time >= before && time < before + TimeSpan(nanoseconds: 150_000_000))
        #expect(delivery.rejects.map(\.line) == [2])
        #expect(delivery.origin == "\(fixture.directory.path)/script")
    }

    @Test func prometheusText() async throws {
        let format = ReadingFormat.prometheus(MetricMapping(entity: "plant-b"))
        let delivery = try await fixture.run(
            "echo '# TYPE planned gauge'; echo planned 4; echo other 5",
            format: format
        )
        #expect(delivery.value?.readings.map(\.value) == [4])
        #expect(delivery.value?.ignored == 1)
    }

    @Test func theEnvironmentIsClean() async throws {
        setenv("READINESS_TEST_SECRET", "x", 1)
        let body =
            "env | sort > env; pwd > directory; ls -l /proc/self/fd > descriptors; cat > input; ps -o pid=,pgid=,sid=,tty= -p $$ > ids"
        _ = try await fixture.run(body, environment: ["EXTRA": "a b", "LC_ALL": "C.UTF-8"])
        let path = fixture.directory.path
        let names = ExecFixture.contents("\(path)/env").split(separator: "\n")
            .filter { !$0.hasPrefix("READINESS_RUN=") && !$0.hasPrefix("_=") && !$0.hasPrefix("OLDPWD") }
        #expect(
            names == [
                "EXTRA=a b", "HOME=/", "LC_ALL=C.UTF-8", "PATH=\(ChildLaunch.defaultPath)", "PWD=\(path)",
                "READINESS_COLLECTOR=script", "READINESS_INTERVAL=60.0",
            ]
        )
        #expect(ExecFixture.contents("\(path)/directory") == path + "\n")
        #expect(ExecFixture.contents("\(path)/input").isEmpty)
        let ids = ExecFixture.contents("\(path)/ids").split(separator: " ").map { $0.filter { $0 != "\n" } }
        #expect(ids.count == 4)
        #expect(ids[0] == ids[1] && ids[1] == ids[2], "leader of its own group and session")
        #expect(ids[3] == "?", "no terminal")
        // Standard streams, and the directory that ls itself reads.
        let descriptors = ExecFixture.contents("\(path)/descriptors").split(separator: "\n").filter {
            $0.contains("->")
        }
        #expect(descriptors.count == 4)
    }

    @Test func programsAreSearchedInTheUsualDirectories() async throws {
        var specification = try fixture.specification("x", "", deadline: 60_000)
        specification.source = .exec(ExecSource(command: ["echo", Self.line], directory: "/"))
        #expect(try await fixture.collector(specification).collectOnce().readings.count == 1)
    }

    @Test func aRelativePathStartsAtTheDirectory() async throws {
        var specification = try fixture.specification("x", "echo '\(Self.line)'", deadline: 60_000)
        specification.source = .exec(ExecSource(command: ["./x"], directory: fixture.directory.path))
        #expect(try await fixture.collector(specification).collectOnce().readings.count == 1)
    }

    @Test(arguments: [
        (["no-such-program"], "/", "no program 'no-such-program' is in"),
        (["/no/such/program"], "/", "/no/such/program or its interpreter is missing"),
        (["/etc/passwd"], "/", "/etc/passwd may not be executed"),
        (["true"], "/no/such/directory", "the working directory /no/such/directory is missing"),
        ([], "/", "the command is empty"),
        ([""], "/", "the command is empty"),
    ])
    func programsThatDoNotStart(_ command: [String], _ directory: String, _ cause: String) async throws {
        var specification = try fixture.specification("x", "", deadline: 60_000)
        specification.source = .exec(ExecSource(command: command, directory: directory))
        let collector = try fixture.collector(specification)
        let error = await #expect(throws: CollectorError.self) { try await collector.collectOnce() }
        #expect(error?.code == .start)
        #expect(error?.cause.hasPrefix(cause) == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func aScriptWithoutItsFirstLine() async throws {
        var specification = try fixture.specification("x", "", deadline: 60_000)
        let path = try fixture.directory.write("plain", "echo hello\n", mode: 0o755)
        specification.source = .exec(ExecSource(command: [path], directory: "/"))
        let collector = try fixture.collector(specification)
        let error = await #expect(throws: CollectorError.self) { try await collector.collectOnce() }
        #expect(error?.cause.hasSuffix("is no program and has no '#!' line") == true)
    }

    @Test func standardErrorComesLineByLine() async throws {
        let body = #"printf 'one\ntwo \033[31mred\n\n' >&2; echo '\#(Self.line)'; printf 'last without end' >&2"#
        #expect(try await fixture.run(body).value?.readings.count == 1)
        #expect(fixture.lines == [.line("one"), .line(#"two \x1b[31mred"#), .line("last without end")])
    }

    @Test func standardErrorIsBounded() async throws {
        let body =
            "i=0; while [ $i -lt 200 ]; do echo line $i >&2; i=$((i+1)); done; head -c 5000 /dev/zero | tr '\\0' y >&2"
        #expect(try await fixture.run(body).value != nil)
        let output = fixture.lines
        #expect(output.count == ErrorLines.countLimit + 1)
        #expect(output.first == .line("line 0"))
        #expect(output.last == .suppressed(151))
    }

    @Test func aLongLineOnStandardErrorIsCut() async throws {
        _ = try await fixture.run("head -c 500000 /dev/zero | tr '\\0' y >&2")
        guard case .line(let line) = fixture.lines.first else {
            Issue.record("no line")
            return
        }
        #expect(line.utf8.count == ErrorLines.lengthLimit + 3)
        #expect(line.hasSuffix("y..."))
    }

    @Test func theCostIsThatOfTheWholeRun() async throws {
        let burn = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done"
        let delivery = try #require(try await fixture.run("sh -c '\(burn)'; sleep 0.1").value)
        let cost = try #require(delivery.cost)
        #expect(cost.wall.seconds > 0.1)
        #expect(cost.processor.seconds > 0.02 && cost.processor < cost.wall, "the child's child is counted")
        // The kernel counts from the fork on, so what this test process holds is the least that can come out.
        #expect(cost.peakResident > 500_000 && cost.peakResident < 4_000_000_000)
    }

    @Test func aFailureHasItsCostToo() async throws {
        let result = try await fixture.run("echo '\(Self.line)'; exit 3")
        guard case .failure(let error) = result else {
            Issue.record("no failure")
            return
        }
        #expect(error.code == .exit)
        #expect(error.cause == "it ended with status 3")
        #expect((error.cost?.peakResident ?? 0) > 0)
    }

    @Test func nothingLeaks() async throws {
        let specification = try fixture.specification("x", "echo '\(Self.line)'", deadline: 60_000)
        let collector = try fixture.collector(specification)
        _ = try await collector.collectOnce()
        let mine = { ExecFixture.descriptors().filter { $0.contains("pidfd") }.count }
        for _ in 0..<100 { _ = try await collector.collectOnce() }
        // Runs of other tests may be under way; a hundred that leak would leave a hundred.
        #expect(mine() < 50)
    }

    @Test func printingByteByByteCostsNoMore() async throws {
        let delivery = try await fixture.run(
            "for c in a b c d; do printf '%s' '{\"entity\":\"plant-a\",'; sleep 0.02; printf '\"measure\":\"planned\",\"value\":1}'; sleep 0.02; echo; done"
        )
        #expect(delivery.value?.readings.count == 4)
    }
}
