import NIOSSL

/// TLS for the server: TLS 1.2 or higher, with client certificates where a CA is named.
package enum PushTLS {
    /// When the first of the certificates of a file ends, in seconds since 1970; nil where it holds none. Blocks.
    package static func expiry(of file: String) throws -> Int64? {
        try NIOSSLCertificate.fromPEMFile(file).map { Int64($0.notValidAfter) }.min()
    }

    /// Reads the files. Blocks.
    ///
    /// - Parameters:
    ///   - certificate: a chain in PEM, the server's own first.
    ///   - clients: the CAs, in PEM, whose clients may connect; nil asks nobody for a certificate.
    /// - Throws: what NIOSSL finds wrong with them.
    package static func configuration(
        certificate: String, key: String, clients: String?
    ) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate).map {
            NIOSSLCertificateSource.certificate($0)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        configuration.minimumTLSVersion = .tlsv12
        if let clients {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(clients))
            // A client has no host name that could be compared.
            configuration.certificateVerification = .noHostnameVerification
        }
        return configuration
    }
}
