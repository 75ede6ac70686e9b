import Systemd
import Testing

@testable import ReadinessDaemon

/// Which of many entries are told.
@Suite struct EntrySelectionTests {
    private func entry(_ text: String, _ priority: JournalPriority) -> JournalEntry {
        JournalEntry(text, priority: priority, location: .here())
    }

    @Test func fewEntriesAreAllKeptInTheirOrder() {
        var selection = EntrySelection(limit: 3)
        for (text, priority) in [("a", .info), ("b", .warning), ("c", .notice)] as [(String, JournalPriority)] {
            selection.add(priority) { entry(text, priority) }
        }
        #expect(selection.entries.map(\.message) == ["a", "b", "c"])
        #expect(selection.omitted == 0)
    }

    @Test func theMostUrgentAreKeptInTheirOrderAndTheOthersCounted() {
        var selection = EntrySelection(limit: 4)
        var made = 0
        for number in 0..<100 {
            let priority: JournalPriority = number % 50 == 49 ? .warning : .info
            selection.add(priority) {
                made += 1
                return entry("\(number)", priority)
            }
        }
        #expect(selection.entries.map(\.message) == ["0", "1", "49", "99"])
        #expect(selection.omitted == 96)
        #expect(made == 6, "what cannot be among the kept is not made")
    }
}
