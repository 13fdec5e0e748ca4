import ArgumentParser
import Foundation
import Rules
import Webhooks

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Makes keys and secrets.",
        discussion: """
            Example:
              tillwatch key new --out token.key
            """,
        subcommands: [New.self])

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new",
            abstract: "Makes a token key, a webhook secret, or a key for packs.",
            discussion: """
                The token key turns buyer tokens into pseudonyms. Keep it: with another
                key the same buyer is somebody else. A webhook secret is shared with the
                contact point that verifies signatures. A signing key signs bundles of
                packs; its public half is printed, for the trust files of those who
                shall load them. With --ed25519 the webhook secret is a key pair: the
                sender keeps whsk_…, and whpk_…, which is printed, verifies. A reveal key shows what a confidential pack says; what
                the pack states of it is printed.

                Examples:
                  tillwatch key new --out token.key
                  tillwatch key new --webhook --out webhook.secret
                  tillwatch key new --webhook --ed25519 --out webhook.key
                  tillwatch key new --signing --out signing.key
                  tillwatch key new --reveal --out reveal.key
                  export TILLWATCH_TOKEN_KEY=$(tillwatch key new)
                """)

        @Flag(help: "Make a webhook secret (whsec_…) instead of a token key (64 hex digits).")
        var webhook = false

        @Flag(
            help:
                "With --webhook: make an Ed25519 key (whsk_…); needs --out, and prints whpk_… for the recipient."
        )
        var ed25519 = false

        @Flag(help: "Make a key that signs bundles (Ed25519); needs --out, and prints the public key.")
        var signing = false

        @Flag(
            help: "Make a key that reveals a confidential pack; needs --out, and prints what the pack states."
        )
        var reveal = false

        @Option(help: "Write it to this new file, readable by its owner only; default: standard output.")
        var out: String?

        func validate() throws {
            guard [webhook, signing, reveal].count(where: \.self) <= 1 else {
                throw ValidationError("--webhook, --signing and --reveal make different keys")
            }
            if signing || reveal || ed25519, out == nil {
                throw ValidationError("--signing, --reveal and --ed25519 need --out FILE")
            }
            if ed25519, !webhook { throw ValidationError("--ed25519 goes with --webhook") }
        }

        func run() async throws {
            if signing {
                let key = SigningKey()
                try write(key.revealed, "a signing key")
                try Console.output(key.publicKey.text + "\n")
                return
            }
            if reveal {
                let key = Self.tokenKey()
                try write(key, "a reveal key")
                try Console.output("reveal: \(RevealKeys.digest(of: key))\n")
                return
            }
            if ed25519 {
                let key = WebhookSecret.randomKey()
                try write(key.revealed, "a webhook key")
                if let publicKey = key.publicKey { try Console.output(publicKey.revealed + "\n") }
                return
            }
            let text = webhook ? WebhookSecret.random().revealed : Self.tokenKey()
            try write(text, webhook ? "a webhook secret" : "a token key")
        }

        private func write(_ text: String, _ what: String) throws {
            guard let out else {
                try Console.output(text + "\n")
                return
            }
            let descriptor = open(out, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                let reason = String(cString: strerror(errno))
                throw Failure(
                    "KEY_NOT_WRITTEN", "cannot make the file: \(reason)", at: out,
                    help: "name a file that does not exist yet; an existing key is never overwritten",
                    status: .unusable)
            }
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            do {
                try file.write(contentsOf: Array((text + "\n").utf8))
                try file.synchronize()
            } catch {
                // Half a key is none, and would be in the way of the next attempt.
                unlink(out)
                throw Failure(writing: "the key", to: out, error)
            }
            Console.message("wrote \(what) to \(out)")
        }

        /// 32 random bytes in hex.
        private static func tokenKey() -> String {
            var generator = SystemRandomNumberGenerator()
            return (0..<32).map { _ in
                let byte = UInt8.random(in: .min ... .max, using: &generator)
                return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }.joined()
        }
    }
}
