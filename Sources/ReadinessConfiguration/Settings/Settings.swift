package import ReadinessModel

/// The settings of the daemon, `readinessd.yaml`. Every key may be left out.
package struct Settings: Hashable, Sendable {
    /// `status-socket`: the path of the status socket, absolute and at most 107 bytes. Default
    /// `/run/readinessd/status`. A socket passed by systemd takes its place.
    package var statusSocket = "/run/readinessd/status"
    /// `ingest-socket`: the path of the socket that takes readings. Default nil: `ingest` beside the status socket. A
    /// socket passed by systemd takes its place.
    package var ingestSocket: String?
    /// `collectd-socket`: the path of a socket that speaks collectd's text protocol; nil, the default, for none. A socket
    /// passed by systemd takes its place.
    package var collectdSocket: String?
    /// `evaluate-every`: the time from one evaluation to the next when no reading arrives, 1s to 1h. Default 10s.
    package var evaluateEvery = TimeSpan.seconds(10)
    /// `journal`: what is written to the journal.
    package var journal = Journal()
    /// `history`: where readings and scores are kept.
    package var history = History()
    /// `limits`: what a client of the status socket may use.
    package var limits = Limits()
    /// `log-level`: the least severe message written. Default `info`.
    package var logLevel = LogLevel.info

    /// The settings as they are without any file.
    package init() {}

    /// What is written to the journal.
    package struct Journal: Hashable, Sendable {
        /// `score-step`: the smallest change of a score that is worth an entry, in points above 0 in the file, as a
        /// score of 0 to 1 here. Default 1 point.
        package var scoreStep = 0.01
    }

    /// Where readings and scores are kept.
    package struct History: Hashable, Sendable {
        /// `path`: the database file, absolute. Default nil: `history.sqlite` in the state directory.
        package var path: String?
        /// `keep`: how long readings and score changes are kept, 1d to 290y; the latest reading of a series, and what
        /// a window reaches, always. Default 5y.
        package var keep = TimeSpan(nanoseconds: 5 * 365 * 86_400_000_000_000)
    }

    /// What a client of the status socket may use.
    package struct Limits: Hashable, Sendable {
        /// `connections`: the most connections at one time, 1 to 1000000. Default 4096.
        package var connections = 4096
        /// `connections-per-user`: the most connections of one user at one time, 1 to 1000000. Default 128.
        package var connectionsPerUser = 128
        /// `message`: the most bytes of one message, 4KiB to 1GiB. Default 1MiB: a call carries a few names, and what
        /// every connection may leave half said adds up.
        package var message = 1024 * 1024
        /// `subscriber-buffer`: the most bytes waiting for a slow reader before it is cut off, 4KiB to 1GiB.
        /// Default 4MiB.
        package var subscriberBuffer = 4 * 1024 * 1024
    }

    /// How severe a message is, least severe first; the words of swift-log.
    package enum LogLevel: String, CaseIterable, Sendable {
        case trace
        case debug
        case info
        case notice
        case warning
        case error
        case critical
    }
}
