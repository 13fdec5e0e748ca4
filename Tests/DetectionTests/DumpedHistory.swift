import Detection
import Foundation
import Purchases

/// One random history as `Tests/oracle/dump.py` writes it, with the oracle's ledger.
struct DumpedHistory {
    struct Told: Decodable {
        var seed: Int
        var installation: String
        var catalogue: String
        var packs: [DumpedPack]
        var rows: [String: [ProductRow]]
        var lines: [Line]
        /// Whether the versions of one key must keep their order.
        var ordered: Bool
    }

    let told: Told
    let lines: [JournalledLine]
    /// Subject to what is compared of an alert.
    let alerts: [String: Any]
    let summary: [String: Any]

    init(_ data: Data) throws {
        let told = try JSONDecoder().decode(Told.self, from: data)
        self.told = told
        lines = told.lines.enumerated().map { number, line in
            JournalledLine(
                line: line, rows: line.product.flatMap { told.rows[$0.string] } ?? [],
                sequence: Int64(number))
        }
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
        summary = object["summary"] as? [String: Any] ?? [:]
        var alerts: [String: Any] = [:]
        for case let alert as [String: Any] in object["alerts"] as? [Any] ?? [] {
            alerts[alert["subject"] as? String ?? ""] = Self.comparable(alert)
        }
        self.alerts = alerts
    }

    var detector: Detector {
        Detector(
            packs: told.packs.map(\.compiled), installation: told.installation, catalogue: told.catalogue,
            timezones: "")
    }

    /// Another order of arrival that must give the same ledger, with sequences of its own.
    func shuffled(using generator: inout some RandomNumberGenerator) -> [JournalledLine] {
        var shuffled = lines.shuffled(using: &generator)
        if told.ordered {
            // Without revisions the versions of one key keep their order.
            var queues = Dictionary(grouping: lines, by: \.line.key)
            shuffled = shuffled.compactMap { queues[$0.line.key]?.removeFirst() }
        }
        for index in shuffled.indices { shuffled[index].sequence = Int64(index) }
        return shuffled
    }

    /// Standing alerts in the form of the oracle's.
    static func comparable(_ alerts: [StandingAlert]) throws -> [String: Any] {
        var ledger: [String: Any] = [:]
        for alert in alerts {
            let data = try JSONSerialization.jsonObject(with: JSONEncoder().encode(alert.data))
            ledger[alert.subject] = comparable(["time": alert.time.description, "data": data])
        }
        return ledger
    }

    private static func comparable(_ alert: [String: Any]) -> [String: Any] {
        var data = alert["data"] as? [String: Any] ?? [:]
        for name in ["revision", "replaces", "reason", "cause", "omitted", "timezones"] { data[name] = nil }
        return ["time": alert["time"] ?? "", "data": data]
    }
}

/// Says where two JSON values differ; nil where they do not.
func difference(_ expected: Any?, _ found: Any?, at place: String = "") -> String? {
    switch (expected, found) {
    case (let expected as [String: Any], let found as [String: Any]):
        for name in Set(expected.keys).union(found.keys).sorted() {
            if let text = difference(expected[name], found[name], at: "\(place)/\(name)") { return text }
        }
        return nil
    case (let expected as [Any], let found as [Any]) where expected.count == found.count:
        for (index, pair) in zip(expected, found).enumerated() {
            if let text = difference(pair.0, pair.1, at: "\(place)[\(index)]") { return text }
        }
        return nil
    case (let expected as NSObject, let found as NSObject) where expected == found: return nil
    case (nil, nil): return nil
    default:
        return """
            \(place.isEmpty ? "/" : place): expected \(expected.map { "\($0)" } ?? "nothing"), \
            found \(found.map { "\($0)" } ?? "nothing")
            """
    }
}
