import ReadinessModel
import ReadinessScoring

/// A node at an entity whose published cell differs between two snapshots; nil where it does not exist.
struct CellChange: Sendable {
    let previous: (node: NodeID, entity: EntityID)?
    let current: (node: NodeID, entity: EntityID)?
}

/// What differs between two snapshots, also of different models.
struct SnapshotDifference: Sendable {
    let previous: Snapshot
    let current: Snapshot
    let changes: [CellChange]

    /// What an evaluation changed of the snapshot before it, which is of the same model.
    init(from previous: Snapshot, to evaluation: Evaluation) {
        self.previous = previous
        current = evaluation.snapshot
        let changed = evaluation.changed ?? evaluation.snapshot.changedCells(since: previous)
        changes = changed.map { CellChange(previous: ($0.node, $0.entity), current: ($0.node, $0.entity)) }
    }

    /// Compares two snapshots of different models by names.
    init(from previous: Snapshot, to current: Snapshot) {
        self.previous = previous
        self.current = current
        changes = Self.byName(from: previous, to: current)
    }

    private static func byName(from previous: Snapshot, to current: Snapshot) -> [CellChange] {
        let (oldEntities, oldNodes) = (Names(previous.model.entities.map(\.id)), Names(previous.model.nodes.map(\.id)))
        let (newEntities, newNodes) = (Names(current.model.entities.map(\.id)), Names(current.model.nodes.map(\.id)))
        var changes: [CellChange] = []
        for (entity, entityName) in newEntities.all.enumerated() {
            for (node, nodeName) in newNodes.all.enumerated() {
                let here = (node: NodeID(node), entity: EntityID(entity))
                guard let oldEntity = oldEntities[entityName], let oldNode = oldNodes[nodeName] else {
                    changes.append(CellChange(previous: nil, current: here))
                    continue
                }
                let there = (node: NodeID(oldNode), entity: EntityID(oldEntity))
                guard
                    previous.cell(there.node, at: there.entity).isDifferent(
                        from: current.cell(here.node, at: here.entity)
                    )
                else { continue }
                changes.append(CellChange(previous: there, current: here))
            }
        }
        for (entity, entityName) in oldEntities.all.enumerated() {
            for (node, nodeName) in oldNodes.all.enumerated()
            where newEntities[entityName] == nil || newNodes[nodeName] == nil {
                changes.append(CellChange(previous: (NodeID(node), EntityID(entity)), current: nil))
            }
        }
        return changes
    }
}

/// Names and their places.
private struct Names {
    let all: [String]
    private let table: NameTable

    init(_ names: [String]) {
        all = names
        table = NameTable(names)
    }

    subscript(name: String) -> Int? { table.index(of: name) }
}

extension ScoreCell {
    /// Whether what is published differs.
    fileprivate func isDifferent(from other: Self) -> Bool {
        score != other.score || coverage != other.coverage || low != other.low || high != other.high
            || reason != other.reason || band != other.band
    }
}
