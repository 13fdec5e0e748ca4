import Purchases

/// A compiled rule pack: everything that judges purchases, with nothing left to look up by name.
package struct Pack: Sendable {
    package var id: String
    package var version: String
    package var from: LocalDay?
    package var jurisdiction: String?
    package var owner: String?
    package var lists: [SubstanceList]
    /// The kinds of token that link; nil means every kind.
    package var linkKinds: Set<ExactText>?
    package var maxLinks: Int
    package var quiet: TimeSpan
    /// In ascending order of thresholds; never empty.
    package var levels: [Level]
    package var rules: [Rule]
    /// SHA-256 over the pack's and its lists' bytes, in hex: one id and version has one content.
    package var digest: String
    /// The names in it that only a feed file can know, in order of place.
    package var namedFields: [NamedField]

    package init(
        id: String, version: String, from: LocalDay? = nil, jurisdiction: String? = nil, owner: String? = nil,
        lists: [SubstanceList], linkKinds: Set<ExactText>? = nil, maxLinks: Int = 20,
        quiet: TimeSpan = TimeSpan(seconds: 30 * 86_400), levels: [Level], rules: [Rule], digest: String,
        namedFields: [NamedField] = []
    ) {
        self.id = id
        self.version = version
        self.from = from
        self.jurisdiction = jurisdiction
        self.owner = owner
        self.lists = lists
        self.linkKinds = linkKinds
        self.maxLinks = maxLinks
        self.quiet = quiet
        self.levels = levels
        self.rules = rules
        self.digest = digest
        self.namedFields = namedFields
    }
}

/// A named threshold of the score.
package struct Level: Sendable, Hashable {
    package var name: String
    package var threshold: Int

    package init(name: String, threshold: Int) {
        self.name = name
        self.threshold = threshold
    }
}

/// One rule: a condition, what is measured over which window, and what it adds to the score.
package struct Rule: Sendable {
    /// What is scored (4.5).
    package enum Subject: Sendable, Hashable, CaseIterable { case buyer, store, product, storeAndProduct }

    /// Which purchases a moment looks at (4.2).
    package enum Window: Sendable, Hashable {
        case receipt
        case span(TimeSpan)
        case calendarDay
    }

    package enum Exception: Sendable, Hashable { case licence, professional }

    package var id: String
    package var title: String?
    package var condition: Condition
    package var exceptions: Set<Exception>
    package var subject: Subject
    /// The fields that divide the subject's purchases, in the order of `by`; without `buyer` and without the subject.
    package var partition: [Field]
    package var window: Window
    /// `within` as the pack writes it; nil for `.receipt`.
    package var windowText: String?
    package var each: Field?
    package var measure: Measure
    package var threshold: Threshold
    package var score: Int
    /// Nil: the threshold of the highest level.
    package var cap: Int?

    package init(
        id: String, title: String? = nil, condition: Condition = .always, exceptions: Set<Exception> = [],
        subject: Subject = .buyer, partition: [Field] = [], window: Window = .receipt,
        windowText: String? = nil, each: Field? = nil, measure: Measure = .countPurchases,
        threshold: Threshold = Threshold(value: ExactDecimal(1), bound: .atLeast), score: Int, cap: Int? = nil
    ) {
        self.id = id
        self.title = title
        self.condition = condition
        self.exceptions = exceptions
        self.subject = subject
        self.partition = partition
        self.window = window
        self.windowText = windowText
        self.each = each
        self.measure = measure
        self.threshold = threshold
        self.score = score
        self.cap = cap
    }
}

/// What is measured over the purchases of a window (4.4).
package enum Measure: Sendable, Hashable {
    case countPurchases
    case countReceipts
    case sumMass
    case sumVolume
    case sumUnits
    /// Money adds within one currency only.
    case sumAmount(currency: ExactText)
    case distinct(Field)

    /// As an alert shows it.
    package var text: String {
        switch self {
        case .countPurchases: "count purchases"
        case .countReceipts: "count receipts"
        case .sumMass: "sum mass"
        case .sumVolume: "sum volume"
        case .sumUnits: "sum units"
        case .sumAmount: "sum amount"
        case .distinct(let field): "distinct \(field.name)"
        }
    }

    package var unit: String {
        switch self {
        case .countPurchases: "purchases"
        case .countReceipts: "receipts"
        case .sumMass: "g"
        case .sumVolume: "ml"
        case .sumUnits: "units"
        case .sumAmount(let currency): currency.string
        case .distinct(let field): field.name
        }
    }
}

/// The bound of a measure, from below only (4.3); mass in grams, volume in millilitres.
package struct Threshold: Sendable, Hashable {
    package enum Bound: String, Sendable, Hashable {
        case atLeast = "at_least"
        case above
    }

    package var value: ExactDecimal
    package var bound: Bound

    package init(value: ExactDecimal, bound: Bound) {
        self.value = value
        self.bound = bound
    }

    /// Whether a measured value holds.
    package func holds(_ measured: ExactDecimal) -> Bool {
        bound == .atLeast ? measured >= value : measured > value
    }

    /// How many doublings of the threshold a value has passed (5.2 c); 0 for a threshold of zero.
    package func doublings(_ measured: ExactDecimal) -> Int {
        guard value.millionths > 0 else { return 0 }
        var multiple = value.millionths
        var count = 0
        while true {
            multiple *= 2
            let passed = bound == .atLeast ? measured.millionths >= multiple : measured.millionths > multiple
            if !passed { return count }
            count += 1
        }
    }
}
