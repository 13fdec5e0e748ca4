"""A small shop with more alerts than sense: random sales of a few buyers, for tests of the way through the program."""

import csv
from datetime import datetime, timedelta

from table import TOKEN_KEY, load

COLUMNS = ["store", "till", "receipt", "line", "time", "product", "quantity", "amount", "currency", "tender", "card", "pay", "kind",
           "ref_receipt", "ref_line", "licence", "until"]


def write_shop(folder, rng, receipts):
    """Feed, catalogue, lists, pack and one input of about that many receipts; returns the paths as `compute` takes them."""
    case = load()[0]
    paths = case.write(folder)
    case.told = case.told | {"rules": [
        {"id": "units", "within": "7d", "measure": "sum units", "at_least": "3", "score": "40"},
        {"id": "kinds", "within": "3d", "measure": "distinct substance", "at_least": "2", "score": "30"},
        {"id": "busy", "by": "store", "within": "12h", "measure": "count receipts", "at_least": "12", "score": "60"},
        {"id": "cash", "where": {"tender": "cash"}, "measure": "sum mass", "at_least": "2 kg", "score": "100"}]}
    paths = case.write(folder)
    with open(paths["inputs"][0], "w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(sales(rng, receipts))
    assert TOKEN_KEY == paths["token_key"]
    return paths


def sales(rng, receipts):
    """Sales in about the order of time; some late, some returned, some voided, some without a card."""
    start = datetime(2026, 5, 1, 8)
    for number in range(1, receipts + 1):
        time = start + timedelta(minutes=number * 20 - rng.choice([0, 0, 0, 0, 0, 0, 0, min(3000, number * 10)]))
        buyer = rng.randrange(receipts // 8)
        payer = buyer if rng.random() < 0.98 else rng.randrange(receipts // 8)  # now and then somebody pays for another
        head = {"store": f"S{rng.randint(1, 4)}", "till": "1", "receipt": str(number), "currency": "EUR",
                "tender": rng.choice(["card", "card", "card", "cash"]), "card": rng.choice(["", f"card-{buyer}", f"card-{buyer}"]),
                "pay": rng.choice(["", f"pay-{payer}"])}
        for line in range(1, rng.randint(2, 4)):
            yield head | {"line": str(line), "time": time.isoformat(), "product": rng.choice(["salt", "sugar", "mix", "spirit", "bread"]),
                          "quantity": str(rng.randint(1, 3)), "amount": f"{rng.randint(100, 3000) / 100:.2f}", "kind": "sale"}
        if rng.random() < 0.1:
            yield head | {"line": "9", "time": time.isoformat(), "product": rng.choice(["salt", "sugar"]), "quantity": "1",
                          "kind": rng.choice(["void", "return"])}


def pieces(paths, count):
    """The export of a shop in so many files, each with the header."""
    header, *lines = paths["inputs"][0].read_bytes().splitlines(keepends=True)
    cut = [0] + [len(lines) * number // count for number in range(1, count)] + [len(lines)]
    return [header + b"".join(lines[start:end]) for start, end in zip(cut, cut[1:])]
