import Glibc
import Varlink

/// A blocking socket that sends any bytes whatever.
final class RawSocket {
    let descriptor: Int32
    private var decoder = FrameDecoder()

    init(_ path: String) throws {
        descriptor = try UnixSocket.make()
        while true {
            do throws(ErrorNumber) {
                try UnixSocket.connect(descriptor, to: path)
                break
            } catch {
                guard error.number == EAGAIN else { throw error }
                usleep(1000)
            }
        }
        _ = fcntl(descriptor, F_SETFL, 0)
        var timeout = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, 0x4000)
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// What arrives next, or nil at the end of the stream or after a minute of silence.
    func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// The next message as text, or nil at the end.
    func message() throws -> String? {
        while true {
            if let frame = try decoder.next() { return String(decoding: frame, as: UTF8.self) }
            guard let bytes = receive() else { return nil }
            decoder.feed(bytes)
        }
    }

    /// That many bytes, what a message left over included; fewer at the end.
    func received(_ count: Int) throws -> [UInt8] {
        while decoder.bufferedBytes < count, let bytes = receive() { decoder.feed(bytes) }
        return decoder.takeRest()
    }

    /// All messages up to the end of the stream.
    func messages() throws -> [String] {
        var all: [String] = []
        while let message = try message() { all.append(message) }
        return all
    }
}
