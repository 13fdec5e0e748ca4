import Foundation
import Screening

/// A terminal that gives every key at once and shows screens; it is as it was before when the review ends, however it
/// ends.
final class ReviewTerminal {
    private let input: Int32
    private let output: Int32
    private let before: termios
    /// Whether it knows how to clear itself.
    private let movesCursor: Bool
    private let paints: Bool
    private var watches: [any DispatchSourceSignal] = []
    private var decoder = KeyDecoder()

    private static let endings = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
    private static let enter = "\u{1B}[?1049h"
    private static let leave = "\u{1B}[0m\u{1B}[?1049l"

    /// Whether there is a terminal to ask and to show.
    static func isThere(inputIsTaken: Bool) -> Bool {
        guard isatty(STDOUT_FILENO) == 1 || isatty(STDERR_FILENO) == 1 else { return false }
        guard inputIsTaken else { return isatty(STDIN_FILENO) == 1 }
        let terminal = open("/dev/tty", O_RDONLY | O_CLOEXEC)
        defer { if terminal >= 0 { close(terminal) } }
        return terminal >= 0
    }

    /// Takes over the terminal; nil where there is none.
    ///
    /// - Parameter inputIsTaken: whether standard input holds articles; keys then come from the terminal itself.
    init?(inputIsTaken: Bool) {
        guard let output = [STDOUT_FILENO, STDERR_FILENO].first(where: { isatty($0) == 1 }) else {
            return nil
        }
        let input = inputIsTaken ? open("/dev/tty", O_RDONLY | O_CLOEXEC) : STDIN_FILENO
        var told = termios()
        guard input >= 0, isatty(input) == 1, tcgetattr(input, &told) == 0 else { return nil }
        self.input = input
        self.output = output
        before = told
        let kind = ProcessInfo.processInfo.environment["TERM"] ?? ""
        movesCursor = !kind.isEmpty && kind != "dumb"
        paints = movesCursor && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
        cfmakeraw(&told)
        // Lines still end as the screens write them.
        told.c_oflag = before.c_oflag
        tcsetattr(input, TCSAFLUSH, &told)
        watchSignals()
        if movesCursor { write(Self.enter) }
    }

    /// Gives the terminal back.
    func end() {
        for watch in watches { watch.cancel() }
        for number in Self.endings { signal(number, SIG_DFL) }
        watches = []
        if movesCursor { write(Self.leave) } else { write("\n") }
        Self.restore(input, before)
    }

    /// Signals that end the program end it with the terminal as it was; Ctrl-C is a key meanwhile.
    private func watchSignals() {
        let (input, output, before, movesCursor) = (input, output, before, movesCursor)
        watches = Self.endings.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if movesCursor { Self.write(Self.leave, to: output) }
                Self.restore(input, before)
                _exit(Ending.interrupted)
            }
            source.resume()
            return source
        }
    }

    /// At once, for a terminal that takes no more output must not keep the program; keys that nobody read are dropped, so
    /// that no shell takes them for a command.
    private static func restore(_ input: Int32, _ before: termios) {
        var before = before
        tcflush(input, TCIFLUSH)
        tcsetattr(input, TCSANOW, &before)
    }

    /// The next keys; nil when the terminal is gone. Blocks.
    func keys() -> [ReviewSession.Key]? {
        while true {
            var wanted = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
            // A lone Escape is a key when nothing comes after it for a moment.
            let found = poll(&wanted, 1, decoder.isWaiting ? 50 : -1)
            if found == 0 { return decoder.pause() }
            if found < 0, errno == EINTR { continue }
            guard found > 0 else { return nil }
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = read(input, &bytes, bytes.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return nil }
            return bytes.prefix(count).flatMap { decoder.take($0) }
        }
    }

    func show(_ screen: ReviewScreen) {
        let lines = (screen.lines + [screen.prompt]).map { $0.map(painted).joined() }
        write((movesCursor ? "\u{1B}[H\u{1B}[2J" : "\n") + lines.joined(separator: "\n"))
    }

    private func painted(_ piece: ReviewScreen.Piece) -> String {
        let code =
            switch piece.style {
            case .plain: ""
            case .strong: "1"
            case .evidence: "1;7"
            case .quiet: "2"
            case .warning: "33"
            }
        guard !code.isEmpty else { return piece.text }
        // Without colours the evidence is still to be told from the rest.
        if !paints { return piece.style == .evidence ? "[\(piece.text)]" : piece.text }
        return "\u{1B}[\(code)m\(piece.text)\u{1B}[0m"
    }

    private func write(_ text: String) { Self.write(text, to: output) }

    private static func write(_ text: String, to output: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(output, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            // Nothing is to be done about a terminal that is gone; the next read says so.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
