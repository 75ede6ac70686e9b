import Glibc

/// An errno value with its symbolic name.
public struct ErrorNumber: Sendable, Hashable, CustomStringConvertible {
    /// The number, positive.
    public let number: Int32

    /// The error of that number.
    public init(_ number: Int32) { self.number = number }

    /// The errno that the last failed call of this thread left.
    static var last: ErrorNumber { ErrorNumber(errno) }

    /// The symbolic name such as `ENOENT`, or the number for rare ones.
    public var name: String { Self.names[number] ?? "E\(number)" }

    /// The name and the system's words.
    public var description: String { "\(name): \(String(cString: strerror(number)))" }

    private static let names: [Int32: String] = [
        E2BIG: "E2BIG", EACCES: "EACCES", EADDRINUSE: "EADDRINUSE", EADDRNOTAVAIL: "EADDRNOTAVAIL",
        EAFNOSUPPORT: "EAFNOSUPPORT", EAGAIN: "EAGAIN", EBADF: "EBADF", EBADMSG: "EBADMSG", EBUSY: "EBUSY",
        ECANCELED: "ECANCELED", ECHILD: "ECHILD", ECONNABORTED: "ECONNABORTED", ECONNREFUSED: "ECONNREFUSED",
        ECONNRESET: "ECONNRESET", EDOM: "EDOM", EDQUOT: "EDQUOT", EEXIST: "EEXIST", EFAULT: "EFAULT",
        EFBIG: "EFBIG", EINPROGRESS: "EINPROGRESS", EINTR: "EINTR", EINVAL: "EINVAL", EIO: "EIO",
        EISCONN: "EISCONN", EISDIR: "EISDIR", ELOOP: "ELOOP", EMFILE: "EMFILE", EMSGSIZE: "EMSGSIZE",
        ENAMETOOLONG: "ENAMETOOLONG", ENFILE: "ENFILE", ENOBUFS: "ENOBUFS", ENODATA: "ENODATA", ENODEV: "ENODEV",
        ENOENT: "ENOENT", ENOEXEC: "ENOEXEC", ENOMEM: "ENOMEM", ENOSPC: "ENOSPC", ENOSYS: "ENOSYS",
        ENOTCONN: "ENOTCONN", ENOTDIR: "ENOTDIR", ENOTEMPTY: "ENOTEMPTY", ENOTSOCK: "ENOTSOCK",
        ENOTSUP: "ENOTSUP", ENXIO: "ENXIO", EOVERFLOW: "EOVERFLOW", EPERM: "EPERM", EPIPE: "EPIPE",
        EPROTO: "EPROTO", EPROTOTYPE: "EPROTOTYPE", ERANGE: "ERANGE", EROFS: "EROFS", ESRCH: "ESRCH",
        ESTALE: "ESTALE", ETIMEDOUT: "ETIMEDOUT", ETXTBSY: "ETXTBSY", EXDEV: "EXDEV",
    ]
}
