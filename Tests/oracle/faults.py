"""Planted faults: each turns one decision of the oracle the other way.

They prove that the random histories would reveal an engine that decides so. One fault at most is
active; the rest of the oracle asks `planted(NAME)` at the very decision that the fault changes.
"""

NAMES = {
    "window-closed-left": "a window of length w at t is [t - w, t]",
    "window-open-right": "a window of length w at t is (t - w, t)",
    "calendar-day-utc": "the calendar day ends at midnight UTC",
    "calendar-day-closed": "the moment at the next midnight is still in the calendar day",
    "net-at-return-time": "a return lowers its purchase only from the return's own time on",
    "not-missing-true": "`not` of unknown is true",
    "missing-matches": "a rule matches what is unknown",
    "missing-group": "a missing value of `by` or `each` is a group of its own",
    "distinct-missing": "`distinct` counts a missing value",
    "hub-off-by-one": "a token with exactly max_links others is a hub",
    "hub-counts-single": "others on a single receipt count for a hub",
    "hub-links-nothing-counts": "others that are hubs themselves do not count for a hub",
    "all-kinds-link": "tokens of kinds that the pack does not name link too",
    "voids-after-returns": "returns are netted before voids",
    "voids-unordered": "voids that name a line have no precedence",
    "voids-earliest-first": "a void lowers the earliest line first",
    "voids-need-product-of-line": "a void that names a receipt and a product takes from every product",
    "void-receipt-keeps-returns": "a void of a whole receipt leaves its return lines",
    "own-void-lowers-quantity": "a void under its purchase's own key hides the purchase altogether",
    "returns-earliest-first": "a return takes from the earliest purchase first",
    "returns-ignore-time": "a return takes from later purchases too",
    "returns-any-buyer": "a return takes from purchases of anybody",
    "returns-named-go-on": "a return that names something goes on to other purchases",
    "returns-own-receipts-only": "a naming return reaches only receipts of its own buyer",
    "level-greater": "a level is reached only above its threshold",
    "quiet-closed": "the quiet window is [t - quiet, t)",
    "equal-times-separate": "receipts of one buyer at the same time are separate moments",
    "voided-line-loses-time": "a wholly voided line does not hold its receipt's time",
    "voided-line-links": "a wholly voided line still links",
    "returned-line-unlinks": "a wholly returned line does not link",
    "own-times": "purchases count at their own time instead of their receipt's",
    "mixture-measures-all": "all substances of a matching line are measured",
    "entries-mixed": "list, annex and above_limit may hold for different entries",
    "entry-day-utc": "list entries are looked up by the day in UTC",
    "limit-always-greater": "every limit is compared with >",
    "limit-assumes-density": "limits convert by an assumed density",
    "expiry-utc": "an expiry is compared with the day in UTC",
    "expiry-before": "a licence no longer covers its last day",
    "scope-blank-covers": "a blank scope covers everything",
    "unless-whole-line": "an exception for one substance takes out the whole line",
    "ceiling-open": "a concentration at the ceiling is not covered",
    "round-half-down": "halves are rounded down",
    "round-each-unit": "mass is rounded per unit, before netting",
    "revision-by-arrival": "the version that arrived last stands, whatever its revision",
    "revision-tie-by-arrival": "of equal revisions the later one stands",
    "stale-stands-again": "content known under a key stands again when it comes again",
    "cap-ignored": "`each` has no cap",
    "each-once": "`each` adds its score once for all values",
    "parts-add": "each part of `by` adds the score",
    "doubling-missing": "doublings raise nothing",
    "doubling-once": "only the first doubling counts",
    "new-indicator-missing": "a new indicator raises nothing",
    "growth-only-first": "an each value is no indicator of its own",
    "uncounted-moments": "earlier moments without own purchases behind an indicator count",
    "hidden-report": "a sale reportable by itself can be hidden",
    "report-by-moment": "5.3 sums the receipts of a moment",
    "second-occurrence": "a local time that occurs twice is its second occurrence",
    "gap-after": "a local time that does not occur takes the offset after the change",
    "store-zone-ignored": "all stores are in the feed's time zone",
    "money-any-currency": "money adds across currencies",
    "above-at-least": "`above` holds at the bound",
    "token-of-receipt": "a token in `by` or `distinct` is any of the receipt's",
    "key-without-day": "receipt keys leave out the day",
    "reuse-accepted": "content of another day under a known key is a correction",
    "tokens-not-normalised": "tokens are not brought to NFC",
    "placeholders-kept": "placeholders are tokens",
}

active = None


def plant(name):
    """Makes `name` the active fault; None takes it away."""
    global active
    if name is not None and name not in NAMES:
        raise ValueError(f"no fault is called {name}")
    active = name


def planted(name):
    assert name in NAMES, name
    return active == name
