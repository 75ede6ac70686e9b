import ReadinessModel
import ReadinessScoring

/// A snapshot just made.
struct Evaluation: Sendable {
    /// The snapshot.
    let snapshot: Snapshot
    /// The cells that differ from the snapshot made before; nil where only a comparison can tell.
    let changed: [(node: NodeID, entity: EntityID)]?
}
