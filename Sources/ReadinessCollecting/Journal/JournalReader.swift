import CSystemd
import Glibc
import ReadinessModel

/// The journal of this machine, opened for one run.
final class JournalReader {
    private let journal: OpaquePointer

    /// Opens the journal at the entry after a cursor, or at a time.
    ///
    /// - Throws: `.unreadable` when it cannot be opened, `.configuration` for a match it does not take.
    init(_ source: JournalSource, after cursor: String?, since: Timestamp) throws(CollectorError) {
        var opened: OpaquePointer?
        let result = sd_journal_open(&opened, Int32(SD_JOURNAL_LOCAL_ONLY))
        guard result >= 0, let opened else { throw Self.failure(-result, "cannot be opened") }
        journal = opened
        for match in source.matches {
            let bytes = Array(match.utf8)
            let result = sd_journal_add_match(opened, bytes, bytes.count)
            guard result >= 0 else {
                throw CollectorError(
                    .configuration,
                    place: "journal",
                    cause: "'\(match)' cannot be matched",
                    advice: "write FIELD=value, such as _SYSTEMD_UNIT=backup.service"
                )
            }
        }
        guard let cursor, sd_journal_seek_cursor(opened, cursor) >= 0 else {
            _ = sd_journal_seek_realtime_usec(opened, UInt64(max(0, since.nanoseconds / 1000)))
            return
        }
        // The entry of the cursor was read; where it was vacuumed the next one is met first.
        if sd_journal_next(opened) > 0, sd_journal_test_cursor(opened, cursor) <= 0 {
            _ = sd_journal_previous(opened)
        }
    }

    deinit { sd_journal_close(journal) }

    /// Goes to the next entry.
    ///
    /// - Returns: its time; nil after the last.
    func next() throws(CollectorError) -> Timestamp? {
        let result = sd_journal_next(journal)
        guard result >= 0 else { throw Self.failure(-result, "cannot be read") }
        guard result > 0 else { return nil }
        var microseconds: UInt64 = 0
        guard sd_journal_get_realtime_usec(journal, &microseconds) >= 0 else { return Timestamp(nanoseconds: 0) }
        let (nanoseconds, overflow) = Int64(clamping: microseconds).multipliedReportingOverflow(by: 1000)
        return Timestamp(nanoseconds: overflow ? .max - 1 : nanoseconds)
    }

    /// A field of the entry; nil where it has none.
    func field(_ name: String) -> [UInt8]? {
        var data: UnsafeRawPointer?
        var count = 0
        guard sd_journal_get_data(journal, name, &data, &count) >= 0, let data else { return nil }
        let prefix = name.utf8.count + 1
        guard count >= prefix else { return nil }
        return Array(UnsafeRawBufferPointer(start: data, count: count).dropFirst(prefix))
    }

    /// Where the entry stands.
    func cursor() -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard sd_journal_get_cursor(journal, &text) >= 0, let text else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    private static func failure(_ number: Int32, _ what: String) -> CollectorError {
        CollectorError(
            .unreadable,
            place: "journal",
            cause: "the journal \(what): \(String(cString: strerror(number)))",
            advice: "let the service read it: SupplementaryGroups=systemd-journal by systemctl edit readinessd"
        )
    }
}
