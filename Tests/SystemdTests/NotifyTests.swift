import Glibc
import Testing

@testable import Systemd

@Suite(.timeLimit(.minutes(1))) struct NotifyTests {
    /// A real datagram socket in the place of the service manager's.
    struct Manager: ~Copyable {
        let descriptor: Int32
        let address: String

        init(_ address: String) throws {
            self.address = address
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            var name = sockaddr_un()
            name.sun_family = sa_family_t(AF_UNIX)
            var bytes = Array(address.utf8)
            if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
            withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
            let length = socklen_t(2 + bytes.count)
            let bound = withUnsafePointer(to: &name) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
            }
            try #require(bound == 0, "bind: \(errorText(errno))")
        }

        /// All datagrams waiting.
        func received() -> [String] {
            var result: [String] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                guard count >= 0 else { return result }
                result.append(String(decoding: buffer[..<count], as: UTF8.self))
            }
        }

        deinit {
            close(descriptor)
            if address.hasPrefix("/") { unlink(address) }
        }
    }

    @Test(arguments: ["/tmp/readiness-notify-\(getpid())", "@readiness-notify-\(getpid())"])
    func messagesArriveAsOneDatagram(_ address: String) throws {
        let manager = try Manager(address)
        let notify = try Notify(socket: address)
        #expect(notify.isActive)
        #expect(try notify.send(.ready, .status("3 collectors")))
        #expect(try notify.send(.stopping))
        #expect(manager.received() == ["READY=1\nSTATUS=3 collectors", "STOPPING=1"])
    }

    @Test func aStatusIsSentOnChangeOnly() throws {
        let manager = try Manager("@readiness-notify-status-\(getpid())")
        let notify = try Notify(socket: manager.address)
        #expect(try notify.send(.status("a")))
        #expect(try !notify.send(.status("a")))
        #expect(try notify.send(.watchdog, .status("a")))
        #expect(try notify.send(.status("b")))
        #expect(try notify.send(.status("a")))
        #expect(manager.received() == ["STATUS=a", "WATCHDOG=1", "STATUS=b", "STATUS=a"])
    }

    @Test func aStatusThatWasNotTakenIsNotRemembered() throws {
        let address = "/tmp/readiness-notify-late-\(getpid())"
        let notify = try Notify(socket: address)
        let failure = #expect(throws: SystemdError.self) { try notify.send(.status("a")) }
        #expect(failure?.code == .notificationFailed)
        let manager = try Manager(address)
        #expect(try notify.send(.status("a")))
        #expect(manager.received() == ["STATUS=a"])
    }

    @Test func texts() {
        #expect(NotifyMessage.reloading(monotonicMicroseconds: 7).text == "RELOADING=1\nMONOTONIC_USEC=7")
        #expect(NotifyMessage.status("two\nlines\u{7F}").text == "STATUS=two lines ")
        #expect(NotifyMessage.watchdogTrigger.text == "WATCHDOG=trigger")
        #expect(NotifyMessage.errorNumber(2).text == "ERRNO=2")
        #expect(NotifyMessage.extendTimeout(.milliseconds(1500)).text == "EXTEND_TIMEOUT_USEC=1500000")
        #expect(NotifyMessage.extendTimeout(.seconds(-1)).text == "EXTEND_TIMEOUT_USEC=0")
    }

    @Test func reloadingCarriesTheMonotonicClock() throws {
        guard case .reloading(let first) = NotifyMessage.reloadingNow(),
            case .reloading(let second) = NotifyMessage.reloadingNow()
        else {
            Issue.record("not a reload")
            return
        }
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        #expect(first <= second)
        #expect(second / 1_000_000 <= UInt64(now.tv_sec))
        #expect(UInt64(now.tv_sec) - first / 1_000_000 < 5)
    }

    @Test func withoutAManagerNothingHappens() throws {
        for socket in [nil, ""] {
            let notify = try Notify(socket: socket)
            #expect(!notify.isActive)
            #expect(try !notify.send(.ready))
        }
    }

    @Test(arguments: ["vsock:2:1", "relative", "/" + String(repeating: "x", count: 107), "@", "/"])
    func refusesOtherAddresses(_ address: String) {
        let failure = #expect(throws: SystemdError.self) { try Notify(socket: address) }
        #expect(failure?.code == .invalidEnvironment)
    }

    @Test func theAddressLeavesTheEnvironment() async {
        await #expect(processExitsWith: .success) {
            let manager = try Manager("@readiness-notify-environment-\(getpid())")
            setenv("NOTIFY_SOCKET", manager.address, 1)
            let notify = try Notify.takingEnvironment()
            try notify.send(.ready)
            exit(manager.received() == ["READY=1"] && getenv("NOTIFY_SOCKET") == nil ? 0 : 1)
        }
    }
}
