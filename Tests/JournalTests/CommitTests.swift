import Foundation
import GRDB
import Journal
import Purchases
import Testing

/// Versions, quarantine, positions and rollback; each in memory and in a file.
@Suite struct CommitTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func journal(_ inMemory: Bool) throws -> Journal {
        try Journal.open(path: inMemory ? nil : folder.file())
    }

    @Test(arguments: [true, false]) func newLinesGoToTheJudgeInOrder(inMemory: Bool) throws {
        let journal = try journal(inMemory)
        let lines = (1...3).map { sampleLine("\($0)") }
        var judged: [JournalledLine] = []
        let result = try journal.commit(batch: batch(lines)) { new in
            judged += new
            return []
        }
        #expect(judged.map(\.line) == lines)
        #expect(judged.map(\.sequence) == [1, 2, 3])
        #expect(judged.allSatisfy { $0.rows == sampleRows })
        #expect(result.journalled == 3)
        #expect(result.duplicates == 0)
        #expect(result.corrections == 0)
        #expect(try journal.keptLines == judged)
    }

    @Test(arguments: [true, false]) func knownContentChangesNothing(inMemory: Bool) throws {
        let journal = try journal(inMemory)
        let old = sampleLine(quantity: ExactDecimal(1))
        let new = sampleLine(quantity: ExactDecimal(2))
        try journal.accept([old])
        let corrected = try journal.accept([new])
        #expect(corrected.corrections == 1)
        // A stale file after a correction.
        let stale = try journal.commit(batch: batch([old, new])) { _ in
            Issue.record("nothing is new")
            return []
        }
        #expect(stale.duplicates == 2)
        #expect(stale.journalled == 2)
        #expect(stale.corrections == 0)
        #expect(try journal.keptLines.map(\.line) == [old, new])
    }

    @Test func linesOfOneBatchSeeEachOther() throws {
        let journal = try journal(true)
        let old = sampleLine(quantity: ExactDecimal(1))
        let new = sampleLine(quantity: ExactDecimal(2))
        let result = try journal.accept([old, new, old, new])
        #expect(result.journalled == 4)
        #expect(result.duplicates == 2)
        #expect(result.corrections == 1)
        #expect(try journal.keptLines.map(\.line) == [old, new])
    }

    @Test func keysCompareByBytes() throws {
        let journal = try journal(true)
        let composed = sampleLine("\u{E9}")
        let decomposed = sampleLine("e\u{301}")
        #expect(composed.lineNumber.string == decomposed.lineNumber.string, "equal as Swift's strings")
        let cut = [sampleLine("a\0b"), sampleLine("a\0c"), sampleLine("a")]
        let result = try journal.accept([composed, decomposed] + cut + [composed, decomposed] + cut)
        #expect(result.journalled == 10)
        #expect(result.duplicates == 5)
        #expect(try journal.keptLines.map(\.line) == [composed, decomposed] + cut)
        // The same holds for contents, and for leading zeros.
        let contents = [sampleLine("7", description: "\u{E9}"), sampleLine("7", description: "e\u{301}")]
        #expect(try journal.accept(contents).corrections == 1)
        #expect(try journal.accept([sampleLine("07", description: "\u{E9}")]).corrections == 0)
        #expect(try journal.accept([sampleLine("9", product: "e\u{301}")]).journalled == 1)
        #expect(try journal.accept([sampleLine("10", product: "\u{E9}")]).journalled == 1)
        #expect(try journal.products() == ["e\u{301}", "p1", "\u{E9}"], "in bytewise order")
    }

    @Test func allVersionsOfRevisionsAreKept() throws {
        let journal = try journal(true)
        let revisions = [3, 1, 2].map { sampleLine(quantity: ExactDecimal($0), revision: Int64($0)) }
        let other = sampleLine(day: 5, quantity: ExactDecimal(9), revision: 2)
        let result = try journal.accept(revisions + [other] + revisions)
        #expect(result.corrections == 3)
        #expect(result.duplicates == 3)
        #expect(try journal.keptLines.map(\.line) == revisions + [other])
    }

    @Test(arguments: [true, false]) func aKeyOfAnotherDayIsQuarantined(inMemory: Bool) throws {
        let journal = try journal(inMemory)
        let first = sampleLine()
        let corrected = sampleLine(quantity: ExactDecimal(3))
        let reused = sampleLine(minutes: 1440, day: 1)
        var withTokens = reused
        withTokens.tokens = [Token(kind: "card", value: "ab12")]
        let result = try journal.accept([first, corrected, withTokens])
        #expect(result.corrections == 1)
        #expect(result.journalled == 2)
        let quarantined = try #require(result.quarantined.first)
        #expect(result.quarantined.count == 1)
        #expect(quarantined.reason == .keyReused)
        #expect(quarantined.position == SourcePosition(source: "sales.csv", line: 202, offset: 200))
        #expect(quarantined.fields.first == Extra(name: "store", value: "7"))
        #expect(quarantined.fields.contains(Extra(name: "tokens.card", value: "ab12")))
        #expect(quarantined.detail.contains("2026-11-02"))
        #expect(try journal.quarantined() == result.quarantined)
        #expect(try journal.keptLines.count == 2)
    }

    @Test func aMappedDayMakesAnotherKey() throws {
        let journal = try journal(true)
        let days = [sampleLine(businessDay: "1"), sampleLine(minutes: 1440, day: 1, businessDay: "2")]
        let result = try journal.accept(days)
        #expect(result.journalled == 2)
        #expect(result.corrections == 0)
        // A correction that moves the local day under one business day is a version.
        #expect(try journal.accept([sampleLine(minutes: 1440, day: 1, businessDay: "1")]).corrections == 1)
    }

    @Test(arguments: [true, false]) func quarantineIsKeptOnce(inMemory: Bool) throws {
        let journal = try journal(inMemory)
        let position = SourcePosition(source: "sales.csv", line: 4, offset: 120)
        let lines = [
            QuarantinedLine(
                reason: .badTime, detail: "25:00", position: position,
                fields: [Extra(name: "store", value: "\0é\"")]),
            QuarantinedLine(reason: .notDecodable, detail: "", position: position),
        ]
        var input = BatchInput(arrived: [], quarantined: lines, recorded: recorded)
        for _ in 0..<2 {
            let result = try journal.commit(batch: input) { _ in [] }
            #expect(result.quarantined.isEmpty)
            #expect(result.journalled == 0)
        }
        #expect(try journal.quarantined() == lines)
        input.quarantined[0].position.offset = 240
        _ = try journal.commit(batch: input) { _ in [] }
        #expect(try journal.quarantined().count == 3)
    }

    @Test(arguments: [true, false]) func nothingOfAFailedBatchIsKept(inMemory: Bool) throws {
        struct Refused: Error {}
        let journal = try journal(inMemory)
        try journal.register([samplePack])
        try journal.accept([sampleLine("1")])
        let other = arrived(sampleLine("2", product: "p2"), source: "other.csv")
        let input = BatchInput(
            arrived: [other],
            quarantined: [QuarantinedLine(reason: .badTime, detail: "", position: other.position)],
            position: SourcePosition(source: "other.csv", line: 9, offset: 900), recorded: recorded,
            deliver: true)
        #expect(throws: Refused.self) { try journal.commit(batch: input) { _ in throw Refused() } }
        #expect(throws: JournalError.self) {
            try journal.commit(batch: input) { _ in [change(nil, sampleAlert("s", level: "none"))] }
        }
        #expect(try journal.keptLines.count == 1)
        #expect(try journal.products() == ["p1"])
        #expect(try journal.quarantined().isEmpty)
        #expect(try journal.position(of: "other.csv") == nil)
        #expect(try journal.outbox(limit: 9).isEmpty)
        #expect(try journal.standing().isEmpty)
        // And the same batch goes in afterwards, as if it had never been tried.
        let result = try journal.commit(batch: input) { new in
            #expect(new.map(\.sequence) == [2])
            return [change(nil, sampleAlert("s"))]
        }
        #expect(result.events.map(\.id) == ["s-1"])
        #expect(try journal.products() == ["p1", "p2"])
        #expect(try journal.position(of: "other.csv")?.offset == 900)
        #expect(try journal.quarantined().count == 1)
    }

    @Test func everythingOutlivesReopening() throws {
        var line = sampleLine("1", quantity: ExactDecimal("2.000001"), description: "Wasserstoff\u{E9}\0")
        line.kind = .return
        line.amount = ExactDecimal("-999999999999.999999")
        line.currency = "EUR"
        line.tender = "card"
        line.refers = Reference(store: "7", line: "3")
        line.tokens = [
            Token(kind: "card", value: "a"),
            Token(kind: "loyalty", value: ExactText(String(repeating: "x", count: 300))),
        ]
        line.licence = Exemption(
            number: "n", until: LocalDay(iso: "2027-01-01"), scope: [], concentration: ExactDecimal("35"),
            total: .grams(ExactDecimal("0.000001") ?? .zero), period: .unreadable)
        line.professional = Exemption(
            scope: ["eu/1", "7722-84-1"], total: .unreadable, period: .span(TimeSpan(seconds: 90)))
        line.extra = [Extra(name: "cashier", value: "9")]
        var bare = sampleLine("2", product: nil, quantity: nil, revision: -4)
        bare.kind = .void
        bare.licence = Exemption()
        let journal = try Journal.open(path: folder.file())
        try journal.accept([line, bare])
        let kept = try journal.keptLines
        #expect(kept.map(\.line) == [line, bare])
        try journal.close()
        let again = try Journal.open(path: folder.file())
        #expect(try again.keptLines == kept)
        #expect(try again.accept([line, bare]).duplicates == 2)
        #expect(try again.accept([sampleLine("3")]).journalled == 1)
        #expect(try again.keptLines.map(\.sequence) == [1, 2, 3])
    }

    @Test func replayComesInChunks() throws {
        let journal = try journal(false)
        let lines = (0..<25).map { sampleLine("\($0)") }
        try journal.accept(lines)
        var sizes: [Int] = []
        var replayed: [Line] = []
        try journal.replay(chunk: 10) { chunk in
            sizes.append(chunk.count)
            replayed += chunk.map(\.line)
            // The journal may be asked meanwhile.
            let lines = try journal.counts().lines
            #expect(lines == 25)
        }
        #expect(sizes == [10, 10, 5])
        #expect(replayed == lines)
    }

    @Test func positionsAreCommittedWithTheirLines() throws {
        let journal = try Journal.open(path: folder.file())
        try journal.accept([sampleLine("1")])
        #expect(
            try journal.position(of: "sales.csv") == SourcePosition(source: "sales.csv", line: 3, offset: 100)
        )
        // A batch that brings nothing new writes nothing; its position comes with the next, or at the end.
        let before = try walSize()
        try journal.accept([sampleLine("1"), sampleLine("1")])
        #expect(try walSize() == before)
        #expect(try journal.position(of: "sales.csv")?.offset == 100)
        try journal.close()
        let again = try Journal.open(path: folder.file())
        #expect(try again.position(of: "sales.csv")?.offset == 200)
        #expect(try again.position(of: "none.csv") == nil)
    }

    private func walSize() throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file() + "-wal")
        return attributes[.size] as? Int
    }

    @Test func aNumberTooLargeIsRefused() throws {
        let journal = try journal(true)
        let error = #expect(throws: JournalError.self) {
            try journal.accept([sampleLine(quantity: ExactDecimal(millionths: Int128(Int64.max) + 1))])
        }
        #expect(error?.code == .outOfRange)
    }
}
