import Feeds
import Foundation
import Journal
import Pipeline
import Purchases
import Testing

struct RotatedFilesTests {
    @Test(arguments: [
        ("sales.csv.1", true), ("sales.csv-20261127", true), ("sales.csv_old", true),
        ("sales-20261127.csv", true),
        ("sales.2026-11-27T04:00.csv", true), ("sales.csv", false), ("sales-returns.csv", false),
        ("sales2.csv", false), ("sales.csvx", false), ("other.csv.1", false), ("sales.txt", false),
    ])
    func namesThatRotationGives(_ name: String, _ isRotated: Bool) {
        #expect(RotatedFiles.isRotated(name, from: "sales.csv") == isRotated)
    }

    @Test func whatIsLeftIsReadOldestFirst() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/rotated-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/sales.csv"
        func write(_ name: String, _ text: String, at second: Double) throws {
            let path = folder + "/" + name
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: second)], ofItemAtPath: path)
        }
        try write("sales.csv.3", "x,y\n0,0\n", at: 100)
        try write("sales.csv.2", "a,b\n1,2\n3,4\n", at: 200)
        try write("sales.csv.1", "a,b\n5,6\n", at: 300)
        try write("sales-other.csv", "a,b\n7,8\n", at: 350)
        try write("sales.csv", "a,b\n9,9\n", at: 400)
        let place = SourcePosition(source: path, line: 2, offset: 8)
        let kept = KeptPosition(position: place, mark: InputMark.of(folder + "/sales.csv.2", before: 8))
        let left = RotatedFiles.unread(of: path, after: kept)
        #expect(
            left.map { ($0.path as NSString).lastPathComponent } == ["sales.csv.2", "sales.csv.1"]
                && left.map(\.start?.offset) == [8, nil])

        // Read to its end already: only what came after it.
        let end = SourcePosition(source: path, line: 3, offset: 12)
        let ended = KeptPosition(position: end, mark: InputMark.of(folder + "/sales.csv.2", before: 12))
        #expect(RotatedFiles.unread(of: path, after: ended).map(\.start?.offset) == [nil])

        // Nothing there was it once.
        let other = KeptPosition(position: place, mark: [1, 2, 3])
        #expect(RotatedFiles.unread(of: path, after: other) == [])
    }
}
