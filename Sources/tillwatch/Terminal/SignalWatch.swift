import Dispatch
import Foundation
import Pipeline

/// Turns SIGINT and SIGTERM into a wish to stop after the batch in hand; a second one ends the program at once.
///
/// Nothing committed is lost either way.
final class SignalWatch {
    private let sources: [any DispatchSourceSignal]

    init(stop: StopFlag) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if stop.set() { _exit(Ending.interrupted) }
                Console.message("stopping after the batch in hand; once more to stop at once")
            }
            source.resume()
            return source
        }
    }

    /// Leaves the signals to the system again.
    func end() {
        for source in sources { source.cancel() }
    }
}
