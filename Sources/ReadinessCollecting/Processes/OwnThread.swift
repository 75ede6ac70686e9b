import Glibc
import Synchronization

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
    /// - Parameter name: shown by `ps -L`, cut to 15 bytes.
    /// - Returns: whether there was a thread to be had.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        let work = Unmanaged.passRetained(Work(name: name, body: body))
        // A thread inherits the mask of its creator, so everything is blocked around the creation.
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
                _ = LinuxCalls.setThreadName?(
                    pthread_self(),
                    String(decoding: work.name.utf8.prefix(15), as: UTF8.self)
                )
                work.body()
                return nil
            },
            work.toOpaque()
        )
        guard result == 0 else {
            work.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    /// Runs `body` on a thread and waits for it.
    ///
    /// - Parameters:
    ///   - stop: told when the calling task is cancelled.
    ///   - abandons: whether cancellation is answered at once with `.cancelled`, the thread being left to end by
    ///     itself: right for what cannot be interrupted, such as a read from a file server that is gone.
    static func run<Result: Sendable>(
        name: String,
        stop: StopSignal,
        abandons: Bool,
        _ body: @escaping @Sendable () throws(CollectorError) -> Result
    ) async throws(CollectorError) -> Result {
        let answer = Answer<Result>()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                answer.wait(continuation)
                let isStarted = start(name: name) {
                    do throws(CollectorError) {
                        answer.give(.success(try body()))
                    } catch {
                        answer.give(.failure(error))
                    }
                }
                if !isStarted { answer.give(.failure(noThread(name))) }
            }
        } onCancel: {
            stop.request()
            if abandons { answer.give(.failure(.cancelled(place: name))) }
        }
        return try result.get()
    }

    private static func noThread(_ name: String) -> CollectorError {
        CollectorError(
            .start,
            place: name,
            cause: "no thread could be started",
            advice: "see TasksMax= of the unit and the memory left"
        )
    }

    /// The first answer counts; it may come before anyone waits.
    private final class Answer<Result: Sendable>: Sendable {
        private typealias Outcome = Swift.Result<Result, CollectorError>
        private let state = Mutex<(outcome: Outcome?, continuation: CheckedContinuation<Outcome, Never>?)>((nil, nil))

        func wait(_ continuation: CheckedContinuation<Swift.Result<Result, CollectorError>, Never>) {
            let outcome = state.withLock { state in
                if state.outcome == nil { state.continuation = continuation }
                return state.outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }

        func give(_ outcome: Swift.Result<Result, CollectorError>) {
            let continuation = state.withLock { state in
                guard state.outcome == nil else { return nil as CheckedContinuation<Outcome, Never>? }
                state.outcome = outcome
                return state.continuation
            }
            continuation?.resume(returning: outcome)
        }
    }
}

extension CollectorError {
    /// The run was stopped from outside.
    static func cancelled(place: String) -> Self {
        Self(.cancelled, place: place, cause: "the run was stopped", advice: "nothing need be done")
    }
}
