import Purchases

/// The fields of a WPUBON's lines, by the names that feed files use: SAP's own, and four that are made of them.
enum WPUBONField: String, CaseIterable {
    /// `EDI_DC40/SNDPRN`.
    case store = "SNDPRN"
    case till = "KASSID"
    case receipt = "BONNUMMER"
    /// `VORGDATUM` as a calendar day.
    case day = "Day"
    /// `VORGDATUM` and `VORGZEIT`.
    case time = "Time"
    case currency = "BELEGWAERS"
    case customer = "KUNDNR"
    /// The payments' `ZAHLART`; several, sorted, are joined by `+`.
    case tender = "ZAHLART"
    /// The place of the item in its receipt, from 1.
    case line = "Line"
    case kind = "VORZEICHEN"
    case qualifier = "QUALARTNR"
    case product = "ARTNR"
    case quantity = "MENGE"
    case serial = "SERIENNR"
    case activity = "VORGANGART"
    /// Of returned items only.
    case reference = "REFBONNR"
    /// The value of the item's price condition.
    case amount = "Amount"
}

extension WPUBONParser {
    /// What a feed file that maps nothing means.
    static let standardColumns: [FeedFile.MappedColumn] = [
        column(.field(.store), .store), column(.field(.till), .till), column(.field(.receipt), .receipt),
        column(.field(.day), .day), column(.field(.line), .line), column(.field(.time), .time),
        column(.field(.product), .product), column(.field(.quantity), .quantity),
        column(.field(.amount), .amount), column(.field(.currency), .currency),
        column(.field(.tender), .tender), column(.kind, .kind), column(.token("customer"), .customer),
        column(.refers(.receipt), .reference),
    ]

    /// SAP counts stock: a sale takes from it.
    static let standardKinds = FeedFile.Kinds(sale: ["-"], return: ["+"])

    private static func column(_ role: FeedFile.Role, _ field: WPUBONField) -> FeedFile.MappedColumn {
        FeedFile.MappedColumn(role: role, column: field.rawValue)
    }
}

/// The segments and fields of a WPUBON that are read. Card numbers and expiry dates are none of them.
enum WPUBONName: UInt8, CaseIterable {
    case control, sender
    case receipt, item, condition, payment
    case totals
    case kassid, bonnummer, vorgdatum, vorgzeit, belegwaers, kundnr
    case qualartnr, artnr, vorzeichen, menge, seriennr, vorgangart, refbonnr
    case kondition, kondvalue, zahlart

    var hasText: Bool {
        switch self {
        case .control, .receipt, .item, .condition, .payment, .totals: false
        default: true
        }
    }

    static let vocabulary = XMLVocabulary([([], names.mapValues(\.rawValue))])

    private static let names: [String: WPUBONName] = [
        "EDI_DC40": .control, "SNDPRN": .sender, "E1WPB01": .receipt, "E1WPB02": .item,
        "E1WPB03": .condition, "E1WPB06": .payment, "E1WPU01": .totals, "KASSID": .kassid,
        "BONNUMMER": .bonnummer, "VORGDATUM": .vorgdatum, "VORGZEIT": .vorgzeit,
        "BELEGWAERS": .belegwaers, "KUNDNR": .kundnr, "QUALARTNR": .qualartnr, "ARTNR": .artnr,
        "VORZEICHEN": .vorzeichen, "MENGE": .menge, "SERIENNR": .seriennr, "VORGANGART": .vorgangart,
        "REFBONNR": .refbonnr, "KONDITION": .kondition, "KONDVALUE": .kondvalue, "ZAHLART": .zahlart,
    ]
}
