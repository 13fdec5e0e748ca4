import Foundation

/// Where receipts, lines and fields of a JSON export are.
struct NestedGuess: Sendable {
    /// Where the receipts are in a document; nil for an array or one object a line.
    var receiptsPath: String?
    /// Where the lines of a receipt are; nil where each object is a line.
    var linesPath: String?
    var isLines: Bool
    var table: SampleTable

    private static let objectsMax = 300

    /// - Parameter bytes: the whole beginning of the export.
    /// - Returns: nil where no object can be read.
    init?(_ bytes: [UInt8]) {
        let lines = bytes.split(separator: UInt8(ascii: "\n")).prefix(Self.objectsMax)
        var objects = lines.compactMap { Self.object($0) }
        // One line alone may be a whole document.
        isLines = objects.count > 1 && objects.count * 10 >= lines.count * 9
        if !isLines {
            guard let found = Self.document(bytes) else { return nil }
            (objects, receiptsPath) = found
        }
        guard !objects.isEmpty else { return nil }
        linesPath = Self.lines(objects).map { "$.\($0)[*]" }
        var columns: [String] = []
        var rows: [[String: String]] = []
        for object in objects {
            if let path = linesPath?.dropFirst(2).dropLast(3) {
                let outer = Self.flat(object, prefix: "$", leaving: String(path))
                let inner = Self.value(object, String(path)) as? [Any] ?? []
                for case let line as [String: Any] in inner {
                    rows.append(outer.merging(Self.flat(line, prefix: "", leaving: nil)) { $1 })
                }
            } else {
                rows.append(Self.flat(object, prefix: "", leaving: nil))
            }
        }
        for row in rows { columns += row.keys.filter { !columns.contains($0) }.sorted() }
        table = SampleTable(names: columns, rows: rows.map { row in columns.map { row[$0] } })
    }

    private static func object(_ bytes: some Collection<UInt8>) -> [String: Any]? {
        (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
    }

    /// The objects of a document: an array, or the longest array of objects that its object holds.
    private static func document(_ bytes: [UInt8]) -> ([[String: Any]], String?)? {
        let value = try? JSONSerialization.jsonObject(with: Data(bytes))
        if let array = value as? [[String: Any]] { return (Array(array.prefix(objectsMax)), nil) }
        guard let object = value as? [String: Any] else { return nil }
        if let name = lines([object]) {
            let inner = (self.value(object, name) as? [Any] ?? []).compactMap { $0 as? [String: Any] }
            // A single receipt with its lines, or a list of receipts: receipts have lines of their own, or nothing is beside them.
            if lines(inner) != nil || flat(object, prefix: "", leaving: name).count < 3 {
                return (Array(inner.prefix(objectsMax)), "$.\(name)[*]")
            }
        }
        return ([object], nil)
    }

    /// The path of the array of objects that most objects have; the one with the most elements.
    private static func lines(_ objects: [[String: Any]]) -> String? {
        var counts: [String: Int] = [:]
        func look(_ object: [String: Any], _ prefix: String, _ depth: Int) {
            for (key, value) in object {
                if let array = value as? [Any], array.contains(where: { $0 is [String: Any] }) {
                    let isLine = HeaderName(key).whole
                    // What is paid is an array of objects as well.
                    let weight =
                        ["payments", "tenders", "taxes", "discounts", "zahlungen", "paiements"].contains(
                            isLine) ? 0 : array.count
                    counts[prefix + key, default: 0] += weight
                } else if let inner = value as? [String: Any], depth < 3 {
                    look(inner, prefix + key + ".", depth + 1)
                }
            }
        }
        for object in objects { look(object, "", 0) }
        return counts.filter { $0.value > 0 }.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    private static func value(_ object: [String: Any], _ path: String) -> Any? {
        path.split(separator: ".").reduce(object as Any?) { ($0 as? [String: Any])?[String($1)] }
    }

    private static func flat(_ object: [String: Any], prefix: String, leaving path: String?) -> [String:
        String]
    {
        var values: [String: String] = [:]
        func add(_ object: [String: Any], _ outer: String) {
            for (key, value) in object {
                let name = joined(outer, key)
                if name == path || name == "$." + (path ?? "") { continue }
                switch value {
                case let text as String: values[name] = trimmedText(text)
                case let number as NSNumber: values[name] = number.description
                case let object as [String: Any]: add(object, name)
                default: continue
                }
            }
        }
        add(object, prefix)
        return values.filter { !$0.value.isEmpty }
    }

    /// A path one name longer; a name that holds points or brackets stands in brackets.
    private static func joined(_ outer: String, _ key: String) -> String {
        if key.contains(where: { ".[]".contains($0) }) { return outer + "['\(key)']" }
        return outer.isEmpty ? key : outer + "." + key
    }

    private static func trimmedText(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
