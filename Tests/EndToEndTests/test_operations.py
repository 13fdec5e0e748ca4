"""What operators are given beside the program: unit, alarms and dashboard hold what the program has."""

import json
import random
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from harness import Deadline, PythonReceiver, webhook_secret
from service import Service
from shop import write_shop

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
METRIC = re.compile(r"\btillwatch_[a-z_]+")


@pytest.fixture
def paths(binary, tmp_path):
    return write_shop(tmp_path, random.Random(5), 60)


@pytest.fixture(scope="module")
def alarms():
    groups = yaml.safe_load((PACKAGING / "prometheus-alerts.yaml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def boards():
    return json.loads((PACKAGING / "grafana-dashboard.json").read_text())["panels"]


def get(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_alarms_and_dashboard_ask_for_figures_that_there_are(paths, tmp_path, alarms):
    """Every name in an expression is one that a running service answers with; and it says that it is well and ready."""
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    config = {"metrics": {"listen": "127.0.0.1:0"}, "health": {}, "retain": {}}
    with Service(tmp_path, paths, {"name": "tills", "folder": str(incoming)}, **config) as running:
        running.wait_for_log("path=/metrics")
        port = int(re.findall(r"address=\S+?:(\d+)", running.text())[-1])
        text = get(port, "/metrics")[1]
        assert get(port, "/healthz") == (200, "ok\n") == get(port, "/readyz")
        assert get(port, "/nothing")[0] == 404
    there = {sample.name for family in text_string_to_metric_families(text) for sample in family.samples}
    there |= set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))
    asked = [rule["expr"] for rule in alarms] + [target["expr"] for panel in boards() for target in panel["targets"]]
    named = {name for expression in asked for name in METRIC.findall(expression)}
    assert len(asked) > 15 and len(named) > 8
    # Those have no figures before a first event or arrival; they are figures all the same.
    program = "".join(path.read_text() for path in (ROOT / "Sources/Pipeline/Service").glob("ServiceFigures*.swift"))
    made = {"tillwatch_" + name.removeprefix("tillwatch_") for name in re.findall(r'"((?:tillwatch_)?[a-z]+_[a-z_]+)"', program)}
    assert named - there <= made & {"tillwatch_source_last_arrival_timestamp_seconds", "tillwatch_source_newest_line_timestamp_seconds",
                                    "tillwatch_alert_events_total", "tillwatch_outbox_events", "tillwatch_source_lag_seconds"}


def test_every_alarm_has_a_runbook(alarms):
    page = (ROOT / "docs/OPERATIONS.md").read_text()
    anchors = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.+)$", page, re.MULTILINE)}
    assert len(alarms) >= 7
    for rule in alarms:
        file, anchor = rule["annotations"]["runbook"].split("#")
        assert file == "docs/OPERATIONS.md" and anchor in anchors, rule["alert"]
        assert anchor == rule["alert"].lower()


def test_the_unit_is_one_and_keeps_to_itself(tmp_path):
    """By systemd's own word: nothing unknown in it, and an exposure that it calls OK."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze")
    unit = (PACKAGING / "tillwatch.service").read_text()
    here = tmp_path / "tillwatch.service"
    here.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit, flags=re.MULTILINE).replace("Documentation=", "#"))
    done = subprocess.run(["systemd-analyze", "verify", str(here)], capture_output=True, text=True)
    assert "tillwatch.service" not in done.stderr, done.stderr
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", str(here)], capture_output=True, text=True)
    exposure = re.search(r"exposure level for tillwatch.service: ([\d.]+)", done.stdout)
    assert exposure and float(exposure[1]) <= 1.5, done.stdout[-200:]


def test_age_of_the_oldest_undelivered_event(paths, tmp_path):
    """As long as an endpoint takes nothing it grows, beside one that takes all; and the lines' lag is told."""
    secret = str(webhook_secret(tmp_path))
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    (incoming / "1.csv").write_bytes(paths["inputs"][0].read_bytes())
    with PythonReceiver(lambda number: 500) as failing, PythonReceiver() as healthy:
        endpoints = {"failing": {"url": failing.url, "secret_file": secret, "timeout": "0s"}, "healthy": {"url": healthy.url, "secret_file": secret}}
        with Service(tmp_path, paths, {"name": "tills", "folder": str(incoming)}, metrics={"listen": "127.0.0.1:0"}, endpoints=endpoints) as running:
            running.wait_for_log("path=/metrics")
            port = int(re.findall(r"address=\S+?:(\d+)", running.text())[-1])

            def figures():
                families = text_string_to_metric_families(get(port, "/metrics")[1])
                return {(sample.name, sample.labels.get("endpoint")): sample.value for family in families for sample in family.samples}

            def ages():
                found = figures()
                return found.get(("tillwatch_outbox_oldest_age_seconds", "failing"), 0), found.get(("tillwatch_outbox_oldest_age_seconds", "healthy"))

            first = Deadline(60).wait_for(lambda: ages() if ages()[0] > 0 and ages()[1] == 0 and len(healthy.requests) > 5 else None, "an event that waits")
            later = Deadline(60).wait_for(lambda: ages() if ages()[0] > first[0] + 0.5 else None, "it to grow")
            assert later[1] == 0
            # Sales of May 2026, read now.
            assert figures()[("tillwatch_source_lag_seconds", None)] > 86400
