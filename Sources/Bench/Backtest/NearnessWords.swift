import Detection
import Purchases

/// How near a rule came to holding, in words.
enum NearnessWords {
    /// `8.2 kg within 30d, at least 10 kg asked: 82 %; on 2026-03-01 at 10:00 UTC, buyer 8b1f2c3d, with line …`.
    static func text(_ nearness: Nearness) -> String {
        let amount = SpokenMeasure.amount(
            nearness.value, measure: nearness.measure, unit: nearness.unit)
        let asked = SpokenMeasure.asked(
            nearness.threshold, bound: nearness.bound, measure: nearness.measure, unit: nearness.unit)
        var text = "\(amount)\(SpokenMeasure.window(nearness.within, measure: nearness.measure)), \(asked)"
        if let percent = nearness.percent { text += ": \(percent) %" }
        text += parts(nearness)
        if let usual = nearness.usual { text += "; \(Self.usual(usual))" }
        let time = nearness.time.description
        text += "; on \(time.prefix(10)) at \(time.dropFirst(11).prefix(5)) UTC, \(who(nearness))"
        // A store or product that it is about is named already.
        text += SpokenMeasure.group(
            nearness.about == nil
                ? nearness.group : nearness.group.filter { !["store", "product"].contains($0.key) })
        if let last = nearness.purchases.last { text += ", with line \(last)" }
        if let until = nearness.pendingUntil { text += "; not decided before \(until)" }
        return text
    }

    static func who(_ nearness: Nearness) -> String {
        if let buyer = nearness.buyer { return "buyer \(buyer.key.prefix(8))" }
        let store = nearness.about?.store.map { "store \($0)" }
        let product = nearness.about?.product.map { "product \($0)" }
        return [store, product].compactMap(\.self).joined(separator: ", ")
    }

    /// ` (condition 3 at 80 %)`: those parts that did not hold.
    private static func parts(_ nearness: Nearness) -> String {
        let word = nearness.measure == "sequence" ? "step" : "condition"
        let open = nearness.conditions.filter { !$0.holds }
        guard !open.isEmpty else { return "" }
        let texts = open.map { part in
            let percent = part.percent.map { "at \($0) %" } ?? "not met"
            return "\(word) \(part.number) \(percent)"
        }
        return " (" + texts.joined(separator: ", ") + ")"
    }

    private static func usual(_ usual: UsualProgress) -> String {
        guard let median = usual.median else {
            return "what is usual is unknown: \(usual.windows) of the \(usual.needed) earlier windows needed"
        }
        let share = usual.percent.map { ", \($0) % of that" } ?? ""
        return "\(usual.times) times the usual \(median) is asked too\(share)"
    }
}
