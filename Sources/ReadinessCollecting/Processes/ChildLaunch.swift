import Glibc

/// How a program is started.
struct ChildLaunch {
    /// The program and its arguments.
    var command: [String]
    /// The working directory.
    var directory: String
    /// All variables it gets.
    var environment: [String: String]

    /// Where a program without a slash is searched when its environment has no `PATH`.
    static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The most address space of each of its processes, in bytes; nil for any.
    var memoryLimit: Int?
    /// A socket the program finds as descriptor 3; nil for none.
    var socket: Int32?

    /// Starts the program as the leader of a session and process group of its own, by default with an empty standard
    /// input.
    ///
    /// Nothing else is inherited: no descriptor from the third on, no blocked signal, no handler.
    ///
    /// - Returns: its process id, which is its group's id too.
    func start(output: Pipe, errors: Pipe, input: Pipe? = nil) throws(CollectorError) -> pid_t {
        var program = try resolved()
        var command = command
        if let memoryLimit {
            // Only the child can limit itself before it becomes the program.
            command[0] = program
            let script = #"ulimit -v "$0" && exec "$@""#
            command = ["/bin/sh", "-c", script, "\(memoryLimit / 1024)"] + command
            program = "/bin/sh"
        }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input.reader, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output.writer, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.writer, 2)
        guard let addCloseFrom = LinuxCalls.addCloseFrom, let addChangeDirectory = LinuxCalls.addChangeDirectory else {
            throw failure("the C library is older than glibc 2.34", "use a newer system")
        }
        if let socket { posix_spawn_file_actions_adddup2(&actions, socket, 3) }
        _ = addCloseFrom(&actions, socket == nil ? 3 : 4)
        _ = addChangeDirectory(&actions, directory)
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = LinuxCalls.spawnInNewSession | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, flags)
        var process: pid_t = -1
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var result: Int32 = 0
        // A program that was written this moment may still be open in a child that is just being made, here or elsewhere.
        for attempt in 0..<10 {
            result = CStrings(command).with { arguments in
                CStrings(variables).with { posix_spawn(&process, program, &actions, &attributes, arguments, $0) }
            }
            guard result == ETXTBSY, attempt < 9 else { break }
            usleep(20_000)
        }
        guard result == 0 else { throw failure(starting: program, result) }
        return process
    }

    /// The path of the program, searched in the child's own `PATH` when it has no slash.
    private func resolved() throws(CollectorError) -> String {
        guard let name = command.first, !name.isEmpty else {
            throw failure("the command is empty", "give the program to run")
        }
        if name.utf8.contains(0x2F) { return name }
        let path = environment["PATH"] ?? Self.defaultPath
        for directory in path.split(separator: ":") where directory.hasPrefix("/") {
            let candidate = "\(directory)/\(name)"
            var status = stat()
            if stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(candidate, X_OK) == 0 {
                return candidate
            }
        }
        throw failure("no program '\(name)' is in \(path)", "install it, or give its path")
    }

    private func failure(starting program: String, _ number: Int32) -> CollectorError {
        var status = stat()
        if stat(directory, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR {
            return failure("the working directory \(directory) is missing", "create it, or name another")
        }
        let reason = String(cString: strerror(number))
        switch number {
        case ENOENT:
            return failure("\(program) or its interpreter is missing", "install it, or correct the path")
        case EACCES:
            return failure("\(program) may not be executed", "make it executable for the daemon's user")
        case ENOEXEC:
            return failure("\(program) is no program and has no '#!' line", "begin the script with '#!/bin/sh'")
        default:
            return failure("\(program) did not start: \(reason)", "see TasksMax= and MemoryMax= of the unit")
        }
    }

    private func failure(_ cause: String, _ advice: String) -> CollectorError {
        CollectorError(.start, place: command.first ?? "", cause: cause, advice: advice)
    }
}

/// Strings as the C library wants them: an array of pointers that ends with nil.
private struct CStrings {
    private let strings: [String]

    init(_ strings: [String]) { self.strings = strings }

    func with<Result>(_ body: ([UnsafeMutablePointer<CChar>?]) -> Result) -> Result {
        let pointers = strings.map { strdup($0) }
        defer { pointers.forEach { free($0) } }
        return body(pointers + [nil])
    }
}
