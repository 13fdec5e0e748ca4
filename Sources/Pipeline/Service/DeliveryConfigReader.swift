import Delivery
import Documents
import Journal
import Webhooks

/// Reads the endpoints of a configuration: `delivery:`, `endpoints:`, and that of `health:`.
struct DeliveryConfigReader {
    static let common =
        kindKeys + ["secret_file", "timeout", "allow_private", "legal_basis"] + transportKeys + [
            "batch", "rotate",
        ]

    let findings: Findings
    /// Makes paths count from the configuration's folder.
    let resolved: (String) -> String

    /// The one endpoint of `delivery:`.
    func single(_ node: YAMLNode) -> RunConfig.Delivery? {
        guard let fields = FieldReader(node, "`delivery`", keys: Self.common + ["name"], findings) else {
            return nil
        }
        let name = fields.value("name").flatMap { findings.name($0, "name") }
        return delivery(fields, outbox: EndpointRecord.single, name: name)
    }

    /// The operator's endpoint of `health:`.
    func health(_ node: YAMLNode) -> RunConfig.Delivery? {
        FieldReader(node, "`endpoint`", keys: Self.common, findings).flatMap {
            delivery($0, outbox: EndpointRecord.health, name: nil)
        }
    }

    /// The endpoints of `endpoints:`, in the order of the file.
    func several(_ node: YAMLNode) -> [RunConfig.Delivery] {
        guard let entries = findings.mapping(node, "`endpoints`") else { return [] }
        if entries.isEmpty {
            findings.error(
                .missingKey, at: node.place, "`endpoints` names no endpoint",
                help: "write one mapping by name: `police: {url: …, secret_file: …}`")
        }
        return entries.compactMap { entry in
            let key = YAMLNode(place: entry.keyPlace, kind: .scalar(entry.key))
            let name = findings.name(key, "endpoint")
            let what = "the endpoint \(quoted(entry.key))"
            guard
                let fields = FieldReader(
                    entry.value, what,
                    keys: Self.common + ["feeds", "profile", "pseudonym_key_file"] + RouteReader.keys,
                    findings),
                let name, var delivery = delivery(fields, outbox: name, name: name)
            else { return nil }
            delivery.route = RouteReader(findings: findings).read(fields, endpoint: name)
            delivery.disclosure = fields.value("profile").map(disclosure) ?? Disclosure()
            delivery.profile = fields.value("profile").flatMap(\.scalar)
            delivery.pseudonymKeyFile = pseudonymKey(fields)
            delivery.getsFeeds = fields.value("feeds").flatMap { findings.flag($0, "feeds") } ?? false
            return delivery
        }
    }

    /// A profile by its name, or one of the file's own.
    private func disclosure(_ node: YAMLNode) -> Disclosure {
        guard node.entries != nil else {
            let name = findings.word(node, "profile", among: Disclosure.shipped.keys.sorted())
            return name.flatMap { Disclosure.shipped[$0] } ?? Disclosure()
        }
        var disclosure = Disclosure()
        guard let fields = FieldReader(node, "`profile`", keys: ["shows", "purchases_max"], findings) else {
            return disclosure
        }
        disclosure.purchasesMax = fields.integer("purchases_max", in: 1...100_000)
        guard let shows = fields.value("shows") else { return disclosure }
        // An empty list is a choice: nothing of what may be left out is shown.
        let nodes = if case .sequence(let nodes) = shows.kind { nodes } else { [shows] }
        let words = Disclosure.Field.allCases.map(\.rawValue)
        disclosure.shows = Set(
            nodes.compactMap { node in
                findings.word(node, "shows", among: words).flatMap(Disclosure.Field.init(rawValue:))
            })
        return disclosure
    }

    private func pseudonymKey(_ fields: FieldReader) -> String? {
        guard let file = fields.text("pseudonym_key_file").map(resolved) else { return nil }
        do throws(TokenKey.Unusable) {
            _ = try TokenKey.load(file: file, environment: [:])
        } catch {
            findings.error(
                .tokenKeyUnusable, at: fields.value("pseudonym_key_file")?.place, error.what,
                help: error.hint)
        }
        return file
    }

    /// That no two endpoints write to one place: lines of both would stand there, and nobody could tell them apart.
    private func checkWritten(_ fields: FieldReader, _ config: RunConfig) {
        var taken: Set<String> = []
        for delivery in config.deliveries + (config.health?.endpoint.map { [$0] } ?? []) {
            guard let place = delivery.writesTo, !taken.insert(place).inserted else { continue }
            let node = fields.value("endpoints")?.entries?.first { $0.key == delivery.outbox }?.keyPlace
            findings.error(
                .endpointTwice, at: node ?? fields.place(of: "health"),
                "two endpoints write to \(place == "standard output" ? place : quoted(place))",
                help: "give each a file or folder of its own; there is one standard output")
        }
    }

    /// That nothing is said twice.
    func check(_ fields: FieldReader, _ config: RunConfig) {
        checkWritten(fields, config)
        guard let node = fields.value("endpoints") else { return }
        if fields.has("delivery") {
            findings.error(
                .endpointTwice, at: fields.place(of: "delivery"), "`delivery` and `endpoints` are both there",
                help:
                    "move the one of `delivery` into `endpoints`, under the name `\(EndpointRecord.single)`: what waits for it is then sent to it"
            )
        }
        let routes = config.endpoints.map(\.route.route)
        if !routes.isEmpty, !routes.contains(where: { $0.isFallback || $0.getsEverything }) {
            findings.warning(
                .routeUnclear, at: node.place, "alerts that no endpoint asks for are sent to nobody",
                help: "let one of the endpoints be the `fallback: true`")
        }
        let isTaken = config.endpoints.contains { $0.outbox == EndpointRecord.health }
        if config.health?.endpoint != nil, isTaken {
            let place = node.entries?.first { $0.key == EndpointRecord.health }?.keyPlace
            findings.error(
                .endpointTwice, at: place, "`health` is the endpoint of the feeds' health already",
                help: "give one of them up, or write `feeds: true` in place of `health: {endpoint: …}`")
        }
    }

    private func delivery(_ fields: FieldReader, outbox: String, name: String?) -> RunConfig.Delivery? {
        let transport = transport(fields)
        // Each by itself, so that both are told in one pass.
        let secretFile = secret(fields)
        guard let kind = kind(fields, transport) else { return nil }
        var delivery = RunConfig.Delivery(outbox: outbox, name: name, kind: kind)
        delivery.secretFile = secretFile
        if let seconds = fields.seconds("timeout", from: 0) {
            if seconds <= 86_400 {
                delivery.timeout = Int(seconds)
            } else {
                findings.error(
                    .outOfRange, at: fields.value("timeout")?.place, "`timeout` must be at most 86400s",
                    help: "it is how long an ending service waits until everything is sent")
            }
        }
        delivery.allowPrivate =
            fields.value("allow_private").flatMap { findings.flag($0, "allow_private") } ?? false
        delivery.transport = transport
        delivery.legalBasis = fields.value("legal_basis").flatMap { findings.note($0, "legal_basis") }
        delivery.answerWithin = answerWithin(fields)
        if case .webhook = kind, secretFile == nil { return nil }
        return delivery
    }

    /// The file of the secret, which a webhook must have, and what is written to a disk has not.
    private func secret(_ fields: FieldReader) -> String? {
        if fields.has("url"), fields.required("secret_file") == nil { return nil }
        guard let secretFile = fields.text("secret_file").map(resolved) else { return nil }
        do throws(SecretError) {
            _ = try WebhookSecret.readSigning(path: secretFile)
        } catch {
            findings.error(
                .secretMissing, at: fields.value("secret_file")?.place, error.message, help: error.hint)
        }
        return secretFile
    }
}
