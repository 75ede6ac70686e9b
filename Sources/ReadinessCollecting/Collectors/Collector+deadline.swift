package import ReadinessModel

extension Collector {
    /// Runs once, and cancels the run at its deadline.
    ///
    /// - Parameter expires: asked when the deadline has passed; the run is cancelled when it says so.
    package func collect(
        _ run: CollectorRun,
        expires: @escaping @Sendable () -> Bool
    ) async throws(CollectorError) -> Delivery {
        let result = await withTaskGroup(of: Result<Delivery, CollectorError>?.self) { group in
            group.addTask {
                do throws(CollectorError) {
                    return .success(try await self.collect(run))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                try? await Task.sleep(until: run.deadline, clock: .continuous)
                return nil
            }
            for await result in group {
                if let result {
                    group.cancelAll()
                    return result
                }
                if !Task.isCancelled, expires() { group.cancelAll() }
            }
            return .failure(.cancelled(place: specification.name))
        }
        do throws(CollectorError) {
            return try result.get()
        } catch {
            guard error.code == .cancelled, !Task.isCancelled else { throw error }
            throw .deadline(place: error.place, specification)
        }
    }

    /// Runs once and prints nothing: what `collect NAME --once` shows.
    ///
    /// - Throws: when the run brought nothing.
    ///
    /// - Parameter explains: whether what became of every foreign sample is kept.
    package func collectOnce(explains: Bool = false) async throws(CollectorError) -> Delivery {
        let deadline = ContinuousClock.now + .nanoseconds(specification.deadline.nanoseconds)
        let run = CollectorRun(time: .now, deadline: deadline, explains: explains, isOnly: true)
        do throws(CollectorError) {
            let delivery = try await collect(run) { true }
            _ = await finish()
            return delivery
        } catch {
            _ = await finish()
            throw error
        }
    }
}

/// Runs the collector of a specification once, outside any schedule.
///
/// - Parameters:
///   - specification: the collector.
///   - catalog: the names readings may use.
///   - explains: whether what became of every foreign sample is kept.
///   - report: takes what the program writes to standard error.
/// - Throws: when the run brought nothing.
package func runOnce(
    specification: CollectorSpecification,
    catalog: SeriesCatalog,
    explains: Bool = false,
    report: @escaping @Sendable (CollectorSpecification, CollectorEvent) -> Void
) async throws(CollectorError) -> Delivery {
    try await CollectorFactory(catalog: catalog, report: report).collector(specification).collectOnce(
        explains: explains
    )
}
