import Glibc

/// Runs a real shell with the environment of this process and gives back what it prints.
func outputOfShell(_ script: String) throws -> String {
    let pipe = try Pipe()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipe.input, STDOUT_FILENO)
    let arguments: [UnsafeMutablePointer<CChar>?] = ["/bin/sh", "-c", script].map { (text: String) in strdup(text) }
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let result = posix_spawn(&process, "/bin/sh", &actions, nil, arguments + [nil], environ)
    pipe.closeInput()
    defer { pipe.closeOutput() }
    guard result == 0 else { throw Pipe.Failure(number: result) }
    let text = pipe.readToEnd()
    var status: Int32 = 0
    waitpid(process, &status, 0)
    return text
}
