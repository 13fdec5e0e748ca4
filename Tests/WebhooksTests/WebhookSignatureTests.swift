import Foundation
import TestSupport
import Testing
import Webhooks

@Suite struct WebhookSignatureTests {
    // The example that the libraries of Standard Webhooks share.
    let secretText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    let timestamp: Int64 = 1_614_265_330
    let body = Array(#"{"test": 2432232314}"#.utf8)
    let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    private func secret() throws -> WebhookSecret { try #require(WebhookSecret(secretText)) }

    private func check(
        _ headers: WebhookHeaders, body: [UInt8]? = nil, secrets: [WebhookSecret]? = nil, now: Int64? = nil
    ) throws -> SignatureFailure? {
        let result = WebhookSignature.verify(
            headers, body: body ?? self.body, secrets: try secrets ?? [secret()], now: now ?? timestamp)
        if case .failure(let failure) = result { return failure }
        return nil
    }

    private var headers: WebhookHeaders {
        WebhookHeaders(id: id, timestamp: "\(timestamp)", signature: signature)
    }

    @Test func signsTheKnownExample() throws {
        let signed = WebhookSignature.sign(id: id, timestamp: timestamp, body: body, secret: try secret())
        #expect(signed == signature)
        #expect(try check(headers) == nil)
    }

    @Test func anyChangeIsFound() throws {
        var other = headers
        other.id = "msg_other"
        #expect(try check(other) == .noMatch)
        other = headers
        other.timestamp = "\(timestamp + 1)"
        #expect(try check(other) == .noMatch)
        #expect(try check(headers, body: body + [32]) == .noMatch)
        #expect(try check(headers, secrets: [.random()]) == .noMatch)
        #expect(try check(headers, secrets: []) == .noMatch)
    }

    @Test(arguments: ["", "v1,", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,g0hM9SsE", "v1,%%"])
    func otherSignaturesDoNotMatch(text: String) throws {
        var other = headers
        other.signature = text
        #expect(try check(other) == .noMatch)
    }

    @Test func oneOfSeveralIsEnough() throws {
        let old = try secret()
        let new = WebhookSecret.random()
        let both = WebhookSignature.headers(id: id, timestamp: timestamp, body: body, secrets: [new, old])
        #expect(both.signature.split(separator: " ").count == 2)
        #expect(both.signature.hasSuffix(" " + signature))
        #expect(try check(both, secrets: [old]) == nil)
        #expect(try check(both, secrets: [new]) == nil)
        #expect(try check(both, secrets: [.random(), new]) == nil)
        #expect(try check(both, secrets: [.random()]) == .noMatch)
    }

    @Test func timestampsMayBeFiveMinutesOffEitherWay() throws {
        #expect(try check(headers, now: timestamp + 300) == nil)
        #expect(try check(headers, now: timestamp - 300) == nil)
        #expect(try check(headers, now: timestamp + 301) == .tooOld(seconds: 301))
        #expect(try check(headers, now: timestamp - 301) == .tooNew(seconds: 301))
        let stored = WebhookSignature.verify(
            headers, body: body, secrets: [try secret()], now: timestamp + 1_000_000, tolerance: nil)
        #expect(throws: Never.self) { try stored.get() }
    }

    @Test(arguments: ["", "x", "-1", "+1614265330", "1614265330.5", "99999999999999999999", " 1614265330"])
    func badTimestampsAreRefused(text: String) throws {
        var other = headers
        other.timestamp = text
        #expect(try check(other) == .badTimestamp)
    }

    @Test(arguments: ["", "a.1", "a b", "a\nb", "ä", String(repeating: "a", count: 257)])
    func badIDsAreRefused(text: String) throws {
        var other = headers
        other.id = text
        #expect(try check(other) == .badID)
    }

    // The example of the Go library of Standard Webhooks for `v1a`.
    private let keyText = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk="
    private let keySignature =
        "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=="

    @Test func knowsTheExampleOfAnEd25519Signature() throws {
        let key = try #require(WebhookSecret(keyText))
        let publicKey = try #require(key.publicKey)
        #expect(publicKey.revealed.hasPrefix("whpk_") && !publicKey.canSign && key.canSign)
        var theirs = headers
        theirs.signature = keySignature
        #expect(try check(theirs, secrets: [publicKey]) == nil)
        #expect(try check(theirs, secrets: [key]) == nil)
        #expect(try check(theirs, secrets: [try #require(WebhookSecret.randomKey().publicKey)]) == .noMatch)
        #expect(try check(theirs, body: body + [32], secrets: [publicKey]) == .noMatch)
        // Of another version it is none.
        theirs.signature = "v1" + keySignature.dropFirst(3)
        #expect(try check(theirs, secrets: [publicKey, secret()]) == .noMatch)

        let ours = WebhookSignature.headers(id: id, timestamp: timestamp, body: body, secrets: [key])
        #expect(ours.signature.hasPrefix("v1a,"))
        #expect(try check(ours, secrets: [publicKey]) == nil)
        #expect(WebhookSignature.sign(id: id, timestamp: timestamp, body: body, secret: publicKey) == nil)
    }

    @Test func bothKindsStandSideBySideInOneHeader() throws {
        let key = try #require(WebhookSecret(keyText))
        let both = WebhookSignature.headers(
            id: id, timestamp: timestamp, body: body, secrets: [try secret(), key])
        #expect(both.signature.split(separator: " ").map { $0.prefix(4) } == ["v1,g", "v1a,"])
        #expect(try check(both, secrets: [try secret()]) == nil)
        #expect(try check(both, secrets: [try #require(key.publicKey)]) == nil)
    }

    /// Python's `cryptography` has the last word on ours.
    @Test(.enabled(if: hasCryptography, "needs PyPI's cryptography")) func pythonVerifiesOurs() throws {
        let key = WebhookSecret.randomKey()
        let ours = WebhookSignature.headers(id: id, timestamp: timestamp, body: body, secrets: [key])
        let script = """
            import base64, sys
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
            key, signature = sys.argv[1].removeprefix("whpk_"), sys.argv[2].removeprefix("v1a,")
            signed = sys.argv[3].encode()
            Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(base64.b64decode(signature), signed)
            """
        let signed = "\(id).\(timestamp)." + String(decoding: body, as: UTF8.self)
        let publicText = try #require(key.publicKey).revealed
        let right = ExternalProgram.run(["python3", "-c", script, publicText, ours.signature, signed])
        #expect(right.status == 0, "\(right.output)")
        let wrong = ExternalProgram.run(["python3", "-c", script, publicText, ours.signature, signed + " "])
        #expect(wrong.status == 1)
    }

    private static let hasCryptography =
        ExternalProgram.run(["python3", "-c", "import cryptography"]).status == 0
}
