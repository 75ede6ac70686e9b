/// Elements that never change, at a fixed place: loops read them without checks and without counting references.
final class Table<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Unchecked: the memory is written in `init` alone.
    let base: UnsafePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
        for (place, element) in elements.enumerated() { (memory + place).initialize(to: element) }
        base = UnsafePointer(memory)
        count = elements.count
    }

    deinit { base.deallocate() }

    /// The element at a place that exists.
    @inline(__always)
    subscript(place: Int) -> Element { base[place] }
}
