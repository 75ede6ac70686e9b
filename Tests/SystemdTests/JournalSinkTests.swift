import Glibc
import Synchronization
import Testing

@testable import Systemd

@Suite(.timeLimit(.minutes(1))) struct JournalSinkTests {
    @Test func aFunctionGetsTheEntryAtOnce() throws {
        let seen = Mutex<[JournalEntry]>([])
        let sink = try JournalSink(to: .function { entry in seen.withLock { $0.append(entry) } })
        let entry = JournalEntry("Started", fields: [JournalField("READINESS_MODEL", "m")])
        sink.send(entry)
        #expect(seen.withLock { $0 } == [entry])
        #expect(sink.flush())
    }

    @Test func linesReachTheDescriptorInOrder() throws {
        let pipe = try Pipe()
        let sink = try JournalSink(to: .prefixedLines(descriptor: pipe.input))
        for number in 0..<500 { sink.send(JournalEntry("Entry \(number)", priority: .warning)) }
        #expect(sink.flush())
        pipe.closeInput()
        let expected = (0..<500).map { "<4>Entry \($0)\n" }.joined()
        #expect(pipe.readToEnd() == expected)
        pipe.closeOutput()
    }

    @Test func linesForPeopleBeginWithTheTimeInUTC() throws {
        let pipe = try Pipe()
        let sink = try JournalSink(to: .lines(descriptor: pipe.input, colour: false))
        sink.send(JournalEntry("Started"))
        #expect(sink.flush())
        pipe.closeInput()
        let line = pipe.readToEnd()
        #expect(
            line.wholeMatch(of: #/20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d\.\d{3}Z info    Started\n/#) != nil,
            "\(line)"
        )
        pipe.closeOutput()
    }

    @Test func aStuckReaderStopsNobodyAndTheLossIsTold() throws {
        let pipe = try Pipe()
        let sink = try JournalSink(to: .prefixedLines(descriptor: pipe.input))
        let text = String(repeating: "x", count: 100)
        let clock = ContinuousClock()
        let time = clock.measure {
            for _ in 0..<20_000 { sink.send(JournalEntry(text)) }
        }
        #expect(time < .seconds(5))
        // The pipe holds 64 KiB, the queue 4096 entries: the rest is lost until someone reads.
        #expect(!sink.flush(atMost: .milliseconds(50)))
        let reader = Mutex("")
        let done = ThreadSemaphore()
        try OwnThread.start(name: "reader") {
            let all = pipe.readToEnd()
            reader.withLock { $0 = all }
            done.signal()
        }
        #expect(sink.flush(atMost: .seconds(10)))
        pipe.closeInput()
        done.wait()
        let lines = reader.withLock { $0 }.split(separator: "\n")
        let kept = lines.count { $0 == "<6>\(text)" }
        let notices = lines.filter { $0.hasPrefix("<4>Dropped ") }
        let lost = notices.compactMap { $0.split(separator: "count=").last.flatMap { Int($0) } }.reduce(0, +)
        #expect(kept < 20_000)
        #expect(kept + lost == 20_000)
        #expect(kept + notices.count == lines.count)
        pipe.closeOutput()
    }

    @Test func aReaderThatIsGoneCostsOnlyLines() throws {
        let pipe = try Pipe()
        pipe.closeOutput()
        let sink = try JournalSink(to: .prefixedLines(descriptor: pipe.input))
        for _ in 0..<10 { sink.send(JournalEntry("Nobody reads this")) }
        #expect(sink.flush())
        pipe.closeInput()
    }

    @Test func entriesFromManyThreadsAllArrive() async throws {
        let pipe = try Pipe()
        let sink = try JournalSink(to: .prefixedLines(descriptor: pipe.input))
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask { for number in 0..<50 { sink.send(JournalEntry("t\(task)n\(number)")) } }
            }
        }
        #expect(sink.flush())
        pipe.closeInput()
        #expect(Set(pipe.readToEnd().split(separator: "\n")).count == 400)
        pipe.closeOutput()
    }

    @Test func exitWaitsForTheLastEntry() async throws {
        let result = await #expect(
            processExitsWith: .exitCode(3),
            observing: [\.standardErrorContent]
        ) {
            let sink = try JournalSink(to: .prefixedLines(descriptor: STDERR_FILENO))
            for number in 0..<1000 { sink.send(JournalEntry("Entry \(number)")) }
            exit(3)
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.contains("<6>Entry 0\n"))
        #expect(text.contains("<6>Entry 999\n"))
    }
}

/// A semaphore of the C library, to wait for an own thread.
private final class ThreadSemaphore: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func signal() { sem_post(semaphore) }
    func wait() { sem_wait(semaphore) }
}
