import Documents
import Purchases
import Screening

/// The summary of a screening for people.
struct ScreenSummaryText {
    let inputs: ArticleInputs
    let result: ArticleScreening.Result
    let state: ReviewState
    let hasDecisions: Bool
    let names: ListedEntries
    let version: String
    let elapsed: Duration

    var text: String {
        (reading + proposals + decisions + ["screening \(version) is local: nothing left this machine"])
            .joined(separator: "\n")
    }

    private var reading: [String] {
        let seconds = elapsed / .seconds(1)
        let rate = seconds > 0 ? Int(Double(result.articles) / seconds) : 0
        let findings = inputs.findings
        var lines = [
            "read and screened \(counted(result.articles, "article")) of \(counted(inputs.paths.count, "input"))"
                + " in \((seconds * 10).rounded() / 10) s (\(grouped(rate))/s), left out \(grouped(findings.quarantined))"
        ]
        var doubts: [String] = []
        if let repeated = findings.counts[DiagnosticCode.articleRepeated.id] {
            doubts.append("\(grouped(repeated)) with the number of another article")
        }
        if inputs.wrongGTINs > 0 {
            doubts.append("\(counted(inputs.wrongGTINs, "GTIN")) with a wrong check digit")
        }
        if !doubts.isEmpty { lines.append("  " + doubts.joined(separator: ", ")) }
        return lines
    }

    private var proposals: [String] {
        let all = state.items.map(\.proposal)
        var lines = [
            "\(counted(all.count, "proposal")) for \(counted(result.articlesWithProposals, "article"))"
        ]
        var counts: [String: Int] = [:]
        for proposal in all { counts[proposal.substance, default: 0] += 1 }
        for (substance, count) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            lines.append("  \(substance): \(grouped(count))")
        }
        var missing: [String: Int] = [:]
        for proposal in all { for fact in proposal.missing { missing[fact, default: 0] += 1 } }
        if !missing.isEmpty {
            lines.append(
                "  no text states: "
                    + missing.sorted { $0.key < $1.key }.map { "\($0.key) \(grouped($0.value))" }.joined(
                        separator: ", "))
        }
        return lines
    }

    private var decisions: [String] {
        guard hasDecisions else { return [] }
        var reopened = 0
        var decided: [Decision.Kind: Int] = [:]
        for item in state.items {
            switch item.status {
            case .new: continue
            case .reopened: reopened += 1
            case .decided(let decision): decided[decision.kind, default: 0] += 1
            }
        }
        let kinds = Decision.Kind.allCases.map { "\($0.rawValue) \(grouped(decided[$0] ?? 0))" }
        var lines = [
            "decided: \(kinds.joined(separator: ", ")); open: \(grouped(state.open.count)), \(grouped(reopened)) of them again"
        ]
        if !state.gone.isEmpty {
            lines.append("  \(counted(state.gone.count, "decision")) on products that no article has")
        }
        if state.tooLong > 0 {
            lines.append(
                "  \(counted(state.tooLong, "proposal")) left out: the product's number is too long to be decided on"
            )
        }
        return lines
    }

    private func counted(_ count: Int, _ word: String) -> String {
        "\(grouped(count)) \(word)\(count == 1 ? "" : "s")"
    }
}
