"""`tillwatch backtest` against scans of the same inputs: what it counts, compares, sweeps and scores."""

import csv
import io
import json
import random
import signal
import subprocess
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import yaml
from harness import BINARY, ROOT, Deadline, run, scan
from service import Service
from shop import write_shop

from compare import comparable, differences

FIXTURES = ROOT / "fixtures"
PACK = ROOT / "rules" / "packs" / "eu-baseline.yaml"
TOKEN_KEY = "51aa07c4e2b86d93" * 4
LISBON = {"0201", "0202"}


@pytest.fixture(scope="module")
def watched(chain, tmp_path_factory):
    """The made-up chain without what the screen drops anyway: nothing is decided by it, and it is read many times here."""
    with open(FIXTURES / "catalogue.csv", encoding="utf-8", newline="") as source:
        products = {row["product"].encode() for row in csv.DictReader(source)} | {b""}
    path = tmp_path_factory.mktemp("watched") / "watched.csv"
    with open(path, "wb") as out:
        for number, day in enumerate(chain):
            header, *lines = day.read_bytes().splitlines(keepends=True)
            column = header.decode("cp1252").split(";").index("Artikel")
            out.writelines([header] * (number == 0))
            out.writelines(line for line in lines if len(cells := line.split(b";")) <= column or cells[column] in products)
    return path


def pack(folder, name="pack.yaml", **changes):
    """The baseline with other text in places, each of which must be there."""
    text = PACK.read_text(encoding="utf-8").replace("../lists/", f"{ROOT}/rules/lists/")
    for old, new in changes.get("changes", []):
        assert old in text, old
        text = text.replace(old, new)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


AMOUNT = "measure: sum mass\n    at_least: 10 kg\n    score: 25\n    cap: 25"
STORES = "measure: distinct store\n    at_least: 2\n    score: 20"
LOWER = [(AMOUNT, AMOUNT.replace("10 kg", "6 kg")), (STORES, STORES.replace("2\n", "3\n"))]


def arguments(folder, rules, *inputs):
    (folder / "token.key").write_text(TOKEN_KEY + "\n")
    return ["backtest", "--rules", rules, "--catalogue", FIXTURES / "catalogue.csv", "--feed", FIXTURES / "feed.yaml",
            "--token-key-file", folder / "token.key", "--format", "json", *inputs]


def backtest(folder, rules, *options, code=0):
    done = run(*arguments(folder, rules, *options))
    assert done.code == code, done.err
    return json.loads(done.out)


def ledger(folder, rules, inputs):
    (folder / "token.key").write_text(TOKEN_KEY + "\n")
    paths = {"rules": [rules], "catalogue": FIXTURES / "catalogue.csv", "feed": FIXTURES / "feed.yaml", "installation": "local",
             "inputs": [inputs]}
    return scan(paths, folder, "--ledger")


@pytest.fixture(scope="module")
def base(binary, watched, tmp_path_factory):
    """The ledger of a scan and the backtest of the same pack and input."""
    folder = tmp_path_factory.mktemp("base")
    scanned = ledger(folder, PACK, watched)
    return scanned, backtest(folder, PACK, watched, "--alerts", folder / "alerts.ndjson"), folder


def place(alert):
    """Store and ISO week of an alert, by the clocks of the store of its moment's receipt."""
    own = [purchase for purchase in alert["data"]["purchases"] if purchase["moment"] == alert["time"]]
    store = min(own, key=lambda purchase: purchase["key"].encode())["store"]
    zone = ZoneInfo("Europe/Lisbon" if store in LISBON else "Europe/Berlin")
    year, week, _ = datetime.fromisoformat(alert["time"]).astimezone(zone).isocalendar()
    return store, f"{year}-W{week:02}"


def rules_of(alert):
    return {indicator["rule"] for indicator in alert["data"]["indicators"]}


def test_counts_are_those_of_a_scan(base):
    scanned, report, _ = base
    alerts = scanned.records
    assert len(alerts) > 25
    told = report["alerts"]
    assert told["alerts"] == len(alerts)
    assert {level["level"]: level["alerts"] for level in told["by_level"]} == scanned.summary["alerts"]
    assert {store["store"]: store["alerts"] for store in told["by_store"]} == Counter(place(alert)[0] for alert in alerts)
    assert {week["week"]: week["alerts"] for week in told["by_week"]} == Counter(place(alert)[1] for alert in alerts)
    cells = {(cell["store"], cell["week"]): cell["alerts"] for cell in told["by_store_and_week"]}
    assert cells == Counter(place(alert) for alert in alerts)
    with_rule = Counter(rule for alert in alerts for rule in rules_of(alert))
    alone = Counter(rule for alert in alerts if len(rules_of(alert)) == 1 for rule in rules_of(alert))
    assert {rule["rule"]: rule["alerts"] for rule in report["rules"] if rule["alerts"]} == with_rule
    assert {rule["rule"]: rule["alone"] for rule in report["rules"] if rule["alone"]} == alone
    past = report["past"]
    assert [past[name] for name in ("read", "screened", "quarantined", "duplicates")] == [
        scanned.summary[name] for name in ("read", "screened", "quarantined", "duplicates")]
    assert past["lines"] == scanned.summary["journalled"] - scanned.summary["duplicates"]
    assert report["buyers"] == scanned.summary["buyers"]
    mean = report["budget"]["per_store_and_week"]
    assert abs(mean - len(alerts) / (past["stores"] * past["weeks"])) < 0.0001


def test_alerts_are_those_of_a_scan(base):
    scanned, _, folder = base
    written = [json.loads(text) for text in (folder / "alerts.ndjson").read_text().splitlines()]
    assert differences(comparable(scanned.records), comparable(written)) == []


def test_strongest_come_first_and_explain_themselves(base):
    scanned, report, _ = base
    by_subject = {alert["subject"]: alert for alert in scanned.records}
    strongest = report["strongest"]
    assert len(strongest) == 10
    scores = [alert["data"]["score"] for alert in strongest]
    assert scores == sorted((alert["data"]["score"] for alert in scanned.records), reverse=True)[:10]
    for alert in strongest:
        known = by_subject[alert["subject"]]
        assert len(alert["explanation"]) == len(known["data"]["indicators"])
        for sentence, indicator in zip(alert["explanation"], known["data"]["indicators"]):
            assert sentence.startswith(f"{indicator['rule']} (+{indicator['score']}): ")
        assert f"score {known['data']['score']}" in alert["headline"]
        assert (alert["store"], alert["week"]) == place(known)


def test_rules_that_never_held_say_how_near_they_came(binary, watched, tmp_path):
    rules = pack(tmp_path, changes=[(AMOUNT, AMOUNT.replace("10 kg", "100000 kg"))])
    rule = {rule["rule"]: rule for rule in backtest(tmp_path, rules, watched)["rules"]}["amount"]
    assert rule["held"] == rule["alerts"] == 0
    # As a threshold it holds somewhere; one gram more holds nowhere.
    value = float(rule["nearest"]["value"]) / 1000
    for bound, holds in ((value, True), (value + 0.001, False)):
        text = AMOUNT.replace("25", "100").replace("10 kg", f"{bound:.6f} kg")
        tried = pack(tmp_path, "tried.yaml", changes=[(AMOUNT, text)])
        found = [alert for alert in ledger(tmp_path, tried, watched).records if "amount" in rules_of(alert)]
        assert bool(found) == holds
    assert rule["nearest"]["purchases"] and rule["nearest"]["time"]
    given = arguments(tmp_path, rules, watched)
    given[given.index("json")] = "text"
    line = next(line for line in run(*given).out.partition("Rules that never held")[2].splitlines() if line.startswith("  amount: "))
    assert rule["nearest"]["purchases"][-1] in line and rule["nearest"]["time"][:10] in line and f"{rule['nearest']['percent']} %" in line


def test_every_point_of_a_sweep_is_a_scan(binary, watched, tmp_path):
    report = backtest(tmp_path, PACK, watched, "--sweep", "amount.at_least=6kg..8kg:2kg", "--sweep", "cash.score=10,30",
                      "--sweep", "amount.within=7d", "--sweep", "unusual-here.at_least=20kg..30kg:10kg", "--sweep", "several-substances.at_least=1")
    tried = [(f"{point['value']}", AMOUNT, AMOUNT.replace("10 kg", point["value"]), point) for point in report["sweeps"][0]["points"]]
    cash = "at_least: 5 kg\n    score: 10"
    tried += [(point["value"], cash, cash.replace("10", point["value"]), point) for point in report["sweeps"][1]["points"]]
    window = "within: 30d\n    where: regulated\n    each: substance"
    tried += [(point["value"], window, window.replace("30d", point["value"]), point) for point in report["sweeps"][2]["points"]]
    usual = "at_least: 50 kg\n    usual:"
    tried += [(point["value"], usual, usual.replace("50 kg", point["value"]), point) for point in report["sweeps"][3]["points"]]
    several = "combine:\n      at_least: 2"
    tried += [(point["value"], several, several.replace("2", point["value"]), point) for point in report["sweeps"][4]["points"]]
    assert [value for value, *_ in tried] == ["6 kg", "8 kg", "10", "30", "7d", "20 kg", "30 kg", "1"]
    for value, old, new, point in tried:
        scanned = ledger(tmp_path, pack(tmp_path, changes=[(old, new)]), watched)
        assert point["alerts"] == len(scanned.records), value
        assert {level["level"]: level["alerts"] for level in point["by_level"]} == scanned.summary["alerts"], value
    counts = [sum("amount" in rules_of(alert) for alert in ledger(tmp_path, pack(tmp_path, changes=[(old, new)]), watched).records)
              for _, old, new, _ in tried[:1]]
    assert counts == [tried[0][3]["with_rule"]]
    assert [sweep["current"] for sweep in report["sweeps"]] == ["10 kg", "10", "30d", "50 kg", "2"]


def test_comparison_is_the_difference_of_two_scans(base, watched, tmp_path):
    rules = pack(tmp_path, changes=LOWER)
    scanned = ledger(tmp_path, rules, watched)
    report = backtest(tmp_path, rules, "--against", PACK, "--", watched)
    told = report["against"]
    before = {alert["subject"]: alert for alert in base[0].records}
    after = {alert["subject"]: alert for alert in scanned.records}
    assert [told["before"], told["after"]] == [len(before), len(after)]
    assert {one["subject"] for one in told["raised"]} == after.keys() - before.keys() != set()
    assert {one["subject"] for one in told["gone"]} == before.keys() - after.keys() != set()

    def judged(alert):
        return alert["data"]["level"], sorted(
            (one["rule"], one["value"], one["score"], tuple(sorted(one["group"].items()))) for one in alert["data"]["indicators"])

    changed = {subject for subject in before.keys() & after.keys() if judged(before[subject]) != judged(after[subject])}
    assert {one["subject"] for one in told["changed"]} == changed != set()
    assert told["unchanged"] == len(before.keys() & after.keys()) - len(changed)
    for one in told["raised"] + told["gone"] + told["changed"]:
        assert one["reasons"] and all(reason["text"] for reason in one["reasons"])
    # Every alert that came did so by the lower threshold, and says by how much.
    for one in told["raised"]:
        reason = next(reason for reason in one["reasons"] if reason.get("rule") == "amount")
        assert reason["kind"] == "came" and 6000 <= float(reason["after"]["value"]) < 10000
        indicators = [i for i in after[one["subject"]]["data"]["indicators"] if i["rule"] == "amount"]
        assert reason["after"]["value"] == max((i["value"] for i in indicators), key=float)
    for one in told["gone"]:
        assert {reason.get("rule") for reason in one["reasons"]} >= {"several-stores"}


def test_packs_of_different_ids_are_compared_too(base, watched, tmp_path):
    rules = pack(tmp_path, changes=[("id: eu-baseline", "id: house")])
    told = backtest(tmp_path, rules, "--against", PACK, "--", watched)["against"]
    assert [told[name] for name in ("before", "after", "unchanged")] == [len(base[0].records)] * 3
    assert [told["packs"][0][side]["id"] for side in ("before", "after")] == ["eu-baseline", "house"]


def test_labels_give_precision_and_recall(base, watched, tmp_path):
    rng = random.Random(4)
    keys = sorted({purchase["key"] for alert in base[0].records for purchase in alert["data"]["purchases"]})
    labels = {(key if rng.random() < 0.3 else key.rpartition("/")[0]): rng.choice(["yes", "no"]) for key in rng.sample(keys, 40)}
    with open(watched, "rb") as source:
        rows = list(csv.DictReader(io.StringIO(source.read().decode("cp1252")), delimiter=";"))
    sold = [row for row in rows if row["Art"] == "VK" and row["Artikel"]]
    for row in rng.sample(sold, 40):
        labels.setdefault("/".join(["chain", row["Filiale"], row["Kasse"], row["Bon"], row["Tag"]]), "yes")
    labels["chain/9999/1/1/2026-03-01"] = "yes"
    path = tmp_path / "labels.csv"
    path.write_text("key,label\n" + "".join(f"{key},{label}\n" for key, label in labels.items()))
    report = backtest(tmp_path, PACK, watched, "--labels", path)["labels"]
    assert (report["unknown"], report["unknown_keys"]) == (1, ["chain/9999/1/1/2026-03-01"])
    del labels["chain/9999/1/1/2026-03-01"]
    assert (report["yes"], report["no"]) == tuple(list(labels.values()).count(word) for word in ("yes", "no"))

    def found(rule):
        hit = {key for alert in base[0].records for one in alert["data"]["indicators"] if rule in (None, one["rule"])
               for key in one["purchases"]}
        hit |= {key.rpartition("/")[0] for key in hit}
        return [label for key, label in labels.items() if key in hit]

    scores = [(None, report["any_rule"])] + [(rule["rule"], rule) for rule in report["rules"]]
    assert any(score["precision"]["whole"] > 5 for _, score in scores)
    for rule, score in scores:
        hits = found(rule)
        assert (score["precision"]["part"], score["precision"]["whole"]) == (hits.count("yes"), len(hits)), rule
        assert (score["recall"]["part"], score["recall"]["whole"]) == (hits.count("yes"), report["yes"]), rule


def test_budget_is_a_gate(base, watched, tmp_path):
    cells = Counter(place(alert) for alert in base[0].records)
    most = max(cells.values())
    assert run(*arguments(tmp_path, PACK, watched, "--budget", most)).code == 0
    done = run(*arguments(tmp_path, PACK, watched, "--budget", most - 1))
    assert done.code == 3
    exceeded = {(cell["store"], cell["week"]): cell["alerts"] for cell in json.loads(done.out)["budget"]["exceeded"]}
    assert exceeded == {cell: count for cell, count in cells.items() if count == most}
    assert f"budget of {most - 1} alerts" in done.err and any(week in done.err for _, week in exceeded)


def test_a_journal_is_the_same_past(base, watched, tmp_path):
    (tmp_path / "token.key").write_text(TOKEN_KEY + "\n")
    paths = {"rules": [PACK], "catalogue": FIXTURES / "catalogue.csv", "feed": FIXTURES / "feed.yaml", "installation": "local",
             "inputs": [watched]}
    scan(paths, tmp_path, "--journal", tmp_path / "kept.sqlite")
    before = (tmp_path / "kept.sqlite").read_bytes()
    done = run("backtest", "--rules", PACK, "--journal", tmp_path / "kept.sqlite", "--format", "json")
    assert done.code == 0, done.err
    report = json.loads(done.out)
    for section in ("alerts", "budget", "rules", "buyers"):
        assert report[section] == base[1][section], section
    assert [one["subject"] for one in report["strongest"]] == [one["subject"] for one in base[1]["strongest"]]
    assert (tmp_path / "kept.sqlite").read_bytes() == before, "a backtest keeps nothing"


def test_shadow_packs_against_live_ones(binary, tmp_path):
    """What a service kept of both is what the comparison has on its two sides."""
    paths = write_shop(tmp_path, random.Random(8), 60)
    told = yaml.load(paths["rules"][0].read_text(), Loader=yaml.BaseLoader)
    told["pack"]["version"] = "shadow-1"
    told["rules"][0]["at_least"] = "2"
    del told["rules"][1]
    (tmp_path / "shadow.yaml").write_text(yaml.safe_dump(told, sort_keys=False))
    (tmp_path / "token.key").write_text(TOKEN_KEY + "\n")
    service = Service(tmp_path, paths, str(paths["inputs"][0]), shadow=["shadow.yaml"])
    with service:
        assert service.process.wait(60) == 0, service.text()
    live = {alert["subject"]: alert for alert in service.alerts()}
    shadow = {alert["subject"]: alert for alert in service.alerts("--shadow")}
    done = run("backtest", "--shadow", service.journal, "--format", "json", "--alerts", tmp_path / "alerts.ndjson")
    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert "against" not in report
    assert {one["subject"] for one in report["shadow"]["raised"]} == shadow.keys() - live.keys() != set()
    assert {one["subject"] for one in report["shadow"]["gone"]} == live.keys() - shadow.keys()
    assert (report["shadow"]["before"], report["shadow"]["after"]) == (len(live), len(shadow))
    written = [json.loads(text) for text in (tmp_path / "alerts.ndjson").read_text().splitlines()]
    # The journal keeps the catalogue's rows with the lines, and of the file only what earlier alerts say.
    for alert in [*shadow.values(), *written]:
        del alert["data"]["catalogue"]
    assert differences(comparable(shadow.values()), comparable(written)) == []
    assert report["shadow"]["packs"][0]["after"] == {"id": told["pack"]["id"], "version": "shadow-1"}
    alone = run("backtest", "--shadow", service.journal, "--rules", PACK)
    assert alone.code == 2 and "--shadow takes" in alone.err


def test_journal_without_shadow_packs(binary, tmp_path):
    paths = write_shop(tmp_path, random.Random(8), 16)
    (tmp_path / "token.key").write_text(TOKEN_KEY + "\n")
    scan(paths, tmp_path, "--journal", tmp_path / "kept.sqlite")
    done = run("backtest", "--shadow", tmp_path / "kept.sqlite")
    assert done.code == 2 and "NO_SHADOW_PACKS" in done.err


def test_order_of_arrival_changes_nothing(base, watched, tmp_path):
    """Whole receipts the other way round, in three inputs: as many alerts, and the same ones."""
    header, *lines = watched.read_bytes().splitlines(keepends=True)
    parts = [lines[place::3] for place in range(3)]
    inputs = []
    for number, part in enumerate(parts):
        inputs.append(tmp_path / f"{number}.csv")
        inputs[-1].write_bytes(header + b"".join(part))
    report = backtest(tmp_path, PACK, *inputs)
    assert report["alerts"] == base[1]["alerts"] and report["rules"] == base[1]["rules"]


def test_text_has_what_json_has(base, watched, tmp_path):
    given = arguments(tmp_path, pack(tmp_path, changes=LOWER), "--against", PACK, "--sweep", "amount.at_least=6kg..8kg:2kg", watched)
    given[given.index("json")] = "text"
    done = run(*given)
    assert done.code == 0, done.err
    for words in ("Alerts: ", "Stores with alerts", "Weeks with alerts", "Alert budget", "Strongest alerts",
                  "Sweep of amount.at_least (now 6 kg)", "Against: ", "amount came: ", "several-stores went: "):
        assert words in done.out, words


@pytest.mark.parametrize("options, words", [
    (["--sweep", "nothing.at_least=1"], "no pack has a rule"),
    (["--sweep", "amount.at_least=2 l"], "lacks a unit"),
    (["--sweep", "amount.width=2"], "no parameter `width`"),
    (["--sweep", "amount.at_least=1g..9kg:1g"], "at most 200"),
    (["--against", "nowhere.yaml"], "nowhere.yaml"),
    (["--labels", "nowhere.csv"], "nowhere.csv"),
    (["--budget", "-1"], "--budget"),
    (["--html", str(PACK)], "FILE_IN_USE"),
    (["--html", "/nowhere/at/all.html"], "FILE_NOT_WRITTEN"),
    (["--journal", "x.sqlite"], "not both"),
])
def test_what_cannot_be_used_ends_with_2(binary, options, words, tmp_path):
    done = run(*arguments(tmp_path, PACK, FIXTURES / "sample" / "sales-2026-03-02.csv", *options))
    assert done.code == 2 and done.out == "" and words in done.err, done.err


def test_all_problems_at_once(binary, tmp_path):
    labels = tmp_path / "labels.csv"
    labels.write_text("key,label\na,maybe\n,yes\n")
    sample = FIXTURES / "sample" / "sales-2026-03-02.csv"
    done = run(*arguments(tmp_path, PACK, sample, "--sweep", "nothing.score=1", "--sweep", "amount.score=0"))
    assert done.code == 2 and done.err.count("error[SWEEP_INVALID]") == 2
    done = run(*arguments(tmp_path, PACK, sample, "--labels", labels))
    assert done.code == 2 and f"{labels}:2:1: error[LABELS_INVALID]" in done.err and f"{labels}:3:1: error[LABELS_INVALID]" in done.err


def test_nothing_to_judge_is_said(binary, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    done = run(*arguments(tmp_path, PACK, empty))
    assert done.code == 0 and json.loads(done.out)["alerts"]["alerts"] == 0
    assert "nothing to judge" in done.err


def test_stops_when_told(binary, watched, tmp_path):
    """A pipe that does not end: told to stop, it ends with 130 and prints no half report."""
    process = subprocess.Popen([str(BINARY), *map(str, arguments(tmp_path, PACK, "-"))], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        sent = watched.read_bytes()
        process.stdin.write(sent[: len(sent) // 2])
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        Deadline(30).wait_for(lambda: b"stopping" in process.stderr.readline(), "the message")
        try:
            process.stdin.write(sent[len(sent) // 2 :])
            process.stdin.close()
        except BrokenPipeError:
            pass  # it was between two batches
        assert process.wait(30) == 130
        assert process.stdout.read() == b""
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()
