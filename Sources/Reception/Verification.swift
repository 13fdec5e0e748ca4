import Purchases
import Webhooks

/// Checks records one by one, and adds up what they come to.
package struct Verification: Sendable {
    package struct Totals: Sendable, Hashable {
        /// Records read, copies and unreadable ones included.
        package var records = 0
        /// Different events among them.
        package var events = 0
        package var signaturesRight = 0
        package var signaturesWrong = 0
        /// No headers were kept, or no secret was given.
        package var signaturesUnchecked = 0
        /// Findings by severity.
        package var wrong = 0
        package var unchecked = 0
    }

    package private(set) var totals = Totals()
    private let secrets: [WebhookSecret]
    private var fold = LedgerFold()
    /// By event id: whether it was cut, and what it holds.
    private var seen: [String: (omitted: Int, hash: Int)] = [:]

    /// - Parameter secrets: those that events may have been signed with; none leaves signatures unchecked.
    package init(secrets: [WebhookSecret]) { self.secrets = secrets }

    /// The alerts that stand when everything checked so far is folded (1.2).
    package var standing: [AlertEvent] { fold.standing }

    /// Checks one record: its signature where that is possible (the age of a stored one is not judged), its form,
    /// and everything in it that can be recomputed.
    package mutating func check(_ record: StoredRecord) -> [Finding] {
        totals.records += 1
        let findings = findings(of: record)
        for finding in findings {
            switch finding.severity {
            case .wrong: totals.wrong += 1
            case .unchecked: totals.unchecked += 1
            }
        }
        return findings
    }

    private mutating func findings(of record: StoredRecord) -> [Finding] {
        guard case .event(let body, let headers) = record.content else {
            return [
                wrong(nil, .lineTooLong, "the line is longer than \(NDJSONEventStore.lineBytesMax) bytes")
            ]
        }
        var findings: [Finding] = []
        if let finding = signature(body: body, headers: headers) { findings.append(finding) }
        let event: AlertEvent
        do throws(EventDecodingError) {
            event = try EventEncoding.decode(body)
        } catch {
            return findings + [wrong(headers?.id, .notAnEvent, "not an alert event: \(error.message)")]
        }
        if let headers, headers.id != event.id {
            findings.append(
                wrong(
                    event.id, .headerID, "webhook-id is not the event's id", expected: event.id,
                    found: headers.id))
        }
        if let finding = copy(event) { findings.append(finding) }
        fold.add(event)
        return findings + AlertVerification.check(event: event)
    }

    private mutating func signature(body: [UInt8], headers: WebhookHeaders?) -> Finding? {
        guard let headers, !secrets.isEmpty else {
            totals.signaturesUnchecked += 1
            return nil
        }
        switch WebhookSignature.verify(headers, body: body, secrets: secrets, now: 0, tolerance: nil) {
        case .success:
            totals.signaturesRight += 1
            return nil
        case .failure(let failure):
            totals.signaturesWrong += 1
            return wrong(headers.id, .signatureWrong, "the signature does not hold: \(failure)")
        }
    }

    /// Copies of one event are the same, except that one was cut to an endpoint's bound and another was not.
    private mutating func copy(_ event: AlertEvent) -> Finding? {
        guard let known = seen[event.id] else {
            seen[event.id] = (event.data.omitted, event.hashValue)
            totals.events += 1
            return nil
        }
        guard known.omitted == event.data.omitted, known.hash != event.hashValue else { return nil }
        return wrong(event.id, .conflictingCopies, "an earlier event with this id says something else")
    }

    private func wrong(
        _ id: String?, _ code: Finding.Code, _ message: String, expected: String? = nil, found: String? = nil
    ) -> Finding {
        Finding(
            eventID: id, severity: .wrong, code: code, message: message, expected: expected, found: found)
    }
}
