/// A score that a person has put beside the computed one, for a time and with a reason. It never replaces it.
package struct Override: Hashable, Sendable {
    /// The entity's identifier.
    package var entity: String
    /// The identifier of the node or indicator.
    package var node: String
    /// The score that is claimed, 0 to 1.
    package var score: Double
    /// Who set it.
    package var who: Person
    /// Why.
    package var why: String
    /// When it ends; it is in force before.
    package var until: Timestamp
    /// When it was set.
    package var at: Timestamp

    /// Makes an override.
    package init(
        entity: String,
        node: String,
        score: Double,
        who: Person,
        why: String,
        until: Timestamp,
        at: Timestamp
    ) {
        self.entity = entity
        self.node = node
        self.score = score
        self.who = who
        self.why = why
        self.until = until
        self.at = at
    }

    /// A user of this machine.
    package struct Person: Hashable, Sendable, CustomStringConvertible {
        /// The number of the user.
        package var userID: UInt32
        /// The name of the user; empty when the number has none.
        package var name: String

        /// Makes a person.
        package init(userID: UInt32, name: String) {
            self.userID = userID
            self.name = name
        }

        /// `alice (uid 1000)`, or `uid 1000`.
        package var description: String { name.isEmpty ? "uid \(userID)" : "\(name) (uid \(userID))" }
    }
}

/// Something that happened to an override: a line of the audit log, which only ever grows.
package struct OverrideChange: Hashable, Sendable {
    /// What happened.
    package enum Action: String, CaseIterable, Sendable {
        /// It was set, or set anew.
        case set
        /// It was taken back before its time.
        case lifted
        /// Its time was over.
        case expired
    }

    /// What happened.
    package var action: Action
    /// The override, as it was set.
    package var override: Override
    /// When it happened.
    package var at: Timestamp
    /// Who did it; nil when nobody did, because its time was over.
    package var who: Override.Person?
    /// Why; nil when its time was over.
    package var why: String?

    /// Makes a change.
    package init(
        action: Action,
        override: Override,
        at: Timestamp,
        who: Override.Person? = nil,
        why: String? = nil
    ) {
        self.action = action
        self.override = override
        self.at = at
        self.who = who
        self.why = why
    }
}
