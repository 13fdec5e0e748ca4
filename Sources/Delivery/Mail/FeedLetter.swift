import Purchases

/// What a mail about a feed's health says.
struct FeedLetter {
    /// Of `FeedEvent`, what is told.
    struct Event: Decodable {
        struct Content: Decodable {
            var feed: String
            var store: String?
            var till: String?
            var opened: EventTime
            var since: EventTime?
            var closed: EventTime?
            var detail: String
        }

        var id: String
        var type: String
        var subject: String
        var data: Content
    }

    let event: Event
    let phrases: MailPhrases

    init(event: Event, language: MailLanguage) {
        self.event = event
        phrases = MailPhrases(language)
    }

    private var what: MailWord { event.data.closed == nil ? .feedOpened : .feedClosed }

    var subject: String { "Tillwatch: \(phrases.word(what)) – \(MailText.clean(event.data.feed))" }

    var refersTo: [String] {
        guard event.data.closed != nil, event.id.hasSuffix("-2") else { return [] }
        return [event.id.dropLast() + "1"].map { String($0) }
    }

    var document: MailDocument {
        var facts = [fact(.feed, [.value(event.data.feed)])]
        if let store = event.data.store { facts.append(fact(.store, [.value(store)])) }
        if let till = event.data.till { facts.append(fact(.till, [.value(till)])) }
        facts.append(fact(.detail, [.value(event.data.detail)]))
        if let since = event.data.since { facts.append(fact(.since, phrases.time(since))) }
        facts.append(fact(.opened, phrases.time(event.data.opened)))
        if let closed = event.data.closed { facts.append(fact(.closed, phrases.time(closed))) }
        facts.append(fact(.event, [.id(event.id)]))
        var document = MailDocument(language: phrases.language)
        document.blocks = [.title(phrases.line(what)), .facts(facts), .rule]
        return document
    }

    private func fact(_ word: MailWord, _ value: MailDocument.Line) -> MailDocument.Fact {
        MailDocument.Fact(label: phrases.word(word), value: value)
    }
}
