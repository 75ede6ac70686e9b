import Glibc
import Testing

/// A directory of its own for a test, removed with what is in it.
final class TemporaryFiles: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/readinessd-test-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit {
        guard let stream = opendir(path) else { return }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            unlink("\(path)/\(name)")
        }
        closedir(stream)
        rmdir(path)
    }

    /// Writes a file and gives its path.
    func write(_ name: String, _ text: String) throws -> String {
        let file = "\(path)/\(name)"
        let stream = try #require(fopen(file, "w"))
        defer { fclose(stream) }
        fputs(text, stream)
        return file
    }

    /// The text of a file.
    func read(_ name: String) throws -> String {
        let stream = try #require(fopen("\(path)/\(name)", "r"))
        defer { fclose(stream) }
        var text: [UInt8] = []
        while true {
            let byte = fgetc(stream)
            guard byte >= 0 else { return String(decoding: text, as: UTF8.self) }
            text.append(UInt8(byte))
        }
    }
}
