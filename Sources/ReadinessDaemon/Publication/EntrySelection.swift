import Systemd

/// The most urgent of many entries, in the order they were added: the others are counted, and never made.
struct EntrySelection {
    /// An entry and its place among all that were added.
    private typealias Placed = (place: Int, entry: JournalEntry)

    /// The most entries that are kept.
    private let limit: Int
    /// By priority: of each the first `limit`, because no later one can be among the kept.
    private var kept: [JournalPriority: [Placed]] = [:]
    private var count = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// How many are left out.
    var omitted: Int { max(0, count - limit) }

    /// Takes an entry of `priority`, made only when it may be among the kept.
    mutating func add(_ priority: JournalPriority, _ make: () -> JournalEntry) {
        defer { count += 1 }
        guard kept[priority, default: []].count < limit else { return }
        kept[priority, default: []].append((count, make()))
    }

    /// The kept entries, at most the limit.
    var entries: [JournalEntry] {
        kept.sorted { $0.key < $1.key }.flatMap(\.value).prefix(limit).sorted { $0.place < $1.place }.map(\.entry)
    }
}
