#!/usr/bin/env python3
"""Checks that imports run strictly downward, and that system libraries stay in the modules that own them.

    check_imports.py [ROOT]

Prints `file:line: error: …` for each import that is not in the table below and exits 1 if there is one. The compiler
finds imports that Package.swift does not declare; this finds those that it should not have declared.
"""

import re
import sys
from pathlib import Path

# Layer, and the modules of this package that a module may import.
MODULES = {
    "Purchases": (0, []),
    "Delimited": (0, []),
    "Documents": (0, []),
    "CCurl": (0, []),
    "CExpat": (0, []),
    "CArchive": (0, []),
    "CZlib": (0, []),
    "CLineIndex": (0, []),
    "CMemoryFile": (0, []),
    "CProcess": (0, []),
    "CPostgres": (0, []),
    "Catalogue": (1, ["Purchases", "Delimited", "Documents"]),
    # The screen is the catalogue's; the feed file and the packs name what stands in it.
    "Feeds": (1, ["Purchases", "Delimited", "Documents", "Catalogue", "CArchive", "CExpat", "CLineIndex", "CMemoryFile", "CZlib"]),
    "Rules": (1, ["Purchases", "Documents", "Catalogue"]),
    "Journal": (1, ["Purchases"]),
    # Files that were fetched, on their way to whoever reads them.
    "Spool": (1, []),
    "Webhooks": (1, ["Purchases"]),
    # How the feeds are: told what batches show, it says what is wrong with a feed.
    "Health": (1, ["Purchases"]),
    "Detection": (2, ["Purchases", "Rules"]),
    "Delivery": (2, ["Purchases", "Journal", "Webhooks", "CCurl"]),
    # What lies on other machines, brought into a spool folder.
    "Fetching": (2, ["Spool", "CCurl"]),
    # What stands in databases, brought into a spool folder.
    "Queries": (2, ["Spool", "CPostgres"]),
    # What an export that nobody described may be: for people who write a feed file, apart from the flow.
    "Inference": (2, ["Purchases", "Delimited", "Documents", "Feeds"]),
    # Figures that are asked for over HTTP.
    "Figures": (2, []),
    # Lines that are sent over HTTP, on their way to whoever reads them.
    "Push": (2, []),
    "Reception": (2, ["Purchases", "Webhooks"]),
    # Which of a chain's articles are listed: for people who make a catalogue, apart from the flow.
    "Screening": (2, ["Purchases", "Delimited", "Documents", "Catalogue", "Rules"]),
    "Pipeline": (3, ["Purchases", "Documents", "Catalogue", "Feeds", "Rules", "Journal", "Webhooks", "Detection", "Delivery",
                     "Fetching", "Figures", "Health", "Push", "Queries", "Spool"]),
    # The analyst's bench: what a pack would do, on written tests and on the past.
    "Bench": (4, ["Purchases", "Delimited", "Documents", "Catalogue", "Feeds", "Rules", "Journal", "Detection", "Pipeline"]),
    "tillwatch": (5, ["Purchases", "Delimited", "Documents", "Catalogue", "Feeds", "Rules", "Journal", "Webhooks", "Detection", "Delivery",
                      "Health", "Inference", "Figures", "Push", "Reception", "Screening", "Pipeline", "Bench", "CProcess"]),
}
# The only neighbours in one layer that may be imported: the screen and the product rows are the catalogue's.
SIDEWAYS = {("Feeds", "Catalogue"), ("Rules", "Catalogue")}

EVERYWHERE = {"Swift", "Synchronization"}
# What comes from outside, and who may use it.
OUTSIDE = {
    "Foundation": set(MODULES) - {"Purchases", "Delimited"},
    "FoundationEssentials": set(MODULES) - {"Purchases", "Delimited"},
    "Dispatch": {"Feeds", "Journal", "Delivery", "Reception", "Pipeline", "tillwatch"},
    **{libc: {"Delimited", "Fetching", "Feeds", "Journal", "Delivery", "Reception", "Pipeline", "Queries", "tillwatch"} for libc in ("Glibc", "Musl", "Darwin")},
    "Yams": {"Documents"},
    "CYaml": {"Documents"},
    "GRDB": {"Journal", "Queries", "Reception"},
    "Crypto": {"Catalogue", "Feeds", "Rules", "Journal", "Webhooks", "Detection", "Push", "Queries", "Reception", "Screening", "Pipeline"},
    "Hummingbird": {"Figures", "Push", "Reception"},
    "HummingbirdCore": {"Figures", "Push", "Reception"},
    "HummingbirdTLS": {"Push"},
    "HTTPTypes": {"Figures", "Push", "Reception"},
    "NIOCore": {"Figures", "Push", "Reception"},
    "NIOSSL": {"Push"},
    "Logging": {"Delivery", "Figures", "Push", "Reception", "Pipeline", "tillwatch"},
    "ServiceLifecycle": {"Figures", "Push", "Reception", "Pipeline", "tillwatch"},
    "UnixSignals": {"tillwatch"},
    "ArgumentParser": {"tillwatch"},
}
IMPORT = re.compile(r"^\s*((?:@\w+(?:\([^)]*\))?\s+)*)(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"
                    r"(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)")


def table_errors():
    """What is wrong with the table itself: an import that does not go down."""
    for module, (layer, imports) in MODULES.items():
        for other in imports:
            if MODULES[other][0] >= layer and (module, other) not in SIDEWAYS:
                yield f"{Path(__file__).name}: error: the table lets {module} import {other}, which is not below it"


def imports_of(path):
    """Line number, attributes and module of each import in a file."""
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = IMPORT.match(text)
        if match:
            yield number, match.group(1), match.group(2)


def reason_against(module, other):
    """Why a module must not import another, or None."""
    layer, allowed = MODULES[module]
    if other in MODULES:
        if other in allowed or other == module:
            return None
        direction = "above" if MODULES[other][0] > layer else "beside" if MODULES[other][0] == layer else "below"
        return f"{module} must not import {other}, which is {direction} it and not in its row of the table"
    if other in EVERYWHERE or module in OUTSIDE.get(other, set()):
        return None
    users = ", ".join(sorted(OUTSIDE.get(other, set()))) or "no module"
    return f"{module} must not import {other}; it is for {users}"


def source_errors(root):
    for folder in sorted((root / "Sources").iterdir()):
        if folder.name not in MODULES:
            yield f"Sources/{folder.name}: error: no such module in the table of Scripts/check_imports.py"
            continue
        for path in sorted(folder.rglob("*.swift")):
            for number, attributes, other in imports_of(path):
                place = f"{path.relative_to(root)}:{number}: error: "
                if "@_exported" in attributes:
                    yield place + "a re-export hides who imports what"
                reason = reason_against(folder.name, other)
                if reason:
                    yield place + reason


def test_errors(root):
    """Tests use what a module offers to the others, so that they also build in release."""
    for path in sorted((root / "Tests").rglob("*.swift")):
        for number, attributes, other in imports_of(path):
            if "@testable" in attributes or other == "XCTest":
                yield f"{path.relative_to(root)}:{number}: error: tests import plainly, and use Swift Testing"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    errors = [*table_errors(), *source_errors(root), *test_errors(root)]
    print("\n".join(errors + [f"imports: {len(errors)} not allowed"]))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
