import Glibc
import Testing
import Varlink

@testable import VarlinkServer

@Suite struct ListeningTests {
    private func server(_ interfaces: [Interface] = []) throws -> Server {
        let identity = Server.Identity(vendor: "", product: "", version: "", url: "")
        return try Server(identity: identity, interfaces: interfaces)
    }

    private func answers(_ address: Address) async throws -> Bool {
        try await onThread { try Client(address).call("org.varlink.service.GetInfo")["vendor"] != nil }
    }

    @Test(arguments: [0o600, 0o666, 0o660] as [UInt32])
    func theSocketHasItsMode(mode: UInt32) async throws {
        let path = temporaryPath()
        let server = try server()
        try await server.listen(at: .path(path, mode: mode))
        var node = stat()
        #expect(stat(path, &node) == 0)
        #expect(node.st_mode & 0o777 == mode)
        #expect(try await answers(.unix(path)))
        await server.shutdown()
        #expect(access(path, F_OK) != 0)
    }

    @Test func aLeftoverSocketIsReplaced() async throws {
        let path = temporaryPath()
        let leftover = try ListeningSocket.open(.path(path))
        close(leftover.descriptor)
        #expect(access(path, F_OK) == 0)
        let server = try server()
        try await server.listen(at: .path(path))
        #expect(try await answers(.unix(path)))
        await server.shutdown()
    }

    @Test func aNodeOfSomebodyElseIsNotRemoved() async throws {
        let path = temporaryPath()
        let first = try server()
        try await first.listen(at: .path(path))
        unlink(path)
        let second = try server()
        try await second.listen(at: .path(path))
        await first.shutdown()
        #expect(try await answers(.unix(path)))
        await second.shutdown()
        #expect(access(path, F_OK) != 0)
    }

    @Test func aSocketInUseIsLeftAlone() async throws {
        let path = temporaryPath()
        let first = try server()
        try await first.listen(at: .path(path))
        let second = try server()
        let error = await #expect(throws: ServerError.self) { try await second.listen(at: .path(path)) }
        #expect(error?.code == .addressInUse)
        await second.shutdown()
        #expect(try await answers(.unix(path)))
        await first.shutdown()
    }

    @Test func aFileIsLeftAlone() async throws {
        let path = temporaryPath()
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        let server = try server()
        let error = await #expect(throws: ServerError.self) { try await server.listen(at: .path(path)) }
        #expect(error?.code == .addressInUse)
        #expect(access(path, F_OK) == 0)
        unlink(path)
        await server.shutdown()
    }

    @Test(arguments: ["/tmp/no-such-directory/socket", "/tmp/" + String(repeating: "x", count: 200), ""])
    func whatCannotBeBoundIsAnError(path: String) async throws {
        let server = try server()
        let error = await #expect(throws: ServerError.self) { try await server.listen(at: .path(path)) }
        #expect(error?.code == .cannotListen)
        await server.shutdown()
    }

    @Test func anAbstractNameNeedsNoFile() async throws {
        let name = "@varlink-test-\(getpid())"
        let server = try server()
        try await server.listen(at: .path(name))
        #expect(try await answers(.unix(name)))
        await server.shutdown()
        let error = await #expect(throws: VarlinkError.self) { _ = try await answers(.unix(name)) }
        #expect(error?.errorNumber?.name == "ECONNREFUSED")
    }

    @Test func anInheritedSocketIsServed() async throws {
        let path = temporaryPath()
        let inherited = try ListeningSocket.open(.path(path))
        let server = try server()
        try await server.listen(at: .descriptor(inherited.descriptor))
        #expect(try await answers(.unix(path)))
        await server.shutdown()
        // The node belongs to whoever made it.
        #expect(access(path, F_OK) == 0)
        inherited.removeNode()
    }

    @Test func aDescriptorThatDoesNotListenIsAnError() async throws {
        let descriptor = try UnixSocket.make()
        defer { close(descriptor) }
        let server = try server()
        let error = await #expect(throws: ServerError.self) { try await server.listen(at: .descriptor(descriptor)) }
        #expect(error?.code == .cannotListen)
        await server.shutdown()
    }

    @Test func oneConnectedSocketIsServedToItsEnd() async throws {
        let server = try server()
        let (own, other) = try UnixSocket.makePair()
        async let serving: Void = server.serve(connectedDescriptor: own)
        try await onThread {
            let call = Call("org.varlink.service.GetInfo").encoded
            #expect(write(other, call, call.count) == call.count)
            var answer = [UInt8](repeating: 0, count: 1000)
            #expect(read(other, &answer, 1000) > 0)
            close(other)
        }
        try await serving
        await server.shutdown()
    }

    @Test func onePeerOnPipesIsServedToItsEnd() async throws {
        let server = try server()
        var (toServer, fromServer): ([Int32], [Int32]) = ([0, 0], [0, 0])
        #expect(pipe(&toServer) == 0 && pipe(&fromServer) == 0)
        let (input, output, calls, answers) = (toServer[0], fromServer[1], toServer[1], fromServer[0])
        async let serving: Void = server.serve(input: input, output: output)
        try await onThread {
            let call = Call("org.varlink.service.GetInfo").encoded
            #expect(write(calls, call, call.count) == call.count)
            close(calls)
            var answer = [UInt8](repeating: 0, count: 1000)
            #expect(read(answers, &answer, 1000) > 0)
            #expect(read(answers, &answer, 1000) == 0)
            close(answers)
        }
        try await serving
        await server.shutdown()
    }

    @Test func afterShutdownNothingIsServed() async throws {
        let path = temporaryPath()
        let server = try server()
        await server.shutdown()
        await #expect(throws: ServerError.self) { try await server.listen(at: .path(path)) }
        #expect(access(path, F_OK) != 0)
    }

    @Test func interfacesAndHandlersMustFit() throws {
        let description = try InterfaceDescription(parsing: "interface io.example.A\nmethod M() -> ()")
        let interface = Interface(description)
        #expect(throws: ServerError.self) { try server([interface, interface]) }
        #expect(throws: ServerError.self) { try server([interface.on("N", sync: { _, _ in [:] })]) }
        #expect(throws: ServerError.self) { try server([Interface(.service)]) }
    }

    @Test func peersAreKnown() async throws {
        let description = try InterfaceDescription(
            parsing: "interface io.example.A\nmethod Who() -> (user: int, group: int, process: int, privileged: bool)"
        )
        let server = try server([
            Interface(description).on(
                "Who",
                sync: { _, peer in
                    try peer.requirePrivilege()
                    return [
                        "user": JSON(peer.userID), "group": JSON(peer.groupID), "process": JSON(peer.processID),
                        "privileged": .bool(peer.isPrivileged),
                    ]
                }
            )
        ])
        let path = temporaryPath()
        try await server.listen(at: .path(path))
        let who = try await onThread { try Client(.unix(path)).call("io.example.A.Who") }
        let expected: JSON.Object = [
            "user": JSON(getuid()), "group": JSON(getgid()), "process": JSON(getpid()), "privileged": true,
        ]
        #expect(who == expected)
        await server.shutdown()
    }

    @Test func onlyRootAndTheOwnUserArePrivileged() {
        #expect(Peer(userID: 0, groupID: 1, processID: 1).isPrivileged)
        #expect(Peer(userID: geteuid(), groupID: 1, processID: 1).isPrivileged)
        let other = Peer(userID: geteuid() + 1, groupID: 0, processID: 1)
        #expect(!other.isPrivileged)
        #expect(throws: ErrorReply.permissionDenied) { try other.requirePrivilege() }
    }
}
