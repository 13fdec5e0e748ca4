"""How many lines have a watched product, by Polars: FILE CATALOGUE."""

import sys

import polars

lines, catalogue = sys.argv[1:]
scan = polars.scan_ndjson if lines.endswith("ndjson") else polars.scan_csv
watched = polars.scan_csv(catalogue).select(polars.col("product").alias("product_id"))
print(scan(lines).join(watched, on="product_id", how="semi").select(polars.len()).collect().item())
