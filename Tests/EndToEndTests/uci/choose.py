#!/usr/bin/env python3
"""Writes catalogue.csv: two hundred articles of middling popularity, pretended to hold listed substances.

    python3 Tests/EndToEndTests/uci/choose.py FOLDER-WITH-THE-DAILY-FILES > Tests/EndToEndTests/uci/catalogue.csv
"""

import csv
import sys
from collections import Counter
from pathlib import Path

# substance, concentration, basis, net amount, net unit, density
HOLDS = [("salt", "12.5", "w/w", "250", "g", ""), ("salt", "25", "w/w", "1", "kg", ""), ("sugar", "50", "w/w", "500", "g", ""),
         ("sugar", "49.9", "w/w", "0.75", "kg", ""), ("ethanol", "40", "v/v", "0.7", "l", "0.95 g/ml"), ("ethanol", "20", "v/v", "33", "cl", ""),
         ("glycerol", "86", "w/w", "100", "ml", "1.23 g/ml"), ("glycerol", "10", "w/v", "250", "ml", ""), ("soda", "100", "w/w", "1", "kg", ""),
         ("soda", "", "w/w", "50", "g", ""), ("chalk", "95", "w/w", "333.333", "g", ""), ("57-50-1", "5", "w/v", "1", "l", "")]


def main():
    lines = Counter()
    for path in sorted(Path(sys.argv[1]).glob("*.csv")):
        with open(path, encoding="utf-8", newline="") as source:
            lines.update(row["StockCode"] for row in csv.DictReader(source))
    by_popularity = [code for code, _ in sorted(lines.items(), key=lambda item: (-item[1], item[0])) if code[:5].isdigit()]
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["product", "substance", "concentration", "basis", "net_amount", "net_unit", "density", "description"])
    for number, code in enumerate(sorted(by_popularity[800:1000])):
        substance, *rest = HOLDS[number % len(HOLDS)]
        out.writerow([code, substance, *rest, "pretended for a test"])
        if number % 17 == 0:
            out.writerow([code, "salt" if substance != "salt" else "soda", "5", "w/w", *rest[2:], "pretended for a test"])


if __name__ == "__main__":
    main()
