import Documents
import Purchases

/// Readers of values with units, shared by every file format.
extension Findings {
    /// A bare number.
    package func decimal(_ node: YAMLNode, _ key: String) -> ExactDecimal? {
        guard let text = text(node, key) else { return nil }
        if let value = plainDecimal(text) { return value }
        error(
            .notANumber, at: node.place, "\(quoted(key)) is a number, not \(quoted(text))",
            help: "write digits with a point: `12.5`")
        return nil
    }

    /// A number with its unit, in grams, millilitres, percent or g/ml; never below zero.
    ///
    /// - Parameter bareUnit: the unit of a number that gives none; nil where a unit is required.
    package func quantity(
        _ node: YAMLNode, _ key: String, _ dimension: Dimension, bareUnit: String? = nil
    ) -> ExactDecimal? {
        guard let text = text(node, key), let parts = numberAndUnit(text, node, key) else { return nil }
        let unit = parts.unit.isEmpty ? bareUnit ?? "" : parts.unit
        let names = dimension.units.map(\.name)
        do {
            let value = try dimension.converted(parts.value, unit: unit)
            if value >= .zero { return value }
            error(
                .outOfRange, at: node.place, "\(quoted(key)) is \(quoted(text)), and must not be below zero")
        } catch .unknownUnit {
            let problem =
                switch (unit.isEmpty, names == [""]) {
                case (_, true): "takes a number without a unit, not \(quoted(text))"
                case (true, false): "lacks its unit: \(quoted(text))"
                case (false, false): "does not know the unit \(quoted(unit)) here"
                }
            error(
                .badUnit, at: node.place, "\(quoted(key)) \(problem)",
                help: names == [""]
                    ? "write \(dimension.example)"
                    : "write one of \(names.joined(separator: ", ")), as in \(dimension.example)")
        } catch .tooFine {
            error(
                .notANumber, at: node.place,
                "\(quoted(key)) is \(quoted(text)), finer than a millionth of \(names[0])")
        } catch {
            self.error(.outOfRange, at: node.place, "\(quoted(key)) is \(quoted(text)), which is too large")
        }
        return nil
    }

    /// An amount of money: `9.99 EUR`; never below zero.
    package func money(_ node: YAMLNode, _ key: String) -> (value: ExactDecimal, currency: ExactText)? {
        guard let text = text(node, key), let parts = numberAndUnit(text, node, key) else { return nil }
        let isCode = parts.unit.utf8.count == 3 && parts.unit.utf8.allSatisfy { (65...90).contains($0) }
        guard isCode else {
            error(
                .badUnit, at: node.place,
                parts.unit.isEmpty
                    ? "\(quoted(key)) lacks its currency: \(quoted(text))"
                    : "\(quoted(key)) does not know the currency \(quoted(parts.unit))",
                help: "write its three letters, as in `9.99 EUR`")
            return nil
        }
        guard parts.value >= .zero else {
            error(
                .outOfRange, at: node.place, "\(quoted(key)) is \(quoted(text)), and must not be below zero")
            return nil
        }
        return (parts.value, ExactText(parts.unit))
    }

    /// A calendar day, `2026-11-01`.
    package func day(_ node: YAMLNode, _ key: String) -> LocalDay? {
        guard let text = text(node, key) else { return nil }
        if let day = LocalDay(iso: text) { return day }
        error(
            .badDate, at: node.place, "\(quoted(key)) is a date, not \(quoted(text))",
            help: "write year, month and day: `2026-11-01`")
        return nil
    }

    private func numberAndUnit(
        _ text: String, _ node: YAMLNode, _ key: String
    ) -> (value: ExactDecimal, unit: String)? {
        // A decimal comma is taken in, so that it is called a wrong number and no wrong unit.
        let number = text.utf8.prefix { (48...57).contains($0) || (44...46).contains($0) }
        let unit = Substring(text.utf8[number.endIndex...]).drop { $0 == " " }
        guard let value = plainDecimal(Substring(number)) else {
            error(
                .notANumber, at: node.place, "\(quoted(key)) begins with a number, not \(quoted(text))",
                help: "write digits with a point: `12.5`")
            return nil
        }
        return (value, String(unit))
    }
}
