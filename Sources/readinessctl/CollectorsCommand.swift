import ArgumentParser
import Varlink

/// Shows how collectors do and what they cost.
struct CollectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collectors",
        abstract: "Show how collectors do, what they cost, and why one fails."
    )

    @Argument(help: "Only this collector, with all that is counted.")
    var name: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
        let status = JSON.object(try Connection(common).call("GetStatus"))
        let all = status["collectors"]?.array ?? []
        let chosen = all.filter { name == nil || $0["name"]?.string == name }
        if let name, chosen.isEmpty {
            Terminal.complain("readinessctl: no collector '\(name)'; see: readinessctl collectors")
            throw ExitCode(1)
        }
        if common.json {
            for collector in chosen { Terminal.print(collector.description) }
        } else if name != nil, let collector = chosen.first {
            CollectorScreen(collector, now: Terminal.now).lines.forEach(Terminal.print)
        } else {
            table(chosen).forEach(Terminal.print)
        }
    }

    private func table(_ collectors: [JSON]) -> [String] {
        guard !collectors.isEmpty else { return ["No collectors: put one into /etc/readinessd/collectors.d"] }
        var table = Table(
            [.left, .left, .left, .right, .right, .right, .right, .right, .right],
            header: ["COLLECTOR", "KIND", "STATE", "LAST GOOD", "NEXT", "TAKES", "CPU", "MEMORY", "READINGS"]
        )
        for collector in collectors {
            let screen = CollectorScreen(collector, now: Terminal.now)
            table.add([
                screen.name, collector["kind"]?.string ?? "", screen.state, screen.lastGood, screen.next,
                screen.duration,
                screen.processor, screen.memory, "\(collector["readingsTotal"]?.integer ?? 0)",
            ])
        }
        var lines = table.lines
        for collector in collectors {
            if let reason = collector["reason"]?.string {
                lines += ["", "\(collector["name"]?.string ?? "") fails: \(reason)"]
            }
        }
        return lines
    }
}

/// What is told of one collector.
struct CollectorScreen {
    private let collector: JSON
    private let now: Int64

    init(_ collector: JSON, now: Int64) {
        self.collector = collector
        self.now = now
    }

    var name: String { collector["name"]?.string ?? "" }

    /// How often it is run; a hyphen for what comes whenever others like.
    static func every(_ collector: JSON) -> String {
        let interval = collector["intervalMicroseconds"]?.integer ?? 0
        return interval > 0 ? Formatting.span(microseconds: interval) : "-"
    }

    /// Its health, or that it rests by order; what fails is told with its circuit.
    var state: String {
        if collector["paused"]?.bool == true { return "paused" }
        let health = collector["health"]?.string ?? "unknown"
        guard health == "failing" else { return health }
        // Nothing is run for what pushes, so that nothing rests.
        guard collector["intervalMicroseconds"]?.integer ?? 0 > 0 else { return "failing" }
        return collector["circuit"]?.string == "half_open" ? "failing, tries" : "failing, rests"
    }

    var lastGood: String { age("lastSuccessTimestamp") ?? "never" }

    /// When it starts next; how far it has come where it runs and says so.
    var next: String {
        if let share = collector["progress"]?.double { return "at \(Formatting.fixed(share * 100, decimals: 0)) %" }
        guard let next = collector["nextRunTimestamp"]?.integer else { return "-" }
        return next <= now ? "now" : Formatting.span(microseconds: next - now)
    }

    var duration: String { span("medianDurationMicroseconds") }

    var processor: String {
        let used = collector["processorMicrosecondsTotal"]?.integer ?? 0
        return used == 0 ? "-" : Self.seconds(used)
    }

    var memory: String {
        let bytes = collector["peakResidentBytes"]?.integer ?? 0
        return bytes == 0 ? "-" : "\(Formatting.fixed(Double(bytes) / 1_048_576, decimals: 1)) MB"
    }

    /// Everything that is counted, a line each.
    var lines: [String] {
        var lines = [Terminal.bold("\(name) (\(collector["kind"]?.string ?? ""))"), row("state", state)]
        if let reason = collector["reason"]?.string { lines.append(row("because", reason)) }
        let failures = collector["consecutiveFailures"]?.integer ?? 0
        if failures > 0 { lines.append(row("failed in a row", "\(failures)")) }
        lines += [
            row("last good", lastGood), row("next run", next),
            row("every", Self.every(collector)),
            row("takes", "\(duration), at most \(span("longestDurationMicroseconds"))"),
            row("processor", processor), row("memory", memory),
        ]
        for (title, key) in [
            ("runs", "runsTotal"), ("failed runs", "failuresTotal"), ("skipped runs", "overrunsTotal"),
            ("found unchanged", "unchangedTotal"), ("readings", "readingsTotal"), ("refused", "rejectsTotal"),
            ("passed over", "ignoredTotal"), ("bytes", "bytesTotal"),
        ] { lines.append(row(title, "\(collector[key]?.integer ?? 0)")) }
        lines += counts("rejectsByReason", "refused") + counts("failuresByCode", "failed")
        if let reject = collector["lastReject"]?.string { lines.append(row("last refused", reject)) }
        return lines
    }

    private func counts(_ key: String, _ title: String) -> [String] {
        guard let counts = collector[key]?.object else { return [] }
        return counts.map { row("  \(title): \($0.name)", "\($0.value.integer ?? 0)") }
    }

    private func row(_ title: String, _ text: String) -> String {
        title + String(repeating: " ", count: max(1, 26 - title.count)) + text
    }

    private func age(_ key: String) -> String? {
        collector[key]?.integer.map { Formatting.span(microseconds: now - $0) }
    }

    private func span(_ key: String) -> String {
        guard let span = collector[key]?.integer else { return "-" }
        return span < 1_000_000 ? "\(span / 1000)ms" : Self.seconds(span)
    }

    private static func seconds(_ microseconds: Int64) -> String {
        "\(Formatting.fixed(Double(microseconds) / 1e6, decimals: 2))s"
    }
}
