import Documents
import Feeds
import Fetching
import Foundation
import Spool

/// Sources that are pulled: `pull: ADDRESS`.
extension SourceConfigReader {
    /// The keys beside `pull`.
    static let pullKeys =
        ["every", "spool", "timeout", "max_file", "user", "password_file"] + webKeys + folderKeys
        + secureShellKeys + ["ca"]
    private static let webKeys = ["token_file"]
    private static let folderKeys = ["pattern", "ready", "done"]
    private static let secureShellKeys = ["key", "passphrase_file", "known_hosts"]

    func pull(_ fields: FieldReader) -> RunConfig.Source.Kind? {
        guard let written = fields.requiredText("pull") else { return nil }
        let place = fields.value("pull")?.place
        let name = fields.required(
            "name", help: "its files wait in a folder of that name: add `name: head-office`")
        guard let address = address(written, at: place),
            let name = name.flatMap({ findings.name($0, "name") })
        else {
            return nil
        }
        var plan = PullPlan(
            address: address, spool: fields.text("spool").map(resolved) ?? journal + "-spool/" + name)
        plan.every = fields.seconds("every") ?? plan.every
        plan.timeout = fields.seconds("timeout") ?? plan.timeout
        plan.fileMax = fields.integer("max_file", in: 1...(1 << 40)).map(Int64.init) ?? plan.fileMax
        plan.pattern = fields.text("pattern") ?? plan.pattern
        plan.ready = fields.value("ready").flatMap(remoteReady) ?? plan.ready
        plan.done = fields.value("done").flatMap(remoteDone) ?? plan.done
        plan.user = fields.text("user")
        plan.passwordFile = file("password_file", fields)
        plan.tokenFile = file("token_file", fields)
        plan.key = file("key", fields)
        plan.passphraseFile = file("passphrase_file", fields)
        plan.knownHosts = file("known_hosts", fields)
        plan.authorities = file("ca", fields)
        checkKeys(fields, address.way)
        checkAccess(plan, at: place)
        return .pull(plan)
    }

    private func address(_ text: String, at place: YAMLPlace?) -> RemoteAddress? {
        let problem: (what: String, help: String)
        do throws(RemoteAddress.Problem) {
            return try RemoteAddress(text)
        } catch {
            switch error {
            case .unreadable:
                problem = ("is no address", "write it in full: `https://HOST/FILE` or `sftp://HOST/FOLDER/`")
            case .scheme:
                problem = (
                    "is not by a way that is known and secure",
                    "write https://, sftp://, ftps:// (TLS from the first byte on) or ftpes:// (TLS after AUTH TLS)"
                )
            case .hasCredentials:
                problem = (
                    "holds a name or password", "write `user: NAME` and `password_file: FILE` in their place"
                )
            case .noFile:
                problem = ("names no file", "write the address of one file, without a slash at its end")
            }
        }
        // A password in it is not shown.
        let shown = error(of: text)
        findings.error(.badPull, at: place, "\(shown) \(problem.what)", help: problem.help)
        return nil
    }

    private func error(of text: String) -> String { text.contains("@") ? "the address" : quoted(text) }

    /// The path of a file that can be read.
    private func file(_ key: String, _ fields: FieldReader) -> String? {
        guard let path = fields.text(key).map(resolved) else { return nil }
        if FileStatus.of(path)?.kind != .file || access(path, R_OK) != 0 {
            findings.error(
                .pullAccess, at: fields.value(key)?.place, "the file \(quoted(path)) cannot be read",
                help: "paths count from the configuration's folder; let this user read it")
        }
        return path
    }

    /// Refuses keys that mean nothing on this way, so that nobody relies on them.
    private func checkKeys(_ fields: FieldReader, _ way: RemoteAddress.Way) {
        var foreign: [String] = []
        if way != .https { foreign += Self.webKeys }
        if way == .https { foreign += Self.folderKeys }
        if way != .sftp { foreign += Self.secureShellKeys }
        if way == .sftp { foreign += ["ca"] }
        for key in foreign where fields.has(key) {
            findings.error(
                .pullAccess, at: fields.place(of: key), "`\(key)` means nothing for \(way.rawValue)",
                help: "leave it out")
        }
    }

    private func checkAccess(_ plan: PullPlan, at place: YAMLPlace?) {
        func miss(_ what: String, _ help: String) { findings.error(.pullAccess, at: place, what, help: help) }
        if plan.passwordFile != nil, plan.user == nil {
            miss("a password, and nobody whose it is", "add `user: NAME`")
        }
        switch plan.address.way {
        case .https:
            if plan.user != nil, plan.passwordFile == nil {
                miss("a user without a password", "add `password_file: FILE`")
            }
            if plan.user != nil, plan.tokenFile != nil {
                miss("both a token and a user", "leave out `token_file`, or `user` and `password_file`")
            }
        case .ftps, .ftpes:
            if plan.user == nil || plan.passwordFile == nil {
                miss("nothing says who asks", "add `user: NAME` and `password_file: FILE`")
            }
        case .sftp:
            if plan.knownHosts == nil {
                miss(
                    "nothing says which key the server has",
                    "add `known_hosts: FILE`, as `ssh-keyscan` writes it and checked with the server's owner")
            }
            if plan.user == nil || (plan.key == nil) == (plan.passwordFile == nil) {
                miss(
                    "nothing, or two things, say who asks",
                    "add `user: NAME`, and `key: FILE` or `password_file: FILE`")
            }
        }
    }

    /// `renamed`, `{stable: 10s}` or `{marker: .complete}`.
    private func remoteReady(_ node: YAMLNode) -> PullPlan.Ready? {
        ready(node).map {
            switch $0 {
            case .stable(let seconds): .stable(seconds: seconds)
            case .marker(let ending): .marker(ending)
            case .renamed: .renamed
            }
        }
    }

    /// `keep`, `delete` or `{move: FOLDER}`, a folder there.
    private func remoteDone(_ node: YAMLNode) -> PullPlan.Done? {
        if case .scalar = node.kind {
            return findings.word(node, "done", among: ["keep", "delete"]).map {
                $0 == "delete" ? .delete : .keep
            }
        }
        guard let fields = FieldReader(node, "`done`", keys: ["move"], findings) else { return nil }
        return fields.requiredText("move").map { .move($0) }
    }
}

extension PullPlan {
    /// What pulls by this plan.
    var filler: any SpoolFiller {
        switch address.way {
        case .https: WebFiller(plan: self)
        case .sftp, .ftps, .ftpes: RemoteFolderFiller(plan: self)
        }
    }
}
