"""The table of cases: reads it, and writes the files that one case needs."""

import csv
import re
import sys
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "oracle"))

from histories import to_yaml  # noqa: E402

TOKEN_KEY = "ab" * 32
INSTALLATION = "cases"
KEYS = {"paragraph", "says", "rules", "pack", "feed", "lists", "catalogue", "catalogue_only", "lines", "alerts", "counts", "events", "quarantine",
        "order", "refused", "second_pack", "cut_after", "then", "never_shown", "files"}


def load_yaml(path):
    # BaseLoader: every scalar is the text that stands there.
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def merged(base, over):
    """`over` laid over `base`, mapping by mapping."""
    if isinstance(base, dict) and isinstance(over, dict):
        return base | {name: merged(base.get(name), value) for name, value in over.items()}
    return over


def rows(text):
    """The rows of a table written with spaces, as mappings from column to text."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    header, *body = lines
    for cells in body:
        if len(cells) != len(header):
            raise ValueError(f"{len(cells)} cells under {len(header)} columns: {' '.join(cells)}")
    return [dict(zip(header, map(cell, cells))) for cells in body]


def cell(text):
    return "" if text == "-" else re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match.group(1), 16)), text)


class Case:
    """One case of the table."""

    def __init__(self, told, shared, name):
        unknown = told.keys() - KEYS
        if unknown:
            raise ValueError(f"{name}: unknown {', '.join(sorted(unknown))}")
        self.told, self.shared, self.name = told, shared, name
        self.paragraph, self.says = told["paragraph"], told["says"]
        self.lines = rows(told["lines"]) if "lines" in told else []

    def __repr__(self):
        return self.name

    def feed(self):
        feed = merged(self.shared["feed"], self.told.get("feed", {}))
        if "refers" in feed and "day" in feed["fields"]:
            feed["refers"] = feed["refers"] | {"day": "ref_day"}
        return feed

    def packs(self):
        first = merged(self.shared["pack"], self.told.get("pack", {})) | {"rules": self.rules(self.told["rules"])}
        second = self.told.get("second_pack")
        return [first] if second is None else [first, self.shared["pack"] | second | {"rules": self.rules(second["rules"])}]

    @staticmethod
    def rules(told):
        return [{"title": f"Rule {rule['id']}", "where": "listed"} | rule for rule in told]

    def catalogue(self, told):
        return told["catalogue_only"] if "catalogue_only" in told else self.shared["catalogue"] + told.get("catalogue", "")

    def write(self, folder, lines=None, told=None):
        """Writes what a scan needs; returns the paths as the oracle's `compute` takes them."""
        told = told or self.told
        (folder / "feed.yaml").write_text(to_yaml(self.feed()), encoding="utf-8")
        (folder / "catalogue.csv").write_text(self.catalogue(told), encoding="utf-8")
        for name, known in merged(self.shared["lists"], self.told.get("lists", {})).items():
            (folder / f"{name}.yaml").write_text(to_yaml(known), encoding="utf-8")
        for name, text in self.told.get("files", {}).items():
            (folder / name).write_text(text, encoding="utf-8")
        packs = []
        for number, pack in enumerate(self.packs(), 1):
            packs.append(folder / f"pack-{number}.yaml")
            packs[-1].write_text(to_yaml(pack), encoding="utf-8")
        (folder / "token.key").write_text(TOKEN_KEY + "\n")
        self.write_input(folder / "input.csv", self.lines if lines is None else lines)
        return {"feed": folder / "feed.yaml", "catalogue": folder / "catalogue.csv", "rules": packs, "installation": INSTALLATION,
                "token_key": TOKEN_KEY, "inputs": [folder / "input.csv"]}

    def write_input(self, path, lines):
        with open(path, "w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, self.columns())
            writer.writeheader()
            writer.writerows(merged(self.shared["line"], line) for line in lines)

    def columns(self):
        """The columns that the feed maps; a table may have no other."""
        feed = self.feed()
        mapped = [*feed["fields"].values(), *feed["tokens"].values(), *feed["licence"].values(), *feed.get("professional", {}).values(),
                  *feed["refers"].values(), *feed.get("extra", {}).values()]
        return [name for name in mapped if isinstance(name, str)] + [feed["kinds"]["column"]] + (["line"] if self.numbers_lines() else [])

    def numbers_lines(self):
        """Whether the shared value of `line` still needs a column of its own."""
        return isinstance(self.feed()["fields"]["line"], dict)


def load():
    shared = load_yaml(HERE / "shared.yaml")
    cases = []
    for path in sorted(HERE.glob("[0-9]*.yaml")):
        for number, told in enumerate(load_yaml(path), 1):
            cases.append(Case(told, shared, f"{told['paragraph']}-{number}"))
    return cases


def mismatches(expected, found, place=""):
    """Where what a case says differs from what was found; a mapping may say less than it finds."""
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            return [f"{place}: expected a mapping, found {found!r}"]
        return [text for name, value in expected.items() for text in mismatches(value, found.get(name, "nothing"), f"{place}/{name}")]
    if isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            return [f"{place}: expected {len(expected)} entries {expected!r}, found {found!r}"]
        return [text for index, pair in enumerate(zip(expected, found)) for text in mismatches(*pair, f"{place}[{index}]")]
    written = "null" if found is None else str(found).lower() if isinstance(found, bool) else str(found)
    return [] if written == expected else [f"{place}: expected {expected}, found {found!r}"]


def alert_mismatches(expected, alerts):
    """The same for standing alerts, in order of time."""
    alerts = sorted(alerts, key=lambda alert: (alert["time"], alert["data"]["pack"]["id"] != "table", alert["subject"]))
    if len(alerts) != len(expected):
        return [f"expected {len(expected)} alerts, found {[(alert['time'], alert['data']['level']) for alert in alerts]}"]
    found = []
    for index, (told, alert) in enumerate(zip(expected, alerts)):
        data = alert["data"]
        values = {}
        for indicator in data["indicators"]:
            values.setdefault(indicator["rule"], []).append(indicator["value"])
        shown = {"time": alert["time"], "subject": alert["subject"], "level": data["level"], "score": data["score"], "has": data,
                 "values": {rule: several if len(several) > 1 else several[0] for rule, several in values.items()}}
        found += mismatches(told, shown, f"alert {index + 1}")
        if "values" in told and told["values"].keys() != values.keys():
            found.append(f"alert {index + 1}: expected indicators {sorted(told['values'])}, found {sorted(values)}")
    return found
