import Glibc
import Varlink

/// Answers calls on one connected socket, one after the other, on the calling thread.
struct CollectorService<Program: CollectorProgram> {
    let descriptor: Int32
    private var program: Program?

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Answers until the other side closes the connection, or breaks the protocol.
    mutating func run() {
        var decoder = FrameDecoder()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            decoder.feed(Array(buffer[..<count]))
            do {
                while let frame = try decoder.next() { answer(try Call(decoding: frame)) }
            } catch {
                return
            }
        }
    }

    private mutating func answer(_ call: Call) {
        do {
            let output = try perform(call)
            if call.mode != .oneway { send(Reply(.parameters(output, continues: false)).encoded) }
        } catch let error as ErrorReply {
            if call.mode != .oneway { send(Reply(.error(error)).encoded) }
        } catch {
            let failed = ErrorReply("io.readinessd.Collector.SourceFailed", ["reason": .string("\(error)")])
            if call.mode != .oneway { send(Reply(.error(failed)).encoded) }
        }
    }

    private mutating func perform(_ call: Call) throws -> JSON.Object {
        let description = Program.description
        switch call.method {
        case "org.varlink.service.GetInfo":
            return [
                "vendor": "readinessd", "product": .string(description.name), "version": .string(description.version),
                "url": "", "interfaces": ["org.varlink.service", "io.readinessd.Collector"],
            ]
        case "org.varlink.service.GetInterfaceDescription":
            guard call.parameters["interface"]?.string == "io.readinessd.Collector" else {
                throw ErrorReply.interfaceNotFound(call.parameters["interface"]?.string ?? "")
            }
            return ["description": .string(CollectorInterface.text)]
        case "io.readinessd.Collector.Describe": return description.reply
        case "io.readinessd.Collector.Configure": return try configure(call.parameters, description)
        case "io.readinessd.Collector.Collect":
            guard call.mode == .more else { throw ErrorReply.expectedMore }
            guard program != nil else { throw ErrorReply("io.readinessd.Collector.NotConfigured") }
            let descriptor = descriptor
            let output = CollectorOutput { Self.send(Reply(.parameters($0, continues: true)).encoded, to: descriptor) }
            do {
                try program?.collect(output)
            } catch let failure as SourceFailure {
                output.flush()
                var parameters: JSON.Object = ["reason": .string(failure.reason)]
                parameters["advice"] = failure.advice.map(JSON.string)
                throw ErrorReply("io.readinessd.Collector.SourceFailed", parameters)
            }
            return output.rest
        default:
            guard call.interfaceName == "io.readinessd.Collector" || call.interfaceName == "org.varlink.service" else {
                throw ErrorReply.interfaceNotFound(String(call.interfaceName))
            }
            throw ErrorReply.methodNotFound(call.method)
        }
    }

    private mutating func configure(
        _ parameters: JSON.Object,
        _ description: CollectorDescription
    ) throws -> JSON.Object {
        guard let version = parameters["protocolVersion"]?.int else {
            throw ErrorReply.invalidParameter("protocolVersion")
        }
        guard let interval = parameters["interval"]?.integer else { throw ErrorReply.invalidParameter("interval") }
        guard let given = parameters["options"]?.object else { throw ErrorReply.invalidParameter("options") }
        guard version == CollectorInterface.protocolVersion else {
            throw ErrorReply(
                "io.readinessd.Collector.UnsupportedVersion",
                ["protocolVersions": [.integer(Int64(CollectorInterface.protocolVersion))]]
            )
        }
        var problems = description.problems(given)
        if problems.isEmpty {
            var values = given
            for option in description.options where values[option.name] == nil {
                values[option.name] = option.defaultJSON
            }
            let options = CollectorOptions(
                values: values,
                interval: .microseconds(interval),
                credentialsDirectory: parameters["credentialsDirectory"]?.string
            )
            do {
                program = try Program(options)
            } catch let problem as CollectorProblem {
                problems = [problem]
            }
        }
        return [
            "problems": .array(
                problems.map { problem in
                    var object: JSON.Object = ["message": .string(problem.message)]
                    object["option"] = problem.option.map(JSON.string)
                    return .object(object)
                }
            )
        ]
    }

    private func send(_ bytes: [UInt8]) { Self.send(bytes, to: descriptor) }

    private static func send(_ bytes: [UInt8], to descriptor: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                Glibc.send(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            // Whoever asked has gone: there is nobody to tell, and nothing left to do.
            guard count > 0 else { exit(0) }
            sent += count
        }
    }
}
