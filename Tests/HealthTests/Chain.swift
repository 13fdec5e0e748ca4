import Foundation
import Health
import Purchases
import TestSupport

/// Numbers that a seed decides.
struct Dice: RandomNumberGenerator {
    private var numbers: SplitMix

    init(seed: UInt64) { numbers = SplitMix(seed: seed) }

    mutating func next() -> UInt64 { numbers.next() }

    mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &self) < probability
    }
}

/// What is planted.
enum Fault: Hashable, CaseIterable {
    case storeSilent, tillSilent, receiptsSkip, clockAhead, clockBehind, tokensVanish, unknownJump,
        unreadableJump
    case sourceMissing
}

/// A chain with opening hours, quiet tills, closed Sundays, and counters that restart at the day's close or wrap. It sends
/// lines as they come, or each night's in one go, late by up to an hour.
struct Chain {
    struct Till {
        var name: String
        /// Receipts an hour.
        var rate: Double
        var number: Int64
        var restartsDaily: Bool
    }
    struct Store {
        var name: String
        var opens: Int
        var closes: Int
        var tills: [Till]
        var tokens: Double
    }

    /// 2026-01-05, a Monday.
    static let begin = EventTime(microseconds: 1_767_571_200_000_000)
    static let day: Int64 = 24
    let isNightly: Bool
    var stores: [Store] = []
    var dice: Dice
    private var waiting: [(time: Int64, line: LineSight, isUnreadable: Bool)] = []
    private var sendHour = 2

    init(stores count: Int, nightly: Bool, dice: Dice) {
        self.dice = dice
        isNightly = nightly
        for index in 0..<count {
            let tills = (0..<Int.random(in: 2...4, using: &self.dice)).map { till in
                Till(
                    name: "\(till + 1)", rate: [12, 8, 3, 0.7][till],
                    number: Int64.random(in: 1...9_000, using: &self.dice),
                    restartsDaily: index % 3 == 1)
            }
            stores.append(
                Store(
                    name: "S\(index)", opens: Int.random(in: 6...9, using: &self.dice),
                    closes: Int.random(in: 17...21, using: &self.dice), tills: tills,
                    tokens: Double.random(in: 0.35...0.8, using: &self.dice)))
        }
        // The store at which things go wrong is never the only one that is open.
        (stores[0].opens, stores[0].closes) = (9, 17)
    }

    static func time(_ hour: Int64) -> EventTime {
        EventTime(microseconds: begin.microseconds + hour * 3_600_000_000)
    }

    /// What arrives in an hour, with the time of each arrival.
    mutating func arrivals(in hour: Int64, fault: Fault?) -> [(EventTime, FeedSights)] {
        let weekday = (hour / Self.day) % 7
        let hourOfDay = Int(hour % Self.day)
        for store in stores.indices where weekday < 6 {
            sell(store, hour, hourOfDay, fault)
        }
        if isNightly {
            if hourOfDay == 0 { sendHour = [1, 2, 2, 3][Int.random(in: 0..<4, using: &dice)] }
            guard hourOfDay == sendHour, !waiting.isEmpty else { return [] }
        }
        if fault == .sourceMissing {
            if isNightly { return [] }
            waiting = []
        }
        defer { waiting = [] }
        if isNightly {
            let now = EventTime(
                microseconds: Self.time(hour).microseconds + Int64.random(in: 0..<3_500, using: &dice)
                    * 1_000_000)
            return [(now, sights(waiting.sorted { $0.time < $1.time }))]
        }
        // Four batches an hour, each a little out of order.
        return (0..<4).map { quarter in
            let end = Self.time(hour).microseconds + Int64(quarter + 1) * 900_000_000 - 1_000_000
            let begin = end - 900_000_000 + 1
            var part = waiting.filter { $0.time >= begin && $0.time <= end }.sorted { $0.time < $1.time }
            if part.count > 3, dice.chance(0.3) { part.swapAt(0, part.count - 1) }
            return (EventTime(microseconds: end), sights(part))
        }
    }

    private func sights(_ lines: [(time: Int64, line: LineSight, isUnreadable: Bool)]) -> FeedSights {
        var sights = FeedSights()
        for line in lines {
            sights.note(line.line)
            // Beside a line that can be read, so that no receipt is missing for it.
            if line.isUnreadable { sights.noteUnreadable() }
        }
        return sights
    }

    private mutating func sell(_ index: Int, _ hour: Int64, _ hourOfDay: Int, _ fault: Fault?) {
        let store = stores[index]
        guard hourOfDay >= store.opens, hourOfDay < store.closes else { return }
        let isFaulty = index == 0
        if isFaulty, fault == .storeSilent { return }
        for till in store.tills.indices {
            if isFaulty, till == 0, fault == .tillSilent { continue }
            if hourOfDay == store.opens, store.tills[till].restartsDaily {
                stores[index].tills[till].number = 0
            }
            // The shape of a day, and luck.
            let rate = store.tills[till].rate * (hourOfDay % 12 < 6 ? 0.8 : 1.2)
            var count = Int(rate)
            if dice.chance(rate - Double(count)) { count += 1 }
            let seconds = (0..<count).map { _ in Int64.random(in: 0..<3_590, using: &dice) }.sorted()
            for second in seconds { receipt(index, till, hour, second, fault, isFaulty) }
        }
    }

    private mutating func receipt(
        _ index: Int, _ till: Int, _ hour: Int64, _ second: Int64, _ fault: Fault?, _ isFaulty: Bool
    ) {
        stores[index].tills[till].number += 1
        if stores[index].tills[till].number > 9_999 { stores[index].tills[till].number = 1 }
        if isFaulty, till == 0, fault == .receiptsSkip, dice.chance(0.2) {
            stores[index].tills[till].number += 1
        }
        let store = stores[index]
        let sold = Self.time(hour).microseconds + second * 1_000_000
        var stamp = sold
        if isFaulty, till == 0, fault == .clockAhead { stamp += 3 * 3_600_000_000 }
        if isFaulty, till == 0, fault == .clockBehind { stamp -= 3 * 3_600_000_000 }
        let hasToken = dice.chance(isFaulty && fault == .tokensVanish ? 0.02 : store.tokens)
        for _ in 0..<Int.random(in: 1...4, using: &dice) {
            let isUnknown = dice.chance(fault == .unknownJump ? 0.15 : 0.01)
            let isUnreadable = dice.chance(fault == .unreadableJump ? 0.05 : 0.001)
            waiting.append(
                (
                    sold,
                    LineSight(
                        store: ExactText(store.name), till: ExactText(store.tills[till].name),
                        receipt: ExactText("\(store.tills[till].number)"),
                        time: EventTime(microseconds: stamp),
                        hasToken: hasToken, isUnknown: isUnknown), isUnreadable
                ))
        }
    }
}
