import Glibc
import Synchronization

/// Tells the service manager how the service is: one datagram per call to `$NOTIFY_SOCKET`.
///
/// Does nothing where nobody listens, so callers need not ask.
package final class Notify: Sendable {
    private let address: NotifyAddress?
    /// The last status the manager has taken.
    private let lastStatus = Mutex<String?>(nil)

    /// Notifies the socket of an address in the form of `$NOTIFY_SOCKET`; nil: nobody listens.
    ///
    /// - Throws: `invalidEnvironment` when the address is neither a path nor an abstract name.
    package init(socket: String?) throws(SystemdError) {
        guard let socket, !socket.isEmpty else {
            address = nil
            return
        }
        address = try NotifyAddress(socket)
    }

    /// Takes the address out of the environment: children of the service must not notify in its name.
    package static func takingEnvironment() throws(SystemdError) -> Notify {
        let socket = ProcessEnvironment.value("NOTIFY_SOCKET")
        ProcessEnvironment.remove("NOTIFY_SOCKET")
        return try Notify(socket: socket)
    }

    /// Whether a service manager listens.
    package var isActive: Bool { address != nil }

    /// Sends the messages as one datagram. A status equal to the last one is left out.
    ///
    /// Waits at most five seconds for a busy manager.
    /// - Returns: whether a datagram was sent.
    /// - Throws: `notificationFailed`.
    @discardableResult
    package func send(_ messages: NotifyMessage...) throws(SystemdError) -> Bool {
        guard let address else { return false }
        // The lock keeps statuses in order and their memory true to what the manager has.
        return try lastStatus.withLock { (last: inout String?) throws(SystemdError) -> Bool in
            var status = last
            var lines: [String] = []
            for message in messages {
                if case .status = message {
                    guard message.text != status else { continue }
                    status = message.text
                }
                lines.append(message.text)
            }
            guard !lines.isEmpty else { return false }
            try address.send(lines.joined(separator: "\n"))
            last = status
            return true
        }
    }
}
