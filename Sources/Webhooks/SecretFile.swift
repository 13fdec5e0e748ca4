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
    /// More than any secret needs; a file without a line end is not read further.
    private static let fileBytesMax = 4096

    /// Reads the first line of a file, trimmed. Blocks on the file.
    ///
    /// - Throws: `SecretError` when the file cannot be read or its first line is no secret.
    package static func read(path: String) throws(SecretError) -> WebhookSecret {
        let bytes = try firstBytes(of: path)
        let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        let line = String(decoding: bytes[..<end], as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard let secret = WebhookSecret(line) else {
            throw SecretError(
                code: .notASecret, file: path,
                message: "not a secret: expected whsec_ followed by base64 of 24 to 64 bytes",
                hint: "make one with `tillwatch key new --webhook`")
        }
        return secret
    }

    private static func firstBytes(of path: String) throws(SecretError) -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            // A pipe may give less than it was asked for.
            while bytes.count < fileBytesMax, !bytes.contains(UInt8(ascii: "\n")),
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
