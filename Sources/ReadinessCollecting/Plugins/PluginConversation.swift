import Glibc
import ReadinessModel
import Varlink

/// What is said to a native collector, on the calling thread.
struct PluginConversation {
    /// The version of the protocol spoken here.
    static let protocolVersion: Int64 = 1
    /// The most observations of one run.
    private static let observationLimit = 1_000_000

    let client: Client
    let program: String
    let report: @Sendable (ExecCollector.ErrorOutput) -> Void

    /// Has it described, and configures it.
    ///
    /// - Parameters:
    ///   - options: an object, as JSON.
    ///   - interval: from one run to the next.
    ///   - format: how its observations become readings.
    /// - Throws: `.configuration` for another version, for units that are not those of the model, and for options it does
    ///   not take.
    func begin(
        options: String,
        interval: TimeSpan,
        format: ReadingFormat,
        catalog: SeriesCatalog,
        until deadline: ContinuousClock.Instant
    ) throws(CollectorError) {
        let description = try call("Describe", [:], until: deadline)
        let versions = (description["protocolVersions"]?.array ?? []).compactMap(\.integer)
        guard versions.contains(Self.protocolVersion) else {
            let spoken = versions.map { "\($0)" }.joined(separator: ", ")
            throw error(
                .configuration,
                "it speaks version \(spoken) of the protocol, readinessd version \(Self.protocolVersion)",
                "install a version of the collector that fits"
            )
        }
        let units = (description["measures"]?.array ?? []).compactMap { measure -> (name: String, unit: String)? in
            guard let name = measure["name"]?.string, let unit = measure["unit"]?.string else { return nil }
            return (name, unit)
        }
        if let mistake = format.mapping?.unitMistake(units, catalog) {
            throw error(.configuration, mistake, "correct 'map' of the collector, or the unit of the measure")
        }
        guard let given = try? JSON(parsing: Array(options.utf8)) else {
            throw error(.configuration, "the options are no object", "write options: {NAME: VALUE}")
        }
        var parameters: JSON.Object = [
            "protocolVersion": .integer(Self.protocolVersion), "interval": .integer(interval.nanoseconds / 1000),
            "options": given,
        ]
        if let directory = getenv("CREDENTIALS_DIRECTORY") {
            parameters["credentialsDirectory"] = .string(String(cString: directory))
        }
        let answer = try call("Configure", parameters, until: deadline)
        guard let problem = answer["problems"]?.array?.first else { return }
        let option = problem["option"]?.string.map { "option '\($0)': " } ?? ""
        let others = (answer["problems"]?.array?.count ?? 1) - 1
        let more = others > 0 ? ", and \(others) more" : ""
        throw error(
            .configuration,
            "\(option)\(problem["message"]?.string ?? "it does not take its options")\(more)",
            "correct 'options' of the collector; see what it takes: readinessd collector test"
        )
    }

    /// Has it collect once.
    ///
    /// - Parameter advance: told how far it says it has come.
    /// - Returns: lines for the mapping, and how many observations were none.
    func collect(
        until deadline: ContinuousClock.Instant,
        advance: (Double) -> Void
    ) throws(CollectorError) -> (lines: SampleLines, bad: Int) {
        var lines = SampleLines()
        var (count, bad) = (0, 0)
        do throws(VarlinkError) {
            let span = ContinuousClock.now.duration(to: deadline).components
            let microseconds = span.seconds * 1_000_000 + span.attoseconds / 1_000_000_000_000
            var replies = try client.callMore(
                "io.readinessd.Collector.Collect",
                ["deadline": .integer(microseconds)],
                timeout: ContinuousClock.now.duration(to: deadline)
            )
            while let reply = try replies.next() {
                for observation in reply["observations"]?.array ?? [] {
                    count += 1
                    if !add(observation, to: &lines) { bad += 1 }
                }
                if let message = reply["message"]?.string { report(.line(message)) }
                if let share = reply["progress"]?.double { advance(share) }
                if count > Self.observationLimit || ContinuousClock.now > deadline { break }
            }
        } catch {
            throw translate(error)
        }
        guard count <= Self.observationLimit else {
            throw self.error(.outputLimit, "it brings more than \(Self.observationLimit) observations", "ask for less")
        }
        guard ContinuousClock.now <= deadline else {
            throw self.error(.deadline, "it goes on beyond its deadline", "raise 'deadline', or see why it is slow")
        }
        return (lines, bad)
    }

    private func add(_ observation: JSON, to lines: inout SampleLines) -> Bool {
        guard let name = observation["name"]?.string, !name.isEmpty, let value = observation["value"]?.double,
            value.isFinite
        else { return false }
        var time: Timestamp?
        if let microseconds = observation["timestamp"]?.integer {
            guard let exact = Timestamp(exactMicroseconds: microseconds) else { return false }
            time = exact
        }
        let labels = (observation["labels"]?.object ?? [:]).map { ($0.0, $0.1.string ?? "") }
        lines.add(name, labels, value, time)
        return true
    }

    private func call(
        _ method: String,
        _ parameters: JSON.Object,
        until deadline: ContinuousClock.Instant
    ) throws(CollectorError) -> JSON.Object {
        do throws(VarlinkError) {
            let timeout = ContinuousClock.now.duration(to: deadline)
            return try client.call("io.readinessd.Collector.\(method)", parameters, timeout: timeout)
        } catch {
            throw translate(error)
        }
    }

    private func translate(_ failure: VarlinkError) -> CollectorError {
        if let reply = failure.reply {
            guard reply.name == "io.readinessd.Collector.SourceFailed" else {
                return error(.garbage, "it answers with \(reply)", "see whether it is a collector of readinessd")
            }
            return error(
                .source,
                reply.parameters["reason"]?.string ?? "it gives no reason",
                reply.parameters["advice"]?.string ?? "see what it measures"
            )
        }
        switch failure.code {
        case .timedOut:
            return error(.deadline, "it did not answer in time", "raise 'deadline', or see why it hangs")
        case .protocolViolation:
            return error(.garbage, failure.message, "see whether it is a collector of readinessd")
        default: return error(.exit, failure.message, "see its lines on standard error in the journal")
        }
    }

    private func error(_ code: CollectorError.Code, _ cause: String, _ advice: String) -> CollectorError {
        CollectorError(code, place: program, cause: cause, advice: advice)
    }
}
