/// `host/plugin[-instance]/type[-instance]`.
package struct CollectdIdentifier: Hashable, Sendable, CustomStringConvertible {
    /// The host.
    package let host: String
    /// The plugin.
    package let plugin: String
    /// Which of several; empty for none.
    package let pluginInstance: String
    /// The type, which says how many values there are.
    package let type: String
    /// Which of several; empty for none.
    package let typeInstance: String
    /// As it is written.
    package let description: String

    /// Parses an identifier; nil for what is none.
    package init?(_ text: String) {
        var text = text
        guard let identifier = text.withUTF8({ Self(utf8: $0) }) else { return nil }
        self = identifier
    }

    /// Parses an identifier in UTF-8; nil for what is none.
    init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        let (host, rest) = text.parted(at: UInt8(ascii: "/"))
        guard let rest, !host.isEmpty else { return nil }
        let (first, second) = rest.parted(at: UInt8(ascii: "/"))
        guard let second else { return nil }
        let (plugin, pluginInstance) = first.parted(at: UInt8(ascii: "-"))
        let (type, typeInstance) = second.parted(at: UInt8(ascii: "-"))
        guard !plugin.isEmpty, !type.isEmpty else { return nil }
        self.host = String(decoding: host, as: UTF8.self)
        self.plugin = String(decoding: plugin, as: UTF8.self)
        self.pluginInstance = pluginInstance.map { String(decoding: $0, as: UTF8.self) } ?? ""
        self.type = String(decoding: type, as: UTF8.self)
        self.typeInstance = typeInstance.map { String(decoding: $0, as: UTF8.self) } ?? ""
        description = String(decoding: text, as: UTF8.self)
    }

    /// The names of the values of the type: those of collectd's `types.db` for its common types of several values, else
    /// `value`, or numbers where there are several.
    package func names(count: Int) -> [String] {
        let known: [String]? =
            switch type {
            case "if_octets", "if_packets", "if_errors", "if_dropped": ["rx", "tx"]
            case "disk_octets", "disk_ops", "disk_merged", "disk_time": ["read", "write"]
            case "load": ["shortterm", "midterm", "longterm"]
            case "ps_count": ["processes", "threads"]
            case "io_octets", "io_packets": ["rx", "tx"]
            default: nil
            }
        if let known, known.count == count { return known }
        return count == 1 ? ["value"] : (0..<count).map { "\($0)" }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// What stands before the first such byte, and what after it; nil for none.
    func parted(at separator: UInt8) -> (before: Self, after: Self?) {
        guard let place = firstIndex(of: separator) else { return (self, nil) }
        return (Self(rebasing: self[..<place]), Self(rebasing: self[(place + 1)...]))
    }
}
