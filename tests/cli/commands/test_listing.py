"""The verbs `list` and `show` from words to screen: every term, any field as a column, nothing missing."""

from __future__ import annotations

import csv
import io
import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.cli import completion
from backlog_cli.fields import home_fields
from backlog_cli.rules.due.selection import LIST_ORDERS, TERM_EXAMPLES, WORD_TERMS
from backlog_cli.views.wrap import cell_len
from tests.sampling import one_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WIDTHS = (60, 80, 120)


def jobs_in(answer: Any) -> list[str]:
    return [home["job"] for home in json.loads(answer.out)["jobs"]]


# Terms


@pytest.mark.parametrize(
    ("terms", "jobs"),
    [
        ("plan:alder", ["HC-1029", "HC-1041"]),
        ("lender:birchline", ["HC-1041", "HC-1044", "LR-1052"]),
        ("product:va", ["LR-1052"]),
        ("product:conv", ["HC-1029", "HC-1037", "HC-1044"]),
        ("realtor:june", ["LR-1052"]),
        ("super:bea", ["LR-1049", "LR-1052", "LR-1058"]),
        ("owed", ["LR-1052"]),
        ("contingent", ["LR-1052"]),
        ("super:bea contingent", ["LR-1052"]),
        ("super:hal level:red plan:cedar", ["HC-1037"]),
        ("closed", ["HC-1012"]),
        ("cancelled", ["HC-1033"]),
        ("lender:nobody", []),
    ],
)
def test_every_term_has_to_fit(sample: Path, run: Callable[..., Any], terms: str, jobs: list[str]) -> None:
    assert sorted(jobs_in(run("list", *terms.split(), "--json"))) == jobs


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("lendr:x", "Did you mean lender:?"),
        (
            "foo:x",
            "Try one of these: stage:, closing:, within:, level:, super:, community:, plan:, lender:, product:, realtor:",
        ),
        ("lender:", "needs something after the colon, such as lender:birchline"),
        ("--sort nxt", 'Did you mean "next"'),
        ("--sort channel", "Try urgency, closing, lot, last, next or stage"),
        ("--columns lendr", 'Did you mean "lender"'),
        ("--columns levle", 'Did you mean "level"'),
        ("--columns ,", "name them, as in job,buyer,lender.name"),
        ("--columns deposits.new", "isn't a column"),
        ("--columns job --json --fields job", "use one of them"),
        ("--html --json", "don't go together; ask for one"),
        ("--fields job", "--fields goes with --json"),
    ],
)
def test_what_a_list_cannot_show_is_refused_with_what_it_can(
    sample: Path, run: Callable[..., Any], words: str, says: str
) -> None:
    answer = run("list", *words.split())
    assert (answer.code, answer.out) == (2, "")
    assert says in answer.err


# Orders


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("last", ["LR-1052", "HC-1037"]),  # updates of Nov 14 and Nov 17
        ("next", ["HC-1044"]),  # a promise of Nov 20 and a question of Nov 18
        ("stage", ["LR-1058", "LR-1052", "LR-1049", "HC-1041", "HC-1044", "HC-1037", "HC-1029"]),
        ("closing", ["HC-1029", "HC-1037"]),
        ("lot", ["LR-1049", "LR-1052", "LR-1058"]),
    ],
)
def test_homes_come_in_the_order_asked_for(sample: Path, run: Callable[..., Any], order: str, first: list[str]) -> None:
    assert jobs_in(run("list", "--sort", order, "--json"))[: len(first)] == first


@pytest.mark.parametrize("order", LIST_ORDERS)
def test_no_order_loses_a_home(sample: Path, run: Callable[..., Any], order: str) -> None:
    assert len(set(jobs_in(run("list", "--all", "--sort", order, "--json")))) == 9


# Columns


def test_the_usual_columns_and_how_many_there_are(sample: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = run("list", "super:bea").out.splitlines()
    assert lines[0].split() == ["JOB", "BUYER", "LOT", "STAGE", "CLOSING", "MOVED", "UPDATE", "WHY"]
    assert lines[-1] == "3 of 7 homes"


def test_any_field_of_the_file_is_a_column(sample: Path, run: Callable[..., Any]) -> None:
    assert run("set", "41", "x_dog", "Rex").code == 0
    assert run("set", "41", "notes", "the dog bites").code == 0
    names = "job,lender.name,lock,buyers.1.phone,interests,contact.local,x_dog,notes,told,deposits.1.amount,agent"
    table = list(csv.DictReader(io.StringIO(run("list", "--columns", names, "--csv").out)))
    okafor = next(row for row in table if row["job"] == "HC-1041")
    assert okafor == {
        "job": "HC-1041",
        "lender.name": "Birchline Home Loans",
        "lock": "",
        "buyers.1.phone": "",
        "interests": "bass fishing; daughter's robotics club",
        "contact.local": "true",
        "x_dog": "Rex",
        "notes": "the dog bites",
        "told": "2027-03",
        "deposits.1.amount": "",
        "agent": "name=Sol Whitaker; wants_updates=true",
    }
    assert next(row for row in table if row["job"] == "HC-1037")["lock"] == "2026-12-31"


def test_every_field_can_be_a_column_everywhere(sample: Path, run: Callable[..., Any]) -> None:
    fields = sorted(home_fields().keys() - {"job"})
    names = ",".join(("job", *fields))
    homes = json.loads(run("list", "--json", "--fields", names).out)["jobs"]
    assert [list(home) for home in homes] == [["job", *fields]] * 7
    assert run("list", "--columns", names, "--tsv").out.splitlines()[0] == names.replace(",", "\t")
    for name in fields:
        page = run("list", "--columns", f"job,{name}")
        assert (page.code, page.err) == (0, ""), name
        assert page.out.splitlines()[-1] == "7 homes", name


@pytest.mark.parametrize("width", WIDTHS)
@one_in(
    2,
    "names",
    ["job,buyer,lender.name,lock,buyers.1.phone,why", "notes,job", "buyers,interests,bought_for,closing,deposits,why", "lot"],
)
def test_columns_are_laid_out_again_on_every_screen(
    sample: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, width: int, names: str
) -> None:
    run("set", "41", "notes", *("a long story about the dog " * 9).split())
    monkeypatch.setenv("COLUMNS", str(width))
    lines = run("list", "--all", "--columns", names).out.splitlines()
    assert max(map(cell_len, lines)) <= width
    assert lines[-1] == "9 homes"


def test_a_web_page_holds_the_same_homes(sample: Path, run: Callable[..., Any]) -> None:
    page = run("list", "lender:birchline", "--html").out
    assert page.startswith("<!doctype html>")
    assert all(name in page for name in ("Okafor", "Castellanos", "Adeyemi-Clarke", "3 of 7 homes"))
    assert "Brandt" not in page
    chosen = run("list", "--columns", "job,lender.name", "--html").out
    assert "Harbor &amp; Pine Mortgage" in chosen


# Nothing is missing


@one_in(6, "seed", range(12))
def test_no_home_of_the_file_is_missing_from_all(home: Path, run: Callable[..., Any], seed: int) -> None:
    dice = random.Random(seed)
    lines, numbers = ["jobs:"], []
    for n in range(dice.randint(1, 14)):
        numbers.append(f"J{n}")
        stage = dice.choice(["contract", "framing", "closed", "cancelled", "framming", "TBD", ""])
        sold = dice.choice(["2026-06-01", "soon", "", "2024-01-05"])
        closing = dice.choice(["2027-01-05", "TBD", "soonish", "{contract: 2024-03-01, closed_date: 2024-03-04}", ""])
        more = dice.choice(["mood: ok", "snooze: 2027-01-01", "pin: red", "x_dog: Rex", "price: lots"])
        lines.append(f"- {{job: J{n}, buyers: [Kim Lee], stage: {stage}, sold_date: {sold}, closing: {closing}, {more}}}")
    (home / "backlog.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for sort in LIST_ORDERS:
        answer = run("list", "--all", "--sort", sort, "--json")
        assert answer.code in (0, 3)
        assert sorted(jobs_in(answer)) == sorted(numbers)
    assert run("list", "--all").out.splitlines()[-1] == ("1 home" if len(numbers) == 1 else f"{len(numbers)} homes")
    for number in numbers:
        assert run("show", number, "--all").code in (0, 3)


def test_an_empty_file_says_how_to_begin(home: Path, run: Callable[..., Any]) -> None:
    (home / "backlog.yaml").write_text("jobs:\n", encoding="utf-8")
    assert run("list").out == "No homes yet. Add one: backlog add 2401 Kim Lee --sold jun 1\n"


# Moves are counted alike


def test_list_show_and_shift_count_moves_alike(sample: Path, run: Callable[..., Any]) -> None:
    for _ in range(2):
        run("shift", "41", "+1d", "rain")
    moved = run("shift", "41", "+1d", "rain").out
    assert "3rd move" in moved
    home = json.loads(run("list", "okafor", "--json").out)["jobs"][0]
    assert home["moved"]["times"] == 3
    assert json.loads(run("show", "41", "--json").out)["jobs"][0]["moves"].startswith("3 times: ")


def test_the_history_of_moves_names_every_cause(sample: Path, run: Callable[..., Any]) -> None:
    for page in (run("show", "37").out, run("draft", "37", "bad-news").err):
        history = " ".join(page.split())
        assert "3 times: Oct 30 → Nov 20 (material) → Dec 11 (labor) → Jan 15 (inspection)" in history


# The card


def test_the_card_shows_notes_and_all_of_it_shows_own_keys(sample: Path, run: Callable[..., Any]) -> None:
    run("set", "37", "notes", "the", "dog", "bites")
    run("set", "37", "x_dog", "Rex")
    card = run("show", "37").out
    assert "notes         the dog bites" in card
    assert "x_dog" not in card
    assert "x_dog" in run("show", "37", "--all").out
    assert json.loads(run("show", "37", "--json").out)["jobs"][0]["own"] == {"x_dog": "Rex"}


ONE_TALK = """\
jobs:
- job: A1
  buyers: [Kim Lee, Ana Lee]
  sold_date: 2026-06-01
  stage: framing
  log:
  - {at: 2026-11-02 17:30, with: [Kim Lee, Hal Moreno], how: video, text: walked the frame, said: "so big!", mood: happy,
     topic: [construction, money], photos: [kitchen, stairs], video: "https://example.org/v", minutes: 25, by: Dana,
     written_date: 2026-11-03, private: true, local_item: Saturday market, next: {what: roof photos, date: 2026-11-20}}
"""


def test_all_of_a_home_holds_every_conversation_with_its_facts(home: Path, run: Callable[..., Any]) -> None:
    (home / "backlog.yaml").write_text(ONE_TALK, encoding="utf-8")
    card = run("show", "A1", "--all").out
    for words in (
        "Mon Nov 2 17:30, video, Kim Lee and Hal Moreno, by Dana, happy: walked the frame",
        '"so big!"',
        "about construction, money",
        "photos kitchen, stairs",
        "video https://example.org/v",
        "next roof photos, Fri Nov 20",
        "took 25 minutes",
        "tip Saturday market",
        "in writing Tue Nov 3",
        "private kept out of everything you hand on",
    ):
        assert words in card


@pytest.mark.parametrize("width", WIDTHS)
@one_in(4, "job", ["37", "41", "44", "1052", "1058", "29", "1012", "1049", "1033"])
def test_the_card_fits_every_screen(
    sample: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, job: str, width: int
) -> None:
    run("set", job, "notes", *("a long story about the dog " * 9).split())
    monkeypatch.setenv("COLUMNS", str(width))
    for more in ((), ("--all",)):
        assert max(map(cell_len, run("show", job, *more).out.splitlines())) <= width


def test_no_line_of_a_page_ends_within_a_buyers_name(sample: Path, run: Callable[..., Any]) -> None:
    page = run("list", "nakamura", "--columns", "buyers,why", "--html").out
    names = ("Kenji", "Nakamura;", "Lucy", "Nakamura")
    assert " ".join(f'<span class="short">{name}</span>' for name in names) in page


# What the Tab key offers


def test_the_tab_key_offers_terms_fields_and_columns() -> None:
    offered = [word for word, _ in completion.term_completions(None, "")]
    assert offered == [*(f"{name}:" for name in TERM_EXAMPLES), *WORD_TERMS]
    assert ("stage:framing", "") in completion.term_completions(None, "stage:fr")
    assert [word for word, _ in completion.term_completions(None, "level:")] == [
        "level:red",
        "level:amber",
        "level:green",
        "level:archived",
    ]
    fields = [word for word, _ in completion.field_completions("lo")]
    assert fields[:3] == ["local", "lock", "lock_expires"]
    assert "lender.lock_expires" in [word for word, _ in completion.field_completions("lender.")]
    assert "job,lender" in [word for word, _ in completion.column_completions("job,len")]
    assert "job,why" in [word for word, _ in completion.column_completions("job,w")]
    assert completion.field_completions("zzz") == completion.column_completions("zzz") == []
    assert completion.term_completions(None, "zzz") == []


def test_what_the_tab_key_shows_holds_nothing_a_shell_acts_on() -> None:
    offers = [*completion.term_completions(None, ""), *completion.field_completions(""), *completion.column_completions("")]
    assert len(offers) > 150
    for word, says in offers:
        assert not set("\"'`$\\\t\n") & set(word + says)
