import Purchases
import Rules

/// A counting moment of a subject, as later moments remember it (5.2).
struct JudgedMoment: Sendable {
    /// An indicator, without the parts of `by`, and the most doublings that one of its groups has passed.
    struct Name: Sendable, Hashable {
        let name: Int
        var doublings: Int
        /// Whether a purchase of the moment is among its own.
        var isOwn: Bool
    }

    let time: EventTime
    /// What it scored by the version of the pack that judged it; any version places that in its own levels (7.1).
    let score: Int
    /// Whether a receipt reaches the highest level by rules without a window alone (5.3).
    let isReportableAlone: Bool
    let names: [Name]
}

/// Decides which counting moments raise an alert, from what those before it within `quiet` reached (5.2, 5.3).
///
/// Moments are recorded in order of time. One for each version of the pack: it places what moments scored in its levels.
struct AlertRule: Sendable {
    private struct Memory {
        var lastHeld: EventTime
        var doublings = SlidingMaximum()
    }

    let quiet: TimeSpan
    private let scoring: Scoring
    private var levels = SlidingMaximum()
    private var names: [Int: Memory] = [:]

    init(_ pack: CompiledPack) {
        quiet = pack.pack.quiet
        scoring = pack.scoring
    }

    /// Whether a moment later than all that were recorded raises an alert.
    mutating func raises(_ moment: JudgedMoment) -> Bool {
        let level = scoring.level(of: moment.score)
        guard level >= 0 else { return false }
        if moment.isReportableAlone { return true }
        let since = moment.time.before(by: quiet)
        guard let reached = levels.maximum(after: since), reached >= level else { return true }
        for one in moment.names where one.isOwn {
            guard let memory = names[one.name], memory.lastHeld > since else { return true }
            let before = names[one.name]?.doublings.maximum(after: since) ?? 0
            if one.doublings > before { return true }
        }
        return false
    }

    mutating func record(_ moment: JudgedMoment) {
        levels.add(scoring.level(of: moment.score), at: moment.time)
        for one in moment.names {
            names[one.name, default: Memory(lastHeld: moment.time)].lastHeld = moment.time
            names[one.name]?.doublings.add(one.doublings, at: moment.time)
        }
    }
}
