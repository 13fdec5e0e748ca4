"""Random conditions."""

from shops import PERCENTS, PRODUCTS, Shop


class Wheres(Shop):
    """Conditions of rules, and of the parts of their forms."""

    def where(self, depth):
        if depth and self.chance(0.45):
            return self.tree(depth)
        if self.chance(0.2):
            return {"list": self.list_id()}
        if self.chance(0.2):  # all asked of one entry
            told = {"list": self.list_id(), "annex": self.rng.choice(["I", "II"]), "above_limit": self.pick({"true": 3, "false": 1})}
            return {name: told[name] for name in self.some(told, 2)}
        told = {}
        for name, value in self.rng.sample(self.tests(), self.pick({1: 5, 2: 4, 3: 1})):
            told[name] = value
        if self.chance(0.6 if self.theme == "totals" else 0.1):
            return self.rng.choice([told, {}, {"tender": "cash"}, {"product": self.few[0]}]) | self.receipt_total()
        return told

    def receipt_total(self):
        """One total or two of the purchase's receipt."""
        totals = [
            ("mass", self.rng.choice([{"at_least": "100 g"}, {"below": "0.5 kg"}, {"at_least": "50 g", "below": "600 g"}, {"above": "0 g", "at_most": "1 kg"},
                                      {"between": ["125 g", "500 g"]}])),
            ("quantity", self.rng.choice([{"at_least": "2"}, {"at_most": "3"}, {"between": ["2", "4"]}, {"above": "1", "below": "5"}])),
            ("amount", self.rng.choice([{"at_least": "10 EUR"}, {"below": "20 EUR"}, {"above": "9.99 EUR", "at_most": "30 EUR"}])),
            ("volume", self.rng.choice([{"at_least": "0.75 l"}, {"below": "2 l"}])),
        ]
        return {f"receipt.{name}": value for name, value in self.rng.sample(totals, self.pick({1: 5, 2: 1}))}

    def value_file(self, name, values):
        """A file of values beside the packs."""
        self.value_files[name] = "# made up\n" + "".join(f"{value}\n" for value in values) + "\n  # the end\n"
        return {"file": name}

    def tree(self, depth):
        how = self.pick({"and": 2, "or": 4, "not": 4, "missing": 1, "mixed": 1})
        if how == "missing":
            return {"or": [{"missing": self.rng.choice(["tender", "purpose", "concentration", "mass", "volume", "amount", "loyalty", "cas"])},
                           self.where(depth - 1)]}
        if how == "not":
            return {"not": self.where(depth - 1)}
        if how == "mixed":
            return {"list": self.list_id(), "not": self.where(depth - 1)}
        return {how: [self.where(depth - 1) for _ in range(2)]}

    def list_id(self):
        return self.rng.choice(self.known)["list"]

    def value_files_of(self, name, values):
        """What the file holds already, else these."""
        known = self.value_files.get(name)
        return [text for text in known.splitlines() if text.strip() and "#" not in text] if known else values

    def tests(self):
        """One test of each kind, to choose from."""
        entries = [entry for known in self.known for entry in known["substances"]]
        ids = [entry["id"] for entry in entries]
        numbers = [entry["cas"] for entry in entries if "cas" in entry] or ["7647-14-5"]
        return [
            ("list", self.list_id()), ("annex", self.rng.choice(["I", "II", ["I", "II"]])),
            ("above_limit", self.pick({"true": 4, "false": 1})), ("above_limit", "true"), ("annex", "I"),
            ("substance", self.rng.choice([self.rng.choice(ids + numbers), self.some(ids)])),
            ("cas", self.rng.choice([self.rng.choice(numbers), self.some(numbers)])),
            ("concentration", {self.rng.choice(["at_least", "above"]): f"{self.rng.choice(PERCENTS)} %"}),
            ("concentration", {"at_least": "5 %", "below": "20 %"}),
            ("mass", {self.rng.choice(["at_least", "below"]): self.rng.choice(["100 g", "50 g"])}), ("mass", {"between": ["10 g", "0.5 kg"]}),
            ("volume", {self.rng.choice(["at_least", "at_most"]): "0.75 l"}), ("quantity", {self.rng.choice(["at_least", "at_most"]): "1"}),
            ("amount", {self.rng.choice(["above", "below"]): "9.99 EUR"}), ("product", self.some(PRODUCTS, 2)),
            ("store", self.rng.choice(["S1", ["S1", "S2"]])), ("till", "1"), ("tender", self.rng.choice(["cash", ["cash", "card"]])),
            ("currency", "EUR"), ("purpose", self.rng.choice(["garden", ["garden", "school"]])),
            ("hour", {self.rng.choice(["at_least", "below"]): "3"}), ("weekday", self.some(["sun", "mon", "wed", "thu"], 2)),
            ("store", {"prefix": self.rng.choice(["S", "S1", ["S2", "S3"], "1"])}), ("product", {"prefix": self.rng.choice(["0", "A", ["Ö", "4"], "0012"])}),
            ("tender", {"prefix": "ca"}), ("purpose", {"prefix": ["g", "s"]}),
            ("product", self.value_file("products.txt", self.value_files_of("products.txt", self.some(PRODUCTS, 2)))),
            ("purpose", self.value_file("purposes.txt", ["garden"])),
        ]
