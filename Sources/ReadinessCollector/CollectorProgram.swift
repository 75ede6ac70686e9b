import Glibc
public import Varlink

/// A native collector of readinessd: a program that says what it is, takes its options, and collects when it is asked.
///
///     import ReadinessCollector
///
///     @main struct Uptime: CollectorProgram {
///         static let description = CollectorDescription(
///             name: "uptime", version: "1.0", title: "How long the machine runs",
///             measures: [.init("uptime", "Time since the start", unit: "s")],
///             options: [.init("entity", "Whose machine it is", isRequired: true)])
///         let entity: String
///         init(_ options: CollectorOptions) throws { entity = options.string("entity") }
///         func collect(_ output: CollectorOutput) throws {
///             output.observe("uptime", seconds, labels: ["entity": entity])
///         }
///     }
public protocol CollectorProgram {
    /// What the collector is.
    static var description: CollectorDescription { get }

    /// Takes the options: of the described types, required ones given, defaults filled in.
    /// - Throws: ``CollectorProblem`` for values that cannot be used.
    init(_ options: CollectorOptions) throws

    /// Collects once.
    /// - Throws: ``SourceFailure`` when what it measures cannot be reached.
    mutating func collect(_ output: CollectorOutput) throws
}

/// A mistake in the configuration.
public struct CollectorProblem: Error, Sendable {
    /// What is wrong, and what to write instead.
    public var message: String
    /// The option at fault.
    public var option: String?

    /// A mistake.
    public init(_ message: String, option: String? = nil) {
        self.message = message
        self.option = option
    }
}

/// What is measured cannot be reached.
public struct SourceFailure: Error, Sendable {
    /// What happened.
    public var reason: String
    /// What to do next.
    public var advice: String?

    /// A failure.
    public init(_ reason: String, advice: String? = nil) {
        self.reason = reason
        self.advice = advice
    }
}

/// The options of a collector.
public struct CollectorOptions: Sendable {
    /// The values, defaults filled in.
    public let values: JSON.Object
    /// From one run to the next.
    public let interval: Duration
    /// Where secrets lie, one file each; nil for none.
    public let credentialsDirectory: String?

    /// Text; empty where nothing is given.
    public func string(_ name: String) -> String { values[name]?.string ?? "" }

    /// A whole number; nil where nothing is given.
    public func integer(_ name: String) -> Int? { values[name]?.int }

    /// A number; nil where nothing is given.
    public func number(_ name: String) -> Double? { values[name]?.double }

    /// True or false; false where nothing is given.
    public func flag(_ name: String) -> Bool { values[name]?.bool ?? false }
}

/// Takes what a run brings.
public final class CollectorOutput {
    /// How grave a message is.
    public enum Level: String, Sendable {
        /// For whoever writes the collector.
        case debug
        /// Nothing to do.
        case info
        /// Worth knowing.
        case notice
        /// Look at it.
        case warning
        /// Something does not work.
        case error
    }

    /// So many observations go out together.
    private static let batch = 500

    private let send: (JSON.Object) -> Void
    private var waiting: [JSON] = []

    init(_ send: @escaping (JSON.Object) -> Void) { self.send = send }

    /// Brings a number.
    /// - Parameters:
    ///   - name: the measure.
    ///   - value: finite; others are left out with a message.
    ///   - labels: what else tells it apart, such as the entity.
    ///   - timestamp: when it was so, microseconds since 1970; nil for now.
    public func observe(_ name: String, _ value: Double, labels: [String: String] = [:], timestamp: Int64? = nil) {
        guard value.isFinite else { return log(.warning, "\(name) is \(value), which is no number") }
        var observation: JSON.Object = ["name": .string(name), "value": .number(value)]
        if !labels.isEmpty {
            var object: JSON.Object = [:]
            for (label, text) in labels.sorted(by: { $0.key < $1.key }) { object[label] = .string(text) }
            observation["labels"] = .object(object)
        }
        observation["timestamp"] = timestamp.map(JSON.integer)
        waiting.append(.object(observation))
        if waiting.count >= Self.batch { flush() }
    }

    /// Says something in the journal.
    public func log(_ level: Level, _ message: String) {
        send(["message": .string(message), "level": .string(level.rawValue)])
    }

    /// Says how far the run has come, 0 to 1.
    public func progress(_ share: Double) { send(["progress": .number(share)]) }

    /// Sends what waits.
    func flush() {
        guard !waiting.isEmpty else { return }
        send(["observations": .array(waiting)])
        waiting = []
    }

    /// The last reply.
    var rest: JSON.Object {
        defer { waiting = [] }
        return waiting.isEmpty ? [:] : ["observations": .array(waiting)]
    }
}

extension CollectorProgram {
    /// Serves readinessd on the socket the program was started with, until it closes it.
    public static func main() {
        guard getenv("LISTEN_FDS") != nil else {
            let text = "\(description.name) is a collector of readinessd; try: readinessd collector test PROGRAM\n"
            _ = Array(text.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            exit(64)
        }
        var service = CollectorService<Self>(descriptor: 3)
        service.run()
    }
}
