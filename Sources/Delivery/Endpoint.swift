import Foundation
import Purchases
import Webhooks

/// An endpoint that cannot be used. Never shows the URL: it may hold credentials.
package struct EndpointError: Error, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        case notAURL = "ENDPOINT_URL"
        case scheme = "ENDPOINT_SCHEME"
        case credentials = "ENDPOINT_CREDENTIALS"
        case authorities = "ENDPOINT_AUTHORITIES"
        case certificate = "ENDPOINT_CERTIFICATE"
        case pin = "ENDPOINT_PIN"
        case proxy = "ENDPOINT_PROXY"
        case mail = "ENDPOINT_MAIL"
        case password = "ENDPOINT_PASSWORD"
    }

    package var code: Code
    package var message: String
    package var hint: String

    package var description: String { "error[\(code.rawValue)]: \(message)" }
}

/// Where alerts go, and how: a kind, the secrets shared with its recipient, and bounds.
///
/// Proxies named in the environment are not used: a proxy hides the address that is really connected to, and with it
/// the refusal of private addresses. Redirects are not followed, cookies are not kept, certificates are verified.
package struct Endpoint: Sendable {
    /// Its kind, with what only that kind has.
    enum Way: Sendable {
        /// - Parameter batchMax: how many events it takes in one request; 1: each comes by itself.
        case webhook(batchMax: Int)
        case mail(MailPlan, password: String?)
        case file(String)
        case folder(FolderPlan)
        case standardOutput
    }

    let way: Way
    /// As curl reads it; empty where curl is not used.
    let url: String
    /// Scheme, host and port, or the path of a file: what messages name.
    package let origin: String
    package let secrets: [WebhookSecret]
    let socketGuard: SocketGuard
    let userAgent: String
    /// An event whose JSON is larger is cut (`EventEncoding.bounded`).
    package let boundBytes: Int
    let connectTimeout: Duration
    let totalTimeout: Duration
    let transport: EndpointTransport
    /// `HOST:PORT:ADDRESS`, in place of asking the name server.
    let resolved: [String]
    /// The name by which packs may say that it sees what is confidential; nil sees nothing of that.
    package let name: ExactText?
    /// What it is shown of alerts.
    let disclosure: Disclosure

    /// What logs call it: its name, or where it is.
    var label: String { name.map { "\($0)" } ?? origin }

    /// Whether what it answers may be told: one that may see confidential events may repeat them.
    var tellsAnswers: Bool { name == nil }

    /// - Parameters:
    ///   - secrets: several while one is rotated; each attempt is signed with all.
    ///   - allowPrivate: private addresses may be connected to even when the URL does not name them itself.
    ///   - totalTimeout: of one attempt, from its start to the end of the answer.
    /// - Throws: `EndpointError` when the URL is none, is not `http` or `https`, or holds credentials, or when the
    ///   transport cannot be had so.
    package init(
        url: String, secrets: [WebhookSecret], allowPrivate: Bool = false, userAgent: String = "tillwatch",
        boundBytes: Int = EventEncoding.defaultBoundBytes, connectTimeout: Duration = .seconds(10),
        totalTimeout: Duration = .seconds(30), transport: EndpointTransport = EndpointTransport(),
        resolved: [String] = [], batchMax: Int = 1,
        name: ExactText? = nil, disclosure: Disclosure = Disclosure()
    ) throws(EndpointError) {
        guard let parts = URLParts(url) else {
            throw EndpointError(
                code: .notAURL, message: "the endpoint is not a URL with a host",
                hint: "write it in full, like https://alerts.example.org/hook")
        }
        guard parts.scheme == "http" || parts.scheme == "https" else {
            throw EndpointError(
                code: .scheme, message: "an endpoint cannot be reached by `\(parts.scheme)`",
                hint: "use https, or http on this machine")
        }
        guard !parts.hasCredentials else {
            throw EndpointError(
                code: .credentials, message: "the endpoint's URL holds a user name or password",
                hint: "leave them out: events are signed with the secret of --secret-file")
        }
        try transport.check(scheme: parts.scheme)
        way = .webhook(batchMax: batchMax)
        self.url = parts.normalized
        origin = parts.origin
        self.secrets = secrets
        socketGuard = parts.socketGuard(allowPrivate: allowPrivate, hasProxy: transport.proxy != nil)
        self.userAgent = userAgent.filter { $0.isASCII && !$0.isNewline }
        self.boundBytes = boundBytes
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
        self.transport = transport
        self.resolved = resolved
        self.name = name
        self.disclosure = disclosure
    }

    /// An endpoint that is sent mails.
    ///
    /// - Parameter secrets: none is a choice: the attached event is then not signed.
    /// - Throws: `EndpointError` when the server is no URL of one, an address is none, or the password is not safe.
    package init(
        mail plan: MailPlan, secrets: [WebhookSecret] = [], allowPrivate: Bool = false,
        boundBytes: Int = EventEncoding.defaultBoundBytes, connectTimeout: Duration = .seconds(10),
        totalTimeout: Duration = .seconds(60), transport: EndpointTransport = EndpointTransport(),
        resolved: [String] = [], name: ExactText? = nil, disclosure: Disclosure = Disclosure()
    ) throws(EndpointError) {
        let parts = try plan.checked(transport)
        way = .mail(plan, password: try plan.password())
        url = parts.normalized
        origin = parts.origin
        self.secrets = secrets
        socketGuard = parts.socketGuard(allowPrivate: allowPrivate, hasProxy: false)
        userAgent = ""
        self.boundBytes = boundBytes
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
        self.transport = transport
        self.resolved = resolved
        self.name = name
        self.disclosure = disclosure
    }

    /// What is written by ourselves, one event a line.
    package enum Written: Sendable, Hashable {
        case file(String)
        case folder(FolderPlan)
        case standardOutput
    }

    /// An endpoint that is written to.
    ///
    /// - Parameter totalTimeout: how long standard output may take nothing.
    package init(
        written: Written, boundBytes: Int = EventEncoding.defaultBoundBytes,
        totalTimeout: Duration = .seconds(30), name: ExactText? = nil, disclosure: Disclosure = Disclosure()
    ) {
        switch written {
        case .file(let path): (way, origin) = (.file(path), path)
        case .folder(let plan): (way, origin) = (.folder(plan), plan.folder)
        case .standardOutput: (way, origin) = (.standardOutput, "standard output")
        }
        url = ""
        secrets = []
        socketGuard = .publicOnly
        userAgent = ""
        self.boundBytes = boundBytes
        connectTimeout = .zero
        self.totalTimeout = totalTimeout
        transport = EndpointTransport()
        resolved = []
        self.name = name
        self.disclosure = disclosure
    }

    package init(
        url: String, secret: WebhookSecret, allowPrivate: Bool = false, userAgent: String = "tillwatch",
        name: ExactText? = nil, disclosure: Disclosure = Disclosure()
    )
        throws(EndpointError)
    {
        try self.init(
            url: url, secrets: [secret], allowPrivate: allowPrivate, userAgent: userAgent, name: name,
            disclosure: disclosure)
    }
}
