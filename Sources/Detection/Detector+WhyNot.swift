import Purchases

extension Detector {
    /// What there is to say of a name that may stand for a buyer, a receipt or a line.
    package enum WhyNotAnswer: Sendable {
        /// One for every pack.
        case found([WhyNot])
        case unknown
        /// Several buyers have keys or tokens that begin so.
        case ambiguous([String])
    }

    /// Why there is no alert about a buyer, a receipt or a line; or why there is one.
    ///
    /// - Parameters:
    ///   - name: a buyer's key or a token's pseudonym, or their first digits, 4 at least; the key of a receipt or line.
    ///   - rule: the id of the only rule to look at.
    package func whyNot(_ name: String, rule: String? = nil) -> WhyNotAnswer {
        let text = ExactText(name)
        if let line = receipts.lines.id(of: text) {
            return answer(rule) { ledger in
                let receipt = receipts.lines[line].receipt
                return WhyNotTarget(
                    kind: .line, buyer: ledger.linking.buyer(of: receipt), lines: [line],
                    moment: receipts[receipt].moment)
            }
        }
        if let receipt = receipts.id(of: text), !receipts[receipt].lines.isEmpty {
            return answer(rule) { ledger in
                WhyNotTarget(
                    kind: .receipt, buyer: ledger.linking.buyer(of: receipt), lines: receipts[receipt].lines,
                    moment: receipts[receipt].moment)
            }
        }
        return buyer(name, rule)
    }

    private func buyer(_ name: String, _ rule: String?) -> WhyNotAnswer {
        guard name.utf8.count >= 4 else { return .unknown }
        var ambiguous: Set<String> = []
        var buyers: [Int: Int] = [:]
        for (index, ledger) in ledgers.enumerated() {
            var found: [Int: String] = [:]
            let who = ledger.who(receipts)
            for buyer in ledger.linking.buyers() {
                let reference = who.reference(buyer)
                let names = [reference.key] + reference.tokens.map(\.value.string)
                if names.contains(name) {
                    found = [buyer: reference.key]
                    break
                }
                if names.contains(where: { $0.hasPrefix(name) }) { found[buyer] = reference.key }
            }
            if found.count > 1 { ambiguous.formUnion(found.values) }
            if found.count == 1, let one = found.first { buyers[index] = one.key }
        }
        if !ambiguous.isEmpty { return .ambiguous(ambiguous.sorted()) }
        var answers: [WhyNot] = []
        for (index, ledger) in ledgers.enumerated() {
            guard let buyer = buyers[index] else { continue }
            let lines = ledger.linking.receipts(of: buyer).flatMap { receipts[$0].lines }
            let target = WhyNotTarget(kind: .buyer, buyer: buyer, lines: lines, moment: nil)
            answers.append(WhyNotFinder(ledger, receipts, for: target).answer(target, rule: rule))
        }
        return answers.isEmpty ? .unknown : .found(answers)
    }

    private func answer(_ rule: String?, _ target: (PackLedger) -> WhyNotTarget) -> WhyNotAnswer {
        .found(
            ledgers.map { ledger in
                let target = target(ledger)
                return WhyNotFinder(ledger, receipts, for: target).answer(target, rule: rule)
            })
    }
}
