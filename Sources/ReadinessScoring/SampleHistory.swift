/// The readings of one series that windows may still reach, sorted by time, one for each time.
struct SampleHistory: Sendable {
    struct Sample: Sendable {
        var time: Int64
        var value: Double
    }

    /// The samples from `head` on; what lies before has fallen out of every window.
    private var storage: [Sample] = []
    private var head = 0

    /// The samples in order of time.
    var samples: ArraySlice<Sample> { storage[head...] }

    /// Takes a reading in; one of the same time is replaced, for the last delivered counts.
    mutating func insert(time: Int64, value: Double) {
        guard let last = samples.last, time <= last.time else {
            storage.append(Sample(time: time, value: value))
            return
        }
        let place = firstIndex(after: time == .min ? time : time - 1)
        if storage[place].time == time {
            storage[place].value = value
        } else {
            storage.insert(Sample(time: time, value: value), at: place)
        }
    }

    /// Forgets what no window that begins at or after `start` can use: all before the last sample at or before it.
    mutating func trim(before start: Int64) {
        let first = firstIndex(after: start)
        head = max(head, first - 1)
        guard head > 64, head > storage.count / 2 else { return }
        storage.removeFirst(head)
        head = 0
    }

    /// The index of the first sample later than `time`, the end when there is none.
    func firstIndex(after time: Int64) -> Int {
        var low = head
        var high = storage.count
        while low < high {
            let middle = (low + high) / 2
            if storage[middle].time <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
