import Purchases
import Rules

/// The ledger of one pack: its buyers, and the alerts that stand for them, for stores and for products.
///
/// A batch changes it by what it touches: the buyers of the touched receipts are netted anew, and every subject whose
/// purchases changed is judged anew from the earliest change on.
struct PackLedger: Sendable {
    let pack: CompiledPack
    let content: AlertContent
    private(set) var linking: Linking
    private(set) var groups = Groups()
    /// By the index of the line; nil for what is no purchase.
    var purchases: [Purchase?] = []
    /// The buyer in whose history a line stands.
    private(set) var buyers: [Int: Int] = [:]
    var ceilings: Ceilings
    private(set) var histories: [Subject: SubjectHistory] = [:]
    private var deadlines = Deadlines()
    /// Unmatched returns that name nothing, by buyer.
    private var unmatched: [Int: Int] = [:]

    init(_ pack: Pack, installation: String, catalogue: String, timezones: String) {
        self.pack = CompiledPack(pack)
        content = AlertContent(
            pack, installation: installation, catalogue: catalogue, timezones: timezones)
        linking = Linking(
            kinds: pack.linkKinds, maxLinks: pack.maxLinks, keepsVoided: self.pack.keepsVoided)
        ceilings = Ceilings(rules: pack.rules)
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
        net(touched.receipts, buyers, receipts, &work)
        for line in relate(buyers, receipts, &work) { measure(line, receipts) }
        move(linked.moved, receipts, &work)
        judge(linked, receipts, &work)
        return work.changes(of: pack.pack.id, touched, linked, linking, receipts)
    }

    /// The indicators of an alert, worked out from the purchases that it shows and nothing else (5.7).
    func indicators(explaining alert: StandingAlert, _ receipts: Receipts) -> [Indicator]? {
        let history = histories.first { $0.value.alerts.contains { $0.subject == alert.subject } }
        guard let history else { return nil }
        let lines = alert.data.purchases.compactMap { receipts.lines.id(of: $0.key) }
        return judge(receipts).indicators(explaining: alert, of: history.key, history.value, lines: lines)
    }

    // MARK: A batch

    /// A buyer that is no more keeps nothing; its purchases go to those that its receipts belong to now.
    private mutating func retire(_ buyer: Int, _ work: inout Work) {
        unmatched[buyer] = nil
        ceilings.remove(buyer)
        guard let history = histories.removeValue(forKey: .buyer(buyer)) else { return }
        deadlines.replace(history.awaiting, by: [], of: .buyer(buyer))
        for alert in history.alerts { work.before[alert.subject] = alert }
        for alert in history.alerts { work.subjects[alert.subject] = .buyer(buyer) }
    }

    /// Works out the purchases of the touched buyers, and drops what is no purchase any more.
    private mutating func net(
        _ touched: [Int], _ buyers: [Int], _ receipts: Receipts, _ work: inout Work
    ) {
        while purchases.count < receipts.lines.count { purchases.append(nil) }
        for receipt in touched {
            let keepsVoided = pack.keepsVoided
            let live = Set(
                receipts[receipt].entries.lazy.filter { $0.isSale && (keepsVoided || !$0.isVoided) }
                    .map(\.id))
            for line in receipts[receipt].lines where !live.contains(line) && purchases[line] != nil {
                set(line, nil, receipts, &work)
            }
        }
        for buyer in buyers {
            let members = linking.receipts(of: buyer)
            let entries = members.flatMap { receipts[$0].entries }
            let netted = NettedLines(entries, pack.nettings)
            unmatched[buyer] = netted.unmatched == 0 ? nil : netted.unmatched
            for entry in entries where entry.isSale {
                let version = receipts.lines[entry.id]
                let basis = netted.basis(of: entry, stamp: version.stamp, receipts[version.receipt])
                set(entry.id, basis, receipts, &work)
            }
        }
    }

    /// Sets what a purchase is worked out from; nil for what is none.
    private mutating func set(
        _ line: Int, _ basis: Purchase.Basis?, _ receipts: Receipts, _ work: inout Work
    ) {
        let old = purchases[line]
        guard old?.basis != basis else { return }
        work.changed.insert(line)
        if let old {
            remove(line, old, &work)
            buyers[line] = nil
            purchases[line] = nil
        }
        guard let basis else { return }
        let version = receipts.lines[line]
        let purchase = Purchase(
            version.line, rows: version.rows, receipt: version.receipt, basis: basis,
            substances: pack.substances, nettings: pack.nettings)
        purchases[line] = purchase
        buyers[line] = linking.buyer(of: version.receipt)
        add(line, purchase, &work)
    }

    /// Takes a purchase out of the histories in which it stands.
    func remove(_ line: Int, _ purchase: Purchase, _ work: inout Work) {
        for kind in pack.kinds {
            guard let subject = Subject(kind, of: purchase, buyer: buyers[line]) else { continue }
            work.edits[subject, default: SubjectEdit()].removing.insert(line)
        }
    }

    /// Puts a purchase into the histories to which it belongs.
    func add(_ line: Int, _ purchase: Purchase, _ work: inout Work) {
        for kind in pack.kinds {
            guard let subject = Subject(kind, of: purchase, buyer: buyers[line]) else { continue }
            let place = SubjectHistory.Place(moment: purchase.moment, line: line)
            work.edits[subject, default: SubjectEdit()].adding.append(place)
        }
    }

    private mutating func measure(_ line: Int, _ receipts: Receipts) {
        guard let purchase = purchases[line] else { return }
        purchases[line]?.contributions = pack.measuring.contributions(
            of: purchase, receipts.lines[line].line, &groups)
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

    private func judge(_ receipts: Receipts) -> Judge {
        Judge(
            pack: pack, groups: groups, purchases: purchases, buyers: buyers, ceilings: ceilings,
            receipts: receipts, content: content)
    }

    /// Says who buyers are.
    func who(_ receipts: Receipts) -> BuyerContent {
        BuyerContent(
            installation: content.installation, packID: pack.pack.id, linking: linking, receipts: receipts)
    }

    private mutating func judge(_ linked: Linking.Change, _ receipts: Receipts, _ work: inout Work) {
        let judge = judge(receipts)
        let who = who(receipts)
        let due = deadlines.move(receipts.feeds)
        work.feeds = due.feeds
        var subjects = Set(work.edits.keys).union(due.subjects.keys)
        if pack.kinds.contains(.buyer) { subjects.formUnion(linked.touched.keys.map { .buyer($0) }) }
        for subject in subjects where pack.kinds.contains(subject.kind) {
            if case .buyer(let buyer) = subject, linked.gone.contains(buyer) { continue }
            var history = histories.removeValue(forKey: subject) ?? SubjectHistory()
            let (before, awaited) = (history.alerts, history.awaiting)
            let edit = work.edits[subject] ?? SubjectEdit()
            let changed = history.change(removing: edit.removing, adding: edit.adding)
            if let start = [changed, due.subjects[subject]].compactMap({ $0 }).min() {
                judge.judge(subject, &history, from: start)
                deadlines.replace(awaited, by: history.awaiting, of: subject)
            }
            if case .buyer(let buyer) = subject, !history.alerts.isEmpty {
                let reference = who.reference(buyer)
                for index in history.alerts.indices where history.alerts[index].data.buyer != reference {
                    history.alerts[index].data.buyer = reference
                }
            }
            work.record(subject, before: before, after: history.alerts)
            if !history.isEmpty { histories[subject] = history }
        }
    }
}
