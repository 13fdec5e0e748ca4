import Purchases

/// How far from its arrival a line may be stamped (2.7).
package struct AcceptanceWindow: Sendable, Hashable {
    package var maxSkew: TimeSpan
    package var maxAge: TimeSpan

    package init(maxSkew: TimeSpan, maxAge: TimeSpan) {
        self.maxSkew = maxSkew
        self.maxAge = maxAge
    }

    /// Why a line of this time is refused when it arrives; nil where it is accepted. Both bounds are accepted.
    package func reason(_ time: EventTime, arrived: EventTime) -> QuarantineReason? {
        let (ahead, overflow) = time.microseconds.subtractingReportingOverflow(arrived.microseconds)
        if overflow { return time > arrived ? .tooFarAhead : .tooOld }
        if ahead > maxSkew.microseconds { return .tooFarAhead }
        return ahead < -maxAge.microseconds ? .tooOld : nil
    }
}
