import Delivery
import Logging
import ServiceLifecycle

/// Delivers while the service runs; when it ends, waits until everything is sent, but not for ever.
package struct CourierService: Service {
    private let endpoint: String
    private let courier: Courier
    private let patience: Duration
    private let logger: Logger

    package init(endpoint: String, courier: Courier, patience: Duration, logger: Logger) {
        self.endpoint = endpoint
        self.courier = courier
        self.patience = patience
        self.logger = logger
    }

    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await courier.run()
                // The endpoint ended it; what waits stays in the outbox, and the judging goes on.
            }
            group.addTask {
                try? await gracefulShutdown()
                let report = await courier.drain(within: patience)
                logger.info(
                    "delivery ended",
                    metadata: [
                        "endpoint": "\(endpoint)", "sent": "\(report.sent)", "waiting": "\(report.waiting)",
                        "refused": "\(report.refused)",
                    ])
            }
            try await group.waitForAll()
        }
    }
}
