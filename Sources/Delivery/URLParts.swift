import CCurl

/// A URL taken apart by curl itself: what is checked is then what is connected to.
struct URLParts {
    var normalized: String
    var scheme: String
    var host: String
    var hasCredentials: Bool
    var origin: String

    /// - Returns: nil when curl reads no URL in the text.
    init?(_ text: String) {
        // because curl's handle is a pointer; it lives until the end of this initializer, and texts are copied.
        guard let handle = unsafe curl_url() else { return nil }
        defer { unsafe curl_url_cleanup(handle) }
        // because the text is only read during the call.
        guard unsafe curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK else { return nil }

        func part(_ part: CURLUPart) -> String? {
            var pointer: UnsafeMutablePointer<CChar>?
            // because curl gives a text of its own, which is copied and freed here.
            guard unsafe curl_url_get(handle, part, &pointer, 0) == CURLUE_OK, let found = unsafe pointer
            else {
                return nil
            }
            defer { unsafe curl_free(found) }
            return unsafe String(cString: found)
        }

        guard let normalized = part(CURLUPART_URL), let scheme = part(CURLUPART_SCHEME),
            let host = part(CURLUPART_HOST), !host.isEmpty
        else { return nil }
        self.normalized = normalized
        self.scheme = scheme.lowercased()
        self.host = host.lowercased()
        hasCredentials = part(CURLUPART_USER) != nil || part(CURLUPART_PASSWORD) != nil
        origin = "\(self.scheme)://\(self.host)" + (part(CURLUPART_PORT).map { ":\($0)" } ?? "")
    }

    /// Which addresses a socket may be opened to on the way there.
    func socketGuard(allowPrivate: Bool, hasProxy: Bool) -> SocketGuard {
        if hasProxy { return .anything }
        if allowPrivate { return .privateToo }
        if let address { return .exactly(address) }
        return host == "localhost" ? .loopback : .publicOnly
    }

    /// The address that the host itself is, if it is one.
    var address: SocketAddress? {
        var text = host
        if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
        var bytes = [UInt8](repeating: 0, count: 16)
        // because the function writes at most 16 bytes and reads the text only during the call.
        let count = unsafe tillwatch_parse_address(text, &bytes)
        return SocketAddress(bytes: Array(bytes.prefix(Int(count))))
    }
}
