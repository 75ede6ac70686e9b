import Glibc
package import ReadinessModel
package import Varlink

/// A native collector started to be tried: its connection, and how it ends.
package final class PluginProbe {
    /// The connection to it.
    package let client: Client
    private let child: PluginChild

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: what is started.
    ///   - report: takes the lines it prints.
    /// - Throws: when it cannot be started.
    package init(
        _ program: ExecSource,
        timeout: Duration,
        report: @escaping @Sendable (String) -> Void
    ) throws(CollectorError) {
        let specification = CollectorSpecification(
            name: "test",
            source: .plugin(PluginSource(place: .program(program))),
            format: .influx(MetricMapping(), .nanoseconds),
            interval: .seconds(60),
            deadline: .seconds(10)
        )
        let (child, socket) = try PluginChild.start(specification, program) { output in
            if case .line(let line) = output { report(line) }
        }
        self.child = child
        client = Client(connectedDescriptor: socket, name: child.program, timeout: timeout)
    }

    /// Why it ended, when it does within a limit.
    ///
    /// - Returns: nil when it has not; the empty text when it ended well.
    package func end(within limit: Duration) -> String? {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if let error = child.end { return error.cause == "it ended with status 0" ? "" : error.cause }
            usleep(10_000)
        }
        return nil
    }

    /// Asks it to end by SIGTERM.
    package func terminate() { child.terminate() }

    deinit {
        client.close()
        child.requestStop()
    }
}
