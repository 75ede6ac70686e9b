import Glibc
import ReadinessModel
import Synchronization
import Testing

@testable import ReadinessCollecting

/// Files that are dropped into real directories.
struct DropCollectorTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func collector(_ after: DropSource.After, pattern: String = "*.jsonl") -> DropCollector {
        let source = DropSource(directory: directory.path, pattern: pattern, after: after)
        let specification = CollectorSpecification(
            name: "drop",
            source: .drop(source),
            format: .jsonLines,
            interval: .seconds(60),
            deadline: .seconds(60)
        )
        return DropCollector(specification, source: source, catalog: Fixture.catalog)
    }

    /// Writes a file that was last changed some seconds ago.
    private func drop(_ name: String, _ text: String, age: Int = 10) throws {
        try directory.write(name, text)
        var times = [timespec(tv_sec: time(nil) - age, tv_nsec: 0), timespec(tv_sec: time(nil) - age, tv_nsec: 0)]
        try #require(utimensat(AT_FDCWD, "\(directory.path)/\(name)", &times, 0) == 0)
    }

    private static func line(_ value: Int) -> String {
        #"{"entity":"plant-a","measure":"planned","value":\#(value)}"# + "\n"
    }

    @Test func oldestFirstEachOnceAndMovedWhenDurable() async throws {
        try drop("b.jsonl", Self.line(1), age: 30)
        try drop("a.jsonl", Self.line(2), age: 20)
        try drop("young.jsonl", Self.line(3), age: -3600)
        try drop(".hidden.jsonl", Self.line(4))
        try drop("unfinished.jsonl.tmp", Self.line(5))
        try drop("other.csv", Self.line(6))
        let collector = collector(.move)
        #expect(try await collector.collectOnce().readings.map(\.value) == [1, 2])
        #expect(directory.names(in: "processed").isEmpty, "not durable yet")
        #expect(try await collector.collectOnce().readings.map(\.value) == [1, 2], "not acknowledged, so read again")
        await collector.acknowledge()
        #expect(directory.names(in: "processed").sorted() == ["a.jsonl", "b.jsonl"])
        #expect(try await collector.collectOnce().isUnchanged)
        // A file of the same name is another file, and does not take the place of the first.
        try drop("a.jsonl", Self.line(7))
        #expect(try await collector.collectOnce().readings.map(\.value) == [7])
        await collector.acknowledge()
        #expect(directory.names(in: "processed").sorted() == ["a.jsonl", "a.jsonl.2", "b.jsonl"])
    }

    @Test func whatStaysIsNotReadAgainUntilItChanges() async throws {
        try drop("a.jsonl", Self.line(1))
        let collector = collector(.keep)
        #expect(try await collector.collectOnce().readings.count == 1)
        await collector.acknowledge()
        #expect(try await collector.collectOnce().isUnchanged)
        try drop("a.jsonl", Self.line(2), age: 5)
        #expect(try await collector.collectOnce().readings.map(\.value) == [2])
    }

    @Test func deleted() async throws {
        try drop("a.jsonl", Self.line(1))
        let collector = collector(.delete)
        _ = try await collector.collectOnce()
        await collector.acknowledge()
        #expect(!directory.names(in: ".").contains("a.jsonl"))
    }

    @Test func badLinesGoToQuarantineAndCostNoOther() async throws {
        try drop("a.jsonl", Self.line(1) + "rubbish\n" + Self.line(2).replacing("plant-a", with: "plant-b"), age: 30)
        try drop("b.jsonl", Self.line(3), age: 20)
        let collector = collector(.delete)
        let delivery = try await collector.collectOnce()
        #expect(delivery.readings.map(\.value) == [1, 2, 3])
        #expect(delivery.rejectCounts.total == 1)
        #expect(delivery.rejects.first?.message.hasPrefix("in a.jsonl: ") == true)
        await collector.acknowledge()
        #expect(directory.names(in: "quarantine").sorted() == ["a.jsonl", "a.jsonl.why"])
        #expect(try directory.read("quarantine/a.jsonl.why").hasPrefix("a.jsonl:2:"))
        #expect(!directory.names(in: ".").contains("b.jsonl"))
        #expect(try await collector.collectOnce().isUnchanged)
    }

    @Test func aMissingDirectoryIsNamed() async throws {
        let source = DropSource(directory: "\(directory.path)/nowhere", pattern: "*")
        let specification = CollectorSpecification(
            name: "drop",
            source: .drop(source),
            format: .jsonLines,
            interval: .seconds(60),
            deadline: .seconds(60)
        )
        let collector = DropCollector(specification, source: source, catalog: Fixture.catalog)
        await #expect(throws: CollectorError.self) { _ = try await collector.collectOnce() }
    }

    /// A file that is renamed in is told at once, one whose name does not matter is not, and nobody is told after the end.
    @Test func changesAreTold() async throws {
        let count = Atomic(0)
        let told = { @Sendable in _ = count.add(1, ordering: .relaxed) }
        func isReached(_ number: Int) async throws -> Bool {
            for _ in 0..<100 where count.load(ordering: .relaxed) < number {
                try await Task.sleep(for: .milliseconds(50))
            }
            return count.load(ordering: .relaxed) >= number
        }
        var watch = collector(.keep).watch(told)
        #expect(watch != nil)
        #expect(try await isReached(1), "what came before is told")
        try directory.write("x.jsonl.tmp", Self.line(1))
        try await Task.sleep(for: .milliseconds(300))
        #expect(count.load(ordering: .relaxed) == 1)
        rename("\(directory.path)/x.jsonl.tmp", "\(directory.path)/x.jsonl")
        #expect(try await isReached(2))
        watch = nil
        try await Task.sleep(for: .milliseconds(300))
        let last = count.load(ordering: .relaxed)
        try directory.write("y.jsonl", Self.line(1))
        try await Task.sleep(for: .milliseconds(300))
        #expect(count.load(ordering: .relaxed) == last)
    }
}

/// Files that grow, are renamed away and emptied.
struct TailCollectorTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func collector() -> TailCollector {
        let path = "\(directory.path)/log"
        let specification = CollectorSpecification(
            name: "tail",
            source: .tail(path: path),
            format: .influx(MetricMapping(), .nanoseconds),
            interval: .seconds(60),
            deadline: .seconds(60)
        )
        return TailCollector(specification, path: path, catalog: Fixture.catalog, directory: directory.path)
    }

    private func append(_ text: String, to name: String = "log") throws {
        let file = try #require(fopen("\(directory.path)/\(name)", "ae"))
        fputs(text, file)
        fclose(file)
    }

    private static func line(_ value: Int) -> String { "planned,entity=plant-a value=\(value) \(1000 + value)\n" }

    @Test func onlyWholeLinesThatAreNew() async throws {
        try append(Self.line(1) + "planned,entity=plant-a val")
        let tail = collector()
        #expect(try await tail.collectOnce().readings.map(\.value) == [1])
        #expect(try await tail.collectOnce().readings.map(\.value) == [1], "not acknowledged, so read again")
        await tail.acknowledge()
        #expect(try await tail.collectOnce().isUnchanged)
        try append("ue=2 1002\n" + Self.line(3))
        #expect(try await tail.collectOnce().readings.map(\.value) == [2, 3])
        await tail.acknowledge()
        // The place is kept over a restart.
        try append(Self.line(4))
        #expect(try await collector().collectOnce().readings.map(\.value) == [4])
    }

    private static func timeless(_ value: Int) -> String { "planned,entity=plant-a value=\(value)\n" }

    /// Whoever is killed once its readings are durable, and before the place is kept, delivers them again as they were.
    @Test func linesWithoutATimeComeAgainAfterAKillWithTheTimesTheyHad() async throws {
        try append(Self.timeless(1) + Self.timeless(2))
        let first = try await collector().collectOnce().readings
        #expect(first.map(\.value) == [1, 2])
        try append(Self.timeless(3))
        let next = collector()
        let again = try await next.collectOnce().readings
        #expect(again.map(\.value) == [1, 2, 3])
        #expect(again.prefix(2).map(\.time) == first.map(\.time))
        #expect(Set(again.map(\.time)).count == 3)
        // Killed once more, and what it read last has kept its time too.
        let last = collector()
        #expect(try await last.collectOnce().readings == again)
        await last.acknowledge()
        #expect(try await collector().collectOnce().isUnchanged)
    }

    @Test func whatWasAnnouncedOfAnEmptiedFileIsForgotten() async throws {
        try append(Self.timeless(1) + Self.timeless(2))
        _ = try await collector().collectOnce()
        try #require(truncate("\(directory.path)/log", 0) == 0)
        try append(Self.timeless(3))
        let next = collector()
        #expect(try await next.collectOnce().readings.map(\.value) == [3])
        await next.acknowledge()
        #expect(try await next.collectOnce().isUnchanged)
    }

    @Test func theRestOfARenamedFileComesAgainUntilItIsDurable() async throws {
        try append(Self.line(1))
        let tail = collector()
        #expect(try await tail.collectOnce().readings.count == 1)
        rename("\(directory.path)/log", "\(directory.path)/log.1")
        try append(Self.line(2))
        #expect(try await tail.collectOnce().readings.map(\.value) == [1, 2], "none of it was acknowledged")
        #expect(try await tail.collectOnce().readings.map(\.value) == [1, 2])
        await tail.acknowledge()
        #expect(try await tail.collectOnce().isUnchanged)
    }

    /// What is renamed while the daemon is down is found by its inode, and what was delivered of it has its old times.
    @Test func theRestOfAFileThatWasRenamedMeanwhileIsFound() async throws {
        try append(Self.timeless(1))
        let before = collector()
        _ = try await before.collectOnce()
        await before.acknowledge()
        try append(Self.timeless(2))
        let killed = try await before.collectOnce().readings
        try append(Self.timeless(3))
        rename("\(directory.path)/log", "\(directory.path)/log.1")
        try append(Self.timeless(4))
        let next = collector()
        let found = try await next.collectOnce().readings
        #expect(found.map(\.value) == [2, 3, 4])
        #expect(found.first == killed.first)
        await next.acknowledge()
        #expect(try await next.collectOnce().isUnchanged)
        try append(Self.timeless(5))
        #expect(try await collector().collectOnce().readings.map(\.value) == [5])
    }

    @Test func aFileOfAnotherNameIsNotTakenForTheRest() async throws {
        try append(Self.line(1))
        let before = collector()
        _ = try await before.collectOnce()
        await before.acknowledge()
        try append(Self.line(2))
        rename("\(directory.path)/log", "\(directory.path)/other")
        try append(Self.line(3))
        #expect(try await collector().collectOnce().readings.map(\.value) == [3])
    }

    @Test func theRestOfARenamedFileComesFirst() async throws {
        try append(Self.line(1))
        let tail = collector()
        #expect(try await tail.collectOnce().readings.count == 1)
        await tail.acknowledge()
        try append(Self.line(2) + "planned,entity=plant-a value=3 1003")
        rename("\(directory.path)/log", "\(directory.path)/log.1")
        try append(Self.line(4))
        #expect(try await tail.collectOnce().readings.map(\.value) == [2, 3, 4])
        await tail.acknowledge()
        try append(Self.line(5))
        #expect(try await tail.collectOnce().readings.map(\.value) == [5])
    }

    @Test func anEmptiedFileIsReadFromItsBeginning() async throws {
        try append(Self.line(1) + Self.line(2))
        let tail = collector()
        _ = try await tail.collectOnce()
        await tail.acknowledge()
        try #require(truncate("\(directory.path)/log", 0) == 0)
        #expect(try await tail.collectOnce().readings.isEmpty)
        await tail.acknowledge()
        try append(Self.line(3))
        #expect(try await tail.collectOnce().readings.map(\.value) == [3])
    }

    /// Whatever a writer does to the file, every line is read, in order, once.
    @Test func randomWriters() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("tail: seed \(seed)")
        var random = SplitMix64(state: seed)
        var tail = collector()
        var (written, rotations, rest) = (0, 0, "")
        var read: [Double] = []
        for _ in 0..<300 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                // Some bytes of a line, or several lines.
                for _ in 0..<Int.random(in: 1...5, using: &random) {
                    written += 1
                    rest += Self.line(written)
                }
                let count = Int.random(in: 1...rest.count, using: &random)
                try append(String(rest.prefix(count)))
                rest = String(rest.dropFirst(count))
            case 5:
                // A writer finishes its line before it changes the file; the next run must come before the next change.
                try append(rest)
                rest = ""
                rotations += 1
                if access("\(directory.path)/log", F_OK) == 0 {
                    read += try await tail.collectOnce().readings.map(\.value)
                    await tail.acknowledge()
                    rename("\(directory.path)/log", "\(directory.path)/log.\(rotations)")
                }
                try append("")
            case 6:
                // Killed between reading and acknowledging: what is read again is the same.
                if access("\(directory.path)/log", F_OK) == 0 { _ = try await tail.collectOnce() }
                tail = collector()
            default:
                guard access("\(directory.path)/log", F_OK) == 0 else { continue }
                read += try await tail.collectOnce().readings.map(\.value)
                await tail.acknowledge()
            }
        }
        try append(rest)
        read += try await tail.collectOnce().readings.map(\.value)
        #expect(read == (1...max(1, written)).map(Double.init))
    }
}

extension TemporaryDirectory {
    /// What stands in a directory of it.
    fileprivate func names(in name: String) -> [String] {
        guard let listing = opendir("\(path)/\(name)") else { return [] }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    /// The text of a file of it.
    fileprivate func read(_ name: String) throws -> String {
        let file = try #require(fopen("\(path)/\(name)", "re"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
