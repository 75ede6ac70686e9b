/// A JSON value (RFC 8259) as Varlink messages carry it.
///
/// Integers and other numbers are different cases: `1` is ``integer(_:)``, `1.0` is ``number(_:)``, and each is written
/// back in its own form. Names and strings compare as Swift strings do, by canonical equivalence.
public enum JSON: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number. A value that is not finite is written as `null`.
    case number(Double)
    /// A string. It may hold any Unicode scalar, U+0000 included.
    case string(String)
    /// An array.
    case array([JSON])
    /// An object. It keeps the order of its members; two objects with the same members in another order are equal.
    case object(Object)
}

extension JSON {
    /// Whether this is `null`.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The truth value, or nil when this is not a boolean.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The whole number, or nil. A ``number(_:)`` without fraction inside the 64-bit range counts.
    public var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// ``integer`` as `Int`.
    public var int: Int? { integer.map { Int($0) } }

    /// The number, or nil when this is neither an integer nor another number. Integers above 2^53 lose precision.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The string, or nil when this is not a string.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements, or nil when this is not an array.
    public var array: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members, or nil when this is not an object.
    public var object: Object? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The member of that name, or nil when this is not an object or has no such member.
    public subscript(name: String) -> JSON? { object?[name] }

    /// The element at that position, or nil when this is not an array or is shorter.
    public subscript(position: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(position) else { return nil }
        return elements[position]
    }

    /// What kind of value this is, in the words of the interface language.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .integer: "int"
        case .number: "float"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
