import Glibc
import Testing
import Varlink

@Suite struct AddressTests {
    @Test(arguments: [
        ("/run/x", Address.unix("/run/x")), ("./x", .unix("./x")), ("unix:/run/x", .unix("/run/x")),
        ("unix:@name", .unix("@name")), ("exec:/bin/x", .exec("/bin/x")),
        ("ssh-unix:host:/run/x", .sshUnix(host: "host", path: "/run/x")),
        ("ssh-exec:user@host:run it", .sshExec(host: "user@host", command: "run it")),
    ])
    func reads(text: String, address: Address) throws {
        #expect(try Address(text) == address)
        #expect(try Address(address.description) == address)
    }

    @Test(arguments: [
        "", "x", "unix:", "exec:", "exec:x", "tcp:1.2.3.4:5", "ssh-unix:host", "ssh-unix:host:x", "ssh-unix::/x",
        "ssh-exec:-oProxyCommand=x:y", "ssh-exec:host:",
    ])
    func refuses(text: String) {
        let error = #expect(throws: VarlinkError.self) { try Address(text) }
        #expect(error?.code == .invalidAddress)
    }
}

@Suite struct ClientTests {
    /// What a peer would have to send for a call to end in this way.
    @Test(arguments: [
        ("", VarlinkError.Code.disconnected), ("{\"parameters\"", .disconnected), ("x\0", .protocolViolation),
        ("{\"extra\":1}\0", .protocolViolation), ("{\"continues\":true}\0", .protocolViolation),
        ("{\"error\":\"a.b.E\"}\0", .remote), (String(repeating: " ", count: 2000), .protocolViolation),
    ])
    func aCallFails(answer: String, code: VarlinkError.Code) async throws {
        let peer = try ScriptedPeer(answers: [Array(answer.utf8)])
        try await onThread {
            let client = try Client(.unix(peer.path), messageLimit: 1000)
            let error = #expect(throws: VarlinkError.self) { try client.call("a.b.C") }
            #expect(error?.code == code, "\(String(describing: error))")
            #expect(error?.address == peer.path)
            guard code != .remote else { return }
            let again = #expect(throws: VarlinkError.self) { try client.call("a.b.C") }
            #expect(again?.code == code)
        }
    }

    @Test func repliesMayComeInAnyPieces() async throws {
        let reply = Array("{\"parameters\":{\"n\":1},\"continues\":true}\0{\"parameters\":{\"n\":2}}\0".utf8)
        let peer = try ScriptedPeer(answers: reply.map { [$0] })
        try await onThread {
            let client = try Client(.unix(peer.path))
            var replies = try client.callMore("a.b.C", ["x": 1])
            #expect(try replies.next() == ["n": 1])
            #expect(try replies.next() == ["n": 2])
            #expect(try replies.next() == nil)
            #expect(try replies.next() == nil)
        }
        #expect(try peer.receivedCall() == Call("a.b.C", ["x": 1], mode: .more))
    }

    @Test func aStreamMayEndInAnError() async throws {
        let answers = [
            Array("{\"continues\":true}\0{\"error\":\"a.b.E\"}\0{\"parameters\":{\"n\":3}}\0".utf8)
        ]
        let peer = try ScriptedPeer(answers: answers, staysOpen: true)
        try await onThread {
            let client = try Client(.unix(peer.path))
            var replies = try client.callMore("a.b.C")
            #expect(try replies.next() == [:])
            let error = #expect(throws: VarlinkError.self) { _ = try replies.next() }
            #expect(error?.reply == ErrorReply("a.b.E"))
            #expect(try replies.next() == nil)
            #expect(try client.call("a.b.D") == ["n": 3])
        }
        peer.release()
    }

    @Test func waitingEnds() async throws {
        let peer = try ScriptedPeer(answers: [], staysOpen: true)
        try await onThread {
            let client = try Client(.unix(peer.path))
            var error: VarlinkError?
            let took = ContinuousClock().measure {
                error = #expect(throws: VarlinkError.self) { try client.call("a.b.C", timeout: .milliseconds(60)) }
            }
            #expect(error?.code == .timedOut)
            #expect(took >= .milliseconds(60) && took < .seconds(5))
        }
        peer.release()
    }

    @Test func aMissingSocketSaysWhy() async throws {
        try await onThread {
            let error = #expect(throws: VarlinkError.self) { try Client(.unix("/tmp/no-such-socket")) }
            #expect(error?.code == .unreachable)
            #expect(error?.errorNumber?.name == "ENOENT")
            #expect(error?.description == "/tmp/no-such-socket: cannot connect (ENOENT: No such file or directory)")
            let long = #expect(throws: VarlinkError.self) {
                try Client(.unix("/" + String(repeating: "x", count: 107)))
            }
            #expect(long?.errorNumber?.name == "ENAMETOOLONG")
        }
    }

    @Test func afterAnUpgradeNotAByteMoreIsTaken() async throws {
        let peer = try ScriptedPeer(answers: [Array("{\"parameters\":{}}\0raw".utf8)])
        try await onThread {
            let client = try Client(.unix(peer.path))
            let (output, descriptor) = try client.upgrade("a.b.C")
            #expect(output == [:])
            _ = fcntl(descriptor, F_SETFL, 0)
            var raw = [UInt8](repeating: 0, count: 10)
            #expect(read(descriptor, &raw, 10) == 3)
            #expect(raw.prefix(3) == Array("raw".utf8)[...])
            let error = #expect(throws: VarlinkError.self) { try client.call("a.b.C") }
            #expect(error?.code == .busy)
        }
    }

    @Test func aClosedClientRefusesCalls() async throws {
        let peer = try ScriptedPeer(answers: [])
        try await onThread {
            let client = try Client(.unix(peer.path))
            client.close()
            let error = #expect(throws: VarlinkError.self) { try client.call("a.b.C") }
            #expect(error?.code == .disconnected)
        }
    }
}

@Suite(.serialized) struct ProgramClientTests {
    private func program(_ script: String) throws -> String {
        let path = "/tmp/varlink-program-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let file = try #require(fopen(path, "w"))
        fputs("#!/bin/sh\n\(script)\n", file)
        fclose(file)
        chmod(path, 0o755)
        return path
    }

    @Test func aProgramGetsItsSocket() async throws {
        let path = try program(
            #"""
            test "$LISTEN_PID" = "$$" && own=true || own=false
            printf '{"parameters":{"own":%s,"count":%s,"names":"%s"}}\0' $own "$LISTEN_FDS" "$LISTEN_FDNAMES" >&3
            cat <&3 >/dev/null
            """#
        )
        defer { unlink(path) }
        try await onThread {
            let client = try Client(.exec(path))
            #expect(try client.call("a.b.C") == ["own": true, "count": 1, "names": "varlink"])
            let took = ContinuousClock().measure { client.close() }
            #expect(took < .milliseconds(500))
        }
    }

    @Test func aProgramThatStaysIsEnded() async throws {
        let path = try program(
            #"trap "" TERM; printf '{"parameters":{"pid":%s}}\0' $$ >&3; while :; do sleep 0.05; done"#
        )
        defer { unlink(path) }
        try await onThread {
            let client = try Client(.exec(path))
            let child = try #require(try client.call("a.b.C")["pid"]?.integer)
            client.close()
            #expect(kill(pid_t(child), 0) != 0)
        }
    }

    @Test func aMissingProgramSaysWhy() async throws {
        try await onThread {
            let error = #expect(throws: VarlinkError.self) { try Client(.exec("/no/such/program")) }
            #expect(error?.code == .unreachable)
            #expect(error?.errorNumber?.name == "ENOENT")
        }
    }

    @Test func aProgramThatEndsIsADisconnection() async throws {
        let path = try program("exit 3")
        defer { unlink(path) }
        try await onThread {
            let client = try Client(.exec(path))
            let error = #expect(throws: VarlinkError.self) { try client.call("a.b.C") }
            #expect(error?.code == .disconnected)
        }
    }

    @Test func sshIsStartedWithTheseArguments() async throws {
        let path = try program(
            #"""
            test "$1" = -V && echo OpenSSH_9.4p1 >&2 && exit
            printf '{"parameters":{"arguments":"%s"}}\0' "$*"; cat >/dev/null
            """#
        )
        let old = try program("echo OpenSSH_9.2p1 >&2; cat >/dev/null")
        defer {
            unlink(path)
            unlink(old)
        }
        defer { unsetenv("SYSTEMD_SSH") }
        try await onThread {
            setenv("SYSTEMD_SSH", old, 1)
            let far = try Address("ssh-unix:host:/run/x")
            let error = #expect(throws: VarlinkError.self) { try Client(far) }
            #expect(error?.code == .unreachable)
            #expect(error?.message.contains("OpenSSH 9.2 on this host") == true)
            #expect(error?.message.contains("use ssh-exec:host:socat STDIO UNIX-CONNECT:/run/x") == true)
            setenv("SYSTEMD_SSH", path, 1)
            let unix = try Client(Address("ssh-unix:host:/run/x")).call("a.b.C")
            #expect(unix == ["arguments": "-e none -x -T -W /run/x host"])
            let exec = try Client(Address("ssh-exec:host:tool verb")).call("a.b.C")
            #expect(exec == ["arguments": "-e none -x -T host env SYSTEMD_VARLINK_LISTEN=- tool verb"])
        }
    }
}
