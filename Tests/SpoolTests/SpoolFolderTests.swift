import Foundation
import Spool
import Testing

struct SpoolFolderTests {
    private struct Memory: Codable, Equatable { var etag: String }

    private func put(_ bytes: [UInt8], _ name: String, in spool: SpoolFolder) throws -> Bool {
        try spool.put(bytes, as: name)
    }

    private func withSpool(_ body: (SpoolFolder) throws -> Void) throws {
        let parent = FileManager.default.temporaryDirectory.appending(path: "spool-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: parent) }
        let spool = SpoolFolder(path: parent + "/a/b", filesMax: 2, bytesMax: 10)
        try spool.make()
        try spool.make()
        try body(spool)
    }

    @Test func `files come whole, and never over one that waits`() throws {
        try withSpool { (spool: SpoolFolder) throws in
            #expect(spool.isEmpty)
            #expect(try put([1, 2], "x", in: spool))
            #expect(spool.holds("x") && !spool.isEmpty && spool.parts.isEmpty)
            #expect(try !put([3], "x", in: spool))
            #expect(FileManager.default.contents(atPath: spool.ready + "/x") == Data([1, 2]))
            try FileManager.default.removeItem(atPath: spool.ready + "/x")
            #expect(try put([3], "x", in: spool))
            // What could not be read is kept until the next of its name.
            try FileManager.default.moveItem(atPath: spool.ready + "/x", toPath: spool.failed + "/x")
            #expect(spool.wasRefused("x"))
            #expect(try put([4], "x", in: spool))
            #expect(!spool.wasRefused("x"))
            let mode = try FileManager.default.attributesOfItem(atPath: spool.path)[.posixPermissions] as? Int
            #expect(mode == 0o700)
        }
    }

    @Test func `room is bounded in files and bytes`() throws {
        try withSpool { (spool: SpoolFolder) throws in
            #expect(spool.hasRoom(for: 1000))
            #expect(try put([1, 2, 3, 4], "x", in: spool))
            #expect(spool.hasRoom(for: 6) && !spool.hasRoom(for: 7))
            #expect(try put([1], "y", in: spool))
            #expect(!spool.hasRoom(for: 0))
        }
    }

    @Test func `the state is kept in place of the one before`() throws {
        try withSpool { (spool: SpoolFolder) throws in
            #expect(spool.state(Memory.self) == nil)
            try spool.keep(Memory(etag: "1"))
            try spool.keep(Memory(etag: "2"))
            #expect(spool.state(Memory.self) == Memory(etag: "2"))
            try Data("{".utf8).write(to: URL(fileURLWithPath: spool.path + "/state"))
            #expect(spool.state(Memory.self) == nil)
        }
    }

    @Test(arguments: [
        ("sales.csv", "sales.csv"), ("a/b.csv", "a%2Fb.csv"), (".x", "%2Ex"), ("ä b", "%C3%A4%20b"),
        ("%", "%25"),
        ("\n", "%0A"),
    ])
    func `names are plain and differ`(remote: String, name: String) {
        #expect(SpoolFolder.fileName(remote) == name)
    }

    @Test func `names are not empty and not too long`() {
        #expect(SpoolFolder.fileName("") == nil)
        #expect(SpoolFolder.fileName(String(repeating: "x", count: 241)) == nil)
    }
}
