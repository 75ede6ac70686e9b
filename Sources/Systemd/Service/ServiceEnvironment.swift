/// What else the service manager tells a service about its run.
package struct ServiceEnvironment: Equatable, Sendable {
    /// The identity of this run, 32 hexadecimal digits; nil outside a service.
    package let invocationID: String?
    /// Whether the manager restarted the service to find a fault, and wants every detail logged.
    package let isDebugInvocation: Bool

    /// Reads the variables.
    package init(environment: (String) -> String? = ProcessEnvironment.value) {
        invocationID = environment("INVOCATION_ID").flatMap { try? MessageID($0).text }
        isDebugInvocation = environment("DEBUG_INVOCATION") == "1"
    }
}
