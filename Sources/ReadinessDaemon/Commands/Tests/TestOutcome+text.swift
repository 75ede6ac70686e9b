extension TestOutcome {
    /// Every case with what failed in it, expected and actual side by side, what no case puts to work, and the sum.
    var text: String {
        var lines: [String] = []
        for file in files {
            lines.append(file.path)
            for outcome in file.cases {
                lines.append(outcome.isPassed ? "  ok    \(outcome.name)" : "  FAIL  \(outcome.name)")
                for failure in outcome.failures { lines += text(failure, in: file.path) }
            }
        }
        for model in models {
            let coverage = model.coverage
            lines += ["", Self.headline(model)]
            lines += coverage.missing.map { "  \(coverage.sentence(of: $0))" }
        }
        return (lines + ["", "\(passed) passed, \(failed) failed"]).joined(separator: "\n")
    }

    private func text(_ failure: CaseOutcome.Failure, in path: String) -> [String] {
        var lines = ["        \(failure.entity) \(failure.node) (\(path):\(failure.line))"]
        let width = max(8, failure.differences.map(\.expected.count).max() ?? 0)
        lines.append("          \("".padded(10))  \("expected".padded(width))  actual")
        for difference in failure.differences {
            lines.append(
                "          \(difference.what.padded(10))  \(difference.expected.padded(width))  \(difference.actual)"
            )
        }
        return lines
    }

    private static func headline(_ model: CoveredModel) -> String {
        let coverage = model.coverage
        let done = "\(coverage.exercised.count) of \(coverage.parts.count)"
        let text =
            "Coverage of \(model.id) \(model.version): \(done) parts put to work (\(Points.percent(coverage.share)))"
        return coverage.missing.isEmpty ? text : text + "; these never:"
    }
}

extension String {
    /// The text with spaces after it up to a width.
    fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
