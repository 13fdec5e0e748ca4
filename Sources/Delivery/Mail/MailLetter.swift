import Foundation
import Purchases
import Webhooks

/// A mail about an event, but for the addresses: a pure function of the event's bytes and the language.
package struct MailLetter: Hashable {
    package let eventID: String
    package let subject: String
    package let plain: String
    package let html: String
    /// The ids of events that it comes after, the latest last.
    package let refersTo: [String]

    package init(eventID: String, body: [UInt8], language: MailLanguage, isSigned: Bool) {
        self.eventID = eventID
        let decoder = JSONDecoder()
        let data = Data(body)
        var document: MailDocument
        if let event = try? decoder.decode(AlertEvent.self, from: data) {
            let writer = AlertLetter(event: event, language: language)
            document = writer.document
            subject = writer.subject
            refersTo = writer.refersTo
        } else if let event = try? decoder.decode(FeedLetter.Event.self, from: data) {
            let writer = FeedLetter(event: event, language: language)
            document = writer.document
            subject = writer.subject
            refersTo = writer.refersTo
        } else {
            let phrases = MailPhrases(language)
            document = MailDocument(language: language)
            refersTo = []
            if TestEvent.isOne(body) {
                subject = "Tillwatch: " + phrases.word(.test)
                document.blocks = [
                    .title(phrases.line(.test)), .paragraph(phrases.line(.testText)),
                ]
            } else {
                let type = (try? decoder.decode(AnyEvent.self, from: data))?.type ?? "?"
                subject = "Tillwatch"
                document.blocks = [.paragraph(phrases.line(.other, ["type": .id(type)]))]
            }
        }
        let phrases = MailPhrases(language)
        document.blocks.append(.paragraph(phrases.line(.attached)))
        if isSigned { document.blocks.append(.paragraph(phrases.line(.signed))) }
        document.blocks.append(.paragraph(phrases.line(.noAnswers)))
        plain = document.plain
        html = document.html
    }

    private struct AnyEvent: Decodable { var type: String }
}

/// The words of a language, filled in.
struct MailPhrases {
    let language: MailLanguage
    private let words: [MailWord: String]

    init(_ language: MailLanguage) {
        self.language = language
        words = language.words
    }

    /// A text that has nothing to be filled in.
    func word(_ word: MailWord) -> String { words[word] ?? "" }

    /// A text with what stands in braces.
    func line(_ word: MailWord, _ values: [String: MailDocument.Run] = [:]) -> MailDocument.Line {
        line(word, values.mapValues { [$0] })
    }

    func line(_ word: MailWord, _ values: [String: MailDocument.Line]) -> MailDocument.Line {
        var line: MailDocument.Line = []
        var rest = self.word(word)[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { line.append(.words(String(rest[..<open]))) }
            line += values[String(rest[rest.index(after: open)..<close])] ?? []
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { line.append(.words(String(rest))) }
        return line
    }

    func number(_ value: ExactDecimal) -> MailDocument.Run { .id(language.number("\(value)")) }
    func number(_ value: Int) -> MailDocument.Run { .id(language.number("\(value)")) }

    func amount(_ value: ExactDecimal, _ unit: String?) -> MailDocument.Run {
        .id(language.number("\(value)") + (unit.map { "\u{A0}\($0)" } ?? ""))
    }

    /// With two digits behind the point where there is one.
    func money(_ value: ExactDecimal, _ currency: String?) -> MailDocument.Run {
        var text = "\(value)"
        if let point = text.lastIndex(of: "."), text.distance(from: point, to: text.endIndex) == 2 {
            text += "0"
        }
        return .id(language.number(text) + (currency.map { "\u{A0}\($0)" } ?? ""))
    }

    /// To the second, in UTC: shops' local times are not in events.
    func time(_ time: EventTime) -> MailDocument.Line {
        let text = time.description
        let day = LocalDay(containing: time.microseconds).description.split(separator: "-")
        guard day.count == 3, let number = Int(day[2]), let month = Int(day[1]), (1...12).contains(month),
            let name = MailWord(rawValue: "month\(month)"), let clock = text.split(separator: "T").last
        else { return [.id(text)] }
        let phrase = self.line(
            .dateTime,
            [
                "day": [.words("\(number)")], "month": [.words(word(name))], "year": [.words("\(day[0])")],
                "time": [.words(String(clock.prefix(8)))],
            ])
        let plain = phrase.reduce(into: "") { if case .words(let words) = $1 { $0 += words } }
        // One whole, whose parts keep the order of the language.
        return language.isRightToLeft ? [.value(plain)] : [.id(plain)]
    }

    /// `48h` in words; what is no length of time stays as it is.
    func span(_ text: String) -> MailDocument.Line {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units: [String: MailWord] = [
            "s": .seconds, "min": .minutes, "h": .hours, "d": .days, "w": .weeks,
        ]
        guard !digits.isEmpty,
            let unit = units[text.dropFirst(digits.count).trimmingCharacters(in: .whitespaces)]
        else { return [.id(text)] }
        return line(unit, ["number": .id(language.number(String(digits)))])
    }

    /// Joined by commas.
    func list(_ runs: [MailDocument.Run]) -> MailDocument.Line {
        let comma = MailDocument.Run.words(language.isRightToLeft ? "، " : ", ")
        return Array(runs.map { [$0] }.joined(separator: [comma]))
    }
}
