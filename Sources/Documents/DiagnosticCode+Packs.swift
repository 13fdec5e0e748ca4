extension DiagnosticCode {
    /// Codes of rule packs (`P…`).
    package static let packs: [DiagnosticCode] = [
        unknownFormat, listUnreadable, listRepeated, levelsNotRising, noRules, duplicateRule,
        unknownDefinition,
        cyclicDefinition, conditionTooLarge, emptyCondition, unknownField, fieldNotComparable, unknownList,
        packSubstanceUnknown, emptyRange, boundsConflict, boundMissing, boundedAbove, unknownMeasure,
        notGroupable,
        badSubject, capWithoutEach, packFeatureLater, packRepeated, nameNotInFeed, annexOnNoList,
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
    package static let packFeatureLater = DiagnosticCode(
        "P023", "not supported by this version yet",
        "The format has this, and this version of the program does not.")
    package static let packRepeated = DiagnosticCode(
        "P024", "pack repeated",
        "Two of the packs have one id; several versions of a pack are not supported by this version yet.")
    package static let nameNotInFeed = DiagnosticCode(
        "P025", "name not in feed",
        "The pack uses a name that is no field of its own, and the feed file maps none so called.")
    package static let annexOnNoList = DiagnosticCode(
        "P026", "annex on no list",
        "A condition asks for an annex that no entry of the pack's lists has, so that it never holds.")
}

extension DiagnosticCode {
    /// Every code there is, in the order of `docs/DIAGNOSTICS.md`.
    package static let all = documents + feeds + lists + catalogue + packs
}
