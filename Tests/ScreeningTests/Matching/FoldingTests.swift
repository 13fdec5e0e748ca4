import Foundation
import Screening
import Testing

@Suite struct FoldingTests {
    @Test(arguments: [
        ("Säure", "saure"), ("STRAßE", "strasse"), ("Łódź", "lodz"), ("SØD Æble", "sod aeble"),
        ("ISI Iı", "isi ii"),
        ("H₂O₂", "h2o2"), ("ｗｉｄｅ１", "wide1"), ("peroxyde d’hydrogène", "peroxyde d'hydrogene"), ("ﬁn", "fin"),
        ("a\u{AD}b\u{200B}c", "abc"), ("e\u{301}", "e"), ("٣٠٪", "30%"), ("۱۲٫۵", "12.5"), ("2–5", "2-5"),
    ])
    func spellingsOfOneWordAreAlike(_ text: String, _ folded: String) {
        #expect(FoldedText(text).bytes == Array(folded.utf8))
    }

    @Test(arguments: [
        ("أسيتون", "اسيتون"), ("الأســـيتون", "الاسيتون"), ("أَسِيتُون", "اسيتون"), ("خالية", "خاليه"),
        ("على", "علي"),
        ("ﺍﺳﻴﺘﻮﻥ", "اسيتون"), ("کبریت", "كبريت"),
    ])
    func arabicLettersAreOneWhateverTheirForm(_ text: String, _ plain: String) {
        #expect(FoldedText(text).bytes == FoldedText(plain).bytes)
        #expect(FoldedText(plain).bytes.count == plain.unicodeScalars.count)
    }

    /// Foundation's own folding is another implementation.
    @Test func latinLettersFoldAsFoundationFoldsThem() {
        for value in UInt32(0xC0)...0x24F {
            guard let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic else { continue }
            let other = String(scalar).folding(
                options: [.diacriticInsensitive, .caseInsensitive], locale: Locale(identifier: "en_US_POSIX"))
            guard other.utf8.allSatisfy({ (97...122).contains($0) }), other.utf8.count == 1 else { continue }
            #expect(FoldedText(String(scalar)).bytes == Array(other.utf8), "\(scalar)")
        }
    }

    @Test func everyPlaceLeadsBackToTheOriginal() {
        let text = "Größe: أسيتون H₂O₂ 5L"
        let folded = FoldedText(text)
        let tokens = Token.tokens(of: folded.bytes)
        let originals = tokens.map { token in
            String(
                decoding: Array(text.utf8)[
                    folded.origin(of: Int(token.start))..<folded.origin(of: Int(token.end))], as: UTF8.self)
        }
        #expect(originals == ["Größe", "أسيتون", "H", "₂", "O", "₂", "5", "L"])
    }

    @Test func aLongTextIsCutBetweenCharacters() {
        let text = String(repeating: "é", count: 100)
        let folded = FoldedText(text, limit: 11)
        #expect(folded.isCut)
        #expect(folded.bytes == Array("eeeee".utf8))
        #expect(folded.origin(of: 5) == 10)
        #expect(!FoldedText(text, limit: 200).isCut)
    }

    @Test(arguments: [
        ("kitten", "kitten", 0), ("aceton", "acetno", 1), ("nitrat", "nitat", 1), ("nitrat", "nitrrat", 1),
        ("nitrat", "nitrit", 1), ("nitrat", "mitrit", 2), ("", "ab", 2), ("ab", "", 2),
    ])
    func distancesCountOneLetterAtATime(_ left: String, _ right: String, _ distance: Int) {
        for limit in 0...3 {
            #expect(Spelling.isWithin(limit, Array(left.utf8)[...], Array(right.utf8)) == (distance <= limit))
        }
    }
}
