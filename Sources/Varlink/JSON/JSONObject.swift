extension JSON {
    /// The members of a JSON object, in the order in which they were written.
    ///
    /// Small objects are searched member by member; from 16 members on an index keeps each access constant in cost.
    public struct Object: Sendable {
        /// A name and its value.
        public typealias Element = (name: String, value: JSON)

        private var members: [Element] = []
        private var positions: [String: Int] = [:]
        private static let indexedFrom = 16

        /// An object without members.
        public init() {}

        /// An object of the given members. Of two members with one name the last counts.
        public init(_ members: some Sequence<(String, JSON)>) {
            for (name, value) in members { self[name] = value }
        }

        /// The value of that name. Setting it replaces the value in its place or appends; setting nil removes.
        public subscript(name: String) -> JSON? {
            get { position(of: name).map { members[$0].value } }
            set {
                guard let newValue else { return remove(name) }
                if let position = position(of: name) {
                    members[position].value = newValue
                } else {
                    insertNew(name, newValue)
                }
            }
        }

        /// Appends a member unless the name is taken.
        /// - Returns: false when the name was taken; the object is then unchanged.
        package mutating func insert(_ name: String, _ value: JSON) -> Bool {
            guard position(of: name) == nil else { return false }
            insertNew(name, value)
            return true
        }

        private mutating func insertNew(_ name: String, _ value: JSON) {
            if members.isEmpty { members.reserveCapacity(4) }
            members.append((name, value))
            if members.count > Self.indexedFrom {
                positions[name] = members.count - 1
            } else if members.count == Self.indexedFrom {
                rebuildIndex()
            }
        }

        private mutating func remove(_ name: String) {
            guard let position = position(of: name) else { return }
            members.remove(at: position)
            rebuildIndex()
        }

        private mutating func rebuildIndex() {
            positions.removeAll()
            guard members.count >= Self.indexedFrom else { return }
            for (position, member) in members.enumerated() { positions[member.name] = position }
        }

        private func position(of name: String) -> Int? {
            guard members.count < Self.indexedFrom else { return positions[name] }
            return members.firstIndex { $0.name == name }
        }
    }
}

extension JSON.Object: RandomAccessCollection {
    /// 0.
    public var startIndex: Int { 0 }
    /// The number of members.
    public var endIndex: Int { members.count }
    /// The member at that position.
    public subscript(position: Int) -> Element { members[position] }
    /// The names in their order.
    public var names: [String] { members.map(\.name) }
}

extension JSON.Object: Hashable {
    /// Whether both have the same names with the same values, in whatever order.
    public static func == (left: JSON.Object, right: JSON.Object) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.name] == $0.value }
    }

    /// Hashes the members without regard to their order.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for (name, value) in members {
            var own = Hasher()
            own.combine(name)
            own.combine(value)
            sum &+= own.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSON.Object: ExpressibleByDictionaryLiteral {
    /// An object of the given members. Of two members with one name the last counts.
    public init(dictionaryLiteral members: (String, JSON)...) { self.init(members) }
}
