package import ReadinessModel

/// What one run of a program used, as the kernel counted it: the program and all its children it waited for.
package struct RunCost: Hashable, Sendable {
    /// From start to end.
    package var wall: TimeSpan
    /// Processor time, in user and kernel mode together.
    package var processor: TimeSpan
    /// The largest resident size of any one of its processes, in bytes.
    package var peakResident: Int

    /// Makes a cost.
    package init(wall: TimeSpan, processor: TimeSpan, peakResident: Int) {
        self.wall = wall
        self.processor = processor
        self.peakResident = peakResident
    }
}
