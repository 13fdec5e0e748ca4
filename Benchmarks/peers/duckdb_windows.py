"""How many moments reach a bound over thirty days, by one windowed aggregate of DuckDB: FILE sum|distinct BOUND [THREADS].

A moment is a household at a time (all lines of a receipt have one time in this data), and counts where one of its own
lines has a quantity. The window is (t - 30 d, t]; times are whole seconds. Lines are in memory before the clock starts.
"""

import json
import sys
import time

import duckdb

lines, measure, bound, *threads = sys.argv[1:]
duckdb.execute("""CREATE TABLE line AS SELECT household_id AS household, product_id AS product, quantity,
    CAST(transaction_timestamp AS TIMESTAMP) AS moment FROM read_csv(?)""", [lines])
if threads:
    duckdb.execute(f"SET threads = {int(threads[0])}")
aggregate = {"sum": "sum(quantity)", "distinct": "count(DISTINCT product)"}[measure]
began = time.monotonic()
moments = duckdb.execute(f"""SELECT count(DISTINCT (household, moment)) FROM (
    SELECT household, moment, {aggregate} OVER (PARTITION BY household ORDER BY moment
        RANGE BETWEEN INTERVAL {30 * 86_400 - 1} SECONDS PRECEDING AND CURRENT ROW) AS reached
    FROM line WHERE quantity > 0) WHERE reached >= {int(bound)}""").fetchone()[0]
print(json.dumps({"seconds": time.monotonic() - began, "alerts": moments}))
