import Foundation
import Synchronization

/// Keeps a second writer from a journal, by an advisory lock on `FILE-lock` beside it.
///
/// Not on the file itself: closing any descriptor of it would drop the locks that SQLite holds in this process. The
/// lock ends with the process, however it ends; the empty file stays, since removing it would race.
final class JournalLock: Sendable {
    private let descriptor: Mutex<Int32?>

    init(journal path: String) throws(JournalError) {
        let file = path + "-lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw JournalError(
                .cannotOpen, "cannot make the lock \(file): \(String(cString: strerror(errno)))", at: path,
                hint: "check that you may write in the folder")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            guard reason == EWOULDBLOCK else {
                throw JournalError(
                    .cannotOpen, "cannot lock \(file): \(String(cString: strerror(reason)))", at: path,
                    hint: "put the journal on a disk that knows locks")
            }
            throw JournalError(
                .locked, "another tillwatch writes this journal", at: path,
                hint: "wait until it is done; one journal has one writer at a time")
        }
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    func release() {
        descriptor.withLock { held in
            if let held { close(held) }
            held = nil
        }
    }
}
