import Delivery
import Journal
import Purchases
import Webhooks

extension RunConfig {
    /// An endpoint, as the configuration has it.
    package struct Delivery: Sendable, Hashable {
        /// By which the journal keeps what is for it.
        package var outbox: String
        /// By which confidential packs say that the endpoint sees everything.
        package var name: String?
        package var url: String
        package var secretFile: String
        /// Seconds to wait at the end until everything is sent.
        package var timeout = 60
        package var allowPrivate = false
        /// Whether it also gets events about feeds.
        package var getsFeeds = false

        package init(outbox: String, name: String? = nil, url: String, secretFile: String) {
            self.outbox = outbox
            self.name = name
            self.url = url
            self.secretFile = secretFile
        }
    }
}

extension RunConfig.Delivery {
    /// The endpoint, with its secret read. Blocks.
    ///
    /// - Throws: `SecretError` or `EndpointError`.
    package func endpoint(userAgent: String) throws -> Endpoint {
        try Endpoint(
            url: url, secret: WebhookSecret.read(path: secretFile), allowPrivate: allowPrivate,
            userAgent: userAgent, name: name.map { ExactText($0) })
    }
}

extension RunConfig {
    /// Who gets which events; all of them for the one endpoint where the configuration names no others.
    package var routing: any EventRouting {
        endpoints.isEmpty && health?.endpoint == nil
            ? SingleRouting()
            : EndpointRouting(
                alerts: endpoints.isEmpty ? [EndpointRecord.single] : endpoints.map(\.outbox),
                feeds: feedDeliveries.map(\.outbox))
    }
}
