import Benchmark
import Glibc
import ReadinessModel

/// The benchmarks, as the library wants them: registered when it calls this.
let benchmarks: @Sendable () -> Void = {
    // A shorter look, for a machine that only checks that nothing has become absurd.
    let isQuick = getenv("READINESS_QUICK") != nil
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput],
        warmupIterations: 3,
        maxDuration: isQuick ? .seconds(1) : .seconds(4),
        maxIterations: 20_000
    )

    rescoring("Re-score 50000 indicators") { rescoring in rescoring.evaluate() }
    rescoring("Re-score 50000 indicators, a tenth missing", missing: 0.1) { rescoring in rescoring.evaluate() }
    rescoring("1000 readings, a snapshot each") { rescoring in blackHole(rescoring.publish(readings: 1000)) }
    rescoring("1000 readings, a snapshot each, a tenth missing", missing: 0.1) { rescoring in
        blackHole(rescoring.publish(readings: 1000))
    }
    rescoring("Re-score 1000000 indicators", plantCount: 20_000, regionCount: 1_000) { rescoring in
        rescoring.evaluate()
    }

    explaining("Explain a change of the root, 50000 readings changed") {
        Explaining(Organisation(plantCount: 1_000, regionCount: 50))
    }
    explaining("The same, scores rolled up") {
        Explaining(Organisation(plantCount: 1_000, regionCount: 50), rollUp: .scores)
    }
    explaining("The same, 50000 different indicators at one entity") {
        Explaining(Organisation(plantCount: 1, regionCount: 1, dimensionCount: 250, indicatorsPerDimension: 200))
    }

    pushing("200000 influx lines into scores, 1000 series", plantCount: 20, regionCount: 2)
    pushing("200000 influx lines into scores, 100000 series", plantCount: 2_000, regionCount: 50)

    Benchmark("Read 10 MB of long CSV") { benchmark, file in
        blackHole(try await file.read())
    } setup: {
        guard let file = LongFile(Organisation(plantCount: 1_000, regionCount: 50)) else { throw CannotWrite() }
        return file
    } teardown: {
        LongFile.remove()
    }
}

/// The temporary file cannot be written.
struct CannotWrite: Error {}

/// Registers a benchmark of an organisation that is evaluated again in every iteration.
private func rescoring(
    _ name: String,
    plantCount: Int = 1_000,
    regionCount: Int = 50,
    missing: Double = 0,
    _ body: @escaping (Rescoring) -> Void
) {
    Benchmark(name) { benchmark, rescoring in
        body(rescoring)
        if rescoring.rootScore == nil { benchmark.error("the whole has no score") }
    } setup: {
        Rescoring(Organisation(plantCount: plantCount, regionCount: regionCount), missing: missing)
    }
}

/// Registers a benchmark of lines that are pushed; as many runs as there are lines for.
private func pushing(_ name: String, plantCount: Int, regionCount: Int) {
    Benchmark(
        name,
        configuration: .init(
            metrics: [.wallClock, .throughput],
            warmupIterations: 2,
            maxDuration: .seconds(20),
            maxIterations: PushedLines.runs
        )
    ) { benchmark, lines in
        if try lines.run() != PushedLines.count { benchmark.error("not every line was taken") }
    } setup: {
        try PushedLines(Organisation(plantCount: plantCount, regionCount: regionCount))
    }
}

/// Registers a benchmark of explaining a change.
private func explaining(_ name: String, _ make: @escaping () -> Explaining) {
    Benchmark(name) { benchmark, explaining in
        if explaining.explain() == 0 { benchmark.error("no cause was found") }
    } setup: {
        make()
    }
}
