import Delivery
import Foundation
import Purchases

/// Endpoints, and whether the service answers.
struct DoctorNetwork {
    let config: RunConfig
    let connects: Bool
    let now: EventTime

    func findings() -> [DoctorFinding] { config.deliveries.flatMap(endpoint) + service() }

    private func endpoint(_ delivery: RunConfig.Delivery) -> [DoctorFinding] {
        let name = "endpoint \(delivery.outbox)"
        let url: String
        var isStartTLS = false
        switch delivery.kind {
        case .webhook(let address, _): url = address
        case .mail(let plan): (url, isStartTLS) = (plan.server, !plan.isUnencrypted)
        // Whether it can be written to is a matter of folders.
        case .written: return []
        }
        guard let place = EndpointPlace(url: url, isStartTLS: isStartTLS) else { return [] }
        // What a proxy resolves is its own to say.
        if delivery.transport.proxy == nil, let reason = place.unresolved {
            return [
                .fail(
                    "endpoints", "\(name): \(place.host) cannot be resolved: \(reason)",
                    "look for a typing error in its URL, and at this machine's name server")
            ]
        }
        guard connects else { return [.ok("endpoints", "\(name): \(place.host) resolves; not connected to")] }
        switch place.look(transport: delivery.transport) {
        case .failed(let reason):
            return [
                .fail(
                    "endpoints", "\(name): \(place.host) cannot be connected to: \(reason)",
                    "see the way there, its certificate, and `tls` in the configuration; `tillwatch endpoint test` sends an event"
                )
            ]
        case .reached(let end):
            guard let end else { return [.ok("endpoints", "\(name): \(place.host) is reached, without TLS")] }
            return [
                DoctorFiles.certificate(
                    "\(name): \(place.host)", until: EventTime(microseconds: end * 1_000_000), now: now)
            ]
        }
    }

    private func service() -> [DoctorFinding] {
        guard ControlClient.isAnswered(at: config.control) else {
            return [
                .warn(
                    "service", "no service answers at \(config.control)",
                    "start it: `systemctl start tillwatch`, or `tillwatch run --config FILE`")
            ]
        }
        guard let metrics = config.metrics, metrics.port > 0 else {
            return [.ok("service", "the service runs; it has no address for figures that could be asked")]
        }
        let address = "\(metrics.host):\(metrics.port)"
        switch HealthAnswer.ask(metrics.host, metrics.port) {
        case 200: return [.ok("service", "the service runs, and is ready at \(address)")]
        case 503:
            return [
                .warn(
                    "service", "the service runs, and does not read: it begins, or its disk is full",
                    "look at its log, and at `df` for the journal's disk")
            ]
        default:
            return [
                .fail(
                    "service", "the service runs, and does not answer at \(address)",
                    "does another program listen there? Compare `metrics` with the configuration that it was started with"
                )
            ]
        }
    }
}

/// Asks for `/readyz` in the plainest way.
private enum HealthAnswer {
    /// The code of the answer; nil without one.
    static func ask(_ host: String, _ port: Int) -> Int? {
        guard let descriptor = TCPConnection.open(host, port, seconds: 5) else { return nil }
        defer { close(descriptor) }
        let request = "GET /readyz HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
        guard ControlSocket.write(Array(request.utf8), to: descriptor),
            let line = ControlSocket.readLine(descriptor).map({
                String(decoding: $0.prefix(64), as: UTF8.self)
            })
        else { return nil }
        let words = line.split(separator: " ")
        return words.count > 1 && words[0].hasPrefix("HTTP/") ? Int(words[1]) : nil
    }
}

private enum TCPConnection {
    static func open(_ host: String, _ port: Int, seconds: Int) -> Int32? {
        var hints = addrinfo()
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &list) == 0 else { return nil }
        defer { freeaddrinfo(list) }
        var next = list
        while let one = next?.pointee {
            next = one.ai_next
            let descriptor = socket(one.ai_family, one.ai_socktype, one.ai_protocol)
            guard descriptor >= 0 else { continue }
            ControlSocket.setTimeout(descriptor, seconds: seconds)
            if connect(descriptor, one.ai_addr, one.ai_addrlen) == 0 { return descriptor }
            close(descriptor)
        }
        return nil
    }
}

extension ControlClient {
    /// Whether a service listens at the path.
    static func isAnswered(at path: String) -> Bool {
        guard let descriptor = try? ControlSocket.make() else { return false }
        defer { close(descriptor) }
        return ControlSocket.withAddress(path, { connect(descriptor, $0, $1) }) == 0
    }
}
