"""`show --html` and `export site`: a home on a phone, a folder of pages that lead to each other, and nothing private on them."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAIN_PAGES = {"index.html", "list.html", "calendar.html", "timeline.html"}
# A home of which every text says what it is. Those of `PRIVATE` are hers alone (D70-D74, D97, sums, private conversations).
HOME = """\
jobs:
- job: HC-7
  lot: "7"
  address: 7 Heron Ln
  plan: Alder
  community: Heron
  price: 412999
  options_total: 38111
  buyers:
  - {name: Ada Roe, phone: 555-0141, email: ada@example.com}
  - {name: Ben Ito, phone: 555-0142}
  sold_date: 2026-08-01
  stage: framing
  stage_since: 2026-11-10
  superintendent: Hal Moreno
  closing:
    contract: 2027-02-10
    internal: 2027-03-20
    told: 2027-02
    shifts:
    - {from: 2027-02-10, to: 2027-03-20, known_date: 2026-11-20, cause: windows are late, together: a walk a week}
  needed_by: {date: 2027-03-31, reason: lease}
  lender: {name: Birchline, officer: Lou Park, phone: 555-0199}
  realtor: {name: Sol Whitaker, phone: 555-0188, wants_updates: true}
  escalation: {name: Priya Dole, phone: 555-0110}
  contact: {channel: phone, when: after 5, local: true, language: Spanish}
  deposits: [{kind: options, amount: 11400, due: 2026-11-20}]
  personality: driver
  interests: [sourdough]
  milestones: [a baby in May]
  bought_for: [the pond]
  hot_buttons: [{text: the pantry, stage: framing}]
  after_closing_work: [a fence]
  worries: [the school year]
  notes: [the dog is called Rufus]
  x_gate: gate code 4711
  promises:
  - {text: paint codes, by: me, due: 2026-11-26}
  - {text: pay stubs, by: buyer, due: 2026-11-27}
  issues: [{id: 1, text: crack in the slab, wants: a look at it, opened: 2026-11-18, due: 2026-11-30}]
  questions: [{ask: which wall, of: superintendent, asked: 2026-11-19}]
  appointments: [{at: 2026-12-01 10:00, what: frame walk, minutes: 45, where: on site, purpose: outlets}]
  log:
  - {at: 2026-11-12, how: phone, text: the first floor is up, said: "we love the light", mood: happy, topic: [build]}
  - at: 2026-11-19
    how: text
    private: true
    text: they may divorce
    said: keep it quiet
    mood: upset
    topic: [family]
    local_item: the lawyer on Elm
    next: {what: ask the lawyer, date: 2026-11-24}
  - {at: 2026-11-20, how: phone, text: windows slipped, next: {what: send a new plan, date: 2026-11-25}}
- job: HC-8
  buyers: [Otto Vance]
  sold_date: 2024-05-06
  stage: cancelled
  cancelled: {date: 2025-06-01, reason: income, lesson: call sooner}
- job: HC-9
  buyers: [Ida Kay]
  sold_date: 2025-12-01
  stage: closed
  closing: {closed_date: 2026-10-30}
"""
PRIVATE = (
    *("sourdough", "a baby in May", "the pond", "the pantry", "a fence", "the school year", "Rufus", "4711", "driver"),
    *("divorce", "keep it quiet", "lawyer"),
)
NEVER = ("11,400", "412999", "38111")  # without --private
PUBLIC = (
    *("Ada Roe", "Ben Ito", "7 Heron Ln", "windows are late", "a walk a week", "closing in February 2027", "send a new plan"),
    *("we love the light", "paint codes", "pay stubs", "crack in the slab", "which wall", "frame walk", "Spanish", "Priya Dole"),
    *("Lou Park", "Sol Whitaker", "Hal Moreno", "the first floor is up", "windows slipped", "not told yet", "lease", "outlets"),
)


class Links(HTMLParser):
    """Where a page leads, and whether it holds anything that could act."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.hrefs += [value or "" for name, value in attrs if name == "href"]


@pytest.fixture
def homes(home: Path) -> Path:
    path = home / "backlog.yaml"
    path.write_text(HOME, encoding="utf-8")
    return path


def plain(page: str) -> str:
    """The text of a page without its markup."""
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL))


def pages_in(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="ascii") for path in folder.iterdir()}


# One home


def test_the_page_of_a_home_has_what_was_agreed_first(homes: Path, run: Callable[..., Any]) -> None:
    text = " ".join(plain(run("show", "roe", "--html").out).split())
    order = (
        *("HC-7 Roe / Ito", "send a new plan", "we love the light", "Reach them", "Needs you", "Open", "Booked", "The home"),
        *("Dates moved", "Not for the buyers", "Conversations", "As of Mon Nov 23 2026."),
    )
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert [words for words in PUBLIC if words not in text] == []


def test_private_things_are_on_the_page_only_when_asked_for(homes: Path, run: Callable[..., Any]) -> None:
    for words in (("show", "roe", "--html"), ("show", "roe", "--html", "--all")):
        text = plain(run(*words).out)
        assert [word for word in (*PRIVATE, *NEVER) if word in text] == []
        assert "Private notes are left out." in text
        assert re.search(r"Thu Nov 19, text, .*?\(private\)", " ".join(text.split()))
    text = plain(run("show", "roe", "--html", "--private").out)
    assert [word for word in PRIVATE if word not in text] == ["lawyer"]
    assert "for your eyes only" in text
    text = plain(run("show", "roe", "--html", "--private", "--all").out)
    assert [word for word in (*PRIVATE, "412999", "38111") if word not in text] == []


def test_the_page_calls_texts_and_writes(homes: Path, run: Callable[..., Any]) -> None:
    hrefs = Links(run("show", "roe", "--html").out).hrefs
    assert hrefs == [
        *("tel:5550141", "sms:5550141", "mailto:ada@example.com", "tel:5550142", "sms:5550142"),
        *("tel:5550188", "sms:5550188", "tel:5550199", "sms:5550199", "tel:5550110", "sms:5550110"),
    ]


def test_the_morning_and_the_list_keep_private_things_to_themselves_too(homes: Path, run: Callable[..., Any]) -> None:
    text = HOME.replace("2026-11-24", "2026-11-23").replace("2026-11-20, how: phone", "2026-11-10, how: phone")
    homes.write_text(text, encoding="utf-8")
    for words in ("due --html", "due --all --html", "due --ahead 30 --html", "list --html", "list --html --columns job,why"):
        text = plain(run(*words.split()).out)
        assert "HC-7" in text
        assert [word for word in (*PRIVATE, *NEVER) if word in text] == []
    assert "you agreed to: something private" in " ".join(plain(run("due", "--html").out).split())
    assert "ask the lawyer" in plain(run("due", "--html", "--private").out)
    assert "ask the lawyer" in plain(run("list", "--html", "--private").out)
    assert "Rufus" in plain(run("list", "--html", "--columns", "job,notes").out)  # what is named is wanted
    for words in ("due --private", "list --private", "due --json --private", "list --tsv --private"):
        assert run(*words.split()).code == 2


@pytest.mark.parametrize("words", [("vance",), ("kay",), ("HC-9", "--all", "--private")])
def test_an_ended_home_has_a_page_too(homes: Path, run: Callable[..., Any], words: tuple[str, ...]) -> None:
    text = plain(run("show", *words, "--html").out)
    assert ("Lesson: call sooner" if words == ("vance",) else "Closed: Fri Oct 30") in " ".join(text.replace(" :", ":").split())
    assert "no next step" not in text


@pytest.mark.parametrize(
    ("words", "says"),
    [("--html --json", "don't go together"), ("--private", "goes with --html"), ("--json --private", "with --html")],
)
def test_options_that_do_not_go_together_are_refused(homes: Path, run: Callable[..., Any], words: str, says: str) -> None:
    found = run("show", "roe", *words.split())
    assert (found.code, found.out) == (2, "")
    assert says in found.err


# A folder


def test_a_folder_holds_a_page_for_each_thing_and_every_link_leads_to_one(sample: Path, run: Callable[..., Any]) -> None:
    assert run("export", "site", "phone").out == "8 homes on 12 pages in phone: 12 new. Open index.html there.\n"
    pages = pages_in(sample.parent / "phone")
    homes = {name for name in pages if name.startswith("home-")}
    assert pages.keys() == MAIN_PAGES | homes
    assert len(homes) == 8
    for name, page in pages.items():
        found = Links(page)
        beside = {href for href in found.hrefs if not href.startswith(("#", "tel:", "sms:", "mailto:"))}
        assert beside <= pages.keys()
        assert beside >= MAIN_PAGES - {name}
        assert found.tags.count("style") == 1
        assert not {"script", "link", "img", "form", "base"} & set(found.tags)
        assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", page)
    assert homes <= set(Links(pages["list.html"]).hrefs)
    assert "home-hc-1037.html" in Links(pages["index.html"]).hrefs


def test_who_is_named_in_a_picture_leads_to_the_page_of_that_home(sample: Path, run: Callable[..., Any]) -> None:
    run("export", "site", "phone")
    pages = pages_in(sample.parent / "phone")
    for name, alone in (("calendar.html", "calendar"), ("timeline.html", "report timeline")):
        picture = re.search(r"<figure>.*</figure>", pages[name], re.DOTALL)[0]  # type: ignore[index]
        rows = re.findall(r"<tr><td>.*?</td>" if name == "timeline.html" else r"<div[^>]*>[^<]\xa0.*?</div>", unescape(picture))
        homes = [re.search(r"[A-Z]{2}-\d+", plain(row))[0] for row in rows]  # type: ignore[index]
        assert len(homes) > 2
        assert [Links(row).hrefs for row in rows] == [[f"home-{home.casefold()}.html"] for home in homes]
        assert "home-" not in run(*alone.split(), "--html").out


def test_the_pages_say_what_the_screen_says(sample: Path, run: Callable[..., Any]) -> None:
    run("export", "site", "phone", "--private")
    pages = pages_in(sample.parent / "phone")
    asked = {"index.html": "due --private", "timeline.html": "report timeline", "calendar.html": "calendar"}
    for name, words in asked.items():
        assert body(pages[name], words) == body(run(*words.split(), "--html").out, words)
    shown = plain(run("show", "brandt", "--html", "--private", "--all").out)
    assert shown.split() == [word for word in plain(pages["home-hc-1037.html"]).split() if word not in ROW]


ROW = frozenset({"Today", "Homes", "Calendar", "Timeline"})


def body(page: str, verb: str) -> list[str]:
    """The words of a page without the row of links; of the calendar its first month alone, which is drawn more of in a folder."""
    words = plain(re.sub(r"<nav.*?</nav>", "", page, flags=re.DOTALL)).split()
    return words[words.index("Mon") : words.index("December", words.index("Mon"))] if verb == "calendar" else words


def test_nothing_private_is_in_the_folder_unless_asked_for(homes: Path, run: Callable[..., Any]) -> None:
    run("export", "site", "phone", "--all")
    text = plain(" ".join(pages_in(homes.parent / "phone").values()))
    assert [word for word in (*PRIVATE, *NEVER) if word in text] == []
    assert [word for word in PUBLIC if word not in text] == []
    run("export", "site", "phone", "--all", "--private")
    text = plain(pages_in(homes.parent / "phone")["home-hc-7.html"])
    assert [word for word in PRIVATE if word not in text] == []


def test_it_holds_the_homes_that_can_be_on_a_morning_page_or_those_asked_for(homes: Path, run: Callable[..., Any]) -> None:
    def listed(*words: str) -> set[str]:
        assert run("export", "site", "phone", *words).code == 0
        return {name for name in pages_in(homes.parent / "phone") if name.startswith("home-")}

    assert listed() == {"home-hc-7.html", "home-hc-9.html"}
    assert listed("--all") == {"home-hc-7.html", "home-hc-8.html", "home-hc-9.html"}
    assert listed("stage:framing") == {"home-hc-7.html"}
    assert listed("cancelled") == {"home-hc-8.html"}
    assert listed("nobody") == set()
    assert "Ada" not in plain("".join(pages_in(homes.parent / "phone").values()))


def test_a_number_that_was_sold_twice_has_a_page_for_each_sale(home: Path, run: Callable[..., Any]) -> None:
    sales = (
        "{job: 1033, buyers: [Ada Roe], sold_date: 2025-02-08, stage: cancelled}",
        "{job: 1033, buyers: [Ben Ito], sold_date: 2026-11-10, stage: permitting}",
    )
    (home / "backlog.yaml").write_text("jobs:\n" + "".join(f"- {sale}\n" for sale in sales), encoding="utf-8")
    run("export", "site", "phone", "--all")
    names = {name for name in pages_in(home / "phone") if name.startswith("home-")}
    assert names == {"home-1033_2025-02-08.html", "home-1033_2026-11-10.html"}
    assert set(Links(pages_in(home / "phone")["list.html"]).hrefs) >= names


def test_a_second_export_changes_what_changed(sample: Path, run: Callable[..., Any]) -> None:
    run("export", "site", "phone")
    assert run("export", "site", "phone").out == "8 homes on 12 pages in phone: 12 unchanged. Open index.html there.\n"
    run("log", "okafor", "the roof is on", "--phone")
    assert "changed, " in run("export", "site", "phone").out
    run("set", "HC-1012", "job", "HC-1099")
    found = run("export", "site", "phone")
    assert "1 new" in found.out
    assert "1 removed" in found.out
    names = pages_in(sample.parent / "phone").keys()
    assert "home-hc-1099.html" in names
    assert "home-hc-1012.html" not in names


def test_a_dry_run_says_what_would_be_and_writes_nothing(sample: Path, run: Callable[..., Any]) -> None:
    found = run("export", "site", "phone", "--dry-run")
    assert found.out == "8 homes on 12 pages would be in phone: 12 new.\nNothing was written (--dry-run).\n"
    assert not (sample.parent / "phone").exists()
    run("export", "site", "phone")
    (sample.parent / "phone" / "index.html").write_text("hers", encoding="utf-8")
    assert run("export", "site", "phone", "--dry-run").code == 2


def test_a_script_hears_which_page_is_whose(sample: Path, run: Callable[..., Any]) -> None:
    run("export", "site", "phone")
    (sample.parent / "phone" / "home-hc-1041.html").write_text("hers", encoding="utf-8")
    found = json.loads(run("export", "site", "phone", "level:red", "--json", "--dry-run").out)
    assert (found["kind"], found["folder"], found["dry_run"]) == ("site", "phone", True)
    assert found["jobs"][0] == {
        "job": "HC-1037",
        "key": "HC-1037",
        "buyer": "Brandt",
        "lot": "37",
        "page": "home-hc-1037.html",
    }
    assert (found["new"], set(found["changed"]) <= MAIN_PAGES, found["left"]) == ([], True, ["home-hc-1041.html"])
    assert "home-hc-1012.html" in found["removed"]
    said = run("export", "site", "phone", "level:red")
    assert "home-hc-1041.html was left alone: its home is gone, but somebody changed the page." in said.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("site", "name the folder for the pages: backlog export site FOLDER"),
        ("site -", "name the folder first"),
        ("site level:red", '"level:red" isn'),
        ("site late", '"late" isn'),
        ("site phone plam:x", "Did you mean plan:?"),
        ("site phone --redact", "each home's page names its buyers"),
        ("site phone --columns job", "site has no columns"),
        ("site phone --updates", "--updates goes with ics"),
        ("site backlog.yaml", "is a file; name a folder"),
        ("site .", "holds other things (backlog.yaml)"),
        ("site . --replace", "holds other things (backlog.yaml)"),
        ("site none/phone", "there's no folder"),
        ("csv --json", "--json goes with site"),
        ("csv a.csv --dry-run", "--dry-run goes with site"),
    ],
)
def test_what_is_wrong_is_said_with_what_works(sample: Path, run: Callable[..., Any], words: str, says: str) -> None:
    found = run("export", *words.split())
    assert (found.code, found.out) == (2, "")
    assert says in found.err
    assert [path.name for path in sample.parent.iterdir()] == ["backlog.yaml"]


def test_homes_that_cannot_be_read_are_said_after_the_good_ones_were_written(homes: Path, run: Callable[..., Any]) -> None:
    homes.write_text(HOME + "- lot: 5\n", encoding="utf-8")
    found = run("export", "site", "phone")
    assert (found.code, "left out" in found.err) == (3, True)
    assert "home-hc-7.html" in pages_in(homes.parent / "phone")
    assert "left out" in plain(pages_in(homes.parent / "phone")["index.html"])


def test_no_line_is_wider_than_the_screen(sample: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    folder = sample.parent / ("a folder with a long name " * 4).strip()
    found = run("export", "site", str(folder), "--dry-run")
    lines = found.out.splitlines()
    assert max(map(len, [line for line in lines if str(sample.parent) not in line])) <= 60
    assert len(lines) > 3
    control = run("export", "site", "a\x1b[31mb")
    assert "\x1b" not in control.out
