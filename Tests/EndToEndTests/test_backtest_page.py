"""The page of `backtest --html` in a real browser: its plots, what it does not do, and how it looks."""

import csv
import html
import re
import subprocess
from shutil import which

import pytest
from browser import Listener, browse, document, picture
from harness import ROOT, run

UCI = ROOT / "Tests" / "EndToEndTests" / "uci"
# A rule that alerts, one that never holds, and titles as hostile as names can be.
PACK = """\
tillwatch: 1
pack: {id: hostile, version: "VERSION", from: 2026-01-01}
lists: [LIST]
levels: {notice: 30, review: 60, report: 100}
rules:
  - {id: much, title: "TITLE", within: 30d, where: {list: pretend}, measure: sum units, at_least: "BOUND", score: 40}
  - {id: visits, within: 7d, where: {list: pretend}, measure: count receipts, at_least: "3", score: 70}
  - {id: never, title: "</title></svg>", within: 1d, where: {list: pretend}, measure: sum mass, at_least: 900 kg, score: 30}
"""
FEED = """\
feed: f
format: csv
timezone: UTC
fields: {store: store, till: till, receipt: receipt, line: line, time: time, product: product, description: text, quantity: quantity}
tokens: {card: card}
"""
COLUMNS = ["store", "till", "receipt", "line", "time", "product", "text", "quantity", "card"]
PLOTS = ["weeks", "bars", "grid-plot", "nearness", "curve", "intervals"]


def hostile(url):
    """Names that would run, load or break something if they were taken for a page."""
    return [
        f"<img src='{url}/img' onerror=\"fetch('{url}/onerror')\">",
        f"<script>fetch('{url}/script');document.title='taken'</script>",
        f"</text></svg></td></table></style><script src={url}/src></script>",
        f"\"><svg onload=fetch('{url}/svg')><!--", f"]]><link rel=stylesheet href={url}/link>", f"javascript:fetch('{url}/js')",
        "&lt;b&gt; & &amp; ' \" ` \u202e\u0007 {{7*7}} ${7*7} 100 %", f"<style>@import url({url}/style)</style>",
    ]


@pytest.fixture(scope="module")
def listener():
    with Listener() as listening:
        yield listening


@pytest.fixture(scope="module")
def made(binary, listener, tmp_path_factory):
    """The page of a backtest with everything in it, over sales whose every text is hostile."""
    folder = tmp_path_factory.mktemp("page")
    names = hostile(listener.url)
    rows, receipt = [], 0
    for week in range(4):
        for place, name in enumerate(names):
            for buyer in range(2):
                receipt += 1
                rows.append([name, "1", str(receipt), "1", f"2026-03-{2 + week * 7 + buyer:02} 1{place % 9}:00:00", f"P{name}", name,
                             str(9 + place), f"{name}{(place + week) % 3}"])
    with open(folder / "sales.csv", "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([COLUMNS, *rows])
    with open(folder / "catalogue.csv", "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["product", "substance", "concentration", "basis", "net_amount", "net_unit"],
                                   *[[f"P{name}", "salt", "25", "w/w", "1", "kg"] for name in names]])
    with open(folder / "labels.csv", "w", encoding="utf-8", newline="") as out:
        rows = [[f"f/{escaped(row[0])}/1/{row[2]}", "yes" if int(row[2]) % 3 else "no"] for row in rows]
        csv.writer(out).writerows([["key", "label"], *rows])
    (folder / "feed.yaml").write_text(FEED)
    title = names[1].replace('"', '\\"')
    for name, version, bound in (("old.yaml", "<i>1", "6"), ("new.yaml", "<i>2", "9")):
        text = PACK.replace("LIST", str(UCI / "pretend-list.yaml")).replace("TITLE", title)
        (folder / name).write_text(text.replace("<i>", "").replace("VERSION", version.removeprefix("<i>")).replace("BOUND", bound))
    done = run("backtest", "--rules", folder / "new.yaml", "--against", folder / "old.yaml", "--catalogue", folder / "catalogue.csv",
               "--feed", folder / "feed.yaml", "--sweep", "much.at_least=2..20:2", "--sweep", "visits.within=1d,7d,calendar_day",
               "--labels", folder / "labels.csv", "--budget", "1", "--html", folder / "report.html", folder / "sales.csv")
    assert done.code in (0, 3), done.err
    return folder / "report.html", names


def escaped(part):
    return part.replace("%", "%25").replace("/", "%2F")


@pytest.fixture(scope="module")
def seen(made, tmp_path_factory):
    """The document that the browser makes of the page."""
    return document(made[0], tmp_path_factory.mktemp("dom"))


def test_all_plots_are_there(seen):
    for plot in PLOTS:
        assert seen.count("svg", plot) >= 1, plot
    assert seen.count("svg", "plot") >= 9
    assert seen.count("rect") > 40 and seen.count("circle") > 20 and seen.count("path", "line") == 4
    labels = [found.get("aria-label") for tag, found in seen.elements if tag == "svg"]
    assert all(labels)
    numbers = [value for tag, found in seen.elements if tag in ("rect", "circle", "line") for name, value in found.items()
               if name in ("x", "y", "width", "height", "cx", "cy", "r", "x1", "x2", "y1", "y2")]
    assert numbers and all(re.fullmatch(r"-?\d+(\.\d\d?)?", number) for number in numbers)


def test_names_are_text_and_nothing_else(made, seen):
    page, names = made
    assert seen.count("script") == seen.count("img") == seen.count("link") == seen.count("a") == seen.count("iframe") == 0
    assert seen.count("style") == 1 and seen.count("title") >= 1
    assert [found for _, found in seen.elements if any(name.startswith("on") or name in ("src", "href") for name in found)] == []
    for name in names:
        shown = name.replace("\u202e", "\\u{202e}").replace("\u0007", "\\u{7}")
        assert shown in seen.text, name
    source = page.read_text(encoding="utf-8")
    assert "<script" not in source.lower() and "\u202e" not in source
    # What is the program's own names nothing outside either.
    own = re.sub(r"http:(//|%2F%2F)127[\d.:]*|url\(http", "", html.unescape(source))
    assert "http:" not in own and "https:" not in own and "url(" not in own


def test_page_asks_the_network_for_nothing(made, listener, tmp_path):
    page, _ = made
    browse(page, tmp_path, "--dump-dom", "--virtual-time-budget=2000")
    assert listener.heard == []


def test_what_is_not_escaped_would_be_heard(made, listener, tmp_path):
    """The check above can fail: the same page with its escapes undone reaches the listener."""
    page, _ = made
    careless = tmp_path / "careless.html"
    source = page.read_text(encoding="utf-8")
    source = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", source)
    careless.write_text(html.unescape(source), encoding="utf-8")
    browse(careless, tmp_path, "--dump-dom", "--virtual-time-budget=2000")
    assert listener.heard != []
    listener.heard.clear()
    # And the policy alone keeps it quiet, should an escape ever be forgotten.
    careless.write_text(html.unescape(page.read_text(encoding="utf-8")), encoding="utf-8")
    browse(careless, tmp_path, "--dump-dom", "--virtual-time-budget=2000")
    assert listener.heard == []


def test_light_and_dark(made, tmp_path):
    light = picture(made[0], tmp_path)
    dark = picture(made[0], tmp_path, "--blink-settings=preferredColorScheme=0")
    assert light[2][2] == (255, 255, 255) and sum(dark[2][2]) < 120
    for rows in (light, dark):
        colours = {pixel for row in rows[::7] for pixel in row[::7]}
        assert len(colours) > 20, "plots are drawn"
        assert contrast(rows[2][2], max(colours, key=lambda pixel: contrast(rows[2][2], pixel))) > 7


def contrast(first, second):
    """By WCAG 2.2."""
    def luminance(pixel):
        parts = [value / 255 for value in pixel]
        return sum(weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
                   for weight, part in zip((0.2126, 0.7152, 0.0722), parts))

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_paper(made, tmp_path):
    """Printed from a dark screen: on white, with every section."""
    target = tmp_path / "page.pdf"
    browse(made[0], tmp_path, f"--print-to-pdf={target}", "--no-pdf-header-footer", "--blink-settings=preferredColorScheme=0")
    if which("pdftotext") is None or which("pdftoppm") is None:
        pytest.skip("no poppler-utils")
    text = subprocess.run(["pdftotext", str(target), "-"], capture_output=True, text=True, check=True, timeout=60).stdout
    for words in ("Alerts by week", "Alerts by store", "Alert budget", "Rules", "Rules that never held", "Strongest alerts",
                  "Sweep of much.at_least", "Labels", "Against the packs before"):
        assert words in text, words
    done = subprocess.run(["pdftoppm", "-r", "30", "-f", "1", "-l", "1", str(target)], capture_output=True, check=True, timeout=60)
    header = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", done.stdout)
    body = done.stdout[header.end() :]
    assert body[:3] == b"\xff\xff\xff" and body.count(b"\xff") > len(body) * 0.5
