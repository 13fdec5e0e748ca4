import Purchases
import Screening
import Testing

/// Names as tills write them: words between, without vowels, in another order, beside numbers.
@Suite struct TillNameTests {
    private static let rules: LanguageRules = {
        var rules = LanguageRules()
        rules.negationsBefore = [.en: ["without", "no", "free from"], .it: ["senza"]]
        rules.negationsAfter = [.en: ["free"], .es: ["no"]]
        rules.connectors = [.en: ["and", "or"], .it: ["e"]]
        rules.ignored = [.fr: ["d", "de"], .it: ["di"]]
        rules.others = [.en: ["chloride", "sulfate", "scent"], .it: ["cloro"]]
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

    private static func kind(
        _ names: Wordings, with: [String] = [], withNamesOf: [String] = [], unless: [String] = []
    ) -> Knowledge.Class {
        Knowledge.Class(
            id: "class", sources: ["own"], likelihood: .likely, names: names, with: with,
            withNamesOf: withNamesOf, unless: unless)
    }

    private static let screener: Screener = {
        let all = [
            knowledge("sodium-chlorate", [.en: ["sodium chlorate"]]) { $0.formulas = ["NaClO3"] },
            knowledge("sodium-nitrate", [.en: ["sodium saltpeter"]]) { $0.formulas = ["NaNO3"] },
            knowledge("nitric-acid", [.en: ["nitric acid"]]) { $0.formulas = ["HNO3"] },
            knowledge("sulphuric-acid", [.en: ["sulphuric acid"]]) {
                $0.formulas = ["H2SO4"]
                $0.classes = [kind([.en: ["battery acid"]])]
            },
            knowledge("hydrogen-peroxide", [.en: ["hydrogen peroxide"], .it: ["perossido di idrogeno"]]) {
                $0.formulas = ["H2O2"]
            },
            knowledge("acetone", [.en: ["acetone"]]) { $0.classes = [kind([.en: ["nail polish remover"]])] },
            knowledge("sulphur", [.en: ["sulphur"]]) {
                $0.excludes = [Knowledge.Block(sources: ["own"], wordings: [.fr: ["d6"]])]
            },
            knowledge("ammonium-nitrate", [.en: ["ammonium nitrate"]]) { $0.cas = ["6484-52-2"] },
            knowledge("cold-pack", [.en: ["cold pack ammonium nitrate"]]) {
                $0.classes = [
                    kind([.en: ["cold pack"]], withNamesOf: ["ammonium-nitrate"], unless: ["reusable"])
                ]
            },
            knowledge("hexamine", [.en: ["methenamine"]]) {
                $0.classes = [kind([.en: ["fuel tablets"]], with: ["camping stove"])]
            },
        ]
        let entries = all.map {
            SubstanceEntry(list: "l", id: ExactText($0.substance), name: $0.substance)
        }
        return Screener(
            knowledge: all, language: rules,
            lists: [SubstanceList(id: "l", version: "1", jurisdiction: nil, entries: entries)])
    }()

    private func substances(_ name: String, _ composition: String = "") -> [String] {
        let texts = composition.isEmpty ? [] : [ArticleText(field: "composition", text: composition)]
        let article = Article(product: "1", name: name, texts: texts)
        return Self.screener.screen(article, amounts: Amounts(), minimum: 0.5).map(\.substance).sorted()
    }

    @Test(arguments: [
        ("Sodium ACME chlorate 1 kg", ["sodium-chlorate"]), ("Battery brico acid 1 l", ["sulphuric-acid"]),
        // Two words, a word that says something, a list, and another order are too much.
        ("Sodium ACME brico chlorate", []), ("Sodium chloride chlorate", []), ("Sodium, ACME, chlorate", []),
        ("Sodium sulfate chlorate", []), ("Chlorate ACME sodium", []), ("Sodium free chlorate", []),
    ])
    func oneUnknownWordMayStandInside(_ name: String, _ wanted: [String]) {
        #expect(substances(name) == wanted)
    }

    @Test func aNameApartIsTheWeakestEvidence() throws {
        let article = Article(product: "1", name: "Sodium ACME chlorate")
        let found = try #require(Self.screener.screen(article, amounts: Amounts(), minimum: 0.5).first)
        #expect(found.evidence.first?.how == "apart")
        #expect(found.confidence == 0.6)
    }

    @Test(arguments: [
        ("HYDRGN PRXD 3% PT", ["hydrogen-peroxide"]), ("SULPHRC ACID 1L", ["sulphuric-acid"]),
        ("NAIL PLSH RMVR 8OZ", ["acetone"]), ("AMMNM NTRT 25KG", ["ammonium-nitrate"]),
        ("ACTN 1L", []), ("HYDRGN 3%", []),
    ])
    func vowelsMayBeLeftOut(_ name: String, _ wanted: [String]) { #expect(substances(name) == wanted) }

    @Test(arguments: [
        ("Hno3 65%", ["nitric-acid"]), ("H2So4 96%", ["sulphuric-acid"]),
        ("Naclo3 1 kg", ["sodium-chlorate"]),
        ("H2o2 35%", ["hydrogen-peroxide"]), ("HNO3", ["nitric-acid"]), ("Nano3 filter", []),
        ("NaNO3", ["sodium-nitrate"]), ("hNo3", []),
    ])
    func formulasMayBeCapitalisedLikeWords(_ name: String, _ wanted: [String]) {
        #expect(substances(name) == wanted)
    }

    @Test(arguments: [
        ("Sulphur 6 x 500 g", ["sulphur"]), ("6 Sulphur", ["sulphur"]), ("Sulphur D6", []),
    ])
    func aNumberIsNoExclusion(_ name: String, _ wanted: [String]) { #expect(substances(name) == wanted) }

    @Test(arguments: [
        ("Ossigeno senza cloro perossido di idrogeno 35%", ["hydrogen-peroxide"]),
        ("senza cloro e perossido di idrogeno", []), ("senza perossido di idrogeno", []),
        ("Remover without scent acetone", ["acetone"]), ("Remover without scent or acetone", []),
    ])
    func aNegationEndsWithWhatItDenies(_ name: String, _ wanted: [String]) {
        #expect(substances(name) == wanted)
    }

    @Test(arguments: [
        ("Nail polish remover no odour 100 ml", ["acetone"]),
        ("Nail polish remover free from parabens", ["acetone"]),
        ("Acetone no 100 ml", []), ("Acetone free 100 ml", []), ("Nail polish remover no acetone", []),
        ("Nail polish remover acetone no, mild", []),
    ])
    func aNegationIsAboutTheNextWord(_ name: String, _ wanted: [String]) {
        #expect(substances(name) == wanted)
    }

    @Test(arguments: [
        ("Cold pack", "water, ammonium nitrate", ["ammonium-nitrate", "cold-pack"]),
        ("Cold pack 2ct AMMON NITRATE", "", ["ammonium-nitrate", "cold-pack"]),
        ("Cold pack", "CAS 6484-52-2", ["ammonium-nitrate", "cold-pack"]),
        ("Cold pack reusable", "ammonium nitrate", ["ammonium-nitrate"]), ("Cold pack", "urea, water", []),
        ("Fuel tablets CAMP. STOVE", "", ["hexamine"]), ("Fuel tablets", "", []),
    ])
    func aClassMayNeedANameOfAnotherSubstance(_ name: String, _ composition: String, _ wanted: [String]) {
        #expect(substances(name, composition) == wanted)
    }

    @Test(arguments: [
        ("Acid battery 1 l", ["sulphuric-acid"]), ("Acid batt 1 l", []),
        ("Batery acid 1 l", ["sulphuric-acid"]),
        ("NAIL POLSH REMOVR 6OZ", ["acetone"]), ("Curing salt", []), ("Sodium saltpeter", ["sodium-nitrate"]),
    ])
    func classesMayStandInAnotherOrderOrMisspelt(_ name: String, _ wanted: [String]) {
        #expect(substances(name) == wanted)
    }

    @Test func whatIsCutShortInAListIsNoReversedName() {
        #expect(substances("Pink cure", "salt, sodium nitrite") == [])
        #expect(substances("Cure", "saltpeter, sodium 5 %") == ["sodium-nitrate"])
    }
}
