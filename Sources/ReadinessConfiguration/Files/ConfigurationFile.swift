/// One file of a configuration, read.
package struct ConfigurationFile: Sendable {
    /// What the file may hold.
    package enum Kind: Hashable, Sendable {
        /// `readinessd.yaml`.
        case settings
        /// `readinessd.yaml.d/*.yaml`: single settings over those before.
        case settingsDropIn
        /// `model.d/*.yaml`.
        case model
        /// `collectors.d/*.yaml`.
        case collectors
        /// Everything in one file, as `Configuration.printed()` writes it.
        case whole
    }

    /// The file as it is named to people.
    package var path: String
    /// What it may hold.
    package var kind: Kind
    /// The layer directory it belongs to, absolute: relative paths inside start there.
    package var directory: String
    /// What it holds.
    package var bytes: [UInt8]

    /// Makes a file.
    package init(path: String, kind: Kind, directory: String, bytes: [UInt8]) {
        self.path = path
        self.kind = kind
        self.directory = directory
        self.bytes = bytes
    }

    /// Makes a file of text that stands in memory.
    package init(path: String, kind: Kind, directory: String = "/etc/readinessd", text: String) {
        self.init(path: path, kind: kind, directory: directory, bytes: Array(text.utf8))
    }
}
