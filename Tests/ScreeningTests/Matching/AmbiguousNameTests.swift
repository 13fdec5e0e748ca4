import Purchases
import Screening
import Testing

/// Where a text can be read in more than one way: which reading is proposed, and that none is lost to another.
@Suite struct AmbiguousNameTests {
    private static let rules: LanguageRules = {
        var rules = LanguageRules()
        rules.negationsBefore = [.en: ["without"]]
        rules.negationSuffixes = [.de: ["frei"]]
        rules.articles = [.ar: ["ال", "وال", "بال", "كال", "لل", "و", "ب", "ل"]]
        rules.connectors = [.en: ["and", "or"]]
        rules.endings = [.en: ["s"]]
        return rules
    }()

    private static func knowledge(
        _ id: String, _ names: Wordings, excludes: [String] = [], classes: Wordings = [:]
    ) -> Knowledge {
        var knowledge = Knowledge(substance: id, version: "1")
        knowledge.names = [Knowledge.Block(sources: ["own"], wordings: names)]
        knowledge.excludes = [Knowledge.Block(sources: ["own"], wordings: [.en: excludes])]
        if !classes.isEmpty {
            knowledge.classes = [
                Knowledge.Class(
                    id: "class", sources: ["own"], likelihood: .likely, names: classes, with: [], unless: [])
            ]
        }
        return knowledge
    }

    private static let screener: Screener = {
        let all = [
            knowledge(
                "acetone", [.en: ["acetone"]], excludes: ["brush cleaner"],
                classes: [.en: ["nail polish remover"]]),
            knowledge("nitric-acid", [.nl: ["salpeterzuur", "salpeters"], .en: ["nitric acid"]]),
            knowledge("hydrochloric-acid", [.en: ["hydrochloric acid"]]),
            knowledge("potassium-nitrate", [:], classes: [.nl: ["salpeter", "salpeterzout"]]),
            knowledge("chlorate", [.de: ["kaliumchlorat"]]),
            knowledge("chlorite", [.de: ["kaliumchlorit"]]),
            knowledge("mixture", [.en: ["kato selma", "kato/selma"], .de: ["schwefel kaliumchlorat"]]),
            knowledge("ammonium-nitrate", [.de: ["ammonium nitrat", "ammoniumnitrat"]]),
            knowledge(
                "sulphur", [.de: ["schwefel", "netzschwefel"]], excludes: ["schwefelkalk"],
                classes: [.de: ["schwefelsalbe"]]),
            knowledge("sulphuric-acid", [.de: ["schwefelsäure", "schwefels"]]),
            knowledge("hexamine", [.de: ["1.3.5.7-tetraazaadamantan"]]),
            knowledge("aluminium-powder", [.ar: ["مسحوق الومنيوم"]]),
            knowledge("calcium-nitrate", [.ar: ["نترات كالسيوم"]]),
        ]
        let entries = all.map {
            SubstanceEntry(list: "l", id: ExactText($0.substance), name: $0.substance)
        }
        return Screener(
            knowledge: all, language: rules,
            lists: [SubstanceList(id: "l", version: "1", jurisdiction: nil, entries: entries)])
    }()

    private func substances(_ name: String) -> [String] {
        Self.screener.screen(Article(product: "1", name: name), amounts: Amounts(), minimum: 0.5)
            .map(\.substance).sorted()
    }

    @Test(arguments: [
        ("Salpeterz. 53%", ["nitric-acid"]), ("Salpeterz 53%", ["nitric-acid"]),
        ("Salpeter 1 kg", ["potassium-nitrate"]),
        ("Salpeterzout 1 kg", ["potassium-nitrate"]),
    ])
    func aPointSaysThatAWordIsCutShort(_ name: String, _ wanted: [String]) {
        #expect(substances(name) == wanted)
    }

    @Test func theNearerOfTwoMisspellingsIsMeant() throws {
        let article = Article(product: "1", name: "Kaliumchlorrat")
        let found = Self.screener.screen(article, amounts: Amounts(), minimum: 0.3)
        #expect(found.map(\.substance) == ["chlorate"])
        #expect(try #require(found.first).confidence > 0.7)
        // One letter from both.
        #expect(substances("Kaliumchlort") == ["chlorate", "chlorite"])
    }

    @Test(arguments: [
        ("Nail polish remover brush cleaner", []), ("Nail polish remover with brush cleaners", ["acetone"]),
        ("Nail polish remover", ["acetone"]),
    ])
    func anExclusionInAnotherFormLeavesClasses(_ name: String, _ wanted: [String]) {
        #expect(substances(name) == wanted)
    }

    @Test(arguments: [
        ("kato/selma 1 kg", "mixture"), ("kato selma 1 kg", "mixture"),
        ("Ammoniumn. 25 kg", "ammonium-nitrate"),
    ])
    func ofTwoSpellingsThatFoldAlikeBothCount(_ name: String, _ wanted: String) {
        #expect(substances(name) == [wanted])
    }

    @Test(arguments: [
        ("مسحوق الومنيوم", "aluminium-powder"), ("مسحوق للالومنيوم", "aluminium-powder"),
        ("مسحوق الألومنيوم", "aluminium-powder"), ("نترات كالسيوم", "calcium-nitrate"),
        ("نترات الكالسيوم", "calcium-nitrate"), ("نترات للكالسيوم", "calcium-nitrate"),
    ])
    func aStemMayBeginLikeAnArticle(_ name: String, _ wanted: String) {
        #expect(substances(name) == [wanted])
    }

    @Test(arguments: [
        ("Cleaner without added acetone or hydrochloric acid", []),
        ("Cleaner without added acetone nitric acid or hydrochloric acid", []),
        ("Cleaner without acetone, nitric acid, hydrochloric acid", []),
        ("Cleaner without 1.3.5.7-tetraazaadamantan", []),
        ("Cleaner 1.3.5.7-tetraazaadamantan", ["hexamine"]),
        ("Cleaner without scent strong on rust and hydrochloric acid", ["hydrochloric-acid"]),
    ])
    func aNegationReachesThroughAList(_ name: String, _ wanted: [String]) {
        #expect(substances(name) == wanted)
    }

    @Test(arguments: [
        ("Schwefelsäre 38%", ["sulphuric-acid"]), ("Schwefels. 38%", ["sulphuric-acid"]),
        ("Schwefelstein", ["sulphur"]), ("Schwefelsalbe", ["sulphur"]),
        ("Schwefelstein Kaliumchloratbeutel", ["chlorate", "sulphur"]),
        ("Schwefel Kaliumchloratbeutel", ["mixture"]),
        ("Schwefelkalkfreier Netzschwefel", ["sulphur"]), ("Schwefelkalk Netzschwefel", []),
    ])
    func partsOfCompoundsAreNotTheWhole(_ name: String, _ wanted: [String]) {
        #expect(substances(name) == wanted)
    }
}
