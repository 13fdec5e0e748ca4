import Documents
import Feeds
import Foundation
import Journal
import Pipeline
import Purchases
import Testing

/// The flow on real files: a pack, its list, a catalogue, a feed file and an export of three lines.
struct ScanRunTests {
    private static let key = [UInt8](repeating: 7, count: 32)

    @Test func takesLinesFromFileToLedger() throws {
        let shop = try Shop()
        let journal = try shop.journal()
        let run = try shop.run(journal)
        var events: [AlertEvent] = []
        let ending = try run.read(shop.export, stop: StopFlag()) { events += $0.events }
        #expect(ending != nil)
        #expect(run.totals.read == 3)
        #expect(run.totals.screened == 1)
        #expect(run.totals.journalled == 2)
        #expect(run.totals.quarantined == 0)
        #expect(events.map(\.type) == [.raised])
        #expect(try journal.standing().map(\.data.level) == ["notice"])
        #expect(run.counts().buyers == 1)
    }

    @Test func secondReadingChangesNothing() throws {
        let shop = try Shop()
        let journal = try shop.journal()
        let first = try shop.run(journal)
        _ = try first.read(shop.export, stop: StopFlag()) { _ in }
        let before = try journal.standing()
        let second = try shop.run(journal)
        var events = 0
        _ = try second.read(shop.export, stop: StopFlag()) { events += $0.events.count }
        #expect(events == 0)
        #expect(second.totals.duplicates == 2)
        #expect(try journal.standing() == before)
        #expect(try LedgerVerification.run(journal).differences.isEmpty)
    }

    @Test func stopsBetweenBatches() throws {
        let shop = try Shop()
        let run = try ScanRun(
            setup: shop.setup, journal: shop.journal(), pseudonyms: Pseudonyms(key: Self.key), batchLines: 1)
        let stop = StopFlag()
        var batches = 0
        let ending = try run.read(shop.export, stop: stop) { _ in
            batches += 1
            stop.set()
        }
        #expect(ending == nil)
        #expect(batches == 1)
    }

    @Test func anotherTokenKeyIsRefused() throws {
        let shop = try Shop()
        let path = shop.folder.appendingPathComponent("kept.journal").path
        try shop.journal(path).close()
        let error = #expect(throws: JournalError.self) {
            try JournalSetup.open(
                path: path, installation: nil, setup: shop.setup, tokenKey: [UInt8](repeating: 8, count: 32))
        }
        #expect(error?.code == .settingDiffers)
    }

    @Test func reportsWhatIsWrongWithEveryFile() throws {
        let shop = try Shop()
        let report = #expect(throws: DiagnosticReport.self) {
            try Setup.load(
                packs: [shop.path("no.yaml")], catalogue: shop.path("no.csv"),
                feeds: [shop.path("no-feed.yaml")]
            )
        }
        let files = Set(report?.errors.map(\.file) ?? [])
        #expect(files == [shop.path("no.yaml"), shop.path("no.csv"), shop.path("no-feed.yaml")])
    }

    /// The files in a folder of their own, removed with it.
    private final class Shop {
        let folder: URL
        let setup: Setup
        var export: String { path("sales.csv") }

        init() throws {
            folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (name, text) in Self.files {
                try Data(text.utf8).write(to: folder.appendingPathComponent(name))
            }
            let at = folder
            setup = try Setup.load(
                packs: [at.appendingPathComponent("pack.yaml").path],
                catalogue: at.appendingPathComponent("catalogue.csv").path,
                feeds: [at.appendingPathComponent("feed.yaml").path])
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

        func journal(_ path: String? = nil) throws -> Journal {
            try JournalSetup.open(path: path, installation: nil, setup: setup, tokenKey: ScanRunTests.key)
        }

        func run(_ journal: Journal) throws -> ScanRun {
            try ScanRun(
                setup: setup, journal: journal, pseudonyms: Pseudonyms(key: ScanRunTests.key),
                batchLines: 1000)
        }

        private static let files = [
            "list.yaml": """
            list: made-up
            version: "1"
            jurisdiction: EU
            source: {title: made up}
            substances:
              - {id: salt, name: Salt, cas: 7647-14-5}
            """,
            "pack.yaml": """
            tillwatch: 1
            pack: {id: made-up, version: 1, from: 2026-01-01}
            lists: [list.yaml]
            levels: {notice: 30}
            rules:
              - {id: much, title: Much salt, within: 7d, where: {list: made-up}, measure: sum mass, at_least: 2 kg, score: 30}
            """,
            "catalogue.csv": """
            product,substance,concentration,basis,net_amount,net_unit
            4001,salt,100,w/w,1,kg

            """,
            "feed.yaml": """
            feed: shop
            format: csv
            timezone: Europe/Berlin
            fields: {store: store, till: till, receipt: receipt, line: line, time: time, product: product, quantity: quantity}
            tokens: {loyalty: card}
            """,
            "sales.csv": """
            store,till,receipt,line,time,product,quantity,card
            S1,1,1,1,2026-03-01T10:00:00,4001,1,C
            S1,1,1,2,2026-03-01T10:00:00,bread,1,C
            S1,1,2,1,2026-03-02T10:00:00,4001,1,C

            """,
        ]
    }
}
