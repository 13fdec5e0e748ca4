"""The made-up list, catalogue header, feed file and packs of the benchmarks."""

SUBSTANCES = ("salt", "sugar", "chalk", "sand", "starch", "soda", "clay", "ash")
# What the rules of one-sum.yaml and one-distinct.yaml ask for: some thousands of moments reach it.
SUM, DISTINCT = 60_000, 200
LIST = "list: made-up\nversion: \"1\"\nsubstances:\n" + "".join(
    f"  - {{id: {name}, name: {name.capitalize()}}}\n" for name in SUBSTANCES)
CATALOGUE = "product,substance,concentration,basis,net_amount,net_unit\n"
FEED = """feed: shop
format: {format}
timezone: UTC
fields: {{store: store_id, till: store_id, receipt: basket_id, line: product_id, time: transaction_timestamp,
         product: product_id, quantity: quantity}}
tokens: {{loyalty: household_id}}
"""
HEAD = """tillwatch: 1
pack: {{id: {id}, version: 1, from: 2010-01-01}}
lists: [list.yaml]
quiet: {quiet}
levels: {{notice: {level}}}
rules:
"""


def rule(name, measure, within, at_least, score=100):
    return (f"  - {{id: {name}, title: Made up, within: {within}, where: {{list: made-up}}, measure: {measure}, "
            f"at_least: {at_least}, score: {score}}}\n")


def fifty():
    """Fifty rules over 1 to 90 days that hold now and then: sums, counts and distinct values."""
    return shaped((1, 3, 7, 10, 14, 21, 30, 45, 60, 90))


def five():
    """One of each kind, over 30 days."""
    return shaped((30,))


def shaped(days):
    shapes = (("mass", "sum mass", 5.0, " kg"), ("units", "sum units", 5.5, ""), ("receipts", "count receipts", 1.2, ""),
              ("products", "distinct product", 4.5, ""), ("stores", "distinct store", 0.25, ""))
    return [rule(f"{name}-{span}", measure, f"{span}d", f"{round(factor * span ** 0.8) + 8}{unit}", score=2)
            for name, measure, factor, unit in shapes for span in days]


def pack(name, rules, level=100, quiet="30d"):
    return HEAD.format(id=name, quiet=quiet, level=level) + "".join(rules)
