import Glibc
import Testing

@testable import Systemd

@Suite(.timeLimit(.minutes(1))) struct SignalSourceTests {
    @Test func signalsToTheProcessArriveInOrder() async {
        await #expect(processExitsWith: .success) {
            let source = try SignalSource()
            var waiting = source.signals.makeAsyncIterator()
            var seen: [ServiceSignal?] = []
            // To the process, from outside: any of its threads may be the one that is interrupted.
            for name in ["HUP", "TERM", "INT", "HUP"] {
                _ = try outputOfShell("kill -\(name) $PPID")
                seen.append(await waiting.next())
            }
            exit(seen == [.hangUp, .terminate, .interrupt, .hangUp] ? 0 : 1)
        }
    }

    @Test func aChildIsNotDeafToSignals() async {
        await #expect(processExitsWith: .success) {
            let source = try SignalSource()
            let output = try outputOfShell("(sleep 30) & kill -TERM $!; wait $!; echo $?")
            withExtendedLifetime(source) {}
            exit(output == "143\n" ? 0 : 1)
        }
    }

    @Test func otherSignalsStayAsTheyAre() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            let source = try SignalSource(catching: [.hangUp])
            kill(getpid(), SIGTERM)
            withExtendedLifetime(source) {}
            try await Task.sleep(for: .seconds(10))
        }
    }
}
