import Documents
import Purchases

/// Exceptions that a feed's lines can never show (W005, W006).
struct ExceptionDoubts {
    let feed: FeedFacts
    let outline: PackOutline
    let findings: Findings

    func tell(_ rule: Rule) {
        for (exception, name) in [(Rule.Exception.licence, "licence"), (.professional, "professional")]
        where rule.exceptions.contains(exception) {
            let place = outline.place(rule.id, "unless", name)
            if !feed.numbers.contains(exception) {
                findings.warning(
                    .exceptionNotInFeed, at: place,
                    "\(feed.file) maps no number of a \(name): the rule \(quoted(rule.id)) excuses no purchase by it",
                    help: "map it in the feed file: `\(name): {number: COLUMN, until: COLUMN}`")
            } else if !feed.expiries.contains(exception) {
                findings.warning(
                    .exceptionWithoutExpiry, at: place,
                    "\(feed.file) maps no `until` of a \(name), and one without expiry covers nothing",
                    help: "map it in the feed file: `\(name): {until: COLUMN}`")
            }
        }
    }
}
