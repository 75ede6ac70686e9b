import Glibc
import Synchronization

/// Tells a blocking thread to stop: a flag, and a descriptor that becomes readable for those who poll.
final class StopSignal: Sendable {
    private let flag = Atomic(false)
    private let pipe: Pipe?

    /// Makes a signal.
    ///
    /// - Parameter hasDescriptor: whether someone will poll.
    init(hasDescriptor: Bool) { pipe = hasDescriptor ? Pipe() : nil }

    /// Whether to stop.
    var isRequested: Bool { flag.load(ordering: .acquiring) }

    /// Readable once a stop is requested; -1 when there is none, which `poll` passes over.
    var descriptor: Int32 { pipe?.reader ?? -1 }

    /// Asks to stop; may be called from any thread, more than once.
    func request() {
        guard !flag.exchange(true, ordering: .acquiringAndReleasing), let pipe else { return }
        var byte: UInt8 = 0
        _ = write(pipe.writer, &byte, 1)
    }
}

/// A pipe whose ends no child inherits, closed with its last owner.
final class Pipe: Sendable {
    /// The end to read from; never blocks.
    let reader: Int32
    /// The end to write to.
    let writer: Int32
    private let isWriterOpen = Atomic(true)

    /// Makes a pipe.
    ///
    /// - Returns: nil when there are no more descriptors; `errno` says why.
    ///
    /// - Parameter blocks: whether reading waits, as programs expect of their standard input.
    init?(blocks: Bool = false) {
        var ends: [Int32] = [-1, -1]
        guard (LinuxCalls.pipe2?(&ends, O_CLOEXEC) ?? -1) == 0 else { return nil }
        reader = ends[0]
        writer = ends[1]
        _ = fcntl(blocks ? writer : reader, F_SETFL, O_NONBLOCK)
    }

    /// Closes the end to write to, so that the reader sees the end once all others have closed it too.
    func closeWriter() {
        if isWriterOpen.exchange(false, ordering: .relaxed) { close(writer) }
    }

    deinit {
        closeWriter()
        close(reader)
    }
}
