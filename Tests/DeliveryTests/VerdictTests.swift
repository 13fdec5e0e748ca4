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
            } else if [400, 413, 415, 422].contains(status) {
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
    @Test func delaysGrowAndAreSpread() {
        var policy = RetryPolicy()
        policy.delayMin = .seconds(1)
        policy.delayMax = .seconds(60)
        var generator = Seeded(seed: 7)
        for (failures, most) in [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (1000, 60), (0, 1)] {
            let delays = (0..<500).map { _ in policy.delay(afterFailures: failures, using: &generator) }
            #expect(delays.allSatisfy { $0 >= .zero && $0 < .seconds(most) })
            // Full jitter: some in the first tenth, some in the last.
            #expect(delays.contains { $0 < .milliseconds(most * 100) })
            #expect(delays.contains { $0 > .milliseconds(most * 900) })
        }
    }

    @Test func whatTheEndpointAsksForIsBounded() {
        let policy = RetryPolicy()
        #expect(policy.bounded(retryAfter: nil) == .zero)
        #expect(policy.bounded(retryAfter: .seconds(-1)) == .zero)
        #expect(policy.bounded(retryAfter: .seconds(30)) == .seconds(30))
        #expect(policy.bounded(retryAfter: .seconds(1_000_000)) == .seconds(600))
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
