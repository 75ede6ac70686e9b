import Glibc
import ReadinessModel

/// The environment of a collector's program: nothing of the daemon's own but where its credentials lie.
struct CleanEnvironment {
    /// The variables.
    private(set) var variables: [String: String]

    /// The environment of a run.
    ///
    /// - Parameters:
    ///   - specification: whose program it is.
    ///   - program: adds variables of its own.
    ///   - identity: `NAME=value`, by which processes of the run are found.
    init(_ specification: CollectorSpecification, _ program: ExecSource, identity: String) {
        variables = [
            "HOME": "/", "LC_ALL": "C", "PATH": ChildLaunch.defaultPath, "READINESS_COLLECTOR": specification.name,
            "READINESS_INTERVAL": "\(specification.interval.seconds)",
        ]
        // A directory only this user can read; the secrets themselves never stand in an environment.
        if let directory = getenv("CREDENTIALS_DIRECTORY") {
            variables["CREDENTIALS_DIRECTORY"] = String(cString: directory)
        }
        if case .collectd = specification.format {
            variables["COLLECTD_INTERVAL"] = "\(specification.interval.seconds)"
            variables["COLLECTD_HOSTNAME"] = "localhost"
        }
        variables.merge(program.environment) { $1 }
        let parts = identity.split(separator: "=", maxSplits: 1)
        variables[String(parts[0])] = String(parts[1])
    }
}
