/// A failure of this module: what happened, where, why, and what to do about it.
package struct SystemdError: Error, Equatable, Sendable {
    /// The kind of failure, for callers that decide by it.
    package struct Code: Equatable, Sendable {
        let name: String

        /// A name (journal field, credential, message identity) breaks its rules.
        package static let invalidName = Code(name: "invalid-name")
        /// A value from the environment cannot be used.
        package static let invalidEnvironment = Code(name: "invalid-environment")
        /// The service manager did not take a notification.
        package static let notificationFailed = Code(name: "notification-failed")
        /// A credential exists and cannot be read.
        package static let credentialUnreadable = Code(name: "credential-unreadable")
        /// An operating system call that nothing can go on without has failed.
        package static let systemCallFailed = Code(name: "system-call-failed")
    }

    /// The kind of failure.
    package let code: Code
    /// The variable, file, name or call that it concerns.
    package let place: String
    /// Why it failed.
    package let cause: String
    /// What the reader can do next.
    package let advice: String

    /// Describes one failure.
    package init(_ code: Code, place: String, cause: String, advice: String) {
        self.code = code
        self.place = place
        self.cause = cause
        self.advice = advice
    }
}

extension SystemdError: CustomStringConvertible {
    /// One line: place, cause, advice.
    package var description: String { "\(place): \(cause); \(advice)" }
}
