import Catalogue
import Purchases

/// A unit of mass or volume as texts write it, with the catalogue's unit that it is turned into.
struct AmountUnit: Hashable {
    /// `mg`, `g`, `kg`, `ml`, `cl` or `l`.
    let name: String
    /// How many of these one of the written unit is.
    let factor: ExactDecimal
    /// Said in a note when the unit can mean several things.
    let note: String?

    init(_ name: String, times factor: ExactDecimal = ExactDecimal(1), note: String? = nil) {
        self.name = name
        self.factor = factor
        self.note = note
    }

    private init(_ name: String, millionths: Int128, note: String? = nil) {
        self.init(name, times: ExactDecimal(millionths: millionths), note: note)
    }

    var isMass: Bool { name.last == "g" }
    /// Whether three digits after a mark are decimals: a pack of a thousand kilograms is none that a shop sells.
    var isLarge: Bool { name == "kg" || name == "l" || isConverted }
    var isConverted: Bool { note != nil }

    /// The amount in grams or millilitres, to a millionth.
    static func base(_ value: ExactDecimal, _ name: String) -> ExactDecimal? {
        try? (name.last == "g" ? Dimension.mass : .volume).converted(value, unit: name)
    }

    /// The value in the catalogue's unit; converted ones to three decimals.
    func value(_ written: ExactDecimal) -> ExactDecimal? {
        if factor == ExactDecimal(1) { return written }
        return ExactDecimal.product([written, factor], digits: isConverted ? 3 : 6)
    }

    /// The unit that a folded word names.
    static func named(_ word: String) -> AmountUnit? { table[word] }

    /// Units that a number may be glued to from the front, as in `KG5`.
    static let prefixes: Set<String> = [
        "kg", "ml", "lt", "ltr", "gr", "cl", "لتر", "كغ", "كجم", "مل", "غ", "غرام",
    ]

    /// Units to which words are glued (`500MLSPRAY`), longest first.
    static let glued: [String] = ["liter", "litre", "litro", "ltr", "kg", "ml", "cl"]

    static let ounce = AmountUnit(
        "g", millionths: 28_349_523, note: "oz is taken for the ounce of weight, 28.35 g")
    static let fluidOunce = AmountUnit(
        "ml", millionths: 29_573_530, note: "fl oz is taken for the US fluid ounce, 29.57 ml")
    static let gallon = AmountUnit(
        "ml", millionths: 3_785_411_784, note: "gal is taken for the US gallon, 3785.4 ml")
    static let imperialGallon = AmountUnit(
        "ml", millionths: 4_546_090_000, note: "the gallon is the imperial one, 4546.1 ml")
    private static let quart = AmountUnit(
        "ml", millionths: 946_352_946, note: "qt is taken for the US quart, 946.4 ml")
    private static let pint = AmountUnit(
        "ml", millionths: 473_176_473, note: "the pint is taken for the US pint, 473.2 ml")
    private static let pound = AmountUnit("g", millionths: 453_592_370, note: "1 lb is 453.59 g")

    private static let table: [String: AmountUnit] = {
        var table: [String: AmountUnit] = [:]
        func add(_ unit: AmountUnit, _ words: String) {
            for word in words.split(separator: " ") { table[String(word)] = unit }
        }
        add(
            AmountUnit("l"),
            "l lt ltr ltrs lts litre litres liter liters litern litro litros litri litr litry litra litrow litrowy "
                + "litrowa litrowe لتر ليتر لترات ليترات لترا ليترا ل")
        add(
            AmountUnit("ml"),
            "ml mls mltr millilitre millilitres milliliter milliliters mililitro mililitros millilitro millilitri "
                + "mililitr mililitry mililitrow cc ccm مل ملل ملي مللتر مليلتر ملليلتر ميلي سم³")
        add(AmountUnit("cl"), "cl centilitre centilitres zentiliter centiliter centilitro centilitros سل")
        add(AmountUnit("ml", times: ExactDecimal(100)), "dl decilitre deciliter deziliter decilitro")
        add(AmountUnit("l", times: ExactDecimal(100)), "hl hectolitre hektoliter hectolitro")
        add(
            AmountUnit("kg"),
            "kg kgs kgr kilo kilos kilogramm kilogram kilograms kilogramme kilogrammes kilogramo kilogramos "
                + "kilogrammi kilogrammo chilo chili chilogrammi kilograma kilogramy kilogramow quilo quilos quilograma "
                + "quilogramas كغ كغم كجم كلغ كلج كيلو كيلوغرام كيلوجرام كيلوغراما كيلوجراما كيلوجرامات")
        add(
            AmountUnit("g"),
            "g gr grs gm gms grm gram grams gramm gramme grammes gramo gramos grammo grammi grama gramas gramy gramow "
                + "غ غم غرام غراما غرامات جم جرام جراما جرامات ج")
        add(AmountUnit("g", times: ExactDecimal(10)), "dag deka")
        add(
            AmountUnit("mg"),
            "mg mgs milligram milligrams milligramm milligramme milligrammes miligramo miligramos milligrammi "
                + "miligram miligramy miligramow miligrama miligramas ملغ ملغم مجم ملجم ملغرام مليغرام ملليجرام"
        )
        add(AmountUnit("kg", times: ExactDecimal(1000)), "tonne tonnes tonnen tonelada toneladas tonnellata")
        add(.pound, "lb lbs pound pounds")
        add(.ounce, "oz ozs ounce ounces onza onzas uncja uncje uncji اونصه اونصات")
        add(.fluidOunce, "floz")
        add(.gallon, "gal gals ga gl gln gallon gallons galon galones gallone gallonen غالون جالون")
        add(.quart, "qt qts quart quarts")
        add(.pint, "pint pints pt")
        return table
    }()
}
