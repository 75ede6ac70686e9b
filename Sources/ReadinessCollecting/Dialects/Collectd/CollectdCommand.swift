package import ReadinessModel

/// A command of collectd's text protocol, as plugins print it and clients of its socket send it.
package enum CollectdCommand: Equatable, Sendable {
    /// `PUTVAL identifier [interval=seconds] [meta:key=value] time:value[:value...]...`.
    case putValue(CollectdIdentifier, [ValueList])
    /// `PUTNOTIF [severity=... time=... host=... ...] message=...`.
    case putNotification
    /// `GETVAL identifier`.
    case getValue(CollectdIdentifier)
    /// `GETTHRESHOLD identifier`.
    case getThreshold(CollectdIdentifier)
    /// `LISTVAL`.
    case listValues
    /// `FLUSH [timeout=...] [plugin=...] [identifier=...]`.
    case flush

    /// The values of one moment.
    package struct ValueList: Equatable, Sendable {
        /// The time; nil for now (`N`).
        package var time: Timestamp?
        /// The values, nil for those that are not known (`U`).
        package var values: [Double?]
    }

    /// Parses a line without its end.
    ///
    /// - Throws: what is wrong, with its place.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(LineFault) -> CollectdCommand {
        var words = CollectdWords(bytes)
        guard let verb = try words.next() else { throw LineFault(.malformed, at: 0, "the line is empty") }
        switch verb.text.uppercased() {
        case "PUTVAL": return try putValue(&words)
        case "PUTNOTIF":
            guard try words.next() != nil else {
                throw LineFault(.missingField, field: "message", "a notification says something")
            }
            while let option = try words.next() {
                guard option.text.contains("=") else {
                    throw LineFault(.malformed, at: option.offset, "'\(option.text)' is no key=value")
                }
            }
            return .putNotification
        case "GETVAL": return .getValue(try onlyIdentifier(&words))
        case "GETTHRESHOLD": return .getThreshold(try onlyIdentifier(&words))
        case "LISTVAL":
            if let extra = try words.next() { throw LineFault(.malformed, at: extra.offset, "LISTVAL takes nothing") }
            return .listValues
        case "FLUSH":
            while let option = try words.next() {
                guard option.text.contains("=") else {
                    throw LineFault(.malformed, at: option.offset, "'\(option.text)' is no key=value")
                }
            }
            return .flush
        default:
            throw LineFault(.malformed, at: verb.offset, "'\(Excerpt.text(of: verb.text, limit: 20))' is no command")
        }
    }

    private static func onlyIdentifier(_ words: inout CollectdWords) throws(LineFault) -> CollectdIdentifier {
        let identifier = try self.identifier(&words)
        if let extra = try words.next() {
            throw LineFault(.malformed, at: extra.offset, "something follows the identifier")
        }
        return identifier
    }

    private static func identifier(_ words: inout CollectdWords) throws(LineFault) -> CollectdIdentifier {
        guard let word = try words.next() else {
            throw LineFault(.missingField, field: "identifier", "the identifier is missing")
        }
        guard let identifier = CollectdIdentifier(word.text) else {
            let found = Excerpt.text(of: word.text, limit: 60)
            throw LineFault(
                .malformed,
                at: word.offset,
                field: "identifier",
                "'\(found)' is no host/plugin[-instance]/type[-instance]"
            )
        }
        return identifier
    }

    private static func putValue(_ words: inout CollectdWords) throws(LineFault) -> CollectdCommand {
        let identifier = try identifier(&words)
        var lists: [ValueList] = []
        while let word = try words.next() {
            if !word.isQuoted, let sign = word.text.firstIndex(of: "=") {
                guard lists.isEmpty else { throw LineFault(.malformed, at: word.offset, "options stand before values") }
                try checkOption(word, key: word.text[..<sign], value: word.text[word.text.index(after: sign)...])
            } else {
                lists.append(try list(word))
            }
        }
        guard !lists.isEmpty else { throw LineFault(.missingField, field: "value", "the values are missing") }
        return .putValue(identifier, lists)
    }

    private static func checkOption(
        _ word: CollectdWords.Word,
        key: Substring,
        value: Substring
    ) throws(LineFault) {
        if key.lowercased() == "interval" {
            var value = String(value)
            let seconds = value.withUTF8 { DecimalNumber.parse($0) }
            guard let seconds, seconds > 0 else {
                throw LineFault(.badNumber, at: word.offset, field: "interval", "the interval is a number of seconds")
            }
        }
        // Other options, `meta:key=value` among them, say nothing of the number.
    }

    private static func list(_ word: CollectdWords.Word) throws(LineFault) -> ValueList {
        let parts = word.text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 2 else {
            throw LineFault(.malformed, at: word.offset, field: "value", "'\(word.text)' is no time:value")
        }
        var time: Timestamp?
        if parts[0] != "N" {
            var text = String(parts[0])
            guard let moment = text.withUTF8({ seconds($0) }) else {
                throw LineFault(
                    .badTime,
                    at: word.offset,
                    field: "time",
                    "'\(parts[0])' is neither N nor seconds since 1970"
                )
            }
            time = moment
        }
        var values: [Double?] = []
        for part in parts.dropFirst() {
            guard part != "U" else {
                values.append(nil)
                continue
            }
            var text = String(part)
            guard let value = text.withUTF8({ DecimalNumber.parse($0) }) else {
                throw LineFault(.badNumber, at: word.offset, field: "value", "'\(part)' is neither U nor a number")
            }
            values.append(value)
        }
        return ValueList(time: time, values: values)
    }

    private static func seconds(_ text: UnsafeBufferPointer<UInt8>) -> Timestamp? {
        guard let seconds = DecimalNumber.parse(text), abs(seconds) < 9.2e9 else { return nil }
        return Timestamp(utf8: text) ?? Timestamp(nanoseconds: Int64((seconds * 1e9).rounded()))
    }
}

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
        let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty else { return nil }
        let plugin = parts[1].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let type = parts[2].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard !plugin[0].isEmpty, !type[0].isEmpty else { return nil }
        host = String(parts[0])
        self.plugin = String(plugin[0])
        pluginInstance = plugin.count > 1 ? String(plugin[1]) : ""
        self.type = String(type[0])
        typeInstance = type.count > 1 ? String(type[1]) : ""
        description = text
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
