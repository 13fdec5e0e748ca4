import Documents
import Purchases

/// The tables of a DSFinV-K export that are read, told by the columns of their headers, and the names that a feed file may
/// map: `TABLE.COLUMN`, and what the reader makes of several.
enum DSFinVKNames {
    enum Table: String, CaseIterable, Sendable {
        case lines, transactions
        case linesVAT = "lines_vat"
        case payments = "datapayment"
        case references, location
        case cashRegister = "cashregister"
        case closing = "cashpointclosing"

        /// Columns that this table has and no table before it in `allCases` order of `of`.
        static func of(_ columns: Set<String>) -> Table? {
            if columns.contains("BON_ID") {
                if columns.contains("REF_BON_ID") { return .references }
                if columns.isSuperset(of: ["POS_ZEILE", "POS_BRUTTO"]) { return .linesVAT }
                if columns.isSuperset(of: ["POS_ZEILE", "MENGE", "GV_TYP"]) { return .lines }
                if columns.contains("BON_TYP") { return .transactions }
                return columns.contains("ZAHLART_TYP") ? .payments : nil
            }
            if columns.contains("LOC_NAME") { return .location }
            if columns.contains("KASSE_BASISWAEH_CODE") { return .cashRegister }
            return columns.contains("Z_BUCHUNGSTAG") ? .closing : nil
        }

        /// Whether it has one row for each closing of a till, and not for each receipt.
        var isOfClosing: Bool { [.location, .cashRegister, .closing].contains(self) }
    }

    /// The columns that join the tables.
    static let key = ["Z_KASSE_ID", "Z_ERSTELLUNG", "Z_NR"]

    /// What a line is: see `kind(_:)`.
    static let kind = "DSFINVK.kind"
    /// `Z_NR-BON_ID`, which no other receipt of the till has.
    static let receipt = "DSFINVK.receipt"
    /// The classes of the receipt's payments (`Bar`, `Unbar`, `ECKarte` …), sorted and joined by `+`.
    static let tender = "DSFINVK.tender"
    /// The sum of `lines_vat.POS_BRUTTO` of the line.
    static let amount = "DSFINVK.amount"
    /// The till and the receipt that a reversal or return refers to.
    static let refersTill = "DSFINVK.refers_till"
    static let refersReceipt = "DSFINVK.refers_receipt"

    static let derived: Set<String> = [kind, receipt, tender, amount, refersTill, refersReceipt]

    static let standardColumns: [FeedFile.MappedColumn] = [
        .init(role: .field(.store), column: "location.LOC_NAME"),
        .init(role: .field(.till), column: "lines.Z_KASSE_ID"),
        .init(role: .field(.receipt), column: receipt),
        .init(role: .field(.line), column: "lines.POS_ZEILE"),
        .init(role: .field(.time), column: "transactions.BON_ENDE"),
        .init(role: .field(.product), column: "lines.ART_NR"),
        .init(role: .field(.quantity), column: "lines.MENGE"),
        .init(role: .field(.description), column: "lines.ARTIKELTEXT"),
        .init(role: .field(.amount), column: amount),
        .init(role: .field(.currency), column: "cashregister.KASSE_BASISWAEH_CODE"),
        .init(role: .field(.tender), column: tender),
        .init(role: .kind, column: kind),
        .init(role: .refers(.till), column: refersTill),
        .init(role: .refers(.receipt), column: refersReceipt),
    ]

    /// `AVRechnung` and `AVSonstige` are not told apart from sales by the standard, and are quarantined until the feed file
    /// says what they are.
    static let standardKinds = FeedFile.Kinds(
        sale: ["Beleg"], void: ["Storno"],
        ignore: [
            "keine", "AVTraining", "AVBelegstorno", "AVBelegabbruch", "AVBestellung", "AVTransfer",
            "AVSachbezug",
        ])

    /// The receipt's type (`Beleg`, `AVTraining` …); of the lines of a `Beleg`: `Storno` for one that takes others back,
    /// `keine` for one that never counted or sells no goods (`GV_TYP` other than `Umsatz`).
    static func kind(
        type: String, business: String?, isFlagged: Bool, isNegative: Bool, voids: FeedFile.Voids
    ) -> String {
        guard type == "Beleg" else { return type }
        if let business, business != "Umsatz" { return "keine" }
        guard isFlagged else { return "Beleg" }
        switch voids {
        case .auto: return isNegative ? "Storno" : "keine"
        case .flag: return "keine"
        case .reversal: return "Storno"
        }
    }

    static func split(_ name: String) -> (table: Table, column: String)? {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let table = Table(rawValue: parts[0]) else { return nil }
        return (table, parts[1])
    }
}
