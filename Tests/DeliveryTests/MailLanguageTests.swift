import Delivery
import Foundation
import Purchases
import Testing
import Webhooks

/// What mails say, in every language.
@Suite struct MailLanguageTests {
    @Test(arguments: MailLanguage.allCases) func everyTextIsThere(language: MailLanguage) {
        #expect(Set(language.words.keys) == Set(MailWord.allCases))
        for (word, text) in language.words {
            #expect(!text.trimmingCharacters(in: .whitespaces).isEmpty, "\(word)")
            #expect(names(text) == names(MailLanguage.english.words[word] ?? ""), "\(word)")
        }
        // A text that was forgotten would be the English one.
        let same = MailWord.allCases.filter { language.words[$0] == MailLanguage.english.words[$0] }
        let units: Set<MailWord> = [.seconds, .minutes, .hours, .days, .otherMeasure, .dateTime]
        let shared: Set<MailWord> = [
            .revision, .moment, .score, .test, .alert, .month4, .month8, .month9, .month11, .indicator,
        ]
        #expect(language == .english || Set(same).subtracting(units).subtracting(shared).isEmpty, "\(same)")
    }

    /// What stands in braces.
    private func names(_ text: String) -> [String] {
        text.matches(of: /\{[a-z]+\}/).map { String($0.output) }.sorted()
    }

    @Test(arguments: [
        ("1234567.5", "1,234,567.5", "1\u{202F}234\u{202F}567,5", "1.234.567,5", "1\u{202F}234\u{202F}567,5"),
        ("1234", "1,234", "1\u{202F}234", "1.234", "1234"), ("0.25", "0.25", "0,25", "0,25", "0,25"),
        ("-12", "\u{2212}12", "\u{2212}12", "\u{2212}12", "\u{2212}12"), ("100", "100", "100", "100", "100"),
    ])
    func numbersAreWrittenAsTheLanguageDoes(text: String, en: String, fr: String, de: String, es: String) {
        #expect(MailLanguage.english.number(text) == en && MailLanguage.arabic.number(text) == en)
        #expect(MailLanguage.french.number(text) == fr)
        #expect(MailLanguage.german.number(text) == de)
        #expect(MailLanguage.spanish.number(text) == es)
    }

    /// Line ends, marks and controls in every text of an event: nothing of them is a mark, a line, or turns a direction.
    @Test(arguments: MailLanguage.allCases) func textsOfEventsStayTexts(language: MailLanguage) {
        let evil = "x\r\nBcc: y@z\r\n.\r\n<b>&\"'\u{202E}\u{2069}\u{0}\u{2028}"
        var event = MemoryOutbox.event(subject: 1, revision: 3, purchases: 2)
        event.data.level = evil
        event.data.replaces = [evil, "0a-1"]
        event.data.cause = ExactText(evil)
        event.data.reason = .late
        event.data.follows = evil
        event.data.pack = PackReference(id: evil, version: evil, jurisdiction: evil)
        event.data.buyer = BuyerReference(key: evil, tokens: [], links: [])
        for index in event.data.purchases.indices {
            event.data.purchases[index].description = evil
            event.data.purchases[index].store = ExactText(evil)
            event.data.purchases[index].currency = ExactText(evil)
        }
        let letter = MailLetter(
            eventID: event.id, body: EventEncoding.json(event), language: language, isSigned: true)
        for text in [letter.subject, letter.plain, letter.html] {
            #expect(!text.contains("\r\nBcc") && !text.contains("\r\n."))
            let marks = text.unicodeScalars.filter { $0.properties.generalCategory == .format }
            #expect(marks.allSatisfy { language == .arabic && [0x2066, 0x2068, 0x2069].contains($0.value) })
            #expect(!text.unicodeScalars.contains("\u{0}") && !text.unicodeScalars.contains("\u{2028}"))
        }
        #expect(!letter.subject.contains("\n") && !letter.html.contains("<b>"))
        #expect(letter.html.contains("&lt;b&gt;&amp;&quot;&#39;"))
        let known = event.subject
        #expect(letter.refersTo == ["0a-1", "\(known)-1", "\(known)-2"])
    }

    @Test func eventsOfFeedsAndUnknownOnesAreToldToo() throws {
        let test = TestEvent(endpoint: "desk", installation: "x", time: EventTime(microseconds: 0))
        let said = MailLetter(eventID: test.id, body: try test.json(), language: .french, isSigned: false)
        #expect(said.subject == "Tillwatch: Test" && said.plain.contains("Ce message ne dit rien"))
        let other = MailLetter(
            eventID: "x", body: Array(#"{"type":"org.example.other"}"#.utf8), language: .spanish,
            isSigned: false)
        #expect(other.plain.contains("evento del tipo org.example.other"))
        let body = #"""
            {"data":{"closed":null,"detail":"no line since 08:00","ending":null,"feed":"tills","kind":"silent","opened":"2026-05-01T10:00:00Z","since":null,"store":"S1","till":null},"id":"ab-1","subject":"ab","type":"org.tillwatch.feed.opened"}
            """#
        let feed = MailLetter(eventID: "ab-1", body: Array(body.utf8), language: .german, isSigned: false)
        #expect(
            feed.plain.contains("Datenquelle: tills\r\n") && feed.plain.contains("1. Mai 2026, 10:00:00 UTC"))
    }

    @Test(arguments: [
        ("a@example.org", true), ("a.b+c@mail-1.example.org", true), ("a@localhost", true),
        ("a b@example.org", false),
        ("a@b\r\n", false), ("<a@b>", false), ("a@b@c", false), ("@b", false), ("a@", false), ("a@-b", false),
        ("a..b@c", false), ("é@example.org", false), ("a@b,c@d", false), ("", false),
    ])
    func addressesArePlain(text: String, isOne: Bool) { #expect(MailAddress.isOne(text) == isOne) }
}
