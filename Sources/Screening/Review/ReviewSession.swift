import Documents
import Purchases

/// The review in a terminal: what is on the screen, and what a key does. It reads and writes nothing itself.
///
/// Give it keys one after the other; after `save` write `decisions` to their file before the next key, and after
/// `leave` stop.
package struct ReviewSession: Sendable {
    package enum Key: Sendable, Hashable {
        case character(Character)
        case enter, backspace, escape
        /// Ctrl-C or Ctrl-D.
        case interrupt
    }

    package enum Action: Sendable, Hashable {
        /// The screen may have changed.
        case show
        /// The decisions changed.
        case save
        case leave
    }

    package enum Mode: Sendable, Hashable {
        case choosing
        /// A line is being typed.
        case correcting(String)
        case rejecting(String)
    }

    /// One step that can be taken back.
    private struct Step: Sendable {
        var position: Int
        var before: [(key: Decision.Key, decision: Decision?)]
        var isSkip: Bool
    }

    package let items: [ReviewState.Item]
    let lists: ListedEntries
    private let signature: Decision.Signature
    package private(set) var decisions: Decisions
    /// The item on the screen; `items.count` when all were shown.
    package private(set) var position = 0
    package private(set) var mode = Mode.choosing
    /// What the last key brought about, in words.
    package private(set) var message: String?
    private var steps: [Step] = []
    /// What was decided since the start, so that it is not asked again.
    private var decidedNow: Set<Decision.Key> = []
    /// Most often several articles in a row are rejected for one reason.
    private(set) var lastReason: String?

    /// - Parameters:
    ///   - items: what is open, in the order in which it is asked.
    ///   - decisions: all decisions of the file; those on other products stay as they are.
    ///   - signature: who decides, and on which day.
    package init(
        items: [ReviewState.Item], decisions: Decisions, lists: ListedEntries, signature: Decision.Signature
    ) {
        self.items = items
        self.decisions = decisions
        self.lists = lists
        self.signature = signature
    }

    /// The item on the screen; nil when all were shown.
    package var current: ReviewState.Item? { items.indices.contains(position) ? items[position] : nil }
    package var decided: Int { steps.count { !$0.isSkip } }
    package var skipped: Int { steps.count { $0.isSkip } }
    /// Items that nobody has decided on yet.
    package var left: Int { items.count { !decidedNow.contains($0.key) } }

    /// Takes one key.
    package mutating func take(_ key: Key) -> Action {
        message = nil
        if key == .interrupt { return .leave }
        switch mode {
        case .choosing: return choose(key)
        case .correcting(let line): return edit(line, key)
        case .rejecting(let line): return edit(line, key)
        }
    }

    private mutating func choose(_ key: Key) -> Action {
        guard case .character(let letter) = key else { return .show }
        switch letter {
        case "q": return .leave
        case "u": return undo()
        default: break
        }
        guard let item = current else {
            message = "u takes the last decision back, q leaves"
            return .show
        }
        switch letter {
        case "a":
            let proposal = item.proposal
            let entry = lists.digest(of: item.key.substance) ?? Decision.unlisted
            if proposal.netAmount == nil {
                message =
                    "accepted without a net amount: the catalogue cannot have it before one is given (u, then c)"
            }
            return decide([.accepting(proposal, entry: entry, signed: signature)])
        case "s":
            steps.append(Step(position: position, before: [], isSkip: true))
            advance()
        case "c": mode = .correcting("")
        case "r": mode = .rejecting("")
        default: message = "\(quoted(String(letter))) does nothing here"
        }
        return .show
    }

    /// A key while a line is typed.
    private mutating func edit(_ line: String, _ key: Key) -> Action {
        switch key {
        case .escape: mode = .choosing
        case .backspace: type(String(line.dropLast()))
        case .character(let letter): if line.utf8.count < Self.lineMax { type(line + String(letter)) }
        case .enter: return finish(line)
        case .interrupt: return .leave
        }
        return .show
    }

    private static let lineMax = 1_000

    private mutating func type(_ line: String) {
        if case .correcting = mode { mode = .correcting(line) } else { mode = .rejecting(line) }
    }

    private mutating func finish(_ typed: String) -> Action {
        guard let item = current else { return .show }
        let line = typed.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if case .rejecting = mode {
            guard let reason = line.isEmpty ? lastReason : line else {
                message = "a rejection needs a reason; Escape goes back"
                return .show
            }
            mode = .choosing
            lastReason = reason
            let entry = lists.digest(of: item.key.substance) ?? Decision.unlisted
            return decide([.rejecting(item.proposal, reason: reason, entry: entry, signed: signature)])
        }
        do throws(Correction.Problem) {
            let right = try Correction(line, of: item.proposal, lists: lists, today: signature.at)
            mode = .choosing
            return decide(Decision.correcting(item.proposal, to: right, lists: lists, signed: signature))
        } catch {
            message = error.message
            return .show
        }
    }

    private mutating func decide(_ made: [Decision]) -> Action {
        steps.append(
            Step(position: position, before: made.map { ($0.key, decisions[$0.key]) }, isSkip: false))
        for decision in made {
            decisions[decision.key] = decision
            decidedNow.insert(decision.key)
        }
        advance()
        return .save
    }

    /// Goes to the next item that was not decided by the way.
    private mutating func advance() {
        repeat { position += 1 } while position < items.count && decidedNow.contains(items[position].key)
    }

    private mutating func undo() -> Action {
        guard let step = steps.popLast() else {
            message = "nothing to take back: decisions of an earlier run are changed in the file"
            return .show
        }
        position = step.position
        for (key, decision) in step.before {
            decisions[key] = decision
            decidedNow.remove(key)
        }
        message = step.isSkip ? nil : "taken back"
        return step.isSkip ? .show : .save
    }
}
