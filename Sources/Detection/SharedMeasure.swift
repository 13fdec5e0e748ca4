import Purchases
import Rules

/// What some parts of a pack's rules measure alike: what a purchase adds to one of them it adds to all, whatever their
/// windows and bounds.
struct SharedMeasure: Sendable, Hashable {
    let condition: Condition
    let measure: Measure
    let netting: Netting
    let exceptions: Set<Rule.Exception>
    let each: Field?
    let partition: [Field]

    init(_ part: RulePart, of rule: Rule) {
        condition = part.condition
        measure = part.measure
        netting = rule.netting
        exceptions = rule.exceptions
        each = rule.each
        partition = rule.partition
    }
}

/// What one purchase adds to one group of a shared measure.
struct Measurement: Sendable {
    /// The index of the shared measure in its pack.
    let shared: Int
    /// The index of the group that the shared measure divides into (`Groups`).
    let group: Int
    /// Summed; one for `count purchases`, nothing where values are counted.
    let added: ExactDecimal
    /// The first of the values that `distinct` and `count receipts` count: mostly the only one. Negative: there is none.
    private let value: Int
    private let further: [Int]
    /// The positions of the substances that counted; nil when all did.
    let counted: [Int]?

    init(shared: Int, group: Int, added: ExactDecimal, values: [Int], counted: [Int]?) {
        self.shared = shared
        self.group = group
        self.added = added
        self.counted = counted
        value = values.first ?? -1
        further = values.count > 1 ? Array(values.dropFirst()) : []
    }

    var values: [Int] { value < 0 ? [] : [value] + further }

    func forEachValue(_ body: (Int) -> Void) {
        guard value >= 0 else { return }
        body(value)
        for value in further { body(value) }
    }
}
