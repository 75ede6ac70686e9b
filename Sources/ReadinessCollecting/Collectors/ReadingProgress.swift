import Synchronization

/// A place in some input that can be kept as one line of text.
protocol KeptPlace: Equatable, Sendable {
    /// The place that was kept as this text; nil for text that is none.
    init?(kept text: String)

    /// The place as text; nil for one that cannot be kept.
    var kept: String? { get }
}

/// How far a collector has come: the place of a delivery counts once its readings are durable, and is kept over restarts.
final class ReadingProgress<Place: KeptPlace>: Sendable {
    private struct State {
        var isLoaded = false
        var reached: Place?
        var delivered: Place?
    }

    private let file: CursorFile
    private let state = Mutex(State())

    /// Progress that is kept in a file.
    init(_ file: CursorFile) { self.file = file }

    /// The place whose readings are durable; nil at the very beginning. Blocks at first, to read what was kept.
    var reached: Place? {
        state.withLock { state in
            if !state.isLoaded {
                state.reached = file.load().flatMap { Place(kept: $0) }
                state.isLoaded = true
            }
            return state.reached
        }
    }

    /// Keeps what is about to be delivered from here, so that whoever goes on after a kill delivers just that again.
    /// Blocks.
    func announce(_ place: Place) {
        state.withLock { $0.reached = place }
        if let text = place.kept { file.store(text) }
    }

    /// A delivery goes as far as this.
    func deliver(_ place: Place?) { state.withLock { $0.delivered = place } }

    /// What was delivered last is durable.
    ///
    /// Holds for this process at once, whatever becomes of the file; a place that could not be kept there is read again
    /// by the next one.
    func acknowledge(on thread: ReadingThread, named name: String) async {
        let changed = state.withLock { state in
            guard state.delivered != state.reached else { return nil as Place? }
            state.reached = state.delivered
            return state.reached
        }
        guard let text = changed?.kept else { return }
        // Not abandoned: at the end of the daemon this is what keeps the next one from reading twice.
        _ = try? await thread.run(name, place: name, abandons: false) { [file] _ in file.store(text) }
    }
}
