import ReadinessCollecting
import ReadinessConfiguration
package import ReadinessModel
import ReadinessScoring
import Varlink

/// `readinessd compare`: two models over one file of observations, and what the change of method alone does.
package enum CompareCommand {
    /// The times to compare at.
    package enum Times: Sendable {
        /// One moment; nil is the time of the newest observation.
        case one(Timestamp?)
        /// From the first to the last moment, one every span.
        case period(from: Timestamp, to: Timestamp, every: TimeSpan)
    }

    /// The most times compared at in one run.
    package static let timeLimit = 100_000

    /// Compares and prints.
    ///
    /// - Parameters:
    ///   - first: a model file or configuration directory, the method as it was.
    ///   - second: the same, the method as it would be.
    ///   - observations: a CSV file with the header `time,entity,measure,value`.
    ///   - isJSON: print JSON with every score in full precision rather than a table of what differs.
    /// - Returns: the exit status: 78 for a bad model, 65 for observations that cannot be used at all.
    package static func run(
        _ first: String,
        _ second: String,
        observations: String,
        times: Times,
        isJSON: Bool
    ) async -> Int32 {
        do {
            var models: [Model] = []
            for path in [first, second] {
                let configuration = try Configuration.load(modelPath: path)
                for warning in configuration.warnings { Terminal.complain(render(warning, colour: Terminal.hasColour)) }
                models.append(configuration.model)
            }
            var readings: [[Reading]] = []
            for (model, path) in zip(models, [first, second]) {
                let delivery = try await ObservationFile.read(observations, for: model)
                // What one of both does not know is part of the change.
                if let first = delivery.rejects.first {
                    let count = delivery.rejectCounts.total
                    let lines = count == 1 ? "1 line" : "\(count) lines"
                    Terminal.complain("\(observations):\(first) (\(lines) left out under \(path), this the first)")
                }
                readings.append(delivery.readings)
            }
            let newest = readings.joined().map(\.time).max() ?? .now
            Terminal.print(
                isJSON
                    ? CompareReport.json(models, readings, at: times.all(newest: newest))
                    : CompareReport.text(models, readings, at: times.all(newest: newest))
            )
            return ExitStatus.success
        } catch let diagnostics as Diagnostics {
            return CheckCommand.refuse(diagnostics)
        } catch {
            Terminal.complain("readinessd: \(error)")
            return 65
        }
    }

    /// Replays both models and compares them.
    static func compare(
        _ models: [Model],
        _ readings: [[Reading]],
        at times: [Timestamp],
        each body: (ModelComparison) -> Void = { _ in }
    ) -> ModelComparison {
        var comparison = ModelComparison(models[0], models[1])
        var replays = zip(models, readings).map { Replay($0, $1) }
        for time in times {
            let first = replays[0].snapshot(at: time)
            let second = replays[1].snapshot(at: time)
            comparison.add(first, second)
            body(comparison)
        }
        return comparison
    }
}

extension CompareCommand.Times {
    /// The moments, rising.
    func all(newest: Timestamp) -> [Timestamp] {
        switch self {
        case .one(let time): return [time ?? newest]
        case .period(let from, let to, let every):
            var times: [Timestamp] = []
            var time = from
            while time <= to, times.count < CompareCommand.timeLimit {
                times.append(time)
                let next = time + every
                guard next > time else { break }
                time = next
            }
            return times
        }
    }
}
