import Documents
import Foundation
import Push

/// A source that is sent lines over HTTP, as a configuration names it.
package struct PushPlan: Sendable, Hashable {
    package struct Certificates: Sendable, Hashable {
        package var certificate: String
        package var key: String
        /// The CAs whose clients may connect.
        package var clients: String?
    }

    package var host: String
    package var port: Int
    package var path = "/"
    package var tokensFile: String?
    package var tls: Certificates?
    package var bodyMax = 16 << 20

    /// Bytes of all bodies together that may wait.
    var waitingMax: Int { max(64 << 20, 2 * bodyMax) }

    /// The address as it is written.
    var address: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    /// Reads tokens and certificates. Blocks.
    ///
    /// - Throws: `ServiceError` where a file cannot be used.
    func server() throws -> PushServer.Plan {
        var plan = PushServer.Plan(host: host, port: port)
        plan.path = path
        plan.bodyMax = bodyMax
        if let tokensFile { plan.access = PushAccess(tokens: try Self.tokens(tokensFile)) }
        if let tls {
            do {
                plan.tls = try PushTLS.configuration(
                    certificate: tls.certificate, key: tls.key, clients: tls.clients)
            } catch {
                throw ServiceError(
                    .pushFailed, "the certificates cannot be used: \(error)", at: tls.certificate,
                    hint: "name PEM files of a certificate and its key that this user may read")
            }
        }
        return plan
    }

    /// The tokens of a file, at least one.
    static func tokens(_ path: String) throws(ServiceError) -> [String] {
        let problem: String
        do throws(DocumentFile.Problem) {
            let bytes = try DocumentFile.read(path, sizeMax: 1 << 20)
            let tokens = PushAccess.tokens(of: String(decoding: bytes, as: UTF8.self))
            if tokens.contains(where: { $0.count < PushAccess.tokenMin }) {
                problem = "a token has fewer than \(PushAccess.tokenMin) characters"
            } else if tokens.isEmpty {
                problem = "the file holds no token"
            } else {
                return tokens
            }
        } catch {
            problem = "the file cannot be read"
        }
        throw ServiceError(
            .pushFailed, problem, at: path,
            hint: "write one token a line, as `tillwatch key new` makes them, and let only this user read it")
    }
}
