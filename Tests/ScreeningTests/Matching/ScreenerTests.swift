import Documents
import Foundation
import Purchases
import Screening
import Testing

/// A small knowledge of its own, so that the tests say what the mechanisms do and not what the files hold.
@Suite struct ScreenerTests {
    private static let rules: LanguageRules = {
        var rules = LanguageRules()
        rules.negationsBefore = [
            .en: ["without", "free from", "w/o"], .fr: ["sans", "s/"], .pl: ["bez"],
            .ar: ["خال من", "خالي من", "بدون"],
            .de: ["ohne"],
        ]
        rules.negationsAfter = [.en: ["free"], .de: ["frei"]]
        rules.negationPrefixes = [.pl: ["bez"]]
        rules.negationSuffixes = [.de: ["frei"]]
        rules.affirmations = [.de: ["mit"]]
        rules.endings = [
            .en: ["s"], .de: ["s", "e", "es", "er"], .pl: ["u", "em", "owy", "a", "y", "ek", "ku", "ego"],
            .es: ["s", "a", "o"],
        ]
        rules.variants = [.fr: ["hydrogène|hydro"]]
        rules.articles = [.ar: ["ال", "وال", "و"]]
        rules.ignored = [.fr: ["de", "d"], .es: ["de"]]
        rules.connectors = [.en: ["and"], .fr: ["et", "ni"], .de: ["und"]]
        rules.others = [.en: ["nitrite", "chloride", "sodium chloride"]]
        rules.percentOwners = [.en: ["cotton"]]
        rules.elsewhere = [.en: ["book"]]
        return rules
    }()

    private static func knowledge(
        _ id: String, _ names: Wordings, _ change: (inout Knowledge) -> Void = { _ in }
    ) -> Knowledge {
        var knowledge = Knowledge(substance: id, version: "1")
        knowledge.names = [Knowledge.Block(sources: ["own"], wordings: names)]
        change(&knowledge)
        return knowledge
    }

    private static let screener = Screener(
        knowledge: [
            knowledge(
                "acetone",
                [
                    .en: ["acetone"], .fr: ["acétone"], .de: ["aceton"], .pl: ["aceton"], .ar: ["أسيتون"],
                    .es: ["acetona"],
                ]
            ) {
                $0.cas = ["67-64-1"]
                $0.ec = ["200-662-2"]
                $0.un = [1090]
                $0.excludes = [
                    Knowledge.Block(sources: ["own"], wordings: [.en: ["acetone resistant", "acetonitrile"]])
                ]
                $0.classes = [
                    Knowledge.Class(
                        id: "remover", sources: ["own"], likelihood: .likely,
                        names: [.en: ["nail polish remover"], .de: ["nagellackentferner"]], with: [],
                        unless: ["pads"]),
                    Knowledge.Class(
                        id: "thinner", sources: ["own"], likelihood: .possible, names: [.en: ["thinner"]],
                        with: ["%"],
                        unless: []),
                ]
            },
            knowledge(
                "hydrogen-peroxide",
                [
                    .en: ["hydrogen peroxide"], .fr: ["peroxyde d'hydrogène"], .de: ["wasserstoffperoxid"],
                    .pl: ["nadtlenek wodoru"], .ar: ["بيروكسيد الهيدروجين"],
                ]
            ) { $0.formulas = ["H2O2"] },
            knowledge("ammonium-nitrate", [.en: ["ammonium nitrate"]]) {
                $0.formulas = ["NH4NO3"]
                $0.nitrogen = ExactDecimal(35)
            },
            knowledge("calcium-ammonium-nitrate", [.en: ["calcium ammonium nitrate", "CAN"]]),
            knowledge("sodium-chlorate", [.en: ["sodium chlorate"]]) { $0.formulas = ["NaClO3"] },
            knowledge("unlisted", [.en: ["water"]]),
        ], language: rules,
        lists: [
            SubstanceList(
                id: "l", version: "1", jurisdiction: nil,
                entries: [
                    "acetone", "hydrogen-peroxide", "ammonium-nitrate", "calcium-ammonium-nitrate",
                    "sodium-chlorate",
                ].map { SubstanceEntry(list: "l", id: ExactText($0), name: $0) })
        ])

    private func proposals(
        _ name: String, _ composition: String = "", _ amounts: Amounts = Amounts(), minimum: Double = 0.5
    ) -> [Proposal] {
        let texts = composition.isEmpty ? [] : [ArticleText(field: "composition", text: composition)]
        let article = Article(
            product: "1", name: name, texts: texts, gtin: nil, price: nil, unitPrice: nil, line: 2,
            source: "a.csv")
        return Self.screener.screen(article, amounts: amounts, minimum: minimum)
    }

    @Test(arguments: [
        ("ACETON 1L", "acetone", "exact"), ("Acetonu 1 l", "acetone", "inflected"),
        ("الأسيتون ١ لتر", "acetone", "exact"), ("Peroxyde d'hydrogène 12%", "hydrogen-peroxide", "exact"),
        ("PEROXYDE HYDROGENE", "hydrogen-peroxide", "exact"),
        ("Hydrogen-Peroxide 3%", "hydrogen-peroxide", "exact"),
        ("Wasserstoff-Peroxid", "hydrogen-peroxide", "exact"),
        ("Nadtlenku wodoru 3%", "hydrogen-peroxide", "inflected"),
        ("Acetonreiniger", "acetone", "in a compound"), ("Spezialaceton 5L", "acetone", "in a compound"),
        ("Wasserstofperoxid", "hydrogen-peroxide", "misspelt"),
        ("WASSERSTOFFPER. 5L", "hydrogen-peroxide", "abbreviated"),
        ("AMM.NITR. 25KG", "ammonium-nitrate", "abbreviated"),
        ("H2O2 11,9% 5L POOL", "hydrogen-peroxide", "exact"),
        ("H₂O₂", "hydrogen-peroxide", "exact"), ("بيروكسيد هيدروجين", "hydrogen-peroxide", "exact"),
        ("Solvent CAS 67-64-1", "acetone", "exact"), ("UN1090", "acetone", "exact"),
        ("UN No. 1090", "acetone", "exact"),
        ("Hydrgen peroxide 3%", "hydrogen-peroxide", "misspelt"),
        ("Ammonium nitrte", "ammonium-nitrate", "misspelt"),
        ("Peroxyde hydro 12%", "hydrogen-peroxide", "exact"),
        ("بيروكسايد الهايدروجين", "hydrogen-peroxide", "misspelt"),
        ("EC 200-662-2", "acetone", "exact"), ("peroxide, hydrogen 3%", "hydrogen-peroxide", "exact"),
        ("Nail polish remover 50ml", "acetone", "exact"),
        ("CAN 27 25kg", "calcium-ammonium-nitrate", "exact"),
    ])
    func aNameIsFoundInItsSpellings(_ name: String, _ substance: String, _ how: String) {
        let found = proposals(name)
        #expect(found.map(\.substance) == [substance])
        #expect(found.first?.evidence.first?.how == how)
    }

    @Test(arguments: [
        "acetonfreier Reiniger", "sans acétone", "SANS PARFUM NI ACETONE", "acetone-free remover",
        "bez acetonu", "bezacetonowy",
        "خالٍ من الأسيتون", "بدون أسيتون", "Nagellackentferner acetonfrei", "Nail polish remover w/o acetone",
        "0% acetone",
        "Nail polish remover acetone and perfume free", "dissolvant s/ acétone", "acetone 0 %",
        "acetone resistant gloves", "Nail polish remover pads", "Acetonitrile 99%", "sodium nitrite",
        "sodium chloride", "can of beans",
        "CAS 67-64-2", "un 1090", "Nano 3", "CH2O2", "H2O20", "thinner 5L", "Sodium chlorides", "water", "",
    ])
    func whatIsNotInIsNotProposed(_ name: String) { #expect(proposals(name).map(\.substance) == []) }

    @Test func aNegationEndsWhereTheTextSaysSo() {
        #expect(proposals("Reiniger ohne Duft mit Aceton").map(\.substance) == ["acetone"])
        #expect(proposals("Reiniger ohne Duft. Aceton 99%").map(\.substance) == ["acetone"])
        #expect(
            proposals("Nail polish remover acetone free", "Acetone, water").map(\.substance) == ["acetone"])
    }

    @Test func theLongerNameIsMeant() {
        #expect(proposals("calcium ammonium nitrate 25kg").map(\.substance) == ["calcium-ammonium-nitrate"])
        #expect(
            Set(proposals("calcium ammonium nitrate, ammonium nitrate").map(\.substance))
                == ["calcium-ammonium-nitrate", "ammonium-nitrate"])
    }

    @Test func spansAreBytesOfTheOriginal() throws {
        let span = try #require(proposals("Größe L Wasserstoffperoxid").first?.evidence.first?.span)
        #expect(span == TextSpan(field: "name", start: 10, end: 28, text: "Wasserstoffperoxid"))
    }

    @Test func kindsOfEvidenceAddUp() throws {
        let one = try #require(proposals("Acetone").first)
        let two = try #require(proposals("Acetone CAS 67-64-1").first)
        #expect(one.confidence < two.confidence && two.confidence < 1)
        #expect(two.evidence.map(\.kind) == [.cas, .name])
        #expect(proposals("Book of acetone").isEmpty)
        #expect(proposals("Acetone", "Books").isEmpty)
        #expect(proposals("Book glue", "acetone").map(\.substance) == ["acetone"])
        #expect(proposals("thinner 5%", minimum: 0.4).map(\.confidence) == [0.45])
    }

    private func percent(
        _ value: String, _ text: String, in name: String, _ kind: Amounts.Concentration.Kind = .percent
    )
        -> Amounts.Concentration
    {
        let start = name.utf8.count - (name.range(of: text).map { name[$0.lowerBound...].utf8.count } ?? 0)
        return Amounts.Concentration(
            kind: kind, value: ExactDecimal(value) ?? .zero, basis: nil, lower: nil,
            span: TextSpan(field: "name", start: start, end: start + text.utf8.count, text: text))
    }

    @Test(
        arguments: [
            ("Acetone 60%, ethanol 40%", ["60%": "60"], "60"),
            ("60% acetone, 40% hydrogen peroxide", ["60%": "60", "40%": "40"], "60"),
            ("Acetone pads 100% cotton", ["100%": "100"], nil),
            ("Ethanol 40%, acetone 60%", ["40%": "40", "60%": "60"], "60"),
            ("Hydrogen peroxide 3%, acetone", ["3%": "3"], nil),
        ] as [(String, [String: String], String?)])
    func aConcentrationGoesToItsNeighbour(_ name: String, _ values: [String: String], _ wanted: String?) {
        var amounts = Amounts()
        amounts.concentrations = values.map { percent($0.value, $0.key, in: name) }
        let own = proposals(name, "", amounts).first { $0.substance == "acetone" }
        #expect(own?.concentration == wanted.flatMap { ExactDecimal($0) })
        #expect(own?.missing.contains("concentration") == (wanted == nil))
    }

    @Test func volumesAndGradesAreTurnedIntoPercent() throws {
        var amounts = Amounts()
        let peroxide = "Hydrogen peroxide 30 vol"
        amounts.concentrations = [percent("30", "30 vol", in: peroxide, .volumes)]
        let one = try #require(proposals(peroxide, "", amounts).first)
        #expect(one.concentration == ExactDecimal(9) && one.basis == "w/v")
        let nitrate = "Ammonium nitrate 33.5 N"
        amounts.concentrations = [percent("33.5", "33.5 N", in: nitrate, .nitrogen)]
        let two = try #require(proposals(nitrate, "", amounts).first)
        #expect(two.concentration == ExactDecimal("95.7") && two.basis == "w/w")
        #expect(two.notes.count == 1)
        let other = "Calcium ammonium nitrate 27 N"
        amounts.concentrations = [percent("27", "27 N", in: other, .nitrogen)]
        #expect(proposals(other, "", amounts).first?.concentration == nil)
    }

    @Test func hostileTextsEndInTime() {
        let texts = [
            String(repeating: "nitr.", count: 100_000), String(repeating: "ammonium ", count: 50_000),
            String(repeating: "sans ", count: 50_000), String(repeating: "a", count: 1_000_000),
            String(repeating: "\u{202E}\u{0}acetone\u{301}", count: 10_000),
            String(repeating: "1-", count: 100_000),
        ]
        for text in texts {
            for proposal in proposals(text) { #expect(proposal.notes.count == 1) }
        }
    }

    @Test func theVersionFollowsTheKnowledge() {
        let lists = [
            SubstanceList(
                id: "l", version: "1", jurisdiction: nil,
                entries: [SubstanceEntry(list: "l", id: "acetone", name: "")])
        ]
        var one = Self.knowledge("acetone", [.en: ["acetone"]])
        let first = Screener(knowledge: [one], language: LanguageRules(), lists: lists).version
        one.digest = "other"
        #expect(Screener(knowledge: [one], language: LanguageRules(), lists: lists).version != first)
        #expect(first.count == 12)
    }
}
