extension JSON {
    /// Writes JSON text straight into bytes, without a tree of values in between.
    ///
    /// The caller opens and closes; the writer places the commas. It does not check that names and values alternate:
    /// ``JSON/bytes`` does that by construction.
    public struct Writer: Sendable {
        /// What was written so far: UTF-8 without any NUL byte.
        public private(set) var bytes: [UInt8] = []
        private var needsComma = false

        /// An empty writer.
        /// - Parameter capacity: bytes to reserve.
        public init(reserving capacity: Int = 0) { bytes.reserveCapacity(capacity) }

        /// Opens an object.
        public mutating func beginObject() { open(UInt8(ascii: "{")) }
        /// Closes the innermost object.
        public mutating func endObject() { close(UInt8(ascii: "}")) }
        /// Opens an array.
        public mutating func beginArray() { open(UInt8(ascii: "[")) }
        /// Closes the innermost array.
        public mutating func endArray() { close(UInt8(ascii: "]")) }

        /// Writes the name of the member whose value comes next.
        public mutating func name(_ name: String) {
            separate()
            Self.append(string: name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            needsComma = false
        }

        /// Writes `null`.
        public mutating func null() { raw("null") }
        /// Writes a truth value.
        public mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

        /// Writes an integer.
        public mutating func integer(_ value: Int64) {
            separate()
            Self.append(integer: value, to: &bytes)
            needsComma = true
        }

        /// Writes a number in the fewest digits that read back as the same number; `null` when it is not finite.
        public mutating func number(_ value: Double) {
            separate()
            Self.append(number: value, to: &bytes)
            needsComma = true
        }

        /// Writes a string.
        public mutating func string(_ value: String) {
            separate()
            Self.append(string: value, to: &bytes)
            needsComma = true
        }

        /// Writes a value of any kind.
        public mutating func value(_ value: JSON) {
            switch value {
            case .null: null()
            case .bool(let value): bool(value)
            case .integer(let value): integer(value)
            case .number(let value): number(value)
            case .string(let value): string(value)
            case .array(let elements):
                beginArray()
                for element in elements { self.value(element) }
                endArray()
            case .object(let members): object(members)
            }
        }

        /// Writes an object.
        public mutating func object(_ members: Object) {
            beginObject()
            for (name, value) in members {
                self.name(name)
                self.value(value)
            }
            endObject()
        }

        /// Places text that is JSON already as one value. It is taken as it is.
        public mutating func encoded(_ json: [UInt8]) {
            separate()
            bytes.append(contentsOf: json)
            needsComma = true
        }

        /// Forgets what was written and keeps the storage.
        public mutating func removeAll() {
            bytes.removeAll(keepingCapacity: true)
            needsComma = false
        }

        private mutating func raw(_ text: StaticString) {
            separate()
            text.withUTF8Buffer { bytes.append(contentsOf: $0) }
            needsComma = true
        }

        private mutating func open(_ byte: UInt8) {
            separate()
            bytes.append(byte)
            needsComma = false
        }

        private mutating func close(_ byte: UInt8) {
            bytes.append(byte)
            needsComma = true
        }

        private mutating func separate() {
            if needsComma { bytes.append(UInt8(ascii: ",")) }
        }
    }
}
