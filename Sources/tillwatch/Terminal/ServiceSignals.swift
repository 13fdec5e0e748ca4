import Dispatch
import Foundation
import Pipeline

/// The signals of a service: SIGTERM and SIGINT end it, a second one at once; SIGHUP reloads.
///
/// Those that come while a reload is under way become one more.
final class ServiceSignals {
    private let sources: [any DispatchSourceSignal]
    private let registered = DispatchGroup()

    /// - Parameters:
    ///   - stop: does not block.
    ///   - reload: may block; called on a queue of its own.
    init(stop: @escaping @Sendable () -> Void, reload: @escaping @Sendable () -> Void) {
        let stopping = StopFlag()
        var sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if stopping.set() { _exit(Ending.interrupted) }
                Console.message("ending: what waits is sent; once more to end at once")
                stop()
            }
            return source
        }
        signal(SIGHUP, SIG_IGN)
        let queue = DispatchQueue(label: "tillwatch.reload")
        let hangup = DispatchSource.makeSignalSource(signal: SIGHUP, queue: queue)
        hangup.setEventHandler { reload() }
        sources.append(hangup)
        self.sources = sources
        for source in sources {
            registered.enter()
            source.setRegistrationHandler { [registered] in registered.leave() }
            source.resume()
        }
    }

    /// Returns once no signal is lost any more.
    func listening() async {
        await withCheckedContinuation { continuation in
            registered.notify(queue: .global()) { continuation.resume() }
        }
    }

    /// Leaves the signals to the system again.
    func end() {
        for source in sources { source.cancel() }
    }
}
