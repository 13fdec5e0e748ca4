import Crypto
import Foundation
import Push
import Testing

struct IdempotencyKeysTests {
    private func digest(_ text: String) -> SHA256.Digest { SHA256.hash(data: Data(text.utf8)) }

    @Test func aKeyIsKnownWithItsBody() {
        var keys = IdempotencyKeys()
        var counts = PushCounts()
        counts.read = 3
        #expect(keys.begin("a", digest: digest("x")) == .new)
        #expect(keys.begin("a", digest: digest("x")) == .underWay)
        #expect(keys.begin("a", digest: digest("y")) == .other)
        keys.end("a", counts: counts)
        #expect(keys.begin("a", digest: digest("x")) == .answered(counts))
        #expect(keys.begin("a", digest: digest("y")) == .other)
    }

    @Test func whatFailedMayBeTriedAgain() {
        var keys = IdempotencyKeys()
        #expect(keys.begin("a", digest: digest("x")) == .new)
        keys.end("a", counts: nil)
        #expect(keys.begin("a", digest: digest("y")) == .new)
    }

    @Test func theOldestAreForgotten() {
        var keys = IdempotencyKeys(countMax: 3)
        for number in 0..<100 {
            #expect(keys.begin("\(number)", digest: digest("x")) == .new)
            keys.end("\(number)", counts: PushCounts())
        }
        for number in 97..<100 {
            #expect(keys.begin("\(number)", digest: digest("x")) == .answered(PushCounts()))
        }
        #expect(keys.begin("96", digest: digest("x")) == .new)
    }
}
