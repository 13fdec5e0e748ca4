import Crypto
import Foundation
import Purchases

/// One CloudEvents 1.0 object about a finding of a feed's health: it was opened, or closed. Names no buyer.
package struct FeedEvent: Sendable, Hashable, Encodable {
    package enum Change: String, Sendable, Hashable, Encodable {
        case opened = "org.tillwatch.feed.opened"
        case closed = "org.tillwatch.feed.closed"
    }

    package struct Content: Sendable, Hashable, Encodable {
        package var kind: HealthFinding.Kind
        /// The source, as the configuration calls it.
        package var feed: String
        package var store: ExactText?
        package var till: ExactText?
        package var opened: EventTime
        package var since: EventTime?
        package var closed: EventTime?
        package var ending: HealthFinding.Ending?
        package var detail: String

        enum CodingKeys: CodingKey { case kind, feed, store, till, opened, since, closed, ending, detail }

        /// Missing is null.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(kind, forKey: .kind)
            try container.encode(feed, forKey: .feed)
            try container.encode(store, forKey: .store)
            try container.encode(till, forKey: .till)
            try container.encode(opened, forKey: .opened)
            try container.encode(since, forKey: .since)
            try container.encode(closed, forKey: .closed)
            try container.encode(ending, forKey: .ending)
            try container.encode(detail, forKey: .detail)
        }
    }

    package static let schema = "urn:tillwatch:schema:feed-event:1"

    package let specversion = "1.0"
    /// `<subject>-1` when it was opened, `<subject>-2` when it was closed.
    package let id: String
    /// `urn:tillwatch:INSTALLATION`.
    package let source: String
    package let type: Change
    /// The finding.
    package let subject: String
    /// When it was opened or closed.
    package let time: EventTime
    package let dataschema = FeedEvent.schema
    package let datacontenttype = "application/json"
    package let data: Content

    package init(_ change: HealthChange, installation: String) {
        let finding: HealthFinding
        switch change {
        case .opened(let opened):
            finding = opened
            (type, time) = (.opened, opened.opened)
        case .closed(let closed, _, let at):
            finding = closed
            (type, time) = (.closed, at)
        }
        source = "urn:tillwatch:\(installation)"
        subject = Self.subject(finding, installation: installation)
        id = subject + (type == .opened ? "-1" : "-2")
        var data = Content(
            kind: finding.subject.kind, feed: finding.subject.source, store: finding.subject.store,
            till: finding.subject.till, opened: finding.opened, since: finding.since, detail: finding.detail)
        if case .closed(_, let ending, let at) = change { (data.closed, data.ending) = (at, ending) }
        self.data = data
    }

    /// The id of a finding: of one that was opened at another time it is another one.
    package static func subject(_ finding: HealthFinding, installation: String) -> String {
        let parts = [
            installation, finding.subject.kind.rawValue, finding.subject.source,
            finding.subject.store?.string ?? "", finding.subject.till?.string ?? "",
            String(finding.opened.microseconds),
        ]
        // Each with its length before it, so that no two lists of parts are one text.
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        return SHA256.hash(data: Data(text.utf8)).prefix(16).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// The event as it is sent: one line, keys in order.
    package var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return [UInt8](try encoder.encode(self))
        } catch {
            // Only numbers that JSON cannot write make the encoder fail, and an event has none.
            preconditionFailure("a feed event always encodes")
        }
    }
}
