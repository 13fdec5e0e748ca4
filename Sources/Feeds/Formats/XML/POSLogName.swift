/// The elements of a POSLog that are read; what stands in any other is left out.
enum POSLogName: UInt8, CaseIterable {
    case posLog, transaction, retailTransaction, lineItem, sale, `return`, saleForDelivery
    case retailStoreID, businessUnit, unitID, workstationID, tillID, sequenceNumber, transactionID
    case receiptNumber, businessDayDate, date, beginDateTime, endDateTime, receiptDateTime, posLogDateTime
    case currencyCode, itemID, posIdentity, posItemID, serialNumber, description, merchandiseHierarchy
    case regularSalesUnitPrice, actualSalesUnitPrice, extendedAmount, quantity
    case tender, transactionLink, reasonCode, lineItemSequenceNumber
    case customer, customerID, customerAccount, loyaltyAccount, loyaltyAccountID, loyaltyCard
    case primaryAccountNumber
    // NCR's own.
    case loyaltyMembership, loyaltyID, membershipID, householdID

    /// Whether its text is kept.
    var hasText: Bool {
        switch self {
        case .posLog, .transaction, .retailTransaction, .lineItem, .sale, .return, .saleForDelivery,
            .businessUnit, .posIdentity, .tender, .transactionLink, .customer, .customerAccount,
            .loyaltyAccount, .loyaltyCard, .loyaltyMembership:
            false
        default: true
        }
    }

    private static let arts: [String: POSLogName] = [
        "POSLog": .posLog, "Transaction": .transaction, "RetailTransaction": .retailTransaction,
        "LineItem": .lineItem, "Sale": .sale, "Return": .return, "SaleForDelivery": .saleForDelivery,
        "RetailStoreID": .retailStoreID, "BusinessUnit": .businessUnit, "UnitID": .unitID,
        "WorkstationID": .workstationID, "TillID": .tillID, "SequenceNumber": .sequenceNumber,
        "TransactionID": .transactionID, "ReceiptNumber": .receiptNumber,
        "BusinessDayDate": .businessDayDate, "Date": .date, "BeginDateTime": .beginDateTime,
        "EndDateTime": .endDateTime, "ReceiptDateTime": .receiptDateTime,
        "POSLogDateTime": .posLogDateTime, "CurrencyCode": .currencyCode, "ItemID": .itemID,
        "POSIdentity": .posIdentity, "POSItemID": .posItemID, "SerialNumber": .serialNumber,
        "Description": .description, "MerchandiseHierarchy": .merchandiseHierarchy,
        "RegularSalesUnitPrice": .regularSalesUnitPrice, "ActualSalesUnitPrice": .actualSalesUnitPrice,
        "ExtendedAmount": .extendedAmount, "Quantity": .quantity, "Tender": .tender,
        "TransactionLink": .transactionLink, "ReasonCode": .reasonCode,
        "LineItemSequenceNumber": .lineItemSequenceNumber, "Customer": .customer, "CustomerID": .customerID,
        "CustomerAccount": .customerAccount, "LoyaltyAccount": .loyaltyAccount,
        "LoyaltyAccountID": .loyaltyAccountID, "LoyaltyCard": .loyaltyCard,
        "PrimaryAccountNumber": .primaryAccountNumber,
    ]
    private static let ncr: [String: POSLogName] = [
        "LoyaltyMembership": .loyaltyMembership, "LoyaltyID": .loyaltyID, "MembershipID": .membershipID,
        "HouseholdID": .householdID,
    ]

    static let vocabulary = XMLVocabulary([
        (POSLogNamespace.arts, arts.mapValues(\.rawValue)), (POSLogNamespace.ncr, ncr.mapValues(\.rawValue)),
    ])
}

/// The attributes that are read.
enum POSLogAttribute: UInt8, CaseIterable {
    case voidFlag, cancelFlag, deleteFlag, trainingModeFlag, suspendFlag
    case typeCode, transactionType, transactionStatus, itemType, posidType, type, name
    case unitOfMeasureCode, units, currency, reasonCode, tenderType, entryMethod, weightItem

    private static let arts: [String: POSLogAttribute] = [
        "VoidFlag": .voidFlag, "CancelFlag": .cancelFlag, "DeleteFlag": .deleteFlag,
        "TrainingModeFlag": .trainingModeFlag, "SuspendFlag": .suspendFlag, "TypeCode": .typeCode,
        "TransactionType": .transactionType, "TransactionStatus": .transactionStatus,
        "ItemType": .itemType, "POSIDType": .posidType, "Type": .type, "Name": .name,
        "UnitOfMeasureCode": .unitOfMeasureCode, "Units": .units, "Currency": .currency,
        "ReasonCode": .reasonCode, "TenderType": .tenderType, "EntryMethod": .entryMethod,
        "weightItem": .weightItem,
    ]

    static let vocabulary = XMLVocabulary([
        (POSLogNamespace.arts, arts.mapValues(\.rawValue)),
        (POSLogNamespace.ncr, ["weightItem": weightItem.rawValue]),
        (POSLogNamespace.xstore, ["TransactionType": transactionType.rawValue]),
    ])
}

/// The namespaces that are known; they are compared in full.
enum POSLogNamespace {
    /// Of POSLog 2 to 6, as retailers' exports have them.
    static let arts = [
        "http://www.nrf-arts.org/IXRetail/namespace/", "http://www.nrf-arts.org/IXRetail/namespace",
        "http://www.nrf-arts.org/IXRetail/v6.0.0/poslog", "http://www.nrf-arts.org/IXRetail/v6.0.0/poslog/",
    ]
    static let ncr = ["http://www.ncr.com/rsd/acs/tlog/markup/poslog/2.1"]
    static let xstore = ["http://www.datavantagecorp.com/xstore/"]
}
