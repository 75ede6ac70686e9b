/// From names to dense indices, looked up by UTF-8 bytes without allocating.
///
/// Open addressing over one array of bytes: a lookup hashes the name once and compares bytes once on a hit.
package struct NameTable: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = [0]
    private var slots: [Int32]
    private let mask: Int

    /// A table of `names`, whose indices are their places. Of equal names the first is found.
    package init(_ names: some Collection<String>) {
        var capacity = 8
        while capacity < names.count * 2 { capacity *= 2 }
        slots = Array(repeating: -1, count: capacity)
        mask = capacity - 1
        for name in names {
            bytes.append(contentsOf: name.utf8)
            ends.append(bytes.count)
            insert(Int32(ends.count - 2), name)
        }
    }

    /// The number of names.
    package var count: Int { ends.count - 1 }

    /// The index of the name with these UTF-8 bytes; nil when it is not in the table.
    package func index(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        var slot = Self.hash(name) & mask
        while slots[slot] >= 0 {
            let candidate = Int(slots[slot])
            if matches(candidate, name) { return candidate }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The index of a name; nil when it is not in the table.
    package func index(of name: String) -> Int? {
        var name = name
        return name.withUTF8 { index(of: $0) }
    }

    private mutating func insert(_ index: Int32, _ name: String) {
        var name = name
        var slot = name.withUTF8 { Self.hash($0) } & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = index
    }

    private func matches(_ candidate: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = ends[candidate]
        guard ends[candidate + 1] - start == name.count else { return false }
        for offset in 0..<name.count where bytes[start + offset] != name[offset] { return false }
        return true
    }

    /// FNV-1a, folded: short names, no adversary beyond the owner of the model.
    private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: hash ^ (hash >> 32))
    }
}
