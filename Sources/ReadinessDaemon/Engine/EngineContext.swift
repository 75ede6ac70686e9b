import ReadinessConfiguration
import ReadinessHistory
import ReadinessModel
import ReadinessScoring

/// All that is fixed while one configuration is in force.
struct EngineContext: Sendable {
    /// The configuration.
    let configuration: Configuration
    /// The model, prepared for evaluation.
    let plan: ScoringPlan
    /// The model's names, for interning readings.
    let catalog: SeriesCatalog
    /// The model's series as the history knows them.
    let binding: HistoryBinding
    /// The model as scores and the history name it, its hash computed once.
    let stamp: ModelStamp

    var model: Model { plan.model }
}
