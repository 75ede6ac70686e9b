import ReadinessConfiguration
import ReadinessModel
import ReadinessScoring
import Varlink
import VarlinkServer

/// Answers `io.readinessd.Status` from the snapshot in force.
struct StatusService: Sendable {
    /// The most entities at the top for which the nodes below the root are shown, too.
    private static let detailLimit = 16

    let published: Published
    let fleet: CollectorFleet
    let started: Timestamp
    let analysis: AnalysisService

    /// The interface with its handlers.
    func interface() throws -> Interface {
        analysis.extend(Interface(try InterfaceDescription(parsing: StatusInterface.text)))
            .on("GetStatus", encoded: { _, _ in status() })
            .on("Get", encoded: { call, _ in try get(call.parameters) })
            .on("List", more: { call, _, writer in try await list(call.parameters, on: writer) })
            .on("Subscribe", more: { call, _, writer in try await subscribe(call.parameters, on: writer) })
    }

    private func status() -> [UInt8] {
        let snapshot = published.snapshot
        let model = snapshot.model
        var json = JSON.Writer(reserving: 16384)
        json.beginObject()
        json.member("version", Version.number)
        json.member("startTimestamp", started.microseconds)
        json.member("evaluationTimestamp", snapshot.time.microseconds)
        json.member("sequence", Int64(snapshot.sequence))
        json.name("model")
        json.beginObject()
        json.member("id", model.id)
        json.member("title", model.title)
        json.member("version", model.version)
        json.member("hash", snapshot.modelHash ?? "")
        json.member("entities", Int64(model.entities.count))
        json.member("indicators", Int64(model.indicators.count))
        if let root = model.rootNode { json.member("root", model.nodes[root.index].id) }
        json.endObject()
        json.name("scores")
        writeTop(of: snapshot, to: &json)
        json.name("collectors")
        json.beginArray()
        for (specification, health) in fleet.health { json.collector(specification, health) }
        json.endArray()
        if let error = published.configurationError { json.member("configurationError", error) }
        json.endObject()
        return json.bytes
    }

    /// The root at every entity of the top; where they are few, the nodes directly below it, too.
    private func writeTop(of snapshot: Snapshot, to json: inout JSON.Writer) {
        let writer = StatusWriter(snapshot)
        json.beginArray()
        defer { json.endArray() }
        guard let root = snapshot.model.rootNode else { return }
        let entities = snapshot.model.topEntities
        var nodes = [root]
        if entities.count <= Self.detailLimit, case .index(let index) = snapshot.model.nodes[root.index].content {
            nodes += index.children
        }
        for entity in entities {
            for node in nodes { writer.write(node, at: entity, to: &json) }
        }
    }

    private func get(_ parameters: JSON.Object) throws -> [UInt8] {
        let snapshot = published.snapshot
        let entity = try snapshot.entity(parameters["entity"]?.string ?? "")
        let node = try snapshot.node(parameters["node"]?.string ?? "")
        return StatusWriter(snapshot).reply(node, at: entity)
    }

    private func list(_ parameters: JSON.Object, on writer: ReplyWriter) async throws {
        let snapshot = published.snapshot
        let model = snapshot.model
        let entities =
            try parameters["entity"]?.string.map { [try snapshot.entity($0)] }
            ?? model.entities.indices.map(EntityID.init)
        let nodes =
            try parameters["node"]?.string.map { [try snapshot.node($0)] }
            ?? model.nodes.indices.map(NodeID.init)
        let cells = StatusWriter(snapshot)
        // The last score is the last reply, so one is kept back until another follows.
        var waiting: [UInt8]?
        for entity in entities {
            for node in nodes {
                if let waiting { try await writer.send(encoded: waiting) }
                waiting = cells.reply(node, at: entity)
            }
        }
        guard let waiting else { throw ErrorReply("io.readinessd.Status.NoModel") }
        try await writer.finish(encoded: waiting)
    }

    private func subscribe(_ parameters: JSON.Object, on writer: ReplyWriter) async throws {
        let filter = ChangeFeed.Filter(entity: parameters["entity"]?.string, node: parameters["node"]?.string)
        // A misspelt name would otherwise wait for ever.
        let snapshot = published.snapshot
        if let entity = filter.entity { _ = try snapshot.entity(entity) }
        if let node = filter.node { _ = try snapshot.node(node) }
        try await published.feed.serve(filter, on: writer)
    }
}

extension Snapshot {
    /// The entity of this identifier.
    fileprivate func entity(_ name: String) throws -> EntityID {
        guard let index = model.entities.firstIndex(where: { $0.id == name }) else {
            throw ErrorReply("io.readinessd.Status.NoSuchEntity", ["entity": .string(name)])
        }
        return EntityID(index)
    }

    /// The node or indicator of this identifier.
    fileprivate func node(_ name: String) throws -> NodeID {
        guard let index = model.nodes.firstIndex(where: { $0.id == name }) else {
            throw ErrorReply("io.readinessd.Status.NoSuchNode", ["node": .string(name)])
        }
        return NodeID(index)
    }
}
