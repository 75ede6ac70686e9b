/// A named range of scores, from its lower edge to the next band's.
package struct Band: Hashable, Sendable {
    /// The name, such as `amber`.
    package var name: String
    /// The lower edge, 0 to 1, inclusive.
    package var from: Double

    /// Makes a band.
    package init(name: String, from: Double) {
        self.name = name
        self.from = from
    }
}
