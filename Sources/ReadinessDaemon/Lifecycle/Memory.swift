import Dispatch
import Glibc

/// How memory goes back to the system.
enum Memory {
    /// The smallest piece, in bytes, that is taken from the system by itself and goes back as soon as it is free.
    private static let threshold: Int32 = 4 << 20
    /// `M_MMAP_THRESHOLD`. Swift's `Glibc` module leaves out `malloc.h`.
    private static let thresholdParameter: Int32 = -3

    /// Lets large pieces go back at once.
    ///
    /// Left alone, the C library raises the threshold up to 32 MiB with every such piece that is freed: what one flood
    /// of a collector or of a client has taken would stay with the process for good.
    static func returnLargePieces() {
        // Another C library does without.
        guard let address = dlsym(nil, "mallopt") else { return }
        let mallopt = unsafeBitCast(address, to: (@convention(c) (Int32, Int32) -> Int32).self)
        _ = mallopt(thresholdParameter, threshold)
    }

    private static let queue = DispatchQueue(label: "io.readinessd.memory", qos: .background)

    /// Gives back what a flood has left free between pieces that are in use, a moment after it has ended: the C library
    /// would keep it for the next one.
    static func returnFreePieces() {
        queue.asyncAfter(deadline: .now() + .milliseconds(200)) {
            guard let address = dlsym(nil, "malloc_trim") else { return }
            let trim = unsafeBitCast(address, to: (@convention(c) (Int) -> Int32).self)
            _ = trim(0)
        }
    }
}
