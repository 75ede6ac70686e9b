import ArgumentParser
import Varlink

/// Prints scores and the daemon's own counts as Prometheus reads them.
struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract:
            "Print scores and counts in the text format of Prometheus, as for node_exporter's textfile directory.",
        discussion: "readinessctl metrics >/var/lib/node_exporter/readinessd.prom.new && mv ... readinessd.prom"
    )

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if common.json {
            throw ValidationError("metrics are text for Prometheus; leave --json out, or see 'status --json'")
        }
    }

    func run() throws {
        let connection = try Connection(common)
        let status = JSON.object(try connection.call("GetStatus"))
        var scores: [JSON] = []
        try connection.each("List") { reply in
            if let score = reply["score"], score["state"]?.string != "not_applicable" { scores.append(score) }
        }
        Self.lines(status, scores).forEach(Terminal.print)
    }

    /// All families, each with its help and type.
    private static func lines(_ status: JSON, _ scores: [JSON]) -> [String] {
        let collectors = status["collectors"]?.array ?? []
        var lines: [String] = []
        func family(_ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: Double?)]) {
            let known = samples.compactMap { sample in sample.value.map { (sample.labels, $0) } }
            guard !known.isEmpty else { return }
            lines += ["# HELP \(name) \(help)", "# TYPE \(name) \(type)"]
            lines += known.map { "\(name)\($0.0) \($0.1)" }
        }
        func of(_ field: String, scale: Double = 1) -> [(labels: String, value: Double?)] {
            scores.map { score in
                let labels = [("entity", score["entity"]?.string ?? ""), ("node", score["node"]?.string ?? "")]
                return (Self.labels(labels), score[field]?.double.map { $0 * scale })
            }
        }
        func per(_ field: String, scale: Double = 1) -> [(labels: String, value: Double?)] {
            collectors.map { collector in
                (
                    Self.labels([("collector", collector["name"]?.string ?? "")]),
                    collector[field]?.double.map { $0 * scale }
                )
            }
        }
        family(
            "readiness_score_points",
            "gauge",
            "Score of the node at the entity, 0 to 100; absent where unknown.",
            of("score")
        )
        family("readiness_score_low_points", "gauge", "The score if everything missing were worst.", of("low"))
        family("readiness_score_high_points", "gauge", "The score if everything missing were best.", of("high"))
        family("readiness_coverage_ratio", "gauge", "Weighted share of what applies that delivered.", of("coverage"))
        let failing = collectors.map { collector -> (labels: String, value: Double?) in
            let health = collector["health"]?.string
            return (
                labels([("collector", collector["name"]?.string ?? "")]),
                health == "unknown" ? nil : health == "failing" ? 1 : 0
            )
        }
        family("readinessd_collector_failing", "gauge", "1 while the runs of the collector fail.", failing)
        let totals = [
            ("readings", "Readings that became durable."), ("rejects", "Lines that could not be used."),
            ("ignored", "Samples passed over."), ("runs", "Runs that ended."), ("failures", "Runs that failed."),
            ("overruns", "Starts left out because a run took too long."),
        ]
        for (name, help) in totals {
            family("readinessd_collector_\(name)_total", "counter", help, per("\(name)Total"))
        }
        family(
            "readinessd_collector_processor_seconds_total",
            "counter",
            "Processor time of all runs.",
            per("processorMicrosecondsTotal", scale: 1e-6)
        )
        family(
            "readinessd_collector_last_success_timestamp_seconds",
            "gauge",
            "When the last run that worked ended.",
            per("lastSuccessTimestamp", scale: 1e-6)
        )
        family(
            "readinessd_snapshots_total",
            "counter",
            "Evaluations since the start.",
            [("", status["sequence"]?.double)]
        )
        family(
            "readinessd_configuration_refused",
            "gauge",
            "1 while a changed configuration is refused and the one before in force.",
            [("", status["configurationError"]?.string == nil ? 0 : 1)]
        )
        let start = status["startTimestamp"]?.double.map { $0 / 1e6 }
        family("readinessd_start_timestamp_seconds", "gauge", "When the daemon started.", [("", start)])
        let version = labels([("version", status["version"]?.string ?? "")])
        family("readinessd_build_info", "gauge", "The version of the daemon.", [(version, 1)])
        return lines
    }

    private static func labels(_ pairs: [(name: String, value: String)]) -> String {
        let inner = pairs.map { name, value in
            var escaped = ""
            for character in value {
                switch character {
                case "\\": escaped += "\\\\"
                case "\"": escaped += "\\\""
                case "\n": escaped += "\\n"
                default: escaped.append(character)
                }
            }
            return "\(name)=\"\(escaped)\""
        }
        return "{\(inner.joined(separator: ","))}"
    }
}
