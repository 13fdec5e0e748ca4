import Purchases
import Rules

/// Finds the moments at which rules came nearest to holding.
struct NearnessFinder {
    /// What there is to say of one rule.
    struct Found {
        var purchases: Set<Int> = []
        var held = 0
        var best: NearnessCandidate?
        /// What decides between candidates that are equally near and equally early.
        var order: [ExactText] = []
    }

    /// A group, cut by receipts where the rule looks at one.
    private struct Place: Hashable {
        let rule: Int
        let group: Int
        let receipt: Int?
    }

    let ledger: PackLedger
    let receipts: Receipts
    /// The version of the pack that is looked at.
    let version: VersionLedger
    private var rules: [Rule] { version.pack.pack.rules }

    /// - Parameter version: nil is the newest.
    init(_ ledger: PackLedger, _ receipts: Receipts, version: Int? = nil) {
        self.ledger = ledger
        self.receipts = receipts
        self.version = ledger.versions[version ?? ledger.versions.count - 1]
    }

    /// Looks at the moments of one subject.
    ///
    /// - Parameters:
    ///   - moment: only this one.
    ///   - found: by the index of the rule; what was found of other subjects.
    func look(
        at subject: Subject, _ places: [SubjectHistory.Place], only moment: EventTime? = nil,
        _ found: inout [Found]
    ) {
        var held: [Int: Set<EventTime>] = [:]
        for (place, items) in items(of: subject, places) {
            let parts = parts(of: place.rule)
            for item in items.joined() where moment == nil || item.moment == moment {
                found[place.rule].purchases.insert(item.line)
            }
            forEachCandidate(subject, place, WindowWalk(items, parts)) { candidate, awaited in
                guard moment == nil || moment == awaited ?? candidate.time else { return }
                if candidate.rank.holds, candidate.rank.isOwn {
                    held[place.rule, default: []].insert(candidate.time)
                }
                take(candidate, &found[place.rule])
            }
        }
        for (rule, times) in held { found[rule].held += times.count }
    }

    private func parts(of rule: Int) -> [RulePart] { version.pack.parts.all.filter { $0.rule == rule } }

    /// By group, then by part.
    private func items(
        of subject: Subject, _ places: [SubjectHistory.Place]
    ) -> [Place: [[WindowWalk.Item]]] {
        var items: [Place: [[WindowWalk.Item]]] = [:]
        for place in places {
            guard let purchase = version.purchases[place.line] else { continue }
            for contribution in purchase.contributions(version.pack.parts, ledger.groups)
            where rules[contribution.rule].subject == subject.kind {
                let rule = rules[contribution.rule]
                let key = Place(
                    rule: contribution.rule, group: contribution.group,
                    receipt: rule.isOfOneReceipt ? purchase.receipt : nil)
                let empty = [[WindowWalk.Item]](repeating: [], count: rule.partCount)
                items[key, default: empty][contribution.part].append(
                    WindowWalk.Item(
                        moment: place.moment, line: place.line, receipt: purchase.receipt,
                        contribution: contribution))
            }
        }
        return items
    }

    private func take(_ candidate: NearnessCandidate, _ found: inout Found) {
        if let best = found.best {
            if candidate.rank < best.rank { return }
            if candidate.rank == best.rank {
                if candidate.time > best.time { return }
                if candidate.time == best.time {
                    let order = order(of: candidate)
                    guard order.lexicographicallyPrecedes(found.order) else { return }
                }
            }
        }
        found.best = candidate
        found.order = order(of: candidate)
    }

    private func order(of candidate: NearnessCandidate) -> [ExactText] {
        let group = ledger.groups[candidate.group]
        let receipt = candidate.receipt.map { receipts[$0].key } ?? ""
        let who =
            if case .buyer(let buyer) = candidate.subject {
                ledger.earliestReceipt(of: buyer, receipts)
            } else {
                ""
            }
        return [group.each ?? ""] + group.parts + [receipt]
            + candidate.subject.words.map { ExactText($0) } + [ExactText(who)]
    }

    // MARK: The forms of rules

    /// Calls a function for every moment of a group; for an absence with the moment that awaits, which is another than
    /// that of the deadline.
    private func forEachCandidate(
        _ subject: Subject, _ place: Place, _ walk: WindowWalk,
        _ body: (NearnessCandidate, EventTime?) -> Void
    ) {
        func candidate(
            _ time: EventTime, _ rank: NearnessRank, _ found: NearnessCandidate.Found
        ) -> NearnessCandidate {
            NearnessCandidate(
                subject: subject, rule: place.rule, group: place.group, receipt: place.receipt, time: time,
                rank: rank, found: found)
        }
        let rule = rules[place.rule]
        switch rule.form {
        case .measure:
            var usual = UsualRunning()
            var entered = 0
            walk.forEachMoment { time, values, _ in
                guard let value = values[0] else { return }
                var baseline: Baseline?
                if rule.usual != nil {
                    while entered < walk.items[0].count, walk.items[0][entered].moment <= time {
                        let item = walk.items[0][entered]
                        usual.enter(item.contribution, at: item.moment, reach: rule.reach)
                        entered += 1
                    }
                    baseline = usual.baseline(of: place.group, at: time, rule)
                }
                body(
                    candidate(
                        time, rule.rank(of: value, baseline),
                        .windows(walk, values: values, usual: baseline)), nil)
            }
        case .combine(let least, _):
            walk.forEachMoment { time, values, entered in
                let holding = walk.parts.indices.filter {
                    values[$0].map(walk.parts[$0].threshold.holds) ?? false
                }
                var rank = Self.rank(of: values, walk.parts, least)
                rank.isOwn = holding.contains(where: entered.contains)
                body(candidate(time, rank, .windows(walk, values: values, usual: nil)), nil)
            }
        case .sequence(let steps):
            SequenceWalk(walk.items, steps, version.purchases).forEachMoment { time, lines in
                let rank = NearnessRank(holds: lines.count == steps.count, whole: lines.count, share: .none)
                body(candidate(time, rank, .steps(lines)), nil)
            }
        case .absent(let absence):
            AbsenceWalk(walk.items, absence, receipts).forEach { found in
                let rank = NearnessRank(holds: found.isHeld, whole: found.isPending ? 1 : 0, share: .none)
                let time = found.isHeld ? found.deadline : found.moment
                body(
                    candidate(
                        time, rank,
                        .absence(
                            lines: found.lines, deadline: found.deadline, isPending: found.isPending)),
                    found.moment)
            }
        }
    }

    private static func rank(
        of values: [ExactDecimal?], _ parts: [RulePart], _ least: Int
    ) -> NearnessRank {
        var count = 0
        var rest = Share.none
        for (value, part) in zip(values, parts) {
            guard let value else { continue }
            if part.threshold.holds(value) {
                count += 1
            } else {
                rest = max(rest, Share(of: value, in: part.threshold.value))
            }
        }
        return NearnessRank(holds: count >= least, whole: count, share: rest)
    }
}

extension Rule {
    fileprivate var partCount: Int {
        switch form {
        case .measure: 1
        case .combine(_, let criteria): criteria.count
        case .sequence(let steps): steps.count
        case .absent: 2
        }
    }

    /// - Parameter baseline: what is usual, where the rule asks and it is known.
    fileprivate func rank(of value: ExactDecimal, _ baseline: Baseline?) -> NearnessRank {
        let reaches = threshold.holds(value)
        let share = Share(of: value, in: threshold.value)
        guard let usual else { return NearnessRank(holds: reaches, whole: 0, share: share) }
        guard let baseline else { return NearnessRank(holds: false, whole: 0, share: share) }
        let ofUsual = Share(of: value, times: usual.times.value, doubled: baseline.doubled) ?? share
        // A rule that has no bound of its own asks for what is usual alone.
        let nearer = threshold.value.isZero ? ofUsual : min(share, ofUsual)
        return NearnessRank(
            holds: reaches && baseline.isExceeded(usual.times, by: value), whole: 1, share: nearer)
    }
}

extension PackLedger {
    /// Every rule with the moment at which it came nearest to holding, in the pack's order.
    func nearest(_ receipts: Receipts) -> [RuleNearness] {
        let finder = NearnessFinder(self, receipts)
        let content = NearnessContent(self, receipts)
        var found = pack.pack.rules.map { _ in NearnessFinder.Found() }
        for (subject, history) in histories { finder.look(at: subject, history.places, &found) }
        return zip(pack.pack.rules, found).map { rule, found in
            RuleNearness(
                pack: pack.pack.id, version: pack.pack.version, rule: rule.id, title: rule.title,
                score: rule.score, purchases: found.purchases.count, held: found.held,
                nearest: found.best.map(content.nearness))
        }
    }

    /// Tells two buyers apart by something that is no number of ours.
    func earliestReceipt(of buyer: Int, _ receipts: Receipts) -> String {
        linking.receipts(of: buyer).compactMap { receipts[$0].earliestShown }.min()?.key.string ?? ""
    }
}

extension Detector {
    /// For every pack and every rule of it the moment at which it came nearest to holding, over all subjects.
    ///
    /// Looks at every purchase once, and changes nothing.
    package func nearest() -> [RuleNearness] { ledgers.flatMap { $0.nearest(receipts) } }
}
