import Foundation
import Journal
import Purchases

/// The journal: whether it is whole, and what in it waits for a person.
struct DoctorJournal {
    let config: RunConfig
    let environment: [String: String]
    let now: EventTime

    func findings() -> [DoctorFinding] {
        let path = config.journal
        guard FileManager.default.fileExists(atPath: path) else {
            return [.ok("journal", "\(path): there is none yet; the service makes it")]
        }
        do {
            let journal = try Journal.open(path: path, access: .reading)
            defer { try? journal.close() }
            let damages = try JournalCheck.damages(at: path)
            guard damages.isEmpty else {
                return damages.prefix(5).map {
                    .fail("journal", "\(path): \($0)", "restore a backup: docs/OPERATIONS.md, \"Damage\"")
                }
            }
            return try file(journal) + clock(journal) + audit(journal) + key(journal) + endpoints(journal)
                + feeds(journal)
        } catch let error as JournalError {
            return [
                .fail(
                    "journal", "\(error.place ?? path): \(error.what)", error.hint ?? "see docs/OPERATIONS.md"
                )
            ]
        } catch {
            return [.fail("journal", "\(path): \(error)", "see docs/OPERATIONS.md")]
        }
    }

    private func file(_ journal: Journal) throws -> [DoctorFinding] {
        let (version, newest) = try journal.schemaVersions()
        if let name = config.installation, name != journal.installation {
            return [
                .fail(
                    "journal", "the journal is of the installation \(journal.installation), not \(name)",
                    "write `installation: \(journal.installation)`, or name another journal")
            ]
        }
        if access(config.journal, W_OK) != 0 {
            return [
                .fail(
                    "journal", "\(config.journal): this user may not write it",
                    "give the file to the user of the service")
            ]
        }
        guard version == newest else {
            return [
                .warn(
                    "journal",
                    "\(config.journal): of schema \(version), which the service brings up to \(newest)",
                    "take a backup, then start the service of this version")
            ]
        }
        return [.ok("journal", "\(config.journal): whole, of schema \(version)")]
    }

    private func audit(_ journal: Journal) throws -> [DoctorFinding] {
        let report = try AuditVerification.run(journal)
        guard let fault = report.fault else {
            return [.ok("audit", "the audit log of \(report.entries) entries is whole")]
        }
        return [
            .fail(
                "audit", "the audit log was changed: \(fault)",
                "compare with a backup: docs/OPERATIONS.md, \"The audit log\"")
        ]
    }

    /// The clock beside what the journal holds.
    private func clock(_ journal: Journal) throws -> [DoctorFinding] {
        let mend = "set the clock, and keep it by NTP"
        let (written, line) = try journal.latestTimes()
        if let written, written.microseconds > now.microseconds + 300_000_000 {
            return [.fail("clock", "the clock says \(now), and the journal was written at \(written)", mend)]
        }
        if let line, line.microseconds > now.microseconds + 2 * 86_400_000_000 {
            return [
                .warn(
                    "clock", "the clock says \(now), and a line is of \(line)",
                    "is it the clock of this machine, or that of a till? `tillwatch feed status` shows the tills"
                )
            ]
        }
        // Older than any version of this program.
        if now < EventTime(microseconds: 1_760_000_000_000_000) {
            return [.fail("clock", "the clock says \(now)", mend)]
        }
        return [.ok("clock", "the clock says \(now)")]
    }

    private func key(_ journal: Journal) throws -> [DoctorFinding] {
        guard let key = try? TokenKey.load(file: config.tokenKeyFile, environment: environment),
            try JournalSetup.isMade(journal, with: key) == false
        else { return [] }
        return [
            .fail(
                "secrets", "the journal was made with another token key",
                "use the key that it was made with; with another one every buyer would be somebody else")
        ]
    }

    // MARK: What waits for a person

    private func endpoints(_ journal: Journal) throws -> [DoctorFinding] {
        var found: [DoctorFinding] = []
        for endpoint in try journal.endpoints() where endpoint.state != .active {
            let told =
                "\(endpoint.name) is \(endpoint.state.rawValue)" + (endpoint.reason.map { ": \($0)" } ?? "")
            let resume = "`tillwatch endpoint resume \(endpoint.name) --journal \(config.journal)`"
            found.append(
                endpoint.state == .stopped
                    ? .fail("endpoints", told, "ask its owner, then \(resume)")
                    : .warn("endpoints", told, resume))
        }
        for endpoint in config.deliveries.map(\.outbox) {
            let outbox = EndpointOutbox.alerts(journal, for: endpoint)
            let counts = try outbox.outboxCounts()
            if counts.refused > 0 {
                found.append(
                    .warn(
                        "outbox", "\(counts.refused) events for \(endpoint) were refused for good",
                        "`tillwatch outbox list --state refused` says why; `outbox retry` sends them again, `outbox drop` gives them up"
                    ))
            }
            if let oldest = try outbox.oldestWaiting(),
                oldest.microseconds < now.microseconds - 4 * 3_600_000_000
            {
                found.append(
                    .warn(
                        "outbox", "events for \(endpoint) wait since \(oldest)",
                        "`tillwatch outbox list --state waiting` names the last error"))
            }
        }
        return found.or(.ok("outbox", "no event was refused or waits for long, and no endpoint is paused"))
    }

    private func feeds(_ journal: Journal) throws -> [DoctorFinding] {
        guard config.health != nil else {
            return [.ok("feeds", "their health is not watched (`health:` in the configuration)")]
        }
        return try journal.openFindings().map { kept in
            let subject = kept.finding.subject
            let place = [subject.source, subject.store?.string, subject.till?.string].compactMap(\.self)
            return .warn(
                "feeds",
                "\(place.joined(separator: " / ")): \(subject.kind.rawValue): \(kept.finding.detail)",
                "`tillwatch feed status` says since when; docs/HEALTH.md what to do")
        }.or(.ok("feeds", "nothing is wrong with a feed"))
    }
}
