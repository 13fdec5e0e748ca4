import Purchases

/// One rule: a condition, what is measured over which window, and what it adds to the score.
package struct Rule: Sendable, Hashable {
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
    /// What a purchase's substance must be to be looked at at all; for a combination, sequence or absence beside what
    /// its own parts ask.
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
    /// What makes the rule hold; `measure`, `threshold` and `window` say so for `.measure` alone.
    package var form: Form
    /// Asked beside the threshold, of `.measure` alone.
    package var usual: Usual?
    /// `returns: ignore`, `voids: ignore`: the quantities before that step of the netting (2.5).
    package var ignoresReturns: Bool
    package var ignoresVoids: Bool

    package init(
        id: String, title: String? = nil, condition: Condition = .always, exceptions: Set<Exception> = [],
        subject: Subject = .buyer, partition: [Field] = [], window: Window = .receipt,
        windowText: String? = nil, each: Field? = nil, measure: Measure = .countPurchases,
        threshold: Threshold = Threshold(value: ExactDecimal(1), bound: .atLeast), score: Int,
        cap: Int? = nil, form: Form = .measure, usual: Usual? = nil, ignoresReturns: Bool = false,
        ignoresVoids: Bool = false
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
        self.form = form
        self.usual = usual
        self.ignoresReturns = ignoresReturns
        self.ignoresVoids = ignoresVoids
    }
}
