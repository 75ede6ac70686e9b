package import ReadinessModel

/// Where deliveries go.
package protocol DeliverySink: Sendable {
    /// Takes the readings in; returns once they are durable.
    ///
    /// - Returns: how many readings were refused, because another source owns their series.
    /// - Throws: when they are not. They are then delivered again: a file is read again, what a program printed is
    ///   kept and comes before its next run.
    func deliver(_ delivery: Delivery, from specification: CollectorSpecification) async throws -> Int
}
