"""What `rules check` says of random packs, held against what the oracle finds that they do."""

import json
import os
import random

from harness import run
from histories import History
from ledger import compute

COUNT = int(os.environ.get("TILLWATCH_DOUBTS", "25"))
SEED = int(os.environ.get("TILLWATCH_SEED") or random.SystemRandom().randrange(10**6, 10**9))


def doubted(packs):
    """{code: texts of the messages} of the doubts about some packs."""
    done = run("rules", "check", "--format", "json", *packs)
    assert done.code == 0, done.err
    found = {}
    for told in json.loads(done.out)["diagnostics"]:
        found.setdefault(told["code"], []).append((told["file"], told["message"]))
    return found


def test_rules_that_never_hold_never_do(binary, tmp_path):
    """And levels that are out of reach are on no alert."""
    print(f"seed {SEED}")
    never = levels = held = 0
    for number in range(COUNT):
        folder = tmp_path / str(number)
        paths = History(SEED + number).write(folder)
        found = doubted(paths["rules"])
        alerts = compute(**paths)["alerts"]
        rules = {indicator["rule"] for alert in alerts for indicator in alert["data"]["indicators"]}
        reached = {alert["data"]["level"] for alert in alerts}
        held += len(rules)
        if len(paths["rules"]) > 1:
            # Rules of several packs may share an id; with one pack nothing is mixed up.
            continue
        for _, message in found.get("W001", []):
            if message.startswith("the rule"):
                never += 1
                assert message.split("`")[1] not in rules, (SEED + number, message)
        for _, message in found.get("W003", []):
            levels += 1
            assert message.split("`")[1] not in reached, (SEED + number, message)
    print(f"{held} rules held, {never} never could, {levels} levels out of reach")
    # Far below what random packs come to (some thirty and fifteen), so that only a generator that broke fails it.
    assert held > COUNT // 5 and levels
