import Glibc
import Testing

@testable import Systemd

@Suite(.timeLimit(.minutes(1))) struct SocketActivationTests {
    private func sockets(_ variables: [String: String]) throws -> [ActivatedSocket] {
        try SocketActivation.sockets(variables: variables, processID: 42, processDescriptorID: 7, first: 3)
    }

    @Test func namesAndNumbers() throws {
        let base = ["LISTEN_PID": "42", "LISTEN_FDS": "2"]
        #expect(
            try sockets(base.merging(["LISTEN_FDNAMES": "varlink:metrics"]) { $1 }) == [
                ActivatedSocket(name: "varlink", descriptor: 3), ActivatedSocket(name: "metrics", descriptor: 4),
            ]
        )
        #expect(try sockets(base).map(\.name) == ["unknown", "unknown"])
        #expect(try sockets(["LISTEN_PID": "42", "LISTEN_FDS": "0", "LISTEN_FDNAMES": ""]).isEmpty)
    }

    @Test func socketsOfAnotherProcessAreNotTaken() throws {
        #expect(try sockets([:]).isEmpty)
        #expect(try sockets(["LISTEN_FDS": "1"]).isEmpty)
        #expect(try sockets(["LISTEN_PID": "41", "LISTEN_FDS": "1"]).isEmpty)
        #expect(try sockets(["LISTEN_PID": "42", "LISTEN_FDS": "1", "LISTEN_PIDFDID": "8"]).isEmpty)
        #expect(try sockets(["LISTEN_PID": "42", "LISTEN_FDS": "1", "LISTEN_PIDFDID": "7"]).count == 1)
    }

    @Test(arguments: [
        ["LISTEN_PID": "x", "LISTEN_FDS": "1"],
        ["LISTEN_PID": "42", "LISTEN_FDS": "x"],
        ["LISTEN_PID": "42", "LISTEN_FDS": "-1"],
        ["LISTEN_PID": "42", "LISTEN_FDS": "99999999"],
        ["LISTEN_PID": "42", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "a:b"],
        ["LISTEN_PID": "42", "LISTEN_FDS": "1", "LISTEN_PIDFDID": "x"],
    ])
    func refusesNonsense(_ variables: [String: String]) {
        let failure = #expect(throws: SystemdError.self) { try sockets(variables) }
        #expect(failure?.code == .invalidEnvironment)
    }

    @Test func aChildSeesNeitherVariablesNorDescriptors() async {
        await #expect(processExitsWith: .success) {
            // Real descriptors at numbers that nothing else of this process uses.
            let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            try #require(dup2(listener, 200) == 200 && dup2(listener, 201) == 201)
            setenv("LISTEN_PID", "\(getpid())", 1)
            setenv("LISTEN_FDS", "2", 1)
            setenv("LISTEN_FDNAMES", "varlink:other", 1)
            let show = "env | grep -c ^LISTEN_; ls /proc/self/fd | grep -c '^20[01]$'"
            let before = try outputOfShell(show)
            let sockets = try SocketActivation.take(first: 200)
            let after = try outputOfShell(show)
            let again = try SocketActivation.take(first: 200)
            let expected = [
                ActivatedSocket(name: "varlink", descriptor: 200), ActivatedSocket(name: "other", descriptor: 201),
            ]
            exit(before == "3\n2\n" && after == "0\n0\n" && sockets == expected && again.isEmpty ? 0 : 1)
        }
    }

    @Test func aMissingDescriptorIsReportedAndTheVariablesStillLeave() async {
        await #expect(processExitsWith: .success) {
            setenv("LISTEN_PID", "\(getpid())", 1)
            setenv("LISTEN_FDS", "1", 1)
            do {
                _ = try SocketActivation.take(first: 15_000)
                exit(1)
            } catch let error as SystemdError {
                exit(error.code == .invalidEnvironment && getenv("LISTEN_FDS") == nil ? 0 : 2)
            }
        }
    }
}
