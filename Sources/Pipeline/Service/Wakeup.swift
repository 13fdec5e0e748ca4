import Foundation

/// Lets one thread wait for bytes, and others wake it: a pipe of which nobody reads more than that something is there.
package final class Wakeup: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    package init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw ServiceError.system("cannot make a pipe", errno) }
        readEnd = ends[0]
        writeEnd = ends[1]
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Wakes the thread that waits, or the next one that is about to. May be called from anywhere.
    package func wake() {
        var byte: UInt8 = 1
        // A full pipe wakes as well.
        _ = write(writeEnd, &byte, 1)
    }

    /// Waits until something is there to read, somebody wakes, or the time is over.
    ///
    /// - Parameters:
    ///   - descriptors: what is read beside.
    ///   - milliseconds: -1 waits without an end.
    package func wait(for descriptors: [Int32], milliseconds: Int32) {
        var wanted = [pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)]
        for descriptor in descriptors {
            wanted.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
        }
        // A signal ends the wait too; whoever waits looks at everything again.
        guard poll(&wanted, nfds_t(wanted.count), milliseconds) > 0, wanted[0].revents != 0 else { return }
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(readEnd, &bytes, bytes.count) > 0 {}
    }
}
