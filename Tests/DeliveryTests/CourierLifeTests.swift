import Delivery
import Foundation
import Journal
import Testing
import Webhooks

/// Starts, ends, failures and bounds in time and memory.
@Suite(.serialized, .timeLimit(.minutes(2))) struct CourierLifeTests {
    @Test func deliversWhatIsAnnouncedWhileItRuns() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        let courier = try courier(outbox, endpoint(receiver, "ok"))
        let run = Task { try await courier.run() }
        for round in 0..<5 {
            outbox.add(subjects: 10, from: round * 10)
            courier.announce()
            #expect(try await receiver.requests(atLeast: (round + 1) * 10).count == (round + 1) * 10)
        }
        let report = await courier.drain(within: .seconds(30))
        try await run.value
        #expect(report.sent == 50 && report.waiting == 0)
        #expect(try await receiver.stop().count == 50)
    }

    @Test func takesRowsThatWereNeverAnnounced() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        let courier = try courier(outbox, endpoint(receiver, "ok"))
        let run = Task { try await courier.run() }
        outbox.add(subjects: 1)
        courier.announce()
        await outbox.recorded(1)
        outbox.add(subjects: 3, from: 1)
        #expect(await courier.drain(within: .seconds(30)).sent == 4)
        try await run.value
    }

    @Test func anEmptyOutboxIsDrainedAtOnce() async throws {
        let receiver = try await Receiver()
        let report = try await courier(MemoryOutbox(), endpoint(receiver, "ok")).drain(within: .seconds(30))
        #expect(report == DeliveryReport())
    }

    @Test func sendsNothingTwiceAfterARestart() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 20)
        _ = try await courier(outbox, endpoint(receiver, "ok")).drain(within: .seconds(30))
        outbox.add(subjects: 5, from: 20)
        let report = try await courier(outbox, endpoint(receiver, "ok")).drain(within: .seconds(30))
        #expect(report.sent == 5 && report.outbox.sent == 25)
        #expect(try await receiver.stop().count == 25)
    }

    @Test func aHangingEndpointIsLeftWhenTheTimeIsOver() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 3)
        let begin = ContinuousClock.now
        let report = try await courier(outbox, endpoint(receiver, "hang")).drain(within: .milliseconds(300))
        let took = ContinuousClock.now - begin
        #expect(report.waiting == 3 && report.sent == 0)
        #expect(took >= .milliseconds(300) && took < .seconds(20))
        #expect(outbox.entries.allSatisfy { $0.state == .waiting })
    }

    @Test func anAttemptHasATimeOut() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 2)
        let target = try endpoint(receiver, "hang-first", total: .milliseconds(300))
        let report = try await courier(outbox, target).drain(within: .seconds(30))
        #expect(report.sent == 2)
        #expect(report.lastErrors.map(\.cause) == ["time-out"])
    }

    @Test func anAnswerCountsThoughItsBodyNeverEnds() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1)
        let target = try endpoint(receiver, "slow-body", total: .milliseconds(300))
        let report = try await courier(outbox, target).drain(within: .seconds(30))
        #expect(report.sent == 1 && report.lastErrors.isEmpty)
        #expect(try await receiver.stop().count == 1)
    }

    @Test func headersThatNeverEndAreNoAnswer() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1)
        let target = try endpoint(receiver, "slow-headers", total: .milliseconds(200))
        let report = try await attempts(1, of: outbox, courier(outbox, target))
        #expect(report.sent == 0 && report.waiting == 1)
    }

    @Test func aHugeBodyIsNotRead() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1)
        let report = try await courier(outbox, endpoint(receiver, "huge-body")).drain(within: .seconds(30))
        #expect(report.sent == 1)
        let flood = try await receiver.flood()
        // What fits into the buffers of two sockets, out of a thousand million bytes.
        #expect(flood < 50_000_000)
    }

    @Test func hugeHeadersAreNotRead() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1)
        let target = try endpoint(receiver, "huge-headers")
        let report = try await attempts(1, of: outbox, courier(outbox, target))
        #expect(report.sent == 0 && report.waiting == 1)
        let flood = try await receiver.flood()
        #expect(flood < 50_000_000)
    }

    @Test func cancellationEndsTheRun() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 3)
        let courier = try courier(outbox, endpoint(receiver, "hang"))
        let run = Task { try await courier.run() }
        _ = try await receiver.requests(atLeast: 3)
        run.cancel()
        try await run.value
        #expect(outbox.entries.allSatisfy { $0.state == .waiting })
        // The courier has ended; asking again says so.
        #expect(await courier.drain(within: .seconds(30)).waiting == 3)
    }

    @Test func aClosedPortIsProbedGentlyAndFoundWhenItOpens() async throws {
        let first = try await Receiver()
        _ = try await first.stop()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 200)
        let target = try endpoint(first, "ok")
        let courier = try courier(outbox, target)
        let run = Task { try await courier.run() }
        await outbox.recorded(10)
        let second = try await Receiver(port: first.port, secret: first.secret)
        let report = await courier.drain(within: .seconds(30))
        try await run.value
        #expect(report.sent == 200 && report.waiting == 0)
        let failure = try #require(report.lastErrors.first)
        #expect(failure.cause == "no connection")
        #expect(failure.attempts < 100)
        #expect(try await second.stop().count == 200)
    }

    @Test func anOutboxThatFailsEndsTheRun() async throws {
        let receiver = try await Receiver()
        let outbox = MemoryOutbox()
        outbox.add(subjects: 1, revisions: 3)
        outbox.failRecording(after: 1)
        let courier = try courier(outbox, endpoint(receiver, "ok"))
        let error = await #expect(throws: CourierError.self) { try await courier.run() }
        #expect(error?.code == .outbox)
        #expect(try #require(error).description.contains("DiskFull"))
        // The third never went: the second was not on disk.
        #expect(try await receiver.stop().count == 2)
        #expect(outbox.entries.map(\.state) == [.sent, .waiting, .waiting])
        #expect(await courier.drain(within: .seconds(1)).failure?.code == .outbox)
    }
}
