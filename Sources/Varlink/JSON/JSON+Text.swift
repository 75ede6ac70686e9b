extension JSON {
    /// The value as compact UTF-8 text.
    public var bytes: [UInt8] {
        var writer = Writer()
        writer.value(self)
        return writer.bytes
    }

    /// The value as text with one member or element a line, for people.
    /// - Parameter indentation: spaces a level.
    public func formatted(indentation: Int = 2) -> String {
        var text = ""
        format(into: &text, step: indentation, margin: 0)
        return text
    }

    private func format(into text: inout String, step: Int, margin: Int) {
        let inner = String(repeating: " ", count: margin + step)
        let outer = String(repeating: " ", count: margin)
        switch self {
        case .array(let elements) where !elements.isEmpty:
            for (position, element) in elements.enumerated() {
                text += position == 0 ? "[\n" : ",\n"
                text += inner
                element.format(into: &text, step: step, margin: margin + step)
            }
            text += "\n\(outer)]"
        case .object(let members) where !members.isEmpty:
            for (position, member) in members.enumerated() {
                text += position == 0 ? "{\n" : ",\n"
                text += "\(inner)\(JSON.string(member.name)): "
                member.value.format(into: &text, step: step, margin: margin + step)
            }
            text += "\n\(outer)}"
        default:
            text += description
        }
    }
}

extension JSON: CustomStringConvertible {
    /// The value as compact text.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension JSON.Object: CustomStringConvertible {
    /// The object as compact UTF-8 text.
    public var bytes: [UInt8] {
        var writer = JSON.Writer()
        writer.object(self)
        return writer.bytes
    }

    /// The object as compact text.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
