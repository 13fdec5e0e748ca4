import Documents
import Foundation
import Purchases
import Rules
import TestSupport
import Testing

/// A folder of its own for the files of one test.
private final class Folder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], _ name: String) throws -> String {
        let file = "\(path)/\(name)"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
}

private let day = LocalDay(year: 2026, month: 11, day: 10) ?? LocalDay(daysSinceEpoch: 0)

private func bundle(_ text: String = PackSource.rule("where: {list: test-list}", "score: 1")) -> PackBundle {
    PackBundle([
        PackBundle.Part(
            name: "p.yaml",
            files: PackFiles(
                path: "p.yaml", bytes: Array(text.utf8), lists: ["list.yaml": Array(PackSource.list.utf8)]),
            tests: ["p.test.yaml": Array("# none yet".utf8)])
    ])
}

private func signed(_ bundle: PackBundle, by key: SigningKey) throws -> SignedBundle {
    var envelope = SignedBundle(payload: try bundle.bytes())
    try envelope.sign(key)
    return envelope
}

private func trust(
    _ key: SigningKey, packs: [ExactText] = ["test"], from: String? = nil, to: String? = nil
) -> TrustStore {
    TrustStore(
        [
            TrustStore.Signer(
                name: "contact", key: key.publicKey, packs: packs, from: from.flatMap { LocalDay(iso: $0) },
                to: to.flatMap { LocalDay(iso: $0) })
        ], today: day)
}

@Suite struct BundleTests {
    @Test func keepsEveryFile() throws {
        let written = try bundle().bytes()
        let read = try #require(PackBundle(written, path: "x.bundle"))
        #expect(read.parts[0].files.bytes == bundle().parts[0].files.bytes)
        #expect(read.parts[0].files.lists == bundle().parts[0].files.lists)
        #expect(read.parts[0].tests == bundle().parts[0].tests)
        #expect(try read.bytes() == written)
        let pack = try #require(PackReader.compile(read.parts[0].files).pack)
        #expect(pack.id == "test" && pack.digest == PackReader.compile(bundle().parts[0].files).pack?.digest)
    }

    @Test func refusesOtherSpellings() throws {
        let text = String(decoding: try bundle().bytes(), as: UTF8.self)
        for other in [
            " " + text, text + "\n", text.replacing(":", with: ": "),
            text.replacing("{\"packs\"", with: "{\"packs\":[],\"packs\""),
            text.replacing("p.yaml", with: "../p.yaml"),
            text.replacing("\"tillwatch-bundle\":1", with: "\"tillwatch-bundle\":2"),
            "", "{}", "[]",
        ] {
            #expect(other == text || PackBundle(Array(other.utf8), path: "x.bundle") == nil, "\(other)")
        }
    }
}

@Suite struct SignatureTests {
    private let key = SigningKey()

    private func load(_ bytes: [UInt8], _ trust: TrustStore?, _ folder: Folder) throws -> [String] {
        let path = try folder.write(bytes, "x.bundle")
        let (packs, diagnostics) = PackLoader(trust: trust).load(path)
        return packs.map { "\($0.pack.id) \($0.signers)" } + diagnostics.map(\.code)
    }

    @Test func signedBundleIsLoaded() throws {
        let bytes = try signed(bundle(), by: key).bytes()
        #expect(try load(bytes, trust(key), Folder()) == ["test [\"contact\"]"])
    }

    @Test func everyReasonForARefusal() throws {
        let folder = try Folder()
        let bytes = try signed(bundle(), by: key).bytes()
        #expect(try load(bytes, trust(SigningKey()), folder) == ["S005"])
        #expect(try load(bytes, trust(key, packs: ["other"]), folder) == ["S006"])
        #expect(try load(bytes, trust(key, to: "2026-11-09"), folder) == ["S007"])
        #expect(try load(bytes, trust(key, from: "2026-11-11"), folder) == ["S007"])
        #expect(
            try load(bytes, trust(key, from: "2026-11-10", to: "2026-11-10"), folder) == [
                "test [\"contact\"]"
            ])
        #expect(try load(try bundle().bytes(), trust(key), folder) == ["S002"])
        #expect(try load(bytes, nil, folder) == ["test []", "S008"])
        #expect(try load(Array("tillwatch: 1".utf8), nil, folder) == ["S001"])
        // Another bundle under this one's signature.
        var other = try signed(
            bundle("# later\n" + PackSource.rule("where: {list: test-list}", "score: 2")), by: key)
        let forged = String(decoding: try other.bytes(), as: UTF8.self)
            .replacing(signature(try other.bytes()), with: signature(bytes))
        #expect(try load(Array(forged.utf8), trust(key), folder) == ["S004"])
        // A second signature of a key that nobody knows takes nothing away.
        try other.sign(SigningKey())
        #expect(try load(try other.bytes(), trust(key), folder) == ["test [\"contact\"]"])
    }

    private func signature(_ bytes: [UInt8]) -> String {
        String(String(decoding: bytes, as: UTF8.self).split(separator: "\"sig\":\"")[1].prefix { $0 != "\"" })
    }

    @Test func packThatAsksForASignature() throws {
        let folder = try Folder()
        let asking = bundle(
            PackSource.rule("where: {list: test-list}", "score: 1")
                .replacing("version: 2026.10}", with: "version: 2026.10, signature: required}"))
        #expect(try load(try asking.bytes(), nil, folder) == ["S002"])
        #expect(try load(try signed(asking, by: key).bytes(), nil, folder) == ["S003"])
        #expect(try load(try signed(asking, by: key).bytes(), trust(key), folder) == ["test [\"contact\"]"])
    }

    /// Every byte of a signed bundle changed, in its lowest and in its highest bit: refused, or the same bundle.
    @Test func everyFlippedByteIsRefused() throws {
        let folder = try Folder()
        let bytes = try signed(bundle("tillwatch: 1"), by: key).bytes()
        let original = try #require(SignedBundle(bytes))
        let store = trust(key)
        for index in bytes.indices {
            for bit: UInt8 in [1, 0x80, 0x20] {
                var flipped = bytes
                flipped[index] ^= bit
                let path = try folder.write(flipped, "x.bundle")
                guard let file = try? BundleFile.read(path), let envelope = file.envelope else { continue }
                let isTrusted = store.signers.contains { signer in
                    envelope.signatures.contains {
                        $0.keyID == signer.key.id && envelope.holds($0, of: signer.key)
                    }
                }
                #expect(!isTrusted || envelope.payload == original.payload, "byte \(index)")
                let (packs, diagnostics) = PackLoader(trust: store).load(path)
                #expect(packs.isEmpty && diagnostics.contains { $0.severity == .error }, "byte \(index)")
            }
        }
    }

    @Test func keysAreReadBackAndNothingElseIs() {
        let key = SigningKey()
        #expect(SigningKey(key.revealed)?.publicKey == key.publicKey)
        #expect(VerifyingKey(key.publicKey.text) == key.publicKey)
        #expect(VerifyingKey(key.revealed) == nil && SigningKey(key.publicKey.text) == nil)
        for text in [
            "", "ed25519-public:", "ed25519-public:AAAA", key.publicKey.text + "=", " " + key.publicKey.text,
        ] {
            #expect(VerifyingKey(text) == nil)
        }
    }
}

@Suite struct TrustStoreTests {
    private func read(_ text: String) -> (signers: [TrustStore.Signer], codes: [String], shown: String) {
        let (signers, diagnostics) = TrustStoreReader.read(path: "t.yaml", bytes: Array(text.utf8))
        return (
            signers, diagnostics.map(\.code),
            diagnostics.map { $0.rendered(color: false) }.joined(separator: "\n")
        )
    }

    @Test func readsSigners() throws {
        let key = SigningKey().publicKey
        let text = """
            tillwatch-trust: 1
            keys:
              contact: {key: \(key.text), packs: [a, b], from: 2026-01-01, to: 2026-12-31}
            """
        let found = read(text)
        #expect(found.codes == [])
        let signer = try #require(found.signers.first)
        #expect(signer.name == "contact" && signer.key == key && signer.packs == ["a", "b"])
        #expect(signer.from == LocalDay(iso: "2026-01-01") && signer.to == LocalDay(iso: "2026-12-31"))
    }

    @Test func saysAllThatIsWrong() {
        let text = """
            tillwatch-trust: 2
            keys:
              contact: {key: nonsense, packs: []}
              other: {packs: [a], until: 2026-01-01}
            """
        #expect(read(text).codes.sorted() == ["D020", "D021", "D023", "P001", "S009"])
        #expect(read("keys: {}").codes == ["D021"])
    }

    @Test func privateKeyInTheWrongFileIsNotShown() {
        let secret = SigningKey().revealed
        let found = read("tillwatch-trust: 1\nkeys: {contact: {key: \"\(secret)\", packs: [a]}}")
        #expect(found.codes == ["S009"] && !found.shown.contains(secret.suffix(20)))
    }
}
