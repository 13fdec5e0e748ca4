import Foundation
import Spool

/// What is told to the other side once it is known who it is. Read for each look, so that it can be changed meanwhile.
struct Credentials {
    var user: String?
    var password: String?
    var token: String?
    var key: String?
    var passphrase: String?

    /// Blocks on the disk.
    init(_ plan: PullPlan) throws(FetchError) {
        user = plan.user
        key = plan.key
        password = try plan.passwordFile.map(Self.secret)
        token = try plan.tokenFile.map(Self.secret)
        passphrase = try plan.passphraseFile.map(Self.secret)
        for file in [plan.key, plan.knownHosts, plan.authorities].compactMap(\.self) {
            // because the path lives for the time of the call.
            guard unsafe access(file, R_OK) == 0 else { throw Self.problem("the file cannot be read", file) }
        }
    }

    /// The first line of a file.
    private static func secret(_ path: String) throws(FetchError) -> String {
        guard let data = FileManager.default.contents(atPath: path), data.count <= 1 << 16 else {
            throw problem("the file cannot be read", path)
        }
        let line = String(decoding: data, as: UTF8.self).prefix { !$0.isNewline }
        guard !line.isEmpty else { throw problem("the file's first line is empty", path) }
        return String(line)
    }

    private static func problem(_ what: String, _ path: String) -> FetchError {
        FetchError(
            .credentials, what, at: path, hint: "let this user read it; its first line counts",
            isPassing: false)
    }
}
