import Documents
import Feeds

/// Guesses the feed file of an export from its beginning.
///
/// Pure: nothing is read here. What is guessed of names and values is said with its reason; what is not is marked. No value
/// of the export stands in the draft but codes of kinds and units.
package enum FeedInference {
    /// Why nothing can be guessed.
    package struct Refusal: Error, Sendable, Hashable {
        package var message: String
        package var help: String
    }

    /// - Parameters:
    ///   - bytes: the beginning of the export, unpacked and in an encoding that has ASCII; at least 64 KiB where there is as much.
    ///   - isWhole: whether nothing follows them.
    ///   - id: how the feed is to be called.
    package static func draft(_ bytes: [UInt8], isWhole: Bool, id: String) throws(Refusal) -> FeedDraft {
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        guard bytes.contains(where: { $0 > 0x20 }) else {
            throw Refusal(message: "there is nothing in it", help: "name an export with some lines")
        }
        if let known = try KnownFormat.of(bytes) { return known.draft(id: id) }
        let first = bytes.first { $0 > 0x20 }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            guard let guess = NestedGuess(bytes) else {
                throw Refusal(
                    message: isWhole
                        ? "it begins like JSON, and is none"
                        : "it is one JSON document, and too large to be guessed from its beginning",
                    help: isWhole ? "look at it in an editor" : "name a smaller export of the same shape")
            }
            return DraftMaker(id: id).nested(guess)
        }
        let encoding = EncodingGuess(bytes)
        let lines = isWhole ? bytes : Self.wholeLines(bytes)
        guard
            let guess = DelimitedGuess(
                lines,
                decode: {
                    TextEncoding(name: encoding.name)?.decode($0) ?? String(decoding: $0, as: UTF8.self)
                })
        else {
            throw Refusal(
                message:
                    "no delimiter parts its lines into columns: it may be of fixed width, or no export of sales",
                help: "write a feed file with `format: fixed` and the places of its columns")
        }
        return DraftMaker(id: id).delimited(guess, encoding)
    }

    private static func wholeLines(_ bytes: [UInt8]) -> [UInt8] {
        guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) ?? bytes.lastIndex(of: UInt8(ascii: "\r"))
        else { return bytes }
        return Array(bytes[...end])
    }
}
