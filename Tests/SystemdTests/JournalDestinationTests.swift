import Glibc
import Testing

@testable import Systemd

@Suite(.timeLimit(.minutes(1))) struct JournalDestinationTests {
    @Test func aStreamIsRecognisedByDeviceAndInode() throws {
        let pipe = try Pipe()
        var status = stat()
        try #require(fstat(pipe.input, &status) == 0)
        #expect(JournalDestination.isJournalStream(pipe.input, variable: "\(status.st_dev):\(status.st_ino)"))
        #expect(!JournalDestination.isJournalStream(pipe.input, variable: "\(status.st_dev):\(status.st_ino + 1)"))
        #expect(!JournalDestination.isJournalStream(pipe.input, variable: "nonsense"))
        #expect(!JournalDestination.isJournalStream(pipe.input, variable: nil))
        #expect(!JournalDestination.isJournalStream(-1, variable: "0:0"))
        pipe.closeInput()
        pipe.closeOutput()
    }

    @Test func withoutAJournalStreamPeopleReadStandardError() {
        for variable in [nil, "1:1", ""] {
            let destination = JournalDestination.decide(environment: { $0 == "JOURNAL_STREAM" ? variable : nil })
            guard case .lines(let descriptor, let colour) = destination else {
                Issue.record("\(destination)")
                continue
            }
            #expect(descriptor == STDERR_FILENO)
            #expect(!colour)
        }
    }

    @Test func standardErrorOnAJournalStream() throws {
        var status = stat()
        try #require(fstat(STDERR_FILENO, &status) == 0)
        let stream = "\(status.st_dev):\(status.st_ino)"
        let environment: (String) -> String? = { $0 == "JOURNAL_STREAM" ? stream : nil }
        // Any path that exists and can be written stands for journald's socket here: only reach is decided.
        guard case .journal = JournalDestination.decide(environment: environment, socket: "/tmp") else {
            Issue.record("not native")
            return
        }
        let far = JournalDestination.decide(environment: environment, socket: "/nonexistent/socket")
        guard case .prefixedLines(STDERR_FILENO) = far else {
            Issue.record("\(far)")
            return
        }
    }

    @Test func colourOnATerminalOnlyAndNeverAgainstTheReadersWish() async {
        await #expect(processExitsWith: .success) {
            // A real terminal as standard error of a process of its own.
            let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY)
            try #require(terminal >= 0 && dup2(terminal, STDERR_FILENO) == STDERR_FILENO)
            func coloured(_ variables: [String: String]) -> Bool? {
                guard case .lines(_, let colour) = JournalDestination.decide(environment: { variables[$0] }) else {
                    return nil
                }
                return colour
            }
            let results = [
                coloured(["TERM": "xterm"]) == true,
                coloured(["TERM": "xterm", "NO_COLOR": ""]) == true,
                coloured(["TERM": "xterm", "NO_COLOR": "1"]) == false,
                coloured(["TERM": "dumb"]) == false,
                coloured([:]) == false,
            ]
            exit(results.allSatisfy { $0 } ? 0 : 1)
        }
    }
}
