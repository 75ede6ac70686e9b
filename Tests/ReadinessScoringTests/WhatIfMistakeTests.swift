import ReadinessModel
import ReadinessScoring
import Testing

/// What is said of changes that cannot be read or applied: the word, and what would be right.
@Suite struct WhatIfMistakeTests {
    private func plants() throws -> (plan: ScoringPlan, store: ReadingStore) {
        var builder = ModelBuilder()
        builder.entity("top")
        builder.entity("plant-a", in: "top", kind: "plant")
        builder.entity("plant-b", in: "top", kind: "plant")
        builder.entity("depot", in: "top", kind: "depot")
        for measure in ["done", "planned", "staff"] { builder.measure(measure) }
        try builder.indicator("output", "done / planned") { $0.appliesTo = ["plant"] }
        try builder.indicator("staff", "staff", .logGoalposts(worst: 1, best: 100, truncate: true))
        try builder.indicator("rank", "done", .percentileRank) { $0.rollUp = .scores }
        let inner = Tree(id: "work", children: [.indicator("output"), .indicator("rank")])
        var bench = Bench(builder.build(Tree(id: "root", children: [inner, .indicator("staff")])))
        try bench.read("plant-a", "done", 5)
        return (ScoringPlan(bench.model), bench.store)
    }

    @Test(arguments: [
        ("output", ScenarioError.Code.form, "output", "'output' has no '='"),
        ("output@plant-a=", .form, "output@plant-a", "nothing stands after 'output@plant-a='"),
        ("output=1", .form, "output", "'output' names no entity; write output@top=..."),
        ("outptu@plant-a=1", .unknownName, "outptu", "unknown measure or indicator 'outptu'; did you mean 'output'?"),
        ("zzz@plant-a=1", .unknownName, "zzz", "known are done, planned, staff, output, staff, rank"),
        ("output@plant-c=1", .unknownName, "plant-c", "unknown entity 'plant-c'; did you mean 'plant-a'?"),
        ("staff@depot=1", .ambiguousName, "staff", "write measure:staff@depot= or indicator:staff@depot="),
        ("work@plant-a=1", .badValue, "work", "'work' is a node over others; set the indicators below it"),
        ("measure:output@plant-a=1", .unknownName, "output", "unknown measure 'output'"),
        ("done@plant-a=ten", .number, "ten", "'ten' is not a number; write a number, *1.2, +5, -5, +10% or -10%"),
        ("done@plant-a=50%", .number, "50%", "'50%' is not a number"),
        ("done@plant-a=0x10", .number, "0x10", "is not a number"),
        ("done@plant-a=*inf", .number, "*inf", "is not a number"),
        ("score:output@plant-a=120", .badValue, "120", "'120' is not a score; write points of 0 to 100"),
        ("scroe:output@plant-a=1", .unknownName, "scroe", "unknown kind of change 'scroe'; did you mean 'score'?"),
        ("weight:work=0", .badValue, "0", "'0' is not a weight above 0, such as 2 or 2/3"),
        ("weight:work=much", .number, "much", "'much' is not a weight above 0"),
        ("coverage:work=3/2", .badValue, "3/2", "'3/2' is not a share of 0 to 1"),
        ("coverage:output=1/2", .badValue, "output", "'output' is an indicator; only a node with children has this"),
        ("goalposts:output=1", .form, "1", "write WORST,BEST, such as 0.5,1"),
        ("goalposts:output=1,1", .badValue, "1,1", "the goalposts 1,1 are equal"),
        ("goalposts:staff=0,10", .badValue, "0,10", "goalposts of a logarithm must lie above 0"),
        ("cap:work=score(rot)", .badValue, "score(rot)", "unknown node 'rot'; did you mean 'root'?"),
        ("cap:work=done", .badValue, "done", "only scores may stand here"),
        ("aggregate:work=mean", .unknownName, "mean", "unknown method 'mean'"),
        ("aggregate:work=power", .form, "power", "write its parameters in parentheses, such as power(-1)"),
        ("aggregate:work=min(1)", .form, "min(1)", "it takes no parameters"),
        ("aggregate:work=owa(1)", .badValue, "owa(1)", "a factor of 0 or more for each of the 2 children"),
        ("aggregate:work=mpi(up,1)", .badValue, "mpi(up,1)", "write mpi(positive,1)"),
        ("aggregate:work=mean-min(2)", .badValue, "mean-min(2)", "alpha 0 to 1"),
        ("aggregate:work=expression(score(staff))", .badValue, "score(staff)", "unknown node 'staff'"),
    ])
    func mistakesOfReading(text: String, code: ScenarioError.Code, word: String, message: String) throws {
        let parser = ScenarioParser(try plants().plan.model)
        let error = try #require(throws: ScenarioError.self) { try parser.parse(text) }
        #expect(error.code == code)
        #expect(error.word == word)
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.description == "\(text): \(error.message)")
    }

    @Test(arguments: [
        (
            "output@depot=1", ScenarioError.Code.notApplicable,
            "does not apply at 'depot'; it applies at top, plant-a, plant-b"
        ),
        ("output@plant-a=+1", .noValue, "'output' has none at 'plant-a' now"),
        ("planned@plant-a=*2", .noValue, "'planned' was never reported at 'plant-a'"),
        ("planned@plant-a=+2", .noValue, "write a number, planned@plant-a=90"),
        ("done@top=5", .notALeaf, "write done@plant-a=... or a factor, done@top=*1.2"),
        ("rank@top=0.5", .noValue, "it is relative; set its score"),
        ("cap:output=score(root)", .cycle, "gates would go in a circle"),
        ("cap:work=score(work)", .cycle, "work -> work"),
    ])
    func mistakesOfApplying(text: String, code: ScenarioError.Code, message: String) throws {
        let (plan, store) = try plants()
        let scenario = try ScenarioParser(plan.model).parse([text])
        let error = try #require(throws: ScenarioError.self) { try WhatIf(scenario, plan: plan, store: store) }
        #expect(error.code == code)
        #expect(error.message.contains(message), "\(error.message)")
    }

    /// Every spelling of an aggregate, and spaces anywhere between the parts.
    @Test(arguments: [
        ("aggregate : work = geometric", Aggregate.geometric), ("aggregate:work=power(-1)", .power(-1)),
        ("aggregate:work=owa(0.7, 0.3)", .owa([0.7, 0.3])), ("aggregate:work=max", .max),
        ("aggregate:work=mean-min(0.5,0.1)", .meanMin(alpha: 0.5, beta: 0.1)),
        ("aggregate:work=mean-min(1)", .meanMin(alpha: 1, beta: 0)),
        ("aggregate:work=mpi(negative,0)", .mpi(sign: .negative, ddof: 0)),
    ])
    func aggregates(text: String, aggregate: Aggregate) throws {
        let parser = ScenarioParser(try plants().plan.model)
        #expect(try parser.parse(text) == .aggregate(NodeID(1), aggregate))
    }

    @Test func negativeNumbers() throws {
        let parser = ScenarioParser(try plants().plan.model)
        #expect(try parser.parse("done@depot==-5") == .measure(MeasureID(0), EntityID(3), .set(-5)))
        #expect(try parser.parse("done@depot=-5") == .measure(MeasureID(0), EntityID(3), .add(-5)))
        #expect(try parser.parse("done@depot=-5%") == .measure(MeasureID(0), EntityID(3), .multiply(0.95)))
    }
}
