extension ExactDecimal {
    /// The value in percent of another, one decimal, rounded down; nil where that has no meaning.
    package func percent(of whole: ExactDecimal) -> ExactDecimal? {
        guard whole.millionths > 0, millionths >= 0 else { return nil }
        let (scaled, overflow) = millionths.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return nil }
        let (tenths, tooMuch) = (scaled / whole.millionths).multipliedReportingOverflow(by: 100_000)
        return tooMuch ? nil : ExactDecimal(millionths: tenths)
    }
}
