extension DiagnosticCode {
    /// Codes of rule packs (`P…`).
    package static let packs: [DiagnosticCode] = [
        unknownFormat, listUnreadable, listRepeated, levelsNotRising, noRules, duplicateRule,
        unknownDefinition,
        cyclicDefinition, conditionTooLarge, emptyCondition, unknownField, fieldNotComparable, unknownList,
        packSubstanceUnknown, emptyRange, boundsConflict, boundMissing, boundedAbove, unknownMeasure,
        notGroupable,
        badSubject, capWithoutEach, packRepeated, nameNotInFeed, annexOnNoList, formsConflict, partsCount,
        firstStepWithin, usualMismatch, usualWindows, badTotal, valuesFileUnreadable,
    ]

    package static let unknownFormat = DiagnosticCode(
        "P001", "unknown format",
        "The file says `tillwatch: N` for another N than this program reads, which is 1.")
    package static let listUnreadable = DiagnosticCode(
        "P002", "list unreadable",
        "A substance list that the pack names cannot be read; paths count from the pack's folder.")
    package static let listRepeated = DiagnosticCode(
        "P003", "list repeated", "The pack loads one list twice, or two lists that call themselves the same.")
    package static let levelsNotRising = DiagnosticCode(
        "P004", "levels not rising", "Levels stand in rising order of their thresholds, no two alike.")
    package static let noRules = DiagnosticCode("P005", "no rules", "A pack without rules would never alert.")
    package static let duplicateRule = DiagnosticCode(
        "P006", "rule repeated", "Two rules have one id; an alert could not say which of them holds.")
    package static let unknownDefinition = DiagnosticCode(
        "P007", "unknown definition", "A condition names something that does not stand under `define`.")
    package static let cyclicDefinition = DiagnosticCode(
        "P008", "definition names itself",
        "A definition leads back to itself through the others; the message shows the way.")
    package static let conditionTooLarge = DiagnosticCode(
        "P009", "condition too large",
        "With its definitions written out, a condition has more than 5,000 parts or is nested more than 64 deep."
    )
    package static let emptyCondition = DiagnosticCode(
        "P010", "empty condition", "A condition that asks nothing would match every listed substance.")
    package static let unknownField = DiagnosticCode(
        "P011", "unknown field",
        "The name is near to that of a field, but none. Names far from any field are taken for extra fields or tokens of the feed."
    )
    package static let fieldNotComparable = DiagnosticCode(
        "P012", "comparison does not fit",
        "Texts equal a value or one of a list; numbers take at_least, above, at_most, below and between.")
    package static let unknownList = DiagnosticCode(
        "P013", "unknown list",
        "A condition asks for a list that the pack does not load, so that it could never hold.")
    package static let packSubstanceUnknown = DiagnosticCode(
        "P014", "substance on no list",
        "A condition asks for a substance that stands on none of the pack's lists, so that it could never hold."
    )
    package static let emptyRange = DiagnosticCode(
        "P015", "empty range", "The lower bound lies above the upper one, so that no number is between them.")
    package static let boundsConflict = DiagnosticCode(
        "P016", "bounds conflict",
        "Two lower or two upper bounds stand together, or bounds in two currencies.")
    package static let boundMissing = DiagnosticCode(
        "P017", "bound missing",
        "A sum of mass, volume or money needs a bound with a unit; only counts have a default, 1.")
    package static let boundedAbove = DiagnosticCode(
        "P018", "measure bounded from above",
        "A measure only grows with more purchases, so a rule has no upper bound. `below`, `at_most` and `between` belong in `where`."
    )
    package static let unknownMeasure = DiagnosticCode(
        "P019", "unknown measure", "There is no such measure; the message lists those that there are.")
    package static let notGroupable = DiagnosticCode(
        "P020", "field does not divide",
        "`by`, `each` and `distinct` take fields whose values are texts, and `by` only some of them.")
    package static let badSubject = DiagnosticCode(
        "P021", "unclear subject",
        "`by` with `store` or `product` is about the store or product itself when nothing else stands there, and about a buyer only with `buyer`."
    )
    package static let capWithoutEach = DiagnosticCode(
        "P022", "cap without each",
        "`cap` bounds what the values of `each` add up to; without `each` a rule scores once.")
    // P023 was "not supported by this version yet"; nothing is.
    package static let packRepeated = DiagnosticCode(
        "P024", "pack repeated",
        "Packs of one id are versions of one pack: each has a `version` and a `from` of its own, and all have the same `buyers`."
    )
    package static let nameNotInFeed = DiagnosticCode(
        "P025", "name not in feed",
        "The pack uses a name that is no field of its own, and the feed file maps none so called.")
    package static let annexOnNoList = DiagnosticCode(
        "P026", "annex on no list",
        "A condition asks for an annex that no entry of the pack's lists has, so that it never holds.")
    package static let formsConflict = DiagnosticCode(
        "P027", "one rule, two questions",
        "A rule asks one thing: its own measure, or one of `combine`, `sequence` and `absent`, which carry their own bounds and windows."
    )
    package static let partsCount = DiagnosticCode(
        "P028", "too few or too many parts", "`combine` has 2 to 16 conditions, `sequence` 2 to 8 steps.")
    package static let firstStepWithin = DiagnosticCode(
        "P029", "first step within",
        "Every step but the first says how much later than the one before it may be.")
    package static let usualMismatch = DiagnosticCode(
        "P030", "usual does not fit",
        "`usual` compares windows of the rule's `within`, a length of time, of the store, product or buyer that the rule is about."
    )
    package static let usualWindows = DiagnosticCode(
        "P031", "windows of usual",
        "So few windows fit in `over` that what is usual could never be known, or more than 10,000.")
    package static let badTotal = DiagnosticCode(
        "P032", "no such total",
        "Totals are `receipt.mass`, `receipt.volume`, `receipt.quantity` and `receipt.amount`, asked in `where`, and not inside what another total adds up."
    )
    package static let valuesFileUnreadable = DiagnosticCode(
        "P033", "file of values unreadable",
        "A file that a condition takes its values from cannot be read; paths count from the pack's folder.")
}

extension DiagnosticCode {
    /// Every code there is, in the order of `docs/DIAGNOSTICS.md`.
    package static let all =
        documents + feeds + lists + catalogue + articles + knowledge + review + packs + warnings + tests
        + signing + configurations
}
