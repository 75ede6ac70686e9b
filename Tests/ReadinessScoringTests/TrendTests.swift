import ReadinessModel
import Testing

@testable import ReadinessScoring

/// The slope with its interval against scipy, and goals against worked cases.
struct TrendTests {
    /// Points and what `scipy.stats.theilslopes(y, x, 0.95)` of scipy 1.17 makes of them: slope, low, high. The last has
    /// ties in both.
    private static let published: [(x: [Double], y: [Double], slope: Double, low: Double, high: Double)] = [
        (
            [28.58, 51.53, 80.5, 80.79], [60.26, 60.74, 63.89, 63.02],
            0.06138934518031815, -2.9999999999999263, 0.10873317224715218
        ),
        (
            [4.88, 23.45, 39.24, 43.49, 65.24, 84.42, 89.77, 97.42, 99.92],
            [46.32, 52.17, 55.9, 55.84, 65.26, 66.63, 65.6, 71.12, 73.3],
            0.26261137054376094, 0.2108902333621433, 0.3137839628893308
        ),
        (
            [
                0.12, 1.85, 14.9, 20.33, 22.73, 23.55, 31.65, 31.98, 32.49, 43.67, 43.67, 50.34, 50.71, 69.85, 70.75,
                79.89, 79.99, 80.62, 87.22, 89.54,
            ],
            [
                50.2, 42.42, 52.05, 53.04, 53.04, 53.04, 53.04, 53.04, 55.17, 55.37, 64.76, 62.34, 69.87, 66.54, 67.53,
                69.34, 63.57, 65.84, 72.85, 66.32,
            ],
            0.24536316013025625, 0.1838980090813832, 0.30966044954567185
        ),
    ]

    @Test(arguments: 0..<3)
    func slopesAreThoseOfScipy(case index: Int) throws {
        let (x, y, slope, low, high) = Self.published[index]
        let trend = try #require(Trend(zip(x, y).map { Trend.Point(time: $0, value: $1) }))
        #expect(abs(trend.slope - slope) < 1e-12)
        #expect(abs(trend.slopeLow - low) < 1e-12)
        #expect(abs(trend.slopeHigh - high) < 1e-12)
    }

    @Test func tooFewPointsHaveNoTrend() {
        #expect(Trend([]) == nil)
        #expect(Trend([Trend.Point(time: 0, value: 1), Trend.Point(time: 1, value: 2)]) == nil)
        #expect(Trend((0..<5).map { _ in Trend.Point(time: 3, value: 1) }) == nil)
    }

    @Test func aWildValueDoesNotTurnTheLine() throws {
        let points = (0..<40).map { Trend.Point(time: Double($0), value: $0 == 20 ? 1000 : Double($0) * 2) }
        #expect(try #require(Trend(points)).slope == 2)
        let many = (0..<5000).map { Trend.Point(time: Double($0), value: Double($0) / 2) }
        #expect(try #require(Trend(many)).slope == 0.5)
    }

    /// 40 points on the first day of 2026, 60 by the end of 2027, 80 by the end of 2029; seen on the first day of 2027.
    private func goal() throws -> RoadmapGoal {
        RoadmapGoal(
            node: NodeID(0),
            baseline: RoadmapGoal.Baseline(at: .given(try #require(CivilDate("2026-01-01"))), score: .given(0.4)),
            milestones: [
                RoadmapGoal.Milestone(by: try #require(CivilDate("2027-12-31")), score: .given(0.6)),
                RoadmapGoal.Milestone(by: try #require(CivilDate("2029-12-31")), score: .given(0.8)),
                RoadmapGoal.Milestone(by: try #require(CivilDate("2030-12-31")), score: .open),
            ]
        )
    }

    private func progress(_ score: Double?, pace: Double?, at day: String = "2027-01-01") throws -> GoalProgress {
        let now = try #require(Timestamp(day))
        let past = pace.map { pace in
            (0..<10).map { Trend.Point(time: Double($0) / 10, value: 0.3 + pace * Double($0) / 10) }
        }
        return GoalProgress(try goal(), past: past ?? [], score: score, at: now)
    }

    @Test func halfWayOfAYearIsHalfOfTheWay() throws {
        let progress = try progress(0.45, pace: 0.05)
        // Half of two years from 40 to 60.
        #expect(abs(try #require(progress.planned) - 0.5) < 1e-12)
        #expect(abs(try #require(progress.progress) - 0.5) < 1e-12)
        #expect(abs(try #require(progress.pace) - 0.05) < 1e-12)
        let first = progress.milestones[0]
        // 15 points in a year are needed, 5 are made: three years, two too many.
        #expect(abs(try #require(first.requiredPace) - 0.15) < 1e-12)
        #expect(first.outlook == .late)
        #expect(abs(try #require(first.projected).years(since: try #require(Timestamp("2027-01-01"))) - 3) < 1e-6)
        #expect(abs(try #require(first.scoreOnDate) - 0.5) < 1e-12)
        #expect(progress.milestones[1].outlook == .late)
        #expect(progress.milestones[2].outlook == .open)
    }

    @Test func outlooks() throws {
        #expect(try progress(0.45, pace: 0.2).milestones.map(\.outlook) == [.onTrack, .onTrack, .open])
        #expect(try progress(0.45, pace: 0).milestones.map(\.outlook) == [.never, .never, .open])
        #expect(try progress(0.45, pace: -0.1).milestones[0].projected == nil)
        #expect(try progress(0.65, pace: 0.01).milestones.map(\.outlook) == [.reached, .late, .open])
        #expect(try progress(nil, pace: 0.1).milestones.map(\.outlook) == [.unknown, .unknown, .open])
        #expect(try progress(0.45, pace: nil).milestones.map(\.outlook) == [.unknown, .unknown, .open])
        let later = try progress(0.55, pace: 0.1, at: "2028-06-01")
        #expect(later.milestones[0].outlook == .missed && later.milestones[0].requiredPace == nil)
        // Before the baseline nothing was planned; after the last known milestone something that is open.
        #expect(try progress(0.45, pace: 0.1, at: "2025-06-01").planned == nil)
        #expect(try progress(0.45, pace: 0.1, at: "2030-06-01").planned == nil)
    }

    /// Scores of the past are those that were, whatever came since.
    @Test func thePastIsComputedAnew() throws {
        var builder = ModelBuilder()
        builder.entity("e")
        builder.measure("m")
        try builder.indicator("i", "m")
        let model = builder.build(Tree(id: "root", children: [.indicator("i")]))
        let start = Timestamp(nanoseconds: 0)
        let readings = (0...10).map {
            Reading(series: SeriesID(0), time: start + .seconds(Int64($0)), value: Double($0) / 10)
        }
        let past = ScorePast.scores(
            of: [(NodeID(0), EntityID(0))],
            plan: ScoringPlan(model),
            readings: readings,
            from: start,
            to: start + .seconds(10),
            count: 11
        )
        #expect(past[0].map(\.value) == (0...10).map { Double($0) / 10 })
    }
}
