import ReadinessModel
import Testing

@testable import ReadinessCollecting

/// What a source that pushes may bring, and how it is, by a clock of the test's own.
@Suite struct PushTests {
    private static let model = Model(
        entities: [
            Entity(id: "enterprise", descendantCount: 3), Entity(id: "north", parent: EntityID(0), descendantCount: 1),
            Entity(id: "plant-a", parent: EntityID(1)), Entity(id: "plant-b", parent: EntityID(0)),
        ],
        measures: [Measure(id: "made"), Measure(id: "planned")]
    )
    private static let catalog = SeriesCatalog(model)

    private static func machine(_ source: PushSource) -> PushStateMachine {
        let permit = PushPermit(source, model: model, catalog: catalog)
        return PushStateMachine("line", source, permit: permit, at: seconds(0))
    }

    private static func seconds(_ seconds: Double) -> TimeSpan { TimeSpan(nanoseconds: Int64(seconds * 1e9)) }

    private static func delivery(_ names: (measure: String, entity: String)...) throws -> Delivery {
        let observations = names.map { Observation(entity: $0.entity, measure: $0.measure, value: 1) }
        let (delivery, _, faults) = Delivery.interning(
            observations,
            catalog: catalog,
            now: Timestamp(nanoseconds: 1),
            origin: "test"
        )
        #expect(faults.isEmpty)
        return delivery
    }

    @Test func onlyWhatIsPermittedPasses() throws {
        var machine = Self.machine(PushSource(measures: ["made"], entities: ["north"]))
        var delivery = try Self.delivery(
            ("made", "plant-a"),
            ("planned", "plant-a"),
            ("made", "plant-b"),
            ("made", "plant-a")
        )
        let refusals = machine.admit(&delivery, at: Self.seconds(0))
        #expect(refusals.map(\.index) == [1, 2])
        #expect(refusals.allSatisfy { $0.reason == .notAllowed })
        #expect(refusals[0].message.contains("measure 'planned'"))
        #expect(refusals[1].message.contains("entity 'plant-b'"))
        #expect(delivery.readings.count == 2)
    }

    @Test func anOpenPermitKeepsEverything() throws {
        var machine = Self.machine(PushSource())
        var delivery = try Self.delivery(("made", "plant-a"), ("planned", "plant-b"))
        #expect(machine.admit(&delivery, at: Self.seconds(0)).isEmpty)
        #expect(delivery.readings.count == 2)
    }

    @Test func theSeriesLimitCountsSeriesNotReadings() throws {
        var machine = Self.machine(PushSource(seriesLimit: 2))
        for _ in 0..<5 {
            var delivery = try Self.delivery(("made", "plant-a"), ("made", "plant-b"))
            #expect(machine.admit(&delivery, at: Self.seconds(0)).isEmpty)
        }
        var delivery = try Self.delivery(("made", "plant-a"), ("planned", "plant-a"))
        let refusals = machine.admit(&delivery, at: Self.seconds(0))
        #expect(refusals.map(\.index) == [1])
        #expect(refusals.first?.reason == .seriesLimit)
        // Under other names the count begins anew.
        machine.adopt(PushPermit(PushSource(), model: Self.model, catalog: Self.catalog))
        delivery = try Self.delivery(("planned", "plant-a"))
        #expect(machine.admit(&delivery, at: Self.seconds(0)).isEmpty)
    }

    /// Over any stretch no more passes than the rate and one burst of ten seconds.
    @Test func theRateHolds() {
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0 ... .max, using: &generator)
        print("push: seed \(seed)")
        var random = SplitMix64(state: seed)
        for _ in 0..<100 {
            let rate = Int.random(in: 1...50, using: &random)
            var bucket = TokenBucket(rate: rate, at: Self.seconds(0))
            var (time, passed) = (0.0, 0)
            for _ in 0..<2000 {
                time += Double.random(in: 0...0.1, using: &random)
                if bucket.take(at: Self.seconds(time)) { passed += 1 }
                #expect(Double(passed) <= Double(rate) * (time + 10) + 1e-6)
            }
            // Whoever asks more often than the rate gets all of it.
            if rate < 15 { #expect(Double(passed) >= Double(rate) * time - 1) }
        }
    }

    @Test func silenceIsToldOnceAndEnds() throws {
        var machine = Self.machine(PushSource(silenceLimit: .seconds(5)))
        let wall = Timestamp(nanoseconds: 1)
        #expect(machine.tick(at: Self.seconds(5), wall: wall) == nil)
        #expect(machine.health.state == .unknown)
        guard case .failed(let error) = machine.tick(at: Self.seconds(5.1), wall: wall) else {
            Issue.record("silence is not told")
            return
        }
        #expect(error.code == .silent)
        #expect(machine.tick(at: Self.seconds(9), wall: wall) == nil)
        let delivery = try Self.delivery(("made", "plant-a"))
        // A delivery of which nothing is stored is no sign of health.
        #expect(machine.acknowledge(delivery, refused: 1, at: Self.seconds(10), wall: wall).recovery == nil)
        #expect(machine.acknowledge(delivery, refused: 0, at: Self.seconds(11), wall: wall).recovery?.failures == 1)
        #expect(machine.health.state == .healthy)
        #expect(machine.tick(at: Self.seconds(15), wall: wall) == nil)
        #expect(machine.tick(at: Self.seconds(17), wall: wall) != nil)
    }

    @Test func anIsolatedCollectorTellsHowItIs() throws {
        var machine = Self.machine(PushSource(silenceLimit: .seconds(60)))
        let wall = Timestamp(nanoseconds: 1)
        #expect(machine.told(failure: nil, at: Self.seconds(1), wall: wall) == nil)
        #expect(machine.health.state == .healthy)
        guard case .failed(let error) = machine.told(failure: "no file", at: Self.seconds(2), wall: wall) else {
            Issue.record("the failure is not told")
            return
        }
        #expect("\(error)".contains("no file") && "\(error)".contains("readinessd-collector@line"))
        #expect(machine.told(failure: "no file", at: Self.seconds(12), wall: wall) == nil)
        // Readings kept from before do not make it healthy.
        let delivery = try Self.delivery(("made", "plant-a"))
        #expect(machine.acknowledge(delivery, refused: 0, at: Self.seconds(13), wall: wall).recovery == nil)
        guard case .recovered(let recovery) = machine.told(failure: nil, at: Self.seconds(22), wall: wall) else {
            Issue.record("the recovery is not told")
            return
        }
        #expect(recovery.failures == 2)
    }

    @Test func aBadObservationHasItsPlaceAndCostsNoOther() {
        let observations = [
            Observation(entity: "plant-a", measure: "made", value: 1),
            Observation(entity: "plant-x", measure: "made", value: 1),
            Observation(entity: "enterprise", measure: "made", value: 1),
            Observation(entity: "plant-a", measure: "", value: 1),
            Observation(entity: "plant-a", measure: "made", value: .infinity),
            Observation(entity: "plant-b", measure: "planned", value: 2, timestamp: 7),
            Observation(entity: "plant-b", measure: "planned", value: 2, timestamp: .max),
        ]
        let (delivery, places, faults) = Delivery.interning(
            observations,
            catalog: Self.catalog,
            now: Timestamp(nanoseconds: 5),
            origin: "test"
        )
        #expect(places == [0, 5])
        #expect(delivery.readings.map(\.time.nanoseconds) == [5, 7000])
        #expect(faults.map(\.index) == [1, 2, 3, 4, 6])
        #expect(faults.map(\.reason) == [.unknownEntity, .notALeaf, .missingField, .badNumber, .badTime])
        #expect(delivery.rejectCounts.total == 5)
    }

    /// A line that began before a reload ends under the new names.
    @Test func collectdContinues() throws {
        func conversation(after earlier: CollectdConversation?) throws -> CollectdConversation {
            try CollectdConversation(
                MetricMapping(rules: [MappingRule(target: nil)]),
                catalog: Self.catalog,
                origin: "test",
                continuing: earlier
            )
        }
        var first = try conversation(after: nil)
        let begun = try #require(Array("LISTVAL\nGETVAL plant-a/".utf8).withUnsafeBytes { first.feed($0) })
        var second = try conversation(after: first)
        let ended = try #require(Array("line/made\n".utf8).withUnsafeBytes { second.feed($0) })
        #expect(begun == [.other(.listValues)])
        #expect(ended.count == 1)
        guard case .other(.getValue(let identifier))? = ended.first else {
            Issue.record("not asked for a value: \(ended)")
            return
        }
        #expect("\(identifier)".contains("plant-a"))
    }

    /// A conversation says the same however its bytes are cut.
    @Test func collectdByPieces() throws {
        let text = """
            PUTVAL "plant-a/line/made" interval=10 N:1
            PUTVAL plant-b/line/planned 5:1:2
            GETVAL plant-a/line/made
            LISTVAL\r
            FLUSH timeout=1
            NONSENSE
            PUTVAL x

            """
        func commands(_ piece: Int) throws -> [CollectdConversation.Command] {
            var conversation = try CollectdConversation(
                MetricMapping(rules: [MappingRule(target: nil)]),
                catalog: Self.catalog,
                origin: "test"
            )
            var (found, rest) = ([CollectdConversation.Command](), Array(text.utf8)[...])
            while !rest.isEmpty {
                let bytes = Array(rest.prefix(piece))
                rest = rest.dropFirst(piece)
                found += try #require(bytes.withUnsafeBytes { conversation.feed($0) })
            }
            return found
        }
        let whole = try commands(.max)
        #expect(whole.count == 7)
        for piece in [1, 2, 3, 5, 64] { #expect(try commands(piece) == whole) }
    }

    /// Lines without a time that come at once are readings of their own, in their order.
    @Test(arguments: [
        (ReadingFormat.influx(MetricMapping(), .nanoseconds), "made,entity=plant-a value="),
        (.jsonLines, #"{"entity":"plant-a","measure":"made","value":"#),
    ])
    func linesWithoutATimeAreAllKept(_ format: ReadingFormat, _ line: String) throws {
        var stream = try PushedStream(format, catalog: Self.catalog, origin: "test")
        let end = format == .jsonLines ? "}\n" : "\n"
        let text = Array((1...50).map { "\(line)\($0)\(end)" }.joined().utf8)
        try text.withUnsafeBytes { try stream.feed($0) }
        let delivery = stream.take()
        #expect(delivery.readings.map(\.value) == (1...50).map(Double.init))
        #expect(zip(delivery.readings, delivery.readings.dropFirst()).allSatisfy { $0.time < $1.time })
        #expect(delivery.rejectCounts.total == 0)
    }
}
