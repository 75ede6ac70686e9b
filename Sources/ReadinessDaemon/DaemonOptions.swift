import ReadinessConfiguration

/// How `readinessd run` is started.
package struct DaemonOptions: Sendable {
    /// The directories of the configuration, lowest layer first.
    package var layers: [String]
    /// Replaces `status-socket` of the settings.
    package var statusSocket: String?
    /// Replaces `$STATE_DIRECTORY`.
    package var stateDirectory: String?

    /// Makes options; by default those of an installed system.
    package init(
        layers: [String] = Configuration.installedLayers,
        statusSocket: String? = nil,
        stateDirectory: String? = nil
    ) {
        self.layers = layers
        self.statusSocket = statusSocket
        self.stateDirectory = stateDirectory
    }
}

/// How the daemon ends, as the service manager reads it.
package enum ExitStatus {
    /// Stopped on request.
    package static let success: Int32 = 0
    /// The daemon cannot go on: history, socket or service manager.
    package static let failure: Int32 = 1
    /// The configuration cannot be used (`EX_CONFIG`).
    package static let configuration: Int32 = 78
}
