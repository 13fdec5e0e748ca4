import Purchases

/// What the returns of one buyer that name nothing leave of the buyer's purchases (2.5).
struct OpenReturns {
    /// What is left of the sale lines that such returns can reach, by the index of the line.
    private(set) var left: [Int: ExactDecimal] = [:]
    private(set) var unmatched = 0

    /// - Parameter entries: the buyer's standing lines that are not wholly voided.
    init(_ entries: [StandingEntry]) {
        let returns = entries.filter(\.isOpenReturn)
        guard !returns.isEmpty else { return }
        let byProduct = Dictionary(grouping: returns, by: \.product)
        let products = Set(byProduct.keys)
        let sales = Dictionary(grouping: entries.filter { $0.isSale && products.contains($0.product) }) {
            $0.product
        }
        for (product, returns) in byProduct {
            // Without a product a return matches nothing.
            let reached = product == nil ? [] : sales[product] ?? []
            net(reached.sorted { $0.order < $1.order }, returns.sorted { $0.order < $1.order })
        }
    }

    /// Nets the sales of one product, both in order of (time, key).
    private mutating func net(_ sales: [StandingEntry], _ returns: [StandingEntry]) {
        // The purchases that are not later than the return and not used up, the latest last.
        var open: [(id: Int, left: ExactDecimal)] = []
        var next = 0
        for given in returns {
            while next < sales.count, sales[next].order.time <= given.order.time {
                if sales[next].unreturned > .zero { open.append((sales[next].id, sales[next].unreturned)) }
                next += 1
            }
            var rest = given.left
            var lowered = false
            while let latest = open.last, rest.map({ $0 > .zero }) ?? true {
                lowered = true
                let taken = min(latest.left, rest ?? latest.left)
                left[latest.id] = latest.left - taken
                rest = rest.map { $0 - taken }
                if taken == latest.left {
                    open.removeLast()
                } else {
                    open[open.count - 1].left = latest.left - taken
                }
            }
            if rest.map({ $0 > .zero }) ?? !lowered { unmatched += 1 }
        }
    }
}
