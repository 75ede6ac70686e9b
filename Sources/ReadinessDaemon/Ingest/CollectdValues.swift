import ReadinessCollecting
import ReadinessModel
import ReadinessScoring
import Synchronization

/// The latest values that clients of the collectd socket have put, and the scores, as that protocol shows them.
final class CollectdValues: Sendable {
    /// The most values of others that are remembered; more are stored, but not shown.
    private static let limit = 100_000

    private struct Entry: Sendable {
        var identifier: CollectdIdentifier
        var time: Timestamp
        var values: [Double?]
    }

    private let entries = Mutex<[String: Entry]>([:])
    private let published: Published

    init(_ published: Published) { self.published = published }

    /// Remembers what was put.
    func put(_ identifier: CollectdIdentifier, _ list: CollectdCommand.ValueList) {
        let entry = Entry(identifier: identifier, time: list.time ?? .now, values: list.values)
        entries.withLock { entries in
            guard entries.count < Self.limit || entries[identifier.description] != nil else { return }
            entries[identifier.description] = entry
        }
    }

    /// The answer to GETVAL: numbers by their names, NaN for those that are not known.
    func answer(to identifier: CollectdIdentifier) -> String {
        if let entry = entries.withLock({ $0[identifier.description] }) {
            let names = identifier.names(count: entry.values.count)
            return Self.answer(zip(names, entry.values).map { ($0, $1) })
        }
        guard let score = score(identifier) else { return "-1 No such value.\n" }
        return Self.answer([("value", score)])
    }

    private static func answer(_ values: [(name: String, value: Double?)]) -> String {
        let noun = values.count == 1 ? "Value" : "Values"
        return "\(values.count) \(noun) found\n" + values.map { "\($0.name)=\(number($0.value))\n" }.joined()
    }

    /// The answer to LISTVAL: time and identifier of every value.
    func listing() -> String {
        var rows = entries.withLock { entries in entries.values.map { ($0.identifier.description, $0.time) } }
        let snapshot = published.snapshot
        for entity in snapshot.model.entities.indices {
            for node in snapshot.model.nodes.indices {
                let cell = snapshot.cell(NodeID(node), at: EntityID(entity))
                guard cell.reason != .notApplicable else { continue }
                let name = "\(snapshot.model.entities[entity].id)/readinessd/percent-\(snapshot.model.nodes[node].id)"
                rows.append((name, snapshot.time))
            }
        }
        rows.sort { $0.0 < $1.0 }
        let noun = rows.count == 1 ? "Value" : "Values"
        return "\(rows.count) \(noun) found\n" + rows.map { "\(Self.seconds($0.1)) \($0.0)\n" }.joined()
    }

    /// The score behind `ENTITY/readinessd/percent-NODE` in points; a nil inside where there is none.
    private func score(_ identifier: CollectdIdentifier) -> Double?? {
        guard identifier.plugin == "readinessd", identifier.pluginInstance.isEmpty, identifier.type == "percent" else {
            return nil
        }
        let snapshot = published.snapshot
        guard let entity = snapshot.model.entities.firstIndex(where: { $0.id == identifier.host }),
            let node = snapshot.model.nodes.firstIndex(where: { $0.id == identifier.typeInstance })
        else { return nil }
        return .some(snapshot.cell(NodeID(node), at: EntityID(entity)).score.map { $0 * 100 })
    }

    private static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "nan" }

    private static func seconds(_ time: Timestamp) -> String {
        let milliseconds = time.nanoseconds / 1_000_000
        let (whole, part) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        return "\(whole)." + String("\(1000 + abs(part))".dropFirst())
    }
}
