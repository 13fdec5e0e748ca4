/// Which addresses a socket may be opened to. Asked with the address itself, after names were resolved, so that no name
/// can lead into the private network.
package enum SocketGuard: Sendable, Hashable {
    /// Public addresses only: the URL has a name.
    case publicOnly
    /// The URL says `localhost`: loopback beside public addresses.
    case loopback
    /// The URL names this address itself.
    case exactly(SocketAddress)
    /// The operator said so: private addresses too, but not those of a machine's metadata service.
    case privateToo
    /// A proxy decides.
    case anything

    package func allows(_ address: SocketAddress) -> Bool {
        switch self {
        case .anything: true
        case .privateToo: !address.isMetadata
        case .exactly(let named): address == named
        case .loopback: address.isLoopback || address.isPublic
        case .publicOnly: address.isPublic
        }
    }
}
