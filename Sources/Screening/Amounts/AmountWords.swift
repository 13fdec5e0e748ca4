/// Words around numbers, folded, of the nine languages. They say what a number counts, never what a product is.
enum AmountWords {
    private static func set(_ words: String) -> Set<String> {
        Set(words.split(separator: " ").map(String.init))
    }

    /// Pieces that a pack holds; they stand between the count and the amount of each.
    static let pieces = set(
        """
        tab tabs tabl tbl past comp compr cps kaps tablette tabletten tablets tablet tablettes tabletas tableta tabletka tabletki tabletek pastille \
        pastilles pastillen pastilla pastillas pastilhas pastilha compressa compresse comprimidos comprimido comprimes \
        pastiglie pastiglia galets galet stk stck stuck st stuks stuk szt sztuk sztuki pcs pc pce pieces piece pieza \
        piezas pezzi pezzo pz pza uds ud unidades unidade unidad un und unid unita units unit sachets sachet sobres \
        sobre bustine bustina beutel beutels zakjes zakje saszetek saszetki saszetka sachs saquetas saqueta sticks stick \
        dosen dose dosettes dosette doses dosis flaschen flasche fl flacons flacon bouteilles bouteille botellas botella \
        bottiglie bottiglia flessen fles butelek butelki garrafas garrafa bottles bottle cans can bidons bidon ampullen \
        ampullas ampollas ampoules capsules capsulas kapseln kapsulek caps bags bag packs pack cartouches kartuschen \
        patronen wurfel cubes briquetas sacs sac sacos saco worki worek zakken zak sacchi sacchetti eimer bidoni taniche \
        قرص اقراص حبه حبات قطعه قطع كيس اكياس عبوات عبوه زجاجه زجاجات علبه علب ظرف حزمه
        """)

    /// Pieces that are small next to their pack: what each weighs is often stated beside the whole.
    static let smallPieces = set(
        """
        tab tabs tabl tbl past compr tablette tabletten tablets tablet tablettes tabletas tableta tabletka tabletki tabletek pastille pastilles \
        pastillen pastillas pastilhas compresse comprimidos pastiglie galets galet sticks stick wurfel cubes chlortabs \
        chlortabletten chlortablette multitabs quicktabs minitabs choortabletten chloortabletten قرص اقراص حبه
        """)

    /// Between a count of pieces and the amount of each: `20 tabs à 20 g`.
    static let each = set(
        "a de da di do van von of po je per cada con mit with jeweils chacun ciascuno each zu من كل")

    /// A pack of as many: `6er`, `6-pack`, `lot de 6`.
    static let packs = set("er pack packs pk pak paket set sets erpack erset mal fois")
    static let packsBefore = set(
        "lot lots pack packs set sets caja cajas carton kit box doos karton pak paquete confezione conf")

    static let percent = set(
        "proc proz procent procentowy procentowa procentowe procentowego prozent prozentig prozentige prozentiger pct percent porcento percento "
            + "prozentiges procents procentig procentige ig ige iger iges")
    /// `por ciento`, `pour cent`, `per cento`, `بالمئة`.
    static let percentPairs: [String: Set<String>] = [
        "por": ["ciento", "cento", "cien"], "pour": ["cent"], "per": ["cent", "cento"],
        "في": ["الميه", "المايه"],
    ]
    static let arabicPercent = set("بالميه بالمايه بالماءه بالميءه")

    /// Of weight, and of volume, beside a percent sign.
    static let weight = set(
        "w m p wt gew gewicht gewichts gewichtsprozent masse massen massa mas wag wagowo wagowych wagowy peso poids pds pond "
            + "weight mass masa وزنا وزن ww wg")
    static let volume = set(
        "v vol vols volume volumes volumen volumenes volumi vols obj objetosciowo objetosc volumetrico "
            + "حجما حجم vv")
    static let bothWeights = set("ww mm pp")

    /// Of volumes of oxygen: `30 vol.`, `30 volumi`.
    static let volumes = set(
        "vol vols volume volumes volumen volumenes volumi vl volum wol حجم فوليوم فولوم فول")
    /// Prefixes of it: `vol 20`.
    static let volumesBefore = set("vol vols volume volumes volumi فوليوم فولوم حجم")

    /// The number is the most that there may be.
    static let atMost = set(
        "max maxi maximal maximum massimo maximo maximale maksimum maks bis jusqu hasta fino tot ate unter upto kleiner weniger "
            + "moins inferieur inferieure inferior inferiore menos meno mniej ponizej minder حتي اقل")
    /// Words that stand between such a word and its number: `jusqu'à`, `less than`, `meno di`.
    static let fillers = set("a al als than dan di de do que a niz den to von من alla")
    /// Words of two: `up to`, `less than`.
    static let atMostPairs: [String: Set<String>] = [
        "to": ["up"], "than": ["less", "lower"], "do": ["max", "maks"],
    ]
    /// The number is the least.
    static let atLeast = set(
        "min mind mindestens minimum minimo minimal minimaal minstens au least almeno menos more plus uber over اكثر ادني"
    )

    /// Between the bounds of a range.
    static let between = set("bis a to tot do al ate e y and und et i en fino الي حتي و")
    /// Those of them that join other things too; the range has a word before it: `zwischen 5 und 15 %`.
    static let joining = set("e y and und et i en و")
    static let betweenBefore = set(
        "zwischen entre between tra fra tussen miedzy pomiedzy بين od von from de da da van")

    /// What is taken off a price or put on top is no concentration.
    static let promotions = set(
        "rabatt gratis off free extra mehr remise reduction descuento dto sconto korting rabat taniej desconto desc خصم "
            + "zusatzlich gespart sale saving savings save economie offert offerts offerte ahorro risparmio oszczedz mas piu meer "
            + "wiecej mais rebate reduziert gunstiger kostenlos gratuit gratuits cheaper cotton coton baumwolle bawelna katoen cotone "
            + "algodon algodao polyester recycled recycle recycelt مجانا قطن")

    /// Nitrogen.
    static let nitrogen = set(
        "n ntot azote azoto stickstoff nitrogen nitrogeno stikstof azot azotu nitrogenio نيتروجين النيتروجين ازوت"
    )
    /// Nitrogen fertilisers that trade names by their grade, with the grades that there are.
    static let grades: [String: ClosedRange<Int>] = [
        "an": 30...35, "kas": 20...28, "can": 20...28, "asn": 25...27, "ammonitrate": 20...35,
        "ammonitrates": 20...35,
        "saletra": 25...35, "saletrzak": 20...28, "ammonsalpeter": 20...35, "kalkammonsalpeter": 20...28,
        "kalkammonsalpetre": 20...28, "nitram": 33...35, "amonitrato": 20...35, "nitrolime": 20...28,
    ]
    /// First letters of words of a nitrogen salt, where they stand right before a grade in this range.
    static let gradeStems: [(stem: String, range: ClosedRange<Int>)] = [
        ("amonowa", 33...35), ("ammon", 33...35), ("amon", 33...35), ("الامونيوم", 33...35),
        ("امونيوم", 33...35),
        ("nitrate", 33...35), ("nitrat", 33...35), ("azotan", 33...35),
    ]
    /// A text with one of these is about fertiliser: a bare `N 27` is a grade there.
    static let fertiliser = set(
        "dunger volldunger stickstoffdunger engrais fertilizer fertiliser fertilizante fertilizantes concime nawoz meststof kunstmest adubo abono "
            + "سماد nitrat nitrate nitrato salpeter saletra kas can an npk")

    /// A text with one of these is about electricity: `20V` are volts there.
    static let electric = set(
        "akku accu batterie batteries battery bateria baterie batteria batterij akumulator ah mah volt volts watt w charger ladegerat "
            + "bohrmaschine schrauber drill lamp lampe led kabel adapter بطاريه شاحن فولت")

    /// `4G` beside one of these is no weight.
    static let telephony = set(
        "lte router smartphone handy phone telefon telefono mobil mobile wifi wlan gsm sim umts هاتف")

    /// Numbers after these are what the product is enough for, or goes into, and no content.
    static let purposes = set(
        "fur fuer pour for para voor na per ergibt makes bis hasta jusqu fino tot ausreichend pro pr capacity capacite kapazitat na لعدد يكفي"
    )
    /// Denominators: `per 100 ml`.
    static let per = set("per pro par por je pour na pr cada لكل")
    /// Right before an amount that is the content.
    static let contents = set(
        "netto net inhalt contenu contenance contenido contenuto conteudo inhoud zawartosc neto nett fullmenge nettogewicht الصافي صافي المحتوي"
    )
    /// Right before an amount that is not.
    static let notContents = set(
        "brutto gross brut bruto lordo tara tare pojemnosc egoutte abtropfgewicht drained")

    /// What a single `l` or `g` may be glued to: `5LKANISTER`.
    static let containers = set(
        "kanister kan flasche fl dose eimer bidon tanica kanne fles bottle btl can spray sack beutel bag jerrycan garrafa botella "
            + "kanystr butelka wiadro fass drum pot dos flacon sac tube tub bucket")
    /// Vessels that hold a thousand litres.
    static let tanks = set(
        "ibc container tank cuve cisterna cubitainer zbiornik fass fasser fut futs drum drums beczka beczki fusto fusti "
            + "tambor barril barriles bidon vat vaten برميل خزان")

    /// Headings of columns that state the content.
    static let contentHeadings = [
        "inhalt", "inhoud", "contenance", "contenu", "contenido", "contenuto", "conteudo", "capacity", "size",
        "grammage",
        "gewicht", "weight", "peso", "poids", "pojemnosc", "waga", "net", "fullmenge", "volume", "quantit",
        "package size",
        "الحجم", "الوزن", "السعه",
    ]

    static let currencies = set("eur euro euros usd gbp pln zl chf kr sek dkk nok aed sar egp درهم ريال جنيه")
    static let currencyMarks: Set<Unicode.Scalar> = ["€", "$", "£", "¥"]
}
