import Foundation
import Journal
import Purchases

/// A folder of its own, removed with the value.
final class Folder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String = "journal.db") -> String { url.appending(path: name).path }
}

let noon = EventTime(rfc3339: "2026-11-02T12:00:00Z") ?? .distantPast
let recorded = EventTime(rfc3339: "2026-11-20T08:00:00Z") ?? .distantPast

func time(_ minutes: Int) -> EventTime { noon + TimeSpan(seconds: Int64(minutes) * 60) }

/// A sale of one unit; `day` moves its local day, not its time.
func sampleLine(
    _ number: String = "1", receipt: String = "100", store: String = "7", product: String? = "p1",
    minutes: Int = 0, day: Int32 = 0, quantity: ExactDecimal? = ExactDecimal(1), revision: Int64? = nil,
    businessDay: ExactText? = nil, description: String? = nil
) -> Line {
    let parts = ["feed", store, "2", receipt] + (businessDay.map { [$0.string] } ?? [])
    return Line(
        key: LineKey(receiptParts: parts, line: number), kind: .sale, time: time(minutes),
        local: LocalMoment(
            day: LocalDay(daysSinceEpoch: 20_759 + day), secondOfDay: 43_200,
            nextMidnight: time(minutes) + TimeSpan(seconds: 43_200)),
        store: ExactText(store), till: "2", receiptNumber: ExactText(receipt), lineNumber: ExactText(number),
        businessDay: businessDay, product: product.map { ExactText($0) }, description: description,
        quantity: quantity, revision: revision)
}

let sampleRows = [
    ProductRow(
        substance: "7722-84-1", concentration: ExactDecimal("11.9"), netMass: nil,
        netVolume: ExactDecimal(1000),
        density: ExactDecimal("1.04"), validFrom: LocalDay(iso: "2026-01-01"))
]

func arrived(_ line: Line, offset: Int64 = 0, source: String = "sales.csv") -> ArrivedLine {
    ArrivedLine(
        line: line, position: SourcePosition(source: source, line: Int(offset) + 2, offset: offset),
        rows: sampleRows)
}

func batch(_ lines: [Line], deliver: Bool = false) -> BatchInput {
    BatchInput(
        arrived: lines.enumerated().map { arrived($1, offset: Int64($0) * 100) },
        position: SourcePosition(
            source: "sales.csv", line: lines.count + 2, offset: Int64(lines.count) * 100),
        recorded: recorded, deliver: deliver)
}

extension Journal {
    /// Commits lines that no rule looks at.
    @discardableResult
    func accept(_ lines: [Line]) throws -> CommitResult { try commit(batch: batch(lines)) { _ in [] } }

    var keptLines: [JournalledLine] {
        get throws {
            var lines: [JournalledLine] = []
            try replay { lines += $0 }
            return lines
        }
    }
}

let samplePack = PackRecord(
    id: "baseline", version: "1", digest: "d1", levels: ["notice", "review", "report"], files: [1, 2, 3])

func samplePurchase(_ key: String, quantity: Int = 1, description: String? = nil) -> PurchaseRecord {
    PurchaseRecord(
        key: ExactText(key), time: noon, moment: noon, store: "7", till: "2", receipt: "100", line: "1",
        product: "p1", description: description, quantity: ExactDecimal(quantity), returned: .zero,
        amount: nil,
        currency: nil, tender: nil, substances: [])
}

func sampleAlert(
    _ subject: String, minutes: Int = 0, level: String = "notice", score: Int = 30,
    purchases: [PurchaseRecord] = [samplePurchase("a")], buyer: String? = "b1", store: ExactText? = nil,
    follows: String? = nil, pack: String = "baseline"
) -> StandingAlert {
    let data = AlertData(
        level: level, score: score, pack: PackReference(id: pack, version: "1", jurisdiction: nil),
        lists: [ListReference(id: "eu", version: "1")], catalogue: VersionReference(version: "c1"),
        timezones: VersionReference(version: "2026a"),
        buyer: buyer.map { BuyerReference(key: $0, tokens: [], links: []) },
        about: store.map { AboutReference(store: $0, product: nil) },
        indicators: [
            Indicator(
                rule: "r", title: nil, score: score, measure: "count purchases",
                value: ExactDecimal(purchases.count), threshold: ExactDecimal(1), bound: "at_least",
                unit: "purchases", within: "30d", group: [:], purchases: purchases.map(\.key), counted: nil)
        ],
        purchases: purchases, follows: follows)
    return StandingAlert(subject: subject, time: time(minutes), data: data)
}

func change(
    _ before: StandingAlert?, _ after: StandingAlert?, _ reason: AmendmentReason = .late
) -> LedgerChange {
    LedgerChange(
        packID: (after ?? before)?.data.pack.id ?? "", subject: (after ?? before)?.subject ?? "",
        before: before,
        after: after, reason: reason, cause: "feed/7/2/100/1")
}
