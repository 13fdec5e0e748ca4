extension DiagnosticCode {
    /// Codes of what is legal in a pack and probably wrong (`W…`), as `rules check` tells it.
    package static let warnings: [DiagnosticCode] = [
        neverHolds, alwaysHolds, levelUnreachable, belowOnePack, exceptionWithoutExpiry, exceptionNotInFeed,
        rulesAlike, definitionUnused,
    ]

    package static let neverHolds = DiagnosticCode(
        "W001", "rule never holds",
        "Nothing that is bought can make the rule hold: its condition contradicts itself or what the lists say, or its measure cannot reach the bound."
    )
    package static let alwaysHolds = DiagnosticCode(
        "W002", "rule always holds",
        "The rule holds for every purchase of every listed substance, so that it says nothing about any of them."
    )
    package static let levelUnreachable = DiagnosticCode(
        "W003", "level out of reach",
        "No combination of rules gives a score from the level's threshold to below the next one's.")
    package static let belowOnePack = DiagnosticCode(
        "W004", "less than one pack",
        "One unit of the smallest product of the catalogue that the rule looks at reaches the threshold.")
    package static let exceptionWithoutExpiry = DiagnosticCode(
        "W005", "exception without expiry",
        "The feed maps no `until` of the exception; without an expiry nothing is covered.")
    package static let exceptionNotInFeed = DiagnosticCode(
        "W006", "exception not in feed",
        "The feed maps no number of the exception, so that nothing is ever excused.")
    package static let rulesAlike = DiagnosticCode(
        "W007", "rules alike",
        "Two rules ask the same and measure the same, so that they hold together and their scores add up.")
    package static let definitionUnused = DiagnosticCode(
        "W008", "definition unused", "No condition names the definition; perhaps one was meant to.")
}
