/// Rows of text in aligned columns.
struct Table {
    /// How a column is aligned.
    enum Alignment { case left, right }

    private let alignments: [Alignment]
    private var rows: [[String]] = []

    init(_ alignments: [Alignment], header: [String]) {
        self.alignments = alignments
        rows.append(header)
    }

    mutating func add(_ row: [String]) { rows.append(row) }

    /// The lines, header first, without blanks at their ends; columns two blanks apart.
    var lines: [String] {
        let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for column in alignments.indices {
                let blanks = String(repeating: " ", count: widths[column] - row[column].count)
                line += alignments[column] == .left ? row[column] + blanks : blanks + row[column]
                line += "  "
            }
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
