import Detection
import Purchases

/// What a detector says of the alerts whose moments are not closed, beside what a journal keeps of them.
struct OpenLedger {
    private let detector: Detector
    private let closings: [String: EventTime]

    init(_ detector: Detector) {
        self.detector = detector
        closings = detector.closings
    }

    /// Whether lines were deleted: buyers are then known by less than when alerts were raised.
    var isCut: Bool { !closings.isEmpty }

    func isOpen(_ alert: StandingAlert) -> Bool {
        closings[alert.data.pack.id].map { alert.time >= $0 } ?? true
    }

    /// What differs, as changes of what is kept.
    func changes(
        from kept: [StandingAlert], shadow: [StandingAlert], reason: AmendmentReason
    ) -> [LedgerChange] {
        changes(kept, detector.standing, reason)
            + changes(shadow, detector.shadowStanding, reason).map { change in
                var change = change
                change.isShadow = true
                return change
            }
    }

    private func changes(
        _ before: [StandingAlert], _ after: [StandingAlert], _ reason: AmendmentReason
    ) -> [LedgerChange] {
        let old = Dictionary(
            before.filter(isOpen).map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
        let new = Dictionary(after.map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
        return Set(old.keys).union(new.keys).sorted().compactMap { subject in
            let (one, other) = (old[subject], new[subject])
            guard LedgerVerification.differ(one, other, isCut: isCut) else { return nil }
            return LedgerChange(
                packID: (other ?? one)?.data.pack.id ?? "", subject: subject, before: one, after: other,
                reason: reason, cause: nil)
        }
    }
}
