import Purchases

extension EventEncoding {
    /// What an endpoint takes unless it says otherwise; intermediaries must forward that much (CloudEvents).
    package static let defaultBoundBytes = 64 * 1024

    /// The event cut so that its JSON has at most `bound` bytes; itself if it has.
    ///
    /// A pure function, so every attempt at an event sends the same bytes. What goes, in this order and no further
    /// than needed:
    ///
    /// 1. purchases, the weakest first, down to the strongest one. Strongest is the highest score of an indicator
    ///    that names it, then the greatest sum of its masses, then the earlier place in the alert. `omitted` counts them, and
    ///    their keys leave `purchases` and `counted` of indicators and their conditions, so that every key listed there can be looked up. What
    ///    an indicator measured, its `value` and `score`, stays as it was of all of them;
    /// 2. `buyer.links`, `covered` and `buyer.tokens`, each whole;
    /// 3. the last purchase.
    ///
    /// `replaces` and the indicators always stay: without them the recipient's ledger would be another. An event that
    /// even so is larger is returned larger.
    package static func bounded(_ event: AlertEvent, to bound: Int) -> AlertEvent {
        if json(event).count <= bound { return event }
        let ranks = ranks(of: event.data)
        // The size falls with every purchase left out, so the most that fit is found by halving.
        var fits = 0
        var fitsNot = event.data.purchases.count
        while fitsNot - fits > 1 {
            let middle = fits + (fitsNot - fits) / 2
            if json(event.keeping(middle, ranks: ranks)).count <= bound {
                fits = middle
            } else {
                fitsNot = middle
            }
        }
        if fits > 0 { return event.keeping(fits, ranks: ranks) }
        var last = event.keeping(1, ranks: ranks)
        let cuts: [(inout AlertData) -> Void] = [
            { $0.buyer?.links = [] }, { $0.covered = [] }, { $0.buyer?.tokens = [] },
        ]
        for cut in cuts where json(last).count > bound { cut(&last.data) }
        return json(last).count <= bound ? last : last.keeping(0, ranks: [0])
    }

    /// The event with at most so many purchases, the strongest; `omitted` counts the others, as in `bounded`.
    package static func cut(_ event: AlertEvent, purchases most: Int) -> AlertEvent {
        guard event.data.purchases.count > most else { return event }
        return event.keeping(max(most, 1), ranks: ranks(of: event.data))
    }

    /// For each purchase its place in the order of strength, 0 the strongest.
    private static func ranks(of data: AlertData) -> [Int] {
        var scores: [ExactText: Int] = [:]
        for indicator in data.indicators {
            for key in indicator.purchases { scores[key] = max(scores[key] ?? 0, indicator.score) }
        }
        for indicator in data.confidential ?? [] {
            for key in indicator.purchases { scores[key] = max(scores[key] ?? 0, indicator.score) }
        }
        let strengths = data.purchases.map { purchase in
            let mass = purchase.substances.reduce(ExactDecimal.zero) { $0 + ($1.mass?.value ?? .zero) }
            return (score: scores[purchase.key] ?? 0, mass: mass)
        }
        let order = data.purchases.indices.sorted { left, right in
            let (a, b) = (strengths[left], strengths[right])
            if a.score != b.score { return a.score > b.score }
            if a.mass != b.mass { return a.mass > b.mass }
            return left < right
        }
        var ranks = [Int](repeating: 0, count: order.count)
        for (rank, index) in order.enumerated() { ranks[index] = rank }
        return ranks
    }
}

extension AlertEvent {
    /// The event with only its `count` strongest purchases, in the order in which they stood.
    fileprivate func keeping(_ count: Int, ranks: [Int]) -> AlertEvent {
        var event = self
        event.data.purchases = zip(data.purchases, ranks).filter { $0.1 < count }.map(\.0)
        event.data.omitted = data.omitted + data.purchases.count - event.data.purchases.count
        let kept = Set(event.data.purchases.map(\.key))
        let gone = Set(data.purchases.map(\.key)).subtracting(kept)
        for index in event.data.indicators.indices {
            event.data.indicators[index].leaveOut(gone)
        }
        for index in (event.data.confidential ?? []).indices {
            event.data.confidential?[index].purchases.removeAll { gone.contains($0) }
        }
        return event
    }
}

extension Indicator {
    fileprivate mutating func leaveOut(_ gone: Set<ExactText>) {
        purchases.removeAll { gone.contains($0) }
        counted = counted?.filter { !gone.contains(ExactText($0.key)) }
        conditions = conditions?.map { condition in
            var left = condition
            left.purchases.removeAll { gone.contains($0) }
            left.counted = condition.counted?.filter { !gone.contains(ExactText($0.key)) }
            return left
        }
    }
}
