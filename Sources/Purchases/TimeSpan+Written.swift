extension TimeSpan {
    /// Reads a length of time as people write it: `30s`, `90min`, `48h`, `30d`, `12 w`.
    ///
    /// - Returns: nil for anything else, and for less than a second or more than 36525 days.
    package init?(written text: String) {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        let units: [Substring: Int64] = ["s": 1, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800]
        guard !digits.isEmpty, digits.utf8.count <= 10, let scale = units[unit], let number = Int64(digits)
        else { return nil }
        // Ten digits times 604,800 fit.
        let seconds = number * scale
        guard (1...36_525 * 86_400).contains(seconds) else { return nil }
        self.init(seconds: seconds)
    }
}
