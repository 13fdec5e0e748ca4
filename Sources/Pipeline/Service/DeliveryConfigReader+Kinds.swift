import Delivery
import Documents

/// The kinds of endpoints, each told by a key of its own.
extension DeliveryConfigReader {
    static let kindKeys = ["url", "mail", "file", "folder", "stdout"]
    /// What one kind has and others do not.
    private static let keysOfOne = [
        "secret_file": ["url", "mail"], "allow_private": ["url", "mail"], "tls": ["url", "mail"],
        "proxy": ["url"], "answer_within": ["url", "mail", "stdout"], "batch": ["url"], "rotate": ["folder"],
    ]

    func kind(_ fields: FieldReader, _ transport: EndpointTransport) -> RunConfig.Delivery.Kind? {
        let given = Self.kindKeys.filter(fields.has)
        guard given.count == 1, let key = given.first else {
            let said = given.map { "`\($0)`" }.joined(separator: " and ")
            findings.error(
                .endpointKind, at: given.dropFirst().first.map(fields.place) ?? fields.place,
                given.isEmpty
                    ? "\(fields.what) does not say where it is" : "\(fields.what) has \(said)",
                help: "write one of `url`, `mail`, `file`, `folder` and `stdout`")
            return nil
        }
        for (other, kinds) in Self.keysOfOne.sorted(by: { $0.key < $1.key })
        where fields.has(other) && !kinds.contains(key) {
            findings.error(
                .endpointKind, at: fields.place(of: other), "`\(other)` means nothing beside `\(key)`",
                help: "leave it out")
        }
        switch key {
        case "url": return webhook(fields, transport)
        case "mail": return fields.value("mail").flatMap { mail($0, fields, transport) }
        case "file": return fields.text("file").map { .written(.file(resolved($0))) }
        case "folder": return folder(fields)
        default: return standardOutput(fields)
        }
    }

    private func webhook(
        _ fields: FieldReader, _ transport: EndpointTransport
    ) -> RunConfig.Delivery.Kind? {
        guard let url = fields.text("url") else { return nil }
        do throws(EndpointError) {
            _ = try Endpoint(url: url, secrets: [], transport: transport)
        } catch {
            findings.error(.badAddress, at: place(of: error, in: fields), error.message, help: error.hint)
        }
        return .webhook(url: url, batchMax: fields.integer("batch", in: 1...100) ?? 1)
    }

    private func mail(
        _ node: YAMLNode, _ endpoint: FieldReader, _ transport: EndpointTransport
    ) -> RunConfig.Delivery.Kind? {
        let keys = ["server", "user", "password_file", "from", "to", "language", "unencrypted"]
        guard let fields = FieldReader(node, "`mail`", keys: keys, findings) else { return nil }
        let server = fields.requiredText("server")
        let from = fields.requiredText("from")
        let to = fields.required("to").flatMap { findings.texts($0, "to") }
        let languages = MailLanguage.allCases.map(\.rawValue)
        let language = fields.word("language", among: languages).flatMap(MailLanguage.init(rawValue:))
        let isUnencrypted = fields.value("unencrypted").flatMap { findings.flag($0, "unencrypted") } ?? false
        guard let server, let from, let to else { return nil }
        let plan = MailPlan(
            server: server, user: fields.text("user"),
            passwordFile: fields.text("password_file").map(resolved), from: from, to: to,
            language: language ?? .english, isUnencrypted: isUnencrypted)
        do throws(EndpointError) {
            _ = try Endpoint(mail: plan, transport: transport)
        } catch {
            let place: YAMLPlace? =
                switch error.code {
                case .notAURL, .scheme, .credentials: fields.value("server")?.place
                case .password: fields.value("password_file")?.place
                default: self.place(of: error, in: endpoint)
                }
            findings.error(.badAddress, at: place, error.message, help: error.hint)
        }
        return .mail(plan)
    }

    private func folder(_ fields: FieldReader) -> RunConfig.Delivery.Kind? {
        guard let path = fields.text("folder").map(resolved) else { return nil }
        var plan = FolderPlan(folder: path)
        if let node = fields.value("rotate"),
            let rotate = FieldReader(node, "`rotate`", keys: ["bytes", "daily"], findings)
        {
            plan.bytesMax = rotate.integer("bytes", in: 1...(1 << 40))
            plan.daily = rotate.value("daily").flatMap { findings.flag($0, "daily") } ?? true
        }
        return .written(.folder(plan))
    }

    private func standardOutput(_ fields: FieldReader) -> RunConfig.Delivery.Kind? {
        guard fields.value("stdout").flatMap({ findings.flag($0, "stdout") }) == true else {
            if !findings.hasErrors {
                findings.error(
                    .endpointKind, at: fields.value("stdout")?.place, "an endpoint that is not there",
                    help: "write `stdout: true`, or leave the endpoint out")
            }
            return nil
        }
        return .written(.standardOutput)
    }
}
