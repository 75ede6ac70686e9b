/// A native collector: a program that serves `io.readinessd.Collector`, or a socket where one does.
package struct PluginSource: Hashable, Sendable {
    /// What is asked.
    package enum Place: Hashable, Sendable {
        /// A program that is started with one connected socket, and kept running.
        case program(ExecSource)
        /// A service that runs by itself, by its address such as `unix:/run/x`.
        case address(String)
    }

    /// What is asked.
    package var place: Place
    /// The options given to it: the text of a JSON object.
    package var options: String

    /// Makes a source.
    package init(place: Place, options: String = "{}") {
        self.place = place
        self.options = options
    }
}

/// A service that publishes its metrics as `io.systemd.Metrics`.
package struct MetricsSource: Hashable, Sendable {
    /// Its address: a path, or one that begins with `unix:`, `exec:`, `ssh-unix:` or `ssh-exec:`.
    package var address: String

    /// Makes a source.
    package init(address: String) { self.address = address }
}
