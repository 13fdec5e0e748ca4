import ArgumentParser
import Delivery
import Documents
import Foundation
import Journal
import Pipeline
import Purchases
import Webhooks

extension EndpointCommand {
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Sends an endpoint one event that says nothing, and shows what comes back.",
            discussion: """
                The event's type is org.tillwatch.endpoint.test. It goes as alerts go: the same
                address, certificates, passwords and secrets, into the same mailbox or file.
                Exit code 0 when it was taken.

                Example:
                  tillwatch endpoint test police --config tillwatch.yaml
                """)

        @Argument(help: "The endpoint's name; `default` is that of `delivery`, `health` that of `health`.")
        var name: String

        @Option(help: ArgumentHelp("The configuration that names the endpoint.", valueName: "file"))
        var config: String

        @OptionGroup var messages: MessageOptions

        func run() async throws {
            let (loaded, found) = RunConfigReader.load(path: config)
            Console.show(found, color: messages.colorsMessages)
            guard let loaded else { throw ExitCode(Failure.Status.unusable.rawValue) }
            guard
                let delivery = (loaded.deliveries + loaded.feedDeliveries).first(where: { $0.outbox == name })
            else {
                throw Failure(
                    "ENDPOINT_UNKNOWN", "the configuration names no endpoint \(quoted(name))", at: config,
                    help: "name one of `endpoints`, or `default` for that of `delivery`", status: .unusable)
            }
            let endpoint = try self.endpoint(delivery)
            let now = EventTime(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
            let event = TestEvent(endpoint: name, installation: loaded.installation ?? "test", time: now)
            let body = try event.json()
            let clock = ContinuousClock.now
            let result: AttemptResult
            do {
                result = try await onOwnThread(named: "tillwatch.probe") {
                    try EndpointProbe.send(id: event.id, body: body, to: endpoint)
                }
            } catch let error as CourierError {
                throw Failure(error.code.rawValue, error.message, help: error.hint)
            }
            try tell(result, event.id, endpoint, ContinuousClock.now - clock)
        }

        private func endpoint(_ delivery: RunConfig.Delivery) throws -> Endpoint {
            do {
                return try delivery.endpoint(userAgent: "tillwatch/\(Tillwatch.version)")
            } catch let error as SecretError {
                throw Failure(error)
            } catch let error as EndpointError {
                throw Failure(error)
            }
        }

        private func tell(
            _ result: AttemptResult, _ id: String, _ endpoint: Endpoint, _ took: Duration
        ) throws {
            let milliseconds = Int(took / .milliseconds(1))
            if result.error == nil {
                try Console.output(
                    "\(endpoint.origin) took \(id): \(result.cause), \(milliseconds) ms\n")
                return
            }
            throw Failure(
                "ENDPOINT_TEST", "\(endpoint.origin) did not take it: \(result.error ?? "")", at: name,
                help: Self.help(result))
        }

        private static func help(_ result: AttemptResult) -> String {
            switch result.verdict {
            case .sent, .refused: "the endpoint is reached; ask its owner why it does not take the event"
            case .gone: "the endpoint says that it is gone; ask its owner for the new address"
            case .wrongAddress: "name the address itself, or allow it with `allow_private: true`"
            case .retryEvent: "the endpoint is reached and failed; try again later"
            case .pauseEndpoint: "check address, passwords, secrets, certificates and the way there"
            }
        }
    }
}
