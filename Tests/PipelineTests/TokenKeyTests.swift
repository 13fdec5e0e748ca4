import Foundation
import Pipeline
import Testing

struct TokenKeyTests {
    private let digits = String(repeating: "0aF9", count: 16)

    @Test func readsTheEnvironment() throws {
        let key = try #require(try TokenKey.load(file: nil, environment: [TokenKey.environmentName: digits]))
        #expect(key.count == 32)
        #expect(Array(key.prefix(2)) == [0x0A, 0xF9])
    }

    @Test func isNilWhenNeitherIsGiven() throws {
        #expect(try TokenKey.load(file: nil, environment: [:]) == nil)
    }

    @Test func fileWinsAndIsTrimmed() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).key")
        try Data((" " + String(repeating: "11", count: 32) + "\n").utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let key = try TokenKey.load(file: file.path, environment: [TokenKey.environmentName: digits])
        #expect(key == [UInt8](repeating: 0x11, count: 32))
    }

    @Test(arguments: [
        "", "0", String(repeating: "a", count: 63), String(repeating: "a", count: 65),
        String(repeating: "g", count: 64),
    ])
    func refusesWhatIsNoKeyAndNeverShowsIt(text: String) throws {
        let error = #expect(throws: TokenKey.Unusable.self) {
            try TokenKey.load(file: nil, environment: [TokenKey.environmentName: text])
        }
        #expect(error?.place == TokenKey.environmentName)
        #expect(text.isEmpty || text == "0" || error?.what.contains(text) == false)
    }

    @Test func namesTheFileThatIsNotThere() {
        let error = #expect(throws: TokenKey.Unusable.self) {
            try TokenKey.load(file: "/no/such/token.key", environment: [:])
        }
        #expect(error?.place == "/no/such/token.key")
        #expect(error?.hint.contains("tillwatch key new") == true)
    }

    @Test func randomKeysDiffer() {
        #expect(TokenKey.random() != TokenKey.random())
    }
}
