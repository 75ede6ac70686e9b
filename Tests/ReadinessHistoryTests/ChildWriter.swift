import Glibc

/// This test program once more, running only `endlessWriter`, which writes each acknowledged number to a pipe.
struct ChildWriter {
    private let process: pid_t
    private let acknowledgements: CInt

    /// Whether this process is the child.
    static var isChild: Bool { task != nil }

    /// What the child shall do: the file to write to and the first number.
    static var task: (path: String, first: Int)? {
        guard let path = getenv("READINESS_HISTORY_CHILD"), let first = getenv("READINESS_HISTORY_FIRST") else {
            return nil
        }
        return (String(cString: path), Int(String(cString: first)) ?? 0)
    }

    /// Where the child writes acknowledged numbers.
    private static let descriptor: CInt = 9

    /// Tells the parent that a number is stored.
    static func acknowledge(_ number: Int) {
        let text = "\(number)\n"
        _ = write(descriptor, text, text.utf8.count)
    }

    init(path: String, first: Int) throws {
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else { throw SystemError(number: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], Self.descriptor)
        let arguments = ["history", "--testing-library", "swift-testing", "--filter", "endlessWriter"]
        let environment = ["READINESS_HISTORY_CHILD=\(path)", "READINESS_HISTORY_FIRST=\(first)", "PATH=/usr/bin:/bin"]
        var argumentPointers = arguments.map { strdup($0) } + [nil]
        var environmentPointers = environment.map { strdup($0) } + [nil]
        defer { (argumentPointers + environmentPointers).forEach { free($0) } }
        var process: pid_t = 0
        let failure = posix_spawn(
            &process,
            "/proc/self/exe",
            &actions,
            nil,
            &argumentPointers,
            &environmentPointers
        )
        close(ends[1])
        guard failure == 0 else {
            close(ends[0])
            throw SystemError(number: failure)
        }
        self.process = process
        acknowledgements = ends[0]
    }

    /// Kills the child when it has acknowledged `count` numbers.
    ///
    /// - Returns: all numbers it acknowledged before it died.
    func kill(after count: Int) -> [Int] {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        var isKilled = false
        while true {
            let length = read(acknowledgements, &buffer, buffer.count)
            guard length > 0 else { break }
            text.append(contentsOf: buffer[..<length])
            if !isKilled, text.count(where: { $0 == UInt8(ascii: "\n") }) >= count {
                Glibc.kill(process, SIGKILL)
                isKilled = true
            }
        }
        close(acknowledgements)
        if !isKilled { Glibc.kill(process, SIGKILL) }
        waitpid(process, nil, 0)
        return text.split(separator: UInt8(ascii: "\n")).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    }
}
