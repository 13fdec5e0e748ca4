import CCurl
import Spool

extension FetchError.Code {
    /// No connection, or it broke.
    package static let connection = Self(rawValue: "FETCH_CONNECTION")
    /// The other side is not who it should be: its certificate.
    package static let certificate = Self(rawValue: "FETCH_CERTIFICATE")
    /// The same: its SSH key.
    package static let hostKey = Self(rawValue: "FETCH_HOST_KEY")
    /// It does not let us in.
    package static let denied = Self(rawValue: "FETCH_DENIED")
    /// There is no such file or folder.
    package static let missing = Self(rawValue: "FETCH_MISSING")
    package static let tooLarge = Self(rawValue: "FETCH_TOO_LARGE")
    /// A file with a password, token, key or certificates cannot be used.
    package static let credentials = Self(rawValue: "FETCH_CREDENTIALS")
    /// The remote file cannot be deleted or moved.
    package static let unsettled = Self(rawValue: "FETCH_UNSETTLED")
    /// The other side says something else.
    package static let failed = Self(rawValue: "FETCH_FAILED")
}

/// What curl says of a transfer, as an error that a person can use. Never holds what curl was given.
enum FetchProblem {
    /// What is known of a host's key.
    enum HostKey: Sendable, Hashable { case unasked, known, unknown, changed }

    static func error(_ code: CURLcode, at place: String, way: RemoteAddress.Way, hostKey: HostKey)
        -> FetchError
    {
        // because curl's texts are constants.
        let said = unsafe String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION where way == .sftp: return self.hostKey(hostKey, at: place)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_USE_SSL_FAILED:
            return FetchError(
                .certificate,
                code == CURLE_USE_SSL_FAILED
                    ? "the server offers no TLS; nothing was told to it"
                    : "the server's certificate is not that of a known CA for this name, or has expired; nothing was told to it",
                at: place,
                hint: "name the CA that signed it: `ca: FILE`, and see that the address is the one in it",
                isPassing: false)
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR:
            return FetchError(
                .denied, "the server does not let this user in", at: place,
                hint:
                    "look at `user` and at its password or key file; it is tried again seldom, so that no account is locked",
                isPassing: false)
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM:
            return FetchError(
                .credentials, "the file of the CAs cannot be used", at: place,
                hint: "name a PEM file: `ca: FILE`",
                isPassing: false)
        case CURLE_REMOTE_FILE_NOT_FOUND, CURLE_REMOTE_ACCESS_DENIED, CURLE_FTP_COULDNT_RETR_FILE:
            return FetchError(
                .missing, "there is nothing there that this user may read", at: place,
                hint: "look at the path; that of `sftp` begins at the root, or at the home folder with `/~/`",
                isPassing: true)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT, CURLE_RECV_ERROR,
            CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_SSL_CONNECT_ERROR, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_SSH:
            return FetchError(
                .connection, said.lowercased(), at: place,
                hint: "what has arrived is kept, and gone on with", isPassing: true)
        default:
            return FetchError(.failed, said.lowercased(), at: place, hint: nil, isPassing: true)
        }
    }

    static func tooLarge(_ most: Int64, at place: String) -> FetchError {
        FetchError(
            .tooLarge, "the file has more than \(most) bytes, and is left where it is", at: place,
            hint: "raise `max_file`, or have the export cut in pieces", isPassing: false)
    }

    static func status(_ status: Int, at place: String) -> FetchError {
        switch status {
        case 401, 403, 407:
            FetchError(
                .denied, "the server does not let this user in (\(status))", at: place,
                hint: "look at `token_file`, or at `user` and `password_file`; it is tried again seldom",
                isPassing: false)
        case 404, 410:
            FetchError(
                .missing, "there is nothing at this address (\(status))", at: place,
                hint: "look at the address; it is asked again, in case it is yet to be written",
                isPassing: true)
        default:
            FetchError(
                .failed, "the server answered with \(status)", at: place, hint: nil,
                isPassing: status >= 500 || status == 408 || status == 429)
        }
    }

    private static func hostKey(_ key: HostKey, at place: String) -> FetchError {
        switch key {
        case .changed:
            FetchError(
                .hostKey, "the server's key is not the one that is known of it; nothing was told to it",
                at: place,
                hint:
                    "somebody may stand between: ask the server's owner for the key's fingerprint before you change `known_hosts`",
                isPassing: false)
        default:
            FetchError(
                .hostKey, "no key is known of this server; nothing was told to it", at: place,
                hint:
                    "add its key, checked with the server's owner, to `known_hosts`, as `ssh-keyscan` writes it",
                isPassing: false)
        }
    }
}
