import Glibc
import ReadinessCollecting
import ReadinessCollector
package import ReadinessModel
package import Varlink

/// `readinessd collector test PROGRAM`: tries whether a native collector keeps the protocol, for its author's own CI.
package struct CollectorTestCommand {
    /// A check and what came of it.
    package struct Check: Sendable {
        /// What is checked, in a few words.
        package var name: String
        /// What is wrong, and what to do; nil for nothing.
        package var failure: String?
    }

    /// What is wrong with a collector.
    private struct Fault: Error {
        let message: String
    }

    /// How long an answer may take.
    private static let patience = Duration.seconds(10)
    /// How long it may take to end.
    private static let dying = Duration.seconds(10)
    private static let prefix = "io.readinessd.Collector."

    private let program: ExecSource
    private let options: JSON.Object
    private let say: @Sendable (String) -> Void
    private let interface: InterfaceDescription
    private var description: JSON.Object = [:]
    /// The checks so far.
    private var checks: [Check] = []

    /// Tries a program.
    ///
    /// - Parameters:
    ///   - program: what is started, several times.
    ///   - options: with which it is to work.
    ///   - say: takes the lines it prints.
    /// - Returns: every check; those that make no sense after a failure before them are left out.
    package static func check(
        _ program: ExecSource,
        options: JSON.Object,
        say: @escaping @Sendable (String) -> Void
    ) throws -> [Check] {
        var command = Self(
            program: program,
            options: options,
            say: say,
            interface: try InterfaceDescription(parsing: CollectorInterface.text)
        )
        command.run()
        return command.checks
    }

    private mutating func run() {
        let probe: PluginProbe
        do throws(CollectorError) {
            probe = try PluginProbe(program, timeout: Self.patience, report: say)
        } catch {
            return checks.append(Check(name: "starts", failure: "\(error)"))
        }
        let client = probe.client
        let isDescribed = check("describes itself") { (command: inout Self) in try command.describe(client) }
        guard isDescribed else { return }
        // What was described does not change any more.
        let command = self
        check("has a name and a version") { try command.names() }
        check("speaks version 1 of the protocol") { try command.versions() }
        check("names measures and options once") { try command.unique() }
        check("does not collect before it is configured") {
            try command.expect("NotConfigured") { _ = try command.collect(client) }
        }
        check("refuses another version of the protocol") {
            try command.expect("UnsupportedVersion") {
                _ = try command.call(client, "Configure", command.configuration(version: 999))
            }
        }
        check("refuses a configuration of wrong types") {
            var parameters = command.configuration()
            parameters["interval"] = "often"
            try command.expect("InvalidParameter") { _ = try command.call(client, "Configure", parameters) }
        }
        check("tells of an option it does not know") {
            var given = command.options
            given["no-such-option"] = 1
            try command.expectProblem(of: "no-such-option", client, given)
        }
        for option in command.required {
            check("tells that '\(option)' is missing") {
                var given = command.options
                given[option] = nil
                try command.expectProblem(of: option, client, given)
            }
        }
        guard check("takes its options", { try command.configure(client) }) else { return }
        check("collects only with more than one reply allowed") {
            try command.expect("ExpectedMore") { _ = try command.call(client, "Collect", ["deadline": 1_000_000]) }
        }
        guard check("collects", { try command.judge(command.collect(client)) }) else { return }
        check("collects again") { try command.judge(command.collect(client)) }
        check("knows no other method") {
            try command.expect("MethodNotFound") { _ = try command.call(client, "NoSuchMethod", [:]) }
        }
        check("ends when the connection does") {
            client.close()
            try command.ended(probe)
        }
        check("closes the connection on garbage") { try command.garbage() }
        check("ends on SIGTERM") { try command.terminate() }
    }

    // MARK: - Checks

    private mutating func describe(_ client: Client) throws {
        description = try call(client, "Describe", [:])
    }

    private func names() throws {
        let name = description["name"]?.string ?? ""
        guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x2F }) else {
            throw Fault(message: "the name '\(name)' is not one word")
        }
        guard description["version"]?.string?.isEmpty == false else { throw Fault(message: "the version is empty") }
    }

    private func versions() throws {
        let versions = (description["protocolVersions"]?.array ?? []).compactMap(\.integer)
        guard versions.contains(Int64(CollectorInterface.protocolVersion)) else {
            throw Fault(message: "protocolVersions is \(versions)")
        }
    }

    private func unique() throws {
        for list in ["measures", "options"] {
            let names = (description[list]?.array ?? []).map { $0["name"]?.string ?? "" }
            if names.contains("") { throw Fault(message: "one of '\(list)' has no name") }
            if Set(names).count < names.count { throw Fault(message: "two of '\(list)' have one name") }
        }
        if description["measures"]?.array?.isEmpty ?? true { throw Fault(message: "it measures nothing") }
    }

    private func configure(_ client: Client) throws {
        let problems = try call(client, "Configure", configuration())["problems"]?.array ?? []
        guard let problem = problems.first else { return }
        let option = problem["option"]?.string.map { "option '\($0)': " } ?? ""
        throw Fault(message: "\(option)\(problem["message"]?.string ?? ""); give options with --options '{...}'")
    }

    /// Whether what was collected is what was described.
    private func judge(_ observations: [JSON]) throws {
        let measures = Set((description["measures"]?.array ?? []).compactMap { $0["name"]?.string })
        for observation in observations {
            let name = observation["name"]?.string ?? ""
            guard measures.contains(name) else { throw Fault(message: "'\(name)' is none of the described measures") }
            guard let value = observation["value"]?.double, value.isFinite else {
                throw Fault(message: "a value of '\(name)' is no number")
            }
        }
        let series = observations.map { "\($0["name"] ?? .null) \($0["labels"] ?? .null) \($0["timestamp"] ?? .null)" }
        if Set(series).count < series.count {
            throw Fault(message: "two observations of one run have the same name, labels and time")
        }
        guard !observations.isEmpty else { throw Fault(message: "it brings nothing") }
    }

    private func garbage() throws {
        let probe = try PluginProbe(program, timeout: Self.patience, report: say)
        // A call without a method is no call.
        do {
            _ = try probe.client.call("", [:])
            throw Fault(message: "it answers a call without a method; close the connection")
        } catch let error as VarlinkError {
            if error.reply != nil { throw Fault(message: "it answers a call without a method; close the connection") }
            if error.code == .timedOut { throw Fault(message: "it keeps the connection open; close it") }
        }
        try ended(probe)
    }

    private func terminate() throws {
        let probe = try PluginProbe(program, timeout: Self.patience, report: say)
        _ = try call(probe.client, "Describe", [:])
        probe.terminate()
        guard probe.end(within: Self.dying) != nil else { throw Fault(message: "it goes on for more than 10 s") }
    }

    private func ended(_ probe: PluginProbe) throws {
        guard let end = probe.end(within: Self.dying) else { throw Fault(message: "it goes on for more than 10 s") }
        if !end.isEmpty { throw Fault(message: "\(end); end with status 0") }
    }

    // MARK: - Calls

    private var required: [String] {
        (description["options"]?.array ?? []).filter { $0["required"]?.bool == true }.compactMap { $0["name"]?.string }
    }

    private func configuration(version: Int = CollectorInterface.protocolVersion) -> JSON.Object {
        ["protocolVersion": .integer(Int64(version)), "interval": 60_000_000, "options": .object(options)]
    }

    /// Calls a method, and checks the answer against the description of the interface.
    private func call(_ client: Client, _ method: String, _ parameters: JSON.Object) throws -> JSON.Object {
        try checked(try client.call(Self.prefix + method, parameters), method)
    }

    private func checked(_ answer: JSON.Object, _ method: String) throws -> JSON.Object {
        guard let described = interface.method(method) else { return answer }
        do throws(InterfaceDescription.Mismatch) {
            try interface.check(answer, against: described.output)
        } catch {
            throw Fault(message: "the answer of \(method) is not as described: \(error)")
        }
        return answer
    }

    private func collect(_ client: Client) throws -> [JSON] {
        var replies = try client.callMore(
            Self.prefix + "Collect",
            ["deadline": .integer(Self.patience.components.seconds * 1_000_000)],
            timeout: Self.patience
        )
        var observations: [JSON] = []
        while let reply = try replies.next() {
            observations += try checked(reply, "Collect")["observations"]?.array ?? []
        }
        return observations
    }

    private func expect(_ error: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let failure as VarlinkError {
            guard let reply = failure.reply else { throw failure }
            guard reply.name.hasSuffix(".\(error)") else {
                throw Fault(message: "it answers \(reply.name) where \(error) is right")
            }
            return
        }
        throw Fault(message: "it answers as if all were well, where the error \(error) is right")
    }

    private func expectProblem(of option: String, _ client: Client, _ given: JSON.Object) throws {
        var parameters = configuration()
        parameters["options"] = .object(given)
        let problems = try call(client, "Configure", parameters)["problems"]?.array ?? []
        guard problems.contains(where: { $0["option"]?.string == option }) else {
            throw Fault(message: "no problem names the option '\(option)'")
        }
    }

    @discardableResult
    private mutating func check(_ name: String, _ body: () throws -> Void) -> Bool {
        do {
            try body()
            checks.append(Check(name: name))
            return true
        } catch let fault as Fault {
            checks.append(Check(name: name, failure: fault.message))
        } catch {
            checks.append(Check(name: name, failure: "\(error)"))
        }
        return false
    }

    @discardableResult
    private mutating func check(_ name: String, _ body: (inout Self) throws -> Void) -> Bool {
        do {
            try body(&self)
            checks.append(Check(name: name))
            return true
        } catch {
            checks.append(Check(name: name, failure: (error as? Fault)?.message ?? "\(error)"))
            return false
        }
    }
}
