import ArgumentParser
import Documents
import Foundation
import Purchases
import Rules

extension RulesCommand {
    struct Sign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sign",
            abstract: "Signs a bundle with Ed25519.",
            discussion: """
                The signature is written into the bundle, in place of an earlier one of
                the same key; those of other keys stay. `tillwatch key new --signing`
                makes a key.

                Example:
                  tillwatch rules sign police.bundle --key signing.key
                """)

        @Argument(help: "The bundle.")
        var bundle: String

        @Option(help: ArgumentHelp("The file of the private key.", valueName: "file"))
        var key: String

        @Option(help: ArgumentHelp("Write the signed bundle here instead; NAME.bundle.", valueName: "file"))
        var out: String?

        func validate() throws {
            if let out, !BundleFile.isNamed(out) {
                throw ValidationError("--out needs a name that ends in \(BundleFile.suffix)")
            }
        }

        func run() async throws {
            let signer = try Self.signer(key)
            let file = try readBundle(bundle)
            var envelope = try file.envelope ?? SignedBundle(payload: file.payload())
            try envelope.sign(signer)
            let target = out ?? bundle
            try writeWhole(try envelope.bytes(), to: target, what: "the signed bundle")
            Console.message("signed \(target) with the key \(signer.publicKey.id)")
        }

        private static func signer(_ path: String) throws -> SigningKey {
            let bytes: [UInt8]
            do throws(DocumentFile.Problem) {
                bytes = try DocumentFile.read(path, sizeMax: 4096)
            } catch {
                throw Failure(
                    "SIGNING_KEY_UNREADABLE", error.message, at: path,
                    help: "make a key with `tillwatch key new --signing --out FILE`", status: .unusable)
            }
            let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            // What the file holds is never shown.
            guard let key = SigningKey(line) else {
                throw Failure(
                    "SIGNING_KEY_INVALID", "this is no private key for signing", at: path,
                    help: "make a key with `tillwatch key new --signing --out FILE`", status: .unusable)
            }
            return key
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Says who signed a bundle, and whether its packs may be used.",
            discussion: """
                Exit code 2 when a pack of it would be refused.

                Example:
                  tillwatch rules verify police.bundle --trust trust.yaml
                """)

        @Argument(help: "The bundle.")
        var bundle: String

        @OptionGroup var trust: TrustOptions
        @OptionGroup var messages: MessageOptions

        func run() async throws {
            let store: TrustStore?
            do {
                store = try trust.store()
            } catch let report as DiagnosticReport {
                Console.show(report.diagnostics, color: messages.colorsMessages)
                throw ExitCode(Failure.Status.unusable.rawValue)
            }
            let file = try readBundle(bundle)
            let (packs, diagnostics) = PackLoader(trust: store).load(bundle)
            Console.show(diagnostics, color: messages.colorsMessages)
            if diagnostics.contains(where: { $0.severity == .error }) {
                throw ExitCode(Failure.Status.unusable.rawValue)
            }
            var lines: [String] = []
            for (loaded, part) in zip(packs, file.bundle.parts) {
                let signers = loaded.signers.joined(separator: ", ")
                let lists = loaded.pack.lists.map { "\($0.id) \($0.version)" }.joined(separator: ", ")
                lines.append(
                    "\(loaded.pack.id) \(loaded.pack.version), with \(lists), \(part.tests.count) tests")
                lines.append(
                    file.envelope == nil
                        ? "  not signed"
                        : signers.isEmpty ? "  signed, not checked by whom" : "  signed by \(signers)")
            }
            try Console.output(lines.map { visible($0) + "\n" }.joined())
        }
    }
}

/// A bundle that can be read.
private func readBundle(_ path: String) throws -> BundleFile {
    guard BundleFile.isNamed(path) else {
        throw Failure(
            "BUNDLE_NAME", "the name of a bundle ends in \(BundleFile.suffix)", at: path,
            help: "make one with `tillwatch rules bundle`", status: .unusable)
    }
    do {
        return try BundleFile.read(path)
    } catch {
        Console.show([error], color: false)
        throw ExitCode(Failure.Status.unusable.rawValue)
    }
}
