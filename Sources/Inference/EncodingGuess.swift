import Feeds

/// In which encoding a text is written.
struct EncodingGuess: Sendable {
    /// As the feed file names it.
    var name: String
    /// Why, for the comment beside it.
    var reason: String
    var isCertain = true

    /// The code pages that are tried, with the letters that their texts are expected to hold.
    private static let pages: [(name: String, letters: String)] = [
        ("windows-1252", "äöüßéèêàçñáíóúâîôûëïœÄÖÜÉÈÀÇÑõã€°"), ("windows-1250", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ€°"),
        ("windows-1256", "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآء"), ("iso-8859-2", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ°"),
        ("iso-8859-6", "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآء"),
    ]

    /// - Parameter bytes: the beginning of the export, without a line that is cut off.
    init(_ bytes: [UInt8]) {
        if bytes.allSatisfy({ $0 < 0x80 }) {
            (name, reason) = ("utf-8", "only ASCII was met; windows-1252 if there is more further down")
            return
        }
        if String(validating: bytes, as: UTF8.self) != nil {
            (name, reason) = ("utf-8", "every byte fits")
            return
        }
        var best: (name: String, share: Double)?
        for (name, letters) in Self.pages {
            guard let encoding = TextEncoding(name: name), let text = encoding.decode(bytes) else { continue }
            let high = text.unicodeScalars.filter { !$0.isASCII }
            guard !high.isEmpty else { continue }
            let expected = Set(letters.unicodeScalars)
            let share = Double(high.filter(expected.contains).count) / Double(high.count)
            if best.map({ share > $0.share }) ?? true { best = (name, share) }
        }
        name = best?.name ?? "windows-1252"
        isCertain = (best?.share ?? 0) > 0.9
        reason = "no UTF-8; \(Int((best?.share ?? 0) * 100)) % of the letters beyond ASCII make sense so"
    }
}
