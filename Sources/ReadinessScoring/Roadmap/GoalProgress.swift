package import ReadinessModel

/// Where a score stands on its roadmap: how far it has come, how fast it moves, and when it will be where it is to be.
///
/// Paces are points of the scale of 0 to 1 per year of 365 days. The projection goes on from the score of today at the pace
/// of the trend; its ends go on at the ends of the trend's interval.
package struct GoalProgress: Hashable, Sendable {
    /// What is to be expected of a milestone.
    package enum Outlook: String, Hashable, Sendable {
        /// The score of the milestone is still open.
        case open
        /// There is no score today, or too little of its past to tell a pace.
        case unknown
        /// The score is there.
        case reached
        /// At this pace it will be there in time.
        case onTrack = "on_track"
        /// At this pace it will be there, but later.
        case late
        /// At this pace it will never be there.
        case never
        /// The date has passed without it, whatever may come.
        case missed
    }

    /// A milestone and what is to be expected of it.
    package struct Milestone: Hashable, Sendable {
        /// Its place in the goal.
        package let index: Int
        /// What is to be expected.
        package let outlook: Outlook
        /// The pace that would bring the score there in time; nil where the date has passed or something is not known.
        package let requiredPace: Double?
        /// When it will be there; nil for never, or where it is not known.
        package let projected: Timestamp?
        /// When it will be there at the upper end of the pace; nil for never.
        package let earliest: Timestamp?
        /// When it will be there at the lower end of the pace; nil for never.
        package let latest: Timestamp?
        /// The score to be expected on the date, 0 to 1; nil where the date has passed or the pace is not known.
        package let scoreOnDate: Double?
        /// That score at the ends of the pace's interval.
        package let scoreOnDateLow: Double?
        /// That score at the ends of the pace's interval.
        package let scoreOnDateHigh: Double?
    }

    /// The score of today, 0 to 1; nil without one.
    package let score: Double?
    /// The pace; nil without enough of the past.
    package let pace: Double?
    /// The lower end of its interval.
    package let paceLow: Double?
    /// The upper end of its interval.
    package let paceHigh: Double?
    /// The score that the plan has for today: even steps from the baseline to the first milestone and from each to the
    /// next; nil where baseline or milestones are open, or before the baseline.
    package let planned: Double?
    /// How much of the way planned until today is done: (score - baseline) / (planned - baseline); nil where either is not
    /// known or nothing was planned yet.
    package let progress: Double?
    /// The milestones, in order.
    package let milestones: [Milestone]

    /// Judges a goal.
    ///
    /// - Parameters:
    ///   - past: scores of 0 to 1 over time, in order of time; times of `Trend.Point` in years of 365 days.
    ///   - score: the score at `now`; nil without one.
    package init(_ goal: RoadmapGoal, past: [Trend.Point], score: Double?, at now: Timestamp) {
        let trend = Trend(past)
        self.score = score
        pace = trend?.slope
        paceLow = trend?.slopeLow
        paceHigh = trend?.slopeHigh
        let planned = Self.planned(goal, at: now)
        self.planned = planned
        if let score, let planned, let base = goal.baseline.score.value, planned != base {
            progress = (score - base) / (planned - base)
        } else {
            progress = nil
        }
        milestones = goal.milestones.indices.map { index in
            Self.judge(goal.milestones[index], index, score: score, trend, now)
        }
    }

    private static func planned(_ goal: RoadmapGoal, at now: Timestamp) -> Double? {
        guard let begin = goal.baseline.at.value, let base = goal.baseline.score.value else { return nil }
        var (time, score) = (begin.start, base)
        guard now >= time else { return nil }
        for milestone in goal.milestones {
            guard let next = milestone.score.value else { return nil }
            let end = milestone.by.end
            if now < end {
                return score + (next - score) * now.years(since: time) / end.years(since: time)
            }
            (time, score) = (end, next)
        }
        return score
    }

    private static func judge(
        _ milestone: RoadmapGoal.Milestone,
        _ index: Int,
        score: Double?,
        _ trend: Trend?,
        _ now: Timestamp
    ) -> Milestone {
        let end = milestone.by.end
        let left = end.years(since: now)
        let target = milestone.score.value
        func time(at pace: Double?) -> Timestamp? {
            guard let score, let target else { return nil }
            guard score < target else { return now }
            guard let pace, pace > 0 else { return nil }
            return now.later(byYears: (target - score) / pace)
        }
        func expected(at pace: Double?) -> Double? {
            guard let score, let pace, left > 0 else { return nil }
            return max(0, min(1, score + pace * left))
        }
        let outlook: Outlook
        if let target, let score {
            if score >= target {
                outlook = .reached
            } else if left <= 0 {
                outlook = .missed
            } else if let pace = trend?.slope {
                outlook = pace <= 0 ? .never : (target - score) / pace <= left ? .onTrack : .late
            } else {
                outlook = .unknown
            }
        } else {
            outlook = target == nil ? .open : .unknown
        }
        var required: Double?
        if let score, let target, left > 0 { required = max(0, (target - score) / left) }
        return Milestone(
            index: index,
            outlook: outlook,
            requiredPace: required,
            projected: time(at: trend?.slope),
            earliest: time(at: trend?.slopeHigh),
            latest: time(at: trend?.slopeLow),
            scoreOnDate: expected(at: trend?.slope),
            scoreOnDateLow: expected(at: trend?.slopeLow),
            scoreOnDateHigh: expected(at: trend?.slopeHigh)
        )
    }
}

extension Timestamp {
    private static let nanosecondsPerYear = 365.0 * 86_400e9

    /// Years of 365 days from another moment to this.
    package func years(since other: Timestamp) -> Double {
        (Double(nanoseconds) - Double(other.nanoseconds)) / Self.nanosecondsPerYear
    }

    /// The moment some years of 365 days later; nil beyond what a time can say (the year 2262).
    fileprivate func later(byYears years: Double) -> Timestamp? {
        let sum = Double(nanoseconds) + years * Self.nanosecondsPerYear
        return sum < 9.2e18 ? Timestamp(nanoseconds: Int64(sum)) : nil
    }
}

extension CivilDate {
    /// Its first moment, in UTC.
    package var start: Timestamp { Timestamp(nanoseconds: daysSinceEpoch * 86_400_000_000_000) }

    /// The moment after its last, in UTC.
    package var end: Timestamp { Timestamp(nanoseconds: (daysSinceEpoch + 1) * 86_400_000_000_000) }
}
