/// A line that could not be used, and why.
package struct Reject: Hashable, Sendable {
    /// The kind of mistake.
    package var reason: RejectReason
    /// The number of the line, from 1; 0 for what has no lines.
    package var line: Int
    /// The byte of the line at which the mistake begins, from 1; nil where the line as a whole is wrong.
    package var column: Int?
    /// The column, key or label at fault, where there is one.
    package var field: String?
    /// The beginning of the line, control characters escaped.
    package var excerpt: String
    /// What is wrong.
    package var message: String

    /// Makes a reject.
    package init(
        reason: RejectReason,
        line: Int,
        column: Int? = nil,
        field: String? = nil,
        excerpt: String,
        message: String
    ) {
        self.reason = reason
        self.line = line
        self.column = column
        self.field = field
        self.excerpt = excerpt
        self.message = message
    }
}

extension Reject: CustomStringConvertible {
    /// `12:5: 'abc' is not a number`, to stand after the name of the file and a colon.
    package var description: String {
        line == 0 ? " \(message)" : "\(line)\(column.map { ":\($0)" } ?? ""): \(message)"
    }
}

/// Why a line could not be used.
package enum RejectReason: String, CaseIterable, Sendable {
    /// The line does not follow the grammar of its format.
    case malformed
    /// Something needed is absent or empty.
    case missingField = "missing-field"
    /// A key that means nothing here.
    case unknownKey = "unknown-key"
    /// The model has no such entity.
    case unknownEntity = "unknown-entity"
    /// The model has no such measure.
    case unknownMeasure = "unknown-measure"
    /// The entity has others below it; readings belong to those.
    case notALeaf = "not-a-leaf"
    /// Not a finite decimal number.
    case badNumber = "bad-number"
    /// Not a time.
    case badTime = "bad-time"
    /// Several samples of one run are the same reading, told apart by labels only.
    case ambiguous
    /// The line, or a quoted field of it, is longer than the limit.
    case tooLong = "too-long-line"
    /// The bytes are not UTF-8.
    case notUTF8 = "not-utf8"
    /// The source may not bring this measure, or readings of this entity.
    case notAllowed = "not-allowed"
    /// The source brings more readings a second than it may.
    case rateLimit = "rate-limit"
    /// The source brings more series than it may.
    case seriesLimit = "series-limit"
    /// The series belongs to another source.
    case otherSource = "other-source"

    /// The place in `allCases`, for counters on the hot path.
    var index: Int {
        switch self {
        case .malformed: 0
        case .missingField: 1
        case .unknownKey: 2
        case .unknownEntity: 3
        case .unknownMeasure: 4
        case .notALeaf: 5
        case .badNumber: 6
        case .badTime: 7
        case .ambiguous: 8
        case .tooLong: 9
        case .notUTF8: 10
        case .notAllowed: 11
        case .rateLimit: 12
        case .seriesLimit: 13
        case .otherSource: 14
        }
    }
}

/// What is wrong with a line, before it is known where the line stands.
struct LineFault: Error {
    var reason: RejectReason
    /// The byte of the line, from 0.
    var offset: Int?
    var field: String?
    var message: String

    init(_ reason: RejectReason, at offset: Int? = nil, field: String? = nil, _ message: String) {
        self.reason = reason
        self.offset = offset
        self.field = field
        self.message = message
    }
}
