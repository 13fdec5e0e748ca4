import CCurl
import Foundation

/// Where an endpoint is, to look at without sending anything.
package struct EndpointPlace: Sendable {
    package enum Look: Sendable, Hashable {
        /// Why not, in curl's words.
        case failed(String)
        /// When its certificate ends, in seconds since 1970; nil without TLS.
        case reached(Int64?)
    }

    package let host: String
    private let url: String
    private let isSecure: Bool
    private let isStartTLS: Bool

    /// Nil where the text is no URL.
    ///
    /// - Parameter isStartTLS: whether a mail server has to change to TLS where the URL does not begin with it.
    package init?(url: String, isStartTLS: Bool = false) {
        guard let parts = URLParts(url) else { return nil }
        host = parts.host
        self.url = parts.normalized
        isSecure = parts.scheme == "https" || parts.scheme == "smtps" || isStartTLS
        self.isStartTLS = isStartTLS
    }

    /// Why the host has no address; nil when it has one. Blocks on the name server.
    package var unresolved: String? {
        var name = host
        if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
        var list: UnsafeMutablePointer<addrinfo>?
        // because the list is freed here, and nothing of it is kept.
        let code = unsafe getaddrinfo(name, nil, nil, &list)
        defer { if unsafe list != nil { unsafe freeaddrinfo(list) } }
        return code == 0 ? nil : unsafe String(cString: gai_strerror(code))
    }

    /// Connects, with TLS where the URL says so, and hangs up. Blocks for 15 seconds at most.
    package func look(transport: EndpointTransport) -> Look {
        // because the handle lives until the end of this function, and texts are copied.
        guard let handle = unsafe curl_easy_init() else { return .failed("curl cannot be used") }
        defer { unsafe curl_easy_cleanup(handle) }
        let texts: [(CURLoption, String?)] = [
            (CURLOPT_URL, url), (CURLOPT_NOPROXY, transport.proxy == nil ? "*" : ""),
            (CURLOPT_PROXY, transport.proxy ?? ""), (CURLOPT_CAINFO, transport.authorityFile),
            (CURLOPT_SSLCERT, transport.certificateFile), (CURLOPT_SSLKEY, transport.keyFile),
            (CURLOPT_PINNEDPUBLICKEY, transport.pins),
        ]
        for case (let option, let text?) in texts { _ = unsafe tillwatch_set_text(handle, option, text) }
        for (option, value) in [
            (CURLOPT_CONNECT_ONLY, 1), (CURLOPT_CERTINFO, 1), (CURLOPT_NOSIGNAL, 1), (CURLOPT_TIMEOUT, 15),
        ] { _ = unsafe tillwatch_set_long(handle, option, value) }
        if isStartTLS {
            _ = unsafe tillwatch_set_long(handle, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        }
        let code = unsafe curl_easy_perform(handle)
        guard code == CURLE_OK else { return .failed(unsafe String(cString: curl_easy_strerror(code))) }
        guard isSecure else { return .reached(nil) }
        guard let text = unsafe tillwatch_certificate_end(handle) else { return .reached(nil) }
        // because curl reads the date that its own text holds.
        let end = unsafe curl_getdate(text, nil)
        return .reached(end < 0 ? nil : Int64(end))
    }
}
