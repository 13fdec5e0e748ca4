import Foundation

/// Lets a thread wait for a descriptor, and any thread end that wait.
final class WakePipe: Sendable {
    private let reading: Int32
    private let writing: Int32

    init() throws(CourierError) {
        var ends: [Int32] = [-1, -1]
        // because the call writes two numbers, for which there is room.
        guard unsafe pipe(&ends) == 0 else {
            throw CourierError(code: .curl, message: "no pipe can be made: \(SystemText.last)")
        }
        (reading, writing) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        close(reading)
        close(writing)
    }

    func wake() {
        var byte: UInt8 = 0
        // A full pipe wakes as well.
        // because one byte is read from where one is.
        _ = unsafe write(writing, &byte, 1)
    }

    /// Waits until the descriptor can be written, if one is given, for `wake`, or until the time is over.
    func wait(toWrite descriptor: Int32?, atMost timeout: Duration) {
        var waits = [pollfd(fd: reading, events: Int16(POLLIN), revents: 0)]
        if let descriptor { waits.append(pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)) }
        // Rounded up: a wait that ends just before its time would only be repeated.
        let wait = Int32(clamping: milliseconds(timeout + .microseconds(999)))
        // because as many are given as there are.
        guard unsafe Foundation.poll(&waits, nfds_t(waits.count), wait) > 0, waits[0].revents != 0 else {
            return
        }
        var bytes = [UInt8](repeating: 0, count: 64)
        // because no more is read than there is room for.
        while unsafe read(reading, &bytes, bytes.count) == bytes.count {}
    }
}

enum SystemText {
    /// What the last call of the system failed of.
    static var last: String { of(errno) }

    static func of(_ number: Int32) -> String {
        // because the system's texts are constants, and this one is copied.
        unsafe String(cString: strerror(number))
    }
}
