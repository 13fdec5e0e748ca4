import Foundation
import Testing
import Webhooks

@Suite struct WebhookSecretTests {
    @Test(arguments: [24, 32, 64])
    func takesKeysOfTheAllowedSizes(count: Int) throws {
        let text = "whsec_" + Data(repeating: 7, count: count).base64EncodedString()
        let secret = try #require(WebhookSecret(text))
        #expect(secret.revealed == text)
    }

    @Test(arguments: [
        "", "whsec_", "whsec_!!!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw=",
        "whsk_" + Data(repeating: 7, count: 31).base64EncodedString(),
        "whpk_" + Data(repeating: 7, count: 33).base64EncodedString(),
        "whxx_" + Data(repeating: 7, count: 32).base64EncodedString(),
        "whsec_" + Data(repeating: 7, count: 23).base64EncodedString(),
        "whsec_" + Data(repeating: 7, count: 65).base64EncodedString(),
    ])
    func refusesWhatIsNoSecret(text: String) {
        #expect(WebhookSecret(text) == nil)
    }

    @Test func randomSecretsDifferAndReadBack() throws {
        let first = WebhookSecret.random()
        #expect(first.revealed != WebhookSecret.random().revealed)
        #expect(try #require(WebhookSecret(first.revealed)).revealed == first.revealed)
    }

    @Test(arguments: [WebhookSecret.random(), .randomKey()]) func neverShowsItself(secret: WebhookSecret) {
        let inner = secret.revealed.drop { $0 != "_" }.dropFirst()
        var dumped = ""
        dump(["key": secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])"] {
            #expect(!text.contains(inner))
            #expect(text.contains("redacted"))
        }
    }
}

@Suite struct SecretFileTests {
    private func withFile(_ content: String, _ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try Data(content.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test func readsTheFirstLineTrimmed() throws {
        let text = WebhookSecret.random().revealed
        try withFile("  \(text)\r\nsomething else\n") { path in
            let read = try WebhookSecret.readAll(path: path).map(\.revealed)
            #expect(read == [text])
        }
    }

    @Test func readsSeveralWhileOneIsRotated() throws {
        let texts = [WebhookSecret.random().revealed, WebhookSecret.randomKey().revealed]
        try withFile("\(texts[0])\n\n# from May on\n\(texts[1])\n") { path in
            let read = try WebhookSecret.readAll(path: path).map(\.revealed)
            #expect(read == texts)
            let signing = try WebhookSecret.readSigning(path: path).count
            #expect(signing == 2)
        }
        try withFile("\(texts[0])\nwhsec_tooShort\n") { path in
            #expect(throws: SecretError.self) { try WebhookSecret.readAll(path: path) }
        }
    }

    @Test func aPublicKeyDoesNotSign() throws {
        let key = try #require(WebhookSecret.randomKey().publicKey)
        try withFile(key.revealed) { path in
            let read = try WebhookSecret.readAll(path: path).map(\.revealed)
            #expect(read == [key.revealed])
            let error = try #require(throws: SecretError.self) { try WebhookSecret.readSigning(path: path) }
            #expect(error.code == .notASecret && error.message.contains("public key"))
        }
    }

    @Test(arguments: ["", "\n", "hunter2-hunter2-hunter2-hunter2", "whsec_tooShort"])
    func namesTheFileAndNeverItsContent(content: String) throws {
        try withFile(content) { path in
            let error = try #require(throws: SecretError.self) { try WebhookSecret.readAll(path: path) }
            #expect(error.code == .notASecret)
            #expect(error.description.hasPrefix(path))
            #expect(error.message.hasPrefix("not a secret: expected"))
            #expect(error.message.contains("whsec_ followed by base64 of 24 to 64 bytes"))
            #expect(error.hint.contains("tillwatch key new --webhook"))
            let shown = error.description + error.hint + String(reflecting: error)
            #expect(!shown.contains("hunter2") && !shown.contains("tooShort"))
        }
    }

    @Test(arguments: ["/nonexistent/secret", "/"])
    func saysThatAFileCannotBeRead(path: String) throws {
        let error = try #require(throws: SecretError.self) { try WebhookSecret.readAll(path: path) }
        #expect(error.code == .unreadable)
        #expect(error.description.contains(path))
    }
}
