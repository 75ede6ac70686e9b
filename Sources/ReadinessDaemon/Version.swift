/// What this is, for people and for `org.varlink.service`.
package enum Version {
    /// The version of readinessd.
    package static let number = "0.1.0"
    /// Where to read about it.
    package static let url = "man:readinessd(8)"
}
