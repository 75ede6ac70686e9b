import Systemd
import VarlinkServer

extension EventReporter {
    /// What a client of the status socket did that an administrator may want to know.
    func server(_ event: ServerEvent) {
        switch event {
        case .refused(let peer, let limit): send("Status socket refused \(peer): \(limit)", .notice, nil)
        case .slowReaderClosed(let peer, let method):
            send(
                "Status socket closed \(peer), which did not read\(method.map { " the replies of \($0)" } ?? "")",
                .notice,
                nil
            )
        case .protocolViolation(let peer, let reason): send("Status socket closed \(peer): \(reason)", .notice, nil)
        case .handlerFailed(let peer, let method, let error):
            send("\(method) failed for \(peer): \(error)", .error, nil)
        case .invalidReply(let method, let reason):
            send("\(method) replied against its description: \(reason)", .error, nil)
        }
    }
}
