"""Pictures for meetings: the sheet on a screen, on paper and for scripts, and the walk; one Letter page for 34 homes."""

from __future__ import annotations

import html
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import UsageError
from backlog_cli.model import BacklogFile
from backlog_cli.rules.changes.answers import Answer
from backlog_cli.rules.meetings.superintendent import superintendent_sheets
from backlog_cli.rules.meetings.walk import plan_walk
from backlog_cli.rules.summary import Question
from backlog_cli.views.data.envelope import json_document
from backlog_cli.views.documents.sheets import (
    SUPER_FIELDS,
    WALK_FIELDS,
    answer_lines,
    sheet_facts,
    sheets_page,
    sheets_text,
    walk_facts,
    walk_text,
)
from backlog_cli.views.screen import Screen
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog

    Drawn = Callable[[Text, Screen], str]

MONDAY = date(2026, 11, 23)
SIZES = (40, 60, 80, 120, 200)

NASTY = "<script>alert('lot 9')</script>\"><img src=x onerror=alert(1)>"
STAGES = [
    "permitting",
    "released",
    "foundation",
    "framing",
    "dry-in",
    "rough-ins",
    "pre-drywall",
    "drywall",
    "trim",
    "flooring",
    "finals",
    "punch",
]
NAMES = [
    "Okafor",
    "Brandt",
    "Whitfield",
    "Adeyemi-Clarke",
    "Castellanos",
    "Nakamura",
    "Sorensen",
    "Nguyen",
    "Garcia",
    "Ito",
    "Patel",
    "Lopez",
]
ASKED = ("when do the windows come", "is the panel on the garage wall", "which day is the pre-drywall walk", "can they come by")


def day(days: int) -> str:
    return (MONDAY + timedelta(days=days)).isoformat()


def home(n: int, **keys: Any) -> dict[str, Any]:
    """One of many homes under one superintendent, with its share of questions, issues, promises and moved dates."""
    closing: dict[str, Any] = {"contract": day(40 + n * 5), "internal": day(41 + n * 5), "told": day(41 + n * 5)[:7]}
    if n % 7 == 0:
        closing["shifts"] = [{"from": day(20 + n * 5), "to": day(41 + n * 5), "known_date": day(-3), "cause": "windows late"}]
    usual: dict[str, Any] = {
        "job": f"HC-{1000 + n}",
        "lot": str(n),
        "superintendent": "Hal Moreno",
        "buyers": [f"Ann {NAMES[n % len(NAMES)]}", f"Bo {NAMES[n % len(NAMES)]}"],
        "sold_date": day(-200),
        "stage": STAGES[n % len(STAGES)],
        "stage_since": day(-8),
        "stage_seen": day(-3),
        "closing": closing,
        "log": [{"at": day(-2), "kind": "update", "how": "text", "mood": "worried" if n % 6 == 5 else "neutral"}],
    }
    if n % 3 != 2:
        usual["questions"] = [{"ask": ASKED[n % len(ASKED)], "of": "superintendent", "asked": day(-2)}]
    if n % 4 == 1:
        usual["issues"] = [{"text": "kitchen outlets on wrong wall", "wants": "moved before insulation", "due": day(2)}]
    if n % 9 == 4:
        usual["promises"] = [{"text": "day for the orientation", "by": "builder", "due": day(-2)}]
    return usual | keys


def backlog_with(*homes: dict[str, Any]) -> Backlog:
    return backlog_of(BacklogFile.model_validate({"settings": {"agent": "Renata Vance"}, "jobs": list(homes)}))


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("is_ascii", [False, True])
def test_every_line_fits_the_screen(
    hard: Backlog,
    section_7: tuple[Backlog, model.BacklogFile],
    drawn: Drawn,
    fits: Callable[[str, int], None],
    width: int,
    is_ascii: bool,
) -> None:
    screen = Screen(width=width, height=24, ascii=is_ascii)
    for book, today in ((hard, date(2026, 6, 4)), (section_7[0], MONDAY), (backlog_with(*map(home, range(12))), MONDAY)):
        for text in (
            sheets_text(superintendent_sheets(book, today=today), screen=screen, today=today),
            walk_text(plan_walk(book, today=today), screen=screen, today=today),
        ):
            shown = drawn(text, screen)
            fits(shown, width)
            assert "\x1b" not in shown


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_sample_s_sheets_look_like_this(
    section_7: tuple[Backlog, model.BacklogFile], drawn: Drawn, golden: Callable[[str, str], None], width: int
) -> None:
    screen = Screen(width=width, height=24)
    golden(
        f"super_sample_{width}",
        drawn(sheets_text(superintendent_sheets(section_7[0], today=MONDAY), screen=screen, today=MONDAY), screen),
    )
    golden(f"walk_sample_{width}", drawn(walk_text(plan_walk(section_7[0], today=MONDAY), screen=screen, today=MONDAY), screen))


def test_colour_never_stands_alone(section_7: tuple[Backlog, model.BacklogFile], drawn: Drawn) -> None:
    screen = Screen(colour=True)
    shown = drawn(sheets_text(superintendent_sheets(section_7[0], today=MONDAY), screen=screen, today=MONDAY), screen)
    assert "\x1b[1;31m ! \x1b[0m" in shown
    assert "\x1b[33m ~ \x1b[0m" in shown


def test_without_homes_there_is_one_line(drawn: Drawn) -> None:
    screen = Screen()
    assert drawn(sheets_text((), screen=screen, today=MONDAY), screen) == "no open homes: nothing to go over\n"
    assert "0 of 0 homes" in drawn(walk_text((), screen=screen, today=MONDAY), screen)
    assert "No open homes" in sheets_page((), backlog_with(), today=MONDAY)


def test_the_documents_have_all_their_keys_and_fields_choose_among_them() -> None:
    book = backlog_with(home(1), home(2))
    found, stops = superintendent_sheets(book, today=MONDAY), plan_walk(book, today=MONDAY)
    told = json.loads(json_document("super", sheet_facts(found), today=MONDAY))
    assert [tuple(one) for sheet in told["sheets"] for one in sheet["jobs"]] == [SUPER_FIELDS] * 2
    assert told["sheets"][0]["jobs"][0]["points"][0] == {
        "matter": "ask",
        "level": "green",
        "day": day(-2),
        "text": "is the panel on the garage wall",
    }
    walked = json.loads(json_document("walk", walk_facts(stops), today=MONDAY))
    assert [tuple(one) for one in walked["jobs"]] == [WALK_FIELDS] * 2
    assert list(map(dict, walk_facts(stops, fields="job")["jobs"])) == [{"job": "HC-1001"}, {"job": "HC-1002"}]
    assert sheet_facts((), fields="job") == {"sheets": []}
    for homes in ((), found):
        with pytest.raises(UsageError, match="no field"):
            sheet_facts(homes, fields="price")
    with pytest.raises(UsageError, match="no field"):
        walk_facts((), fields="price")


def test_a_double_answer_and_an_unasked_one_are_said_as_what_they_are() -> None:
    book = backlog_with(home(1), home(2))
    one, two = book.jobs
    answers = {
        one.job: [Answer("Tuesday", Question(0, "when")), Answer("again", is_known=True)],
        two.job: [Answer("slab is dry")],
    }
    assert list(answer_lines([one, two], answers, today=MONDAY)) == [
        'HC-1001 Brandt lot 1: Hal answered "when": "Tuesday".',
        'HC-1001 Brandt lot 1: "again" was written down before.',
        'HC-1002 Whitfield lot 2: Hal says "slab is dry"; nobody had asked, it\'s in the log.',
        "Pass them on to the buyers by Tue Nov 24: backlog draft JOB update, then log it.",
    ]


def test_what_was_typed_is_text_on_the_page() -> None:
    book = backlog_with(
        home(
            1, buyers=NASTY, lot=NASTY, superintendent=NASTY, questions=[{"ask": NASTY}], issues=[{"text": NASTY, "wants": NASTY}]
        )
    )
    made = sheets_page(superintendent_sheets(book, today=MONDAY), book, today=MONDAY)
    assert "<script" not in made
    assert "<img" not in made
    assert html.unescape(made).count("alert('lot 9')") >= 5


def test_a_page_of_150_homes_is_light() -> None:
    book = backlog_with(*(home(n) for n in range(150)))
    assert len(sheets_page(superintendent_sheets(book, today=MONDAY), book, today=MONDAY).encode()) < 100_000


def test_the_sheet_of_a_few_homes_leaves_room_to_write() -> None:
    few, many = (backlog_with(*(home(n) for n in range(count))) for count in (6, 34))
    assert 'class="sheet roomy"' in sheets_page(superintendent_sheets(few, today=MONDAY), few, today=MONDAY)
    assert 'class="sheet dense' in sheets_page(superintendent_sheets(many, today=MONDAY), many, today=MONDAY)


def on_paper(browser: Callable[[str], Any], book: Backlog) -> Any:
    seen = browser(sheets_page(superintendent_sheets(book, today=MONDAY), book, today=MONDAY))
    assert seen.wrong == ()
    return seen


@pytest.mark.sweep
@pytest.mark.parametrize("homes", [1, 5, 12, 20, 27, 34])
def test_up_to_34_homes_print_on_one_letter_page(browser: Callable[[str], Any], homes: int) -> None:
    seen = on_paper(browser, backlog_with(*(home(n) for n in range(homes))))
    assert len(seen.sheets) == 1
    assert f"{homes} home" in seen.text


@pytest.mark.sweep
def test_each_superintendent_has_a_page(browser: Callable[[str], Any]) -> None:
    homes = [home(n, superintendent=("Hal Moreno", "Bea Lund", None)[n % 3]) for n in range(24)]
    seen = on_paper(browser, backlog_with(*homes))
    assert len(seen.sheets) == 3


@pytest.mark.sweep
def test_a_long_sheet_runs_on_and_its_head_repeats(browser: Callable[[str], Any]) -> None:
    assert len(on_paper(browser, backlog_with(*(home(n) for n in range(90)))).sheets) >= 2


@pytest.mark.sweep
def test_a_real_browser_runs_nothing_that_was_typed(browser: Callable[[str], Any]) -> None:
    book = backlog_with(home(1, buyers=NASTY, lot=NASTY, superintendent=NASTY, questions=[{"ask": NASTY}]))
    assert on_paper(browser, book).text.count(NASTY) >= 3
