import Glibc
import ReadinessCollecting
import ReadinessModel
import Varlink

/// What is fuzzed, by `READINESS_FUZZ`.
private let target = getenv("READINESS_FUZZ").map { String(cString: $0) } ?? ""

/// One input of the fuzzer: no crash, and the same result however the input is cut.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    switch target {
    case "frames": frames(bytes)
    case "json": json(bytes)
    case "interface": _ = try? InterfaceDescription(parsing: String(decoding: bytes, as: UTF8.self))
    case "expression": expression(bytes)
    default: dialect(bytes)
    }
    return 0
}

/// A dialect reads the same whole and in pieces of one byte, and of a size the input decides.
private func dialect(_ bytes: [UInt8]) {
    guard var whole = DialectCheck(dialect: target), var pieces = DialectCheck(dialect: target) else {
        fail("no target '\(target)'")
    }
    let size = Int(bytes.first ?? 0) % 7 + 1
    let (first, second) = (whole.read(bytes), pieces.read(bytes, piece: size))
    if first != second { fail("whole: \(first)\nin pieces of \(size): \(second)") }
}

/// Messages come out the same whole and byte by byte.
private func frames(_ bytes: [UInt8]) {
    func messages(_ piece: Int) -> [[UInt8]] {
        var decoder = FrameDecoder(limit: 64)
        var found: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            decoder.feed(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
            do {
                while let message = try decoder.next() { found.append(message) }
            } catch {
                // What came before an oversized message was read already.
                return found
            }
        }
        return found
    }
    if messages(.max) != messages(1) { fail("other messages byte by byte") }
}

/// What was read is written and read again as the same.
private func json(_ bytes: [UInt8]) {
    guard let value = try? JSON(parsing: bytes) else { return }
    let text = value.description
    guard let again = try? JSON(parsing: Array(text.utf8)) else { fail("\(text) is not read again") }
    if again != value { fail("\(text) is another value") }
}

private func expression(_ bytes: [UInt8]) {
    let names = ["a", "b", "made"]
    _ = ExpressionParser.parse(String(decoding: bytes, as: UTF8.self), names: names) { name in
        names.firstIndex(of: name).map { (MeasureID($0), MeasureKind.allCases[$0 % 3]) }
    }
}

private func fail(_ message: String) -> Never {
    let bytes = Array((message + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
    abort()
}
