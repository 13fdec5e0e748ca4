import Delivery
import Documents
import Journal
import Purchases
import Rules
import Webhooks

extension RunConfig {
    /// An endpoint, as the configuration has it.
    package struct Delivery: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            /// - Parameter batchMax: events that go in one request; 1: each by itself.
            case webhook(url: String, batchMax: Int)
            case mail(MailPlan)
            case written(Endpoint.Written)
        }

        /// By which the journal keeps what is for it.
        package var outbox: String
        /// By which confidential packs say that the endpoint sees everything.
        package var name: String?
        package var kind: Kind
        /// Always there for a webhook.
        package var secretFile: String?
        /// Seconds to wait at the end until everything is sent.
        package var timeout = 60
        package var allowPrivate = false
        package var transport = EndpointTransport()
        /// Seconds for one attempt, from its start to the end of the answer; nil as the kind has it.
        package var answerWithin: Int?
        /// Whether it also gets events about feeds.
        package var getsFeeds = false
        /// What it sees of them, but for its key.
        package var disclosure = Disclosure()
        /// 64 hex digits, under which buyers and tokens get names of its own.
        package var pseudonymKeyFile: String?
        /// The name of the profile; nil for one of the file's own.
        package var profile: String?
        /// Why it may get alerts, for the audit log.
        package var legalBasis: String?
        /// What it gets of alerts.
        package var route: NamedRoute

        package init(outbox: String, name: String? = nil, kind: Kind) {
            self.outbox = outbox
            self.name = name
            self.kind = kind
            route = NamedRoute(Route(endpoint: outbox))
        }
    }
}

extension RunConfig.Delivery {
    /// What it sees, and why it may, for the audit log.
    var terms: DisclosureTerms {
        var told = profile ?? "everything"
        if profile == nil, disclosure != Disclosure() {
            let shows = disclosure.shows.map(\.rawValue).sorted()
            told = "own: " + (shows.isEmpty ? "none of what may be left out" : shows.joined(separator: ", "))
            if let most = disclosure.purchasesMax { told += "; at most \(most) purchases" }
        }
        if pseudonymKeyFile != nil { told += "; under its own pseudonyms" }
        return DisclosureTerms(profile: told, legalBasis: legalBasis)
    }

    /// The endpoint as events about feeds go to it: they are of nobody, and have nothing that profiles leave out.
    var ofFeeds: Self {
        var delivery = self
        delivery.disclosure = Disclosure()
        delivery.pseudonymKeyFile = nil
        return delivery
    }

    /// The endpoint, with its secret read. Blocks.
    ///
    /// - Throws: `SecretError`, `EndpointError` or `TokenKey.Unusable`.
    package func endpoint(userAgent: String) throws -> Endpoint {
        var disclosure = disclosure
        disclosure.key = try TokenKey.load(file: pseudonymKeyFile, environment: [:])
        let secrets = try secretFile.map { try WebhookSecret.readSigning(path: $0) } ?? []
        let name = name.map { ExactText($0) }
        switch kind {
        case .webhook(let url, let batchMax):
            return try Endpoint(
                url: url, secrets: secrets, allowPrivate: allowPrivate, userAgent: userAgent,
                totalTimeout: .seconds(answerWithin ?? 30), transport: transport, batchMax: batchMax,
                name: name, disclosure: disclosure)
        case .mail(let plan):
            return try Endpoint(
                mail: plan, secrets: secrets, allowPrivate: allowPrivate,
                totalTimeout: .seconds(answerWithin ?? 60), transport: transport, name: name,
                disclosure: disclosure)
        case .written(let written):
            return Endpoint(
                written: written, totalTimeout: .seconds(answerWithin ?? 30), name: name,
                disclosure: disclosure)
        }
    }

    /// What no two endpoints may write to; nil where that is no matter.
    var writesTo: String? {
        switch kind {
        case .webhook, .mail: nil
        case .written(.file(let path)): path
        case .written(.folder(let plan)): plan.folder
        case .written(.standardOutput): "standard output"
        }
    }
}

extension RunConfig {
    /// Who gets which events; all of them for the one endpoint where the configuration names no others.
    package var routing: any EventRouting {
        endpoints.isEmpty && health?.endpoint == nil
            ? SingleRouting(terms: delivery?.terms) : alertRouting
    }

    /// The routes of the endpoints, or of the one that gets everything.
    package var alertRouting: EndpointRouting {
        let routes =
            endpoints.isEmpty ? [Route(endpoint: EndpointRecord.single)] : endpoints.map(\.route.route)
        let terms = deliveries.map { ($0.outbox, $0.terms) }
        return EndpointRouting(
            routes: routes, feeds: feedDeliveries.map(\.outbox),
            terms: Dictionary(terms, uniquingKeysWith: { first, _ in first }))
    }

    /// What routes name that the packs do not have.
    package func routesMissing(in packs: [Pack]) -> [Diagnostic] {
        endpoints.flatMap { $0.route.namesMissing(in: packs) }.inOrderOfPlace()
    }

    /// The packs of the configuration, with what is wrong with them, or with the routes that name them. Blocks.
    package func packsOfRoutes() throws(DiagnosticReport) -> (packs: [Pack], problems: [Diagnostic]) {
        let check = PackCheck.read(packs: packs, shadow: shadow, catalogue: nil, trust: try trustStore())
        return (check.packs, check.diagnostics + routesMissing(in: check.packs))
    }
}
