import Glibc

/// Starting a program with a socket at chosen descriptor numbers.
enum Child {
    /// Starts a program, searched in `$PATH` unless its name has a slash.
    /// - Parameters:
    ///   - variables: `NAME=value` entries that replace those of this process.
    ///   - descriptor: the socket that the child gets at each number of `targets`.
    /// - Returns: the child's process number.
    /// - Throws: ``ErrorNumber`` of `posix_spawnp`.
    static func start(
        _ arguments: [String],
        adding variables: [String],
        duplicating descriptor: Int32,
        to targets: [Int32]
    ) throws(ErrorNumber) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for target in targets { posix_spawn_file_actions_adddup2(&actions, descriptor, target) }

        // A server may ignore SIGPIPE; its children should not have to.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        guard let program = arguments.first else { throw ErrorNumber(EINVAL) }
        var child: pid_t = 0
        let error = withCStrings(arguments) { argv in
            withCStrings(environment(adding: variables)) { envp in
                var error = posix_spawnp(&child, program, &actions, &attributes, argv, envp)
                // A child forked elsewhere may hold a program that was written just now open until its own exec.
                for _ in 0..<40 where error == ETXTBSY {
                    usleep(5000)
                    error = posix_spawnp(&child, program, &actions, &attributes, argv, envp)
                }
                return error
            }
        }
        guard error == 0 else { throw ErrorNumber(error) }
        return child
    }

    private static func environment(adding variables: [String]) -> [String] {
        let replaced = Set(variables.map { $0.prefix { $0 != "=" } } + ["LISTEN_PID", "LISTEN_PIDFDID"])
        var kept: [String] = []
        var entry = environ
        while let text = entry.pointee {
            let variable = String(cString: text)
            if !replaced.contains(variable.prefix { $0 != "=" }) { kept.append(variable) }
            entry += 1
        }
        return kept + variables
    }

    private static func withCStrings<Result>(
        _ strings: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
