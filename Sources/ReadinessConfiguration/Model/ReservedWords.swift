/// Words of the model language that this version knows but does not have yet.
///
/// A word leaves this list when it is built; until then a file that uses it is told so instead of being misread.
enum ReservedWords {
    /// Keys of the model file.
    static let keys: Set<String> = ["roadmap"]

    /// Reports the use of such a word.
    static func report(_ word: String, at place: Place, to report: Report) {
        report.error("not-available", "'\(word)' is not part of this version of readinessd", at: place)
    }
}
