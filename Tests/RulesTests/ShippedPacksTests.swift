import Documents
import Foundation
import Purchases
import Rules
import Testing

/// The top of the repository, as seen from this file.
let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

struct ShippedPacksTests {
    @Test(arguments: ["eu-baseline", "gb-baseline", "ca-baseline", "us-baseline"])
    func `the shipped packs compile without a word`(name: String) throws {
        let (pack, files, diagnostics) = PackReader.load(path: "\(repository)/rules/packs/\(name).yaml")
        #expect(diagnostics.map { $0.rendered(color: false) } == [])
        #expect(pack?.id == name)
        #expect(pack?.version == "2026.12.0")
        #expect(pack?.levels.map(\.threshold) == [30, 60, 100])
        #expect(pack?.namedFields == [])
        #expect(files?.lists.count == 1)
        // What the journal keeps compiles to the same pack.
        let again = PackReader.compile(try #require(files))
        #expect(again.pack?.digest == pack?.digest)
    }

    @Test func `the European pack says what its file says`() throws {
        let pack = try #require(PackReader.load(path: "\(repository)/rules/packs/eu-baseline.yaml").pack)
        let rules = Dictionary(uniqueKeysWithValues: pack.rules.map { ($0.id, $0) })
        let sale = try #require(rules["restricted-sale"])
        #expect(
            sale.condition
                == .entry(EntryCondition(lists: ["eu-2019-1148"], annexes: ["I"], aboveLimit: true)))
        #expect(sale.exceptions == [.licence, .professional])
        #expect(sale.window == .receipt)
        let amount = try #require(rules["amount"])
        #expect(amount.measure == .sumMass)
        #expect(amount.threshold.value.description == "10000")
        #expect(amount.each == .substance)
        #expect(amount.cap == 25)
        #expect(amount.windowText == "30d")
        let receipts = try #require(rules["several-receipts"])
        #expect(receipts.partition == [.store])
        #expect(receipts.subject == .buyer)
        let cap = try #require(rules["just-under-cap"])
        guard case .all(let parts) = cap.condition, case .total(let total) = parts.last else {
            return #expect(Bool(false), "\(cap.condition)")
        }
        let range = total.range
        #expect(total.field == .quantity)
        #expect(range.contains(.init(4)) && range.contains(.init(5)) && !range.contains(.init(6)))
    }

    @Test func `a pack that is not there says so`() {
        #expect(PackReader.load(path: "/nowhere/p.yaml").diagnostics.map(\.code) == ["D001"])
        #expect(PackReader.load(path: "/").diagnostics.map(\.code) == ["D001"])
        #expect(PackReader.load(path: "/dev/zero").diagnostics.map(\.code) == ["D001"])
    }
}
