import Purchases

/// The fields of a POSLog's lines, by the names that feed files use (`docs/FEEDS.md`).
enum POSLogField: String, CaseIterable {
    // Of the transaction.
    case store = "Store"
    case workstation = "Workstation"
    case sequence = "Sequence"
    case transactionID = "TransactionID"
    case receiptNumber = "ReceiptNumber"
    case businessDay = "BusinessDay"
    case time = "Time"
    case tender = "Tender"
    case loyaltyID = "LoyaltyID"
    case householdID = "HouseholdID"
    case customerID = "CustomerID"
    case transactionType = "TransactionType"
    case status = "Status"
    // Of the line.
    case line = "Line"
    case kind = "Kind"
    case product = "Product"
    case itemID = "ItemID"
    case posItemID = "POSItemID"
    case gtin = "GTIN"
    case description = "Description"
    case itemType = "ItemType"
    case department = "Department"
    case quantity = "Quantity"
    case unit = "Unit"
    case pieces = "Pieces"
    case amount = "Amount"
    case unitPrice = "UnitPrice"
    case currency = "Currency"
    case entryMethod = "EntryMethod"
    // What a return or void names.
    case linkStore = "LinkStore"
    case linkWorkstation = "LinkWorkstation"
    case linkSequence = "LinkSequence"
    case linkTransactionID = "LinkTransactionID"
    case linkBusinessDay = "LinkBusinessDay"
    case linkLine = "LinkLine"

    /// The place of each field in an array of all.
    static let places: [POSLogField: Int] = Dictionary(
        uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}

/// What a line is, as the field `Kind` says it.
enum POSLogKind: String, CaseIterable {
    case sale, `return`
    /// A line that takes another one of its receipt back.
    case reversal
    /// A receipt that takes back another one; it has no product.
    case postvoid
    /// Flagged as void: it never counted.
    case voided
    /// Lines of transactions that are no purchase.
    case training, cancelled, suspended
    /// Of a transaction whose type says that it is no sale.
    case other
}

extension POSLogParser {
    /// What a feed file that maps nothing means.
    static let standardColumns: [FeedFile.MappedColumn] = [
        column(.field(.store), .store), column(.field(.till), .workstation),
        column(.field(.receipt), .sequence), column(.field(.line), .line), column(.field(.time), .time),
        column(.field(.day), .businessDay), column(.field(.product), .product),
        column(.field(.quantity), .quantity), column(.field(.unit), .unit),
        column(.field(.description), .description), column(.field(.amount), .amount),
        column(.field(.currency), .currency), column(.field(.tender), .tender), column(.kind, .kind),
        column(.token("loyalty"), .loyaltyID), column(.token("household"), .householdID),
        column(.token("customer"), .customerID),
        column(.refers(.store), .linkStore), column(.refers(.till), .linkWorkstation),
        column(.refers(.receipt), .linkSequence), column(.refers(.day), .linkBusinessDay),
        column(.refers(.line), .linkLine),
    ]

    static let standardKinds = FeedFile.Kinds(
        sale: [code(.sale)], void: [code(.reversal), code(.postvoid)], return: [code(.return)],
        ignore: [code(.voided), code(.training), code(.cancelled), code(.suspended), code(.other)])

    private static func column(_ role: FeedFile.Role, _ field: POSLogField) -> FeedFile.MappedColumn {
        FeedFile.MappedColumn(role: role, column: field.rawValue)
    }

    private static func code(_ kind: POSLogKind) -> ExactText { ExactText(kind.rawValue) }
}
