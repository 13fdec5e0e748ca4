import Journal
import Pipeline
import Purchases
import Rules
import Testing

@Suite struct PackSuccessionTests {
    private func pack(_ version: String, signed: Bool = true, id: String = "p") -> Pack {
        var pack = Pack(
            id: id, version: version, lists: [], levels: [Level(name: "notice", threshold: 1)], rules: [],
            digest: version)
        pack.requiresSignature = signed
        return pack
    }

    private func code(_ new: [Pack], after kept: [Pack]) -> String? {
        PackSuccession.refusal(of: new, after: kept, at: nil)?.code.rawValue
    }

    @Test(arguments: [
        ("1.9", "1.10"), ("1", "1.0"), ("2026.9.12", "2026.11.0"), ("1.2", "1.beta"), ("1.alpha", "1.beta"),
        ("9", "00010"), ("99999999999999999999998", "99999999999999999999999"), ("1.2-3", "1.2-4"),
    ])
    func versionsInOrder(left: String, right: String) {
        #expect(PackSuccession.precedes(left, right) && !PackSuccession.precedes(right, left))
    }

    @Test func leadingZerosMakeNoDifference() {
        #expect(!PackSuccession.precedes("1.01", "1.1") && !PackSuccession.precedes("1.1", "1.01"))
    }

    @Test func olderAndUnsignedVersionsAreRefused() {
        let kept = [pack("1.9"), pack("1.10")]
        #expect(code([pack("1.9")], after: kept) == "PACK_OLDER")
        #expect(code([pack("1.10")], after: kept) == nil)
        #expect(code([pack("1.11")], after: kept) == nil)
        // The older version may stand beside the one in use.
        #expect(code([pack("1.9"), pack("1.10")], after: kept) == nil)
        #expect(code([pack("2", signed: false)], after: kept) == "PACK_UNSIGNED")
        #expect(code([pack("1.10"), pack("2", signed: false)], after: kept) == "PACK_UNSIGNED")
        #expect(code([pack("1", signed: false, id: "q")], after: kept) == nil)
        #expect(code([pack("1.0", signed: false)], after: [pack("1.1", signed: false)]) == nil)
    }
}
