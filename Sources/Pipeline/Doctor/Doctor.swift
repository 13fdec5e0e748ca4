import Documents
import Feeds
import Foundation
import Journal
import Purchases
import Rules

/// Looks at an installation and says what is wrong with it and how to mend it. Changes nothing, and may be asked while the
/// service runs.
package struct Doctor {
    let configPath: String
    let environment: [String: String]
    /// Whether endpoints are connected to.
    let connects: Bool
    let now: EventTime

    package init(
        config: String, environment: [String: String], connects: Bool, now: EventTime = .now
    ) {
        configPath = config
        self.environment = environment
        self.connects = connects
        self.now = now
    }

    /// All checks, in order. Blocks: on the disk for as long as reading the journal takes, and on the network.
    package func examine() -> [DoctorFinding] {
        let (config, diagnostics) = RunConfigReader.load(path: configPath)
        guard let config else {
            return told(diagnostics, "configuration") + zones() + limits(nil)
        }
        var found: [DoctorFinding] =
            told(diagnostics, "configuration").or(.ok("configuration", "\(configPath) can be used"))
        found += setup(config)
        found += DoctorFiles(config: config, environment: environment, now: now).findings()
        found += DoctorJournal(config: config, environment: environment, now: now).findings()
        found += zones() + limits(config)
        found += DoctorNetwork(config: config, connects: connects, now: now).findings()
        return found
    }

    /// What is said of files, one finding each.
    private func told(_ diagnostics: [Diagnostic], _ check: String) -> [DoctorFinding] {
        diagnostics.map { one in
            let place = one.file + (one.line > 0 ? ":\(one.line):\(one.column)" : "")
            return DoctorFinding(
                check: check, state: one.severity == .error ? .fail : .warn,
                message: "\(place): \(one.message) [\(one.code)]",
                help: one.help ?? "mend the file; docs/DIAGNOSTICS.md explains the code")
        }
    }

    /// That packs, lists, catalogue and feed files can be used together.
    private func setup(_ config: RunConfig) -> [DoctorFinding] {
        do throws(DiagnosticReport) {
            let setup = try Setup.load(
                packs: config.packs, shadow: config.shadow, catalogue: config.catalogue, feeds: config.feeds,
                articles: config.articles, trust: try config.trustStore())
            let problems = told(config.routesMissing(in: setup.packs), "packs")
            let names = setup.packs.map { "\($0.id) \($0.version)" }.joined(separator: ", ")
            let warnings = setup.warnings.count
            return problems.or(
                warnings == 0
                    ? .ok("packs", "packs (\(names)), catalogue and \(setup.feeds.count) feed files load")
                    : .warn(
                        "packs", "packs (\(names)), catalogue and feed files load with \(warnings) warnings",
                        "`tillwatch rules check` and `tillwatch catalogue check` show them"))
        } catch {
            return told(error.errors, "packs")
        }
    }

    private func zones() -> [DoctorFinding] {
        // One with a change in every year, and one without.
        let missing = ["Europe/Berlin", "UTC"].filter { ZoneNames.identifier($0) == nil }
        guard missing.isEmpty, !timeZonesVersion.isEmpty else {
            return [
                .fail(
                    "zones", "the time-zone data lacks \(missing.joined(separator: ", "))",
                    "install the system's time-zone data (Debian: tzdata)")
            ]
        }
        return [.ok("zones", "time-zone data \(timeZonesVersion)")]
    }

    private func limits(_ config: RunConfig?) -> [DoctorFinding] {
        var found: [DoctorFinding] = []
        var limit = rlimit()
        #if canImport(Glibc)
            let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let files = RLIMIT_NOFILE
        #endif
        if getrlimit(files, &limit) == 0, limit.rlim_cur < 1_024 {
            found.append(
                .warn(
                    "limits", "this process may have \(limit.rlim_cur) files open; a service may need 1024",
                    "raise it: `LimitNOFILE=65536` in the unit, or `ulimit -n 65536`"))
        }
        let folders = config?.sources.count { if case .folder = $0.kind { true } else { false } } ?? 0
        for (name, least) in [
            ("max_user_watches", max(64, folders)), ("max_user_instances", max(8, folders)),
        ] {
            let text = try? String(contentsOfFile: "/proc/sys/fs/inotify/\(name)", encoding: .utf8)
            guard let value = text.flatMap({ Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }),
                value < least
            else { continue }
            found.append(
                .warn(
                    "limits", "fs.inotify.\(name) is \(value); drop folders may be looked at late",
                    "raise it: `sysctl fs.inotify.\(name)=\(least * 8)`"))
        }
        return found.or(.ok("limits", "limits of open files and watched folders suffice"))
    }
}
