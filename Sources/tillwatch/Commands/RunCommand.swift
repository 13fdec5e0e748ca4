import ArgumentParser
import Delivery
import Documents
import Feeds
import Figures
import Foundation
import Journal
import Logging
import Pipeline
import Push
import ServiceLifecycle
import Webhooks

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "The service: reads, judges and delivers until it is told to end.",
        discussion: """
            SIGTERM and SIGINT end it: the batch in hand is committed, and what waits is
            sent, for as long as the configuration says. A second one ends it at once.
            SIGHUP and `tillwatch reload` load packs and catalogue again; what is wrong
            with them is said, and the running versions go on.

            Examples:
              tillwatch run --config tillwatch.yaml
              tail -F sales.ndjson | tillwatch run --config tillwatch.yaml
            """)

    @Option(
        help: ArgumentHelp("The configuration; `tillwatch schema config` describes it.", valueName: "file"))
    var config: String

    @Flag(help: "Judge alerts anew that were raised already, where the packs' versions say so.")
    var rejudge = false

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        do {
            try await serve()
        } catch let report as DiagnosticReport {
            Console.show(report.diagnostics, color: messages.colorsMessages)
            throw ExitCode(Failure.Status.unusable.rawValue)
        } catch let error as FeedError {
            throw Failure(error)
        } catch let error as JournalError {
            throw Failure(error)
        } catch let error as ServiceError {
            throw Failure(error)
        } catch let error as PushError {
            throw Failure(error.code, error.message, help: error.hint)
        } catch let error as MetricsError {
            throw Failure(error.code, error.message, help: error.hint)
        } catch let error as CourierError {
            throw Failure(error.code.rawValue, error.message, help: error.hint)
        }
    }

    private func serve() async throws {
        let (loaded, found) = RunConfigReader.load(path: config)
        guard let loaded else { throw DiagnosticReport(found) }
        let setup = try Setup.load(
            packs: loaded.packs, shadow: loaded.shadow, catalogue: loaded.catalogue, feeds: loaded.feeds,
            articles: loaded.articles,
            trust: loaded.trustStore())
        let missing = loaded.routesMissing(in: setup.packs)
        guard missing.isEmpty else { throw DiagnosticReport(found + missing) }
        Console.show(found + setup.warnings, color: messages.colorsMessages)
        let key = try tokenKey(loaded)
        let journal = try JournalSetup.open(
            path: loaded.journal, installation: loaded.installation, setup: setup, tokenKey: key)
        let logger = ProgramLog.service("tillwatch.run")
        try journal.route(by: loaded.routing)
        try tellForgotten(loaded, journal, logger)
        let redaction = JournalRedaction(journal)
        let couriers = try loaded.deliveries.map {
            ($0, try courier($0, EndpointOutbox.alerts(journal, for: $0.outbox), redaction))
        }
        // Events about feeds tell nothing of packs.
        let messengers = try loaded.feedDeliveries.map {
            ($0, try courier($0, EndpointOutbox.feeds(journal, for: $0.outbox), Redaction()))
        }
        let figures = ServiceFigures(
            sources: loaded.sources.map(\.name), journal: journal, version: Tillwatch.version)
        let scan = try ScanService(
            config: loaded, setup: setup, journal: journal, pseudonyms: Pseudonyms(key: key),
            rejudge: rejudge,
            logger: logger, figures: figures, announce: { for courier in couriers { courier.1.announce() } },
            announceHealth: { for messenger in messengers { messenger.1.announce() } })
        let reloader = Reloader(configPath: config, running: loaded, service: scan, logger: logger)
        let control = try ControlServer(path: loaded.control, logger: logger) { reloader.reload(rejudge: $0) }

        // They end in the opposite order: what the last batch raised is still sent.
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = []
        for (delivery, courier) in couriers + messengers {
            let patience: Duration = .seconds(delivery.timeout)
            services.append(
                .init(
                    service: CourierService(
                        endpoint: delivery.outbox, courier: courier, patience: patience, logger: logger),
                    successTerminationBehavior: .ignore, failureTerminationBehavior: .gracefullyShutdownGroup)
            )
        }
        services.append(
            .init(
                service: control, successTerminationBehavior: .ignore,
                failureTerminationBehavior: .gracefullyShutdownGroup))
        if let metrics = loaded.metrics {
            services.append(
                .init(
                    service: server(metrics, figures, logger), successTerminationBehavior: .ignore,
                    failureTerminationBehavior: .gracefullyShutdownGroup))
        }
        services += try scan.pushServers(logger: ProgramLog.service("tillwatch.push")).map {
            .init(
                service: $0, successTerminationBehavior: .ignore,
                failureTerminationBehavior: .gracefullyShutdownGroup)
        }
        services.append(
            .init(
                service: scan, successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup))
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services, logger: ProgramLog.logger("tillwatch.group")))
        let signals = ServiceSignals(
            stop: { Task { await group.triggerGracefulShutdown() } },
            reload: { _ = reloader.reload(rejudge: false) })
        defer { signals.end() }
        await signals.listening()
        try await group.run()
        try await onOwnThread(named: "tillwatch.close") { try journal.close() }
    }

    /// Says that events wait for endpoints that the configuration does not name any more.
    private func tellForgotten(_ config: RunConfig, _ journal: Journal, _ logger: Logger) throws {
        guard !config.deliveries.isEmpty else { return }
        let named = Set((config.deliveries + config.feedDeliveries).map(\.outbox))
        for (endpoint, count) in try journal.waitingByEndpoint().sorted(by: { $0.key < $1.key })
        where !named.contains(endpoint) {
            logger.warning(
                "events wait for an endpoint that the configuration does not name",
                metadata: ["endpoint": "\(endpoint)", "waiting": "\(count)"])
        }
    }

    private func server(
        _ metrics: RunConfig.Metrics, _ figures: ServiceFigures, _ logger: Logger
    ) -> MetricsServer {
        MetricsServer(
            host: metrics.host, port: metrics.port, logger: ProgramLog.service("tillwatch.metrics"),
            onListening: { port in
                logger.info(
                    "listening", metadata: ["address": "\(metrics.host):\(port)", "path": "/metrics"])
            }, isReady: { figures.isReading }, figures: { await figures.families() })
    }

    private func courier(
        _ delivery: RunConfig.Delivery, _ outbox: any Outbox, _ redaction: any RedactionSource
    ) throws -> Courier {
        do {
            let endpoint = try delivery.endpoint(userAgent: "tillwatch/\(Tillwatch.version)")
            return try Courier(
                outbox: PatientOutbox(outbox), endpoint: endpoint, redaction: redaction,
                policy: RetryPolicy(),
                logger: ProgramLog.service("tillwatch.courier"))
        } catch let error as SecretError {
            throw Failure(error)
        } catch let error as EndpointError {
            throw Failure(error)
        } catch let error as TokenKey.Unusable {
            throw Failure("TOKEN_KEY", error.what, at: error.place, help: error.hint, status: .unusable)
        }
    }

    private func tokenKey(_ config: RunConfig) throws -> [UInt8] {
        do {
            let environment = ProcessInfo.processInfo.environment
            if let key = try TokenKey.load(file: config.tokenKeyFile, environment: environment) { return key }
        } catch {
            throw Failure("TOKEN_KEY", error.what, at: error.place, help: error.hint, status: .unusable)
        }
        throw Failure(
            "TOKEN_KEY_MISSING",
            "a journal needs a token key: without one, the same buyer is somebody else next time",
            at: self.config,
            help:
                "make one with `tillwatch key new --out token.key`, then write `token_key_file: token.key` or set \(TokenKey.environmentName)",
            status: .unusable)
    }
}
