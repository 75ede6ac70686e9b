/// Who may hand readings to the ingest socket under the name of a collector, and which.
package struct PushSource: Hashable, Sendable {
    /// Users who may, by name or number, beside root and the user of the service.
    package var users: [String]
    /// Groups whose members may, by name or number.
    package var groups: [String]
    /// The measures it may bring; nil for all.
    package var measures: [String]?
    /// The entities it may bring readings of, with all below them; nil for all.
    package var entities: [String]?
    /// The most readings a second, averaged over ten; nil for any number.
    package var rateLimit: Int?
    /// The most series since the start of the daemon; nil for any number.
    package var seriesLimit: Int?
    /// How long it may bring nothing before it counts as failing; nil for ever.
    package var silenceLimit: TimeSpan?
    /// Whether people type the values, each with the reason why.
    package var isManual: Bool

    /// Makes a source that only root and the user of the service may use, for everything.
    package init(
        users: [String] = [],
        groups: [String] = [],
        measures: [String]? = nil,
        entities: [String]? = nil,
        rateLimit: Int? = nil,
        seriesLimit: Int? = nil,
        silenceLimit: TimeSpan? = nil,
        isManual: Bool = false
    ) {
        self.users = users
        self.groups = groups
        self.measures = measures
        self.entities = entities
        self.rateLimit = rateLimit
        self.seriesLimit = seriesLimit
        self.silenceLimit = silenceLimit
        self.isManual = isManual
    }
}
