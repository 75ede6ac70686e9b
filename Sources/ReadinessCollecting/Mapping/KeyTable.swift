import Glibc

/// From byte strings to the order in which they came, looked up without allocating.
struct KeyTable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = [0]
    private var hashes: [UInt32] = []
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    /// The number of keys.
    var count: Int { hashes.count }
    /// The bytes of all keys together.
    var size: Int { bytes.count }

    /// The place of a key; nil when it is not there.
    func index(of key: UnsafeBufferPointer<UInt8>) -> Int? {
        let hash = Self.hash(key)
        return slots.withUnsafeBufferPointer { slots in
            hashes.withUnsafeBufferPointer { hashes in
                let mask = slots.count - 1
                var slot = Int(hash) & mask
                while true {
                    let candidate = Int(slots[slot])
                    guard candidate >= 0 else { return nil }
                    if hashes[candidate] == hash, matches(candidate, key) { return candidate }
                    slot = (slot + 1) & mask
                }
            }
        }
    }

    /// Adds a key that is not there yet; its place is the number of keys before.
    mutating func add(_ key: UnsafeBufferPointer<UInt8>) {
        if (count + 1) * 2 > slots.count { grow() }
        bytes.append(contentsOf: key)
        ends.append(bytes.count)
        hashes.append(Self.hash(key))
        insert(count - 1)
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for index in hashes.indices { insert(index) }
    }

    private mutating func insert(_ index: Int) {
        let mask = slots.count - 1
        var slot = Int(hashes[index]) & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(index)
    }

    private func matches(_ candidate: Int, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = ends[candidate]
        guard ends[candidate + 1] - start == key.count, let base = key.baseAddress else { return key.isEmpty }
        return bytes.withUnsafeBytes { all in
            guard let first = all.baseAddress else { return false }
            return memcmp(first + start, base, key.count) == 0
        }
    }

    /// Eight bytes at a time, multiplied and folded; the seed of the process keeps senders from choosing collisions.
    private static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hash = seed ^ UInt64(key.count)
        guard let base = UnsafeRawPointer(key.baseAddress) else { return UInt32(truncatingIfNeeded: hash) }
        var offset = 0
        while offset + 8 <= key.count {
            hash = mix(hash ^ base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < key.count {
            rest = rest << 8 | UInt64(key[offset])
            offset += 1
        }
        hash = mix(hash ^ rest)
        return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }

    private static let seed = UInt64.random(in: 0 ... .max)
}
