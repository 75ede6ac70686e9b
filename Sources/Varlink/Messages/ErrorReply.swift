/// The error with which a method answers. Method handlers throw it, clients receive it.
public struct ErrorReply: Error, Sendable, Hashable, CustomStringConvertible {
    /// The full name: interface, dot, error.
    public let name: String
    /// The fields of the error.
    public let parameters: JSON.Object

    /// The error of that full name.
    public init(_ name: String, _ parameters: JSON.Object = [:]) {
        self.name = name
        self.parameters = parameters
    }

    /// Name and fields on one line.
    public var description: String { parameters.isEmpty ? name : "\(name) \(parameters)" }
}

extension ErrorReply {
    /// The interface that every service implements.
    static let service = "org.varlink.service"

    /// No interface of that name is served.
    public static func interfaceNotFound(_ interface: String) -> ErrorReply {
        ErrorReply("\(service).InterfaceNotFound", ["interface": .string(interface)])
    }

    /// The interface has no method of that name.
    public static func methodNotFound(_ method: String) -> ErrorReply {
        ErrorReply("\(service).MethodNotFound", ["method": .string(method)])
    }

    /// The interface describes the method but the service does not offer it.
    public static func methodNotImplemented(_ method: String) -> ErrorReply {
        ErrorReply("\(service).MethodNotImplemented", ["method": .string(method)])
    }

    /// An input field is missing, unknown or not of its type. The field is named, not its value.
    public static func invalidParameter(_ field: String) -> ErrorReply {
        ErrorReply("\(service).InvalidParameter", ["parameter": .string(field)])
    }

    /// The caller may not do this.
    public static let permissionDenied = ErrorReply("\(service).PermissionDenied")

    /// The method answers only calls that allow more than one reply.
    public static let expectedMore = ErrorReply("\(service).ExpectedMore")

    /// The method answers only calls that hand the connection over.
    public static let expectedUpgrade = ErrorReply("\(service).ExpectedUpgrade")

    /// A failure of the system, as systemd's services report it.
    /// - Parameters:
    ///   - errno: the number of the error, positive.
    ///   - origin: whose number it is; `linux` for the kernel's.
    public static func system(errno: Int32, origin: String = "linux") -> ErrorReply {
        ErrorReply(
            "io.systemd.System",
            ["origin": .string(origin), "errnoName": .string(ErrorNumber(errno).name), "errno": JSON(errno)]
        )
    }
}
