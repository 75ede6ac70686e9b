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
        if verb.isVerb("PUTVAL") { return try putValue(&words) }
        if verb.isVerb("GETVAL") { return .getValue(try onlyIdentifier(&words)) }
        if verb.isVerb("GETTHRESHOLD") { return .getThreshold(try onlyIdentifier(&words)) }
        if verb.isVerb("PUTNOTIF") {
            guard try options(&words) > 0 else {
                throw LineFault(.missingField, field: "message", "a notification says something")
            }
            return .putNotification
        }
        if verb.isVerb("LISTVAL") {
            if let extra = try words.next() { throw LineFault(.malformed, at: extra.offset, "LISTVAL takes nothing") }
            return .listValues
        }
        if verb.isVerb("FLUSH") {
            _ = try options(&words)
            return .flush
        }
        throw LineFault(.malformed, at: verb.offset, "'\(Excerpt.text(of: verb.text, limit: 20))' is no command")
    }

    /// Passes over options; returns how many there are.
    private static func options(_ words: inout CollectdWords) throws(LineFault) -> Int {
        var count = 0
        while let option = try words.next() {
            guard option.contains(UInt8(ascii: "=")) else {
                throw LineFault(.malformed, at: option.offset, "'\(option.text)' is no key=value")
            }
            count += 1
        }
        return count
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
        guard let identifier = word.withBytes({ CollectdIdentifier(utf8: $0) }) else {
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
            if !word.isQuoted, word.contains(UInt8(ascii: "=")) {
                guard lists.isEmpty else { throw LineFault(.malformed, at: word.offset, "options stand before values") }
                try word.withBytes { bytes throws(LineFault) in try checkOption(bytes, at: word.offset) }
            } else {
                lists.append(try word.withBytes { bytes throws(LineFault) in try list(bytes, at: word.offset) })
            }
        }
        guard !lists.isEmpty else { throw LineFault(.missingField, field: "value", "the values are missing") }
        return .putValue(identifier, lists)
    }

    private static func checkOption(_ option: UnsafeBufferPointer<UInt8>, at offset: Int) throws(LineFault) {
        let (key, value) = option.parted(at: UInt8(ascii: "="))
        // Other options, `meta:key=value` among them, say nothing of the number.
        guard key.count == 8, String(decoding: key, as: UTF8.self).lowercased() == "interval" else { return }
        guard let value, let seconds = DecimalNumber.parse(value), seconds > 0 else {
            throw LineFault(.badNumber, at: offset, field: "interval", "the interval is a number of seconds")
        }
    }

    private static func list(_ word: UnsafeBufferPointer<UInt8>, at offset: Int) throws(LineFault) -> ValueList {
        let (first, values) = word.parted(at: UInt8(ascii: ":"))
        guard var rest = values else {
            let text = String(decoding: word, as: UTF8.self)
            throw LineFault(.malformed, at: offset, field: "value", "'\(text)' is no time:value")
        }
        var list = ValueList(time: nil, values: [])
        if !(first.count == 1 && first[0] == UInt8(ascii: "N")) {
            guard let moment = seconds(first) else {
                let text = String(decoding: first, as: UTF8.self)
                let cause = "'\(text)' is neither N nor seconds since 1970"
                throw LineFault(.badTime, at: offset, field: "time", cause)
            }
            list.time = moment
        }
        while true {
            let (part, next) = rest.parted(at: UInt8(ascii: ":"))
            list.values.append(try value(part, at: offset))
            guard let next else { return list }
            rest = next
        }
    }

    private static func value(_ part: UnsafeBufferPointer<UInt8>, at offset: Int) throws(LineFault) -> Double? {
        if part.count == 1, part[0] == UInt8(ascii: "U") { return nil }
        guard let value = DecimalNumber.parse(part) else {
            let text = String(decoding: part, as: UTF8.self)
            throw LineFault(.badNumber, at: offset, field: "value", "'\(text)' is neither U nor a number")
        }
        return value
    }

    private static func seconds(_ text: UnsafeBufferPointer<UInt8>) -> Timestamp? {
        guard let seconds = DecimalNumber.parse(text), abs(seconds) < 9.2e9 else { return nil }
        return Timestamp(utf8: text) ?? Timestamp(nanoseconds: Int64((seconds * 1e9).rounded()))
    }
}
