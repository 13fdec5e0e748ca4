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
    ]
    static let common = ["name", "feed"]

    let findings: Findings
    /// Makes paths count from the configuration's folder.
    let resolved: (String) -> String
    /// The feed file of sources that name none.
    let feed: String?

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
        check(path, type: S_IFREG, "it is no ordinary file", at: place)
        return .file(path, follow: follow)
    }

    private func check(_ path: String, type: mode_t, _ other: String, at place: YAMLPlace?) {
        var status = stat()
        let problem: String? =
            if stat(path, &status) != 0 {
                String(cString: strerror(errno))
            } else if status.st_mode & S_IFMT != type {
                other
            } else if access(path, type == S_IFDIR ? R_OK | X_OK : R_OK) != 0 {
                String(cString: strerror(errno))
            } else {
                nil
            }
        guard let problem else { return }
        findings.error(
            .sourceNotReadable, at: place, "the source \(quoted(path)) cannot be read: \(problem)",
            help:
                type == S_IFDIR
                ? "paths count from the configuration's folder; make the folder, and let this user list it"
                : "paths count from the configuration's folder; for a pipe write `source: \"-\"` and redirect it"
        )
    }

    // MARK: Folders

    private func folder(_ fields: FieldReader) -> RunConfig.Source.Kind? {
        guard let written = fields.requiredText("folder"), !written.isEmpty else { return nil }
        let path = resolved(written)
        check(path, type: S_IFDIR, "it is no folder", at: fields.value("folder")?.place)
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
    private func ready(_ node: YAMLNode) -> FolderListing.Ready? {
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
}
