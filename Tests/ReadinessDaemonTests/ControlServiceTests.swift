import Glibc
import ReadinessConfiguration
import ReadinessHistory
import ReadinessModel
import ReadinessScoring
import Synchronization
import Systemd
import Testing
import Varlink
import VarlinkServer

@testable import ReadinessDaemon

/// Overrides from the socket to the history, to the published score and to the journal, with the parts the daemon uses.
@Suite struct ControlServiceTests {
    private static let model = """
        entities: [{id: all, entities: [{id: depot}, {id: plant, kind: plant}]}]
        measures: {stock: {}, speed: {}}
        indicators:
          supply: {value: stock, normalize: {goalposts: [0, 100]}, roll-up: scores}
          pace: {value: speed, normalize: {goalposts: [0, 100]}, applies-to: [plant]}
        index: {id: root, aggregate: arithmetic, coverage: 0, children: [supply, pace]}
        """

    /// What stands between the socket and the history.
    fileprivate final class House: Sendable {
        let files: TemporaryFiles
        let history: SQLiteHistory
        let engine: Engine
        let keeper: OverrideKeeper
        let published: Published
        let server: Server
        let entries = Entries()

        init(_ files: TemporaryFiles) async throws {
            self.files = files
            let sink = try JournalSink(to: .function { [entries] in entries.add($0) })
            let events = EventReporter(sink: sink)
            history = try await SQLiteHistory.open(path: "\(files.path)/history.sqlite", at: .now)
            let configuration = try Configuration.load(
                files: [ConfigurationFile(path: "m.yaml", kind: .model, text: ControlServiceTests.model)]
            )
            let (context, _) = try await Reloader.bind(configuration, to: history, at: .now)
            let catalog = context.catalog
            let readings = try [("depot", 40.0), ("plant", 60)].map { entity, value in
                let measure = try #require(catalog.measure("stock"))
                let series = catalog.series(measure, at: try #require(catalog.entity(entity)))
                return Reading(series: series, time: .now, value: value)
            }
            engine = Engine(context, restored: readings, at: .now, history: history)
            keeper = try await OverrideKeeper(history: history, engine: engine, events: events, alarm: Alarm())
            published = Published(await engine.evaluate(at: .now).snapshot)
            let fleet = CollectorFleet(events: events)
            let status = StatusService(
                published: published,
                fleet: fleet,
                started: .now,
                analysis: AnalysisService(engine: engine, history: history)
            )
            let control = ControlService(published: published, keeper: keeper, fleet: fleet, events: events) {
                "m.yaml:1:1: error: bad"
            }
            let identity = Server.Identity(vendor: "v", product: "p", version: "1", url: "u")
            server = try Server(
                identity: identity,
                interfaces: [try status.interface(), try control.interface()],
                limits: Limits()
            ) { _ in }
            try await server.listen(at: .path("\(files.path)/socket"))
        }

        /// Calls a method of a fresh connection.
        func call(_ method: String, _ parameters: JSON.Object) async throws -> JSON {
            let address = "unix:\(files.path)/socket"
            return try await onThread {
                let client = try Client(Address(address))
                return JSON.object(try client.call("io.readinessd.\(method)", parameters))
            }
        }

        /// The score of a node as it is published after another evaluation.
        func score(_ entity: String, _ node: String) async throws -> JSON {
            _ = published.swap(await engine.evaluate(at: .now).snapshot)
            let reply = try await call("Status.Get", ["entity": .string(entity), "node": .string(node)])
            return try #require(reply["score"])
        }

        func close() async {
            await server.shutdown()
            await history.close()
        }
    }

    private static func parameters(_ entity: String, _ node: String, _ score: Double, until: Int64) -> JSON.Object {
        [
            "entity": .string(entity), "node": .string(node), "score": .number(score), "why": "audit pending",
            "untilTimestamp": .integer(until),
        ]
    }

    private static var inAnHour: Int64 { Timestamp.now.microseconds + 3_600_000_000 }

    @Test func anOverrideIsPublishedBesideTheScore() async throws {
        let house = try await House(try TemporaryFiles())
        let before = try await house.score("all", "root")
        #expect(before["overrides"]?.integer == 0)
        #expect(before["override"]?.isNull ?? true)
        #expect(before["modelHash"]?.string?.count == 16)
        let until = Self.inAnHour
        let reply = try await house.call("Control.Override", Self.parameters("depot", "supply", 90, until: until))
        #expect(reply["override"]?["score"]?.double == 90)
        #expect(reply["override"]?["who"]?.string?.contains("uid \(geteuid())") == true)

        let depot = try await house.score("depot", "supply")
        #expect(depot["score"]?.double == 40)
        #expect(depot["override"]?["score"]?.double == 90)
        #expect(depot["override"]?["why"]?.string == "audit pending")
        #expect(depot["override"]?["untilTimestamp"]?.integer == until)
        #expect(depot["adjusted"]?.double == 90)
        let all = try await house.score("all", "root")
        #expect(all["score"]?.double == before["score"]?.double)
        #expect(all["overrides"]?.integer == 1)
        #expect(all["override"]?.isNull ?? true)
        // The mean of 90 and 60 in place of 40 and 60.
        #expect(all["adjusted"]?.double == 75)

        let lift: JSON.Object = ["entity": "depot", "node": "supply", "why": "audit done"]
        _ = try await house.call("Control.LiftOverride", lift)
        let after = try await house.score("all", "root")
        #expect(after["overrides"]?.integer == 0)
        #expect(after["adjusted"]?.isNull ?? true)
        await #expect(throws: VarlinkError.self) { try await house.call("Control.LiftOverride", lift) }
        #expect(try await house.history.overrideChanges(limit: 10).map(\.action) == [.set, .lifted])
        let entries = house.entries.snapshot
        #expect(entries.map(\.messageID) == [Event.overridden, Event.overridden])
        #expect(entries.first?.message.contains("depot supply is claimed to be 90.0, computed is 40.0") == true)
        await house.close()
    }

    @Test func itOutlivesTheDaemonAndEndsByItself() async throws {
        let files = try TemporaryFiles()
        var house = try await House(files)
        _ = try await house.call("Control.Override", Self.parameters("plant", "pace", 10, until: Self.inAnHour))
        let soon = Timestamp.now.microseconds + 4_000_000
        _ = try await house.call("Control.Override", Self.parameters("plant", "root", 20, until: soon))
        await house.close()
        house = try await House(files)
        #expect(try await house.score("plant", "pace")["override"]?["score"]?.double == 10)
        // A node without a computed score may be claimed to have one.
        #expect(try await house.score("plant", "pace")["score"]?.isNull ?? true)
        #expect(try await house.score("all", "root")["overrides"]?.integer ?? 0 >= 1)
        while Timestamp.now.microseconds <= soon { try await Task.sleep(for: .milliseconds(20)) }
        // Over, even before its end is written.
        #expect(try await house.score("plant", "root")["override"]?.isNull ?? true)
        await house.keeper.expire(at: .now)
        #expect(try await house.history.overrides().map(\.node) == ["pace"])
        #expect(try await house.history.overrideChanges(limit: 1).map(\.action) == [.expired])
        #expect(try await house.score("all", "root")["overrides"]?.integer == 1)
        await house.close()
    }

    @Test(
        arguments: [
            ("north", "root", 50, 1, "NoSuchEntity"), ("plant", "rot", 50, 1, "NoSuchNode"),
            ("depot", "pace", 50, 1, "NotApplicable"), ("plant", "root", 100.5, 1, "InvalidParameter"),
            ("plant", "root", -1, 1, "InvalidParameter"), ("plant", "root", 50, -1, "InvalidParameter"),
            ("plant", "root", 50, 9_000_000, "InvalidParameter"),
        ] as [(String, String, Double, Int64, String)]
    )
    func mistakesAreNamed(entity: String, node: String, score: Double, hours: Int64, error: String) async throws {
        let house = try await House(try TemporaryFiles())
        let until = Timestamp.now.microseconds + hours * 3_600_000_000
        let thrown = await #expect(throws: VarlinkError.self) {
            try await house.call("Control.Override", Self.parameters(entity, node, score, until: until))
        }
        #expect(thrown?.reply?.name.hasSuffix(".\(error)") == true, "\(String(describing: thrown))")
        #expect(try await house.history.overrideChanges(limit: 1) == [])
        await house.close()
    }

    @Test func aReasonIsNeeded() async throws {
        let house = try await House(try TemporaryFiles())
        for why in ["", "  \n", String(repeating: "x", count: 1001)] {
            var parameters = Self.parameters("plant", "root", 50, until: Self.inAnHour)
            parameters["why"] = .string(why)
            let thrown = await #expect(throws: VarlinkError.self) {
                try await house.call("Control.Override", parameters)
            }
            #expect(thrown?.reply?.parameters["parameter"]?.string == "why")
        }
        await house.close()
    }

    /// Others than root and the service's user may not; the check does not depend on what is asked.
    @Test func strangersAreRefused() throws {
        let stranger = Peer(userID: geteuid() == 65_534 ? 65_533 : 65_534, groupID: 65_534, processID: 1)
        #expect(throws: ErrorReply.permissionDenied) { try stranger.requirePrivilege() }
    }

    @Test func reloadSaysWhyItWasRefused() async throws {
        let house = try await House(try TemporaryFiles())
        #expect(try await house.call("Control.Reload", [:])["configurationError"]?.string == "m.yaml:1:1: error: bad")
        await house.close()
    }

    @Test func theTextIsAnInterface() throws {
        let description = try InterfaceDescription(parsing: ControlInterface.text)
        #expect(description.name == "io.readinessd.Control")
        let collectors = ["RunCollector", "Pause", "Resume", "Tap"]
        #expect(description.methodNames == ["Override", "LiftOverride", "Reload"] + collectors)
    }
}

/// Journal entries, collected.
fileprivate final class Entries: Sendable {
    private let all = Mutex<[JournalEntry]>([])
    func add(_ entry: JournalEntry) { all.withLock { $0.append(entry) } }
    var snapshot: [JournalEntry] { all.withLock { $0 } }
}
