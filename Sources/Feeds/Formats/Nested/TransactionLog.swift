import Purchases

/// Fields of SAP's transaction log that are made of several, or rewritten; all others are paths.
enum TransactionLogField: String, CaseIterable {
    /// `BUSINESSDAYDATE` as a calendar day.
    case day = "Day"
    /// `ENDTIMESTAMP`, else `BEGINTIMESTAMP`, as ISO 8601.
    case time = "Time"
    /// `TENDERTYPECODE` of the payments; several, sorted, are joined by `+`.
    case tender = "Tender"

    static let linesPath = "$.RETAILLINEITEM[*]"

    /// What a feed file that maps nothing means. A line with a negative quantity is a return.
    static let standardColumns: [FeedFile.MappedColumn] = [
        column(.field(.store), "$.RETAILSTOREID"), column(.field(.till), "$.WORKSTATIONID"),
        column(.field(.receipt), "$.TRANSNUMBER"), column(.field(.day), day.rawValue),
        column(.field(.line), "RETAILNUMBER"), column(.field(.time), time.rawValue),
        column(.field(.product), "ITEMID"), column(.field(.quantity), "RETAILQUANTITY"),
        column(.field(.unit), "SALESUOM"), column(.field(.amount), "SALESAMOUNT"),
        column(.field(.currency), "$.TRANSCURRENCY"), column(.field(.tender), tender.rawValue),
        column(.token("loyalty"), "$.LOYALTY[*].CUSTCARDNUMBER"), column(.token("customer"), "$.PARTNERID"),
    ]

    private static func column(_ role: FeedFile.Role, _ path: String) -> FeedFile.MappedColumn {
        FeedFile.MappedColumn(role: role, column: path)
    }
}

/// What is made of a transaction.
struct TransactionLogHeader {
    private var texts: [TransactionLogField: String] = [:]

    subscript(field: TransactionLogField) -> String? { texts[field] }

    init(_ tree: JSONTree, _ transaction: Int) throws(JSONTree.Failure) {
        func text(_ path: String) throws(JSONTree.Failure) -> String? {
            try JSONPath(path)?.text(tree, from: transaction)
        }
        texts[.day] = try text("BUSINESSDAYDATE").map(WPUBONParser.day)
        let end = try text("ENDTIMESTAMP")
        let begin = try text("BEGINTIMESTAMP")
        texts[.time] = (end ?? begin).map(TransactionLogHeader.time)
        var payments: Set<String> = []
        for node in try JSONPath("TENDER[*].TENDERTYPECODE")?.nodes(tree, from: transaction) ?? [] {
            if let kind = try tree.text(node) { payments.insert(kind) }
        }
        if !payments.isEmpty { texts[.tender] = payments.sorted().joined(separator: "+") }
    }

    /// `20190725122346` as `2019-07-25T12:23:46`; anything else as it stands.
    private static func time(_ text: String) -> String {
        let digits = Array(text.utf8)
        guard digits.count == 14, digits.allSatisfy({ decimalDigit($0) != nil }) else { return text }
        let day = WPUBONParser.day(String(decoding: digits[..<8], as: UTF8.self))
        return "\(day)T\(WPUBONParser.clock(String(decoding: digits[8...], as: UTF8.self)))"
    }
}
