/// What a mail server has said so far.
struct MailAnswers: Hashable {
    private var bytes = 0
    private var line: [UInt8] = []
    /// The last one by which it did not take something; zero before any. What it says to the good-bye does not count.
    private(set) var code = 0
    private var hasTakenRecipients = false

    /// - Returns: false when it says too much.
    mutating func append(_ piece: some Sequence<UInt8>) -> Bool {
        let piece = Array(piece)
        bytes += piece.count
        guard bytes <= AnswerText.headerBytesMax else { return false }
        let digits = piece.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (48...57).contains($0) }) else { return true }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        if number == 354 { hasTakenRecipients = true }
        if (400..<600).contains(number) {
            code = number
            line = piece
        }
        return true
    }

    var note: String { AnswerText.line(Array(line.dropFirst(4))) }

    /// What the last answer was about.
    ///
    /// - Parameter curlSays: its message, which names the command that was answered.
    func stage(curlSays text: String) -> MailReply.Stage {
        if hasTakenRecipients { return .message }
        if text.hasPrefix("RCPT failed") { return .recipient }
        if text.hasPrefix("DATA failed") { return .message }
        return text.hasPrefix("MAIL failed") ? .sender : .session
    }
}
