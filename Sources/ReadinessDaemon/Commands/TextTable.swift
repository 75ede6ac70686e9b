/// Rows of text in columns, two spaces between them, for a terminal of 80 columns.
struct TextTable {
    /// A column: how wide it may become, and on which side its texts stand.
    struct Column {
        let title: String
        var limit = 80
        var isRight = false
    }

    private let columns: [Column]
    private var rows: [[String]]

    init(_ columns: [Column]) {
        self.columns = columns
        rows = [columns.map(\.title)]
    }

    /// Adds a row; a text wider than its column is cut and ends with `~`.
    mutating func add(_ row: [String]) {
        rows.append(zip(columns, row).map { $1.count > $0.limit ? $1.prefix($0.limit - 1) + "~" : $1 })
    }

    /// Whether there is nothing but the header.
    var isEmpty: Bool { rows.count == 1 }

    /// The rows under their header, without spaces at the end.
    var lines: [String] {
        let widths = columns.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (place, text) in row.enumerated() {
                let space = String(repeating: " ", count: widths[place] - text.count)
                line += (place == 0 ? "" : "  ") + (columns[place].isRight ? space + text : text + space)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
