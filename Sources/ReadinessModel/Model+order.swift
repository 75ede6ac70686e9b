/// Nodes whose scores depend on one another in a circle, each on the next and the last on the first.
package struct DependencyCycle: Error, Hashable, Sendable {
    /// The nodes of the circle.
    package var nodes: [NodeID]
}

extension Model {
    /// Every node after what its score depends on: its children, and what its gates read.
    ///
    /// - Throws: the first circle found. Only gates can make one.
    package func evaluationOrder() throws(DependencyCycle) -> [NodeID] {
        var places: [String: Int] = [:]
        for (index, node) in nodes.enumerated() { places[node.id] = index }
        var dependencies: [[Int]] = nodes.map { node in
            guard case .index(let content) = node.content else { return [] }
            return content.children.map(\.index)
        }
        for gate in gates { dependencies[gate.node.index] += gate.cap.scores.compactMap { places[$0] } }
        var search = OrderSearch(dependencies: dependencies)
        for index in nodes.indices { try search.visit(index) }
        return search.order.map(NodeID.init)
    }
}

/// A depth-first search that puts nodes after what they depend on.
private struct OrderSearch {
    private enum Mark { case new, open, done }

    let dependencies: [[Int]]
    private(set) var order: [Int] = []
    private var marks: [Mark]
    private var path: [Int] = []

    init(dependencies: [[Int]]) {
        self.dependencies = dependencies
        marks = Array(repeating: .new, count: dependencies.count)
    }

    mutating func visit(_ index: Int) throws(DependencyCycle) {
        switch marks[index] {
        case .done: return
        case .open:
            let start = path.firstIndex(of: index) ?? 0
            throw DependencyCycle(nodes: path[start...].map(NodeID.init))
        case .new: break
        }
        marks[index] = .open
        path.append(index)
        for dependency in dependencies[index] { try visit(dependency) }
        path.removeLast()
        marks[index] = .done
        order.append(index)
    }
}
