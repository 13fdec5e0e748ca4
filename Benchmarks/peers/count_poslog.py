"""How many lines a POSLog of ours has, and how many of them are watched, by a regular expression: FILE CATALOGUE."""

import csv
import json
import mmap
import re
import sys

lines, catalogue = sys.argv[1:]
watched = {row["product"].encode() for row in csv.DictReader(open(catalogue))}
with open(lines, "rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as text:
    found = [match[1] in watched for match in re.finditer(rb"<ItemID>([^<]+)</ItemID>", text)]
print(json.dumps({"read": len(found), "journalled": sum(found)}))
