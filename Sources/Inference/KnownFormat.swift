/// A format that is recognised by how it begins, and needs no guessing but of the time zone.
struct KnownFormat: Sendable {
    var format: String
    var reason: String

    /// - Throws: for formats that have no receipts.
    static func of(_ bytes: [UInt8]) throws(FeedInference.Refusal) -> KnownFormat? {
        let head = String(decoding: bytes.prefix(4096), as: UTF8.self)
        if head.contains("<WPUUMS") || head.contains("WPUUMS0") || head.hasPrefix("UNA")
            || head.hasPrefix("UNB+")
        {
            throw FeedInference.Refusal(
                message:
                    "its sales are added up: there are no receipts in it, so nobody's purchases can be told",
                help:
                    "ask for the receipts: WPUBON in place of WPUUMS, POSLog, or a CSV with a line for each item sold"
            )
        }
        if head.contains("<POSLog") || head.contains(":POSLog") {
            return KnownFormat(format: "poslog", reason: "its root is POSLog")
        }
        if head.contains("<WPUBON") || head.contains("WPUBON0") {
            return KnownFormat(format: "wpubon", reason: "its IDoc is WPUBON")
        }
        if head.hasPrefix("FHEAD") {
            return KnownFormat(format: "rtlog", reason: "it begins with a record FHEAD")
        }
        if head.contains("\"RETAILSTOREID\""), head.contains("\"RETAILLINEITEM\"") {
            return KnownFormat(format: "tlog", reason: "its objects have RETAILSTOREID and RETAILLINEITEM")
        }
        if head.contains("Z_KASSE_ID;") {
            return KnownFormat(format: "dsfinvk", reason: "its columns are those of DSFinV-K")
        }
        if head.drop(while: \.isWhitespace).hasPrefix("<") {
            throw FeedInference.Refusal(
                message: "it is XML of a kind that is not known here",
                help: "known are POSLog and WPUBON; ask for one of them, or for CSV")
        }
        return nil
    }

    func draft(id: String) -> FeedDraft {
        var draft = FeedDraft()
        draft.entries = [
            .init(key: "feed", value: FeedDraft.quoted(id), reason: "the first part of every key"),
            .init(key: "format", value: format, reason: reason),
            .init(
                key: "timezone", value: "UTC",
                reason: "not told by the export: write where the stores are, such as Europe/Berlin",
                isDoubtful: true),
        ]
        return draft
    }
}
