import Screening
import Testing

/// Amounts are read by the letters that names are compared by.
@Suite struct CharacterFoldingTests {
    @Test(
        arguments: [
            ("ä", "a"), ("Ł", "l"), ("ø", "o"), ("Đ", "d"), ("ı", "i"), ("أ", "ا"), ("ة", "ه"), ("ى", "ي"),
            ("ؤ", "و"),
            ("ک", "ك"), ("x", "x"), ("X", "x"),
        ] as [(Unicode.Scalar, Unicode.Scalar)])
    func aLetterHasOneForm(_ letter: Unicode.Scalar, _ folded: Unicode.Scalar) {
        #expect(FoldingTable.letter(of: letter) == folded)
    }

    @Test(arguments: ["ß", "æ", "1", "%", "ـ", "я"] as [Unicode.Scalar])
    func whatIsNotOneLetterHasNone(_ scalar: Unicode.Scalar) {
        #expect(FoldingTable.letter(of: scalar) == nil)
    }
}
