import Detection
import Purchases
import Rules
import TestSupport
import Testing

/// 7.1: each moment is judged by the version in force on its local day, over earlier purchases too.
@Suite struct VersionTests {
    /// A seed that a failure names is put here to see it again.
    private static let seeds = (0..<40).map { _ in UInt64.random(in: 0..<UInt64.max) }
    /// The store's clocks are so far ahead of UTC.
    private static let ahead: Int64 = 9

    /// Where no moment remembers another, the ledger is, era by era, that of each version alone.
    @Test(arguments: seeds) func everyEraIsThatOfItsVersionAlone(seed: UInt64) {
        var random = RandomVersions(seed: seed)
        for index in random.packs.indices {
            random.packs[index].quiet = TimeSpan(microseconds: 1)
            random.packs[index].levels = [Level(name: "any", threshold: 1)]
        }
        let lines = Self.local(random.history.arriving(shuffled: false))
        var all = Shop.detector(random.packs)
        _ = all.apply(lines)
        var expected: [StandingAlert] = []
        for pack in random.packs {
            var alone = Shop.detector([pack])
            _ = alone.apply(lines)
            expected += alone.standing.filter { random.version(at: $0.time) == pack.version }
        }
        expected.sort { ($0.time, $0.subject) < ($1.time, $1.subject) }
        #expect(all.standing == expected, "seed \(seed)")
        for alert in all.standing {
            #expect(all.indicators(explaining: alert) == alert.data.indicators, "seed \(seed)")
        }
    }

    /// In any order, in any batches, and whenever the versions were loaded, there is one ledger.
    @Test(arguments: seeds) func anyOrderBatchesAndLoadingGiveOneLedger(seed: UInt64) throws {
        var random = RandomVersions(seed: seed)
        var whole = Shop.detector(random.packs)
        _ = whole.apply(Self.local(random.history.arriving(shuffled: false)))
        var generator = SplitMix(seed: seed)
        for most in [1, 20, 60] {
            var loaded = [random.packs.randomElement(using: &generator) ?? random.packs[0]]
            var waiting = random.packs.filter { $0.version != loaded[0].version }
            var detector = Shop.detector(loaded)
            var ledger: [String: StandingAlert] = [:]
            func follow(_ changes: [LedgerChange]) throws {
                for change in changes {
                    try #require(change.before == ledger[change.subject], "seed \(seed)")
                    ledger[change.subject] = change.after
                }
            }
            var rest = Self.local(random.history.arriving(shuffled: most > 1))[...]
            while !rest.isEmpty || !waiting.isEmpty {
                if !waiting.isEmpty, rest.isEmpty || generator.chance(0.1) {
                    loaded.insert(
                        waiting.removeLast(), at: Int.random(in: 0...loaded.count, using: &generator))
                    let reach = detector.reach(of: loaded)
                    let changes = detector.load(packs: loaded, shadow: [], catalogue: "c")
                    #expect(changes.allSatisfy { $0.reason == .rules && $0.cause == nil && !$0.isShadow })
                    // What is told to reach nothing changes nothing that stood.
                    if reach == nil { #expect(changes.allSatisfy { $0.before == nil }, "seed \(seed)") }
                    try follow(changes)
                }
                let batch = rest.prefix(Int.random(in: 1...most, using: &generator))
                rest = rest.dropFirst(batch.count)
                try follow(detector.apply(Array(batch)))
            }
            try #require(detector.standing == whole.standing, "seed \(seed), \(most)")
            try #require(Set(ledger.values) == Set(whole.standing), "seed \(seed), \(most)")
            #expect(detector.counts() == whole.counts(), "seed \(seed), \(most)")
        }
    }

    /// Earlier moments keep their score, placed in the levels of the version at hand; rules are told by their ids.
    @Test func memoryCrossesVersions() {
        var first = Shop.pack([.made("a", score: 70)])
        var second = Shop.pack([.made("b", score: 1), .made("a", score: 45)])
        (first.version, second.version) = ("1", "2")
        second.from = LocalDay(iso: "2026-05-03")
        second.levels = [Level(name: "low", threshold: 20), Level(name: "high", threshold: 50)]
        var detector = Shop.detector([second, first])
        let sales = ["01", "02", "03", "04"].map { Shop.sale($0, "2026-05-\($0)T10:00:00Z") }
        _ = detector.apply(Shop.journalled(sales))
        // On the third `b` is new; 46 is `low`, while the 70 of the days before is `high`, and `a` is known.
        #expect(detector.brief == ["2026-05-01 review", "2026-05-03 low"])
        second.rules.removeFirst()
        detector = Shop.detector([first, second])
        _ = detector.apply(Shop.journalled(sales))
        #expect(detector.brief == ["2026-05-01 review"])
    }

    @Test func loadingSaysWhatItReaches() {
        var packs = ["1", "2", "3"].map { version in
            var pack = Shop.pack([.made(score: version == "2" ? 40 : 50)])
            pack.version = version
            return pack
        }
        packs[1].from = LocalDay(iso: "2026-05-02")
        packs[2].from = LocalDay(iso: "2026-05-02")
        let sales = ["01", "02", "03"].map { Shop.sale($0, "2026-05-\($0)T10:00:00Z", card: ExactText($0)) }
        var detector = Shop.detector([packs[0]])
        _ = detector.apply(Shop.journalled(sales))
        #expect(detector.reach(of: [packs[0]]) == nil)
        let reach = detector.reach(of: [packs[1], packs[0]])
        #expect(reach?.version == "2" && reach?.alerts == 2)
        #expect(reach?.from == packs[1].from && reach?.earliest.description == "2026-05-02T10:00:00Z")
        packs[1].from = LocalDay(iso: "2026-05-04")
        #expect(detector.reach(of: [packs[0], packs[1]]) == nil)
        // The earliest judges what lies before it too.
        packs[0].from = LocalDay(iso: "2026-06-01")
        #expect(detector.reach(of: [packs[0], packs[1]])?.alerts == 3)
        // Of two from one day the greater version judges.
        (packs[0].from, packs[1].from) = (nil, packs[2].from)
        let changes = detector.load(packs: packs, shadow: [], catalogue: "c")
        #expect(detector.standing.map(\.data.pack.version) == ["1", "3", "3"])
        #expect(changes.count == 2)
    }

    @Test func shadowsStandBesideTheOthers() {
        let live = Shop.pack([.made(score: 50)])
        var shadow = Shop.pack([.made(score: 70)])
        shadow.version = "2"
        let sales = ["01", "02"].map { Shop.sale($0, "2026-05-\($0)T10:00:00Z", card: ExactText($0)) }
        var detector = Detector(
            packs: [live], shadow: [shadow], installation: "i", catalogue: "c", timezones: "t")
        let changes = detector.apply(Shop.journalled(sales))
        #expect(changes.filter(\.isShadow).count == 2 && changes.count == 4)
        var alone = Shop.detector([shadow])
        _ = alone.apply(Shop.journalled(sales))
        #expect(detector.shadowStanding == alone.standing)
        #expect(detector.brief == ["2026-05-01 notice", "2026-05-02 notice"])
        #expect(detector.reach(of: [live]) == nil)
        #expect(
            detector.load(packs: [live], shadow: [], catalogue: "c").allSatisfy {
                $0.isShadow && $0.after == nil
            })
        #expect(detector.shadowStanding.isEmpty)
        #expect(detector.load(packs: [], shadow: [], catalogue: "c").count == 2)
        #expect(detector.standing.isEmpty)
    }

    /// The same lines at stores whose day begins earlier than that of UTC.
    private static func local(_ lines: [JournalledLine]) -> [JournalledLine] {
        lines.map { one in
            var one = one
            let local = one.line.time.microseconds + ahead * 3_600_000_000
            let day = LocalDay(containing: local)
            let start = Int64(day.daysSinceEpoch) * 86_400_000_000
            one.line.local = LocalMoment(
                day: day, secondOfDay: Int32((local - start) / 1_000_000),
                nextMidnight: EventTime(microseconds: start + (24 - ahead) * 3_600_000_000))
            return one
        }
    }

    /// Two or three versions of one pack with rules of every form, and lines.
    private struct RandomVersions {
        var history: RandomHistory
        var packs: [Pack]

        init(seed: UInt64) {
            var generator = SplitMix(seed: seed)
            var forms = RandomForms(seed: seed)
            history = RandomHistory(seed: seed, lines: Int(20 + seed % 120))
            let made = [
                history.packs[0], history.packs[1], RandomHistory(seed: seed &+ 1, lines: 0).packs[0],
            ]
            let times = history.lines.map(\.time.microseconds).sorted()
            packs = made.prefix(Int.random(in: 2...3, using: &generator)).enumerated().map { number, other in
                var pack = other
                pack.id = "one"
                (pack.version, pack.digest) = ("\(number)", "\(number)")
                (pack.linkKinds, pack.maxLinks) = (made[0].linkKinds, made[0].maxLinks)
                for index in pack.rules.indices {
                    pack.rules[index].ignoresReturns = made[0].rules[index].ignoresReturns
                    pack.rules[index].ignoresVoids = made[0].rules[index].ignoresVoids
                }
                pack.rules.append(forms.rule("form\(number % 2)"))
                pack.rules.shuffle(using: &generator)
                if generator.chance(0.5) { pack.lists.removeLast() }
                let time = times.isEmpty ? 0 : times[Int.random(in: times.indices, using: &generator)]
                let day = LocalDay(containing: time).daysSinceEpoch
                pack.from =
                    number == 0 && generator.chance(0.5)
                    ? nil : LocalDay(daysSinceEpoch: day + Int32.random(in: -1...1, using: &generator))
                return pack
            }
        }

        /// The version in force at a time at the stores, worked out anew.
        func version(at time: EventTime) -> String? {
            let local = time.microseconds + VersionTests.ahead * 3_600_000_000
            let day = LocalDay(containing: local).description
            let begun = packs.filter { ($0.from?.description ?? "") <= day }
            let candidates = begun.isEmpty ? packs : begun
            let key = { (pack: Pack) in [pack.from?.description ?? "", pack.version] }
            let ordered = candidates.sorted { key($0).lexicographicallyPrecedes(key($1)) }
            return begun.isEmpty ? ordered.first?.version : ordered.last?.version
        }
    }
}
