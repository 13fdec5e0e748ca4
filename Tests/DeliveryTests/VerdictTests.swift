import Delivery
import Testing

@Suite struct VerdictTests {
    /// What the table beside `Verdict` says, for every status.
    @Test func everyStatusHasItsVerdict() {
        for status in 100...999 {
            let result = AttemptResult.answered(status: status, retryAfter: .seconds(5), note: "")
            let expected: Verdict
            if status >= 200 && status < 300 {
                expected = .sent
            } else if [415, 422].contains(status) {
                expected = .refused
            } else if status == 410 {
                expected = .gone
            } else if (status >= 300 && status < 400)
                || [401, 403, 404, 405, 407, 429, 502, 503, 504].contains(status)
            {
                expected = .pauseEndpoint(after: .seconds(5))
            } else {
                expected = .retryEvent(after: .seconds(5))
            }
            #expect(result.verdict == expected, "\(status)")
            #expect((result.error == nil) == (expected == .sent), "\(status)")
        }
    }

    @Test func noAnswerIsTheEndpointsMatter() {
        for failure in [TransferFailure.resolve, .connect, .tls, .timeout, .transfer] {
            #expect(AttemptResult.failed(failure, message: "").verdict == .pauseEndpoint(after: nil))
        }
        #expect(AttemptResult.failed(.privateAddress, message: "").verdict == .wrongAddress)
    }
}

@Suite struct RetryPolicyTests {
    @Test func pausesGrowAndAreSpread() {
        var policy = RetryPolicy()
        policy.pauseMin = .seconds(1)
        policy.pauseMax = .seconds(60)
        var generator = Seeded(seed: 7)
        for (failures, most) in [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (1000, 60), (0, 1)] {
            let pauses = (0..<500).map { _ in policy.pause(afterFailures: failures, using: &generator) }
            #expect(pauses.allSatisfy { $0 >= .zero && $0 < .seconds(most) })
            // Full jitter: some in the first tenth, some in the last.
            #expect(pauses.contains { $0 < .milliseconds(most * 100) })
            #expect(pauses.contains { $0 > .milliseconds(most * 900) })
        }
    }

    /// The table of Standard Webhooks, written out once more.
    @Test func theScheduleIsThatOfStandardWebhooks() {
        let minutes = [5, 30, 2 * 60, 5 * 60, 10 * 60, 14 * 60, 20 * 60, 24 * 60]
        let expected: [Duration] = [.zero, .seconds(5)] + minutes.map { .seconds($0 * 60) }
        let policy = RetryPolicy()
        #expect(policy.schedule == expected)
        let whole = policy.schedule.reduce(Duration.zero, +)
        #expect(whole == .seconds(272_105))
        var generator = Seeded(seed: 8)
        for failures in 1...9 {
            let due = policy.schedule[failures]
            let delays = (0..<500).compactMap { _ in policy.delay(afterFailures: failures, using: &generator)
            }
            #expect(delays.count == 500)
            #expect(delays.allSatisfy { $0 >= due * 0.8 && $0 <= due * 1.2 })
            #expect(delays.contains { $0 < due * 0.85 } && delays.contains { $0 > due * 1.15 })
        }
        #expect(policy.delay(afterFailures: 10, using: &generator) == nil)
    }

    @Test func aBriefRunNeverGivesUp() {
        var generator = Seeded(seed: 9)
        for failures in [1, 6, 1000] {
            let delay = RetryPolicy.brief.delay(afterFailures: failures, using: &generator)
            #expect(delay.map { $0 > .zero && $0 < .seconds(30) } == true)
        }
    }

    @Test func whatTheEndpointAsksForIsBounded() {
        let policy = RetryPolicy()
        #expect(policy.bounded(retryAfter: nil) == .zero)
        #expect(policy.bounded(retryAfter: .seconds(-1)) == .zero)
        #expect(policy.bounded(retryAfter: .seconds(30)) == .seconds(30))
        #expect(policy.bounded(retryAfter: .seconds(1_000_000)) == .seconds(3600))
    }
}

/// SplitMix64.
struct Seeded: RandomNumberGenerator {
    var seed: UInt64

    mutating func next() -> UInt64 {
        seed &+= 0x9E37_79B9_7F4A_7C15
        var value = seed
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
