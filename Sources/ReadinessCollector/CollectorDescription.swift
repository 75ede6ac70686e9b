import Varlink

/// What a collector is and can.
public struct CollectorDescription: Sendable {
    /// Name, such as `disk`.
    public var name: String
    /// Version of the collector.
    public var version: String
    /// What it is for, in one line.
    public var title: String
    /// What it measures.
    public var measures: [Measure]
    /// What may be configured.
    public var options: [Option]

    /// Describes a collector.
    public init(name: String, version: String, title: String, measures: [Measure], options: [Option] = []) {
        self.name = name
        self.version = version
        self.title = title
        self.measures = measures
        self.options = options
    }

    /// Something that is measured.
    public struct Measure: Sendable {
        /// How a measure behaves.
        public enum Kind: String, Sendable {
            /// A level.
            case gauge
            /// A count that only grows, and begins anew.
            case counter
            /// An amount that happened at its time.
            case event
        }

        /// Name of its samples.
        public var name: String
        /// What it is.
        public var description: String
        /// How it behaves.
        public var kind: Kind
        /// The unit it is counted in; nil for none.
        public var unit: String?
        /// How often it changes; nil where that is not known.
        public var cadence: Duration?
        /// How late a value may be known; nil where that is not known.
        public var lateness: Duration?

        /// Describes a measure.
        public init(
            _ name: String,
            _ description: String,
            kind: Kind = .gauge,
            unit: String? = nil,
            cadence: Duration? = nil,
            lateness: Duration? = nil
        ) {
            self.name = name
            self.description = description
            self.kind = kind
            self.unit = unit
            self.cadence = cadence
            self.lateness = lateness
        }
    }

    /// Something the configuration may say.
    public struct Option: Sendable {
        /// What type an option has.
        public enum Kind: String, Sendable {
            /// Text.
            case string
            /// A whole number.
            case int
            /// A number.
            case float
            /// True or false.
            case bool
        }

        /// Name.
        public var name: String
        /// What it says.
        public var description: String
        /// Type of its value.
        public var type: Kind
        /// Whether it must be given.
        public var isRequired: Bool
        /// What holds where it is not given, as text; nil for nothing.
        public var defaultValue: String?

        /// Describes an option.
        public init(
            _ name: String,
            _ description: String,
            type: Kind = .string,
            isRequired: Bool = false,
            default defaultValue: String? = nil
        ) {
            self.name = name
            self.description = description
            self.type = type
            self.isRequired = isRequired
            self.defaultValue = defaultValue
        }

        /// What holds where it is not given.
        var defaultJSON: JSON? {
            guard let defaultValue else { return nil }
            return type == .string ? .string(defaultValue) : try? JSON(parsing: Array(defaultValue.utf8))
        }

        /// Whether a value has the type of the option.
        func accepts(_ value: JSON) -> Bool {
            switch type {
            case .string: value.string != nil
            case .int: value.integer != nil
            case .float: value.double != nil
            case .bool: value.bool != nil
            }
        }
    }

    /// The answer to `Describe`.
    var reply: JSON.Object {
        [
            "name": .string(name), "version": .string(version),
            "protocolVersions": [.integer(Int64(CollectorInterface.protocolVersion))], "title": .string(title),
            "measures": .array(
                measures.map { measure in
                    var object: JSON.Object = [
                        "name": .string(measure.name), "description": .string(measure.description),
                        "kind": .string(measure.kind.rawValue),
                    ]
                    object["unit"] = measure.unit.map(JSON.string)
                    object["cadence"] = measure.cadence.map { .integer($0.microseconds) }
                    object["lateness"] = measure.lateness.map { .integer($0.microseconds) }
                    return .object(object)
                }
            ),
            "options": .array(
                options.map { option in
                    var object: JSON.Object = [
                        "name": .string(option.name), "type": .string(option.type.rawValue),
                        "description": .string(option.description), "required": .bool(option.isRequired),
                    ]
                    object["default"] = option.defaultValue.map(JSON.string)
                    return .object(object)
                }
            ),
        ]
    }

    /// What is wrong with options, before the collector itself sees them.
    func problems(_ given: JSON.Object) -> [CollectorProblem] {
        var problems: [CollectorProblem] = []
        for (name, value) in given {
            guard let option = options.first(where: { $0.name == name }) else {
                let known = options.map(\.name).joined(separator: ", ")
                let advice = known.isEmpty ? "it takes no options" : "there are: \(known)"
                problems.append(CollectorProblem("there is no such option; \(advice)", option: name))
                continue
            }
            if !option.accepts(value) {
                problems.append(CollectorProblem("it must be of type \(option.type.rawValue)", option: name))
            }
        }
        for option in options where option.isRequired && given[option.name] == nil {
            problems.append(CollectorProblem("it must be given: \(option.description)", option: option.name))
        }
        return problems
    }
}

extension Duration {
    /// Whole microseconds.
    fileprivate var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
