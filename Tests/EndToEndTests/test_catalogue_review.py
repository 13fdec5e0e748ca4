"""The review of proposals in a terminal and in a browser, and the catalogue that the decisions make."""

import csv
import json
import re
import signal
import termios
from datetime import UTC, datetime

import pytest
from browser import browse, picture
from devtools import Page
from harness import BINARY, ROOT, run
from terminal import Terminal

LIST = ROOT / "rules" / "lists" / "eu-2019-1148.yaml"
KNOWLEDGE = ROOT / "rules" / "knowledge"
BIDI = "\u202e\u2066\u200f"
# Product and name: plain ones, and names that would run, load, or turn lines around if they were taken for more than text.
ARTICLES = [
    ("4711", "Hydrogen peroxide 12% 5 l"),
    ("4712", "Hydrogen peroxide 3% 1 l"),
    ("4713", "Hydrogen peroxide 35% 1 l"),
    ("<img src=x onerror=alert(1)>", "Hydrogen peroxide <img src=x onerror=alert(1)> 12% 1 l"),
    ("</script><script>document.title='taken'</script>", "Hydrogen peroxide </script><script>document.title='taken'</script> 1 l"),
    ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0 Hydrogen peroxide 12% 1 l"),
    (f"{BIDI}17", f"Hydrogen peroxide {BIDI} 12% 1 l \u001b[2J\u0007"),
]
# What is decided: a key, and what is typed after it.
PLAN = {
    "4711": ("a", ""),
    "4712": ("r", "only 3 %"),
    "4713": ("c", "concentration=34.9 net=2 l reason=by the label"),
    ARTICLES[3][0]: ("a", ""),
    ARTICLES[4][0]: ("r", "=HYPERLINK(1)"),
    ARTICLES[5][0]: ("a", ""),
    ARTICLES[6][0]: ("c", "substance=acetone"),
}


def visible(text):
    """As the program shows what no reader sees."""
    return re.sub("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f]", lambda found: f"\\u{{{ord(found[0]):x}}}", text)


@pytest.fixture
def shop(binary, tmp_path):
    """A folder with an article master, and the arguments that name it."""
    write(tmp_path / "articles.csv", ARTICLES)
    return tmp_path


def write(path, articles):
    with open(path, "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["product", "name"], *articles])


def arguments(folder, command="review"):
    arguments = ["catalogue", command, folder / "articles.csv", "--lists", LIST, "--decisions", folder / "decisions.csv"]
    return arguments + (["--knowledge", KNOWLEDGE] if command == "review" else [])


def today():
    """The program's day is that of UTC."""
    return datetime.now(UTC).date().isoformat()


def rows(folder):
    with open(folder / "decisions.csv", encoding="utf-8", newline="") as file:
        return {row["product"].removeprefix("'"): row for row in csv.DictReader(file) if row["substance"] == "hydrogen-peroxide"}


def terminal(folder, *options, **more):
    return Terminal([BINARY, *arguments(folder), "--by", "ada", *options], **more)


def asked(shown):
    """The product that the last screen asks about."""
    name = re.findall(r"\d+ of \d+ [^\n]*\n\n(.*?)  (?:articles\.csv|-):\d+\n", shown)[-1]
    return next(product for product in PLAN if visible(product) == name)


def decide_all(folder):
    """Decides on everything in the terminal, as the plan says."""
    with terminal(folder) as screen:
        for _ in ARTICLES:
            product = asked(screen.wait_for("q quit "))
            key, line = PLAN[product]
            screen.send(key)
            if key != "a":
                screen.wait_for("reason: " if key == "r" else "correct: ")
                screen.send(line + "\r")
        screen.wait_for(f"All {len(ARTICLES)} shown")
        screen.send("q")
        assert screen.end() == 0
    return (folder / "decisions.csv").read_bytes()


# In the terminal.


def test_accept_undo_reject_quit_resume(shop):
    with terminal(shop) as screen:
        first = asked(screen.wait_for("q quit "))
        screen.send("a")
        second = asked(screen.wait_for("q quit "))
        assert rows(shop)[first]["decision"] == "accept" and second != first
        screen.send("u")
        assert asked(screen.wait_for("q quit ")) == first
        assert rows(shop) == {}, "it is saved at once"
        screen.send("r")
        screen.wait_for("reason: ")
        screen.send("no such thimg\x7f\x7fng\r")
        assert asked(screen.wait_for("q quit ")) == second
        screen.send("q")
        assert screen.end() == 0
        assert "1 decided, 0 skipped, 6 open" in screen.rest
    assert rows(shop)[first]["reason"] == "no such thing"
    assert rows(shop)[first]["by"] == "ada" and rows(shop)[first]["at"] == today()
    with terminal(shop) as screen:
        shown = screen.wait_for("q quit ")
        assert asked(shown) == second and "1 of 6" in shown
        screen.send("s")
        assert asked(screen.wait_for("q quit ")) not in (first, second)
        screen.send("q")
        screen.end()
    assert len(rows(shop)) == 1


def test_everything_decided_is_not_asked_again(shop):
    decide_all(shop)
    done = rows(shop)
    assert {product: row["decision"] for product, row in done.items()} == {
        product: {"a": "accept", "r": "reject", "c": "correct"}[key] if product != ARTICLES[6][0] else "reject"
        for product, (key, _) in PLAN.items()}
    assert (done["4713"]["concentration"], done["4713"]["net_amount"], done["4713"]["net_unit"]) == ("34.9", "2", "l")
    source = (shop / "decisions.csv").read_text(encoding="utf-8")
    assert not re.search(r"(^|,)\"?[=+@-]", source, re.MULTILINE), "a cell begins like a formula"
    with terminal(shop) as screen:
        assert screen.end() == 0
        assert "nothing is open" in screen.rest


def test_a_changed_label_asks_again(shop):
    decide_all(shop)
    write(shop / "articles.csv", [("4711", "Hydrogen peroxide 35% 5 l"), *ARTICLES[1:6]])
    with terminal(shop) as screen:
        shown = screen.wait_for("q quit ")
        assert "1 of 1" in shown and "open again: the label changed" in shown and "accepted by ada" in shown
        assert "2 decisions are on products that no article has" in shown
        screen.send("q")
        screen.end()


def test_names_do_nothing_to_the_terminal(shop):
    with terminal(shop, environment={"TERM": "xterm"}) as screen:
        shown = ""
        for _ in ARTICLES:
            shown += screen.wait_for("q quit ")
            screen.send("s")
        shown += screen.wait_for("q quit ")
        screen.send("q")
        screen.end()
    assert visible(BIDI) in shown and "\\u{1b}[2J\\u{7}" in shown
    own = re.sub(r"\x1b\[(\?1049[hl]|H|2J|[0-9;]*m)", "", shown)
    assert visible(own).replace("\\u{a}", "\n").replace("\\u{d}", "\r") == own


@pytest.mark.parametrize("stop", ["\x03", "\x04", signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_the_terminal_is_given_back(shop, stop):
    with terminal(shop) as screen:
        before = screen.settings
        screen.wait_for("q quit ")
        during = screen.settings
        assert during[3] & (termios.ICANON | termios.ECHO) == 0 and before[3] & termios.ICANON
        screen.send("a")
        screen.wait_for("1 decided")
        if isinstance(stop, str):
            screen.send(stop)
        else:
            screen.process.send_signal(stop)
        assert screen.end() == (0 if isinstance(stop, str) else 130)
        assert screen.settings == before
    assert len(rows(shop)) == 1


def test_articles_from_a_pipe_leave_the_keys_to_the_terminal(shop):
    words = ["-" if argument == shop / "articles.csv" else argument for argument in arguments(shop)]
    with Terminal([BINARY, *words, "--by", "ada"], stdin=shop / "articles.csv") as screen:
        screen.wait_for("q quit ")
        screen.send("a")
        screen.wait_for("1 decided")
        screen.send("q")
        assert screen.end() == 0
    assert len(rows(shop)) == 1


def test_another_writer_loses_nothing(shop):
    with terminal(shop) as screen:
        screen.wait_for("q quit ")
        screen.send("a")
        screen.wait_for("1 decided")
        theirs = (shop / "decisions.csv").read_text().replace(",ada,", ",bob,")
        (shop / "decisions.csv").write_text(theirs)
        screen.send("a")
        assert screen.end() == 1
        assert "DECISIONS_CHANGED" in screen.rest
    assert (shop / "decisions.csv").read_text() == theirs


def test_without_a_terminal_it_says_what_to_do(shop):
    done = run(*arguments(shop), "--by", "ada")
    assert done.code == 2 and "error[NO_TERMINAL]" in done.err and "--html FILE" in done.err
    assert not (shop / "decisions.csv").exists()


def test_bad_decisions_are_all_named(shop):
    (shop / "decisions.csv").write_text("product,substance,decision,label,entry,by,at\n1,salt,maybe,x,0123456789ab,ada,today\n")
    done = run(*arguments(shop), "--html", shop / "review.html")
    assert done.code == 2
    assert re.findall(r"decisions\.csv:(\d+:\d+): error\[(\w+)\]", done.err) == [("2:8", "D027"), ("2:14", "R008"), ("2:33", "D029")]


# In the browser.


@pytest.fixture
def sheet(shop):
    done = run(*arguments(shop), "--html", shop / "review.html")
    assert done.code == 0, done.err
    return shop / "review.html"


def places(page):
    """Where each product's card is."""
    data = json.loads(page.run("document.getElementById('data').textContent"))
    return {item["product"]: place for place, item in enumerate(data["items"])}


def decide_on_page(page):
    """The same as `decide_all`, by mouse and keyboard."""
    page.type("[name=by]", "ada")
    for product, place in places(page).items():
        key, line = PLAN[product]
        card = f"#item-{place}"
        if key == "a":
            page.click(f"{card} button", "Accept")
        elif key == "r":
            page.click(f"{card} button", "Reject")
            page.type(f"{card} [name=reason]", line)
            page.click(f"{card} form button", "Reject")
        else:
            page.click(f"{card} button", "Correct")
            for name, value in re.findall(r"(\w+)=(.*?)(?= \w+=|$)", line):
                if name == "substance":
                    page.choose(f"{card} [name=substance]", value)
                elif name == "net":
                    page.type(f"{card} [name=net_amount]", value.split()[0])
                    page.choose(f"{card} [name=net_unit]", value.split()[1])
                else:
                    page.type(f"{card} [name={name}]", value)
            page.click(f"{card} form button", "Take it")
    assert page.run("document.querySelectorAll('article.accept, article.correct, article.reject').length") == len(ARTICLES)


def test_page_gives_the_same_decisions_as_the_terminal(sheet, shop, tmp_path):
    with Page(sheet, tmp_path) as page:
        assert page.run("document.querySelectorAll('article').length") == len(ARTICLES)
        decide_on_page(page)
        saved = page.download(tmp_path / "saved", "decisions.json", lambda: page.click("[name=save]"))
        assert page.complaints == [] and page.requests == []
        assert page.run("document.title") == "Catalogue review"
        assert page.run("document.querySelectorAll('img, iframe, script:not(#data)').length") == 1
    assert BIDI[0] not in saved.read_text(encoding="utf-8")
    done = run(*arguments(shop), "--import", saved)
    assert done.code == 0 and "8 decisions taken over, 0 known already, 0 refused" in done.err, done.err
    by_page = (shop / "decisions.csv").read_bytes()
    again = run(*arguments(shop), "--import", saved)
    assert "0 decisions taken over, 8 known already, 0 refused" in again.err
    assert (shop / "decisions.csv").read_bytes() == by_page
    (shop / "decisions.csv").unlink()
    assert decide_all(shop) == by_page


def test_page_remembers_and_loads(sheet, tmp_path):
    with Page(sheet, tmp_path) as page:
        decide_on_page(page)
        saved = page.download(tmp_path / "saved", "decisions.json", lambda: page.click("[name=save]"))
    text = "document.getElementById('main').innerText"
    with Page(sheet, tmp_path) as page:
        assert "7 of 7 decided" in page.run(text), "kept in the browser"
        page.click("#item-0 button", "Change")
        assert "6 of 7 decided" in page.run(text)
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    with Page(sheet, fresh) as page:
        assert "0 of 7 decided" in page.run(text)
        page.choose_file("[name=file]", saved)
        page.wait_for(lambda: "7 of 7 decided" in page.run(text), "the decisions to be loaded")
        other = page.download(fresh / "saved", "decisions.json", lambda: page.click("[name=save]"))
        assert other.read_bytes() == saved.read_bytes()
        broken = tmp_path / "broken.json"
        broken.write_text('{"tillwatch": "decisions", "version": "1", "decisions": [{"product": "<b>"}]}')
        page.choose_file("[name=file]", broken)
        page.wait_for(lambda: "cannot be used" in page.run(text), "the file to be refused")
        assert page.complaints == []


def test_page_filters_and_refuses(sheet, tmp_path):
    with Page(sheet, tmp_path) as page:
        where = places(page)
        shown = "[...document.querySelectorAll('article')].filter((card) => !card.hidden).length"
        page.type("[name=search]", "4712")
        assert page.run(shown) == 1
        page.type("[name=search]", "")
        # Nobody decides without a name, without a reason, or on amounts that say nothing.
        first = f"#item-{where['4711']}"
        page.click(f"{first} button", "Accept")
        assert page.run("document.querySelectorAll('article.accept').length") == 0
        page.type("[name=by]", "ada")
        page.click(f"{first} button", "Reject")
        page.click(f"{first} form button", "Reject")
        assert page.run("document.querySelectorAll('article.reject').length") == 0
        page.click(f"{first} form button", "Back")
        page.click(f"{first} button", "Correct")
        for name, wrong in (("concentration", "12,5"), ("concentration", "101"), ("net_amount", "1,000"), ("net_amount", "0")):
            before = page.run(f"document.querySelector('{first} [name={name}]').value")
            page.type(f"{first} [name={name}]", wrong)
            page.click(f"{first} form button", "Take it")
            assert page.run("document.querySelectorAll('article.correct').length") == 0, wrong
            assert page.run(f"document.querySelector('{first} [role=alert]').textContent") != ""
            page.type(f"{first} [name={name}]", before)
        page.click(f"{first} form button", "Take it")
        assert page.run("document.querySelectorAll('article.correct').length") == 1
        page.choose("[name=state]", "open")
        assert page.run(shown) == len(ARTICLES) - 1
        page.choose("[name=state]", "decided")
        assert page.run(shown) == 1


def test_what_was_decided_of_another_label_is_refused(sheet, shop, tmp_path):
    with Page(sheet, tmp_path) as page:
        decide_on_page(page)
        saved = page.download(tmp_path / "saved", "decisions.json", lambda: page.click("[name=save]"))
    write(shop / "articles.csv", [("4711", "Hydrogen peroxide 35% 5 l"), *ARTICLES[2:]])
    done = run(*arguments(shop), "--import", saved)
    assert done.code == 0 and "6 decisions taken over, 0 known already, 2 refused" in done.err
    assert sorted(re.findall(r"decisions\.json:\d+:\d+: warning\[(\w+)\]", done.err)) == ["R021", "R023"]
    assert "4711" not in rows(shop)
    text = saved.read_text()
    saved.write_text(text.replace('"accept"', '"maybe"', 1).replace('"net_unit": "l"', '"net_unit": "pint"', 1))
    done = run(*arguments(shop), "--import", saved)
    assert done.code == 2 and len(re.findall(r"decisions\.json:\d+:\d+: error\[D027\]", done.err)) == 2
    saved.write_text(text[:-20])
    done = run(*arguments(shop), "--import", saved)
    assert done.code == 2 and "error[R020]" in done.err


def test_page_in_light_and_dark_and_on_a_phone(sheet, tmp_path):
    light = picture(sheet, tmp_path)
    dark = picture(sheet, tmp_path, "--blink-settings=preferredColorScheme=0")
    assert light[2][2] == (255, 255, 255) and sum(dark[2][2]) < 120
    with Page(sheet, tmp_path) as page:
        page.tell("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=2, mobile=True)
        assert page.run("document.documentElement.scrollWidth") == 360
        page.tell("Emulation.setEmulatedMedia", media="print")
        assert page.run("getComputedStyle(document.querySelector('.tools')).display") == "none"
        assert page.run("getComputedStyle(document.querySelector('.boxes')).display") == "block"


def test_careless_page_would_be_kept_quiet(sheet, tmp_path):
    """The policy alone stops a name that were taken for an element."""
    careless = tmp_path / "careless.html"
    text = sheet.read_text(encoding="utf-8")
    mark = '<main id="main"></main>'
    assert mark in text
    evil = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
    careless.write_text(text.replace(mark, mark + evil), encoding="utf-8")
    assert "<title>Catalogue review</title>" in browse(careless, tmp_path, "--dump-dom")
    without = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    careless.write_text(without.replace(mark, mark + evil), encoding="utf-8")
    assert "<title>taken</title>" in browse(careless, tmp_path, "--dump-dom"), "this check can fail"


# The catalogue.


def test_decisions_make_a_catalogue(shop):
    decide_all(shop)
    done = run(*arguments(shop, "build"))
    assert done.code == 0, done.err
    made = list(csv.DictReader(done.out.splitlines()))
    assert {(row["product"], row["substance"]) for row in made} == {
        ("4711", "hydrogen-peroxide"), ("4713", "hydrogen-peroxide"), (ARTICLES[3][0], "hydrogen-peroxide"),
        ("'" + ARTICLES[5][0], "hydrogen-peroxide"), (ARTICLES[6][0], "acetone")}
    assert not any(cell.lstrip()[:1] in tuple("=+-@") for row in made for cell in row.values() if cell)
    assert "5 rows, 0 without a concentration; 0 left out, 3 rejected" in done.err
    assert run(*arguments(shop, "build"), "--strict").code == 0
    write(shop / "articles.csv", [("4711", "Hydrogen peroxide 35% 5 l"), *ARTICLES[1:]])
    changed = run(*arguments(shop, "build"))
    assert "left out: 4711 hydrogen-peroxide: the label changed" in changed.err and "\n4711," not in changed.out
    assert run(*arguments(shop, "build"), "--strict").code == 1


def test_the_scan_takes_the_catalogue(shop):
    decide_all(shop)
    (shop / "catalogue.csv").write_text(run(*arguments(shop, "build")).out, encoding="utf-8")
    done = run("rules", "check", ROOT / "rules" / "packs" / "eu-baseline.yaml", "--catalogue", shop / "catalogue.csv")
    assert done.code == 0, done.err
