import Foundation
import Purchases

/// How the feeds are: fed with what batches show and with the time, it says which findings come and go.
///
/// A value without clock and effects. Times that are handed in must not go back; what does is taken for no time passed.
/// Memory is bounded by the tills that are told apart.
package struct FeedHealth: Sendable {
    package let settings: HealthSettings
    /// Findings that are open, by what they are about.
    package private(set) var open: [HealthFinding.Subject: HealthFinding] = [:]
    var sources: [String: SourceTree] = [:]
    private var tillCount = 0
    private var touched: Set<HealthState.Name> = []
    /// The hour that lasts.
    private var hour: Hour
    /// Since when somebody looks without a break.
    private var watchedSince: EventTime
    /// When missing numbers are looked for again.
    private var nextLook: EventTime
    var changes: [HealthChange] = []

    /// - Parameters:
    ///   - states: what `takeStates` gave before; one that cannot be read begins anew.
    ///   - open: the findings that were open.
    ///   - now: since when it looks.
    package init(
        settings: HealthSettings, states: [HealthState] = [], open: [HealthFinding] = [], now: EventTime
    ) {
        self.settings = settings
        hour = now.hour
        watchedSince = now
        nextLook = now
        for finding in open { self.open[finding.subject] = finding }
        let decoder = JSONDecoder()
        for state in states {
            guard let content = state.content else { continue }
            restore(state.name, Data(content), decoder)
        }
    }

    /// Takes what a batch showed.
    ///
    /// - Parameters:
    ///   - isFolder: whether the source's lines come in files.
    /// - Returns: what came and went, in order.
    package mutating func take(
        _ sights: FeedSights, from source: String, isFolder: Bool = false, now: EventTime
    ) -> [HealthChange] {
        advance(now)
        guard !sights.isEmpty else { return taken() }
        let hour = hour
        var tree = sources.removeValue(forKey: source) ?? SourceTree()
        tree.health.isFolder = isFolder
        if tree.health.rhythm.arrive(hour) {
            close(.silentSource, source: source, at: now)
            close(.fileMissing, source: source, at: now)
        }
        tree.health.unreadable.add(sights.unreadable, of: sights.lines, in: hour)
        tree.health.unknown.add(
            sights.tills.reduce(0) { $0 + $1.unknown }, of: sights.lines - sights.unreadable, in: hour)
        tree.health.lines.add(sights.lines, now: now)
        tree.health.lastLine = now
        for till in sights.tills { take(till, &tree, source, now) }
        sources[source] = tree
        touched.insert(HealthState.Name(source: source))
        return taken()
    }

    /// Lets time pass; to be called at least every hour.
    package mutating func tick(_ now: EventTime) -> [HealthChange] {
        advance(now)
        return taken()
    }

    /// After how many milliseconds it wants to be asked again.
    package func wait(_ now: EventTime) -> Int32 {
        Int32(clamping: max(0, nextLook.microseconds - now.microseconds) / 1_000 + 1)
    }

    /// What changed since the last call and is to be kept, in no order.
    package mutating func takeStates() -> [HealthState] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        defer { touched.removeAll(keepingCapacity: true) }
        return touched.map { HealthState(name: $0, content: encoded($0, encoder)) }
    }

    /// Drops what is kept of sources that are no more.
    package mutating func keep(only names: Set<String>, now: EventTime) -> [HealthChange] {
        for (source, tree) in sources where !names.contains(source) {
            touched.insert(HealthState.Name(source: source))
            for (store, health) in tree.stores {
                touched.insert(HealthState.Name(source: source, store: store))
                for till in health.tills.keys {
                    touched.insert(HealthState.Name(source: source, store: store, till: till))
                    tillCount -= 1
                }
            }
            sources[source] = nil
        }
        for subject in open.keys.sorted() where !names.contains(subject.source) {
            close(subject, .forgotten, now)
        }
        return taken()
    }

    // MARK: One batch

    private mutating func take(
        _ sights: TillSights, _ tree: inout SourceTree, _ source: String, _ now: EventTime
    ) {
        let (name, hour) = (sights.name, hour)
        if tree.stores[name.store]?.tills[name.till] == nil {
            guard tillCount < settings.tillsMax else {
                tree.health.beyond += sights.lines
                return
            }
            tillCount += 1
        }
        var store = tree.stores.removeValue(forKey: name.store) ?? SourceTree.Store()
        if store.health.rhythm.arrive(hour) { close(.silentStore, source: source, name.store, at: now) }
        store.health.lines.add(sights.lines, now: now)
        store.health.lastLine = now
        store.health.tokenless.add(
            sights.receipts.count { !$0.hasToken }, of: sights.receipts.count, in: hour)
        var till = store.tills.removeValue(forKey: name.till) ?? TillHealth()
        if till.rhythm.arrive(hour) { close(.silentTill, source: source, name.store, name.till, at: now) }
        till.lines.add(sights.lines, now: now)
        till.lastLine = now
        let missed = till.missing
        for receipt in sights.receipts {
            till.take(receipt, now: now, settings)
            tree.health.newest = max(tree.health.newest ?? receipt.time, receipt.time)
        }
        if missed > 0, till.missing == 0 {
            close(.receiptGap, source: source, name.store, name.till, at: now)
        }
        tellClock(till, source, name, now)
        store.tills[name.till] = till
        tree.stores[name.store] = store
        touched.insert(HealthState.Name(source: source, store: name.store))
        touched.insert(HealthState.Name(source: source, store: name.store, till: name.till))
    }

    func clockDetail(_ till: TillHealth, _ direction: String) -> String {
        "its clock is \(spanText(till.clock.off)) \(direction)"
    }

    mutating func tellClock(_ till: TillHealth, _ source: String, _ name: TillName, _ now: EventTime) {
        let ahead = HealthFinding.Subject(.clockAhead, source: source, store: name.store, till: name.till)
        let behind = HealthFinding.Subject(.clockBehind, source: source, store: name.store, till: name.till)
        let state = till.clock.state
        if state != .ahead { close(ahead, .over, now) }
        if state != .behind { close(behind, .over, now) }
        switch state {
        case .right: return
        case .ahead: raise(ahead, since: nil, clockDetail(till, "ahead"), now)
        case .behind: raise(behind, since: nil, clockDetail(till, "behind"), now)
        }
    }

    // MARK: Time

    private mutating func advance(_ now: EventTime) {
        let current = now.hour
        guard current >= hour else { return }
        // Whoever did not look for so long cannot tell silence from his own.
        if current - hour > 2 {
            watchedSince = now
            hour = current
        }
        while hour < current {
            let isClosed = settings.closed.contains(
                LocalDay(containing: beginning(of: hour).microseconds))
            let isWatched = watchedSince <= beginning(of: hour) && !isClosed
            for source in sources.keys.sorted() { endHour(of: source, isWatched: isWatched, now) }
            hour += 1
        }
        if now >= nextLook {
            lookForNumbers(now)
            let pause = min(60_000_000, max(1_000_000, settings.gap.microseconds / 4))
            nextLook = EventTime(microseconds: now.microseconds + pause)
        }
    }

    private mutating func endHour(of source: String, isWatched: Bool, _ now: EventTime) {
        guard var tree = sources.removeValue(forKey: source) else { return }
        let hour = hour
        if tree.health.rhythm.end(hour, isWatched: isWatched, settings) {
            raise(
                .init(tree.health.isFolder ? .fileMissing : .silentSource, source: source),
                since: tree.health.lastLine, silence(tree.health.lastLine), now)
        }
        if isWatched { touched.insert(HealthState.Name(source: source)) }
        look(&tree.health.unreadable, .init(.unreadableShare, source: source), least: 0.01, now)
        look(&tree.health.unknown, .init(.unknownShare, source: source), least: 0.05, now)
        if tree.health.rhythm.isActive(hour) { endActiveHour(of: source, &tree, now) }
        if hour % 24 == 0 { forget(source, &tree, now) }
        sources[source] = tree
    }

    private mutating func endActiveHour(of source: String, _ tree: inout SourceTree, _ now: EventTime) {
        let hour = hour
        let late = tree.stores.values.flatMap { $0.tills.values.compactMap { $0.clock.lateness(in: hour) } }
            .sorted()
        let shared = late.count >= 3 ? late[late.count / 2] : nil
        for name in tree.stores.keys.sorted() {
            guard var store = tree.stores.removeValue(forKey: name) else { continue }
            if store.health.rhythm.end(hour, settings) {
                raise(
                    .init(.silentStore, source: source, store: name), since: store.health.lastLine,
                    silence(store.health.lastLine), now)
            }
            look(
                &store.health.tokenless, .init(.tokenlessShare, source: source, store: name), least: 0.1, now)
            touched.insert(HealthState.Name(source: source, store: name))
            if store.health.rhythm.latest == hour {
                for till in store.tills.keys.sorted() {
                    endHour(of: TillName(store: name, till: till), source, &store.tills[till], shared, now)
                }
            }
            tree.stores[name] = store
        }
    }

    private mutating func endHour(
        of name: TillName, _ source: String, _ till: inout TillHealth?, _ shared: Int64?, _ now: EventTime
    ) {
        guard var health = till else { return }
        if health.rhythm.end(hour, settings) {
            raise(
                .init(.silentTill, source: source, store: name.store, till: name.till),
                since: health.lastLine, silence(health.lastLine), now)
        }
        if let shared { health.clock.end(hour, shared: shared, settings) }
        tellClock(health, source, name, now)
        touched.insert(HealthState.Name(source: source, store: name.store, till: name.till))
        till = health
    }

    private mutating func lookForNumbers(_ now: EventTime) {
        for (source, tree) in sources {
            for (store, health) in tree.stores {
                for (name, till) in health.tills where till.isWaiting {
                    look(at: till, TillName(store: store, till: name), source, now)
                }
            }
        }
    }

    private mutating func look(at till: TillHealth, _ name: TillName, _ source: String, _ now: EventTime) {
        var next = till
        let hasExpired = next.look(now: now, settings)
        guard next != till else { return }
        sources[source]?.stores[name.store]?.tills[name.till] = next
        touched.insert(HealthState.Name(source: source, store: name.store, till: name.till))
        let subject = HealthFinding.Subject(
            .receiptGap, source: source, store: name.store, till: name.till)
        if next.missing > 0 {
            let verb = next.missing == 1 ? "number is" : "numbers are"
            raise(
                subject, since: nil, "\(next.missing) \(verb) missing: \(next.gapText ?? "")", now)
        } else {
            close(subject, hasExpired ? .forgotten : .over, now)
        }
    }

    private mutating func look(
        _ share: inout ShareWatch, _ subject: HealthFinding.Subject, least: Double, _ now: EventTime
    ) {
        switch share.end(hour, least: least, settings) {
        case .jumped(let share, let usual):
            raise(subject, since: nil, "\(percent(share)), usually \(percent(usual))", now)
        case .over: close(subject, .over, now)
        case .usual: close(subject, .usual, now)
        case nil: return
        }
    }

    private mutating func forget(_ source: String, _ tree: inout SourceTree, _ now: EventTime) {
        let limit = now - settings.forget
        for (store, health) in tree.stores {
            for (till, health) in health.tills where health.lastLine.map({ $0 < limit }) ?? true {
                tree.stores[store]?.tills[till] = nil
                tillCount -= 1
                touched.insert(HealthState.Name(source: source, store: store, till: till))
                for kind in HealthFinding.Kind.allCases {
                    close(.init(kind, source: source, store: store, till: till), .forgotten, now)
                }
            }
            guard tree.stores[store]?.tills.isEmpty == true else { continue }
            tree.stores[store] = nil
            touched.insert(HealthState.Name(source: source, store: store))
            for kind in HealthFinding.Kind.allCases {
                close(.init(kind, source: source, store: store), .forgotten, now)
            }
        }
    }

    // MARK: Findings

    private mutating func raise(
        _ subject: HealthFinding.Subject, since: EventTime?, _ detail: String, _ now: EventTime
    ) {
        guard open[subject] == nil else { return }
        let finding = HealthFinding(subject: subject, opened: now, since: since, detail: detail)
        open[subject] = finding
        changes.append(.opened(finding))
    }

    private mutating func close(
        _ subject: HealthFinding.Subject, _ ending: HealthFinding.Ending, _ now: EventTime
    ) {
        guard let finding = open.removeValue(forKey: subject) else { return }
        changes.append(.closed(finding, ending, at: now))
    }

    private mutating func close(
        _ kind: HealthFinding.Kind, source: String, _ store: ExactText? = nil, _ till: ExactText? = nil,
        at now: EventTime
    ) {
        close(.init(kind, source: source, store: store, till: till), .over, now)
    }

    private mutating func taken() -> [HealthChange] {
        defer { changes = [] }
        return changes
    }
}

// MARK: What is kept

extension FeedHealth {
    private mutating func restore(_ name: HealthState.Name, _ content: Data, _ decoder: JSONDecoder) {
        if name.store.isEmpty {
            guard let health = try? decoder.decode(SourceHealth.self, from: content) else { return }
            sources[name.source, default: SourceTree()].health = health
        } else if name.till.isEmpty {
            guard let health = try? decoder.decode(StoreHealth.self, from: content) else { return }
            sources[name.source, default: SourceTree()].stores[name.store, default: .init()].health = health
        } else {
            guard let health = try? decoder.decode(TillHealth.self, from: content) else { return }
            sources[name.source, default: SourceTree()].stores[name.store, default: .init()].tills[
                name.till] = health
            tillCount += 1
        }
    }

    /// Nil where it is no longer known.
    private func encoded(_ name: HealthState.Name, _ encoder: JSONEncoder) -> [UInt8]? {
        let tree = sources[name.source]
        if name.store.isEmpty { return tree.flatMap { try? [UInt8](encoder.encode($0.health)) } }
        let store = tree?.stores[name.store]
        if name.till.isEmpty { return store.flatMap { try? [UInt8](encoder.encode($0.health)) } }
        return store?.tills[name.till].flatMap { try? [UInt8](encoder.encode($0)) }
    }
}
