import CCurl

/// Where something is pulled from, taken apart by curl itself: what is checked is then what is connected to.
package struct RemoteAddress: Sendable, Hashable {
    package enum Way: String, Sendable, Hashable {
        /// One file.
        case https
        /// A folder.
        case sftp
        /// A folder, with TLS from the first byte on.
        case ftps
        /// A folder, with TLS asked for before anything is told (RFC 4217).
        case ftpes
    }

    package enum Problem: Error, Sendable, Hashable {
        case unreadable
        /// Neither of the four, or not as it should be.
        case scheme(String)
        case hasCredentials
        case noFile
    }

    package let way: Way
    /// As curl takes it, a folder with a slash at its end.
    package let url: String
    /// For people and logs: without a query, which may hold a secret.
    package let shown: String
    /// Decoded; of a folder with its slash.
    package let path: String

    package init(_ text: String) throws(Problem) {
        let scheme = String(text.prefix { $0 != ":" }).lowercased()
        guard let way = Way(rawValue: scheme) else { throw .scheme(scheme) }
        // curl calls both ways of FTP over TLS otherwise.
        let known = way == .ftpes ? "ftp" + text.dropFirst(scheme.count) : text
        // because curl's handle is a pointer; it lives until the end of this initializer, and texts are copied.
        guard let handle = unsafe curl_url() else { throw .unreadable }
        defer { unsafe curl_url_cleanup(handle) }
        // because the text is only read during the call.
        guard unsafe curl_url_set(handle, CURLUPART_URL, known, 0) == CURLUE_OK else { throw .unreadable }

        func part(_ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
            var pointer: UnsafeMutablePointer<CChar>?
            // because curl gives a text of its own, which is copied and freed here.
            guard unsafe curl_url_get(handle, part, &pointer, flags) == CURLUE_OK, let found = unsafe pointer
            else { return nil }
            defer { unsafe curl_free(found) }
            return unsafe String(cString: found)
        }

        guard part(CURLUPART_USER) == nil, part(CURLUPART_PASSWORD) == nil else { throw .hasCredentials }
        guard var path = part(CURLUPART_PATH, UInt32(CURLU_URLDECODE)), let host = part(CURLUPART_HOST),
            !host.isEmpty,
            !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { throw .unreadable }
        if way == .https {
            guard !path.hasSuffix("/") else { throw .noFile }
        } else if !path.hasSuffix("/") {
            path += "/"
        }
        self.way = way
        self.path = path
        let origin = "\(way.rawValue)://\(host)" + (part(CURLUPART_PORT).map { ":\($0)" } ?? "")
        shown = origin + (part(CURLUPART_PATH) ?? "/")
        guard var url = part(CURLUPART_URL) else { throw .unreadable }
        if way != .https, !url.hasSuffix("/") { url += "/" }
        self.url = url
    }

    /// The last part of the path.
    package var fileName: String { path.split(separator: "/").last.map(String.init) ?? "" }

    /// The URL of a file of the folder.
    func file(_ name: String) -> String { url + Self.escaped(name) }

    /// Every byte but letters, digits and `-._~` as `%XX`.
    static func escaped(_ name: String) -> String {
        var text = ""
        for byte in name.utf8 {
            let isPlain =
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "_"),
                    UInt8(ascii: "~"):
                    true
                default: false
                }
            let digits = String(byte, radix: 16, uppercase: true)
            text += isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + digits
        }
        return text
    }
}
