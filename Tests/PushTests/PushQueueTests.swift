import Push
import Synchronization
import Testing

struct PushQueueTests {
    private func request(_ bytes: Int) -> PushRequest {
        PushRequest(body: [UInt8](repeating: 0x61, count: bytes))
    }

    @Test func roomIsBoundedInBytesAndNumber() {
        let queue = PushQueue(bytesMax: 100, countMax: 2) {}
        #expect(queue.reserve(bytes: 0, request: true))
        #expect(queue.reserve(bytes: 100, request: false))
        #expect(!queue.reserve(bytes: 1, request: false))
        #expect(queue.reserve(bytes: 0, request: true))
        #expect(!queue.reserve(bytes: 0, request: true))
        queue.release(bytes: 100)
        #expect(queue.reserve(bytes: 99, request: true))
        #expect(!queue.reserve(bytes: 2, request: false))
        #expect(queue.reserve(bytes: 1, request: false))
    }

    @Test func requestsAreTakenInOrderUpToSoManyBytes() {
        let queue = PushQueue(bytesMax: 1_000) {}
        for bytes in [50, 10, 40, 1] { queue.put(request(bytes)) }
        // The first is taken whatever its size.
        #expect(queue.take(bytes: 20).map(\.body.count) == [50])
        #expect(queue.take(bytes: 50).map(\.body.count) == [10, 40])
        #expect(queue.take(bytes: 50).map(\.body.count) == [1])
        #expect(queue.take(bytes: 50).isEmpty)
    }

    @Test func onlyTheFirstOfSeveralWakes() {
        let wakes = Mutex(0)
        let queue = PushQueue(bytesMax: 1_000) { wakes.withLock { $0 += 1 } }
        queue.put(request(1))
        queue.put(request(1))
        #expect(wakes.withLock { $0 } == 1)
        _ = queue.take(bytes: 10)
        queue.put(request(1))
        #expect(wakes.withLock { $0 } == 2)
    }

    @Test func aClosedQueueAnswersWhatWaitsAndWhatComes() async {
        let queue = PushQueue(bytesMax: 1_000) {}
        let waits = request(1)
        queue.put(waits)
        queue.close()
        #expect(await waits.answered() == .ending)
        let late = request(1)
        queue.put(late)
        #expect(await late.answered() == .ending)
        #expect(queue.take(bytes: 10).isEmpty)
    }

    @Test func theFirstAnswerCounts() async {
        let one = request(1)
        one.answer(.accepted(PushCounts()))
        one.answer(.ending)
        #expect(await one.answered() == .accepted(PushCounts()))
    }
}
