/// Why a run of a collector brought nothing.
package struct CollectorError: Error, Hashable, Sendable {
    /// The kind of failure.
    package var code: Code
    /// Where: `file`, `file:line`, or the name of the program.
    package var place: String
    /// What happened.
    package var cause: String
    /// What to do next.
    package var advice: String
    /// What the run used, where a program ran.
    package var cost: RunCost?
    /// The lines that could not be used, where some were read.
    package var rejectCounts = RejectCounts()

    /// The kind of failure, countable.
    package enum Code: String, CaseIterable, Sendable {
        /// The specification does not fit the model or the machine.
        case configuration
        /// There is no such file.
        case missing
        /// The file exists but cannot be read.
        case unreadable
        /// The file changed or shrank while it was read.
        case changed
        /// The file is larger than the limit.
        case tooLarge = "too-large"
        /// The header of a CSV file is missing, wrong or repeated, so that no row can be trusted.
        case header
        /// Not one line could be used.
        case garbage
        /// The program could not be started.
        case start
        /// The program ended with an exit status other than 0.
        case exit
        /// The program was ended by a signal that was not ours.
        case signal
        /// The run did not end in time.
        case deadline
        /// The program that runs on printed nothing for too long.
        case silent
        /// The program printed more than its limit.
        case outputLimit = "output-limit"
        /// A process of an earlier run cannot be ended, so that no other is started.
        case stuck
        /// The readings could not be stored; they are delivered again with the next run.
        case undelivered
        /// What a native collector measures cannot be reached, as it says.
        case source
        /// It runs in a unit of its own, which tells of a failure.
        case isolated
        /// The run was stopped, because the daemon stops.
        case cancelled
    }

    /// Makes an error.
    package init(_ code: Code, place: String, cause: String, advice: String) {
        self.code = code
        self.place = place
        self.cause = cause
        self.advice = advice
    }
}

extension CollectorError: CustomStringConvertible {
    /// `place: cause; advice`.
    package var description: String { "\(place): \(cause); \(advice)" }
}
