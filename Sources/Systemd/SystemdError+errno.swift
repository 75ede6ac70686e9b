import Glibc

extension SystemdError {
    /// The failure of an operating system call, described from its error number.
    static func systemCall(
        _ call: String,
        _ number: Int32,
        code: Code = .systemCallFailed,
        advice: String = "see the limits and the sandbox of the unit"
    ) -> SystemdError {
        SystemdError(code, place: call, cause: errorText(number), advice: advice)
    }
}

/// The text of an error number, such as "No such file or directory (errno 2)".
///
/// `strerror` itself is not safe with several threads.
func errorText(_ number: Int32) -> String {
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
        guard let start = buffer.baseAddress else { return "Unknown error" }
        guard strerror_r(number, start, buffer.count) == 0 else { return "Unknown error" }
        return String(cString: start)
    }
    return "\(text) (errno \(number))"
}
