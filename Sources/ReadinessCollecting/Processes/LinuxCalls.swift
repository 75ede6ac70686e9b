import Glibc

/// Calls of the C library that Swift's `Glibc` module leaves out, because they are extensions; found by name.
///
/// Each is nil on a C library too old to have it (the newest, `pidfd_open`, came with glibc 2.36).
enum LinuxCalls {
    static let pipe2: (@convention(c) @Sendable (UnsafeMutablePointer<Int32>, Int32) -> Int32)? = find("pipe2")
    static let pidfdOpen: (@convention(c) @Sendable (pid_t, UInt32) -> Int32)? = find("pidfd_open")
    static let setThreadName: (@convention(c) @Sendable (pthread_t, UnsafePointer<CChar>) -> Int32)? =
        find("pthread_setname_np")
    static let addChangeDirectory:
        (@convention(c) @Sendable (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>) -> Int32)? =
            find("posix_spawn_file_actions_addchdir_np")
    static let addCloseFrom:
        (@convention(c) @Sendable (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32)? =
            find("posix_spawn_file_actions_addclosefrom_np")

    /// `POSIX_SPAWN_SETSID`, hidden likewise: a new session, hence a new process group without a terminal.
    static let spawnInNewSession: Int16 = 0x80

    private static func find<Call>(_ name: String) -> Call? {
        guard let address = dlsym(nil, name) else { return nil }
        return unsafeBitCast(address, to: Call.self)
    }
}
