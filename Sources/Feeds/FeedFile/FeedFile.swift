import Delimited
import Purchases

/// A feed file: how the lines of one chain's export are to be read (`docs/FORMATS.md` 3).
package struct FeedFile: Sendable, Hashable {
    package enum Format: String, Sendable, CaseIterable {
        case csv, ndjson
        /// A document of receipts, or an array of them.
        case json
        /// Columns at fixed places of each line.
        case fixed
        /// ARTS POSLog, 2.x and 6.
        case poslog
        /// SAP's receipts as IDoc XML, WPUBON.
        case wpubon
        /// SAP CAR's transactions as JSON.
        case tlog
        /// Oracle's RTLOG.
        case rtlog
        /// The German tills' export, an archive or a folder of tables.
        case dsfinvk
    }

    /// The fields of a line that every feed may map.
    package enum Field: String, Sendable, CaseIterable {
        case store, till, receipt, line, time, product, quantity
        case day, description, amount, currency, tender, revision
        /// What the quantity counts, where that is no pieces.
        case unit
        /// The time zone of the time, as the export calls it.
        case zone
    }

    /// What a sale with a negative quantity is.
    package enum NegativeSale: String, Sendable, CaseIterable { case `return`, void, quarantine }

    package enum Paper: String, Sendable, CaseIterable { case licence, professional }
    package enum PaperPart: String, Sendable, CaseIterable {
        case number, until, scope, concentration, total, period
    }
    package enum ReferencePart: String, Sendable, CaseIterable { case store, till, receipt, line, day }

    /// What a column of the export is.
    package enum Role: Sendable, Hashable {
        case field(Field)
        /// The second and further columns of a time in several: `time: [Date, Time]`.
        case timePart(Int)
        case extra(ExactText)
        case token(ExactText)
        case paper(Paper, PaperPart)
        case kind
        /// The column that marks corrections.
        case mark
        case refers(ReferencePart)
    }

    /// A column of the export (in NDJSON a dotted path) with its role.
    package struct MappedColumn: Sendable, Hashable {
        package var role: Role
        package var column: String

        package init(role: Role, column: String) {
            self.role = role
            self.column = column
        }
    }

    /// The codes by which a feed tells the kinds of lines apart.
    package struct Kinds: Sendable, Hashable {
        package var sale: Set<ExactText>
        package var void: Set<ExactText>
        package var `return`: Set<ExactText>
        package var ignore: Set<ExactText>

        package init(
            sale: Set<ExactText> = [], void: Set<ExactText> = [], return returned: Set<ExactText> = [],
            ignore: Set<ExactText> = []
        ) {
            self.sale = sale
            self.void = void
            self.return = returned
            self.ignore = ignore
        }
    }

    /// Which lines pass the screen beside those of watched products (2.3).
    package enum Corrections: Sendable, Hashable {
        case none
        case any
        /// Also lines whose column has one of these values.
        case marked(Set<ExactText>)
    }

    /// What a line of an XML format is that is flagged as void.
    package enum Voids: String, Sendable, CaseIterable {
        /// A reversal where its quantity or amount is negative, else a flag.
        case auto
        /// The line itself never counted.
        case flag
        /// A line of its own that takes another one back.
        case reversal
    }

    /// Where the names of the columns of a delimited export come from.
    package enum Header: Sendable, Hashable {
        case firstLine
        case names([String])
    }

    /// Cells that stand on the first row of a receipt only, and hold for the rows after it.
    package struct Carried: Sendable, Hashable {
        /// The column whose value tells which rows belong together.
        package var by: String
        package var columns: [String]

        package init(by: String, columns: [String]) {
            self.by = by
            self.columns = columns
        }
    }

    /// A column at fixed places: characters from 1, both ends included.
    package struct FixedColumn: Sendable, Hashable {
        package var name: String
        package var places: ClosedRange<Int>

        package init(name: String, places: ClosedRange<Int>) {
            self.name = name
            self.places = places
        }
    }

    package var id: String
    package var format: Format
    package var encoding: TextEncoding = .utf8
    /// Whether the feed file names its encoding, so that a mark in the input may not say another one.
    package var namesEncoding = false
    package var dialect: Dialect = .comma
    package var decimalMark = UInt8(ascii: ".")
    package var timeZone = "UTC"
    package var storeZones: [ExactText: String] = [:]
    package var timeFormat: TimeFormat = .iso8601
    /// Every mapped column, in the order of the feed file.
    package var columns: [MappedColumn]
    package var constants: [Field: ExactText] = [:]
    /// Totals and periods of papers that stand in the feed file, as if every line had them.
    package var paperConstants: [Role: String] = [:]
    /// Whether the line part of keys is made from the content (`line: {from: content}`).
    package var linesFromContent = false
    /// Values of tokens that are missing.
    package var placeholders: [ExactText: Set<ExactText>] = [:]
    /// Nil: every line is a sale.
    package var kinds: Kinds?
    package var negative: NegativeSale = .return
    package var firstRevision: Int64 = 1
    /// How far ahead of its arrival a line may be stamped, and how far before it; `run` alone uses them (2.7).
    package var maxSkew = TimeSpan(seconds: 24 * 3600)
    package var maxAge = TimeSpan(seconds: 400 * 86_400)

    // What follows has no key in a feed file that leaves it out, and changes nothing then.

    package var header: Header = .firstLine
    /// Lines before the header, or before the first record.
    package var skippedLines = 0
    package var carried: Carried?
    /// Whether an apostrophe at the start of a cell is left out: some exports write one so that spreadsheets take a number for
    /// text.
    package var stripsApostrophes = false
    package var fixedColumns: [FixedColumn] = []
    /// Where the receipts of a JSON document are: `$.orders[*]`; nil for an array, or objects one after another.
    package var receiptsPath: String?
    /// Where the lines of a receipt are: `$.items[*]`; nil where each object is a line.
    package var linesPath: String?
    /// What groups the digits of numbers; nil where nothing does.
    package var groupingMark: String?
    /// By what a written number is divided: `quantity: 1000` where the export counts thousandths.
    package var scales: [Field: Int64] = [:]
    /// The export's words for units, by unit.
    package var units: [String: Set<ExactText>] = [:]
    /// Whether an amount below zero makes a sale what `negative` says, as a quantity does.
    package var negativeAmounts = false
    /// Whether an offset that a time carries is believed; if not, the store's zone is.
    package var trustsOffset = true
    /// At which time of the day, in seconds, the business day before ends, where keys need a day and none is mapped.
    package var dayCloses: Int64?
    package var corrections: Corrections = .none
    package var voids: Voids = .auto

    package init(id: String, format: Format, columns: [MappedColumn]) {
        self.id = id
        self.format = format
        self.columns = columns
    }

    package func maps(_ role: Role) -> Bool {
        columns.contains { $0.role == role } || paperConstants[role] != nil
    }
    package func maps(_ field: Field) -> Bool {
        maps(.field(field)) || constants[field] != nil || (field == .day && dayCloses != nil)
    }

    /// The fields that every line needs; quantity is asked of sales only.
    package var requiredFields: [Field] {
        [.store, .till, .receipt, .line, .time, .product, .quantity] + (maps(.day) ? [.day] : [])
    }
}

extension FeedFile.Role {
    /// Whether pseudonyms stand for its values.
    var isHidden: Bool {
        switch self {
        case .token, .paper(_, .number): true
        default: false
        }
    }

    /// As the feed file and the quarantine name it.
    package var name: String {
        switch self {
        case .field(let field): field.rawValue
        case .timePart(let part): "time[\(part)]"
        case .extra(let name): name.string
        case .token(let kind): kind.string
        case .paper(let paper, let part): "\(paper.rawValue).\(part.rawValue)"
        case .kind: "kind"
        case .mark: "corrections"
        case .refers(let part): "refers.\(part.rawValue)"
        }
    }
}
