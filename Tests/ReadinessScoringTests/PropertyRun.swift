import Glibc
import ReadinessModel
import ReadinessScoring
import Testing

/// Runs one theorem over many random cases.
///
/// The theorems are those of the design's method notes, by their numbers. Those about explanations, derivatives, scenarios
/// and uncertainty (10 to 12 and 17) stand with `Explain`, `Levers`, `WhatIf` and `Uncertainty`.
///
/// Every case has a generator of its own, made from the seed and the number of the case, so that one can be run again
/// by itself: `READINESS_SEED` sets the seed, `READINESS_CASE` leaves only that case.
struct PropertyRun {
    /// What a failing case was and what was found, at most a few.
    private(set) var failures: [String] = []
    /// How often something worth telling happened, by what it was.
    private(set) var counts: [String: Int] = [:]
    private let number: String
    private static let failureLimit = 3

    /// Runs `body` for each case and prints what was counted.
    ///
    /// - Parameters:
    ///   - number: the number of the theorem, two digits.
    ///   - count: the number of cases.
    ///   - body: makes a case and calls `check` and `tally`.
    static func cases(
        _ number: String,
        count: Int = 10_000,
        _ body: (inout SplitMix64, inout PropertyRun) throws -> Void
    ) rethrows -> PropertyRun {
        let seed = environment("READINESS_SEED") ?? 20_260_228
        let only = environment("READINESS_CASE").map(Int.init)
        var mixer = SplitMix64(state: seed)
        let start = mixer.next()
        var run = PropertyRun(number: number)
        for index in only.map({ $0..<$0 + 1 }) ?? 0..<count where run.failures.count < failureLimit {
            var random = SplitMix64(state: start ^ (UInt64(index) &* 0x2545_f491_4f6c_dd1d))
            run.isSingle = only != nil
            run.place = "case \(index) of seed \(seed)"
            try body(&random, &run)
        }
        let told = run.counts.sorted { $0.key < $1.key }.map { ", \($0.key): \($0.value)" }.joined()
        print("property \(number): \(only == nil ? count : 1) cases, seed \(seed)\(told)")
        for failure in run.failures { Issue.record("property \(number): \(failure)") }
        return run
    }

    private var place = ""
    private var isSingle = false

    private init(number: String) { self.number = number }

    /// Records a failure unless `holds`.
    mutating func check(_ holds: Bool, _ found: @autoclosure () -> String) {
        if !holds { failures.append("\(place): \(found())") }
    }

    /// Prints what a case consists of, when it is run by itself.
    func show(_ made: some Any) { if isSingle { print(made) } }

    /// Counts something by name.
    mutating func tally(_ name: String, if holds: Bool = true) { counts[name, default: 0] += holds ? 1 : 0 }

    private static func environment(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }
}

extension SplitMix64 {
    /// A number between two.
    mutating func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &self) }

    /// A whole number between two.
    mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// So many times ten seconds.
    mutating func tens(_ range: ClosedRange<Int>) -> TimeSpan { .seconds(Int64(whole(range)) * 10) }

    /// True with a probability.
    mutating func chance(_ probability: Double) -> Bool { number(0...1) < probability }

    /// One of several; the array is not empty.
    mutating func one<Element>(of choices: [Element]) -> Element { choices[whole(0...choices.count - 1)] }

    /// A weight: mostly small and whole, sometimes a decimal.
    mutating func weight() -> Fraction {
        let tenths = Int64(whole(1...40))
        return chance(0.3) ? Fraction(tenths, over: 10) ?? Fraction(whole: 1) : Fraction(whole: 1 + tenths % 9)
    }
}

/// Whether two numbers are the same to a tolerance, of large ones to a share of them; NaN only as NaN.
func agree(_ left: Double, _ right: Double, to tolerance: Double = 1e-12) -> Bool {
    left.isNaN || right.isNaN ? left.isNaN && right.isNaN : abs(left - right) <= tolerance * max(1, abs(left))
}
