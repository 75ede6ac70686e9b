/// Where a service is found.
public enum Address: Sendable, Hashable {
    /// A Unix socket: a path, or `@name` for a name in the abstract namespace. At most 107 bytes.
    case unix(String)
    /// A program to start; it finds one connected socket as descriptor 3.
    case exec(String)
    /// A Unix socket on another host, reached by `ssh -W`.
    case sshUnix(host: String, path: String)
    /// A command on another host that speaks Varlink on its standard input and output.
    case sshExec(host: String, command: String)
}

extension Address {
    /// Reads `unix:/path`, `unix:@name`, `/path`, `./path`, `some/path`, `exec:/program`, `ssh-unix:host:/path` or
    /// `ssh-exec:host:command`.
    /// - Throws: ``VarlinkError`` with code `invalidAddress`.
    public init(_ text: String) throws(VarlinkError) {
        if text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("../") {
            self = .unix(text)
            return
        }
        guard let colon = text.firstIndex(of: ":") else {
            // What a person types who stands in the directory above.
            guard text.contains("/") else { throw Self.invalid(text) }
            self = .unix(text)
            return
        }
        let rest = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "unix" where rest.count > 1: self = .unix(rest)
        case "exec" where rest.hasPrefix("/") || rest.hasPrefix("./"): self = .exec(rest)
        case "ssh-unix":
            let (host, path) = try Self.split(rest, of: text)
            guard path.hasPrefix("/") else { throw Self.invalid(text) }
            self = .sshUnix(host: host, path: path)
        case "ssh-exec":
            let (host, command) = try Self.split(rest, of: text)
            self = .sshExec(host: host, command: command)
        default: throw Self.invalid(text)
        }
    }

    /// A host that begins with a hyphen would be an option of ssh, so it is refused.
    private static func split(_ rest: String, of text: String) throws(VarlinkError) -> (String, String) {
        guard let colon = rest.firstIndex(of: ":"), colon != rest.startIndex, !rest.hasPrefix("-") else {
            throw invalid(text)
        }
        let second = String(rest[rest.index(after: colon)...])
        guard !second.isEmpty else { throw invalid(text) }
        return (String(rest[..<colon]), second)
    }

    private static func invalid(_ text: String) -> VarlinkError {
        VarlinkError(
            .invalidAddress,
            "this is no Varlink address; use /path, unix:/path, unix:@name, exec:/program, ssh-unix:host:/path or "
                + "ssh-exec:host:command",
            address: text
        )
    }
}

extension Address: CustomStringConvertible {
    /// The address as ``init(_:)`` reads it.
    public var description: String {
        switch self {
        case .unix(let path): path.hasPrefix("/") || path.hasPrefix(".") ? path : "unix:\(path)"
        case .exec(let program): "exec:\(program)"
        case .sshUnix(let host, let path): "ssh-unix:\(host):\(path)"
        case .sshExec(let host, let command): "ssh-exec:\(host):\(command)"
        }
    }
}
