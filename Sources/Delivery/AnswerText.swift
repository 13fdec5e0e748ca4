/// What an answer's body says, made fit for one line of a message.
enum AnswerText {
    /// Of a body no more than this is kept.
    static let bodyBytesMax = 4096
    /// Of a body no more than this is read.
    static let readBytesMax = 64 * 1024
    /// Of headers no more than this is taken.
    static let headerBytesMax = 64 * 1024
    static let charactersMax = 200

    /// Control characters and line ends become spaces, runs of spaces one, the rest is cut.
    static func line(_ body: [UInt8]) -> String {
        let text = String(decoding: body, as: UTF8.self)
        var line = ""
        var count = 0
        var pendingSpace = false
        for scalar in text.unicodeScalars {
            if count >= charactersMax { return line + "…" }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate,
                .privateUse, .unassigned:
                pendingSpace = !line.isEmpty
            default:
                if pendingSpace { line.unicodeScalars.append(" ") }
                pendingSpace = false
                line.unicodeScalars.append(scalar)
                count += 1
            }
        }
        return line
    }
}
