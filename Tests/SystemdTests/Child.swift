import Glibc

/// Runs a real shell with the environment of this process and gives back what it prints.
func outputOfShell(_ script: String) throws -> String {
    let pipe = try Pipe()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipe.input, STDOUT_FILENO)
    // A thread of the cooperative pool has most signals blocked, and a child would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let arguments: [UnsafeMutablePointer<CChar>?] = ["/bin/sh", "-c", script].map { (text: String) in strdup(text) }
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let result = posix_spawn(&process, "/bin/sh", &actions, &attributes, arguments + [nil], environ)
    pipe.closeInput()
    defer { pipe.closeOutput() }
    guard result == 0 else { throw Pipe.Failure(number: result) }
    let text = pipe.readToEnd()
    var status: Int32 = 0
    waitpid(process, &status, 0)
    return text
}
