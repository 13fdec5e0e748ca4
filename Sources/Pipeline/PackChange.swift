import Detection
import Journal
import Purchases
import Rules

/// The packs by which a journal is judged, and those by which it is to be judged from now on (7.1).
///
/// Versions stay: what is given is added to the versions that the journal keeps of the same packs. A pack of which no
/// version is given any more goes, which needs the same word as judging sent alerts anew.
struct PackChange {
    /// What the journal keeps.
    let kept: [Pack]
    let keptShadow: [Pack]
    /// What judges afterwards.
    let live: [Pack]
    let shadow: [Pack]
    let records: [PackRecord]
    /// Ids of packs that are not given any more.
    let dropped: [String]

    /// - Throws: `JournalError` when they cannot judge together, or a kept pack does not compile any more.
    init(_ setup: Setup, _ journal: Journal) throws {
        let given = try JournalSetup.records(of: setup)
        try journal.check(given)
        let known = Dictionary(
            (setup.packs + (setup.shadow ?? [])).map { ($0.digest, $0) },
            uniquingKeysWith: { first, _ in first })
        func pack(_ record: PackRecord) throws -> Pack {
            try known[record.digest] ?? JournalSetup.compiled(record, journal)
        }
        let keptRecords = try journal.packs(.live)
        let shadowRecords = try journal.packs(.shadow)
        let keptPacks = try keptRecords.map(pack)
        keptShadow = try shadowRecords.map(pack)
        kept = keptPacks

        let ids = Set(setup.packs.map(\.id))
        let stays = keptPacks.indices.filter { place in
            let old = keptPacks[place]
            let isGiven = setup.packs.contains { $0.id == old.id && $0.version == old.version }
            return ids.contains(old.id) && !isGiven
        }
        live = setup.packs + stays.map { keptPacks[$0] }
        shadow = setup.shadow ?? keptShadow
        let shadows = setup.shadow == nil ? shadowRecords : given.filter { $0.state == .shadow }
        records = given.filter { $0.state == .live } + stays.map { keptRecords[$0] } + shadows
        dropped = Set(keptPacks.map(\.id)).subtracting(ids).sorted()
        let used = keptPacks + keptShadow
        if let refusal = PackSuccession.refusal(of: setup.packs, after: used, at: journal.path) {
            throw refusal
        }
        try check(journal)
    }

    var isNothing: Bool {
        Self.names(kept) == Self.names(live) && Self.names(keptShadow) == Self.names(shadow)
    }

    private static func names(_ packs: [Pack]) -> Set<[String]> {
        Set(packs.map { [$0.id, $0.version, $0.digest] })
    }

    private func check(_ journal: Journal) throws {
        if let (pack, other) = live.linkedOtherwise {
            throw JournalError(
                .packBuyers,
                "version \(pack.version) of the pack \(pack.id) links buyers otherwise than version \(other.version)",
                at: journal.path, hint: "write the same `buyers`, or give the pack a new id")
        }
        let both = shadow.first { one in live.contains { $0.id == one.id && $0.version == one.version } }
        if let both {
            throw JournalError(
                .packChanged,
                "version \(both.version) of the pack \(both.id) is live already, and cannot be a shadow",
                at: journal.path,
                hint: "give the shadow pack a version of its own, or take it from the shadows")
        }
    }

    /// Refuses what would judge alerts anew that were sent, or take a pack away.
    func checkReach(of detector: Detector, _ journal: Journal) throws {
        if let gone = dropped.first {
            throw JournalError(
                .packsDiffer, "the journal is judged by the pack \(gone) too, of which no version is given",
                at: journal.path,
                hint: "name the pack, or withdraw its alerts by judging anew: --rejudge")
        }
        guard let reach = detector.reach(of: live) else { return }
        throw JournalError(
            .rejudgeNeeded,
            "version \(reach.version) of the pack \(reach.packID) would judge anew from \(reach.from?.description ?? "the beginning") on, "
                + "where \(reach.alerts) alert\(reach.alerts == 1 ? " was" : "s were") raised already, the first at \(reach.earliest)",
            at: journal.path,
            hint: "give the version a later `from`, or amend and withdraw those alerts: --rejudge")
    }
}

extension Pack {
    /// As people name a version: `eu-baseline 2026.11.0 from 2026-11-01`.
    package var versionText: String { "\(id) \(version)" + (from.map { " from \($0)" } ?? "") }
}
