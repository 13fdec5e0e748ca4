import Foundation

/// How mails are sent, and to whom.
package struct MailPlan: Sendable, Hashable {
    /// `smtp://HOST:PORT` (with STARTTLS) or `smtps://HOST:PORT` (TLS from the first byte on).
    package var server: String
    package var user: String?
    /// A file whose first line is the user's password.
    package var passwordFile: String?
    package var from: String
    package var to: [String]
    package var language: MailLanguage
    /// Whether mails go as anybody on the way can read them; never with a password.
    package var isUnencrypted: Bool

    package init(
        server: String, user: String? = nil, passwordFile: String? = nil, from: String, to: [String],
        language: MailLanguage = .english, isUnencrypted: Bool = false
    ) {
        self.server = server
        self.user = user
        self.passwordFile = passwordFile
        self.from = from
        self.to = to
        self.language = language
        self.isUnencrypted = isUnencrypted
    }

    /// More belong behind an address for a group, at the mail server.
    package static let recipientsMax = 20
    private static let passwordBytesMax = 4096

    /// - Returns: the server's address.
    /// - Throws: `EndpointError` for the first thing that is wrong.
    func checked(_ transport: EndpointTransport) throws(EndpointError) -> URLParts {
        guard let parts = URLParts(server), ["smtp", "smtps"].contains(parts.scheme) else {
            throw EndpointError(
                code: .scheme, message: "the mail server is no smtp or smtps URL with a host",
                hint: "write it in full, like smtp://mail.example.org:587")
        }
        guard !parts.hasCredentials else {
            throw EndpointError(
                code: .credentials, message: "the mail server's URL holds a user name or password",
                hint: "write `user: NAME` and `password_file: FILE` in their place")
        }
        try transport.check(scheme: parts.scheme)
        guard transport.proxy == nil else {
            throw wrong(.proxy, "mails go through no proxy", "leave `proxy` out; relay through a mail server")
        }
        for address in [from] + to where !MailAddress.isOne(address) {
            throw wrong(
                .mail, "an address of `from` or `to` is none", "write it plainly, as in alerts@example.org")
        }
        guard (1...Self.recipientsMax).contains(to.count) else {
            throw wrong(
                .mail, "a mail goes to one to \(Self.recipientsMax) recipients",
                "name the address of a group, or several endpoints")
        }
        guard (user == nil) == (passwordFile == nil) else {
            throw wrong(.mail, "`user` and `password_file` come together", "name both, or neither")
        }
        if isUnencrypted {
            guard parts.scheme == "smtp", user == nil else {
                throw wrong(
                    .mail, "`unencrypted` is for smtp without a password",
                    "leave it out: a password is never sent where it can be read")
            }
        }
        // What ends a line in SMTP.
        if let user, user.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            throw wrong(
                .mail, "the user's name holds a control character", "write it as the mail server knows it")
        }
        return parts
    }

    private func wrong(_ code: EndpointError.Code, _ message: String, _ hint: String) -> EndpointError {
        EndpointError(code: code, message: message, hint: hint)
    }

    /// The first line of the password's file; nil without one. Blocks.
    func password() throws(EndpointError) -> String? {
        guard let passwordFile else { return nil }
        guard let handle = FileHandle(forReadingAtPath: passwordFile) else {
            throw wrong(
                .password, "cannot read the password in \(passwordFile)",
                "name a file that this user may read")
        }
        defer { try? handle.close() }
        let bytes = (try? handle.read(upToCount: Self.passwordBytesMax)) ?? Data()
        let line = String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline }
        let isUsable =
            !line.isEmpty && !line.unicodeScalars.contains { $0.properties.generalCategory == .control }
        guard isUsable, bytes.count < Self.passwordBytesMax else {
            throw wrong(
                .password, "the first line of \(passwordFile) is no password",
                "write the password there, alone")
        }
        return String(line)
    }
}

/// An address as mails name it: the plain ones of RFC 5321, which cannot hold anything else.
package enum MailAddress {
    package static func isOne(_ text: String) -> Bool {
        guard text.utf8.count <= 254 else { return false }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count) else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        let atoms = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        return atoms.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isAtomByte) }
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count)
                    && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 45 }
                    && label.utf8.first != 45 && label.utf8.last != 45
            }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: false
        }
    }

    private static func isAtomByte(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }
}
