import Glibc

/// The processes of one run, found in `/proc`.
///
/// A process that made a session of its own has left the group of its run. It is found by what it inherited: a
/// variable with the identity of the run. Only one that also cleared its environment escapes.
enum ProcessTable {
    /// The processes that live on in the group `group`, or carry `marker` in their environment.
    ///
    /// - Parameter group: nil when the number of the group may belong to others by now.
    ///
    /// Dead processes that nobody has collected yet do not count.
    static func members(group: pid_t?, marker: String) -> [pid_t] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var found: [pid_t] = []
        let own = getpid()
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let process = pid_t(name), process != own, let status = status(of: process), status.isAlive else {
                continue
            }
            if status.group == group || carries(process, marker) { found.append(process) }
        }
        return found
    }

    /// Ends every process of the run at once; a process that appears meanwhile is found by the next round.
    ///
    /// - Returns: the processes that still live after `limit`.
    static func kill(group: pid_t, marker: String, within limit: Duration) -> [pid_t] {
        let end = ContinuousClock.now + limit
        while true {
            let members = members(group: group, marker: marker)
            guard !members.isEmpty else { return [] }
            for process in members { _ = Glibc.kill(process, SIGKILL) }
            guard ContinuousClock.now < end else { return members }
            usleep(2000)
        }
    }

    /// State and group from `/proc/PID/stat`; the name in it may hold blanks and parentheses.
    private static func status(of process: pid_t) -> (isAlive: Bool, group: pid_t)? {
        guard let bytes = contents("/proc/\(process)/stat", limit: 512),
            let close = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let words = bytes[(close + 1)...].split(separator: 0x20, maxSplits: 3)
        guard words.count >= 3, let state = words[0].first,
            let group = pid_t(String(decoding: words[2], as: UTF8.self))
        else { return nil }
        return (state != UInt8(ascii: "Z") && state != UInt8(ascii: "X"), group)
    }

    private static func carries(_ process: pid_t, _ marker: String) -> Bool {
        guard let bytes = contents("/proc/\(process)/environ", limit: 64 * 1024) else { return false }
        return bytes.split(separator: 0).contains { $0.elementsEqual(marker.utf8) }
    }

    private static func contents(_ path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var length = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            while length < limit {
                let got = read(descriptor, buffer.baseAddress?.advanced(by: length), limit - length)
                guard got > 0 else { break }
                length += got
            }
            count = length
        }
        return bytes.isEmpty ? nil : bytes
    }
}
