import Purchases

extension PackLedger {
    /// What one batch does to the ledger of a pack, gathered while it is taken in.
    struct Work {
        /// The lines whose purchases came, went or changed.
        var changed: Set<Int> = []
        /// The lines that went to another buyer as they were.
        var moved: Set<Int> = []
        var edits: [Subject: SubjectEdit] = [:]
        /// The feeds that came further or went back, which decides absences.
        var feeds: Set<Int> = []
        /// Alerts by subject, where they may have changed.
        var before: [String: StandingAlert] = [:]
        var after: [String: StandingAlert] = [:]
        var subjects: [String: Subject] = [:]

        mutating func record(_ subject: Subject, before old: [StandingAlert], after new: [StandingAlert]) {
            // What comes before the first change is the same on both sides.
            var same = 0
            while same < old.count, same < new.count, old[same] == new[same] { same += 1 }
            for alert in old[same...] {
                before[alert.subject] = alert
                subjects[alert.subject] = subjects[alert.subject] ?? subject
            }
            for alert in new[same...] {
                after[alert.subject] = alert
                subjects[alert.subject] = subject
            }
        }

        func changes(
            of packID: String, _ touched: Touched, _ linked: Linking.Change, _ linking: Linking,
            _ receipts: Receipts
        ) -> [LedgerChange] {
            let keys = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
            guard !keys.isEmpty else { return [] }
            let blame = Blame(
                touched: touched, linked: linked, linking: linking, receipts: receipts, changed: changed,
                moved: moved, edits: edits, feeds: feeds)
            return keys.compactMap { key -> LedgerChange? in
                guard let subject = subjects[key] else { return nil }
                let cause = blame.cause(of: subject, before: before[key], after: after[key])
                return LedgerChange(
                    packID: packID, subject: key, before: before[key], after: after[key],
                    reason: cause?.reason ?? .late, cause: cause?.order.key)
            }.sorted { ($0.time, $0.subject) < ($1.time, $1.subject) }
        }
    }
}

extension LedgerChange {
    var time: EventTime { after?.time ?? before?.time ?? .distantPast }
}
