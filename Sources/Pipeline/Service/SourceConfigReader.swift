import Documents
import Feeds
import Foundation
import Purchases

/// Reads the sources of a configuration: `source: FILE`, or `sources:` with one mapping a source.
struct SourceConfigReader {
    /// The key that tells what kind of source it is, and the further ones of each kind.
    static let kinds: [(key: String, further: [String])] = [
        ("file", ["follow"]),
        ("folder", ["pattern", "ready", "done", "failed", "every"]),
        ("listen", ["path", "tokens_file", "tls", "plain", "max_body"]),
        ("pull", pullKeys),
        ("postgres", ["password_file"] + queryKeys),
        ("sqlite", queryKeys),
    ]
    static let common = ["name", "feed"]

    let findings: Findings
    /// Makes paths count from the configuration's folder.
    let resolved: (String) -> String
    /// The feed file of sources that name none.
    let feed: String?
    /// Beside it lie the spool folders.
    let journal: String

    /// The one source of `source:`.
    func single(_ node: YAMLNode) -> RunConfig.Source? {
        guard case .scalar = node.kind else { return source(node, "`source`") }
        guard let path = findings.text(node, "source"), !path.isEmpty else { return nil }
        return file(path, follow: nil, at: node.place).map { made($0, nil, feed, node) } ?? nil
    }

    /// The sources of `sources:`; at least one, no two of one name.
    func several(_ node: YAMLNode) -> [RunConfig.Source] {
        guard case .sequence(let nodes) = node.kind, !nodes.isEmpty else {
            findings.error(
                .wrongShape, at: node.place, "`sources` is a list of sources",
                help: "write one mapping a line: `- {file: sales.csv, follow: true}`")
            return []
        }
        var sources: [RunConfig.Source] = []
        for node in nodes {
            guard let source = source(node, "a source") else { continue }
            if sources.contains(where: { $0.name == source.name }) {
                findings.error(
                    .sourceTwice, at: node.place, "two sources have the name \(quoted(source.name))",
                    help: "give one of them a `name` of its own")
            }
            sources.append(source)
        }
        return sources
    }

    private func source(_ node: YAMLNode, _ what: String) -> RunConfig.Source? {
        guard let entries = findings.mapping(node, what) else { return nil }
        let known = Self.kinds.filter { kind in entries.contains { $0.key == kind.key } }
        guard known.count == 1, let kind = known.first else {
            findings.error(
                .sourceKind, at: node.place,
                known.isEmpty
                    ? "\(what) says not where its lines come from"
                    : "\(what) says more than once where its lines come from",
                help: "write one of \(Self.kinds.map { "`\($0.key)`" }.joined(separator: ", "))")
            return nil
        }
        let keys = [kind.key] + kind.further + Self.common
        guard let fields = FieldReader(node, what, keys: keys, findings) else { return nil }
        let read: RunConfig.Source.Kind? =
            switch kind.key {
            case "file": fileKind(fields)
            case "folder": folder(fields)
            case "listen": listen(fields)
            case "pull": pull(fields)
            case "postgres", "sqlite": query(fields)
            default: nil
            }
        let name = fields.value("name").flatMap { findings.name($0, "name") }
        return read.flatMap { made($0, name, fields.text("feed").map(resolved) ?? feed, node) }
    }

    private func made(
        _ kind: RunConfig.Source.Kind, _ name: String?, _ feed: String?, _ node: YAMLNode
    ) -> RunConfig.Source? {
        guard let feed else {
            findings.error(
                .missingKey, at: node.place, "nothing says how the lines of this source are written",
                help: "add `feed: FILE` to the source, or to the configuration for all of them")
            return nil
        }
        return RunConfig.Source(name: name ?? kind.place, feed: feed, kind: kind)
    }

    // MARK: Files

    private func fileKind(_ fields: FieldReader) -> RunConfig.Source.Kind? {
        guard let path = fields.requiredText("file"), !path.isEmpty else { return nil }
        let follow = fields.value("follow")
        return file(path, follow: follow, at: fields.value("file")?.place)
    }

    private func file(_ path: String, follow node: YAMLNode?, at place: YAMLPlace?) -> RunConfig.Source.Kind?
    {
        let follow = node.flatMap { findings.flag($0, "follow") } ?? false
        guard path != InputName.standardInput else {
            if follow {
                findings.error(
                    .followedStream, at: node?.place, "standard input is read until it is closed",
                    help: "leave `follow` out")
            }
            return .file(path, follow: follow)
        }
        let path = resolved(path)
        check(path, kind: .file, "it is no ordinary file", at: place)
        return .file(path, follow: follow)
    }

    private func check(_ path: String, kind: FileStatus.Kind, _ other: String, at place: YAMLPlace?) {
        let status = FileStatus.of(path)
        let problem: String? =
            if status == nil {
                String(cString: strerror(errno))
            } else if status?.kind != kind {
                other
            } else if access(path, kind == .folder ? R_OK | X_OK : R_OK) != 0 {
                String(cString: strerror(errno))
            } else {
                nil
            }
        guard let problem else { return }
        findings.error(
            .sourceNotReadable, at: place, "the source \(quoted(path)) cannot be read: \(problem)",
            help:
                kind == .folder
                ? "paths count from the configuration's folder; make the folder, and let this user list it"
                : "paths count from the configuration's folder; for a pipe write `source: \"-\"` and redirect it"
        )
    }

    // MARK: Folders

    private func folder(_ fields: FieldReader) -> RunConfig.Source.Kind? {
        guard let written = fields.requiredText("folder"), !written.isEmpty else { return nil }
        let path = resolved(written)
        check(path, kind: .folder, "it is no folder", at: fields.value("folder")?.place)
        var plan = FolderSource.Plan(
            folder: path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path)
        plan.pattern = fields.text("pattern") ?? plan.pattern
        plan.ready = fields.value("ready").flatMap(ready) ?? plan.ready
        plan.done = fields.value("done").flatMap(done) ?? plan.done
        plan.failed = fields.text("failed").map(resolved)
        plan.every = fields.seconds("every", from: 1) ?? plan.every
        if plan.done == .keep, plan.failed == plan.folder { plan.failed = nil }
        return .folder(plan)
    }

    /// `renamed`, `{stable: 10s}` or `{marker: .complete}`.
    func ready(_ node: YAMLNode) -> FolderListing.Ready? {
        if case .scalar = node.kind {
            return findings.word(node, "ready", among: ["renamed"]).map { _ in .renamed }
        }
        guard let fields = FieldReader(node, "`ready`", keys: ["stable", "marker"], findings) else {
            return nil
        }
        if fields.has("marker") {
            guard let ending = fields.requiredText("marker"), !ending.isEmpty, !ending.contains("/") else {
                return nil
            }
            return .marker(ending)
        }
        guard
            fields.required("stable", help: "write `{stable: 10s}`, `{marker: .complete}` or `renamed`")
                != nil
        else { return nil }
        return fields.seconds("stable", from: 0).map { .stable(seconds: $0) }
    }

    /// `keep`, `delete` or `{move: FOLDER}`.
    private func done(_ node: YAMLNode) -> FolderSource.Done? {
        if case .scalar = node.kind {
            return findings.word(node, "done", among: ["keep", "delete"]).map {
                $0 == "delete" ? .delete : .keep
            }
        }
        guard let fields = FieldReader(node, "`done`", keys: ["move"], findings) else { return nil }
        return fields.requiredText("move").map { .move(resolved($0)) }
    }

    // MARK: HTTP

    private func listen(_ fields: FieldReader) -> RunConfig.Source.Kind? {
        guard let written = fields.requiredText("listen") else { return nil }
        let place = fields.value("listen")?.place
        guard let (host, port) = Self.address(written) else {
            findings.error(
                .badListen, at: place, "\(quoted(written)) is no address to listen at",
                help: "write HOST:PORT, as in `127.0.0.1:8089` or `[::1]:8089`")
            return nil
        }
        var plan = PushPlan(host: host, port: port)
        plan.path = fields.text("path") ?? plan.path
        if !plan.path.hasPrefix("/") {
            findings.error(
                .badListen, at: fields.value("path")?.place, "a path begins with a slash",
                help: "write `path: /\(plan.path)`")
        }
        plan.bodyMax = fields.integer("max_body", in: 1_024...(1 << 30)) ?? plan.bodyMax
        plan.tokensFile = fields.text("tokens_file").map(resolved)
        plan.tls = fields.value("tls").flatMap(certificates)
        if let file = plan.tokensFile {
            do throws(ServiceError) {
                _ = try PushPlan.tokens(file)
            } catch {
                findings.error(
                    .badListen, at: fields.value("tokens_file")?.place, "\(quoted(file)): \(error.what)",
                    help: error.hint ?? "")
            }
        }
        let isPlain = fields.value("plain").flatMap { findings.flag($0, "plain") } ?? false
        checkReach(plan, isPlain: isPlain, at: place)
        return .push(plan)
    }

    /// Refuses what everybody could send to, and tokens that everybody could read on the way.
    private func checkReach(_ plan: PushPlan, isPlain: Bool, at place: YAMLPlace?) {
        let isLocal = plan.host == "localhost" || plan.host == "::1" || plan.host.hasPrefix("127.")
        guard !isLocal else { return }
        if plan.tokensFile == nil, plan.tls?.clients == nil {
            findings.error(
                .openToAll, at: place, "whoever reaches \(plan.host) could send lines",
                help: "add `tokens_file: FILE`, or `tls` with `clients`, the CAs of those who may send")
        }
        if plan.tls == nil, !isPlain {
            findings.error(
                .openToAll, at: place, "what is sent to \(plan.host) could be read on the way",
                help:
                    "add `tls: {certificate: FILE, key: FILE}`, or `plain: true` where a proxy in front does that"
            )
        }
    }

    private func certificates(_ node: YAMLNode) -> PushPlan.Certificates? {
        guard let fields = FieldReader(node, "`tls`", keys: ["certificate", "key", "clients"], findings),
            let certificate = fields.requiredText("certificate"), let key = fields.requiredText("key")
        else { return nil }
        return PushPlan.Certificates(
            certificate: resolved(certificate), key: resolved(key),
            clients: fields.text("clients").map(resolved))
    }

    /// `HOST:PORT`, an IPv6 address in brackets.
    static func address(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            return nil
        }
        return host.isEmpty ? nil : (host, port)
    }
}
