import CCurl
import Journal

/// One event sent to an endpoint by itself, apart from any outbox.
package enum EndpointProbe {
    /// Sends it once, as a courier would, and waits for what comes back, as long as the endpoint's time-out at most. Blocks;
    /// never call it from the cooperative pool.
    ///
    /// - Throws: `CourierError` when curl cannot be used.
    package static func send(
        id: String, body: [UInt8], to endpoint: Endpoint
    ) throws(CourierError) -> AttemptResult {
        // Without this, writing to a connection that the endpoint closed would end the process.
        tillwatch_block_sigpipe()
        let carrier = try endpoint.carrier(attemptsMax: 1)
        let entry = OutboxEntry(sequence: 1, eventID: id, subject: id, body: body)
        if let result = carrier.start(CourierState.Attempt(entry)) { return result }
        while true {
            if let done = try carrier.perform().first { return done.result }
            try carrier.poll(atMost: .seconds(1))
        }
    }
}
