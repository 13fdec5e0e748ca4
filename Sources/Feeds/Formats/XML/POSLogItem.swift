import Purchases

/// Which article a `Sale`, `Return` or `SaleForDelivery` names.
struct POSLogIdentity {
    private(set) var itemID: String?
    private(set) var posItemID: String?
    private(set) var gtin: String?

    init(_ buffer: ElementBuffer, _ item: Int) {
        var types: (item: String?, pos: String?) = (nil, nil)
        buffer.children(
            of: item,
            named: { child, name in
                switch name {
                case .itemID where itemID == nil:
                    itemID = buffer.text(child)
                    types.item = buffer.attribute(.type, of: child)
                case .posIdentity where posItemID == nil:
                    posItemID = buffer.text(.posItemID, of: child)
                    types.pos = buffer.attribute(.posidType, of: child)
                case .serialNumber where gtin == nil && buffer.attribute(.type, of: child) == "GTIN":
                    gtin = buffer.text(child)
                default: break
                }
            })
        if gtin == nil, POSLogIdentity.isGTIN(types.pos) { gtin = posItemID }
        if gtin == nil, POSLogIdentity.isGTIN(types.item) { gtin = itemID }
    }

    var product: String? { itemID ?? posItemID ?? gtin }

    subscript(field: POSLogField) -> String? {
        switch field {
        case .product: product
        case .itemID: itemID
        case .posItemID: posItemID
        case .gtin: gtin
        default: nil
        }
    }

    private static func isGTIN(_ type: String?) -> Bool {
        guard let type = type.map(withoutPrefix)?.uppercased() else { return false }
        return type.hasPrefix("GTIN") || type.hasPrefix("EAN") || type.hasPrefix("UPC")
    }
}

/// What a line says of its article beside its name.
struct POSLogItem {
    private(set) var quantity: ExactDecimal?
    private(set) var amount: ExactDecimal?
    private var values: [(POSLogField, String?)] = []

    init(_ buffer: ElementBuffer, _ line: Int, _ item: Int, _ identity: POSLogIdentity) {
        var name: String?
        var long: String?
        var short: String?
        var unitPrice: String?
        var regular: String?
        var written: String?
        var currency: String?
        var department: String?
        var quantities = POSLogQuantities()
        buffer.children(
            of: item,
            named: { child, kind in
                switch kind {
                case .itemID where name == nil && buffer.text(child) == identity.itemID:
                    name = buffer.attribute(.name, of: child)
                case .description:
                    let text = buffer.text(child)
                    if buffer.attribute(.typeCode, of: child) == "Long" {
                        long = long ?? text
                    } else {
                        short = short ?? text
                    }
                case .actualSalesUnitPrice: unitPrice = unitPrice ?? buffer.text(child)
                case .regularSalesUnitPrice: regular = regular ?? buffer.text(child)
                case .extendedAmount where written == nil:
                    written = buffer.text(child)
                    currency = buffer.attribute(.currency, of: child)
                case .quantity: quantities.note(buffer, child)
                case .merchandiseHierarchy: department = department ?? buffer.text(child)
                default: break
                }
            })
        let chosen = quantities.chosen(isWeighed: buffer.flag(.weightItem, of: line))
        quantity = chosen.text.flatMap { readDecimal($0, mark: UInt8(ascii: ".")) }
        amount = written.flatMap { readDecimal($0, mark: UInt8(ascii: ".")) }
        values = [
            (.product, identity.product), (.itemID, identity.itemID), (.posItemID, identity.posItemID),
            (.gtin, identity.gtin), (.description, long ?? short ?? name),
            (.itemType, buffer.attribute(.itemType, of: item).map(withoutPrefix)),
            (.department, department), (.quantity, chosen.text), (.unit, chosen.unit),
            (.pieces, quantities.pieces), (.amount, written), (.unitPrice, unitPrice ?? regular),
            (.currency, currency == "XXX" ? nil : currency),
            (.entryMethod, buffer.attribute(.entryMethod, of: line).map(withoutPrefix)),
        ]
    }

    var isNegative: Bool {
        quantity.map { $0 < .zero } == true || amount.map { $0 < .zero } == true
    }

    /// Makes the quantity say that the line is negative, where only its amount does.
    mutating func negate() {
        guard let quantity, quantity >= .zero else { return }
        values.append((.quantity, "-\(quantity)"))
    }

    func put(into all: inout POSLogValues) {
        for (field, text) in values where text != nil { all[field] = text }
    }
}

/// The quantities of a line: pieces, and what a scale says.
struct POSLogQuantities {
    private var measured: (text: String, unit: String)?
    private var other: (text: String, unit: String?)?
    private(set) var pieces: String?

    mutating func note(_ buffer: ElementBuffer, _ index: Int) {
        guard let text = buffer.text(index) ?? buffer.attribute(.units, of: index) else { return }
        let code = buffer.attribute(.unitOfMeasureCode, of: index).map(withoutPrefix)
        if let code, let unit = POSLogQuantities.units[code.uppercased()] {
            if measured == nil { measured = (text, unit) }
            return
        }
        let isPieces = code.map { POSLogQuantities.counts.contains($0.uppercased()) } ?? true
        if isPieces, pieces == nil { pieces = text }
        if other == nil { other = (text, isPieces ? nil : code) }
    }

    /// The quantity that tells how much was bought: mass or volume before pieces.
    func chosen(isWeighed: Bool) -> (text: String?, unit: String?) {
        if let measured { return (measured.text, measured.unit) }
        // The till's unit, which the log does not name.
        return (other?.text, other?.unit ?? (isWeighed ? "weight" : nil))
    }

    /// Codes of UN/ECE Recommendation 20, and what tills write.
    private static let units: [String: String] = [
        "KG": "kg", "KGM": "kg", "KILOGRAM": "kg", "G": "g", "GR": "g", "GRM": "g", "GRAM": "g",
        "MG": "mg", "MGM": "mg", "LB": "lb", "LBS": "lb", "LBR": "lb", "POUND": "lb", "OZ": "oz",
        "ONZ": "oz", "OUNCE": "oz", "L": "l", "LT": "l", "LTR": "l", "LITER": "l", "LITRE": "l",
        "CL": "cl", "CLT": "cl", "ML": "ml", "MLT": "ml", "GAL": "gal", "GLL": "gal",
    ]
    private static let counts: Set<String> = [
        "EA", "EACH", "PCE", "PC", "PCS", "ST", "STK", "C62", "H87", "UN", "UNIT", "UNITS", "XXX",
    ]
}
