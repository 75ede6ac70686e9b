/// The version of an OpenSSH client.
struct SSHVersion: Comparable, CustomStringConvertible {
    /// The first that reaches a Unix socket of another host with `-W`; see its release notes.
    static let forwardsPaths = SSHVersion(major: 9, minor: 4)

    let major: Int
    let minor: Int

    init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads what `ssh -V` prints, as in `OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.19`; nil for another program.
    init?(banner: [UInt8]) {
        let name = Array("OpenSSH_".utf8)
        guard banner.starts(with: name) else { return nil }
        let numbers = banner.dropFirst(name.count).split(separator: UInt8(ascii: "."), maxSplits: 1)
        guard numbers.count == 2 else { return nil }
        let digits = numbers[1].prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard let major = Int(String(decoding: numbers[0], as: UTF8.self)),
            let minor = Int(String(decoding: digits, as: UTF8.self))
        else { return nil }
        self.init(major: major, minor: minor)
    }

    var description: String { "\(major).\(minor)" }

    static func < (left: Self, right: Self) -> Bool { (left.major, left.minor) < (right.major, right.minor) }
}
