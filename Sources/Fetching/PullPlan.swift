/// What is pulled from where, and how it is asked for.
package struct PullPlan: Sendable, Hashable {
    /// How a file in a remote folder says that it is whole.
    package enum Ready: Sendable, Hashable {
        /// Its size and time stand still between two looks that are so many seconds apart.
        case stable(seconds: Int64)
        /// A second file of its name and this ending lies beside it.
        case marker(String)
        /// It gets a name that the pattern matches when it is whole.
        case renamed
    }

    /// What becomes of a remote file whose lines are committed.
    package enum Done: Sendable, Hashable {
        case keep
        case delete
        /// Into a folder there, which must exist.
        case move(String)
    }

    package var address: RemoteAddress
    /// Where what was fetched waits to be read.
    package var spool: String
    /// Seconds from one look to the next.
    package var every: Int64 = 900
    /// Which files of a folder, as the shell knows it.
    package var pattern = "*"
    package var ready = Ready.stable(seconds: 10)
    package var done = Done.keep
    package var user: String?
    package var passwordFile: String?
    package var tokenFile: String?
    /// A private key, and the file of what opens it.
    package var key: String?
    package var passphraseFile: String?
    package var knownHosts: String?
    package var authorities: String?
    /// Seconds to connect within, and of silence after which a transfer is given up.
    package var timeout: Int64 = 30
    /// Bytes of the largest file that is fetched.
    package var fileMax: Int64 = 1 << 30

    package init(address: RemoteAddress, spool: String) {
        self.address = address
        self.spool = spool
    }
}
