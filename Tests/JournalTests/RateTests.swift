import Foundation
import Journal
import Purchases
import Testing

/// Prints rates when asked to (`TILLWATCH_RATES=1`); a rate depends on the machine, so none is required here.
@Suite struct RateTests {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["TILLWATCH_RATES"] != nil))
    func ratesOfAcceptanceDuplicatesAndReplay() throws {
        let folder = try Folder()
        let journal = try Journal.open(path: folder.file())
        let batches = (0..<200).map { number in
            batch((0..<1000).map { Self.line(number * 1000 + $0) })
        }
        let clock = ContinuousClock()
        let count = Double(batches.count * 1000)
        let taken = try clock.measure {
            for batch in batches { _ = try journal.commit(batch: batch) { _ in [] } }
        }
        print("accepted: \(Int(count / seconds(taken))) lines/s")
        let again = try clock.measure {
            for batch in batches { _ = try journal.commit(batch: batch) { _ in [] } }
        }
        print("duplicates: \(Int(count / seconds(again))) lines/s")
        var replayed = 0
        let replay = try clock.measure { try journal.replay { replayed += $0.count } }
        print("replayed: \(Int(count / seconds(replay))) lines/s")
        #expect(replayed == batches.count * 1000)
        try journal.close()
        let size = try FileManager.default.attributesOfItem(atPath: folder.file())[.size] as? Int ?? 0
        print("size: \(size / replayed) bytes a line")
    }

    private func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }

    private static func line(_ number: Int) -> Line {
        var line = sampleLine(
            "\(number % 4)", receipt: "\(100_000 + number / 4 % 50)", store: "\(number / 200)",
            product: "p\(number % 70)",
            minutes: number, quantity: ExactDecimal(1 + number % 5), description: "hydrogen peroxide 12 %")
        line.amount = ExactDecimal(number % 100)
        line.currency = "EUR"
        line.tender = "card"
        line.tokens = [
            Token(kind: "card", value: ExactText(String(repeating: "0123456789abcdef", count: 4))),
            Token(kind: "loyalty", value: ExactText("\(number)")),
        ]
        return line
    }
}
