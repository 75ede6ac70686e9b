import Testing

@testable import Varlink

@Suite struct SSHVersionTests {
    @Test(
        arguments: [
            ("OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19 27 Jan 2026\n", "9.2"), ("OpenSSH_10.0p2, x", "10.0"),
            ("OpenSSH_9.4", "9.4"), ("OpenSSH_9", nil), ("OpenSSH_x.2", nil), ("dropbear v2022.83", nil), ("", nil),
        ] as [(String, String?)]
    )
    func sshTellsItsVersion(banner: String, version: String?) {
        #expect(SSHVersion(banner: Array(banner.utf8))?.description == version)
    }

    @Test func versionsOfSSHAreComparedByNumber() {
        #expect(SSHVersion(major: 9, minor: 3) < .forwardsPaths)
        #expect(SSHVersion(major: 10, minor: 0) > .forwardsPaths)
        #expect(SSHVersion(major: 9, minor: 10) > .forwardsPaths)
    }
}
