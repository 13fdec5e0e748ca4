import Purchases

/// What one pull on an input brought: `read = screened + quarantined + arrived`.
package struct DecodedBatch: Sendable {
    /// Lines read; blank ones are no lines.
    package var read = 0
    package var screened = 0
    package var arrived: [ArrivedLine] = []
    package var quarantined: [QuarantinedLine] = []
    /// Values of arrived lines that could not be read and are missing, by field.
    package var unreadable: [String: Int] = [:]
    /// Card numbers masked in the lines that arrived or were quarantined.
    package var masked = 0
    /// What the lines tell of their feed; empty where nobody asks.
    package var sights = FeedSights()
    /// Up to where the input is in this batch and those before it.
    package var end = SourcePosition(source: "", line: 1, offset: 0)

    package init() {}

    /// Adds what another batch holds; where the input is stays.
    package mutating func add(_ other: DecodedBatch) {
        read += other.read
        screened += other.screened
        arrived += other.arrived
        quarantined += other.quarantined
        masked += other.masked
        for (name, count) in other.unreadable { unreadable[name, default: 0] += count }
        sights.add(other.sights)
    }

    package mutating func removeAll() {
        read = 0
        screened = 0
        arrived.removeAll(keepingCapacity: true)
        quarantined.removeAll(keepingCapacity: true)
        masked = 0
        unreadable.removeAll(keepingCapacity: true)
        sights.removeAll()
    }
}
