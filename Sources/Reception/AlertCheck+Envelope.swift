import Crypto
import Foundation
import Purchases

extension AlertCheck {
    /// What the event says of itself as a whole.
    mutating func envelope() {
        let id = "\(event.subject)-\(data.revision)"
        if event.id != id {
            wrong(.eventID, "id is not subject and revision", expected: id, found: event.id)
        }
        if EventID(event.id) == nil || data.revision < 1 {
            wrong(.eventID, "id is not 32 hex digits, a hyphen and a revision from 1", found: event.id)
        }
        if installation == nil {
            wrong(.source, "source names no installation", expected: "urn:tillwatch:…", found: event.source)
        }
        if (data.buyer == nil) == (data.about == nil) {
            wrong(.buyerOrAbout, "an alert is about a buyer or about a store or product: exactly one")
        }
        if event.type == .withdrawn, data.reason == nil {
            wrong(.reasonMissing, "a withdrawn alert needs a reason")
        }
        if data.follows == event.subject {
            wrong(.follows, "an alert cannot follow itself", found: event.subject)
        }
        let hidden = data.confidential ?? []
        if data.indicators.isEmpty, hidden.isEmpty { wrong(.noIndicators, "an alert needs an indicator") }
        if !hidden.isEmpty {
            unchecked(.confidential, "the pack is confidential, and what its rules measured is not shown")
        }
        let scores = data.indicators.map(\.score) + hidden.map(\.score)
        let points = scores.reduce(Int128(0)) { $0 + Int128($1) }
        if points != Int128(data.score) {
            wrong(
                .score, "the indicators' points do not add up to the score", expected: "\(points)",
                found: "\(data.score)")
        }
        if data.omitted < 0 { wrong(.partial, "omitted is below zero", found: "\(data.omitted)") }
        if isPartial {
            unchecked(.partial, "\(data.omitted) purchases were left out, so sums can only be bounded")
        }
    }

    /// The subject is derived from the least receipt of the moment (5.5), which is shown here or not.
    mutating func subject() {
        guard let installation else { return }
        let receipts = Set(
            data.purchases.filter { isOwn($0) }.compactMap(\.receiptKey)
        ).sorted()
        let named = receipts.first { receipt in
            subject(installation: installation, receipt: receipt) == event.subject
        }
        guard let named else {
            unchecked(.subjectUnconfirmed, "the receipt that gave the subject is not among the purchases")
            return
        }
        if let least = receipts.first, named != least {
            wrong(
                .subject, "the subject is not that of the least receipt of the moment",
                expected: subject(installation: installation, receipt: least), found: event.subject)
        }
    }

    /// Whether a purchase is of the alert's moment; at a deadline, whether it awaited another.
    private func isOwn(_ record: PurchaseRecord) -> Bool {
        guard absentRule != nil else { return record.moment == event.time }
        return data.indicators.contains {
            $0.measure == FormMeasure.absent.rawValue && $0.purchases.contains(record.key)
        }
    }

    private var installation: String? {
        let prefix = "urn:tillwatch:"
        guard event.source.hasPrefix(prefix), event.source.utf8.count > prefix.utf8.count else { return nil }
        return String(event.source.dropFirst(prefix.count))
    }

    private func subject(installation: String, receipt: ExactText) -> String {
        var words = [installation, data.pack.id]
        if let about = data.about {
            if let store = about.store { words += ["store", store.string] }
            if let product = about.product { words += ["product", product.string] }
        } else {
            words.append("buyer")
        }
        words.append(receipt.string)
        if let absentRule { words += [FormMeasure.absent.rawValue, absentRule, event.time.description] }
        let digest = SHA256.hash(data: Data(words.joined(separator: "\0").utf8))
        let digits = Array("0123456789abcdef".utf8)
        let hex = digest.prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: hex, as: UTF8.self)
    }
}
