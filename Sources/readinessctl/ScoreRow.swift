import Varlink

/// A score as it came over the socket.
struct ScoreRow {
    let entity: String
    let entityTitle: String
    let node: String
    let nodeTitle: String
    let nodeParent: String?
    let isIndicator: Bool
    let state: String
    let score: Double?
    let band: String?
    let coverage: Double?
    let low: Double?
    let high: Double?
    let reason: String?
    let evidenceTimestamp: Int64?
    /// How many overrides stand at or below it.
    let overrides: Int64
    /// The score as it would be with them.
    let adjusted: Double?

    init(_ json: JSON) {
        entity = json["entity"]?.string ?? ""
        entityTitle = json["entityTitle"]?.string ?? entity
        node = json["node"]?.string ?? ""
        nodeTitle = json["nodeTitle"]?.string ?? node
        nodeParent = json["nodeParent"]?.string
        isIndicator = json["isIndicator"]?.bool ?? false
        state = json["state"]?.string ?? "missing"
        score = json["score"]?.double
        band = json["band"]?.string
        coverage = json["coverage"]?.double
        low = json["low"]?.double
        high = json["high"]?.double
        reason = json["reason"]?.string
        evidenceTimestamp = json["evidenceTimestamp"]?.integer
        overrides = json["overrides"]?.integer ?? 0
        adjusted = json["adjusted"]?.double
    }

    /// Whether the node has a meaning at the entity.
    var isApplicable: Bool { state != "not_applicable" }

    /// The score in points, or the state that stands for it.
    var scoreText: String {
        guard let score else { return isApplicable ? "none" : "n/a" }
        return Formatting.points(score)
    }

    /// The age of the oldest reading used; a dash where none is used.
    func age(at now: Int64) -> String {
        evidenceTimestamp.map { Formatting.span(microseconds: now - $0) } ?? "-"
    }
}
