import Detection
import Feeds
import Journal
import Purchases

/// Which receipts of a journal go when lines older than a time are deleted.
///
/// A receipt is one moment and goes as a whole, when its last line is old. Two kinds of old receipts stay, because later
/// moments still ask for them: one that shows a paper with a total that has not expired, and one whose void or return names
/// a receipt that stays.
struct OldReceipts {
    private struct Entry {
        var lines: [Int64] = []
        var latest = EventTime.distantPast
        var isAsked = false
        var tokens: Set<Token> = []
        var named: Set<ExactText> = []
    }

    /// In order of their last lines.
    private(set) var keys: [ExactText] = []
    /// The tokens on lines that stay.
    private(set) var liveTokens: Set<Token> = []
    private var entries: [ExactText: Entry] = [:]
    /// Knows receipts, and judges nothing.
    private var detector: Detector

    /// Reads the whole journal. Blocks on the disk.
    init(_ journal: Journal, before: EventTime) throws {
        detector = Detector(
            packs: [], installation: journal.installation, catalogue: "", timezones: timeZonesVersion)
        // The store's day may be the one before.
        let day = LocalDay(daysSinceEpoch: LocalDay(containing: before.microseconds).daysSinceEpoch - 1)
        try journal.replay { part in
            for line in part { add(line, day) }
            _ = detector.apply(part)
        }
        let old = entries.filter { $0.value.latest < before && !$0.value.isAsked }
        keys = old.filter { entry in
            !entry.value.named.contains { old[$0] == nil && entries[$0] != nil }
        }.map { ($0.key, $0.value.latest) }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
        let gone = Set(keys)
        for (key, entry) in entries where !gone.contains(key) { liveTokens.formUnion(entry.tokens) }
    }

    private mutating func add(_ journalled: JournalledLine, _ day: LocalDay) {
        let line = journalled.line
        var entry = entries.removeValue(forKey: line.key.receipt) ?? Entry()
        entry.lines.append(journalled.sequence)
        entry.latest = max(entry.latest, line.time)
        entry.tokens.formUnion(line.tokens)
        if let named = Detector.receiptNamed(by: line) { entry.named.insert(named) }
        for paper in [line.licence, line.professional] {
            if paper?.total != nil, let until = paper?.until, until >= day { entry.isAsked = true }
        }
        entries[line.key.receipt] = entry
    }

    /// How many lines go.
    var lines: Int { keys.reduce(0) { $0 + (entries[$1]?.lines.count ?? 0) } }

    /// The receipts in parts of about `chunk`, each with the time that is then the oldest kept; the last part's is `before`.
    func steps(of chunk: Int, before: EventTime) -> [ForgottenReceipts] {
        var steps: [ForgottenReceipts] = []
        var step = ForgottenReceipts(before: before)
        var count = 0
        for (place, key) in keys.enumerated() {
            guard let entry = entries[key] else { continue }
            step.lines += entry.lines
            if let seen = detector.seen(key) { step.seen.append(seen) }
            count += 1
            // Receipts that end at one time go together.
            let next = place + 1 < keys.count ? entries[keys[place + 1]]?.latest : nil
            if count >= chunk, let next, next > entry.latest {
                step.before = next
                steps.append(step)
                step = ForgottenReceipts(before: before)
                count = 0
            }
        }
        return steps + [step]
    }
}
