import Purchases

/// What voids leave of the lines of one receipt (2.4).
enum Voids {
    /// Lowers the entries of a receipt by all standing voids that reach it.
    ///
    /// - Returns: how many of the voids lowered nothing.
    static func apply(_ voids: [Line], to entries: inout [StandingEntry]) -> Int {
        let ordered = voids.map { (line: $0, naming: Naming($0), order: LineOrder($0)) }.sorted {
            // Those that name a line go first.
            $0.naming.isLine == $1.naming.isLine ? $0.order < $1.order : $0.naming.isLine
        }
        var unmatched = 0
        for (line, naming, _) in ordered {
            let reached = reach(line, naming, among: entries)
            if !spread(line.magnitude(of: naming), over: reached, in: &entries) { unmatched += 1 }
        }
        return unmatched
    }

    /// The entries that a void lowers, in the order in which it does.
    private static func reach(_ void: Line, _ naming: Naming, among entries: [StandingEntry]) -> [Int] {
        switch naming {
        case .line(let key): return entries.indices.filter { entries[$0].order.key == key.text }
        case .receipt where void.product == nil: return Array(entries.indices)
        case .nothing where void.product == nil: return []
        case .receipt, .nothing:
            return entries.indices.filter { entries[$0].isSale && entries[$0].product == void.product }
                .sorted { entries[$1].order < entries[$0].order }
        }
    }

    /// Takes a quantity, or all, off the entries in turn; says whether anything was lowered.
    private static func spread(
        _ quantity: ExactDecimal?, over reached: [Int], in entries: inout [StandingEntry]
    ) -> Bool {
        var quantity = quantity
        var lowered = false
        for index in reached where !entries[index].isVoided && entries[index].left != .zero {
            if quantity == .zero { break }
            lowered = true
            guard let rest = quantity else {
                entries[index].left = .zero
                entries[index].isVoided = true
                continue
            }
            guard let left = entries[index].left else {
                quantity = .zero  // A return of all stays one.
                continue
            }
            let taken = min(left, rest)
            entries[index].left = left - taken
            entries[index].isVoided = left == taken
            quantity = rest - taken
        }
        return lowered
    }
}

extension Line {
    /// A void of a receipt without a product removes every line of it, whatever quantity it gives.
    fileprivate func magnitude(of naming: Naming) -> ExactDecimal? {
        if case .receipt = naming, product == nil { return nil }
        return magnitude
    }
}
