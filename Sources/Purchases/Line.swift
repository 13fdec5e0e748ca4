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
    /// The business day, where the feed maps one.
    package var businessDay: ExactText?
    package var product: ExactText?
    package var description: String?
    /// The magnitude; nil means all, which only voids and returns may say.
    package var quantity: ExactDecimal?
    package var amount: ExactDecimal?
    package var currency: ExactText?
    package var tender: ExactText?
    /// Nil where the feed maps no revision.
    package var revision: Int64?
    package var refers: Reference
    /// In bytewise order of kinds.
    package var tokens: [Token]
    package var licence: Exemption?
    package var professional: Exemption?
    /// In bytewise order of names; missing ones are left out.
    package var extra: [Extra]

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
        self.businessDay = businessDay
        self.product = product
        self.description = description
        self.quantity = quantity
        self.amount = amount
        self.currency = currency
        self.tender = tender
        self.revision = revision
        self.refers = refers
        self.tokens = tokens
        self.licence = licence
        self.professional = professional
        self.extra = extra
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
