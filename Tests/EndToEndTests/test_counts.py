"""The gate on speed: instructions and allocations, counted, beside Benchmarks/baseline.json."""

import json

import pytest
from harness import BINARY

from Benchmarks import counts

BASELINE = json.loads(counts.BASELINE.read_text())
RENEW = "where that is meant: TILLWATCH_BINARY=… python3 -m Benchmarks.counts --write, and say why in the commit"


def test_counts_are_those_of_the_baseline(tmp_path):
    made_with, here = BASELINE["made with"], counts.environment()
    if made_with != here:
        pytest.skip(f"the baseline is of {made_with}, this is {here}")
    try:
        figures = counts.counted(BINARY, tmp_path)
    except counts.Missing as missing:
        pytest.skip(str(missing))
    print(json.dumps(figures, indent=1))
    assert counts.differences(figures, BASELINE["figures"]) == [], RENEW


@pytest.mark.parametrize("name", BASELINE["figures"])
@pytest.mark.parametrize("factor", [0.9, 1.1])
def test_another_count_is_told(name, factor):
    """A tenth more or less of anything, and one allocation for every hundredth dropped line."""
    figures = dict(BASELINE["figures"])
    figures[name] = figures[name] * factor + (0.01 if "dropped line" in name else 0)
    told = counts.differences(figures, BASELINE["figures"])
    assert len(told) == 1 and told[0].startswith(name)
    assert counts.differences(BASELINE["figures"], BASELINE["figures"]) == []
