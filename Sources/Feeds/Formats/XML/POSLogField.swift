import Purchases

/// The fields of a POSLog's lines, by the names that feed files use (`docs/FEEDS.md`).
enum POSLogField: Int, CaseIterable {
    // Of the transaction.
    case store, workstation, sequence, transactionID, receiptNumber, businessDay, time, tender, loyaltyID
    case householdID, customerID, transactionType, status
    // Of the line.
    case line, kind, product, itemID, posItemID, gtin, description, itemType, department, quantity, unit
    case pieces, amount, unitPrice, currency, entryMethod
    // What a return or void names.
    case linkStore, linkWorkstation, linkSequence, linkTransactionID, linkBusinessDay, linkLine

    /// The names, in the order of the cases.
    static let names = [
        "Store", "Workstation", "Sequence", "TransactionID", "ReceiptNumber", "BusinessDay", "Time",
        "Tender", "LoyaltyID", "HouseholdID", "CustomerID", "TransactionType", "Status", "Line", "Kind",
        "Product", "ItemID", "POSItemID", "GTIN", "Description", "ItemType", "Department", "Quantity",
        "Unit", "Pieces", "Amount", "UnitPrice", "Currency", "EntryMethod", "LinkStore", "LinkWorkstation",
        "LinkSequence", "LinkTransactionID", "LinkBusinessDay", "LinkLine",
    ]

    init?(name: String) {
        guard let place = POSLogField.names.firstIndex(of: name) else { return nil }
        self.init(rawValue: place)
    }

    var name: String { POSLogField.names[rawValue] }
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
        FeedFile.MappedColumn(role: role, column: field.name)
    }

    private static func code(_ kind: POSLogKind) -> ExactText { ExactText(kind.rawValue) }
}
