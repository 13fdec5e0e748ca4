"""What is left of a ledger when old lines are deleted: brute force over the lines that stay, and the pairs that outlive others (7.3)."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations

import buyers
from ledger import Oracle
from netting import apply_voids, naming, standing_lines


@dataclass
class Kept:
    """How tokens were seen on receipts that are deleted."""

    receipts: dict = field(default_factory=dict)  # token to on how many
    earliest: dict = field(default_factory=dict)  # token to the order of the earliest line of these
    pairs: set = field(default_factory=set)  # of two tokens each

    def note(self, tokens, order):
        for token in tokens:
            self.receipts[token] = self.receipts.get(token, 0) + 1
            self.earliest[token] = min(self.earliest.get(token, order), order)
        self.pairs |= {frozenset(pair) for pair in combinations(sorted(tokens), 2)}

    def prune(self, live):
        self.pairs = {pair for pair in self.pairs if pair & live}
        known = live | set().union(*self.pairs)
        self.receipts = {token: count for token, count in self.receipts.items() if token in known}
        self.earliest = {token: order for token, order in self.earliest.items() if token in known}


class RetainedOracle(Oracle):
    """Reads some inputs, forgets what is older than a time, and reads the others."""

    def __init__(self, before, first, *told, inputs, **more):
        self.before, self.first, self.kept = before, first, Kept()
        buyers.KEPT = self.kept
        try:
            super().__init__(*told, inputs=inputs, **more)
        finally:
            buyers.KEPT = None

    def take(self, reader, inputs):
        for path in self.first:
            self.journal.read(reader, path)
        self.forget()
        self.journal.before = self.before
        for path in inputs:
            self.journal.read(reader, path)

    def forget(self):
        lines, voids = standing_lines(self.journal)
        apply_voids(self.feed, lines, voids)
        versions = {}
        for several in self.journal.versions.values():
            for line in several:
                versions.setdefault(line.receipt_key, []).append(line)
        old = {key for key, several in versions.items() if all(line.time < self.before for line in several) and not self.asked(several)}
        gone = {key for key in old if not any(self.named(line) in versions.keys() - old for line in versions[key])}
        for key in gone:
            there = [entry.line for entry in lines if entry.line.receipt_key == key and not entry.voided]
            if there:
                tokens = {token for line in there for token in line.tokens.items()}
                self.kept.note(tokens, min(line.order for line in there))
        self.journal.versions = {key: several for key, several in self.journal.versions.items() if several[0].receipt_key not in gone}
        self.kept.prune({token for key in versions.keys() - gone for line in versions[key] for token in line.tokens.items()})

    def asked(self, versions):
        """Whether later moments ask what was bought with a paper that states a total."""
        day = self.before.date() - timedelta(days=1)
        return any(paper["total"] is not None and paper["until"] is not None and paper["until"] >= day
                   for line in versions for paper in line.papers.values())

    def named(self, line):
        if line.kind == "sale":
            return None
        how, key = naming(self.feed, line)
        return {"line": key.rpartition("/")[0], "receipt": key, None: None}[how]
