import Purchases

/// What a mail about an alert says.
struct AlertLetter {
    let event: AlertEvent
    let phrases: MailPhrases

    private var data: AlertData { event.data }

    init(event: AlertEvent, language: MailLanguage) {
        self.event = event
        phrases = MailPhrases(language)
    }

    var subject: String {
        "Tillwatch: \(phrases.word(what)) – \(phrases.word(.level)) \(MailText.clean(data.level)), "
            + "\(phrases.word(.score)) \(phrases.language.number("\(data.score)"))"
    }

    /// Earlier events of the alert, and those that it takes the place of.
    var refersTo: [String] {
        var ids = data.replaces
        if data.revision > 1 { ids.append("\(event.subject)-1") }
        if data.revision > 2 { ids.append("\(event.subject)-\(data.revision - 1)") }
        // What can stand in a header: this program's ids can.
        return ids.filter { id in
            id.utf8.count <= 64
                && id.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == 45 }
        }
    }

    var document: MailDocument {
        var document = MailDocument(language: phrases.language)
        document.blocks = [.title(phrases.line(what))] + why
        document.blocks += [.notice(phrases.line(.judge)), .notice(phrases.line(.confidential))]
        document.blocks += [.section(phrases.line(.alert)), .facts(facts)]
        document.blocks += IndicatorLetter(phrases: phrases, data: data).blocks
        document.blocks += purchases
        document.blocks.append(.rule)
        return document
    }

    private var what: MailWord {
        switch event.type {
        case .raised: data.revision == 1 ? .raisedNew : .raisedAgain
        case .updated: .updated
        case .withdrawn: .withdrawn
        }
    }

    private var why: [MailDocument.Block] {
        var line: MailDocument.Line = []
        func add(_ more: MailDocument.Line) { line += line.isEmpty ? more : [.words(" ")] + more }
        if let reason = data.reason {
            let word: MailWord =
                switch reason {
                case .void: .reasonVoid
                case .return: .reasonReturn
                case .correction: .reasonCorrection
                case .late: .reasonLate
                case .link: .reasonLink
                case .rules: .reasonRules
                case .catalogue: .reasonCatalogue
                }
            add(phrases.line(word))
        }
        if let cause = data.cause { add(phrases.line(.cause, ["line": .id(cause.string)])) }
        if !data.replaces.isEmpty {
            let ids = data.replaces.map { MailDocument.Run.id($0) }
            add(phrases.line(.replaces, ["events": phrases.list(ids)]))
        }
        if let follows = data.follows { add(phrases.line(.follows, ["alert": .id(follows)])) }
        return line.isEmpty ? [] : [.paragraph(line)]
    }

    private var facts: [MailDocument.Fact] {
        var facts = [
            fact(.level, [.value(data.level)]), fact(.score, [phrases.number(data.score)]),
            fact(.moment, phrases.time(event.time)), fact(.recorded, phrases.time(event.recordedtime)),
        ]
        if let buyer = data.buyer { facts.append(fact(.buyer, [.id(buyer.key)])) }
        if let store = data.about?.store { facts.append(fact(.store, [.value(store.string)])) }
        if let product = data.about?.product { facts.append(fact(.product, [.value(product.string)])) }
        let jurisdiction = data.pack.jurisdiction.map { " (\($0))" } ?? ""
        facts.append(fact(.pack, [.id("\(data.pack.id) \(data.pack.version)\(jurisdiction)")]))
        facts.append(fact(.lists, phrases.list(data.lists.map { .id("\($0.id) \($0.version)") })))
        facts.append(fact(.alert, [.id(event.subject)]))
        facts.append(fact(.revision, [phrases.number(data.revision)]))
        facts.append(fact(.event, [.id(event.id)]))
        return facts
    }

    private func fact(_ word: MailWord, _ value: MailDocument.Line) -> MailDocument.Fact {
        MailDocument.Fact(label: phrases.word(word), value: value)
    }

    // MARK: Purchases

    private var purchases: [MailDocument.Block] {
        guard !data.purchases.isEmpty else { return [] }
        var blocks: [MailDocument.Block] = [
            .section(phrases.line(.purchases)), .table(data.purchases.map(row)),
        ]
        if data.omitted > 0 {
            blocks.append(.paragraph(phrases.line(.omitted, ["number": phrases.number(data.omitted)])))
        }
        if !data.covered.isEmpty {
            let keys = data.covered.map { MailDocument.Run.id($0.string) }
            blocks.append(.paragraph(phrases.line(.covered, ["purchases": phrases.list(keys)])))
        }
        return blocks
    }

    private func row(_ purchase: PurchaseRecord) -> [MailDocument.Fact] {
        var product: MailDocument.Line = [
            purchase.product.map { .value($0.string) } ?? .words(phrases.word(.unknown))
        ]
        if let description = purchase.description { product += [.words(" – "), .value(description)] }
        var quantity: MailDocument.Line = [phrases.number(purchase.quantity)]
        for (word, count) in [(MailWord.returned, purchase.returned), (.voided, purchase.voided ?? .zero)]
        where !count.isZero {
            quantity += [.words(" (")] + phrases.line(word, ["number": phrases.number(count)]) + [.words(")")]
        }
        let substances = purchase.substances.map(words)
        let amount = purchase.amount.map { phrases.money($0, purchase.currency?.string) }
        return [
            fact(.time, phrases.time(purchase.time)), fact(.store, [.value(purchase.store.string)]),
            fact(.product, product), fact(.quantity, quantity),
            fact(.amount, [amount ?? .words(phrases.word(.unknown))]),
            fact(.substances, substances.isEmpty ? [.words("–")] : phrases.list(substances)),
            fact(.receipt, [.id(purchase.key.string)]),
        ]
    }

    private func words(_ substance: SubstanceRecord) -> MailDocument.Run {
        let mass =
            substance.mass.map { " " + phrases.language.number("\($0.value)") + "\u{A0}\($0.unit)" } ?? ""
        return .value(substance.name + mass)
    }
}
