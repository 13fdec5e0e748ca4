import Purchases
import Rules

/// What was asked about, found in a ledger.
struct WhyNotTarget {
    var kind: WhyNot.Kind
    /// Nil for a receipt of which nothing is left.
    var buyer: Int?
    /// The indices of the lines.
    var lines: [Int]
    var moment: EventTime?
}

/// Answers why there is no alert, from the finished history of one pack.
struct WhyNotFinder {
    let ledger: PackLedger
    let receipts: Receipts
    /// The version of the pack that judges what was asked about.
    private let version: VersionLedger
    private let number: Int

    private var pack: Pack { version.pack.pack }

    init(_ ledger: PackLedger, _ receipts: Receipts, for target: WhyNotTarget) {
        self.ledger = ledger
        self.receipts = receipts
        // All of a buyer is seen by the newest version, one receipt by that of its day.
        let first =
            target.moment == nil
            ? nil : target.lines.min { receipts.lines[$0].line.time < receipts.lines[$1].line.time }
        number =
            first.map { ledger.eras.version(on: receipts.lines[$0].line.local.day) } ?? ledger.versions.count
            - 1
        version = ledger.versions[number]
    }

    func answer(_ target: WhyNotTarget, rule id: String?) -> WhyNot {
        let lines = target.lines.sorted { order(of: $0) < order(of: $1) }
        let subjects = subjects(target)
        let finder = NearnessFinder(ledger, receipts, version: number)
        let content = NearnessContent(ledger, receipts, version: number)
        var found = pack.rules.map { _ in NearnessFinder.Found() }
        for subject in subjects {
            guard let history = ledger.histories[subject] else { continue }
            finder.look(at: subject, history.places, only: target.moment, &found)
        }
        var answers: [RuleAnswer] = []
        for (index, rule) in pack.rules.enumerated() where id == nil || rule.id == id {
            answers.append(
                RuleAnswer(
                    rule: rule.id, title: rule.title, score: rule.score, about: rule.subject.words,
                    nearest: found[index].best.map(content.nearness),
                    purchases: lines.compactMap { verdict($0, index) }))
        }
        let alerts = subjects.flatMap { ledger.histories[$0]?.alerts ?? [] }
            .filter { target.moment == nil || $0.time == target.moment }
            .sorted { ($0.time, $0.subject) < ($1.time, $1.subject) }
        return WhyNot(
            pack: pack.id, version: pack.version, kind: target.kind,
            buyer: target.buyer.map { ledger.who(receipts).reference($0) }, moment: target.moment,
            lines: lines.map(fate),
            rules: answers, best: best(subjects, only: target.moment), alerts: alerts.map(\.subject))
    }

    // MARK: Who and what

    private func order(of line: Int) -> LineOrder { LineOrder(receipts.lines[line].line) }

    /// The buyer, and what else its purchases belong to that the pack has rules about.
    private func subjects(_ target: WhyNotTarget) -> [Subject] {
        var subjects: [Subject] = []
        for kind in ledger.pack.kinds {
            if kind == .buyer {
                if let buyer = target.buyer { subjects.append(.buyer(buyer)) }
                continue
            }
            var found: Set<Subject> = []
            for line in target.lines {
                guard let purchase = version.purchases[line],
                    let subject = Subject(kind, of: purchase, buyer: target.buyer),
                    found.insert(subject).inserted
                else { continue }
                subjects.append(subject)
            }
        }
        return subjects
    }

    private func fate(_ line: Int) -> LineFate {
        let found = receipts.lines[line]
        let purchase = version.purchases[line]
        let fate: LineFate.Fate
        switch found.standing {
        case .void: fate = .amendment
        case .line(let standing, let voided):
            let entry = receipts[found.receipt].entries.first { $0.id == line }
            if standing.line.kind != .sale {
                fate = .amendment
            } else if let purchase, purchase.basis.quantity > .zero {
                fate = purchase.substances.isEmpty ? .unlisted : .purchase
            } else {
                fate = voided || entry?.isVoided == true ? .voided : .returned
            }
        }
        return LineFate(
            key: found.line.key.text, time: found.line.time, fate: fate, product: found.line.product,
            quantity: fate == .purchase || fate == .unlisted
                ? purchase?.basis.quantity ?? found.line.quantity : found.line.quantity,
            returned: purchase?.basis.returned)
    }

    // MARK: What a rule makes of a purchase

    private func verdict(_ line: Int, _ index: Int) -> PurchaseVerdict? {
        guard let purchase = version.purchases[line], !purchase.substances.isEmpty else { return nil }
        let rule = pack.rules[index]
        // Nothing is left of it for the rule, which is the line's fate and no verdict.
        guard let seen = purchase.seen(by: rule.netting) else { return nil }
        let values = FieldValues(
            line: receipts.lines[line].line, purchase: seen,
            totals: version.pack.measuring.totals[rule.netting])
        let parts = version.pack.parts.all.filter { $0.rule == index }
        let counted = purchase.contributions(version.pack.parts, ledger.groups).filter { $0.rule == index }
        let verdicts = seen.substances.indices.map { place in
            let counts = counted.filter { $0.counted?.contains(place) ?? true }.map { $0.part + 1 }
            return verdict(place, Set(counts).sorted(), rule, parts, values)
        }
        return PurchaseVerdict(key: purchase.order.key, substances: verdicts)
    }

    /// - Parameter counts: the parts of the rule that it counts for, from 1.
    private func verdict(
        _ place: Int, _ counts: [Int], _ rule: Rule, _ parts: [RulePart], _ values: FieldValues
    ) -> SubstanceVerdict {
        let substance = values.purchase.substances[place]
        let shown = values.shown(place, rule.exceptions)
        var verdict = SubstanceVerdict(
            id: substance.entries[0].id, name: substance.entries[0].name, verdict: .counts,
            conditions: parts.count > 1 ? counts : [], parts: [], shown: shown)
        guard counts.isEmpty else { return verdict }
        // Of several parts the one that comes nearest says most.
        let failures = parts.map { part in
            let failed = values.failures(part.condition, of: substance)
            // What is false decides; what is unknown beside it does not matter.
            let decisive = failed.contains { !$0.unknown } ? failed.filter { !$0.unknown } : failed
            return decisive.map { failure in
                parts.count == 1
                    ? failure
                    : FailedPart(
                        asks: "\(part.name(in: rule)): \(failure.asks)", found: failure.found,
                        unknown: failure.unknown)
            }
        }
        let nearest = failures.min { $0.count < $1.count } ?? []
        if let first = nearest.first {
            verdict.verdict = first.unknown ? .unknown : .fails
            verdict.parts = nearest
        } else if shown.contains(where: \.covers) {
            verdict.verdict = .excused
        } else {
            verdict.verdict = .missing
            let part = parts[failures.firstIndex(where: \.isEmpty) ?? 0]
            verdict.parts = missing(rule, part.measure, values, substance)
        }
        return verdict
    }

    /// What a rule needs of a purchase that matches, and does not find.
    private func missing(
        _ rule: Rule, _ measure: Measure, _ values: FieldValues, _ substance: ListedSubstance
    ) -> [FailedPart] {
        var parts: [FailedPart] = []
        for field in rule.partition where values.text(field) == nil {
            parts.append(FailedPart(asks: "by: \(field.name)", found: "missing", unknown: true))
        }
        if let each = rule.each, values.text(each, of: substance) == nil {
            parts.append(FailedPart(asks: "each: \(each.name)", found: "missing", unknown: true))
        }
        if let found = lacking(measure, values, substance) {
            parts.append(FailedPart(asks: measure.text, found: found, unknown: true))
        }
        return parts
    }

    private func lacking(
        _ measure: Measure, _ values: FieldValues, _ substance: ListedSubstance
    ) -> String? {
        switch measure {
        case .countPurchases, .countReceipts, .sumUnits: nil
        case .sumMass where substance.mass != nil: nil
        case .sumMass:
            substance.row.concentration == nil
                ? "mass unknown: no concentration in the catalogue"
                : "mass unknown: the catalogue states no amount or density that gives it"
        case .sumVolume: values.purchase.volume == nil ? "the catalogue states no volume" : nil
        case .sumAmount(let currency):
            values.line.currency == currency
                ? (values.purchase.amount == nil ? "no amount" : nil)
                : "paid in \(values.line.currency?.string ?? "no stated currency")"
        case .distinct(let field): values.text(field, of: substance) == nil ? "no \(field.name)" : nil
        }
    }

    // MARK: What was reached

    private func best(_ subjects: [Subject], only moment: EventTime?) -> MomentReached? {
        var best: (level: Int, moment: MomentReached)?
        for subject in subjects {
            guard let history = ledger.histories[subject] else { continue }
            for judged in history.judged where moment == nil || judged.time == moment {
                let level = level(judged)
                if let best, (best.level, best.moment.score) >= (level, judged.score) { continue }
                best = (level, reached(judged, in: history))
            }
        }
        return best?.moment
    }

    /// The level of the version that a moment's score reaches.
    private func level(_ judged: JudgedMoment) -> Int { version.pack.scoring.level(of: judged.score) }

    private func reached(_ judged: JudgedMoment, in history: SubjectHistory) -> MomentReached {
        let alert = history.alerts.last { $0.time <= judged.time }
        let index = self.level(judged)
        let level = index >= 0 ? pack.levels[index].name : nil
        if let alert, alert.time == judged.time {
            return MomentReached(
                time: judged.time, score: judged.score, level: level, lowest: pack.levels[0], outcome: .alert,
                before: nil, alert: alert.subject)
        }
        let since = judged.time.before(by: pack.quiet)
        let before = history.judged.last {
            $0.time < judged.time && $0.time > since && self.level($0) >= index
        }
        return MomentReached(
            time: judged.time, score: judged.score, level: level, lowest: pack.levels[0],
            outcome: level == nil ? .below : .reachedBefore,
            before: level == nil ? nil : before?.time, alert: level == nil ? nil : alert?.subject)
    }
}

extension Rule.Subject {
    /// As a sentence says it.
    var words: String {
        switch self {
        case .buyer: "buyer"
        case .store: "store"
        case .product: "product"
        case .storeAndProduct: "store and product"
        }
    }
}

extension RulePart {
    /// As a sentence says it, of a rule of several parts.
    fileprivate func name(in rule: Rule) -> String {
        switch rule.form {
        case .measure: rule.id
        case .combine: "condition \(number + 1)"
        case .sequence: "step \(number + 1)"
        case .absent: number == Self.awaiting ? "after" : "where"
        }
    }
}
