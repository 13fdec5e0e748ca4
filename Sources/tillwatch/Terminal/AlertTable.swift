import Purchases

/// Standing alerts in a table, one line each, in order of (time, subject).
func alertTable(_ alerts: [AlertEvent]) -> String {
    guard !alerts.isEmpty else { return "no alerts stand" }
    var table = TextTable([
        ("TIME", .left), ("LEVEL", .left), ("SCORE", .right), ("PACK", .left), ("ABOUT", .left),
        ("RULES", .left),
        ("LINES", .right), ("ALERT", .left),
    ])
    for alert in alerts {
        let data = alert.data
        var rules: [String] = []
        for indicator in data.indicators where !rules.contains(indicator.rule) {
            rules.append(indicator.rule)
        }
        for indicator in data.confidential ?? [] where !rules.contains(indicator.rule) {
            rules.append(indicator.rule)
        }
        table.add([
            alert.time.description, data.level, String(data.score), data.pack.id, subjectText(data),
            rules.joined(separator: ","), String(data.purchases.count), alert.subject,
        ])
    }
    return table.text
}

private func subjectText(_ data: AlertData) -> String {
    if let buyer = data.buyer { return "buyer " + buyer.key.prefix(8) }
    let store = data.about?.store.map { "store \($0)" }
    let product = data.about?.product.map { "product \($0)" }
    return [store, product].compactMap { $0 }.joined(separator: " ")
}
