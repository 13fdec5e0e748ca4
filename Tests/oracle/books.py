"""The purchases of a pack: after each netting, as each of its versions sees them (semantics 2.5, 4.6, 7.1)."""

from dataclasses import dataclass

import papers
from buyers import Linking
from faults import planted
from netting import PLAIN, before_voids, moments, net_sales
from substances import Purchase, listed, volume_of


@dataclass
class Scored:
    """What is scored: a buyer, a store, a product, or a product in a store."""

    words: list  # the part of the subject that says what it is
    face: dict  # `buyer` or `about` of the alert
    about: tuple  # what its rules are about
    group: object  # which one it is

    def rules(self, pack):
        return [rule for rule in pack.rules if rule.about == self.about]


class Books:
    """What the versions of one pack see."""

    def __init__(self, versions, lists, feed, catalogue, lines, installation):
        self.versions = sorted(versions, key=lambda pack: (pack.first is not None, pack.first))
        self.lists, self.feed, self.catalogue = lists, feed, catalogue
        self.lines, self.installation = lines, installation
        self.times = moments(lines)
        self.nettings = sorted({ignores for pack in versions for ignores in pack.nettings})
        sees_voided = any(ignores_voids for _, ignores_voids in self.nettings)
        self.linking = Linking(self.versions[0], self.linking_lines(), installation, sees_voided)
        self.netted, self.books, self.grouped, self.known = {}, {}, {}, {}
        self.unmatched_returns = net_sales(feed, lines, self.linking.buyer_of)[1]

    def linking_lines(self):
        if not planted("returned-line-unlinks"):
            return self.lines
        nets, _ = net_sales(self.feed, self.lines, Linking(self.versions[0], self.lines, self.installation).buyer_of)
        gone = {net.line.key for net in nets if net.quantity == 0}
        return [entry for entry in self.lines if entry.line.kind == "return" or entry.voided or entry.line.key not in gone]

    def nets(self, ignores, until=None):
        if (ignores, until) not in self.netted:
            self.netted[ignores, until] = net_sales(self.feed, self.lines, self.linking.buyer_of, until, ignores)[0]
        return self.netted[ignores, until]

    def book(self, pack, ignores, moment=None):
        """All purchases of a netting by key, those at zero too. The moment matters to a planted fault only."""
        until = moment if planted("net-at-return-time") else None
        place = (pack.version, ignores, until)
        if place not in self.books:
            book = self.books[place] = {net.line.key: self.purchase(net, pack) for net in self.nets(ignores, until)}
            there = {}
            for purchase in book.values():
                if purchase.quantity > 0:
                    there.setdefault(purchase.receipt, []).append(purchase)
            for purchase in book.values():
                purchase.mates = there.get(purchase.receipt, [])
            papers.judge(list(book.values()), lambda purchase: self.linking.buyer_of.get(purchase.receipt))
        return self.books[place]

    def purchase(self, net, pack):
        line = net.line
        return Purchase(line, net.quantity, net.returned, net.amount, self.times.get(line.receipt_key, line.time),
                        self.feed.zone_of(line.parts["store"]), volume_of(line, net.quantity, self.catalogue),
                        listed(line, net.quantity, self.catalogue, pack, self.lists))

    def existing(self):
        """The purchases that any rule may see, whatever it ignores."""
        if "existing" not in self.known:
            moment = min(self.times.values(), default=None)
            keys = {net.line.key for ignores in self.nettings for net in self.nets(ignores) if net.quantity > 0}
            if planted("net-at-return-time"):
                keys = {key for key, purchase in self.book(self.versions[0], PLAIN, moment).items() if purchase.quantity > 0} | keys
            if planted("moments-of-plain-netting"):
                keys = {net.line.key for net in self.nets(PLAIN) if net.quantity > 0}
            self.known["existing"] = [purchase for key, purchase in self.book(self.versions[0], PLAIN, moment).items() if key in keys]
        return self.known["existing"]

    def among(self, scored, purchases):
        """Those of the purchases, a list that is kept, that are of what is scored."""
        place = (scored.about, id(purchases))
        if place not in self.grouped:
            groups = {}
            for purchase in purchases:
                groups.setdefault(self.group_of(purchase, scored.about), []).append(purchase)
            self.grouped[place] = (purchases, groups)
        return self.grouped[place][1].get(scored.group, [])

    def group_of(self, purchase, about):
        if not about:
            return self.linking.buyer_of.get(purchase.receipt)
        return tuple({"store": purchase.line.parts["store"], "product": purchase.line.product}[name] for name in about)

    def seen_by(self, rule, pack, scored, time=None):
        """The purchases of what is scored as the rule sees them."""
        book = self.book(pack, rule.ignores, time)
        place = ("there", id(book))
        if place not in self.known:
            self.known[place] = [purchase for purchase in book.values() if purchase.quantity > 0]
        return self.among(scored, self.known[place])

    def voided(self):
        """Key to the quantity that voids took."""
        if "voided" not in self.known:
            whole = {entry.line.key: entry.left for entry in before_voids(self.lines)}
            self.known["voided"] = {entry.line.key: whole[entry.line.key] - entry.left for entry in self.lines if entry.line.kind == "sale"}
        return self.known["voided"]
