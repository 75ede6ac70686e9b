/// What a collector is told: where its readings come from, how they are written and when to fetch them.
package struct CollectorSpecification: Hashable, Sendable {
    /// The name, unique among collectors; also the source of the series it delivers.
    package var name: String
    /// Where readings come from.
    package var source: Source
    /// How they are written.
    package var format: ReadingFormat
    /// The time from one start to the next.
    package var interval: TimeSpan
    /// The longest a run may take, at most the interval.
    package var deadline: TimeSpan
    /// Whether it runs in a process and unit of its own, which pushes what it brings.
    package var isIsolated = false
    /// What a failure of the first run means.
    package var startPolicy = StartPolicy.retry

    /// What a failure of the first run means.
    package enum StartPolicy: String, CaseIterable, Hashable, Sendable {
        /// The daemon does not start, and a reload is refused.
        case error
        /// It fails, rests and is tried again.
        case retry
        /// It fails, and rests until a person resumes it or its configuration changes.
        case ignore
        /// It counts as not there, and is tried again quietly until it works for the first time.
        case probe
    }

    /// Where readings come from.
    package enum Source: Hashable, Sendable {
        /// A file, read whole when it has changed.
        case file(path: String)
        /// The files that are dropped into a directory.
        case drop(DropSource)
        /// A file that grows, of which what was added is read.
        case tail(path: String)
        /// A program, run once per interval, its standard output read.
        case exec(ExecSource)
        /// A program that runs on, its standard output read as it comes.
        case stream(StreamSource)
        /// A query over a database of SQLite.
        case sqlite(SQLiteSource)
        /// Entries of the system's journal.
        case journal(JournalSource)
        /// A native collector, asked over Varlink.
        case plugin(PluginSource)
        /// A service that publishes its metrics.
        case metrics(MetricsSource)
        /// Programs or people that hand their readings to the ingest socket.
        case push(PushSource)
    }

    /// Makes a specification.
    package init(name: String, source: Source, format: ReadingFormat, interval: TimeSpan, deadline: TimeSpan) {
        self.name = name
        self.source = source
        self.format = format
        self.interval = interval
        self.deadline = deadline
    }

    /// Whether readings arrive by themselves, and nothing is run for them here.
    package var isPushed: Bool {
        if case .push = source { return true }
        return isIsolated
    }

    /// Whether it brings something at an interval, and not whenever others like.
    package var hasInterval: Bool {
        if case .push = source { return false }
        return true
    }

    /// The word the configuration uses, such as `file`.
    package var kind: String {
        switch source {
        case .file, .drop, .tail: "file"
        case .exec: "exec"
        case .stream: "stream"
        case .sqlite: "sqlite"
        case .journal: "journal"
        case .plugin: "varlink"
        case .metrics: "metrics"
        case .push(let source): source.isManual ? "manual" : "push"
        }
    }
}

/// A program that runs on and prints by itself, or when it is asked.
package struct StreamSource: Hashable, Sendable {
    /// The program.
    package var program: ExecSource
    /// How it is asked to print, once an interval.
    package var trigger: Trigger
    /// How long it may print nothing before it is taken for hung and started anew; nil for ever.
    package var silenceLimit: TimeSpan?

    /// How a program is asked to print.
    package enum Trigger: String, CaseIterable, Hashable, Sendable {
        /// It prints by itself.
        case none
        /// By an empty line on its standard input.
        case newline
        /// By the signal SIGHUP.
        case hangUp = "hup"
        /// By the signal SIGUSR1.
        case user1 = "usr1"
        /// By the signal SIGUSR2.
        case user2 = "usr2"
    }

    /// Makes a source.
    package init(program: ExecSource, trigger: Trigger = .none, silenceLimit: TimeSpan?) {
        self.program = program
        self.trigger = trigger
        self.silenceLimit = silenceLimit
    }
}

/// A program to run.
package struct ExecSource: Hashable, Sendable {
    /// The program and its arguments, at least one; a program without a slash is searched in the usual directories.
    package var command: [String]
    /// The working directory, absolute.
    package var directory: String
    /// Variables given to the program beside the clean default ones.
    package var environment: [String: String]
    /// The most bytes of standard output accepted from one run.
    package var outputLimit: Int
    /// The most address space of each of its processes, in bytes; nil for any.
    package var memoryLimit: Int?

    /// Makes a source.
    package init(
        command: [String],
        directory: String,
        environment: [String: String] = [:],
        outputLimit: Int = 16 * 1024 * 1024
    ) {
        self.command = command
        self.directory = directory
        self.environment = environment
        self.outputLimit = outputLimit
    }
}
