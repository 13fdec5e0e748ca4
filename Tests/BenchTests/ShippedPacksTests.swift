import Bench
import Foundation
import Testing

struct ShippedPacksTests {
    /// Which changes of them go unnoticed is told by the whole program's tests; it takes longer.
    @Test(arguments: ["eu-baseline", "gb-baseline", "ca-baseline", "us-baseline"])
    func `the tests of a shipped pack pass and leave nothing out`(name: String) {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let suite = TestSuite(paths: ["\(root)/rules/packs/tests/\(name).yaml"])
        #expect(suite.diagnostics == [])
        #expect(suite.count > 10 && suite.failed == 0)
        #expect(suite.coverage().flatMap(\.missing) == [])
    }
}
