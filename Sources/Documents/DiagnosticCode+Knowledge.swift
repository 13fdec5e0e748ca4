extension DiagnosticCode {
    /// Codes of knowledge files (`K…`).
    package static let knowledge: [DiagnosticCode] = [sourceNotListed, badECNumber, wordRepeated]

    package static let sourceNotListed = DiagnosticCode(
        "K001", "source not listed",
        "A block names a source that the file's `sources` do not list, so that nobody could look it up.")
    package static let badECNumber = DiagnosticCode(
        "K002", "no EC number",
        "An EC number has three digits, three and one, and its last digit is a check of the others. Wrong ones are refused."
    )
    package static let wordRepeated = DiagnosticCode(
        "K003", "word repeated", "A list of words, sources or classes names the same one twice.")
}
