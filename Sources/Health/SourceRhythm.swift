import Purchases

/// When lines of a source usually come, and whether they should have come by now.
///
/// Two questions, of hours of arrival in UTC over the last five weeks: is it silent in hours in which it usually is not
/// (`Surprise`), and did the day's first line not come until its latest usual hour and some more? The second one is for
/// files, whose hour wanders; it is asked where the day has four hours or more in which nothing ever comes.
struct SourceRhythm: Codable, Sendable, Hashable {
    private var active = HourRing()
    /// Hours that teach something: somebody looked, and no silence was told.
    private var watched = HourRing()
    private(set) var surprise = Surprise()
    private(set) var first: Hour?
    private(set) var isSilent = false

    init() {}

    /// Takes lines of the hour that lasts; true where they end a silence that was told.
    mutating func arrive(_ hour: Hour) -> Bool {
        if first == nil { first = hour }
        active.set(hour, true)
        guard isSilent else { return false }
        isSilent = false
        surprise.end()
        return true
    }

    /// Whether lines came in that hour.
    func isActive(_ hour: Hour) -> Bool { active[hour] }

    /// Ends an hour; true where the silence is to be told from now on.
    mutating func end(_ hour: Hour, isWatched: Bool, _ settings: HealthSettings) -> Bool {
        guard let first else { return false }
        let isActive = active[hour]
        active.set(hour, isActive)
        watched.set(hour, (isWatched || isActive) && !isSilent)
        guard isWatched || isActive, !isSilent else { return false }
        surprise.note(isActive: isActive, chance: chance(hour))
        guard !isActive, (hour - first) * 3600 >= settings.history.microseconds / 1_000_000 else {
            return false
        }
        isSilent = surprise.isTelling(weekly: weekly(hour)) || isOverdue(hour, settings)
        return isSilent
    }

    /// How often the same hour of the four weeks before had lines; nil where fewer than two are known.
    private func chance(_ hour: Hour) -> Double? {
        var known = 0.0
        var met = 0.0
        for week in 1...4 where watched[hour - Hour(week) * 168] {
            known += 1
            if active[hour - Hour(week) * 168] { met += 1 }
        }
        return known >= 2 ? met / known : nil
    }

    /// Hours with lines in a usual week.
    private func weekly(_ hour: Hour) -> Double {
        var count = 0.0
        for back in 1...Hour(672) where active[hour - back] { count += 1 }
        return count / 4
    }

    /// Hours of the day (UTC) in which lines came in the last four weeks, for people: `07-20`; nil where none are known.
    func usualHours(at hour: Hour) -> String? {
        guard let cut = cut(hour) else { return weekly(hour) > 0 ? "00-23" : nil }
        let hours = (1...Hour(672)).filter { active[hour - $0] }.map { offset(hour - $0, cut) }
        guard let from = hours.min(), let until = hours.max() else { return nil }
        func text(_ hour: Hour) -> String { hour < 10 ? "0\(hour)" : "\(hour)" }
        return text((from + cut) % 24) + "-" + text((until + cut) % 24)
    }

    // MARK: Days

    /// The hour at which its days are cut: in the middle of the longest time of the day in which nothing ever comes.
    private func cut(_ hour: Hour) -> Hour? {
        var met: [Bool] = Array(repeating: false, count: 24)
        for back in 1...Hour(672) where active[hour - back] { met[Int((hour - back) % 24)] = true }
        guard met.contains(true) else { return nil }
        var best = (length: 0, start: 0)
        for start in 0..<24 where !met[start] && met[(start + 23) % 24] {
            var length = 0
            while !met[(start + length) % 24] { length += 1 }
            if length > best.length { best = (length, start) }
        }
        return best.length >= 4 ? Hour((best.start + (best.length + 1) / 2) % 24) : nil
    }

    private func offset(_ hour: Hour, _ cut: Hour) -> Hour { (hour - cut + 24) % 24 }

    /// Whether the day's first line should have come by the end of that hour, and did not.
    private func isOverdue(_ hour: Hour, _ settings: HealthSettings) -> Bool {
        guard let cut = cut(hour) else { return false }
        let offset = offset(hour, cut)
        let start = hour - offset
        if (start...hour).contains(where: { active[$0] }) { return false }
        var latest: Hour?
        var earlier = 0
        for day in 1...Hour(28) {
            let begin = start - day * 24
            let came = (0..<Hour(24)).first { active[begin + $0] }
            if let came { latest = max(latest ?? 0, came) }
            guard day % 7 == 0 else { continue }
            if came != nil {
                earlier += 1
            } else if watched[begin + offset] {
                // A day of the week on which it may also stay away.
                return false
            }
        }
        guard earlier >= 2, let latest else { return false }
        return offset >= latest + max(1, settings.late.microseconds / 3_600_000_000)
    }
}
