import ReadinessModel
import ReadinessScoring
import Varlink

/// Writes snapshots in the form of `io.readinessd.Status`, straight into bytes.
struct StatusWriter {
    private let snapshot: Snapshot
    private let model: Model

    init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
        model = snapshot.model
    }

    /// Appends one score as an object.
    func write(_ node: NodeID, at entity: EntityID, to json: inout JSON.Writer) {
        let cell = snapshot.cell(node, at: entity)
        let entityValue = model.entities[entity.index]
        let nodeValue = model.nodes[node.index]
        json.beginObject()
        json.member("entity", entityValue.id)
        json.member("entityTitle", entityValue.title)
        if let parent = entityValue.parent { json.member("entityParent", model.entities[parent.index].id) }
        json.member("node", nodeValue.id)
        json.member("nodeTitle", nodeValue.title)
        if let parent = nodeValue.parent { json.member("nodeParent", model.nodes[parent.index].id) }
        var unit: String?
        var isIndicator = false
        if case .indicator(let id) = nodeValue.content {
            unit = model.indicators[id.index].unit
            isIndicator = true
        }
        json.name("isIndicator")
        json.bool(isIndicator)
        json.member("state", cell.state == "not-applicable" ? "not_applicable" : cell.state)
        json.member("score", points: cell.score)
        if let band = cell.band { json.member("band", band) }
        json.member("coverage", cell.coverage)
        json.member("confidence", snapshot.confidence.of(node, at: entity))
        json.member("low", points: cell.low)
        json.member("high", points: cell.high)
        json.member("value", cell.value)
        if let unit { json.member("unit", unit) }
        if let explanation = cell.explanation { json.member("reason", explanation) }
        if let evidence = cell.evidence { json.member("evidenceTimestamp", evidence.microseconds) }
        json.name("floorUsed")
        json.bool(cell.remarks.contains(.floorUsed))
        json.member("modelHash", snapshot.modelHash ?? "")
        overrides(node, at: entity, beside: cell.score, to: &json)
        json.endObject()
    }

    /// Appends what the overrides in force say of a score.
    private func overrides(_ node: NodeID, at entity: EntityID, beside score: Double?, to json: inout JSON.Writer) {
        guard let view = snapshot.overrides else { return json.member("overrides", Int64(0)) }
        let cell = snapshot.scores.cell(node, at: entity)
        if let override = view.override(cell) {
            json.name("override")
            json.beginObject()
            json.member("score", points: override.score)
            json.member("who", "\(override.who)")
            json.member("why", override.why)
            json.member("untilTimestamp", override.until.microseconds)
            json.member("setTimestamp", override.at.microseconds)
            json.endObject()
        }
        json.member("overrides", Int64(view.count(cell)))
        if view.adjusted(cell) != score { json.member("adjusted", points: view.adjusted(cell)) }
    }

    /// The parameters of a reply with one score.
    func reply(_ node: NodeID, at entity: EntityID) -> [UInt8] {
        var json = JSON.Writer(reserving: 512)
        json.beginObject()
        json.name("score")
        write(node, at: entity, to: &json)
        json.endObject()
        return json.bytes
    }
}

extension Timestamp {
    /// Microseconds since the epoch, rounded down.
    var microseconds: Int64 { nanoseconds >= 0 ? nanoseconds / 1000 : (nanoseconds - 999) / 1000 }
}

extension JSON.Writer {
    mutating func member(_ name: String, _ value: String) {
        self.name(name)
        string(value)
    }

    mutating func member(_ name: String, _ value: Int64) {
        self.name(name)
        integer(value)
    }

    mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        bool(value)
    }

    /// Writes a number, or nothing when there is none.
    mutating func member(_ name: String, _ value: Double?) {
        guard let value else { return }
        self.name(name)
        number(value)
    }

    /// Writes a score of 0 to 1 as points, or nothing when there is none.
    mutating func member(_ name: String, points score: Double?) { member(name, score.map { $0 * 100 }) }
}
