import ReadinessCollecting
import ReadinessModel
import ReadinessScoring
import Varlink
import VarlinkServer

/// Answers `io.systemd.Metrics`, as systemd-report and another readinessd ask it: the scores of the root and the nodes below
/// it at the entities nearest the top, and how collectors do.
///
/// Numbers are whole, because systemd-report shows others with 22 digits: thousandths of a point, thousandths of coverage.
/// What is not known is left out, never 0.
struct MetricsService: Sendable {
    /// systemd-report keeps 4096 metrics of all sources together.
    private static let cellLimit = 56
    private static let collectorLimit = 16

    /// The interface as systemd publishes it, so far as every version that has it agrees.
    static let text = """
        # Metrics of a service
        interface io.systemd.Metrics

        # What kind of numbers a family has
        type MetricFamilyType (
          # A count that only grows
          counter,
          # A level
          gauge,
          # Text
          string
        )

        # All metrics
        # [Requires 'more' flag]
        method List() -> (
          # The name: this service, then the family
          name: string,
          # What it is of, such as an entity or a collector
          object: ?string,
          # What else tells it apart
          fields: ?object,
          # The number
          value: any
        )

        # All families, in alphabetical order
        # [Requires 'more' flag]
        method Describe() -> (
          # The name: this service, then the family
          name: string,
          # What it is
          description: string,
          # What kind of numbers it has
          type: MetricFamilyType
        )

        # There are none
        error NoSuchMetric()

        """

    let published: Published
    let fleet: CollectorFleet

    /// The interface with its handlers.
    func interface() throws -> Interface {
        Interface(try InterfaceDescription(parsing: Self.text))
            .on("List", replies: { _, _ in try list() })
            .on("Describe", replies: { _, _ in Self.families.map(\.reply) })
    }

    private struct Family {
        let name: String
        let description: String
        let type: String

        var reply: JSON.Object {
            ["name": .string("io.readinessd.\(name)"), "description": .string(description), "type": .string(type)]
        }
    }

    private static let families = [
        Family(
            name: "CollectorFailing",
            description: "Per collector metric: 1 while its runs fail, 0 while they work; left out before the first",
            type: "gauge"
        ),
        Family(
            name: "CollectorReadingsTotal",
            description: "Per collector metric: readings that became durable since the start",
            type: "counter"
        ),
        Family(
            name: "CoveragePermille",
            description: "Per entity metric: share of what applies to the node that delivered, in thousandths",
            type: "gauge"
        ),
        Family(
            name: "HighMillipoints",
            description: "Per entity metric: the score if everything missing were best, in thousandths of a point",
            type: "gauge"
        ),
        Family(
            name: "LowMillipoints",
            description: "Per entity metric: the score if everything missing were worst, in thousandths of a point",
            type: "gauge"
        ),
        Family(
            name: "ScoreMillipoints",
            description: "Per entity metric: the score of the node, in thousandths of a point; left out where unknown",
            type: "gauge"
        ),
        Family(name: "SnapshotsTotal", description: "Evaluations since the start", type: "counter"),
    ]

    private func list() throws -> [JSON.Object] {
        let snapshot = published.snapshot
        let cells = Self.cells(of: snapshot)
        let collectors = fleet.health.prefix(Self.collectorLimit)
        var metrics: [JSON.Object] = []
        for (specification, health) in collectors {
            guard health.state != .unknown else { continue }
            let isFailing = health.state != .healthy
            metrics.append(Self.metric("CollectorFailing", specification.name, nil, isFailing ? 1 : 0))
        }
        for (specification, health) in collectors {
            let count = Int64(health.counters.readings)
            metrics.append(Self.metric("CollectorReadingsTotal", specification.name, nil, count))
        }
        func add(_ family: String, _ scale: Double, _ value: (ScoreCell) -> Double?) {
            for (entity, node, cell) in cells {
                guard let value = value(cell) else { continue }
                metrics.append(Self.metric(family, entity, node, Int64((value * scale).rounded())))
            }
        }
        add("CoveragePermille", 1000) { $0.coverage }
        add("HighMillipoints", 100_000) { $0.high }
        add("LowMillipoints", 100_000) { $0.low }
        add("ScoreMillipoints", 100_000) { $0.score }
        metrics.append(Self.metric("SnapshotsTotal", nil, nil, Int64(snapshot.sequence)))
        return metrics
    }

    /// The root and the nodes below it, at the entities in order from the top, as far as there is room.
    private static func cells(of snapshot: Snapshot) -> [(entity: String, node: String, cell: ScoreCell)] {
        let model = snapshot.model
        guard let root = model.rootNode else { return [] }
        var nodes = [root]
        if case .index(let index) = model.nodes[root.index].content { nodes += index.children }
        var depths: [Int] = []
        for entity in model.entities { depths.append(entity.parent.map { depths[$0.index] + 1 } ?? 0) }
        let entities = model.entities.indices.sorted { (depths[$0], $0) < (depths[$1], $1) }
        var cells: [(String, String, ScoreCell)] = []
        for entity in entities {
            for node in nodes {
                let cell = snapshot.cell(node, at: EntityID(entity))
                guard cell.reason != .notApplicable, cells.count < cellLimit else { continue }
                cells.append((model.entities[entity].id, model.nodes[node.index].id, cell))
            }
        }
        return cells
    }

    private static func metric(_ family: String, _ object: String?, _ node: String?, _ value: Int64) -> JSON.Object {
        var metric: JSON.Object = ["name": .string("io.readinessd.\(family)")]
        metric["object"] = object.map(JSON.string)
        metric["fields"] = node.map { ["node": .string($0)] }
        metric["value"] = .integer(value)
        return metric
    }
}
