/// One line of a feed that passed the screen, decoded: the content of one version (2.3).
///
/// Tokens and licence numbers are pseudonyms already; nothing raw is in here (2.8). Text is trimmed; nil is missing.
package struct Line: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Codable { case sale, void, `return` }

    package var key: LineKey
    package var kind: Kind
    package var time: EventTime
    /// The local time of the line at its store.
    package var local: LocalMoment
    package var store: ExactText
    package var till: ExactText
    /// The receipt and line parts of the key as they were given.
    package var receiptNumber: ExactText
    package var lineNumber: ExactText
    package var product: ExactText?
    package var description: String?
    /// The magnitude; nil means all, which only voids and returns may say.
    package var quantity: ExactDecimal?
    package var amount: ExactDecimal?
    package var currency: ExactText?
    package var tender: ExactText?
    /// In bytewise order of kinds.
    package var tokens: [Token]
    /// In bytewise order of names; missing ones are left out.
    package var extra: [Extra]
    /// What few lines have is kept apart: a line is held in memory for as long as it may matter.
    private var seldom = Apart(Seldom())

    package init(
        key: LineKey, kind: Kind, time: EventTime, local: LocalMoment, store: ExactText, till: ExactText,
        receiptNumber: ExactText, lineNumber: ExactText, businessDay: ExactText? = nil,
        product: ExactText? = nil, description: String? = nil, quantity: ExactDecimal? = nil,
        amount: ExactDecimal? = nil, currency: ExactText? = nil, tender: ExactText? = nil,
        revision: Int64? = nil, refers: Reference = Reference(), tokens: [Token] = [],
        licence: Exemption? = nil, professional: Exemption? = nil, extra: [Extra] = []
    ) {
        self.key = key
        self.kind = kind
        self.time = time
        self.local = local
        self.store = store
        self.till = till
        self.receiptNumber = receiptNumber
        self.lineNumber = lineNumber
        self.product = product
        self.description = description
        self.quantity = quantity
        self.amount = amount
        self.currency = currency
        self.tender = tender
        self.tokens = tokens
        self.extra = extra
        seldom = Apart(
            Seldom(
                businessDay: businessDay, revision: revision, refers: refers, licence: licence,
                professional: professional))
    }
}

extension Line {
    fileprivate struct Seldom: Sendable, Hashable, Defaulting {
        static let standard = Seldom()
        var businessDay: ExactText?
        var revision: Int64?
        var refers = Reference()
        var licence: Exemption?
        var professional: Exemption?
    }

    /// The business day, where the feed maps one.
    package var businessDay: ExactText? {
        get { seldom.value.businessDay }
        set { if newValue != businessDay { seldom.change { $0.businessDay = newValue } } }
    }
    /// Nil where the feed maps no revision.
    package var revision: Int64? {
        get { seldom.value.revision }
        set { if newValue != revision { seldom.change { $0.revision = newValue } } }
    }
    package var refers: Reference {
        get { seldom.value.refers }
        set { if newValue != refers { seldom.change { $0.refers = newValue } } }
    }
    package var licence: Exemption? {
        get { seldom.value.licence }
        set { if newValue != licence { seldom.change { $0.licence = newValue } } }
    }
    package var professional: Exemption? {
        get { seldom.value.professional }
        set { if newValue != professional { seldom.change { $0.professional = newValue } } }
    }
}

// MARK: As JSON

extension Line {
    private enum CodingKeys: String, CodingKey {
        case key, kind, time, local, store, till, receiptNumber, lineNumber, businessDay, product, description
        case quantity, amount, currency, tender, revision, refers, tokens, licence, professional, extra
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            key: try values.decode(LineKey.self, forKey: .key),
            kind: try values.decode(Kind.self, forKey: .kind),
            time: try values.decode(EventTime.self, forKey: .time),
            local: try values.decode(LocalMoment.self, forKey: .local),
            store: try values.decode(ExactText.self, forKey: .store),
            till: try values.decode(ExactText.self, forKey: .till),
            receiptNumber: try values.decode(ExactText.self, forKey: .receiptNumber),
            lineNumber: try values.decode(ExactText.self, forKey: .lineNumber),
            businessDay: try values.decodeIfPresent(ExactText.self, forKey: .businessDay),
            product: try values.decodeIfPresent(ExactText.self, forKey: .product),
            description: try values.decodeIfPresent(String.self, forKey: .description),
            quantity: try values.decodeIfPresent(ExactDecimal.self, forKey: .quantity),
            amount: try values.decodeIfPresent(ExactDecimal.self, forKey: .amount),
            currency: try values.decodeIfPresent(ExactText.self, forKey: .currency),
            tender: try values.decodeIfPresent(ExactText.self, forKey: .tender),
            revision: try values.decodeIfPresent(Int64.self, forKey: .revision),
            refers: try values.decode(Reference.self, forKey: .refers),
            tokens: try values.decode([Token].self, forKey: .tokens),
            licence: try values.decodeIfPresent(Exemption.self, forKey: .licence),
            professional: try values.decodeIfPresent(Exemption.self, forKey: .professional),
            extra: try values.decode([Extra].self, forKey: .extra))
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(key, forKey: .key)
        try values.encode(kind, forKey: .kind)
        try values.encode(time, forKey: .time)
        try values.encode(local, forKey: .local)
        try values.encode(store, forKey: .store)
        try values.encode(till, forKey: .till)
        try values.encode(receiptNumber, forKey: .receiptNumber)
        try values.encode(lineNumber, forKey: .lineNumber)
        try values.encodeIfPresent(businessDay, forKey: .businessDay)
        try values.encodeIfPresent(product, forKey: .product)
        try values.encodeIfPresent(description, forKey: .description)
        try values.encodeIfPresent(quantity, forKey: .quantity)
        try values.encodeIfPresent(amount, forKey: .amount)
        try values.encodeIfPresent(currency, forKey: .currency)
        try values.encodeIfPresent(tender, forKey: .tender)
        try values.encodeIfPresent(revision, forKey: .revision)
        try values.encode(refers, forKey: .refers)
        try values.encode(tokens, forKey: .tokens)
        try values.encodeIfPresent(licence, forKey: .licence)
        try values.encodeIfPresent(professional, forKey: .professional)
        try values.encode(extra, forKey: .extra)
    }
}

/// What a line's time was on the clocks of its store.
package struct LocalMoment: Sendable, Hashable, Codable {
    package var day: LocalDay
    /// Seconds since local midnight by the clock on the wall.
    package var secondOfDay: Int32
    /// The instant of the next local midnight after the line's time.
    package var nextMidnight: EventTime

    package init(day: LocalDay, secondOfDay: Int32, nextMidnight: EventTime) {
        self.day = day
        self.secondOfDay = secondOfDay
        self.nextMidnight = nextMidnight
    }
}

/// A buyer's token: its kind and the keyed pseudonym of its value (6.3).
package struct Token: Sendable, Hashable, Codable, Comparable {
    package var kind: ExactText
    package var value: ExactText

    package init(kind: ExactText, value: ExactText) {
        self.kind = kind
        self.value = value
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.kind == right.kind ? left.value < right.value : left.kind < right.kind
    }
}

/// A further field that rules may use.
package struct Extra: Sendable, Hashable, Codable {
    package var name: ExactText
    package var value: ExactText

    package init(name: ExactText, value: ExactText) {
        self.name = name
        self.value = value
    }
}

/// The parts of a `refers` that were given; what is nil is the line's own.
package struct Reference: Sendable, Hashable, Codable {
    package var store: ExactText?
    package var till: ExactText?
    package var receipt: ExactText?
    package var line: ExactText?
    package var day: ExactText?

    package init(
        store: ExactText? = nil, till: ExactText? = nil, receipt: ExactText? = nil, line: ExactText? = nil,
        day: ExactText? = nil
    ) {
        self.store = store
        self.till = till
        self.receipt = receipt
        self.line = line
        self.day = day
    }

    package var isEmpty: Bool { store == nil && till == nil && receipt == nil && line == nil && day == nil }
}

extension Line {
    /// The canonical content by which versions are compared: its parts joined by U+001F
    /// (`docs/SEMANTICS.md`, content).
    package var content: ExactText { content(withRevision: true) }

    package func content(withRevision: Bool) -> ExactText {
        var parts: [String] = [
            kind.rawValue, time.description, businessDay?.string ?? "", product?.string ?? "",
            description ?? "", quantity?.description ?? "", amount?.description ?? "",
            currency?.string ?? "", tender?.string ?? "",
            withRevision ? revision.map(String.init) ?? "" : "",
            refers.store?.string ?? "", refers.till?.string ?? "", refers.receipt?.string ?? "",
            refers.line?.string ?? "", refers.day?.string ?? "",
        ]
        for exemption in [licence, professional] {
            parts.append(exemption?.number?.string ?? "")
            parts.append(exemption?.until?.description ?? "")
            parts.append(exemption?.scope.map { $0.map(\.string).joined(separator: ",") } ?? "")
            parts.append(exemption?.concentration?.description ?? "")
            parts.append(exemption?.terms ?? "")
        }
        parts += tokens.map { "\($0.kind)=\($0.value)" }
        parts += extra.map { "\($0.name)=\($0.value)" }
        return ExactText(parts.joined(separator: "\u{1F}"))
    }
}
