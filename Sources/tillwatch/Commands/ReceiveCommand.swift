import ArgumentParser
import Documents
import Logging
import Reception
import ServiceLifecycle
import UnixSignals
import Webhooks

struct ReceiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive",
        abstract: "The recipient's side: accepts, verifies and stores events.",
        discussion: """
            Answers 2xx only after an event is on disk, and stores each event once. Ends
            cleanly on Ctrl-C.

            Examples:
              tillwatch receive --store alerts.ndjson --secret-file webhook.secret
              tillwatch receive --store alerts.sqlite --secret-file webhook.secret \\
                --listen 0.0.0.0:8088
            """)

    @Option(help: ArgumentHelp("Where events are kept: FILE.ndjson or FILE.sqlite.", valueName: "file"))
    var store: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Webhook secrets; several while one is rotated.", valueName: "file"))
    var secretFile: [String]

    @Option(help: ArgumentHelp("Address and port; port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:8088"

    func run() async throws {
        let logger = ProgramLog.logger("tillwatch.receive")
        do {
            let secrets = try secretFile.flatMap { try WebhookSecret.readAll(path: $0) }
            let address = try Self.address(listen)
            let store = try EventStores.open(path: store) { Console.message($0) }
            let receiver = Receiver(
                address: address, intake: Intake(secrets: secrets), store: store, logger: logger,
                onListening: { port in
                    Console.message("listening on http://\(address.host):\(port)/, storing in \(self.store)")
                })
            let group = ServiceGroup(
                services: [receiver], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            try await group.run()
        } catch let error as SecretError {
            throw Failure(error)
        } catch let error as StoreError {
            throw Failure(error, status: .unusable)
        } catch let error as ReceiverError {
            throw Failure(error)
        }
    }

    /// `host:port`, the host of an IPv6 address in brackets.
    private static func address(_ text: String) throws -> Receiver.Address {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
            colon > text.startIndex
        else {
            throw Failure(
                "LISTEN_ADDRESS", "not an address: \(quoted(text))", at: "--listen",
                help: "write host and port, for example 127.0.0.1:8088", status: .unusable)
        }
        let host = text[..<colon].drop { $0 == "[" }.prefix { $0 != "]" }
        return Receiver.Address(host: String(host), port: Int(port))
    }
}
