import Delimited
import Purchases

/// A feed file: how the lines of one chain's export are to be read (`docs/FORMATS.md` 3).
package struct FeedFile: Sendable, Hashable {
    package enum Format: String, Sendable, CaseIterable { case csv, ndjson }

    /// The fields of a line that every feed may map.
    package enum Field: String, Sendable, CaseIterable {
        case store, till, receipt, line, time, product, quantity
        case day, description, amount, currency, tender, revision
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
        case extra(ExactText)
        case token(ExactText)
        case paper(Paper, PaperPart)
        case kind
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

    package var id: String
    package var format: Format
    package var encoding: TextEncoding = .utf8
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

    package init(id: String, format: Format, columns: [MappedColumn]) {
        self.id = id
        self.format = format
        self.columns = columns
    }

    package func maps(_ role: Role) -> Bool {
        columns.contains { $0.role == role } || paperConstants[role] != nil
    }
    package func maps(_ field: Field) -> Bool { maps(.field(field)) || constants[field] != nil }

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
        case .extra(let name): name.string
        case .token(let kind): kind.string
        case .paper(let paper, let part): "\(paper.rawValue).\(part.rawValue)"
        case .kind: "kind"
        case .refers(let part): "refers.\(part.rawValue)"
        }
    }
}
