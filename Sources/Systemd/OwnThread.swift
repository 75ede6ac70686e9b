internal import CSystemd
import Glibc

/// Blocking work belongs on a thread of its own, never on the two of Swift's cooperative pool.
enum OwnThread {
    private final class Work {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a detached thread that takes no signal.
    ///
    /// - Parameter name: at most 15 bytes, shown by `ps -L`.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemdError) {
        let work = Unmanaged.passRetained(Work(name: name, body: body))
        // A thread inherits the mask of its creator, so block everything around the creation.
        // SIGPIPE stays blocked too: a reader of standard error that goes away costs a line, not the process.
        var everything = sigset_t()
        var before = sigset_t()
        sigfillset(&everything)
        pthread_sigmask(SIG_SETMASK, &everything, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let result = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
                pthread_setname_np(pthread_self(), work.name)
                work.body()
                return nil
            },
            work.toOpaque()
        )
        guard result == 0 else {
            work.release()
            throw .systemCall("pthread_create", result, advice: "see TasksMax= of the unit and the memory left")
        }
        pthread_detach(thread)
    }
}
