import ArgumentParser
import Delivery
import Purchases
import Webhooks

/// Where events go, and how long a run waits for them to arrive.
struct DeliveryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Also send events to this endpoint; needs --journal and --secret-file.", valueName: "url"))
    var deliver: String?

    @Option(
        help: ArgumentHelp("The file of the webhook secret (whsec_…) that signs events.", valueName: "file"))
    var secretFile: String?

    @Option(
        help: ArgumentHelp(
            "The endpoint's name, by which confidential packs say that it sees everything.", valueName: "name"
        ))
    var endpointName: String?

    @Option(help: ArgumentHelp("Seconds to wait at the end until everything is sent.", valueName: "seconds"))
    var deliverTimeout = 60

    @Flag(help: "Allow an endpoint whose name leads to a loopback, private or link-local address.")
    var allowPrivate = false

    func validate() throws {
        if deliver != nil, secretFile == nil {
            throw ValidationError(
                "--deliver needs --secret-file FILE; make one with `tillwatch key new --webhook`")
        }
        guard (0...86_400).contains(deliverTimeout) else {
            throw ValidationError("--deliver-timeout takes 0 to 86400 seconds")
        }
    }

    /// The endpoint, checked; nil without `--deliver`.
    func endpoint() throws -> Endpoint? {
        guard let deliver, let secretFile else { return nil }
        do {
            let secrets = try WebhookSecret.readSigning(path: secretFile)
            return try Endpoint(
                url: deliver, secrets: secrets, allowPrivate: allowPrivate,
                userAgent: "tillwatch/\(Tillwatch.version)",
                name: endpointName.map { ExactText($0) })
        } catch let error as SecretError {
            throw Failure(error)
        } catch let error as EndpointError {
            throw Failure(error)
        }
    }
}
