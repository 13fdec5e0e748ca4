import Documents
import Feeds
import Foundation
import Purchases
import Rules

/// Reads the configuration of `tillwatch run` (`docs/RUN.md`).
package struct RunConfigReader {
    static let keys = [
        "packs", "shadow", "trust", "catalogue", "feed", "articles", "source", "sources", "journal",
        "installation",
        "token_key_file",
        "delivery", "endpoints", "health", "metrics", "retain",
        "batch_lines", "control",
    ]

    private let findings: Findings
    private let folder: String

    /// Reads a configuration from disk. Blocks.
    ///
    /// - Returns: the configuration, nil if anything is wrong with it; and all that is, in order of place. What the files
    ///   that it names say is not looked at, but for the secret and the endpoint.
    package static func load(path: String) -> (config: RunConfig?, diagnostics: [Diagnostic]) {
        do {
            return read(path: path, bytes: try DocumentFile.read(path, sizeMax: YAMLReader.sizeMax))
        } catch {
            return (nil, [error.diagnostic(file: path)])
        }
    }

    package static func read(path: String, bytes: [UInt8]) -> (config: RunConfig?, diagnostics: [Diagnostic])
    {
        let (root, problems) = YAMLReader.read(file: path, bytes: bytes)
        let findings = Findings(SourceText(file: path, bytes: bytes))
        findings.add(problems)
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let reader = RunConfigReader(findings: findings, folder: slash.map { String(path[...$0]) } ?? "")
        let config = root.flatMap { FieldReader($0, "a configuration", keys: keys, findings) }.map(
            reader.read)
        return (findings.hasErrors ? nil : config, findings.diagnostics)
    }

    private func read(_ fields: FieldReader) -> RunConfig {
        var config = RunConfig()
        if fields.required("packs", help: "name at least one rule pack: `packs: [FILE]`") != nil {
            config.packs = fields.texts("packs")?.map(resolved) ?? []
        }
        config.shadow = shadow(fields)
        config.trust = fields.text("trust").map(resolved)
        config.catalogue = fields.requiredText("catalogue").map(resolved) ?? ""
        config.articles = fields.text("articles").map(resolved)
        config.journal = fields.requiredText("journal").map(resolved) ?? ""
        config.sources = sources(fields, journal: config.journal)
        config.installation = fields.value("installation").flatMap { findings.name($0, "installation") }
        config.tokenKeyFile = fields.text("token_key_file").map(resolved)
        check(tokenKey: config.tokenKeyFile, at: fields.value("token_key_file")?.place)
        let endpoints = DeliveryConfigReader(findings: findings, resolved: resolved)
        config.delivery = fields.value("delivery").flatMap(endpoints.single)
        let health = HealthConfigReader(findings: findings, endpoint: endpoints.health)
        config.health = fields.value("health").flatMap(health.read)
        config.endpoints = fields.value("endpoints").map(endpoints.several) ?? []
        endpoints.check(fields, config)
        config.metrics = fields.value("metrics").flatMap(metrics)
        config.retain = fields.value("retain").flatMap(RetainConfigReader(findings: findings).read)
        config.batchLines = fields.integer("batch_lines", in: 1...1_000_000) ?? config.batchLines
        config.control = fields.text("control").map(resolved) ?? config.journal + "-control"
        // Eight bytes less than the least that a system takes.
        if config.control.utf8.count > 100 {
            let place =
                fields.has("control") ? fields.value("control")?.place : fields.value("journal")?.place
            findings.error(
                .socketTooLong, at: place,
                "the path of the control socket has \(config.control.utf8.count) bytes",
                help: "name a shorter one: `control: /run/tillwatch/control`")
        }
        return config
    }

    private func check(tokenKey file: String?, at place: YAMLPlace?) {
        do {
            if let file { _ = try TokenKey.load(file: file, environment: [:]) }
        } catch {
            findings.error(.tokenKeyUnusable, at: place, error.what, help: error.hint)
        }
    }

    /// None, one or several; an empty list is a choice.
    private func shadow(_ fields: FieldReader) -> [String] {
        if case .sequence(let nodes) = fields.value("shadow")?.kind, nodes.isEmpty { return [] }
        return fields.texts("shadow")?.map(resolved) ?? []
    }

    /// `source`, or `sources`; one of them.
    private func sources(_ fields: FieldReader, journal: String) -> [RunConfig.Source] {
        let reader = SourceConfigReader(
            findings: findings, resolved: resolved, feed: fields.text("feed").map(resolved), journal: journal)
        if let node = fields.value("sources") {
            if let one = fields.value("source") {
                findings.error(
                    .sourceKind, at: one.place, "`source` and `sources` are both there",
                    help: "move the one of `source` into the list of `sources`")
            }
            return reader.several(node)
        }
        let node = fields.required(
            "source", help: "add `source: FILE`, or `source: \"-\"` for standard input")
        return node.flatMap(reader.single).map { [$0] } ?? []
    }

    private func metrics(_ node: YAMLNode) -> RunConfig.Metrics? {
        guard let fields = FieldReader(node, "`metrics`", keys: ["listen"], findings),
            let written = fields.requiredText("listen")
        else { return nil }
        guard let (host, port) = SourceConfigReader.address(written) else {
            findings.error(
                .badListen, at: fields.value("listen")?.place,
                "\(quoted(written)) is no address to listen at",
                help: "write HOST:PORT, as in `127.0.0.1:9464`")
            return nil
        }
        return RunConfig.Metrics(host: host, port: port)
    }

    private func resolved(_ path: String) -> String {
        path.utf8.first == UInt8(ascii: "/") ? path : folder + path
    }
}

extension RunConfig {
    /// Whose signatures under packs are trusted today; nil when the configuration names no trust file. Blocks.
    package func trustStore() throws(DiagnosticReport) -> TrustStore? {
        guard let trust else { return nil }
        let today = LocalDay(containing: EventTime.now.microseconds)
        let (store, diagnostics) = TrustStoreReader.load(path: trust, today: today)
        guard let store else { throw DiagnosticReport(diagnostics) }
        return store
    }
}
