import Catalogue
import Purchases
import Rules
import Screening
import Testing

/// What rules cannot see, against trying every purchase with every concentration.
struct RuleSightTests {
    private typealias Fixture = CoverageFixture

    /// A purchase of one unit, as far as the random conditions ask of it.
    private struct Sale {
        var store: ExactText
        var quantity: Int
    }

    private static let sales = ["A", "B"].flatMap { store in
        (1...2).map { Sale(store: ExactText(store), quantity: $0) }
    }

    /// Three values, written anew: nil is unknown.
    private static func answer(
        _ condition: Condition, _ sale: Sale, _ entry: SubstanceEntry, share: Int?
    ) -> Bool? {
        switch condition {
        case .always: return true
        case .not(let part): return answer(part, sale, entry, share: share).map { !$0 }
        case .all(let parts):
            let answers = parts.map { answer($0, sale, entry, share: share) }
            return answers.contains(false) ? false : answers.contains(nil) ? nil : true
        case .any(let parts):
            let answers = parts.map { answer($0, sale, entry, share: share) }
            return answers.contains(true) ? true : answers.contains(nil) ? nil : false
        case .equals(.store, let texts): return texts.contains(sale.store)
        case .equals(.substance, let texts): return texts.contains(entry.id)
        case .number(.quantity, let range): return range.contains(ExactDecimal(sale.quantity))
        case .number(.concentration, let range): return share.map { range.contains(ExactDecimal($0)) }
        case .number(.mass, let range): return share.map { range.contains(ExactDecimal($0 * sale.quantity)) }
        // A rule that asks for what is missing knows what it does, and stays with it.
        case .missing(.concentration): return true
        case .entry(let asked):
            var answers: [Bool?] = []
            if let lists = asked.lists { answers.append(lists.contains(entry.list)) }
            if let annexes = asked.annexes { answers.append(entry.annex.map { annexes.contains($0) }) }
            if let wanted = asked.aboveLimit {
                var isAbove: Bool?
                if let limit = entry.limit, let share {
                    isAbove =
                        entry.comparison == .above
                        ? ExactDecimal(share) > limit : ExactDecimal(share) >= limit
                }
                answers.append(isAbove.map { $0 == wanted })
            }
            return answers.contains(false) ? false : answers.contains(nil) ? nil : true
        default:
            Issue.record("not asked here: \(condition)")
            return nil
        }
    }

    private static func leaf(_ chance: inout Chance) -> Condition {
        func range(_ chance: inout Chance) -> NumberRange {
            let bound = NumberRange.End(ExactDecimal(Int(chance.next() % 60)), inclusive: chance.bool())
            return chance.bool() ? NumberRange(lower: bound) : NumberRange(upper: bound)
        }
        switch chance.next() % 8 {
        case 0: return .equals(.store, [chance.pick(["A", "B", "C"])])
        case 1: return .equals(.substance, [chance.pick(["salt", "chalk", "spirit"])])
        case 2: return .number(.quantity, NumberRange(lower: .init(ExactDecimal(2), inclusive: true)))
        case 3: return .number(.concentration, range(&chance))
        case 4: return .number(.mass, range(&chance))
        case 5: return .missing(.concentration)
        default:
            return .entry(
                EntryCondition(
                    lists: chance.bool() ? [chance.pick(["test", "other"])] : nil,
                    annexes: chance.bool() ? [chance.pick(["I", "II"])] : nil,
                    aboveLimit: chance.pick([true, false, nil])))
        }
    }

    private static func condition(_ chance: inout Chance, _ depth: Int) -> Condition {
        if depth == 0 || chance.next() % 3 == 0 { return leaf(&chance) }
        let parts = (0..<(1 + Int(chance.next() % 3))).map { _ in condition(&chance, depth - 1) }
        switch chance.next() % 3 {
        case 0: return .all(parts)
        case 1: return .any(parts)
        default: return .not(parts[0])
        }
    }

    /// Every condition that is unknown without a concentration and true with one is found, and few others are.
    @Test func randomConditions() throws {
        var chance = Chance(state: 8)
        var (found, called, blind) = (0, 0, 0)
        for _ in 0..<20_000 {
            let condition = Self.condition(&chance, 3)
            let id: ExactText = chance.pick(["salt", "chalk", "spirit"])
            let entry = try #require(Fixture.list.entries.first { $0.id == id })
            let facts = try #require(
                ListedEntriesIndex(lists: [Fixture.list], today: Fixture.today).facts(
                    "p", Fixture.row(id, nil)))
            let isBlind = Self.sales.contains { sale in
                Self.answer(condition, sale, entry, share: nil) == nil
                    && (0...100).contains { Self.answer(condition, sale, entry, share: $0) == true }
            }
            let canHold = Self.sales.contains { Self.answer(condition, $0, entry, share: nil) == true }
            let rule = Rule(id: "r", condition: condition, score: 1)
            let told = !RuleSight(rule, facts).asks.isEmpty
            if isBlind {
                blind += 1
                #expect(told, "\(condition) of \(id)")
            }
            if told { called += 1 }
            if told, isBlind { found += 1 }
            let adding = Rule(id: "r", condition: condition, measure: .sumMass, score: 1)
            if canHold { #expect(RuleSight(adding, facts).addsNothing, "\(condition) of \(id)") }
        }
        #expect(blind > 2_000)
        // Parts that exclude one another are not seen.
        #expect(Double(found) > 0.8 * Double(called), "\(found) of \(called)")
    }

    private func sight(_ rule: Rule, _ row: ProductRow) throws -> RuleSight {
        let facts = ListedEntriesIndex(lists: [Fixture.list], today: Fixture.today).facts("p", row)
        return RuleSight(rule, try #require(facts))
    }

    @Test func whatIsStatedIsSeen() throws {
        let above = Condition.entry(EntryCondition(aboveLimit: true))
        let rule = Rule(id: "r", condition: above, measure: .sumMass, score: 1)
        for row in [
            Fixture.row("salt", "10"),
            Fixture.row("salt", "10", .weightByVolume, millilitres: "5", density: "1.1"),
            Fixture.row("salt", "10", .byVolume, millilitres: "5", density: "1.1"),
        ] { #expect(try sight(rule, row) == RuleSight(rule, try #require(seen(Fixture.row("salt", "1"))))) }
        // The mass of w/v needs no density, and the limit does.
        let volume = try sight(rule, Fixture.row("salt", "10", .weightByVolume, millilitres: "5"))
        #expect(volume.asks == ["above_limit"] && !volume.addsNothing)
        // Spirit's list gives no density of the pure substance, so that v/v says nothing of mass either.
        let spirit = try sight(
            Rule(id: "r", measure: .sumMass, score: 1),
            Fixture.row("spirit", "10", .byVolume, millilitres: "5"))
        #expect(spirit.asks.isEmpty && spirit.addsNothing)
    }

    /// What a part asks that never holds for the substance is not told.
    @Test func onlyWhatCountsIsTold() throws {
        let condition = Condition.any([
            .all([.equals(.substance, ["chalk"]), .entry(EntryCondition(aboveLimit: true))]),
            .all([.equals(.substance, ["salt"]), .number(.concentration, NumberRange())]),
        ])
        let told = try sight(Rule(id: "r", condition: condition, score: 1), Fixture.row("salt", nil))
        #expect(told.asks == ["concentration"])
    }

    private func seen(_ row: ProductRow) -> RowFacts? {
        ListedEntriesIndex(lists: [Fixture.list], today: Fixture.today).facts("p", row)
    }

    @Test func everyFormIsLookedAt() throws {
        let above = Condition.entry(EntryCondition(aboveLimit: true))
        let chalk = Condition.equals(.substance, ["chalk"])
        let row = Fixture.row("salt", nil)
        let plain = Step(condition: chalk)
        let asking = Step(condition: above, within: TimeSpan(seconds: 60), withinText: "60s")
        #expect(try sight(Rule(id: "r", score: 1, form: .sequence([plain, plain])), row).isBlind == false)
        #expect(
            try sight(Rule(id: "r", score: 1, form: .sequence([plain, asking])), row).asks == ["above_limit"])
        let masses = [Criterion(condition: chalk), Criterion(condition: .always, measure: .sumMass)]
        let combined = try sight(Rule(id: "r", score: 1, form: .combine(atLeast: 1, of: masses)), row)
        #expect(combined.addsNothing && combined.asks.isEmpty)
        // The rule's own condition holds for its parts.
        #expect(
            try sight(Rule(id: "r", condition: chalk, score: 1, form: .combine(atLeast: 1, of: masses)), row)
                .isBlind == false)
        func absence(_ after: Condition, _ awaited: Condition) -> Rule {
            let form = Form.absent(
                Absence(after: after, awaited: awaited, within: TimeSpan(seconds: 60), withinText: "60s"))
            return Rule(id: "r", score: 1, form: form)
        }
        #expect(try sight(absence(above, chalk), row).asks == ["above_limit"])
        let awaiting = try sight(absence(chalk, above), row)
        #expect(awaiting.isAwaited && awaiting.asks.isEmpty)
    }

    @Test func totalsOfReceiptsMissTheMass() throws {
        let range = NumberRange(lower: .init(ExactDecimal(5), inclusive: true))
        func rule(_ field: Field, _ rest: Condition = .always) -> Rule {
            Rule(id: "r", condition: .total(ReceiptTotal(field: field, range: range, rest: rest)), score: 1)
        }
        let row = Fixture.row("salt", nil)
        #expect(try sight(rule(.mass), row).asks == ["receipt.mass"])
        #expect(try sight(rule(.quantity), row).isBlind == false)
        #expect(try sight(rule(.mass, .equals(.substance, ["chalk"])), row).isBlind == false)
        #expect(
            try sight(rule(.quantity, .entry(EntryCondition(aboveLimit: true))), row).asks == ["above_limit"])
    }
}
