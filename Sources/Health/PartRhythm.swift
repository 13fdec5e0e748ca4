import Foundation
import Purchases

/// How often a part of something has lines when the whole has: a store of its source, a till of its store.
///
/// So a night, a Sunday, a holiday of the chain, a file that is late and a service that was down say nothing about a
/// store. For each hour of the week a mean that fades over about four weeks, in one byte.
struct PartRhythm: Codable, Sendable, Hashable {
    private static let unknown: UInt8 = 255
    /// Empty before the first hour.
    private var chances = Data()
    private(set) var surprise = Surprise()
    /// Over all hours of the week: for those that are not known yet.
    private var overall = 1.0
    private var trials = 0
    private(set) var first: Hour?
    private(set) var latest: Hour?
    private(set) var isSilent = false

    init() {}

    /// Takes lines of the hour that lasts; true where they end a silence that was told.
    mutating func arrive(_ hour: Hour) -> Bool {
        if first == nil { first = hour }
        latest = hour
        guard isSilent else { return false }
        isSilent = false
        surprise.end()
        return true
    }

    /// Ends an hour in which the whole had lines; true where the silence is to be told from now on.
    mutating func end(_ hour: Hour, _ settings: HealthSettings) -> Bool {
        guard let first, !isSilent else { return false }
        if chances.isEmpty { chances = Data(repeating: Self.unknown, count: 168) }
        let isActive = latest == hour
        let slot = hourOfWeek(hour)
        let known = chances[slot] == Self.unknown ? nil : Double(chances[slot]) / 254
        surprise.note(isActive: isActive, chance: known ?? (trials >= 7 ? overall : nil))
        let came = isActive ? 1.0 : 0.0
        chances[slot] = UInt8(((known ?? came) * 0.75 + came * 0.25) * 254)
        trials += 1
        overall += (came - overall) / Double(min(trials, 168))
        guard !isActive, (hour - first) * 3600 >= settings.history.microseconds / 1_000_000 else {
            return false
        }
        guard surprise.sum > 4 else { return false }
        var weekly = 0.0
        for chance in chances where chance != Self.unknown { weekly += Double(chance) / 254 }
        isSilent = surprise.isTelling(weekly: weekly)
        return isSilent
    }
}
