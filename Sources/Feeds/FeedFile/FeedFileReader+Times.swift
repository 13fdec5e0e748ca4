import Documents
import Foundation
import Purchases

extension FeedFileReader {
    /// Formats of times that a feed may name, at most.
    package static let timeFormatsMax = 8

    static func readTimes(_ reader: FieldReader, _ feed: inout FeedFile) {
        let findings = reader.findings
        if let node = reader.value("timezone"), let zone = zone(node, "timezone", findings) {
            feed.timeZone = zone
        }
        if let node = reader.value("stores"), let stores = findings.mapping(node, "`stores`") {
            for entry in stores {
                guard let store = trimmed(entry.key),
                    let fields = FieldReader(entry.value, "a store", keys: ["timezone"], findings),
                    let zone = fields.required("timezone").flatMap({ zone($0, "timezone", findings) })
                else { continue }
                feed.storeZones[ExactText(store)] = zone
            }
        }
        if let node = reader.value("time_format") { readTimeFormat(node, findings, &feed) }
        if let node = reader.value("trust_offset"), let trusts = findings.flag(node, "trust_offset") {
            feed.trustsOffset = trusts
            if !trusts, feed.timeFormat.formats.contains(where: \.isEpoch) {
                findings.error(
                    .badTimeFormat, at: node.place, "times counted from 1970 have no offset to distrust",
                    help: "leave `trust_offset` out")
            }
        }
        if let seconds = reader.seconds("max_skew") { feed.maxSkew = TimeSpan(seconds: seconds) }
        if let seconds = reader.seconds("max_age") { feed.maxAge = TimeSpan(seconds: seconds) }
    }

    private static func readTimeFormat(_ node: YAMLNode, _ findings: Findings, _ feed: inout FeedFile) {
        guard case .sequence(let nodes) = node.kind else {
            if let format = timeFormat(node, findings) { feed.timeFormat = format }
            return
        }
        guard (1...timeFormatsMax).contains(nodes.count) else {
            findings.error(
                .badTimeFormat, at: node.place,
                "`time_format` lists \(nodes.count) formats; 1 to \(timeFormatsMax) are tried",
                help: "write one format, or a list of those that the export has")
            return
        }
        let formats = nodes.compactMap { timeFormat($0, findings) }
        feed.timeFormat = formats.count == 1 ? formats[0] : .first(formats)
    }

    private static func timeFormat(_ node: YAMLNode, _ findings: Findings) -> TimeFormat? {
        switch findings.text(node, "time_format") {
        case nil: return nil
        case "iso8601"?: return .iso8601
        case "epoch_ms"?: return .epoch(perSecond: 1_000)
        case "epoch_s"?: return .epoch(perSecond: 1)
        case .some(let layout):
            do throws(TimeLayout.Problem) {
                return .layout(try TimeLayout(layout))
            } catch {
                findings.error(.badTimeFormat, at: node.place, error.message, help: error.help)
                return nil
            }
        }
    }

    private static func zone(_ node: YAMLNode, _ key: String, _ findings: Findings) -> String? {
        guard let name = findings.text(node, key) else { return nil }
        // Abbreviations such as EST or CET mean an offset to some and a place to others.
        if name == "UTC" || name == "GMT" || name.contains("/"), ZoneTable(name) != nil { return name }
        findings.error(
            .unknownTimeZone, at: node.place, "there is no time zone \(quoted(name))",
            help: closest(name, among: TimeZone.knownTimeZoneIdentifiers).map { "did you mean `\($0)`?" }
                ?? "write a name of the IANA data, such as `Europe/Berlin`, or `UTC`")
        return nil
    }
}
