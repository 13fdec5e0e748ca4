import Foundation

/// A secret file that cannot be used. Names the file, never its content.
package struct SecretError: Error, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        case unreadable = "SECRET_UNREADABLE"
        case notASecret = "SECRET_INVALID"
    }

    package var code: Code
    package var file: String
    package var message: String
    package var hint: String

    package var description: String { "\(file): error[\(code.rawValue)]: \(message)" }
}

extension WebhookSecret {
    /// More than any secrets need; a file is not read further.
    private static let fileBytesMax = 4096
    /// More than anybody rotates at a time.
    private static let secretsMax = 8

    /// Reads a file of secrets: the first line is one, and so is every further line that begins like one (`wh…_`), so
    /// that several hold while one is rotated. Other lines are remarks. Blocks on the file.
    ///
    /// - Throws: `SecretError` when the file cannot be read, or one of these lines is no secret.
    package static func readAll(path: String) throws(SecretError) -> [WebhookSecret] {
        let text = String(decoding: try firstBytes(of: path), as: UTF8.self)
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        let written = lines.enumerated().filter { index, line in
            index == 0 || [prefix, privatePrefix, publicPrefix].contains { line.hasPrefix($0) }
        }
        guard written.count <= secretsMax else { throw notASecret(path) }
        var secrets: [WebhookSecret] = []
        for (_, line) in written {
            guard let secret = WebhookSecret(line) else { throw notASecret(path) }
            secrets.append(secret)
        }
        return secrets
    }

    /// Reads secrets that a sender signs with.
    ///
    /// - Throws: `SecretError`, also when one of them is a public key.
    package static func readSigning(path: String) throws(SecretError) -> [WebhookSecret] {
        let secrets = try readAll(path: path)
        guard secrets.allSatisfy(\.canSign) else {
            throw SecretError(
                code: .notASecret, file: path, message: "a public key (whpk_…) cannot sign",
                hint: "name the sender's own key (whsk_…) or the secret shared with the recipient (whsec_…)")
        }
        return secrets
    }

    private static func notASecret(_ path: String) -> SecretError {
        SecretError(
            code: .notASecret, file: path,
            message: "not a secret: expected a line for each, whsec_ followed by base64 of 24 to 64 bytes, "
                + "or whsk_ or whpk_ followed by base64 of 32",
            hint: "make one with `tillwatch key new --webhook`")
    }

    private static func firstBytes(of path: String) throws(SecretError) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            // A pipe may give less than it was asked for.
            while bytes.count < fileBytesMax,
                let more = try handle.read(upToCount: fileBytesMax - bytes.count), !more.isEmpty
            {
                bytes += more
            }
        } catch {
            throw SecretError(
                code: .unreadable, file: path, message: "cannot read the secret file",
                hint: "check that the file exists and that this user may read it; "
                    + "make a secret with `tillwatch key new --webhook`")
        }
        return bytes
    }
}
