/// Which addresses a socket may be opened to. Asked with the address itself, after names were resolved, so that no name
/// can lead into the private network.
package enum SocketGuard: Sendable, Hashable {
    /// Public addresses only: the URL has a name.
    case publicOnly
    /// The URL says `localhost`: loopback beside public addresses.
    case loopback
    /// The URL names this address itself.
    case exactly(SocketAddress)
    /// The operator said so.
    case anything

    package func allows(_ address: SocketAddress) -> Bool {
        switch self {
        case .anything: true
        case .exactly(let named): address == named
        case .loopback: address.isLoopback || address.isPublic
        case .publicOnly: address.isPublic
        }
    }
}
