import Varlink

/// Finds the handler of a call and checks its input. Fixed once the server is made.
struct Router: Sendable {
    private let interfaces: [String: Interface]
    private let handlers: [String: Entry]

    private typealias Entry = (
        handler: Handler, interface: InterfaceDescription, method: InterfaceDescription.Method
    )

    /// - Throws: ``ServerError`` for an interface given twice and for a handler of a method that is not described.
    init(_ interfaces: [Interface], identity: Server.Identity) throws(ServerError) {
        var byName: [String: Interface] = [:]
        let names = interfaces.map(\.description.name) + [InterfaceDescription.service.name]
        for interface in interfaces + [Self.service(identity, names: names, interfaces)] {
            let name = interface.description.name
            guard byName.updateValue(interface, forKey: name) == nil else {
                throw ServerError(.invalidInterface, "the interface \(name) is given twice")
            }
        }
        var handlers: [String: Entry] = [:]
        for (name, interface) in byName {
            for (method, handler) in interface.handlers {
                guard let described = interface.description.method(method) else {
                    throw ServerError(.invalidInterface, "the interface \(name) describes no method \(method)")
                }
                handlers["\(name).\(method)"] = (handler, interface.description, described)
            }
        }
        self.interfaces = byName
        self.handlers = handlers
    }

    /// Finds the handler of a call.
    /// - Throws: the error that the caller is to get.
    func route(_ call: Call) throws(ErrorReply) -> Handler {
        guard let (handler, interface, method) = handlers[call.method] else { throw missing(call) }
        do throws(InterfaceDescription.Mismatch) {
            try interface.check(call.parameters, against: method.input)
        } catch {
            throw .invalidParameter(error.field)
        }
        switch handler {
        case .replies, .more: guard call.mode == .more else { throw .expectedMore }
        case .upgrade: guard call.mode == .upgrade else { throw .expectedUpgrade }
        // A caller that wants to upgrade must not take an ordinary reply for consent.
        default: guard call.mode != .upgrade else { throw .methodNotImplemented(call.method) }
        }
        return handler
    }

    /// Checks a reply against the description, if there is one.
    /// - Returns: what is wrong, or nil.
    func mismatch(inReply output: JSON.Object, to method: String) -> String? {
        guard let (_, interface, description) = handlers[method] else { return nil }
        do throws(InterfaceDescription.Mismatch) {
            try interface.check(output, against: description.output)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func missing(_ call: Call) -> ErrorReply {
        let name = String(call.interfaceName)
        guard !name.isEmpty else { return .methodNotFound(call.method) }
        guard let interface = interfaces[name] else { return .interfaceNotFound(name) }
        let isDescribed = interface.description.method(String(call.methodName)) != nil
        return isDescribed ? .methodNotImplemented(call.method) : .methodNotFound(call.method)
    }

    /// `org.varlink.service` for these interfaces.
    private static func service(_ identity: Server.Identity, names: [String], _ interfaces: [Interface]) -> Interface {
        let information: JSON.Object = [
            "vendor": .string(identity.vendor),
            "product": .string(identity.product),
            "version": .string(identity.version),
            "url": .string(identity.url),
            "interfaces": .array(names.sorted().map { .string($0) }),
        ]
        let all = interfaces.map(\.description) + [.service]
        let texts = Dictionary(all.map { ($0.name, $0.text) }) { first, _ in first }
        return Interface(.service)
            .on("GetInfo", sync: { _, _ in information })
            .on(
                "GetInterfaceDescription",
                sync: { call, _ in
                    let name = call.parameters["interface"]?.string ?? ""
                    guard let text = texts[name] else { throw ErrorReply.interfaceNotFound(name) }
                    return ["description": .string(text)]
                }
            )
    }
}
