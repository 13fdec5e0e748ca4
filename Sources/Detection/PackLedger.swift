import Purchases
import Rules

/// The ledger of one pack: its buyers, and the alerts that stand for them, for stores and for products.
///
/// A batch changes it by what it touches: the buyers of the touched receipts are netted anew, and every subject whose
/// purchases changed is judged anew from the earliest change on.
struct PackLedger: Sendable {
    let pack: CompiledPack
    private let content: AlertContent
    private(set) var linking: Linking
    private var groups = Groups()
    /// By the index of the line; nil for what is no purchase.
    private var purchases: [Purchase?] = []
    /// The buyer in whose history a line stands.
    private var buyers: [Int: Int] = [:]
    private var histories: [Subject: SubjectHistory] = [:]
    /// Unmatched returns that name nothing, by buyer.
    private var unmatched: [Int: Int] = [:]

    init(_ pack: Pack, installation: String, catalogue: String, timezones: String) {
        self.pack = CompiledPack(pack)
        content = AlertContent(
            pack, installation: installation, catalogue: catalogue, timezones: timezones)
        linking = Linking(kinds: pack.linkKinds, maxLinks: pack.maxLinks)
    }

    var alerts: [StandingAlert] { histories.values.flatMap(\.alerts) }
    var unmatchedReturns: Int { unmatched.values.reduce(0, +) }

    /// Takes in what a batch touched.
    ///
    /// - Returns: what this changed, in order of (time, subject).
    mutating func apply(_ touched: Touched, _ receipts: Receipts) -> [LedgerChange] {
        let linked = linking.update(touched.receipts, receipts)
        var work = Work()
        for buyer in linked.gone { retire(buyer, &work) }
        net(touched.receipts, Array(linked.touched.keys), receipts, &work)
        move(linked.moved, receipts, &work)
        judge(linked, receipts, &work)
        return work.changes(of: pack.pack.id, touched, linked, linking, receipts)
    }

    /// The indicators of an alert, worked out from the purchases that it shows and nothing else (5.7).
    func indicators(explaining alert: StandingAlert, _ receipts: Receipts) -> [Indicator]? {
        let history = histories.first { $0.value.alerts.contains { $0.subject == alert.subject } }
        guard let subject = history?.key else { return nil }
        let lines = alert.data.purchases.compactMap { receipts.lines.id(of: $0.key) }
        let places = lines.compactMap { line in
            purchases[line].map { SubjectHistory.Place(moment: $0.moment, line: line) }
        }
        var sweep = RuleSweep(rules: pack.pack.rules, subject: subject.kind)
        for (moment, places) in Dictionary(grouping: places, by: \.moment).sorted(by: { $0.key < $1.key }) {
            sweep.advance(to: moment)
            for place in places {
                if let purchase = purchases[place.line] { sweep.enter(purchase, line: place.line) }
            }
            sweep.settle()
        }
        guard sweep.time == alert.time else { return nil }
        return IndicatorContent(judge(receipts)).indicators(sweep, subject).map(\.indicator)
    }

    // MARK: A batch

    /// A buyer that is no more keeps nothing; its purchases go to those that its receipts belong to now.
    private mutating func retire(_ buyer: Int, _ work: inout Work) {
        unmatched[buyer] = nil
        guard let history = histories.removeValue(forKey: .buyer(buyer)) else { return }
        for alert in history.alerts { work.before[alert.subject] = alert }
        for alert in history.alerts { work.subjects[alert.subject] = .buyer(buyer) }
    }

    /// Works out the purchases of the touched buyers, and drops what is no purchase any more.
    private mutating func net(
        _ touched: [Int], _ buyers: [Int], _ receipts: Receipts, _ work: inout Work
    ) {
        while purchases.count < receipts.lines.count { purchases.append(nil) }
        for receipt in touched {
            let live = Set(receipts[receipt].entries.lazy.filter { $0.isSale && !$0.isVoided }.map(\.id))
            for line in receipts[receipt].lines where !live.contains(line) && purchases[line] != nil {
                set(line, nil, receipts, &work)
            }
        }
        for buyer in buyers {
            let members = linking.receipts(of: buyer)
            let entries = members.flatMap { receipts[$0].entries.filter { !$0.isVoided } }
            let returns = OpenReturns(entries)
            unmatched[buyer] = returns.unmatched == 0 ? nil : returns.unmatched
            for entry in entries where entry.isSale {
                let left = returns.left[entry.id] ?? entry.unreturned
                let receipt = receipts[receipts.lines[entry.id].receipt]
                guard left > .zero, let moment = receipt.moment else {
                    set(entry.id, nil, receipts, &work)
                    continue
                }
                let basis = Purchase.Basis(
                    stamp: receipts.lines[entry.id].stamp, quantity: left,
                    returned: (entry.left ?? left) - left, moment: moment, midnight: receipt.midnight)
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
            for kind in pack.kinds {
                guard let subject = Subject(kind, of: old, buyer: buyers[line]) else { continue }
                work.edits[subject, default: SubjectEdit()].removing.insert(line)
            }
            buyers[line] = nil
            purchases[line] = nil
        }
        guard let basis else { return }
        let version = receipts.lines[line]
        var purchase = Purchase(
            version.line, rows: version.rows, receipt: version.receipt, basis: basis,
            substances: pack.substances)
        purchase.contributions = pack.measuring.contributions(of: purchase, version.line, &groups)
        purchases[line] = purchase
        buyers[line] = linking.buyer(of: version.receipt)
        for kind in pack.kinds {
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

    private func judge(_ receipts: Receipts) -> Judge {
        Judge(pack: pack, groups: groups, purchases: purchases, receipts: receipts, content: content)
    }

    private mutating func judge(_ linked: Linking.Change, _ receipts: Receipts, _ work: inout Work) {
        let judge = judge(receipts)
        let who = BuyerContent(
            installation: content.installation, packID: pack.pack.id, linking: linking, receipts: receipts)
        var subjects = Set(work.edits.keys)
        if pack.kinds.contains(.buyer) { subjects.formUnion(linked.touched.keys.map { .buyer($0) }) }
        for subject in subjects where pack.kinds.contains(subject.kind) {
            if case .buyer(let buyer) = subject, linked.gone.contains(buyer) { continue }
            var history = histories.removeValue(forKey: subject) ?? SubjectHistory()
            let before = history.alerts
            let edit = work.edits[subject] ?? SubjectEdit()
            if let start = history.change(removing: edit.removing, adding: edit.adding) {
                judge.judge(subject, &history, from: start)
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
