/// The repository this test was compiled from.
enum Repository {
    /// The path of something in it.
    static func path(_ name: String, of file: String = #filePath) -> String {
        file.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/\(name)"
    }
}
