"""Who belongs together (semantics 6.1, 6.2)."""

import hashlib
from dataclasses import dataclass

from faults import planted


# How tokens were seen on receipts that are deleted (7.3); None where none are.
KEPT = None


@dataclass
class Buyer:
    key: str
    tokens: list  # (kind, pseudonym)
    links: list  # receipt keys


def digest(*parts):
    """First 16 bytes, in hex, of SHA-256 over the parts joined by zero bytes."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


class Linking:
    """The buyers of one pack."""

    def __init__(self, pack, lines, installation, voided=False):
        """With `voided`, a receipt of nothing but voided lines is a buyer of its own."""
        self.pack = pack
        self.lines = [entry.line for entry in lines if not entry.voided or planted("voided-line-links")]
        self.lines_on = {}
        for line in self.lines:
            self.lines_on.setdefault(line.receipt_key, []).append(line)
        self.receipts = sorted(self.lines_on)
        self.tokens = {key: self.tokens_on(key) for key in self.receipts}
        self.seen_on = {}
        for key in self.receipts:
            for token in self.tokens[key]:
                self.seen_on.setdefault(token, []).append(key)
        self.kept_pairs = [pair for pair in (KEPT.pairs if KEPT else []) if all(self.links_by(kind) for kind, _ in pair)]
        self.hubs = {token for token in self.all_tokens() if self.is_hub(token)}
        self.same = self.joined_before()
        self.groups = self.connected()
        self.buyer_of = {key: number for number, group in enumerate(self.groups) for key in group}
        self.buyers = [self.describe(group, installation) for group in self.groups]
        self.alone = self.voided_receipts(lines, installation) if voided else []

    def tokens_on(self, key):
        """The tokens of the kinds that link, seen on this receipt."""
        kinds = None if planted("all-kinds-link") else self.pack.link
        return {(kind, value) for line in self.lines_on[key] for kind, value in line.tokens.items()
                if kinds is None or kind in kinds}

    def links_by(self, kind):
        return self.pack.link is None or kind in self.pack.link

    def all_tokens(self):
        return set().union(*self.tokens.values(), *self.kept_pairs)

    def receipts_before(self, token):
        return KEPT.receipts.get(token, 0) if KEPT else 0

    def joined_before(self):
        """Token to the tokens that it was joined with on receipts that are deleted."""
        same = {}
        for pair in self.kept_pairs:
            if not pair & self.hubs:
                whole = set().union(*(same.get(token, {token}) for token in pair))
                same |= {token: whole for token in whole}
        return same

    def receipts_with(self, token):
        return self.seen_on.get(token, [])

    def seen_with(self, token):
        here = {other for key in self.receipts_with(token) for other in self.tokens[key]}
        return here.union(*(pair for pair in self.kept_pairs if token in pair)) - {token}

    def is_hub(self, token):
        others = [other for other in self.seen_with(token) if len(self.receipts_with(other)) + self.receipts_before(other) >= 2 or planted("hub-counts-single")]
        if planted("hub-links-nothing-counts"):
            others = [other for other in others if len(self.seen_with(other)) <= self.pack.max_links]
        if planted("hub-off-by-one"):
            return len(others) >= self.pack.max_links
        return len(others) > self.pack.max_links

    def linking(self, key):
        return self.tokens[key] - self.hubs

    def reached(self, key):
        """The linking tokens of a receipt, and those that they were joined with before."""
        return set().union(*(self.same.get(token, {token}) for token in self.linking(key)))

    def connected(self):
        """Receipts in sets that share linking tokens, transitively."""
        groups, group_of = {}, {}  # number to receipts; linking token to number
        for number, key in enumerate(self.receipts):
            touching = sorted({group_of[token] for token in self.reached(key) if token in group_of})
            groups[number] = [key] + [other for touched in touching for other in groups.pop(touched)]
            group_of |= {token: number for member in groups[number] for token in self.reached(member)}
        return [groups[number] for number in sorted(groups)]

    def describe(self, group, installation):
        lines = [line for key in group for line in self.lines_on[key]]
        before = [KEPT.earliest[token] for key in group for token in self.reached(key) if KEPT and token in KEPT.earliest]
        earliest = min([line.order for line in lines] + before)
        tokens = sorted(set().union(*(self.linking(key) for key in group)))
        return Buyer(digest(installation, self.pack.id, "buyer.key", earliest[1]), tokens, self.links(group))

    def voided_receipts(self, lines, installation):
        """The buyers of receipts of nothing but voided lines."""
        lines_on = {}
        for entry in lines:
            lines_on.setdefault(entry.line.receipt_key, []).append(entry.line)
        found = []
        for key in sorted(lines_on.keys() - self.lines_on.keys()):
            earliest = min(lines_on[key], key=lambda line: line.order)
            self.buyer_of[key] = len(self.buyers) + len(found)
            found.append(Buyer(digest(installation, self.pack.id, "buyer.key", earliest.key), [], []))
        return found

    def links(self, group):
        """The receipts that first joined two tokens, in order of time."""
        first = {key: min(line.time for line in self.lines_on[key]) for key in group}
        sets, found = [], []
        for key in sorted(group, key=lambda key: (first[key], key)):
            mine = [{token} for token in self.linking(key) if not any(token in joined for joined in sets)]
            touched = mine + [joined for joined in sets if joined & self.linking(key)]
            if len(touched) >= 2:
                found.append(key)
            sets = [joined for joined in sets if joined not in touched]
            if touched:
                sets.append(set().union(*touched))
        return found
