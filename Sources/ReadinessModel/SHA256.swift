/// The hash function SHA-256 (FIPS 180-4, section 6.2), for telling one text from another; nothing here is secret.
package struct SHA256: Sendable {
    /// The digest: 32 bytes.
    package let bytes: [UInt8]

    /// The digest of `message`, which must be shorter than 2^61 bytes.
    package init(_ message: some Collection<UInt8>) {
        var state = Self.initial
        var schedule = [UInt32](repeating: 0, count: 64)
        let padded = Self.padded(message)
        for block in stride(from: 0, to: padded.count, by: 64) {
            Self.digest(padded[block..<block + 64], into: &state, &schedule)
        }
        bytes = state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
    }

    /// The digest in lower-case hexadecimal digits.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// The message, a bit 1, as many bits 0 as fill a block but for 64 bits, and the message's length in bits there.
    private static func padded(_ message: some Collection<UInt8>) -> [UInt8] {
        var padded = Array(message)
        let length = UInt64(padded.count) * 8
        padded.append(0x80)
        while padded.count % 64 != 56 { padded.append(0) }
        for place in 0..<8 { padded.append(UInt8(truncatingIfNeeded: length >> (56 - 8 * UInt64(place)))) }
        return padded
    }

    private static func digest(_ block: ArraySlice<UInt8>, into state: inout [UInt32], _ schedule: inout [UInt32]) {
        for word in 0..<16 {
            let start = block.startIndex + 4 * word
            schedule[word] = block[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        for word in 16..<64 {
            let (near, far) = (schedule[word - 2], schedule[word - 15])
            let first = near.rotated(17) ^ near.rotated(19) ^ near >> 10
            let second = far.rotated(7) ^ far.rotated(18) ^ far >> 3
            schedule[word] = first &+ schedule[word - 7] &+ second &+ schedule[word - 16]
        }
        // The eight working variables a to h of the standard, by their place.
        var work = state
        for round in 0..<64 {
            let sum = work[4].rotated(6) ^ work[4].rotated(11) ^ work[4].rotated(25)
            let choice = (work[4] & work[5]) ^ (~work[4] & work[6])
            let first = work[7] &+ sum &+ choice &+ constants[round] &+ schedule[round]
            let other = work[0].rotated(2) ^ work[0].rotated(13) ^ work[0].rotated(22)
            let majority = (work[0] & work[1]) ^ (work[0] & work[2]) ^ (work[1] & work[2])
            work.removeLast()
            work.insert(first &+ other &+ majority, at: 0)
            work[4] = work[4] &+ first
        }
        for place in 0..<8 { state[place] = state[place] &+ work[place] }
    }

    /// The first 32 bits of the fractional parts of the square roots of the first eight primes.
    private static let initial: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}

extension UInt32 {
    /// The bits moved `count` places to the right, those that fall out coming in again at the left.
    fileprivate func rotated(_ count: UInt32) -> UInt32 { self >> count | self << (32 - count) }
}
