import Foundation
import Purchases

/// The headers of a mail. Whatever may come from elsewhere is an address or id that was checked, or is encoded.
enum MailHeaders {
    /// Behind the ids of events; the types of events begin with the same name.
    private static let domain = "tillwatch.org"
    /// Of what a mail refers to.
    private static let referencesMax = 10

    static func lines(_ letter: MailLetter, _ plan: MailPlan, now: Int64) -> [String] {
        var lines = [
            "Date: \(date(now))",
            "From: Tillwatch <\(plan.from)>",
            "To: " + plan.to.map { "<\($0)>" }.joined(separator: ",\r\n "),
            "Subject: \(encoded(letter.subject))",
            "Message-ID: \(messageID(letter.eventID))",
            "Content-Language: \(plan.language.rawValue)",
            // No answers by machines that say that somebody is away (RFC 3834).
            "Auto-Submitted: auto-generated",
            "Sensitivity: Company-Confidential",
        ]
        if let latest = letter.refersTo.last {
            lines.append("In-Reply-To: \(messageID(latest))")
            let all = letter.refersTo.suffix(referencesMax).map(messageID)
            lines.append("References: " + all.joined(separator: "\r\n "))
        }
        return lines
    }

    /// The same for ever, so that an event that comes twice is known by it.
    static func messageID(_ eventID: String) -> String { "<\(eventID)@\(domain)>" }

    /// RFC 5322, in UTC.
    static func date(_ seconds: Int64) -> String {
        let time = EventTime(microseconds: seconds * 1_000_000)
        let day = LocalDay(containing: time.microseconds)
        let text = Array(time.description)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let month = Int(String(text[5...6])) ?? 1
        return "\(weekdays[day.weekday]), \(String(text[8...9])) \(months[month - 1]) \(String(text[0...3])) "
            + "\(String(text[11...18])) +0000"
    }

    /// RFC 2047: visible ASCII as it is, anything else as encoded words, each a line of its own.
    static func encoded(_ text: String) -> String {
        let isPlain =
            text.utf8.count <= 60 && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            && !text.contains("=?")
        guard !isPlain else { return text }
        var words: [String] = []
        var piece: [UInt8] = []
        for character in text.unicodeScalars {
            let bytes = Array(String(character).utf8)
            // 75 characters for a word: 63 are left, which hold 45 bytes.
            if piece.count + bytes.count > 45 {
                words.append(word(piece))
                piece = []
            }
            piece += bytes
        }
        words.append(word(piece))
        return words.joined(separator: "\r\n ")
    }

    private static func word(_ bytes: [UInt8]) -> String {
        "=?utf-8?B?\(Data(bytes).base64EncodedString())?="
    }
}
