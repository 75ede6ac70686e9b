import Glibc
import ReadinessModel
import Testing

@testable import ReadinessCollecting

extension TimedTests {
    /// The exec collector with real programs that do not behave.
    struct ExecFaultTests {
        private let fixture: ExecFixture

        init() throws { fixture = try ExecFixture() }

        private static let line = #"{"entity":"plant-a","measure":"planned","value":1.5}"#

        private func elapsed(_ body: () async throws -> Void) async throws -> Double {
            let start = ContinuousClock.now
            try await body()
            return TimeSpan.since(start).seconds
        }

        @Test func aHangIsEndedAtTheDeadline() async throws {
            let seconds = try await elapsed {
                let result = try await fixture.run("echo $$ > pids; exec sleep 60", deadline: 300)
                #expect(result.code == .deadline)
            }
            #expect(seconds > 0.29 && seconds < 3, "SIGTERM is enough, \(seconds) s")
            #expect(try await fixture.processes("pids", count: 1).filter(ExecFixture.isAlive).isEmpty)
        }

        @Test func aProgramDeafToTermIsKilledAfterTheGrace() async throws {
            let body = "trap '' TERM; echo $$ > pids; while :; do sleep 0.05; done"
            let seconds = try await elapsed {
                let result = try await fixture.run(body, deadline: 300)
                #expect(result.code == .deadline)
            }
            #expect(seconds > 1.25 && seconds < 5, "\(seconds) s")
            #expect(try await fixture.processes("pids", count: 1).filter(ExecFixture.isAlive).isEmpty)
        }

        @Test func grandchildrenAreKilledToo() async throws {
            // One that ignores SIGTERM and lives on when its parent obeys; one behind a pipe.
            let body = """
                (trap '' TERM; sh -c 'echo $$ >> pids; while :; do sleep 0.05; done') &
                sh -c 'echo $$ >> pids; sleep 60' | cat &
                echo $$ >> pids
                wait
                """
            let seconds = try await elapsed {
                let result = try await fixture.run(body, deadline: 500)
                #expect(result.code == .deadline)
            }
            #expect(seconds < 5, "\(seconds) s")
            let processes = try await fixture.processes("pids", count: 3)
            #expect(processes.count == 3)
            #expect(processes.filter(ExecFixture.isAlive).isEmpty)
        }

        @Test func aGrandchildInASessionOfItsOwnIsKilledToo() async throws {
            let body =
                "setsid sh -c 'trap \"\" TERM; echo $$ >> pids; while :; do sleep 0.05; done' & echo $$ >> pids; sleep 60"
            #expect(try await fixture.run(body, deadline: 500).code == .deadline)
            let processes = try await fixture.processes("pids", count: 2)
            #expect(processes.count == 2)
            #expect(processes.filter(ExecFixture.isAlive).isEmpty)
        }

        @Test func aGrandchildThatHoldsThePipeDoesNotHoldTheRun() async throws {
            let body =
                "sh -c 'echo $$ > pids; exec sleep 60' & while [ ! -s pids ]; do sleep 0.01; done; echo '\(Self.line)'"
            let seconds = try await elapsed {
                let result = try await fixture.run(body)
                #expect(result.value?.readings.count == 1)
            }
            #expect(seconds < 9, "\(seconds) s")
            #expect(try await fixture.processes("pids", count: 1).filter(ExecFixture.isAlive).isEmpty)
        }

        @Test func aGrandchildThatFloodsThePipeDoesNotEither() async throws {
            let seconds = try await elapsed {
                let result = try await fixture.run(
                    "yes $(printf %01000d 0) & sleep 0.1; echo '\(Self.line)'",
                    outputLimit: 1_000_000
                )
                #expect(result.code == .outputLimit)
            }
            #expect(seconds < 9, "\(seconds) s")
        }

        @Test func aFloodIsCutAtTheLimit() async throws {
            let seconds = try await elapsed {
                let result = try await fixture.run(
                    "head -c 100000000 /dev/zero | tr '\\0' x; echo done > finished",
                    deadline: 60_000
                )
                guard case .failure(let error) = result else {
                    Issue.record("no failure")
                    return
                }
                #expect(error.code == .outputLimit)
                #expect(error.cause == "it printed more than 16777216 bytes and was killed")
            }
            #expect(seconds < 30, "\(seconds) s")
            #expect(!fixture.directory.exists("finished"))
        }

        @Test func aFloodBelowTheLimitIsReadInBoundedMemory() async throws {
            let result = try await fixture.run("yes xxxxxxxxxxxxxxxxxxx | head -c 2000000", deadline: 30_000)
            guard case .failure(let error) = result else {
                Issue.record("no failure")
                return
            }
            #expect(error.code == .garbage)
            #expect(error.rejectCounts[.malformed] == 100_000)
        }

        @Test(arguments: [1, 2, 77, 255]) func anExitStatusFailsTheRunWhole(_ status: Int) async throws {
            let result = try await fixture.run("echo '\(Self.line)'; exit \(status)")
            #expect(result.code == .exit)
        }

        @Test func aSignalIsTold() async throws {
            guard case .failure(let error) = try await fixture.run("kill -SEGV $$") else {
                Issue.record("no failure")
                return
            }
            #expect(error.code == .signal)
            #expect(error.cause == "signal 11 ended it")
        }

        @Test func garbageFailsTheRun() async throws {
            #expect(try await fixture.run("head -c 10000 /dev/urandom; echo").code == .garbage)
            let columns = ReadingFormat.csv(LongColumns())
            #expect(try await fixture.run("echo hello; sleep 60", format: columns).code == .header)
            #expect(try await fixture.run("true", format: columns).code == .header)
            #expect(try await fixture.run("true").value?.readings.isEmpty == true, "nothing to say is no failure")
        }

        @Test func slowOutputIsCutByTheDeadlineAndCountsNot() async throws {
            let body = "while :; do echo '\(Self.line)'; sleep 0.05; done"
            #expect(try await fixture.run(body, deadline: 400).code == .deadline)
        }

        @Test func closedStreamsAreNotTheEnd() async throws {
            let seconds = try await elapsed {
                let result = try await fixture.run("echo '\(Self.line)'; exec >&- 2>&-; sleep 0.3")
                #expect(result.value?.readings.count == 1)
            }
            #expect(seconds > 0.29)
            #expect(try await fixture.run("exec >&- 2>&-; sleep 60", deadline: 300).code == .deadline)
        }

        @Test func aChattyProgramThatHangsIsEnded() async throws {
            let body = "yes >&2"
            #expect(try await fixture.run(body, deadline: 300).code == .deadline)
            #expect(fixture.lines.count == ErrorLines.countLimit + 1)
        }

        @Test(arguments: ["exec sleep 60", "trap '' TERM; while :; do sleep 0.05; done", "yes"])
        func cancellationEndsTheRunWithinASecond(_ body: String) async throws {
            let specification = try fixture.specification(
                "x",
                "echo $$ > pids; " + body,
                interval: 60_000,
                deadline: 60_000
            )
            let collector = try fixture.collector(specification)
            let task = Task { () -> CollectorError? in
                do throws(CollectorError) {
                    _ = try await collector.collectOnce()
                    return nil
                } catch {
                    return error
                }
            }
            let processes = try await fixture.processes("pids", count: 1)
            let seconds = try await elapsed {
                task.cancel()
                let error = await task.value
                #expect(error?.code == .cancelled || body == "yes")
            }
            // A fifth of a second by design; the rest is for a loaded machine.
            #expect(seconds < 9, "\(seconds) s")
            #expect(processes.filter(ExecFixture.isAlive).isEmpty)
        }
    }
}
