import Documents
import Feeds
import Journal
import Logging
import Synchronization

/// Reads packs and catalogue again, checks them whole, and hands them to the thread that judges.
///
/// One reload at a time; others wait. Whatever is wrong, the running versions go on.
package final class Reloader: Sendable {
    private let configPath: String
    private let running: RunConfig
    private let service: ScanService
    private let logger: Logger
    private let turn = Mutex(())

    package init(configPath: String, running: RunConfig, service: ScanService, logger: Logger) {
        self.configPath = configPath
        self.running = running
        self.service = service
        self.logger = logger
    }

    /// Reloads. Blocks until the new versions judge, or it is known why not; never call it from the cooperative pool.
    package func reload(rejudge: Bool) -> ReloadAnswer {
        turn.withLock { _ in
            let answer = attempt(rejudge: rejudge)
            log(answer, rejudge: rejudge)
            return answer
        }
    }

    private func attempt(rejudge: Bool) -> ReloadAnswer {
        do {
            let (config, found) = RunConfigReader.load(path: configPath)
            guard let config else { throw DiagnosticReport(found) }
            let setup = try Setup.load(
                packs: config.packs, shadow: config.shadow, catalogue: config.catalogue, feeds: running.feeds,
                articles: config.articles,
                trust: config.trustStore())
            let missing = config.routesMissing(in: setup.packs)
            guard missing.isEmpty else { throw DiagnosticReport(found + missing) }
            var messages = (found + setup.warnings).map { $0.rendered(color: false) }
            let fixed = config.differences(from: running)
            if !fixed.isEmpty {
                messages.append(
                    "taken up when the service is started again: \(fixed.joined(separator: ", "))")
            }
            let request = Mailbox.Request(setup: setup, rejudge: rejudge)
            guard service.mailbox.put(request) else { throw ServiceEnding() }
            service.wakeup.wake()
            let loaded = try request.result()
            return ReloadAnswer(
                status: .done, messages: messages, packs: loaded.versions.live,
                shadow: loaded.versions.shadow,
                catalogue: loaded.versions.catalogue, events: loaded.events.count)
        } catch let report as DiagnosticReport {
            return ReloadAnswer(
                status: .refused, messages: report.diagnostics.map { $0.rendered(color: false) })
        } catch let error as JournalError {
            let isRefused = [
                .packChanged, .packsDiffer, .packBuyers, .packOlder, .packUnsigned, .rejudgeNeeded,
                .packUnknown,
            ].contains(
                error.code)
            return ReloadAnswer(status: isRefused ? .refused : .failed, messages: ["\(error)"])
        } catch is ServiceEnding {
            return ReloadAnswer(status: .failed, messages: ["the service is about to end"])
        } catch {
            return ReloadAnswer(status: .failed, messages: ["\(error)"])
        }
    }

    private func log(_ answer: ReloadAnswer, rejudge: Bool) {
        switch answer.status {
        case .done:
            logger.info(
                "reloaded",
                metadata: [
                    "packs": "\(answer.packs.joined(separator: ", "))",
                    "shadow": "\(answer.shadow.joined(separator: ", "))", "catalogue": "\(answer.catalogue)",
                    "events": "\(answer.events)", "rejudge": "\(rejudge)",
                ])
        case .refused, .failed:
            // What is legal and probably wrong is for whoever asked.
            let reasons = answer.messages.filter { !$0.contains(": warning[") }
            logger.error(
                "not reloaded, the running versions go on",
                metadata: ["reason": "\(reasons.joined(separator: "\n"))", "rejudge": "\(rejudge)"])
        }
    }
}

/// What a reload came to, as the control socket says it.
package struct ReloadAnswer: Sendable, Hashable, Codable {
    package enum Status: String, Sendable, Hashable, Codable {
        case done
        /// What was to be loaded is wrong.
        case refused
        /// The service could not do it.
        case failed
    }

    package var status: Status
    /// For people: warnings, or what is wrong.
    package var messages: [String]
    /// The versions that judge now; empty when it was not done.
    package var packs: [String] = []
    package var shadow: [String] = []
    package var catalogue = ""
    /// Events that judging anew made.
    package var events = 0
}
