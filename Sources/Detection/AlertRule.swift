import Purchases

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
    /// The index of the level; -1 is below all.
    let level: Int
    /// Whether a receipt reaches the highest level by rules without a window alone (5.3).
    let isReportableAlone: Bool
    let names: [Name]
}

/// Decides which counting moments raise an alert, from what those before it within `quiet` reached (5.2, 5.3).
///
/// Moments are recorded in order of time.
struct AlertRule: Sendable {
    private struct Memory {
        var lastHeld: EventTime
        var doublings = SlidingMaximum()
    }

    let quiet: TimeSpan
    private var levels = SlidingMaximum()
    private var names: [Int: Memory] = [:]

    init(quiet: TimeSpan) { self.quiet = quiet }

    /// Whether a moment later than all that were recorded raises an alert.
    mutating func raises(_ moment: JudgedMoment) -> Bool {
        guard moment.level >= 0 else { return false }
        if moment.isReportableAlone { return true }
        let since = moment.time.before(by: quiet)
        guard let reached = levels.maximum(after: since), reached >= moment.level else { return true }
        for one in moment.names where one.isOwn {
            guard let memory = names[one.name], memory.lastHeld > since else { return true }
            let before = names[one.name]?.doublings.maximum(after: since) ?? 0
            if one.doublings > before { return true }
        }
        return false
    }

    mutating func record(_ moment: JudgedMoment) {
        levels.add(moment.level, at: moment.time)
        for one in moment.names {
            names[one.name, default: Memory(lastHeld: moment.time)].lastHeld = moment.time
            names[one.name]?.doublings.add(one.doublings, at: moment.time)
        }
    }
}
