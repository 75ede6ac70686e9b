/// Splits what a program writes to standard error into lines fit for the journal, few and short.
struct ErrorLines {
    /// The longest line kept, in bytes.
    static let lengthLimit = 1024
    /// The most lines passed on from one run.
    static let countLimit = 50

    private var line: [UInt8] = []
    private var passed = 0
    /// Lines that were not passed on.
    private(set) var suppressed = 0
    private let report: (String) -> Void

    /// - Parameter report: takes each line.
    init(report: @escaping (String) -> Void) { self.report = report }

    /// Takes what has arrived.
    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) {
        var rest = bytes
        while let newline = rest.firstNewline {
            append(UnsafeBufferPointer(rebasing: rest[..<newline]))
            end()
            rest = UnsafeBufferPointer(rebasing: rest[(newline + 1)...])
        }
        append(rest)
    }

    /// Takes the last line, which may have no end.
    mutating func finish() { if !line.isEmpty { end() } }

    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        // One byte more than is kept shows that the line was cut.
        line.append(contentsOf: bytes.prefix(Self.lengthLimit + 1 - line.count))
    }

    private mutating func end() {
        defer { line.removeAll(keepingCapacity: true) }
        if line.last == 0x0D { line.removeLast() }
        guard !line.isEmpty else { return }
        guard passed < Self.countLimit else {
            suppressed += 1
            return
        }
        passed += 1
        report(line.withUnsafeBufferPointer { Excerpt.text(of: $0, limit: Self.lengthLimit) })
    }
}
