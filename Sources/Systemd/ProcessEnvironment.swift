import Glibc

/// The environment of this process.
///
/// Change it only at start, before other threads exist: C has no lock around it.
package enum ProcessEnvironment {
    /// The value of a variable; nil when it is not set.
    package static func value(_ name: String) -> String? {
        guard let text = getenv(name) else { return nil }
        return String(cString: text)
    }

    /// Removes a variable, so that no child inherits it.
    package static func remove(_ name: String) {
        unsetenv(name)
    }
}
