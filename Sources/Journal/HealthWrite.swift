import Purchases

/// What is to be kept of how the feeds are: in one transaction with the batch that says it.
package struct HealthWrite: Sendable, Hashable {
    /// A finding by the id under which it is kept and sent.
    package struct Opened: Sendable, Hashable {
        package var id: String
        package var finding: HealthFinding

        package init(id: String, finding: HealthFinding) {
            self.id = id
            self.finding = finding
        }
    }

    package struct Closed: Sendable, Hashable {
        package var id: String
        package var ending: HealthFinding.Ending
        package var time: EventTime

        package init(id: String, ending: HealthFinding.Ending, time: EventTime) {
            self.id = id
            self.ending = ending
            self.time = time
        }
    }

    /// An event for the operator's endpoint.
    package struct Event: Sendable, Hashable {
        package var id: String
        package var finding: String
        package var body: [UInt8]

        package init(id: String, finding: String, body: [UInt8]) {
            self.id = id
            self.finding = finding
            self.body = body
        }
    }

    package var states: [HealthState] = []
    package var opened: [Opened] = []
    package var closed: [Closed] = []
    package var events: [Event] = []

    package init() {}

    /// Takes what came later.
    package mutating func add(_ later: HealthWrite) {
        states += later.states
        opened += later.opened
        closed += later.closed
        events += later.events
    }

    package var isEmpty: Bool { states.isEmpty && opened.isEmpty && closed.isEmpty && events.isEmpty }
}

/// A finding as it is kept.
package struct KeptFinding: Sendable, Hashable {
    package var id: String
    package var finding: HealthFinding
}
