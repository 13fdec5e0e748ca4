import Documents

/// Inputs that are no receipts, told by how they begin, and why they are refused.
enum AggregatedInput {
    struct Reason {
        var message: String
        var help: String
    }

    /// Why XML with a root element of this name is refused; nil where it is not.
    static func reason(root: String) -> Reason? {
        switch root {
        case "WPUUMS01", "WPUUMS":
            Reason(
                message: "this is a WPUUMS: what was sold in all, article by article, without receipts",
                help: "have the tills' converter send WPUBON (single receipts) instead")
        case "NAXML-POSJournal":
            Reason(
                message: "this is a NAXML-POSJournal, which this version does not read",
                help: "export POSLog, CSV or NDJSON")
        default: nil
        }
    }

    /// Refuses EDIFACT, such as SLSRPT, where XML or JSON should be.
    static func refuse(
        _ bytes: UnsafeBufferPointer<UInt8>, _ source: String, isFirst: Bool
    ) throws(FeedError) {
        guard isFirst else { return }
        // because at most so many bytes are looked at as there are.
        let head = unsafe bytes.drop { isWhite($0) }.prefix(4)
        guard unsafe isEDIFACT(head) else { return }
        throw FeedError(
            .aggregated, source: source, line: 1,
            message: "this is EDIFACT, such as a SLSRPT: what a store sold in a day, without receipts",
            help: "ask for an export of single receipts: POSLog, CSV or NDJSON")
    }

    static func isEDIFACT(_ head: some Collection<UInt8>) -> Bool {
        let marks = ["UNA", "UNB+", "UNH+"]
        return marks.contains { head.starts(with: $0.utf8) }
    }

    /// A name with its namespace, for messages; of long ones the beginning.
    static func name(_ name: XMLName) -> String {
        let parts = name.parts
        let local = parts.local.prefix(80)
        return parts.namespace.map { "\(local)` in the namespace `\($0.prefix(120))" } ?? String(local)
    }

    /// The error for well-formed XML that holds something else.
    static func other(_ root: String, _ wanted: String, _ source: String) -> FeedError {
        FeedError(
            .recordFormat, source: source, line: 1,
            message: "this is XML and not \(wanted): its root is `\(root)`",
            help: "name the right `format` in the feed file, or the right input")
    }
}
