import Glibc
import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// The file collector on real files.
struct FileCollectorTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func collector(_ name: String, _ format: ReadingFormat = .jsonLines) -> FileCollector {
        let path = "\(directory.path)/\(name)"
        let specification = CollectorSpecification(
            name: "file",
            source: .file(path: path),
            format: format,
            interval: .seconds(60),
            deadline: .seconds(60)
        )
        return FileCollector(specification, path: path, catalog: Fixture.catalog)
    }

    private static func line(_ value: Int) -> String {
        #"{"entity":"plant-a","measure":"planned","value":\#(value)}"# + "\n"
    }

    @Test func aFileIsReadOnceUntilItChanges() async throws {
        let collector = collector("a")
        try directory.write("a", Self.line(1))
        let first = try await collector.collectOnce()
        #expect(first.readings.map(\.value) == [1])
        #expect(!first.isUnchanged)
        let again = try await collector.collectOnce()
        #expect(again.readings.count == 1, "not acknowledged, so read again")
        await collector.acknowledge()
        let unchanged = try await collector.collectOnce()
        #expect(unchanged.isUnchanged)
        #expect(unchanged.readings.isEmpty)
        try directory.write("a", Self.line(2))
        let replaced = try await collector.collectOnce()
        #expect(replaced.readings.map(\.value) == [2])
        await collector.acknowledge()
        #expect(try await collector.collectOnce().isUnchanged)
    }

    @Test func everyWriteIsSeenHoweverQuick() async throws {
        let collector = collector("a")
        // In place, of the same size, as fast as the file system's clock can tell apart or faster.
        for value in 1...9 {
            let descriptor = open("\(directory.path)/a", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
            var text = Self.line(value)
            let written = text.withUTF8 { write(descriptor, $0.baseAddress, $0.count) }
            close(descriptor)
            try #require(written == text.utf8.count)
            let delivery = try await collector.collectOnce()
            #expect(delivery.readings.map(\.value) == [Double(value)])
            await collector.acknowledge()
        }
    }

    @Test func readingsWithoutATimeTakeTheTimeOfTheFile() async throws {
        let path = try directory.write("a", Self.line(1))
        var times = [
            timespec(tv_sec: 1_000_000_000, tv_nsec: 250_000_000),
            timespec(tv_sec: 1_000_000_000, tv_nsec: 250_000_000),
        ]
        #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
        let delivery = try await collector("a").collectOnce()
        #expect(delivery.readings.map { "\($0.time)" } == ["2001-09-09T01:46:40.25Z"])
        // A time in the future does not keep the file unread, nor read again and again.
        times = [timespec(tv_sec: 5_000_000_000, tv_nsec: 0), timespec(tv_sec: 5_000_000_000, tv_nsec: 0)]
        #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
        let collector = collector("a")
        #expect(try await collector.collectOnce().readings.count == 1)
        await collector.acknowledge()
        #expect(try await collector.collectOnce().isUnchanged)
    }

    @Test func aFileThatIsMissingComesBack() async throws {
        let collector = collector("a")
        let missing = await #expect(throws: CollectorError.self) { try await collector.collectOnce() }
        #expect(missing?.code == .missing)
        #expect(missing?.place == "\(directory.path)/a")
        try directory.write("a", Self.line(1))
        #expect(try await collector.collectOnce().readings.count == 1)
        await collector.acknowledge()
        unlink("\(directory.path)/a")
        let vanished = await #expect(throws: CollectorError.self) { try await collector.collectOnce() }
        #expect(vanished?.code == .missing)
        try directory.write("a", Self.line(1))
        #expect(try await collector.collectOnce().readings.count == 1)
    }

    @Test func whatIsNoFileIsRefused() async throws {
        let path = directory.path
        try #require(mkfifo("\(path)/pipe", 0o600) == 0)
        let pipe = await #expect(throws: CollectorError.self) { try await collector("pipe").collectOnce() }
        #expect(pipe?.code == .unreadable)
        let folder = await #expect(throws: CollectorError.self) { try await collector(".").collectOnce() }
        #expect(folder?.code == .unreadable)
        let through = await #expect(throws: CollectorError.self) { try await collector("pipe/x").collectOnce() }
        #expect(through?.code == .missing)
    }

    @Test func aFileTooLargeIsRefusedUnread() async throws {
        let path = try directory.write("a", "")
        try #require(truncate(path, FileCollector.sizeLimit + 1) == 0)
        let error = await #expect(throws: CollectorError.self) { try await collector("a").collectOnce() }
        #expect(error?.code == .tooLarge)
    }

    @Test func garbageIsAFailureAndBadLinesAreNot() async throws {
        try directory.write("a", "x\ny\n")
        let error = await #expect(throws: CollectorError.self) { try await collector("a").collectOnce() }
        #expect(error?.code == .garbage)
        #expect(error?.place == "\(directory.path)/a:1")
        #expect(error?.rejectCounts[.malformed] == 2)
        try directory.write("a", "x\n" + Self.line(1))
        let delivery = try await collector("a").collectOnce()
        #expect(delivery.readings.count == 1)
        #expect(delivery.rejectCounts.total == 1)
    }

    @Test func aWriterInPlaceNeverCostsMoreThanARun() async throws {
        let collector = collector("a")
        let path = "\(directory.path)/a"
        let block = (1...2000).map { _ in Self.line(7) }.joined()
        let writer = Task.detached {
            for _ in 0..<40 {
                let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
                var text = block
                for start in stride(from: 0, to: text.utf8.count, by: 4096) {
                    text.withUTF8 {
                        _ = write(descriptor, $0.baseAddress?.advanced(by: start), min(4096, $0.count - start))
                    }
                }
                close(descriptor)
                try? await Task.sleep(for: .milliseconds(3))
            }
        }
        var codes: Set<CollectorError.Code> = []
        for _ in 0..<10 {
            do {
                let delivery = try await collector.collectOnce()
                #expect(delivery.readings.allSatisfy { $0.value == 7 })
            } catch {
                codes.insert(error.code)
            }
        }
        await writer.value
        #expect(codes.isSubset(of: [.changed, .missing]))
        #expect(try await collector.collectOnce().readings.count == 2000)
    }

    @Test func aRealTable() async throws {
        let columns = WideColumns(
            entity: "iso3",
            time: TimeColumn(column: "year", format: .year),
            measures: [.init(column: "life_expectancy", measure: "life"), .init(column: "gni", measure: "gni")]
        )
        let text =
            "iso3,country,year,life_expectancy,gni\r\nBOL,\"Bolivia (Plurinational State of)\",2022,64.928,7988.31\r\n"
        try directory.write("t", text + "KOR,\"Korea, Republic of\",2022,83.984,46025.8\r\n")
        let model = Model(
            entities: [Entity(id: "BOL"), Entity(id: "KOR")],
            measures: [Measure(id: "life"), Measure(id: "gni")]
        )
        let path = "\(directory.path)/t"
        let specification = CollectorSpecification(
            name: "table",
            source: .file(path: path),
            format: .csvWide(columns),
            interval: .seconds(60),
            deadline: .seconds(60)
        )
        let catalog = SeriesCatalog(model)
        let delivery = try await runOnce(specification: specification, catalog: catalog) { _, _ in }
        #expect(
            delivery.listing(catalog: catalog) == """
                time,entity,measure,value
                2022-01-01T00:00:00Z,BOL,life,64.928
                2022-01-01T00:00:00Z,BOL,gni,7988.31
                2022-01-01T00:00:00Z,KOR,life,83.984
                2022-01-01T00:00:00Z,KOR,gni,46025.8

                """
        )
    }

    @Test func theListingCanBeReadBack() throws {
        let text = #"{"time":10,"entity":"d\u00e9p\u00f4t, \"N\"\n1","values":{"planned":0.1,"present":1e300}}"#
        let delivery = try Fixture.read(text, .jsonLines)
        let back = try Fixture.read(delivery.listing(catalog: Fixture.catalog), .csv(LongColumns()))
        #expect(back.readings == delivery.readings)
        #expect(back.readings.count == 2)
    }
}
