import ReadinessCollecting
import ReadinessConfiguration
package import ReadinessModel
package import ReadinessScoring
import Varlink

/// `readinessd evaluate`: scores of a model over a file of observations, without a daemon.
package enum EvaluateCommand {
    /// Evaluates and prints.
    ///
    /// - Parameters:
    ///   - model: a model file or a configuration directory.
    ///   - observations: a CSV file with the header `time,entity,measure,value`.
    ///   - time: the moment to evaluate at; nil means the time of the newest observation.
    ///   - isJSON: print JSON with full precision rather than a table.
    /// - Returns: the exit status: 78 for a bad model, 65 for observations that cannot be used at all.
    package static func run(model: String, observations: String, at time: Timestamp?, isJSON: Bool) async -> Int32 {
        do {
            let configuration = try Configuration.load(modelPath: model)
            for warning in configuration.warnings { Terminal.complain(render(warning, colour: Terminal.hasColour)) }
            let delivery = try await ObservationFile.read(observations, for: configuration.model)
            ObservationFile.warn(about: delivery)
            let newest = delivery.readings.map(\.time).max() ?? .now
            let snapshot = evaluate(configuration.model, delivery.readings, at: time ?? newest)
            Terminal.print(isJSON ? json(snapshot) : table(snapshot))
            return ExitStatus.success
        } catch let diagnostics as Diagnostics {
            return CheckCommand.refuse(diagnostics)
        } catch {
            Terminal.complain("readinessd: \(error)")
            return 65
        }
    }

    /// Scores of a model over readings at a time.
    package static func evaluate(_ model: Model, _ readings: [Reading], at time: Timestamp) -> Snapshot {
        let plan = ScoringPlan(model)
        var store = ReadingStore(for: model, at: time)
        store.apply(readings)
        var evaluator = Evaluator(plan)
        var scores = evaluator.makeScores()
        evaluator.evaluate(store, into: &scores)
        return Snapshot(
            plan: plan,
            time: time,
            sequence: 1,
            scores: scores,
            modelHash: model.hash,
            entityWeights: plan.entityWeights(in: store)
        )
    }

    private static func json(_ snapshot: Snapshot) -> String {
        var json = JSON.Writer()
        json.beginObject()
        json.member("model", snapshot.model.id)
        json.member("modelHash", snapshot.modelHash ?? "")
        json.member("at", "\(snapshot.time)")
        json.name("entities")
        json.beginObject()
        for (entity, value) in snapshot.model.entities.enumerated() {
            json.name(value.id)
            json.beginObject()
            for (node, value) in snapshot.model.nodes.enumerated() {
                json.name(value.id)
                json.cell(
                    snapshot.cell(NodeID(node), at: EntityID(entity)),
                    confidence: snapshot.confidence.of(NodeID(node), at: EntityID(entity))
                )
            }
            json.endObject()
        }
        json.endObject()
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func table(_ snapshot: Snapshot) -> String {
        var lines = ["# at \(snapshot.time)", "entity,node,score,coverage,low,high,state,reason"]
        for (entity, entityValue) in snapshot.model.entities.enumerated() {
            for (node, nodeValue) in snapshot.model.nodes.enumerated() {
                let cell = snapshot.cell(NodeID(node), at: EntityID(entity))
                let numbers = [cell.score, cell.coverage, cell.low, cell.high].enumerated().map { index, number in
                    number.map { Points.fixed(index == 1 ? $0 : $0 * 100, decimals: 3) } ?? ""
                }
                let fields = [entityValue.id, nodeValue.id] + numbers + [cell.state, cell.explanation ?? ""]
                lines.append(fields.joined(separator: ","))
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension JSON.Writer {
    /// Writes a cell as `evaluate` publishes it: null where there is no number.
    mutating func cell(_ cell: ScoreCell, confidence: Double?) {
        let numbers = [
            ("score", cell.score.map { $0 * 100 }), ("coverage", cell.coverage), ("low", cell.low.map { $0 * 100 }),
            ("high", cell.high.map { $0 * 100 }), ("value", cell.value),
        ]
        beginObject()
        for (name, number) in numbers {
            self.name(name)
            if let number { self.number(number) } else { null() }
        }
        if let confidence { member("confidence", confidence) }
        member("state", cell.state)
        if let band = cell.band { member("band", band) }
        if let explanation = cell.explanation { member("reason", explanation) }
        endObject()
    }
}
