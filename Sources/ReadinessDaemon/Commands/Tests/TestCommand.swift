import ReadinessConfiguration
import ReadinessModel
import ReadinessScoring

/// `readinessd test`: cases that a model must get right, and how much of the model they put to work.
package enum TestCommand {
    /// How the command is asked to report.
    package struct Options: Sendable {
        /// Where to write a report in JUnit's form; nil for none.
        package var junitPath: String?
        /// Print JSON rather than text.
        package var isJSON: Bool
        /// The least share of each model that cases must put to work, in percent; nil for none.
        package var coverageMinimum: Double?

        /// Makes options.
        package init(junitPath: String? = nil, isJSON: Bool = false, coverageMinimum: Double? = nil) {
            self.junitPath = junitPath
            self.isJSON = isJSON
            self.coverageMinimum = coverageMinimum
        }
    }

    /// Runs the cases of files and prints what failed.
    ///
    /// - Returns: the exit status: 0 when every case passed, 1 when one failed or too little is covered, 78 for a test
    ///   file or a model that cannot be used; then no case is run.
    package static func run(_ paths: [String], _ options: Options) -> Int32 {
        var files: [ModelTestFile] = []
        var refused: [Diagnostics] = []
        for path in paths {
            do throws(Diagnostics) {
                let file = try ModelTestFile.load(path: path)
                for warning in file.warnings { Terminal.complain(render(warning, colour: Terminal.hasColour)) }
                files.append(file)
            } catch {
                refused.append(error)
            }
        }
        guard refused.isEmpty else {
            return CheckCommand.refuse(Diagnostics(all: refused.flatMap(\.all)))
        }
        let outcome = run(files)
        Terminal.print(options.isJSON ? outcome.json : outcome.text)
        if let path = options.junitPath {
            do {
                try TextFile.write(outcome.junit, to: path)
            } catch {
                Terminal.complain("readinessd: \(error)")
                return ExitStatus.failure
            }
        }
        let isCovered = outcome.models.allSatisfy { $0.coverage.share * 100 >= options.coverageMinimum ?? 0 }
        if !isCovered, let minimum = options.coverageMinimum {
            Terminal.complain("readinessd: less than \(minimum) % of a model is put to work")
        }
        return outcome.failed == 0 && isCovered ? ExitStatus.success : ExitStatus.failure
    }

    /// Runs the cases of files that are loaded.
    static func run(_ files: [ModelTestFile]) -> TestOutcome {
        var outcome = TestOutcome()
        let clock = ContinuousClock()
        for file in files {
            let hash = file.model.hash
            var entry = TestOutcome.File(path: file.path, model: file.model.id, hash: hash, cases: [])
            let plan = ScoringPlan(file.model)
            for testCase in file.cases {
                let start = clock.now
                let snapshot = testCase.snapshot(of: file.model)
                entry.cases.append(testCase.outcome(snapshot, of: plan, after: clock.now - start))
                outcome.cover(file.model, hash: hash, snapshot)
            }
            outcome.files.append(entry)
        }
        return outcome
    }
}

/// What became of all cases.
struct TestOutcome {
    /// The cases of one file.
    struct File {
        let path: String
        /// The model's identifier and hash.
        let model: String
        let hash: String
        var cases: [CaseOutcome]
    }

    /// How much of one model the cases of all files put to work.
    struct CoveredModel {
        let id: String
        let version: String
        let hash: String
        var coverage: ModelCoverage
    }

    var files: [File] = []
    private(set) var models: [CoveredModel] = []

    /// How many cases passed.
    var passed: Int { files.reduce(0) { $0 + $1.cases.count { $0.isPassed } } }
    /// How many cases failed.
    var failed: Int { files.reduce(0) { $0 + $1.cases.count { !$0.isPassed } } }

    /// Counts what a case puts to work; files about one model add up.
    mutating func cover(_ model: Model, hash: String, _ snapshot: Snapshot) {
        if let place = models.firstIndex(where: { $0.hash == hash && $0.id == model.id }) {
            models[place].coverage.add(snapshot)
        } else {
            var coverage = ModelCoverage(model)
            coverage.add(snapshot)
            models.append(CoveredModel(id: model.id, version: model.version, hash: hash, coverage: coverage))
        }
    }
}
