import Glibc
import ReadinessModel
import VarlinkServer

/// Who may push as a source: names resolved to what the kernel says of a peer.
struct AccessList: Sendable {
    private var userIDs: Set<UInt32> = []
    private var groupIDs: Set<UInt32> = []
    /// Names this machine does not know.
    private(set) var unknown: [String] = []

    /// The user that isolated collectors run as.
    static let isolatedUser = "readinessd-collector"

    /// Looks the users and groups of a source up. Blocks.
    init(_ source: PushSource) {
        for name in source.users {
            if let number = UInt32(name) ?? Self.user(name) { userIDs.insert(number) } else { unknown.append(name) }
        }
        for name in source.groups {
            guard let group = Self.group(name) else {
                unknown.append(name)
                continue
            }
            groupIDs.insert(group.number)
            for member in group.members {
                if let number = Self.user(member) { userIDs.insert(number) }
            }
        }
    }

    /// Whether a peer may push: root and the user of the service always may.
    func admits(_ peer: Peer) -> Bool {
        peer.isPrivileged || userIDs.contains(peer.userID) || groupIDs.contains(peer.groupID)
    }

    private static func user(_ name: String) -> UInt32? {
        var entry = passwd()
        var result: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &result) == 0, result != nil else { return nil }
        return entry.pw_uid
    }

    private static func group(_ name: String) -> (number: UInt32, members: [String])? {
        var entry = Glibc.group()
        var result: UnsafeMutablePointer<Glibc.group>?
        var buffer = [CChar](repeating: 0, count: 262_144)
        let status =
            UInt32(name).map { getgrgid_r($0, &entry, &buffer, buffer.count, &result) }
            ?? getgrnam_r(name, &entry, &buffer, buffer.count, &result)
        guard status == 0, result != nil else { return UInt32(name).map { ($0, []) } }
        var members: [String] = []
        var next = entry.gr_mem
        while let pointer = next, let member = pointer.pointee {
            members.append(String(cString: member))
            next = pointer.advanced(by: 1)
        }
        return (entry.gr_gid, members)
    }
}
