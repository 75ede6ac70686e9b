import ReadinessHistory
import ReadinessModel
import ReadinessScoring
import Varlink
import VarlinkServer

/// Answers questions that take more than looking a score up, off the event loop and away from the work loop.
struct AnalysisService: Sendable {
    /// How far back `Why` looks when it is not told.
    private static let defaultSpan = TimeSpan.seconds(86_400)
    /// How far back `Project` looks when it is not told, and at how many moments.
    private static let projectSpan = TimeSpan.seconds(365 * 86_400)
    private static let projectMoments = 74

    let engine: Engine
    let history: any HistoryStore

    /// Adds the handlers of the analysis methods.
    func extend(_ interface: Interface) -> Interface {
        interface
            .on("Explain", async: { call, _ in try await explain(call.parameters) })
            .on("Levers", async: { call, _ in try await levers(call.parameters) })
            .on("Project", async: { call, _ in try await project(call.parameters) })
            .on("Sensitivity", async: { call, _ in try await sensitivity(call.parameters) })
            .on("Uncertainty", async: { call, _ in try await uncertainty(call.parameters) })
            .on("Why", async: { call, _ in try await why(call.parameters) })
            .on("WhatIf", async: { call, _ in try await whatIf(call.parameters) })
    }

    private func why(_ parameters: JSON.Object) async throws -> JSON.Object {
        let (context, store) = await engine.readings()
        let model = context.model
        let (entity, node) = try model.subject(parameters)
        let since =
            parameters["sinceTimestamp"]?.integer.map { Timestamp(microseconds: $0) }
            ?? store.now - Self.defaultSpan
        guard since < store.now else { throw ErrorReply.invalidParameter("sinceTimestamp") }
        let readings = try await history.restore(context.binding, reach: model.reachOfMeasures, at: since)
        let changes = try await history.overrideChanges(limit: .max)
        return try await Blocking.run {
            var before = ReadingStore(for: model, at: since)
            before.apply(readings)
            let earlier = ScoringState(plan: context.plan, store: before)
            let later = ScoringState(plan: context.plan, store: store)
            var explainer = ChangeExplainer(from: earlier, to: later)
            let overridden = OverriddenChange(
                of: node,
                at: entity,
                from: (earlier, changes.overrides(at: since)),
                to: (later, changes.overrides(at: store.now))
            )
            return ChangeAnswer.output(explainer.explain(node, at: entity), overridden, model)
        }
    }

    private func explain(_ parameters: JSON.Object) async throws -> JSON.Object {
        let (context, store) = await engine.readings()
        let (entity, node) = try context.model.subject(parameters)
        return try await Blocking.run {
            let explainer = LevelExplainer(ScoringState(plan: context.plan, store: store))
            return LevelAnswer.output(explainer.explain(node, at: entity, limit: 8), context.model)
        }
    }

    private func levers(_ parameters: JSON.Object) async throws -> JSON.Object {
        let (context, store) = await engine.readings()
        let (entity, node) = try context.model.subject(parameters)
        let ranking = parameters["ranking"]?.string.flatMap(Levers.Ranking.init(rawValue:)) ?? .gain
        return try await Blocking.run {
            let state = ScoringState(plan: context.plan, store: store)
            let levers = Levers(
                of: node,
                at: entity,
                plan: context.plan,
                store: store,
                scores: state.scores,
                ranking: ranking
            )
            return LeversAnswer.output(levers, context.model)
        }
    }

    private func uncertainty(_ parameters: JSON.Object) async throws -> JSON.Object {
        let (context, store) = await engine.readings()
        let (entity, node) = try context.model.subject(parameters)
        let options = try UncertaintyAnswer.options(parameters, context.model)
        return try await Blocking.run {
            let state = ScoringState(plan: context.plan, store: store)
            let result = Uncertainty(of: node, at: entity, plan: context.plan, scores: state.scores, options: options)
            return UncertaintyAnswer.output(result, context.model)
        }
    }

    private func project(_ parameters: JSON.Object) async throws -> JSON.Object {
        let (context, store) = await engine.readings()
        let subjects = try ProjectAnswer.subjects(parameters, context.model)
        let since =
            parameters["sinceTimestamp"]?.integer.map { Timestamp(microseconds: $0) } ?? store.now - Self.projectSpan
        guard since < store.now else { throw ErrorReply.invalidParameter("sinceTimestamp") }
        let readings = try await history.restore(context.binding, reach: context.model.reachOfMeasures, at: since)
        return try await Blocking.run {
            let past = ScorePast.scores(
                of: subjects.map { ($0.goal.node, $0.entity) },
                plan: context.plan,
                readings: readings,
                from: since,
                to: store.now,
                count: Self.projectMoments
            )
            let scores = ScoringState(plan: context.plan, store: store).scores
            let goals = zip(subjects, past).map { subject, past in
                let score = scores.score[scores.cell(subject.goal.node, at: subject.entity)]
                let progress = GoalProgress(
                    subject.goal,
                    past: past,
                    score: score.isNaN ? nil : score,
                    at: store.now
                )
                return ProjectAnswer.output(subject, progress, context.model)
            }
            return ["sinceTimestamp": .integer(since.microseconds), "goals": .array(goals)]
        }
    }

    private func sensitivity(_ parameters: JSON.Object) async throws -> JSON.Object {
        let (context, store) = await engine.readings()
        let (entity, node) = try context.model.subject(parameters)
        return try await Blocking.run {
            let state = ScoringState(plan: context.plan, store: store)
            return try SensitivityAnswer.output(parameters, of: node, at: entity, in: state)
        }
    }

    private func whatIf(_ parameters: JSON.Object) async throws -> JSON.Object {
        let (context, store) = await engine.readings()
        let texts = parameters["changes"]?.array?.compactMap(\.string) ?? []
        return try await Blocking.run {
            do throws(ScenarioError) {
                let scenario = try ScenarioParser(context.model).parse(texts)
                return WhatIfAnswer.output(try WhatIf(scenario, plan: context.plan, store: store))
            } catch {
                throw WhatIfAnswer.error(error)
            }
        }
    }
}

extension Model {
    /// The entity and node that `entity` and `node` of a call name; by default the only entity at the top, and the root.
    func subject(_ parameters: JSON.Object) throws -> (entity: EntityID, node: NodeID) {
        (try entity(parameters["entity"]?.string), try node(parameters["node"]?.string))
    }

    private func entity(_ name: String?) throws -> EntityID {
        guard let name else {
            let top = topEntities
            guard top.count == 1 else { throw ErrorReply.invalidParameter("entity") }
            return top[0]
        }
        guard let index = entities.firstIndex(where: { $0.id == name }) else {
            throw ErrorReply("io.readinessd.Status.NoSuchEntity", ["entity": .string(name)])
        }
        return EntityID(index)
    }

    private func node(_ name: String?) throws -> NodeID {
        guard let name else {
            guard let root = rootNode else { throw ErrorReply("io.readinessd.Status.NoModel") }
            return root
        }
        guard let index = nodes.firstIndex(where: { $0.id == name }) else {
            throw ErrorReply("io.readinessd.Status.NoSuchNode", ["node": .string(name)])
        }
        return NodeID(index)
    }
}

extension Timestamp {
    /// The moment `microseconds` after the epoch; the first or last there is where that lies outside.
    init(microseconds: Int64) {
        let (product, overflow) = microseconds.multipliedReportingOverflow(by: 1000)
        self.init(nanoseconds: overflow ? (microseconds < 0 ? .min : .max) : product)
    }
}
