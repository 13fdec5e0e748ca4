#!/usr/bin/env python3
"""Random small histories: feed, catalogue, lists, packs and lines, made so that collisions are frequent."""

import argparse
import csv
import io
import json
import random
from pathlib import Path

import yaml
from plots import Plots
from shops import ANCHORS, COLUMNS, KIND_CODES, QUIETS, WINDOWS

TOKEN_KEY = "00112233445566778899aabbccddeeff" * 2
INSTALLATION = "oracle"


class Plain(yaml.emitter.Emitter, yaml.serializer.Serializer, yaml.representer.SafeRepresenter, yaml.resolver.BaseResolver):
    """Writes every scalar without quotes where YAML allows it: readers type by the schema, never by YAML."""

    def __init__(self, stream, **options):
        yaml.emitter.Emitter.__init__(self, stream, width=120, allow_unicode=True)
        yaml.serializer.Serializer.__init__(self)
        yaml.representer.SafeRepresenter.__init__(self, default_flow_style=None, sort_keys=False)
        yaml.resolver.BaseResolver.__init__(self)

    def ignore_aliases(self, data):
        return True


def to_yaml(data):
    stream = io.StringIO()
    dumper = Plain(stream)
    dumper.open()
    dumper.represent(data)
    dumper.close()
    return stream.getvalue()


class History(Plots):
    """One history. `records` are in order of arrival; a record maps logical fields to texts or None."""

    def __init__(self, seed):
        super().__init__(seed)
        # What it is about: a form of the language, or nothing in particular.
        self.theme = self.pick({None: 8} | dict.fromkeys(self.PLOTS, 1.5) | {"usual": 4, "sequence": 2, "combine": 2})
        # Some packs forget sooner than their windows do; some are mostly about single receipts.
        self.mood = self.pick({None: 6, "forgetful": 2, "single": 2} if self.theme is None else {None: 9, "forgetful": 1})
        self.windows = self.rng.sample(["24h", "2d", "7d"] if self.mood == "forgetful" else WINDOWS, 2)
        self.quiets = {"forgetful": ["1h", "3h"], "single": ["7d", None]}.get(self.mood) or self.rng.sample(QUIETS, 2)
        if self.theme == "versions":
            self.quiets = ["7d", None]
        self.anchor = self.rng.choice(ANCHORS)
        self.make_feed()
        self.make_lists()
        self.make_catalogue()
        self.few = self.rng.sample(self.watched, min(len(self.watched), self.rng.choice([1, 2, 2, 5])))
        self.make_packs()
        self.make_lines()

    # Writing

    def columns(self):
        return [name for name in COLUMNS if name not in ("loyalty", "payment", "phone") or name in self.token_kinds]

    def write_input(self, path, records):
        rng = random.Random(self.seed + 1)
        texts = [{name: self.as_text(name, record.get(name), rng) for name in self.columns()} for record in records]
        with open(path, "w", encoding="utf-8", newline="") as out:
            if self.format == "ndjson":
                for record in texts:
                    out.write(json.dumps(self.nested(record, rng), ensure_ascii=False) + "\n")
                return
            writer = csv.writer(out, delimiter=self.delimiter, lineterminator="\r\n" if self.seed % 2 else "\n")
            writer.writerow([COLUMNS[name] for name in self.columns()])
            writer.writerows([[record[name] or "" for name in self.columns()] for record in texts])

    def as_text(self, name, value, rng):
        if value is None:
            return None
        if name == "kind":
            value = KIND_CODES.get(value, value)
        if name in ("quantity", "amount", "lic_concentration", "lic_total", "pro_total"):
            value = value.replace(".", self.decimal)
        # Texts are trimmed, whatever they are.
        return f" {value}\t" if value and rng.random() < 0.02 else value

    def nested(self, record, rng):
        """The record as a JSON object: missing fields are absent, null or empty; some numbers are JSON numbers."""
        told = {}
        for name, value in record.items():
            place = told
            *folders, leaf = self.column(name).split(".")
            for folder in folders:
                place = place.setdefault(folder, {})
            if value is None:
                if rng.random() < 0.5:
                    place[leaf] = rng.choice([None, ""])
            elif name in ("line", "quantity") and value.isdecimal() and str(int(value)) == value and rng.random() < 0.5:
                place[leaf] = int(value)
            else:
                place[leaf] = value
        return told

    def extension(self):
        return self.format

    def write(self, folder):
        """Writes the whole case; returns the paths that the oracle and the program need."""
        folder = Path(folder)
        for name in ("lists", "packs"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "feed.yaml").write_text(to_yaml(self.feed()), encoding="utf-8")
        for name, told in self.lists.items():
            (folder / "lists" / f"{name}.yaml").write_text(to_yaml(told), encoding="utf-8")
        packs = []
        for number, told in enumerate(self.packs, 1):
            packs.append(folder / "packs" / f"pack-{number}.yaml")
            packs[-1].write_text(to_yaml(told), encoding="utf-8")
        for name, text in self.value_files.items():
            (folder / "packs" / name).write_text(text, encoding="utf-8")
        with open(folder / "catalogue.csv", "w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(self.rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)
        (folder / "token.key").write_text(TOKEN_KEY + "\n")
        source = folder / f"input.{self.extension()}"
        self.write_input(source, self.records)
        return {"feed": folder / "feed.yaml", "catalogue": folder / "catalogue.csv", "rules": packs, "installation": INSTALLATION,
                "token_key": TOKEN_KEY, "inputs": [source]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("folder")
    told = parser.parse_args()
    for seed in range(told.seed, told.seed + told.count):
        History(seed).write(Path(told.folder) / str(seed))


if __name__ == "__main__":
    main()
