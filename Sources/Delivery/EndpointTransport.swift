import Foundation

/// How the connection to an endpoint is made, beyond its URL: whom to trust, who we are, and through what.
package struct EndpointTransport: Sendable, Hashable {
    /// A file of certificates (PEM) to trust in place of the system's.
    package var authorityFile: String?
    /// Our own certificate and its key (PEM), for endpoints that ask who is there; both or none.
    package var certificateFile: String?
    package var keyFile: String?
    /// SHA-256 of public keys (`sha256/` and base64), one of which the endpoint's certificate must hold; empty: any.
    package var pinnedKeys: [String] = []
    /// A proxy to go through. The environment's are never used. What is connected to is then the proxy's to judge.
    package var proxy: String?

    package init() {}

    package init(
        authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil,
        pinnedKeys: [String] = [], proxy: String? = nil
    ) {
        self.authorityFile = authorityFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.pinnedKeys = pinnedKeys
        self.proxy = proxy
    }

    /// As curl reads them: `sha256//…;sha256//…`; nil without any.
    var pins: String? {
        let keys = pinnedKeys.compactMap(Self.pin)
        return keys.isEmpty ? nil : keys.map { "sha256//\($0)" }.joined(separator: ";")
    }

    /// - Throws: `EndpointError` when a file cannot be read, half of a pair is missing, or a text is not what it should be.
    func check(scheme: String) throws(EndpointError) {
        try readable(authorityFile, .authorities, "the certificates")
        try readable(certificateFile, .certificate, "the client certificate")
        try readable(keyFile, .certificate, "the key of the client certificate")
        guard (certificateFile == nil) == (keyFile == nil) else {
            throw EndpointError(
                code: .certificate, message: "a client certificate and its key come together",
                hint: "name both files, or neither")
        }
        guard pinnedKeys.allSatisfy({ Self.pin($0) != nil }) else {
            throw EndpointError(
                code: .pin, message: "not the SHA-256 of a public key",
                hint: "write sha256/ and base64 of 32 bytes, as docs/DELIVERY.md shows how to find it")
        }
        if !["https", "smtp", "smtps"].contains(scheme),
            authorityFile != nil || certificateFile != nil || !pinnedKeys.isEmpty
        {
            throw EndpointError(
                code: .scheme, message: "certificates and pinned keys mean nothing over `\(scheme)`",
                hint: "use https, or leave them out")
        }
        if let proxy {
            guard let parts = URLParts(proxy), ["http", "https"].contains(parts.scheme), !parts.hasCredentials
            else {
                throw EndpointError(
                    code: .proxy, message: "the proxy is not an http or https URL without credentials",
                    hint: "write it like http://proxy.example.org:3128")
            }
        }
    }

    private func readable(
        _ file: String?, _ code: EndpointError.Code, _ what: String
    ) throws(EndpointError) {
        guard let file, !FileManager.default.isReadableFile(atPath: file) else { return }
        throw EndpointError(
            code: code, message: "cannot read \(what) in \(file)",
            hint: "name a PEM file that this user may read")
    }

    /// The base64 of 32 bytes behind `sha256/` or `sha256//`.
    private static func pin(_ text: String) -> String? {
        guard text.hasPrefix("sha256/") else { return nil }
        let encoded = String(text.dropFirst(text.hasPrefix("sha256//") ? 8 : 7))
        guard let bytes = Data(base64Encoded: encoded), bytes.count == 32 else { return nil }
        return bytes.base64EncodedString()
    }
}
