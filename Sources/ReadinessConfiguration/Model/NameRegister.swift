/// Names declared so far, each with its rank and place: refuses the second of a name and finds them again.
struct NameRegister {
    /// The names, in order of declaration.
    private(set) var names: [String] = []
    private var declared: [String: (index: Int, place: Place)] = [:]

    /// Declares a name; a report and false when it is taken.
    ///
    /// - Parameter what: what the name is of, for the message: `entity`.
    mutating func declare(_ name: String, _ what: String, at place: Place, report: Report) -> Bool {
        if let first = declared[name] {
            let message = "duplicate \(what) '\(name)'; it stands already at \(first.place.text)"
            report.error("duplicate-id", message, at: place)
            return false
        }
        declared[name] = (names.count, place)
        names.append(name)
        return true
    }

    /// The rank of a name.
    func index(of name: String) -> Int? { declared[name]?.index }

    /// Where a name was declared.
    func place(of name: String) -> Place? { declared[name]?.place }
}
