import Glibc
import NIOCore
import Synchronization
import Testing
import Varlink
import VarlinkServer

/// The interface that the tests serve.
let testInterface = """
    interface io.example.Test
    type Row (key: string, value: ?int)
    method Echo(text: string) -> (text: string)
    method Encoded() -> (blob: string)
    method Large(bytes: int) -> (blob: string)
    method Slow(milliseconds: int) -> (done: bool)
    method Fail(how: (own, other, cancel)) -> ()
    method List(count: int) -> (row: Row)
    method Count(to: int) -> (number: int)
    method Flood(post: bool) -> (blob: string)
    method Watch() -> (tick: int)
    method Upgrade() -> (agreed: bool)
    method Missing() -> ()
    method Wrong() -> (number: int)
    error Own(why: string)
    """

/// What handlers report back to a test.
final class Journal: Sendable {
    private let entries = Mutex<[String]>([])

    func add(_ entry: String) { entries.withLock { $0.append(entry) } }
    var all: [String] { entries.withLock { $0 } }

    /// Waits up to five seconds for an entry.
    func waitFor(_ entry: String) async -> Bool {
        for _ in 0..<1000 where !all.contains(entry) { try? await Task.sleep(for: .milliseconds(5)) }
        return all.contains(entry)
    }
}

struct OtherError: Error {}

func testHandlers(_ journal: Journal) throws -> Interface {
    let blob = String(repeating: "x", count: 16 << 10)
    return Interface(try InterfaceDescription(parsing: testInterface))
        .on(
            "Echo",
            sync: { call, peer in
                journal.add("echo \(call.parameters["text"]?.string ?? "")")
                return call.parameters
            }
        )
        .on("Encoded", encoded: { _, _ in Array(#"{"blob":"ready"}"#.utf8) })
        .on(
            "Large",
            sync: { call, _ in
                ["blob": .string(String(repeating: "y", count: call.parameters["bytes"]?.int ?? 0))]
            }
        )
        .on(
            "Slow",
            async: { call, _ in
                journal.add("slow begins")
                do {
                    try await Task.sleep(for: .milliseconds(call.parameters["milliseconds"]?.int ?? 0))
                } catch {
                    journal.add("slow cancelled")
                    throw error
                }
                journal.add("slow ends")
                return ["done": true]
            }
        )
        .on(
            "Fail",
            async: { call, _ in
                switch call.parameters["how"]?.string {
                case "own": throw ErrorReply("io.example.Test.Own", ["why": "asked"])
                case "cancel": throw CancellationError()
                default: throw OtherError()
                }
            }
        )
        .on(
            "List",
            replies: { call, _ in
                (0..<(call.parameters["count"]?.int ?? 0)).map { ["row": ["key": "k\($0)", "value": JSON($0)]] }
            }
        )
        .on(
            "Count",
            more: { call, _, writer in
                let last = call.parameters["to"]?.int ?? 0
                for number in 1..<last { try await writer.send(["number": JSON(number)]) }
                try await writer.finish(["number": JSON(last)])
                // Whatever a handler does after its last reply harms nobody.
                await #expect(throws: CancellationError.self) { try await writer.send(["number": 0]) }
            }
        )
        .on(
            "Flood",
            more: { call, _, writer in
                let message: JSON.Object = ["blob": .string(blob)]
                while !Task.isCancelled {
                    if call.parameters["post"] == true {
                        writer.post(message)
                        try? await Task.sleep(for: .microseconds(200))
                    } else {
                        try await writer.send(message)
                    }
                }
                journal.add("flood cancelled")
            }
        )
        .on(
            "Watch",
            more: { _, _, writer in
                journal.add("watch begins")
                defer { journal.add("watch ends") }
                for tick in 1... {
                    try await writer.send(["tick": JSON(tick)])
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
        )
        .on(
            "Upgrade",
            upgrade: { _, _ in
                Upgrade(output: ["agreed": true]) { try $0.pipeline.syncOperations.addHandler(Shout()) }
            }
        )
        .on("Wrong", sync: { _, _ in ["number": "one"] })
}

/// A server at a fresh path, shut down at the end of the body.
func withServer<Result>(
    limits: Limits = Limits(),
    journal: Journal = Journal(),
    checksReplies: Bool = false,
    _ body: (Server, String) async throws -> Result
) async throws -> Result {
    let path = temporaryPath()
    let server = try Server(
        identity: Server.Identity(vendor: "Example", product: "test", version: "1", url: "https://example.org"),
        interfaces: [testHandlers(journal)],
        limits: limits,
        checksReplies: checksReplies,
        observer: { event in
            switch event {
            case .refused(_, let limit): journal.add("refused: \(limit)")
            case .slowReaderClosed(_, let method): journal.add("slow reader: \(method ?? "none")")
            case .protocolViolation(_, let reason): journal.add("violation: \(reason)")
            case .handlerFailed(_, let method, let error): journal.add("failed: \(method) \(type(of: error))")
            case .invalidReply(let method, let reason): journal.add("invalid: \(method) \(reason)")
            }
        }
    )
    try await server.listen(at: .path(path))
    do {
        let result = try await body(server, path)
        await server.shutdown()
        return result
    } catch {
        await server.shutdown()
        throw error
    }
}

private let pathCounter = Atomic<Int>(0)

func temporaryPath() -> String {
    "/tmp/varlink-test-\(getpid())-\(pathCounter.wrappingAdd(1, ordering: .relaxed).newValue)"
}
