"""How many lines have a watched product, by DuckDB: FILE CATALOGUE. `IN` was faster than its semi-join."""

import sys

import duckdb

lines, catalogue = sys.argv[1:]
read = "read_json(?, format='newline_delimited')" if lines.endswith("ndjson") else "read_csv(?)"
query = f"SELECT count(*) FROM {read} WHERE product_id IN (SELECT product FROM read_csv(?))"
print(duckdb.execute(query, [lines, catalogue]).fetchone()[0])
