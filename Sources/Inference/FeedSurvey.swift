import Feeds
import Purchases

/// What a feed file makes of an export: counts, the first lines, and what of it should be looked at.
///
/// A value that takes the batches of a reader whose screen lets everything pass. Memory grows with the lines that are
/// surveyed, at some 100 bytes each: whoever surveys says how many that may be.
package struct FeedSurvey: Sendable {
    /// Lines that were quarantined for one reason.
    package struct Refused: Sendable, Hashable {
        package var count = 0
        package var detail = ""
        /// Where the first of them stands.
        package var first: SourcePosition
    }

    /// A kind of token and how it is spread.
    package struct TokenSpread: Sendable, Hashable {
        package var lines = 0
        var counts: [ExactText: Int] = [:]
        package var distinct: Int { counts.count }
        /// The share of the lines with such a token that have the commonest one.
        package var commonest: Double { lines == 0 ? 0 : Double(counts.values.max() ?? 0) / Double(lines) }
    }

    package let linesShown: Int
    package private(set) var read = 0
    package private(set) var decoded = 0
    package private(set) var leftOut = 0
    package private(set) var first: [ArrivedLine] = []
    package private(set) var refused: [QuarantineReason: Refused] = [:]
    package private(set) var unreadable: [String: Int] = [:]
    package private(set) var kinds: [Line.Kind: Int] = [:]
    package private(set) var tokens: [ExactText: TokenSpread] = [:]
    package private(set) var linesWithToken = 0
    package private(set) var stores: Set<ExactText> = []
    package private(set) var tills: Set<String> = []
    package private(set) var earliest: EventTime?
    package private(set) var latest: EventTime?
    /// Sale lines by the hour of the store's local day.
    package private(set) var hours = [Int](repeating: 0, count: 24)
    /// Lines whose key was met before, with the same content and with another.
    package private(set) var repeated = 0
    package private(set) var conflicting = 0
    package private(set) var firstConflict: SourcePosition?
    /// Receipts whose number was met on another day.
    package private(set) var restarted: Set<ExactText> = []
    package private(set) var products: [ExactText: Int] = [:]
    /// The units of quantities, as the export writes them.
    package private(set) var units: [ExactText: Int] = [:]
    package private(set) var fractions = 0
    package private(set) var noAmount = 0
    private var keys: [ExactText: Int] = [:]
    private var receiptDays: [ExactText: LocalDay] = [:]

    /// - Parameter linesShown: how many of the first lines are kept.
    package init(linesShown: Int) { self.linesShown = linesShown }

    package mutating func take(_ batch: DecodedBatch) {
        read += batch.read
        leftOut += batch.screened
        for (name, count) in batch.unreadable { unreadable[name, default: 0] += count }
        for line in batch.quarantined {
            refused[line.reason, default: Refused(detail: line.detail, first: line.position)].count += 1
        }
        for arrived in batch.arrived { take(arrived) }
    }

    private mutating func take(_ arrived: ArrivedLine) {
        let line = arrived.line
        decoded += 1
        if first.count < linesShown { first.append(arrived) }
        kinds[line.kind, default: 0] += 1
        stores.insert(line.store)
        tills.insert(line.store.string + "\u{0}" + line.till.string)
        earliest = min(earliest ?? line.time, line.time)
        latest = max(latest ?? line.time, line.time)
        if line.kind == .sale { hours[Int(line.local.secondOfDay) / 3_600 % 24] += 1 }
        if let product = line.product { products[product, default: 0] += 1 }
        if let quantity = line.quantity, quantity.millionths % 1_000_000 != 0 { fractions += 1 }
        if let unit = line.extra.first(where: { $0.name == FeedFile.unitAsWritten }) {
            units[unit.value, default: 0] += 1
        }
        if line.amount == nil { noAmount += 1 }
        if !line.tokens.isEmpty { linesWithToken += 1 }
        for token in line.tokens {
            tokens[token.kind, default: TokenSpread()].lines += 1
            tokens[token.kind]?.counts[token.value, default: 0] += 1
        }
        takeKey(line, at: arrived.position)
    }

    private mutating func takeKey(_ line: Line, at position: SourcePosition) {
        var hasher = Hasher()
        hasher.combine(line.content(withRevision: true))
        let content = hasher.finalize()
        let key = line.key.text
        if let before = keys[key] {
            if before == content {
                repeated += 1
            } else if line.revision == nil {
                conflicting += 1
                firstConflict = firstConflict ?? position
            }
        } else {
            keys[key] = content
        }
        let receipt = line.key.receipt
        if let day = receiptDays[receipt] {
            // A receipt at midnight is one receipt.
            if abs(Int64(day.daysSinceEpoch) - Int64(line.local.day.daysSinceEpoch)) > 1 {
                restarted.insert(receipt)
            }
        } else {
            receiptDays[receipt] = line.local.day
        }
    }

    package var receipts: Int { receiptDays.count }
    /// The share of sales between 23 and 5 o'clock.
    package var nightShare: Double {
        let all = hours.reduce(0, +)
        return all == 0 ? 0 : Double(hours[23] + hours[0..<5].reduce(0, +)) / Double(all)
    }
}
