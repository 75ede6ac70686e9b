/// Entries of the system's journal.
package struct JournalSource: Hashable, Sendable {
    /// `FIELD=value`: of one field any, of different fields all; at least one.
    package var matches: [String]
    /// Fields that become labels of samples, beside `unit`, `priority`, `identifier` and `host`.
    package var fields: [String]
    /// Numbers taken out of entries, by the name of their sample.
    package var extracts: [Extract]
    /// How far back entries are read that came before the first start.
    package var lookback: TimeSpan

    /// A number in an entry.
    package struct Extract: Hashable, Sendable {
        /// The name of the sample.
        package var name: String
        /// The field.
        package var field: String
        /// Text around the number, such as `took {} ms`, anywhere in the field; nil where the field is the number.
        package var pattern: String?

        /// Makes an extract.
        package init(name: String, field: String, pattern: String? = nil) {
            self.name = name
            self.field = field
            self.pattern = pattern
        }
    }

    /// Makes a source.
    package init(matches: [String], fields: [String] = [], extracts: [Extract] = [], lookback: TimeSpan) {
        self.matches = matches
        self.fields = fields
        self.extracts = extracts
        self.lookback = lookback
    }
}
