import Catalogue
import Purchases

/// Which lines pass the screen (`docs/SEMANTICS.md` 2.2 and 2.3).
extension LineDecoder {
    /// Whether the product alone lets a line pass, or, without one, the kind.
    func isWatched(_ product: ExactText?, _ kind: KindOfLine?) -> Bool {
        if let product { return screen.contains(product) }
        return kind == .void || kind == .return
    }

    /// Whether a line whose product is not watched passes as a correction.
    mutating func isCorrected(_ values: [String?]) -> Bool {
        switch feed.corrections {
        case .none: return false
        case .marked(let marks): return value(.mark, values).map { marks.contains(ExactText($0)) } ?? false
        case .any:
            if feed.maps(.revision) {
                let revision = text(.revision, values).flatMap { readInteger($0.string) }
                return revision.map { $0 > feed.firstRevision } ?? false
            }
            guard let journalled, let key = keyAlone(values) else { return false }
            return journalled.mayHold(key)
        }
    }

    /// The key of a line; nil where a part of it is missing or cannot be read.
    private mutating func keyAlone(_ values: [String?]) -> LineKey? {
        guard var parts = try? keyParts(values), parts.line != nil else { return nil }
        if let closes = feed.dayCloses {
            guard let written = try? time(values), let zone = try? zone(parts.store, values) else {
                return nil
            }
            parts.day = businessDay(moment(written, zone).local, closes: closes)
        }
        return key(parts)
    }
}
