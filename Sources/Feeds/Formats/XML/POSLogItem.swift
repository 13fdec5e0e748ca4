import Purchases

/// What a `Sale`, `Return` or `SaleForDelivery` says of its article.
struct POSLogItem {
    private(set) var values: [(POSLogField, String?)] = []
    private(set) var product: String?
    private(set) var quantity: ExactDecimal?
    private(set) var amount: ExactDecimal?

    init(_ buffer: ElementBuffer, _ line: Int, _ item: Int) {
        var itemID: (id: String?, name: String?, type: String?) = (nil, nil, nil)
        var pos: (id: String?, type: String?) = (nil, nil)
        var gtin: String?
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
            named: { child, name in
                switch name {
                case .itemID where itemID.id == nil:
                    itemID = (
                        buffer.text(child), buffer.attribute(.name, of: child),
                        buffer.attribute(.type, of: child)
                    )
                case .posIdentity where pos.id == nil:
                    pos = (buffer.text(.posItemID, of: child), buffer.attribute(.posidType, of: child))
                case .serialNumber where gtin == nil && buffer.attribute(.type, of: child) == "GTIN":
                    gtin = buffer.text(child)
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
        if gtin == nil, POSLogItem.isGTIN(pos.type) { gtin = pos.id }
        if gtin == nil, POSLogItem.isGTIN(itemID.type) { gtin = itemID.id }
        product = itemID.id ?? pos.id ?? gtin
        let chosen = quantities.chosen(isWeighed: buffer.flag(.weightItem, of: line))
        quantity = chosen.text.flatMap { readDecimal($0, mark: UInt8(ascii: ".")) }
        amount = written.flatMap { readDecimal($0, mark: UInt8(ascii: ".")) }
        values = [
            (.product, product), (.itemID, itemID.id), (.posItemID, pos.id), (.gtin, gtin),
            (.description, long ?? short ?? itemID.name),
            (.itemType, buffer.attribute(.itemType, of: item).map(withoutPrefix)),
            (.department, department), (.quantity, chosen.text), (.unit, chosen.unit),
            (.pieces, quantities.pieces), (.amount, written), (.unitPrice, unitPrice ?? regular),
            (.currency, currency == "XXX" ? nil : currency),
            (.entryMethod, buffer.attribute(.entryMethod, of: line).map(withoutPrefix)),
        ]
    }

    private static func isGTIN(_ type: String?) -> Bool {
        guard let type = type.map(withoutPrefix)?.uppercased() else { return false }
        return ["GTIN", "EAN", "UPC"].contains(where: type.hasPrefix)
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
