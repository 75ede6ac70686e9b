/// Keys and their values, in order.
struct YAMLFields: ExpressibleByDictionaryLiteral {
    /// A key and its value.
    struct Field {
        var key: String
        var value: YAMLValue
    }

    /// The fields, in order.
    private(set) var all: [Field]

    init(dictionaryLiteral elements: (String, YAMLValue)...) {
        all = elements.map { Field(key: $0.0, value: $0.1) }
    }

    /// A field for each element.
    init<Element>(_ elements: some Sequence<Element>, _ field: (Element) -> (String, YAMLValue)) {
        all = elements.map { element in
            let (key, value) = field(element)
            return Field(key: key, value: value)
        }
    }

    /// Adds a field at the end.
    mutating func add(_ key: String, _ value: YAMLValue) { all.append(Field(key: key, value: value)) }

    /// Adds fields at the end.
    mutating func add(_ other: YAMLFields) { all += other.all }
}
