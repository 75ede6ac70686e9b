internal import CSystemd
import Glibc

/// Delivers signals as a stream. Install it before READY=1: from then on no signal of the set kills the process.
///
/// Signals are caught, not blocked: the main thread of an asynchronous Swift program ends in a `sigsuspend`
/// with an empty mask, where a blocked signal still kills the process. Caught signals also leave nothing
/// behind in children: `exec` resets them.
package final class SignalSource: Sendable {
    /// The signals in the order they came. More than 16 waiting: the oldest are dropped.
    package let signals: AsyncStream<ServiceSignal>

    /// Catches the signals for the rest of the life of the process. One source is enough; the last one wins.
    ///
    /// - Throws: `systemCallFailed`.
    package init(catching set: [ServiceSignal] = ServiceSignal.allCases) throws(SystemdError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .systemCall("pipe", errno, advice: "see LimitNOFILE= of the unit") }
        let (output, input) = (ends[0], ends[1])
        _ = fcntl(output, F_SETFD, FD_CLOEXEC)
        _ = fcntl(input, F_SETFD, FD_CLOEXEC)
        _ = fcntl(input, F_SETFL, O_NONBLOCK)
        let (stream, continuation) = AsyncStream.makeStream(
            of: ServiceSignal.self,
            bufferingPolicy: .bufferingNewest(16)
        )
        signals = stream
        try OwnThread.start(name: "signals") {
            var byte: UInt8 = 0
            while true {
                let count = read(output, &byte, 1)
                if count == 1 {
                    guard let signal = ServiceSignal(number: Int32(byte)) else { continue }
                    continuation.yield(signal)
                } else if count == 0 || errno != EINTR {
                    continuation.finish()
                    return
                }
            }
        }
        let numbers = set.map(\.number)
        let result = systemd_signals_to_pipe(numbers, Int32(numbers.count), input)
        guard result == 0 else { throw .systemCall("sigaction", result) }
    }
}
