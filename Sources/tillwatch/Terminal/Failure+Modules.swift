import Delivery
import Documents
import Feeds
import Journal
import Pipeline
import Reception
import Webhooks

/// The modules' typed errors in the form in which every command ends.
extension Failure {
    init(_ error: FeedError) {
        let place = error.line > 0 ? "\(error.source):\(error.line):1" : error.source
        self.init(
            error.code.id, error.message, at: place, help: error.help,
            status: error.isBrokenOff ? .failed : .unusable)
    }

    init(_ error: JournalError) {
        let status: Status =
            switch error.code {
            case .diskFull, .diskFailed, .damaged, .busy, .failed: .failed
            default: .unusable
            }
        self.init(error.code.rawValue, error.what, at: error.place, help: error.hint, status: status)
    }

    init(_ error: SecretError) {
        self.init(error.code.rawValue, error.message, at: error.file, help: error.hint, status: .unusable)
    }

    init(_ error: EndpointError) {
        self.init(error.code.rawValue, error.message, at: "--deliver", help: error.hint, status: .unusable)
    }

    init(_ error: StoreError, status: Status) {
        let place = error.line.map { "\(error.file):\($0)" } ?? error.file
        self.init(error.code.rawValue, error.message, at: place, help: error.hint, status: status)
    }

    init(_ error: ServiceError) {
        self.init(error.code.rawValue, error.what, at: error.place, help: error.hint)
    }

    init(_ error: ReceiverError) {
        self.init(error.code, error.message, at: "--listen", help: error.hint)
    }
}
