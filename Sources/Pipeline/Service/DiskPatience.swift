import Journal
import Logging

/// Waits for room where the journal's disk is full: that is a state like any other, told once, and ended by whoever
/// makes room. Used by the thread that reads.
final class DiskPatience {
    private let journal: Journal
    private let figures: ServiceFigures?
    private let logger: Logger
    /// Waits a moment; throws when the service is to end.
    private let wait: (JournalError) throws -> Void

    init(
        _ journal: Journal, figures: ServiceFigures?, logger: Logger,
        wait: @escaping (JournalError) throws -> Void
    ) {
        self.journal = journal
        self.figures = figures
        self.logger = logger
        self.wait = wait
    }

    /// Does it again whenever the disk was full, until it is done.
    ///
    /// - Parameter takingBack: called before each further try, for what was half done.
    /// - Throws: what `body` throws but a full disk, and that too when `wait` throws it.
    func doing<Value>(takingBack: () throws -> Void = {}, _ body: () throws -> Value) throws -> Value {
        var isFull = false
        while true {
            do {
                if isFull { try takingBack() }
                let value = try body()
                if isFull { tellRoom() }
                return value
            } catch let error as JournalError where error.code == .diskFull {
                if !isFull { tellFull(error) }
                isFull = true
                repeat { try wait(error) } while !journal.hasRoom()
            }
        }
    }

    private func tellFull(_ error: JournalError) {
        figures?.set(diskIsFull: true)
        logger.error(
            "the disk is full: nothing is read until there is room, delivery goes on",
            metadata: ["journal": "\(error.place ?? "")", "error": "\(error.what)"])
    }

    private func tellRoom() {
        figures?.set(diskIsFull: false)
        logger.notice("there is room on the disk again: reading goes on")
    }
}
