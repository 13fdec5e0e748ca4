import Purchases
import Rules

/// The ledger of one pack: its buyers, and the alerts that stand for them, for stores and for products.
///
/// A batch changes it by what it touches: the buyers of the touched receipts are netted anew, and every subject whose
/// purchases changed is judged anew from the earliest change on.
///
/// Versions of a pack share all but what their rules and lists say: buyers, netting, histories and alerts are those of the
/// pack (7.1).
struct PackLedger: Sendable {
    let packID: String
    /// In order of the days from which they judge; never empty. The last sees every purchase.
    private(set) var versions: [VersionLedger]
    let eras: Eras
    /// The kinds of subject that a version has rules about.
    let kinds: [Rule.Subject]
    /// The nettings that rules of any version use beside the plain one, in order.
    let nettings: [Netting]
    private(set) var linking: Linking
    private(set) var groups = Groups()
    /// The buyer in whose history a line stands.
    private(set) var buyers: [Int: Int] = [:]
    private(set) var histories: [Subject: SubjectHistory] = [:]
    private var deadlines = Deadlines()
    /// Unmatched returns that name nothing, by buyer.
    private var unmatched: [Int: Int] = [:]
    /// The receipts with a standing return that names nothing: by these alone a buyer's purchases hang together.
    private var returning: Set<Int> = []
    /// The buyers that had one when they were netted last.
    private var lowered: Set<Int> = []
    /// The time before which moments are closed; before all times while nothing was deleted (7.3).
    let closing: EventTime

    /// - Parameters:
    ///   - packs: the versions of one pack, in any order; never empty, and all link buyers alike.
    ///   - retained: what outlives deleted lines.
    init(
        _ packs: [Pack], installation: String, catalogue: String, timezones: String,
        retained: Retained = Retained()
    ) {
        let packs = packs.sorted(by: Pack.precedes)
        let eras = Eras(packs)
        let compiled = Self.compiled(packs)
        versions = packs.indices.map { index in
            VersionLedger(
                compiled[index],
                AlertContent(
                    packs[index], installation: installation, catalogue: catalogue, timezones: timezones),
                era: index == packs.count - 1 ? .always : eras.start(of: index)...eras.end(of: index))
        }
        self.eras = eras
        packID = packs[0].id
        kinds = Rule.Subject.allCases.filter { kind in
            packs.contains { $0.rules.contains { $0.subject == kind } }
        }
        let kept = retained.closings[packs[0].id] ?? .distantPast
        let reach = Self.reach(versions)
        closing = retained.before.map { max(kept, $0 + reach) } ?? kept
        nettings = Set(versions.flatMap(\.pack.nettings)).sorted()
        linking = Linking(
            kinds: packs[0].linkKinds, maxLinks: packs[0].maxLinks,
            keepsVoided: nettings.contains { $0.ignoresVoids }, retained: retained)
    }

    /// How long after a purchase is deleted moments may still have missed it: the longest window and the longest `quiet`.
    var reach: TimeSpan { Self.reach(versions) }

    private static func reach(_ versions: [VersionLedger]) -> TimeSpan {
        let window = versions.map(\.pack.longestWindow.microseconds).max() ?? 0
        let quiet = versions.map(\.pack.pack.quiet.microseconds).max() ?? 0
        return TimeSpan(microseconds: window + quiet)
    }

    /// Versions that share groups.
    private static func compiled(_ packs: [Pack]) -> [CompiledPack] {
        var first = 0
        return zip(packs, numbers(packs)).map { pack, numbers in
            let compiled = CompiledPack(pack, numbers: numbers, first: first)
            first += compiled.parts.shared.count
            return compiled
        }
    }

    /// What groups call the rules of each version: the newest's by their places, others alike where their ids are (7.1).
    private static func numbers(_ packs: [Pack]) -> [[Int]] {
        var known: [ExactText: Int] = [:]
        return packs.reversed().map { pack in
            pack.rules.map { rule in
                let number = known[ExactText(rule.id)] ?? known.count
                known[ExactText(rule.id)] = number
                return number
            }
        }.reversed()
    }

    /// The newest version.
    var pack: CompiledPack { versions[versions.count - 1].pack }

    /// The purchases as the newest version sees them, which sees all.
    var purchases: [Purchase?] { versions[versions.count - 1].purchases }

    /// Whether a rule asks what would stand if nothing had been voided.
    var keepsVoided: Bool { nettings.contains { $0.ignoresVoids } }

    /// Whether these are the versions that it judges by.
    func judges(by packs: [Pack]) -> Bool { Set(contents) == Set(packs.map(Self.content)) }

    private var contents: [[String]] { versions.map { Self.content($0.pack.pack) } }
    private static func content(_ pack: Pack) -> [String] { [pack.version, pack.digest] }

    /// The alerts from the first day on that these versions judge otherwise; nil where there are none.
    func reach(of packs: [Pack]) -> PackReach? {
        let packs = packs.sorted(by: Pack.precedes)
        let difference = eras.firstDifference(
            contents.map { $0.joined(separator: "\0") }, Eras(packs),
            packs.map { Self.content($0).joined(separator: "\0") })
        guard let difference else { return nil }
        var count = 0
        var earliest: EventTime?
        for history in histories.values {
            for (alert, day) in zip(history.alerts, history.days)
            where difference.from.map({ $0 <= day }) ?? true {
                count += 1
                earliest = min(earliest ?? alert.time, alert.time)
            }
        }
        guard let earliest else { return nil }
        return PackReach(
            packID: packID, version: packs[difference.version].version, from: difference.from, alerts: count,
            earliest: earliest)
    }

    /// States another version of the catalogue in what is judged from now on.
    mutating func state(catalogue: String) {
        for index in versions.indices {
            versions[index].content.catalogue = VersionReference(version: catalogue)
        }
    }

    var alerts: [StandingAlert] { histories.values.flatMap(\.alerts) }
    var unmatchedReturns: Int { unmatched.values.reduce(0, +) }

    /// How many absences of a group are undecided at their deadline: the feed of an awaiting purchase has not passed it.
    func pending(_ receipts: Receipts) -> Int {
        struct Absence: Hashable {
            let group: Int
            let time: EventTime
        }
        return histories.values.reduce(0) { count, history in
            let open = history.awaiting.lazy.filter { receipts.latest(ofFeed: $0.feed) <= $0.time }
            return count + Set(open.map { Absence(group: $0.group, time: $0.time) }).count
        }
    }

    /// Takes in what a batch touched.
    ///
    /// - Returns: what this changed, in order of (time, subject).
    mutating func apply(_ touched: Touched, _ receipts: Receipts) -> [LedgerChange] {
        let linked = linking.update(touched.receipts, receipts)
        var work = Work()
        for buyer in linked.gone { retire(buyer, &work) }
        let buyers = Array(linked.touched.keys)
        net(touched.receipts, linked, receipts, &work)
        relate(buyers, receipts, &work)
        move(linked.moved, receipts, &work)
        judge(linked, receipts, &work)
        return work.changes(of: packID, touched, linked, linking, receipts)
    }

    /// The indicators of an alert, worked out from the purchases that it shows and nothing else (5.7).
    func indicators(explaining alert: StandingAlert, _ receipts: Receipts) -> [Indicator]? {
        let history = histories.first { $0.value.alerts.contains { $0.subject == alert.subject } }
        guard let history else { return nil }
        let lines = alert.data.purchases.compactMap { receipts.lines.id(of: $0.key) }
        let version = versions.lastIndex { $0.pack.pack.version == alert.data.pack.version }
        return judge(version ?? versions.count - 1, receipts).indicators(
            explaining: alert, of: history.key, history.value, lines: lines)
    }

    /// The same purchases judged by other bounds and scores.
    ///
    /// - Parameter packs: as many versions, in any order.
    /// - Returns: nil when one of them measures otherwise: all would have to be worked out anew.
    func judged(by packs: [Pack], _ receipts: Receipts) -> PackLedger? {
        let packs = packs.sorted(by: Pack.precedes)
        guard packs.count == versions.count,
            zip(versions, packs).allSatisfy({ $0.pack.pack.measures(like: $1) })
        else { return nil }
        var ledger = self
        for (index, compiled) in Self.compiled(packs).enumerated() { ledger.versions[index].pack = compiled }
        let judge = HistoryJudge(
            judges: versions.indices.map { ledger.judge($0, receipts) }, eras: eras, closing: closing)
        let who = who(receipts)
        for (subject, var history) in histories {
            judge.judge(subject, &history, from: .distantPast)
            history.name(subject, who)
            ledger.histories[subject] = history
        }
        return ledger
    }

    // MARK: A batch

    /// A buyer that is no more keeps nothing; its purchases go to those that its receipts belong to now.
    private mutating func retire(_ buyer: Int, _ work: inout Work) {
        unmatched[buyer] = nil
        lowered.remove(buyer)
        for index in versions.indices { versions[index].ceilings.remove(buyer) }
        guard let history = histories.removeValue(forKey: .buyer(buyer)) else { return }
        deadlines.replace(history.awaiting, by: [], of: .buyer(buyer))
        for alert in history.alerts { work.before[alert.subject] = alert }
        for alert in history.alerts { work.subjects[alert.subject] = .buyer(buyer) }
    }

    /// Works out the purchases of the touched buyers, and drops what is no purchase any more.
    private mutating func net(
        _ touched: [Int], _ linked: Linking.Change, _ receipts: Receipts, _ work: inout Work
    ) {
        let known = purchases.count
        for index in versions.indices {
            while versions[index].purchases.count < receipts.lines.count {
                versions[index].purchases.append(nil)
            }
        }
        for receipt in touched {
            let keepsVoided = keepsVoided
            let live = Set(
                receipts[receipt].entries.lazy.filter { $0.isSale && (keepsVoided || !$0.isVoided) }
                    .map(\.id))
            for line in receipts[receipt].lines where !live.contains(line) && purchases[line] != nil {
                set(line, nil, receipts, &work)
            }
            if receipts[receipt].entries.contains(where: \.isOpenReturn) {
                returning.insert(receipt)
            } else {
                returning.remove(receipt)
            }
        }
        let own = Dictionary(grouping: touched) { linking.buyer(of: $0) }
        let regrouped = Set(
            linked.moved.filter { receipts[$0].lines.contains { $0 < known } }
                .compactMap { linking.buyer(of: $0) })
        for buyer in linked.touched.keys {
            let hangsTogether = lowered.contains(buyer) || regrouped.contains(buyer)
            if hangsTogether || hasReturns(buyer) {
                net(buyer, linking.receipts(of: buyer), receipts, &work)
            } else {
                net(buyer, own[buyer] ?? [], receipts, &work)
            }
        }
    }

    private func hasReturns(_ buyer: Int) -> Bool {
        !returning.isEmpty && linking.receipts(of: buyer).contains(where: returning.contains)
    }

    /// Works out the purchases of some receipts of a buyer: all, or those that nothing else of the buyer bears upon.
    private mutating func net(
        _ buyer: Int, _ members: [Int], _ receipts: Receipts, _ work: inout Work
    ) {
        let entries = members.flatMap { receipts[$0].entries }
        let netted = NettedLines(entries, nettings)
        unmatched[buyer] = netted.unmatched == 0 ? nil : netted.unmatched
        if entries.contains(where: \.isOpenReturn) { lowered.insert(buyer) } else { lowered.remove(buyer) }
        for entry in entries where entry.isSale {
            let (receipt, stamp) = receipts.lines.place(of: entry.id)
            set(entry.id, netted.basis(of: entry, stamp: stamp, receipts[receipt]), receipts, &work)
        }
    }

    /// Sets what a purchase is worked out from; nil for what is none.
    private mutating func set(
        _ line: Int, _ basis: Purchase.Basis?, _ receipts: Receipts, _ work: inout Work
    ) {
        // Only the basis: a purchase is large, and most are as they were.
        guard versions[versions.count - 1].purchases[line]?.basis != basis else { return }
        let old = purchases[line]
        work.changed.insert(line)
        if let old {
            remove(line, old, &work)
            buyers[line] = nil
            for index in versions.indices { versions[index].purchases[line] = nil }
        }
        guard let basis else { return }
        let version = receipts.lines[line]
        buyers[line] = linking.buyer(of: version.receipt)
        for index in versions.indices where versions[index].sees(basis.moment) {
            versions[index].purchases[line] = Purchase(
                version.line, rows: version.rows, receipt: version.receipt, basis: basis,
                substances: versions[index].pack.substances, nettings: nettings)
        }
        if let purchase = purchases[line] { add(line, purchase, &work) }
    }

    /// Brings what follows from other purchases up to date, and measures what changed or of which something else is true
    /// now.
    private mutating func relate(_ buyers: [Int], _ receipts: Receipts, _ work: inout Work) {
        let fresh = work.changed
        for index in versions.indices {
            let related = versions[index].relate(fresh, buyers, linking, receipts)
            for line in related where !work.changed.contains(line) {
                guard let purchase = purchases[line] else { continue }
                work.changed.insert(line)
                remove(line, purchase, &work)
                add(line, purchase, &work)
            }
            for line in fresh.union(related) { versions[index].measure(line, receipts, &groups) }
        }
    }

    /// Takes a purchase out of the histories in which it stands.
    private func remove(_ line: Int, _ purchase: Purchase, _ work: inout Work) {
        for kind in kinds {
            guard let subject = Subject(kind, of: purchase, buyer: buyers[line]) else { continue }
            work.edits[subject, default: SubjectEdit()].removing.insert(line)
        }
    }

    /// Puts a purchase into the histories to which it belongs.
    private func add(_ line: Int, _ purchase: Purchase, _ work: inout Work) {
        for kind in kinds {
            guard let subject = Subject(kind, of: purchase, buyer: buyers[line]) else { continue }
            let place = SubjectHistory.Place(moment: purchase.moment, line: line)
            work.edits[subject, default: SubjectEdit()].adding.append(place)
        }
    }

    /// Brings the purchases of receipts that belong to another buyer now into that one's history.
    private mutating func move(_ moved: Set<Int>, _ receipts: Receipts, _ work: inout Work) {
        for receipt in moved {
            let new = linking.buyer(of: receipt)
            for line in receipts[receipt].lines {
                guard let purchase = purchases[line], let old = buyers[line], old != new else { continue }
                work.moved.insert(line)
                work.edits[.buyer(old), default: SubjectEdit()].removing.insert(line)
                buyers[line] = new
                guard let new else { continue }
                let place = SubjectHistory.Place(moment: purchase.moment, line: line)
                work.edits[.buyer(new), default: SubjectEdit()].adding.append(place)
            }
        }
    }

    func judge(_ version: Int, _ receipts: Receipts) -> Judge {
        let version = versions[version]
        return Judge(
            pack: version.pack, groups: groups, purchases: version.purchases, buyers: buyers,
            ceilings: version.ceilings, receipts: receipts, content: version.content)
    }

    /// Says who buyers are.
    func who(_ receipts: Receipts) -> BuyerContent {
        BuyerContent(
            installation: versions[0].content.installation, packID: packID, linking: linking,
            receipts: receipts)
    }

    private mutating func judge(_ linked: Linking.Change, _ receipts: Receipts, _ work: inout Work) {
        let judge = HistoryJudge(
            judges: versions.indices.map { self.judge($0, receipts) }, eras: eras, closing: closing)
        let who = who(receipts)
        let due = deadlines.move(receipts.feeds)
        work.feeds = due.feeds
        var subjects = Set(work.edits.keys).union(due.subjects.keys)
        if kinds.contains(.buyer) { subjects.formUnion(linked.touched.keys.map { .buyer($0) }) }
        for subject in subjects where kinds.contains(subject.kind) {
            if case .buyer(let buyer) = subject, linked.gone.contains(buyer) { continue }
            var history = histories.removeValue(forKey: subject) ?? SubjectHistory()
            let (before, awaited) = (history.alerts, history.awaiting)
            let edit = work.edits[subject] ?? SubjectEdit()
            let changed = history.change(removing: edit.removing, adding: edit.adding)
            if let start = [changed, due.subjects[subject]].compactMap({ $0 }).min() {
                judge.judge(subject, &history, from: start)
                deadlines.replace(awaited, by: history.awaiting, of: subject)
            }
            history.name(subject, who)
            work.record(subject, before: before, after: history.alerts)
            if !history.isEmpty { histories[subject] = history }
        }
    }
}

extension SubjectHistory {
    /// States in the alerts who the buyer is.
    fileprivate mutating func name(_ subject: Subject, _ who: BuyerContent) {
        guard case .buyer(let buyer) = subject, !alerts.isEmpty else { return }
        let reference = who.reference(buyer)
        for index in alerts.indices where alerts[index].data.buyer != reference {
            alerts[index].data.buyer = reference
        }
    }
}
