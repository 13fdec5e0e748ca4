import Purchases

/// Which of the concentrations that an article states is a substance's.
package struct ConcentrationChoice {
    package struct Chosen {
        package var concentration: Amounts.Concentration
        package var percent: ExactDecimal
        package var basis: String?
        package var notes: [String]
    }

    private struct Placed {
        var concentration: Amounts.Concentration
        var field: Int
        var tokens: ClosedRange<Int>
    }

    private let scans: [FieldScan]
    private let findings: [SubstanceFinding]
    private var placed: [Placed] = []

    /// A concentration that stands further off is about something else.
    private static let costMax = 8.0
    private static let costBeforeMax = 2.5
    private static let tokensMax = 32
    /// Concentrations of one article beyond these are not looked at.
    private static let placedMax = 64

    package init(_ amounts: Amounts, _ scans: [FieldScan], _ findings: [SubstanceFinding], _ index: TermIndex)
    {
        self.scans = scans
        self.findings = findings
        for concentration in amounts.concentrations.prefix(Self.placedMax) {
            for (field, scan) in scans.enumerated() where scan.field == concentration.span.field {
                guard let tokens = scan.tokens(in: concentration.span) else { continue }
                if isOwned(tokens, scan, index) { continue }
                placed.append(Placed(concentration: concentration, field: field, tokens: tokens))
                break
            }
        }
    }

    /// The concentration of a substance of which something was found; nil when the texts state none of it.
    package func chosen(for substance: Int, _ knowledge: Knowledge) -> Chosen? {
        var best: (cost: Double, chosen: Chosen)?
        var others: [ExactDecimal] = []
        for candidate in placed {
            guard let chosen = converted(candidate.concentration, knowledge) else { continue }
            var own = Double.infinity
            var rival = Double.infinity
            for finding in findings where finding.field == candidate.field {
                let cost = cost(finding, candidate)
                if finding.substance == substance { own = min(own, cost) } else { rival = min(rival, cost) }
            }
            guard own <= Self.costMax, own <= rival else { continue }
            // Percent says more than volumes of oxygen, and the name's own text more than another.
            if candidate.concentration.kind == .volumes { own += 1.5 }
            if scans[candidate.field].field != "name" { own += 0.5 }
            others.append(chosen.percent)
            if own < best?.cost ?? .infinity { best = (own, chosen) }
        }
        guard var chosen = best?.chosen else { return elsewhere(substance, knowledge) }
        others = others.filter { $0 != chosen.percent }
        if !others.isEmpty {
            chosen.notes.append(
                "stated as well: \(others.prefix(3).map { "\($0) %" }.joined(separator: ", "))")
        }
        return chosen
    }

    /// The only concentration of an article whose only substance is named in another text.
    private func elsewhere(_ substance: Int, _ knowledge: Knowledge) -> Chosen? {
        guard placed.count == 1, let only = placed.first, findings.allSatisfy({ $0.substance == substance }),
            findings.allSatisfy({ $0.field != only.field }), scans[only.field].field == "name",
            var chosen = converted(only.concentration, knowledge)
        else { return nil }
        chosen.notes.append("the concentration stands in the name, and the substance in another text")
        return chosen
    }

    /// How far a concentration is from what was found: words between them, and marks that part them.
    private func cost(_ finding: SubstanceFinding, _ placed: Placed) -> Double {
        let scan = scans[placed.field]
        let (first, last) = (placed.tokens.lowerBound, placed.tokens.upperBound)
        let extra = finding.class == nil ? 0 : 1.0
        if finding.last < first { return extra + way(scan, finding.last, first) }
        guard last < finding.first else { return extra }
        let cost = way(scan, last, finding.first)
        let limit = finding.class == nil ? Self.costBeforeMax : Self.costMax
        return cost + 0.4 <= limit ? extra + cost + 0.4 : .infinity
    }

    private func way(_ scan: FieldScan, _ left: Int, _ right: Int) -> Double {
        guard right - left <= Self.tokensMax else { return .infinity }
        var cost = 0.0
        for index in left + 1...right {
            let token = scan.tokens[index]
            let isNumber = token.kind != .letters && index > 0 && scan.tokens[index - 1].kind == .digits
            if token.gap.contains(.list), !isNumber { cost += 2 }
            if token.gap.contains(.stop) { cost += 4 }
            if index < right, !scan.roles[index].contains(.ignored), !scan.roles[index].contains(.filler) {
                cost += 1
            }
        }
        return cost
    }

    /// `100 % cotton`, `-20 % off`: the word beside it says whose it is.
    private func isOwned(_ tokens: ClosedRange<Int>, _ scan: FieldScan, _ index: TermIndex) -> Bool {
        scan.matches.contains { match in
            index.terms[match.term].kind == .percentOwner
                && (match.first == tokens.upperBound + 1 || match.last == tokens.lowerBound - 1)
        }
    }

    private func converted(_ concentration: Amounts.Concentration, _ knowledge: Knowledge) -> Chosen? {
        let value = concentration.value
        var chosen = Chosen(
            concentration: concentration, percent: value, basis: concentration.basis, notes: [])
        switch concentration.kind {
        case .percent: break
        case .perVolume: chosen.basis = concentration.basis ?? "w/v"
        case .volumes:
            guard knowledge.substance == Self.peroxide,
                let percent = ExactDecimal.product(
                    [value, ExactDecimal(3)], dividedBy: [ExactDecimal(10)], digits: 2)
            else { return nil }
            chosen.percent = percent
            chosen.basis = "w/v"
            chosen.notes.append("\(value) volumes counted as \(percent) % w/v")
        case .nitrogen:
            guard let nitrogen = knowledge.nitrogen,
                let percent = ExactDecimal.product(
                    [value, ExactDecimal(100)], dividedBy: [nitrogen], digits: 1),
                percent <= ExactDecimal(100)
            else { return nil }
            chosen.percent = percent
            chosen.notes.append("nitrogen \(value) % counted as \(percent) % of the substance")
        }
        guard chosen.percent <= ExactDecimal(100) else { return nil }
        if let lower = concentration.lower {
            chosen.notes.append("range \(lower) to \(value) %: the higher bound")
        }
        return chosen
    }

    /// The one substance whose strength is stated in volumes of oxygen.
    private static let peroxide = "hydrogen-peroxide"
}
