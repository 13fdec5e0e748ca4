import Delivery
import Foundation
import Journal
import Logging
import Purchases
import Testing
import Webhooks

/// Endpoints that are written, through a courier.
@Suite struct WrittenTests {
    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private func lines(_ file: URL) throws -> [[UInt8]] {
        let content = try [UInt8](Data(contentsOf: file))
        #expect(content.last == UInt8(ascii: "\n"))
        return content.split(separator: UInt8(ascii: "\n")).map(Array.init)
    }

    private func deliver(_ outbox: MemoryOutbox, _ written: Endpoint.Written) async throws -> DeliveryReport {
        try await courier(outbox, Endpoint(written: written)).drain(within: .seconds(20))
    }

    @Test func aFileHasEachEventOnceInOrder() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let outbox = MemoryOutbox()
        outbox.add(subjects: 20, revisions: 4)
        let file = folder.appending(path: "events")
        let report = try await deliver(outbox, .file(file.path))
        #expect(report.sent == 80 && report.waiting == 0)
        let written = try lines(file)
        #expect(Set(written) == Set(outbox.entries.map(\.body)) && written.count == 80)
        let events = try written.map { try EventEncoding.decode($0) }
        for subject in Set(events.map(\.subject)) {
            #expect(events.filter { $0.subject == subject }.map(\.data.revision) == [1, 2, 3, 4])
        }
    }

    /// Two that write one file, as the alerts and the feeds of one endpoint do, cut and tear nothing of each other.
    @Test func twoWritersShareAFile() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let outboxes = (0..<4).map { _ in MemoryOutbox() }
        let file = folder.appending(path: "events")
        let plan = FolderPlan(folder: folder.appending(path: "all").path, bytesMax: 5000)
        for (index, outbox) in outboxes.enumerated() {
            outbox.add(subjects: 30, revisions: 2, from: index / 2 * 30 + index * 100)
        }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for (index, outbox) in outboxes.enumerated() {
                let written: Endpoint.Written = index < 2 ? .file(file.path) : .folder(plan)
                group.addTask { try await deliver(outbox, written).sent }
            }
            for try await sent in group { #expect(sent == 60) }
        }
        #expect(Set(try lines(file)) == Set(outboxes[..<2].flatMap { $0.entries.map(\.body) }))
        let files = try FileManager.default.contentsOfDirectory(atPath: plan.folder).sorted()
        let all = try files.flatMap { try lines(URL(fileURLWithPath: plan.folder).appending(path: $0)) }
        #expect(Set(all) == Set(outboxes[2...].flatMap { $0.entries.map(\.body) }) && all.count == 120)
        #expect(files.count > 10)
    }

    @Test func whatCannotBeWrittenWaits() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let outbox = MemoryOutbox()
        outbox.add(subjects: 3)
        let target = Endpoint(written: .file(folder.appending(path: "no/such/file").path))
        let report = try await courier(outbox, target).drain(within: .milliseconds(300))
        #expect(report.sent == 0 && report.waiting == 3 && report.refused == 0)
        #expect(report.lastErrors.map(\.cause) == ["not written"])
    }
}
