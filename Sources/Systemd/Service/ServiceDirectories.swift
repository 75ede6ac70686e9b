/// The directories of a service, as the service manager made them, or the usual ones.
package struct ServiceDirectories: Equatable, Sendable {
    /// Data that survives a restart: `$STATE_DIRECTORY`, else `/var/lib/NAME`.
    package let state: [String]
    /// Files of one run: `$RUNTIME_DIRECTORY`, else `/run/NAME`.
    package let runtime: [String]
    /// Data that can be made again: `$CACHE_DIRECTORY`, else `/var/cache/NAME`.
    package let cache: [String]
    /// Logs outside the journal: `$LOGS_DIRECTORY`, else `/var/log/NAME`.
    package let logs: [String]
    /// Local configuration: `$CONFIGURATION_DIRECTORY`, else `/etc/NAME`.
    package let configuration: [String]

    /// Finds the directories. Each list has at least one absolute path.
    ///
    /// - Throws: `invalidEnvironment` when a variable holds a path that is not absolute.
    package init(
        name: String = "readinessd",
        environment: (String) -> String? = ProcessEnvironment.value
    ) throws(SystemdError) {
        state = try Self.paths("STATE_DIRECTORY", environment, default: "/var/lib/\(name)")
        runtime = try Self.paths("RUNTIME_DIRECTORY", environment, default: "/run/\(name)")
        cache = try Self.paths("CACHE_DIRECTORY", environment, default: "/var/cache/\(name)")
        logs = try Self.paths("LOGS_DIRECTORY", environment, default: "/var/log/\(name)")
        configuration = try Self.paths("CONFIGURATION_DIRECTORY", environment, default: "/etc/\(name)")
    }

    private static func paths(
        _ variable: String,
        _ environment: (String) -> String?,
        default path: String
    ) throws(SystemdError) -> [String] {
        guard let text = environment(variable), !text.isEmpty else { return [path] }
        let paths = text.split(separator: ":").map(String.init)
        guard !paths.isEmpty, paths.allSatisfy({ $0.hasPrefix("/") }) else {
            throw SystemdError(
                .invalidEnvironment,
                place: "\(variable)=\(text)",
                cause: "not a list of absolute paths",
                advice: "set absolute paths separated by colons, or unset the variable"
            )
        }
        return paths
    }
}
