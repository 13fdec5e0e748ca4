import Purchases
import Rules

extension Detector {
    /// For each pack, live or in the shadow, the time before which its moments are closed (7.3); none while nothing was
    /// deleted.
    package var closings: [String: EventTime] {
        Dictionary(
            allLedgers.lazy.filter { $0.closing > .distantPast }.map { ($0.packID, $0.closing) },
            uniquingKeysWith: max)
    }

    /// For each pack how long after *T* its moments are closed where lines older than *T* are deleted: its longest `within`
    /// and `quiet` (7.3).
    package var reaches: [String: TimeSpan] {
        Dictionary(allLedgers.map { ($0.packID, $0.reach) }, uniquingKeysWith: max)
    }

    /// A receipt as it is seen by who is joined with whom; nil where nothing of it stands, and it joins nobody.
    package func seen(_ receipt: ExactText) -> SeenReceipt? {
        guard let id = receipts.id(of: receipt), let earliest = receipts[id].earliest else { return nil }
        var tokens: Set<Token> = []
        for entry in receipts[id].entries where !entry.isVoided {
            tokens.formUnion(receipts.lines[entry.id].tokens)
        }
        return SeenReceipt(tokens: tokens.sorted(), earliest: earliest.time, key: earliest.key)
    }

    /// The receipt that a void or return names; nil where it names none (2.4).
    package static func receiptNamed(by line: Line) -> ExactText? {
        guard line.kind != .sale else { return nil }
        let naming = Naming(line)
        return naming.isNothing ? nil : naming.receipt
    }
}
