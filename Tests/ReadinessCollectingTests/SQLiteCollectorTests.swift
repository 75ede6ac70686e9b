import Glibc
import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// Databases that Python's sqlite3 writes, read by queries.
@Suite struct SQLiteCollectorTests {
    private static let model = Model(
        entities: [Entity(id: "plant-a"), Entity(id: "plant-b")],
        measures: [Measure(id: "made"), Measure(id: "planned")]
    )
    private let directory: String

    init() throws {
        var template = Array("/tmp/readiness-sqlite-XXXXXX".utf8CString)
        directory = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    private var path: String { "\(directory)/erp.sqlite" }

    /// Runs a program of Python with `c`, a connection to the database.
    private func python(_ program: String) async throws {
        let script = "\(directory)/script.py"
        let file = try #require(fopen(script, "we"))
        fputs("import sqlite3, time, sys\nc = sqlite3.connect('\(path)', isolation_level=None)\n\(program)\n", file)
        fclose(file)
        // Not on the pool that times deadlines.
        let status = try await OwnThread.run(name: "python", stop: StopSignal(hasDescriptor: false), abandons: false) {
            () throws(CollectorError) in system("python3 \(script)")
        }
        try #require(status == 0)
    }

    private func collector(
        _ query: String,
        incremental: String? = nil,
        format: ReadingFormat = .csv(LongColumns()),
        deadline: TimeSpan = .seconds(20),
        outputLimit: Int = 1 << 24
    ) -> SQLiteCollector {
        let source = SQLiteSource(path: path, query: query, incremental: incremental, outputLimit: outputLimit)
        let specification = CollectorSpecification(
            name: "erp",
            source: .sqlite(source),
            format: format,
            interval: .seconds(60),
            deadline: deadline
        )
        return SQLiteCollector(
            specification,
            source: source,
            catalog: SeriesCatalog(Self.model),
            directory: directory
        )
    }

    private func failure(_ collector: SQLiteCollector) async -> CollectorError? {
        do throws(CollectorError) {
            _ = try await collector.collectOnce()
            return nil
        } catch {
            return error
        }
    }

    private static let table = """
        c.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, plant TEXT, what TEXT, amount, at TEXT)")
        """

    @Test func rowsBecomeReadings() async throws {
        try await python(
            """
            \(Self.table)
            c.execute("INSERT INTO t VALUES (1, 'plant-a', 'made', 40, '2026-01-31T12:00:00Z')")
            c.execute("INSERT INTO t VALUES (2, 'plant-b', 'made', 0.1, '2026-01-31T12:00:01Z')")
            c.execute("INSERT INTO t VALUES (3, 'plant-a', 'planned', NULL, '2026-01-31T12:00:00Z')")
            c.execute("INSERT INTO t VALUES (4, 'plant,\\"x', 'made', 1, '2026-01-31T12:00:00Z')")
            c.execute("INSERT INTO t VALUES (5, 'plant-a', 'made', 'many', '2026-01-31T12:00:02Z')")
            """
        )
        let delivery = try await collector(
            "SELECT plant AS entity, what AS measure, amount AS value, at AS time FROM t ORDER BY id"
        ).collectOnce()
        #expect(delivery.readings.map(\.value) == [40, 0.1])
        #expect(delivery.readings[1].time.nanoseconds == 1_769_860_801_000_000_000)
        #expect(delivery.ignored == 1, "a row without a value is no reading")
        #expect(delivery.rejectCounts[.unknownEntity] == 1)
        #expect(delivery.rejectCounts[.badNumber] == 1)
        #expect(delivery.rejects.map(\.line) == [4, 5], "lines count the header and rows with a value")
    }

    @Test func onlyWhatIsNewIsAskedFor() async throws {
        try await python(
            """
            c.execute("PRAGMA journal_mode=WAL")
            \(Self.table)
            c.execute("INSERT INTO t VALUES (1, 'plant-a', 'made', 1, '2026-01-31T12:00:00Z')")
            c.execute("INSERT INTO t VALUES (2, 'plant-a', 'made', 2, '2026-01-31T12:00:01Z')")
            """
        )
        let query = "SELECT id, plant AS entity, what AS measure, amount AS value, at AS time FROM t WHERE id > :since"
        let first = collector(query, incremental: "id")
        #expect(try await first.collectOnce().readings.count == 2)
        // What was not acknowledged comes again.
        #expect(try await first.collectOnce().readings.count == 2)
        await first.acknowledge()
        #expect(try await first.collectOnce().isUnchanged)
        try await python("c.execute(\"INSERT INTO t VALUES (3, 'plant-b', 'made', 3, '2026-01-31T12:00:02Z')\")")
        #expect(try await first.collectOnce().readings.map(\.value) == [3])
        await first.acknowledge()
        // The place is kept over a restart, and belongs to the query.
        #expect(try await collector(query, incremental: "id").collectOnce().isUnchanged)
        #expect(try await collector(query + " ", incremental: "id").collectOnce().readings.count == 3)
    }

    @Test(arguments: [
        ("SELECT 1; SELECT 2", nil, "more than one statement"),
        ("DELETE FROM t", nil, "does not only read"),
        ("", nil, "the query is empty"),
        ("SELECT nowhere FROM t", nil, "no such column"),
        ("SELECT plant FROM t WHERE id > :since", nil, "':since' needs 'incremental'"),
        ("SELECT plant FROM t", "id", "does not ask for ':since'"),
        ("SELECT plant FROM t WHERE id > ?1", nil, "parameters other than ':since'"),
        ("ATTACH 'x' AS y", nil, "does not only read"),
        ("SELECT plant AS entity, amount AS value FROM t", nil, "no column 'measure'"),
        ("SELECT load_extension('x') AS entity, 'made' AS measure, 1 AS value", nil, ""),
    ])
    func badQueriesAreNamed(_ query: String, _ incremental: String?, _ cause: String) async throws {
        try await python(Self.table)
        let error = try #require(await failure(collector(query, incremental: incremental)))
        #expect("\(error)".contains(cause), "\(error)")
        #expect(!error.advice.isEmpty)
    }

    @Test func anEndlessQueryIsInterrupted() async throws {
        try await python(Self.table)
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS value FROM n"
        let began = ContinuousClock.now
        let error = try #require(await failure(collector(endless, deadline: TimeSpan(nanoseconds: 300_000_000))))
        #expect(error.code == .configuration || error.code == .deadline, "\(error)")
        #expect(began.duration(to: .now) < .seconds(20))
    }

    @Test func tooManyRowsAreRefused() async throws {
        let many = """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000)
            SELECT 'plant-a' AS entity, 'made' AS measure, i AS value, i AS time FROM n
            """
        try await python(Self.table)
        #expect(await failure(collector(many, outputLimit: 10_000))?.code == .outputLimit)
        #expect(try await collector(many).collectOnce().readings.count == 100_000)
    }

    @Test func aWriterThatHoldsTheDatabaseCostsOnlyTheRun() async throws {
        try await python(
            """
            \(Self.table)
            c.execute("INSERT INTO t VALUES (1, 'plant-a', 'made', 1, '2026-01-31T12:00:00Z')")
            """
        )
        let script = "\(directory)/hold.py"
        let file = try #require(fopen(script, "we"))
        fputs(
            "import sqlite3, time\nc = sqlite3.connect('\(path)', isolation_level=None)\n"
                + "import os\nc.execute('BEGIN EXCLUSIVE')\nopen('\(directory)/held', 'w')\n"
                + "while os.path.exists('\(directory)/held'): time.sleep(0.05)\ntime.sleep(0.3)\nc.execute('COMMIT')\n",
            file
        )
        fclose(file)
        try #require(system("python3 \(script) &") == 0)
        while access("\(directory)/held", F_OK) != 0 { try await Task.sleep(for: .milliseconds(10)) }
        let query = "SELECT plant AS entity, what AS measure, amount AS value, at AS time FROM t"
        let error = await failure(collector(query, deadline: TimeSpan(nanoseconds: 300_000_000)))
        #expect(error?.code == .deadline, "\(error.map { "\($0)" } ?? "")")
        // With time enough it waits.
        unlink("\(directory)/held")
        #expect(try await collector(query).collectOnce().readings.count == 1)
    }

    @Test func whatIsNoDatabaseIsNamed() async throws {
        #expect(await failure(collector("SELECT 1"))?.code == .missing)
        let file = try #require(fopen(path, "we"))
        fputs(String(repeating: "no database ", count: 500), file)
        fclose(file)
        let error = try #require(await failure(collector("SELECT 1 AS value FROM sqlite_schema")))
        #expect(error.code == .unreadable && error.cause.contains("not a database"), "\(error)")
        unlink(path)
        mkdir(path, 0o755)
        #expect(await failure(collector("SELECT 1"))?.code == .unreadable)
    }

    @Test func linesOfAnotherFormatInOneColumn() async throws {
        try await python(
            """
            c.execute("CREATE TABLE m (line TEXT)")
            c.execute("INSERT INTO m VALUES ('made,entity=plant-a value=4 1700000000000000000')")
            """
        )
        let delivery = try await collector("SELECT line FROM m", format: .influx(MetricMapping(), .nanoseconds))
            .collectOnce()
        #expect(delivery.readings.map(\.value) == [4])
    }
}
