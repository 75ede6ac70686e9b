internal import CSystemd
import Glibc

extension JournalEntry {
    /// The assignments as journald takes them, `NAME=value` each.
    func assignments(identifier: String) -> [String] {
        var result = [
            "MESSAGE=\(message)",
            "PRIORITY=\(priority.rawValue)",
            "SYSLOG_IDENTIFIER=\(identifier)",
            "TID=\(thread)",
        ]
        if let messageID { result.append("MESSAGE_ID=\(messageID.text)") }
        if let location {
            result.append("CODE_FILE=\(location.file)")
            result.append("CODE_LINE=\(location.line)")
            result.append("CODE_FUNC=\(location.function)")
        }
        for field in fields { result.append("\(field.name.text)=\(field.value)") }
        return result
    }

    /// Hands the entry to journald. Waits while journald's queue is full.
    ///
    /// - Returns: 0, or the error number.
    func sendToJournal(identifier: String) -> Int32 {
        // One buffer for all assignments, and one slice of it for each.
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for assignment in assignments(identifier: identifier) {
            bytes.append(contentsOf: assignment.utf8)
            ends.append(bytes.count)
        }
        return bytes.withUnsafeMutableBytes { buffer in
            var slices: [iovec] = []
            slices.reserveCapacity(ends.count)
            var start = 0
            for end in ends {
                slices.append(iovec(iov_base: buffer.baseAddress.map { $0 + start }, iov_len: end - start))
                start = end
            }
            return -sd_journal_sendv(slices, Int32(slices.count))
        }
    }
}
