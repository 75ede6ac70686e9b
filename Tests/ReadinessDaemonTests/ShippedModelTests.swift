import ReadinessConfiguration
import ReadinessModel
import ReadinessScoring
import Testing

@testable import ReadinessDaemon

/// The model in `config/vendor`, evaluated: its formulas give what they give by hand, and without readings nothing is
/// healthy.
@Suite struct ShippedModelTests {
    private let model: Model
    private let now: Timestamp

    init() throws {
        let parts = #filePath.split(separator: "/").dropLast(3)
        let vendor = "/" + parts.joined(separator: "/") + "/config/vendor"
        model = try Configuration.load(layers: [vendor]).model
        now = try #require(Timestamp("2026-11-01"))
    }

    /// What every product line delivers.
    private static let line: [String: Double] = [
        "concepts_own": 8, "concepts_all": 10, "research_own": 70, "research_all": 100, "patents_used": 3,
        "patents_filed": 10, "trl": 7, "designs_own": 5, "designs_all": 10, "mrl": 9, "content_cost": 100,
        "content_imported": 30, "content_services": 5, "content_fees": 5, "content_taxes": 0, "content_price": 120,
        "sales": 100, "imported_direct": 30, "imported_by_suppliers": 10, "bought_value": 100, "sole_source_value": 10,
        "sole_foreign_sources": 0, "supplier_hhi": 0.25, "foreign_hhi": 0.4, "imports_outside": 50,
        "imports_inside": 50, "exports": 100, "produced": 90, "good": 81, "planned": 100, "busy_time": 90,
        "planned_time": 100, "item_time": 0.9, "operating_time": 800, "failures": 8, "repair_time": 50,
        "down_time": 200, "required_mtbf": 100, "maintenance_own": 60, "maintenance_contract": 40,
        "core_hours_capable": 80, "core_hours_required": 100, "upgrades_own": 30, "upgrades_all": 100,
        "upgrade_days": 730,
    ]

    /// What the headquarters delivers.
    private static let headquarters: [String: Double] = [
        "facilities_own": 5, "facilities_needed": 10, "standards_own": 9, "standards_needed": 10,
        "people_qualified": 85, "people_required": 100, "skills_covered": 15, "skills_critical": 20,
        "fewest_holders": 2, "retiring_unreplaced": 5, "skill_holders": 50, "research_spending": 60,
        "research_need": 100, "total_sales": 100, "civil_sales": 11, "surge_output": 65, "surge_required": 100,
        "reserve_days": 90, "export_sales": 10, "partner_hhi": 0.5, "export_contracts": 10,
        "contracts_with_foreign_permission": 4,
    ]

    /// Evaluates with some readings replaced, or left out where nil.
    private func snapshot(_ changes: [String: Double?] = [:], isEmpty: Bool = false) -> Snapshot {
        let plan = ScoringPlan(model)
        var store = ReadingStore(for: model, at: now)
        if !isEmpty { store.apply(readings(changes)) }
        var evaluator = Evaluator(plan)
        var scores = evaluator.makeScores()
        evaluator.evaluate(store, into: &scores)
        return Snapshot(plan: plan, time: now, sequence: 1, scores: scores)
    }

    private func readings(_ changes: [String: Double?]) -> [Reading] {
        let day = TimeSpan.seconds(86_400)
        var readings: [Reading] = []
        for (index, measure) in model.measures.enumerated() {
            // The evidence of technology transfer is complete up to level 3, and wholly absent above.
            var value = Self.line[measure.id] ?? Self.headquarters[measure.id]
            if measure.id.hasPrefix("transfer") { value = measure.id < "transfer4" ? 1 : 0 }
            if let change = changes[measure.id] { value = change }
            guard let value else { continue }
            let isCommon = Self.headquarters[measure.id] != nil
            for (place, entity) in model.entities.enumerated() where entity.isLeaf {
                guard (entity.kind == "headquarters") == isCommon else { continue }
                let series = model.series(MeasureID(index), at: EntityID(place))
                if measure.kind == .counter {
                    readings.append(Reading(series: series, time: now - .seconds(31 * 86_400), value: 0))
                }
                readings.append(Reading(series: series, time: now - day, value: value))
            }
        }
        return readings
    }

    private func cell(_ node: String, at entity: String, of snapshot: Snapshot) throws -> ScoreCell {
        let node = try #require(model.nodes.firstIndex { $0.id == node })
        let entity = try #require(model.entities.firstIndex { $0.id == entity })
        return snapshot.cell(NodeID(node), at: EntityID(entity))
    }

    private func points(_ node: String, at entity: String = "line-a", of snapshot: Snapshot) throws -> Double? {
        try cell(node, at: entity, of: snapshot).score.map { $0 * 100 }
    }

    @Test func withoutReadingsNothingHasAScoreAndNothingIsKnown() {
        let snapshot = snapshot(isEmpty: true)
        var missing = 0
        for node in model.nodes.indices {
            for entity in model.entities.indices {
                let cell = snapshot.cell(NodeID(node), at: EntityID(entity))
                #expect(cell.score == nil && cell.band == nil)
                guard cell.state != "not-applicable" else { continue }
                #expect(cell.state == "missing" && cell.coverage == 0)
                #expect(cell.low ?? 1 < 0.0101 && cell.high == 1, "\(model.nodes[node].id)")
                missing += 1
            }
        }
        #expect(missing > 100)
    }

    /// Each worked out by hand from the readings above.
    @Test(arguments: [
        ("idea", 80), ("research", 68.3333), ("transfer-depth", 42.8571), ("design", 46.4286),
        ("indigenous-content", 60), ("value-added", 60), ("supply", 67.3590), ("manufacturing-readiness", 77.7778),
        ("manufacture", 66.2842), ("output", 80), ("equipment-effectiveness", 78), ("production", 56.4286),
        ("inherent-availability", 70.5882), ("reliability", 100), ("organic-maintenance", 68),
        ("technical-assurance", 74.9307), ("upgrade", 45), ("self-reliance", 61.1603), ("report", 61.1603),
    ])
    func scoresAreThoseWorkedOutByHand(_ node: String, _ expected: Double) throws {
        let snapshot = snapshot()
        for entity in ["line-a", "line-c", "enterprise"] {
            let score = try #require(try points(node, at: entity, of: snapshot), "\(node) at \(entity)")
            #expect(abs(score - expected) < 1e-3, "\(node) at \(entity): \(score)")
        }
    }

    @Test(arguments: [
        ("institutions", 70), ("people", 61.6667), ("science-and-technology", 46.6667), ("mobilisation", 50),
        ("cooperation", 47.6667), ("capacity-to-improve", 54.4839),
    ])
    func capacityIsScoredApart(_ node: String, _ expected: Double) throws {
        let snapshot = snapshot()
        for entity in ["headquarters", "enterprise"] {
            let score = try #require(try points(node, at: entity, of: snapshot), "\(node) at \(entity)")
            #expect(abs(score - expected) < 1e-3, "\(node) at \(entity): \(score)")
        }
        #expect(try cell(node, at: "line-a", of: snapshot).state == "not-applicable")
        // Nothing of it enters the report.
        let without = self.snapshot(Dictionary(uniqueKeysWithValues: Self.headquarters.keys.map { ($0, Double?.none) }))
        #expect(try points("report", at: "enterprise", of: without) == points("report", at: "enterprise", of: snapshot))
    }

    /// The cases shipped beside the model hold, and put every part of it to work.
    @Test func theShippedCasesHoldAndCoverEverything() throws {
        let file = try ModelTestFile.load(path: Repository.path("config/vendor/tests/self-reliance.yaml"))
        let outcome = TestCommand.run([file])
        #expect(outcome.failed == 0, "\(outcome.text)")
        #expect(outcome.passed >= 7)
        let coverage = try #require(outcome.models.first?.coverage)
        #expect(coverage.missing.map { coverage.sentence(of: $0) } == [])
    }

    @Test func aSoleForeignSourceCapsSupply() throws {
        #expect(try points("supply", of: snapshot(["sole_foreign_sources": 1])) ?? 100 < 60)
        let best = [
            "sole_foreign_sources": 1.0, "sole_source_value": 0, "supplier_hhi": 0.1, "foreign_hhi": 0,
            "imports_outside": 0,
        ]
        #expect(try points("supply", of: snapshot(best.mapValues(Optional.some))) == 60)
        #expect(try points("supply", of: snapshot(["sole_foreign_sources": Double?.none])) == nil)
    }

    @Test func readinessIsCappedByTechnicalAssurance() throws {
        let poor: [String: Double] = [
            "down_time": 5000, "repair_time": 5000, "failures": 8000, "maintenance_own": 0, "core_hours_capable": 0,
        ]
        let snapshot = snapshot(poor.mapValues(Optional.some))
        let assurance = try #require(try points("technical-assurance", of: snapshot))
        let readiness = try #require(try points("self-reliance", of: snapshot))
        #expect(assurance < 1)
        #expect(readiness <= assurance + 20 + 1e-9)
        // A stage without evidence leaves no readiness at all, however good the others are.
        let keys = [
            "operating_time", "down_time", "repair_time", "failures", "maintenance_own", "maintenance_contract",
        ]
        let silent = self.snapshot(Dictionary(uniqueKeysWithValues: keys.map { ($0, Double?.none) }))
        #expect(try points("self-reliance", of: silent) == nil)
    }

    @Test(arguments: zip(0...7, [0.0, 100, 200, 300, 400, 500, 600, 700].map { $0 / 7 }))
    func transferDepthIsTheHighestLevelWithAllEvidence(_ level: Int, _ expected: Double) throws {
        var changes: [String: Double?] = [:]
        for number in 1...7 {
            for evidence in ["contract", "documents", "experts", "proof"] {
                changes["transfer\(number)_\(evidence)"] = 1
            }
        }
        // One document lacks at the level above; what is held beyond it counts nothing.
        if level < 7 { changes["transfer\(level + 1)_documents"] = 0.95 }
        let score = try #require(try points("transfer-depth", of: snapshot(changes)))
        #expect(abs(score - expected) < 1e-9)
    }

    @Test(arguments: zip(1...9, [1, 2, 3, 4, 5, 6, 8, 9, 10]))
    func manufacturingIsNoReadierThanTechnology(_ technology: Int, _ manufacturing: Int) throws {
        let snapshot = snapshot(["trl": Double(technology), "mrl": 10])
        let score = try #require(try points("manufacturing-readiness", of: snapshot))
        #expect(abs(score - Double(manufacturing - 1) / 9 * 100) < 1e-9)
    }
}
