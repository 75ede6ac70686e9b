import ReadinessModel

/// The header of a CSV file.
struct CSVHeader {
    /// The names, as written.
    let names: [String]
    /// The line it stands on.
    let line: Int
    /// Where the input comes from.
    let origin: String

    /// Throws when a name stands twice: nobody could say which column is meant.
    func check() throws(CollectorError) {
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw error("the column '\(Excerpt.text(of: name))' stands twice", "give every column its own name")
        }
    }

    /// The place of a column.
    ///
    /// - Throws: when the header lacks it.
    func column(_ name: String) throws(CollectorError) -> Int {
        if let index = names.firstIndex(of: name) { return index }
        let found = Excerpt.text(of: names.joined(separator: ", "), limit: 200)
        var cause = "the column '\(name)' is missing; the header has \(found)"
        if let near = name.nearest(in: names) { cause += "; is '\(Excerpt.text(of: near))' meant?" }
        throw error(cause, "name the column in the file, or in the collector's configuration, as the other does")
    }

    /// Throws when the header has a column that is none of `known`.
    func refuseOthers(than known: [String]) throws(CollectorError) {
        for name in names where !known.contains(name) {
            var cause = "the column '\(Excerpt.text(of: name))' is unknown"
            if let near = name.nearest(in: known) { cause += "; is '\(near)' meant?" }
            throw error(cause, "the columns are \(known.joined(separator: ", ")); remove others, or map them")
        }
    }

    private func error(_ cause: String, _ advice: String) -> CollectorError {
        CollectorError(.header, place: "\(origin):\(line)", cause: cause, advice: "no row was taken; \(advice)")
    }
}
