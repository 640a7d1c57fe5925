"""The pictures on a terminal: the month, the bars, the stages, the risks, on wide and narrow screens and in ASCII."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.model import BacklogFile
from backlog_cli.rules.meetings.calendar import month_of
from backlog_cli.rules.reports.cancellation import homes_by_risk
from backlog_cli.rules.reports.stages import stage_counts
from backlog_cli.rules.reports.timeline import Timeline, timeline
from backlog_cli.views.screen import Screen
from backlog_cli.views.terminal.charts import bar_as_cells, calendar_page, month_heads, pipeline_page, risk_page, timeline_page
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog

    Drawn = Callable[[Text, Screen], str]
    Fits = Callable[[str, int], None]
    Golden = Callable[[str, str], None]
    Made = Callable[..., tuple[Backlog, model.BacklogFile]]
    Section7 = tuple[Backlog, model.BacklogFile]

TODAY = date(2026, 6, 4)
SAMPLE_DAY = date(2026, 11, 23)
WIDTHS = (20, 40, 60, 80, 120, 200)


def busy() -> Backlog:
    """A December of closings and orientations that fall together, on holidays, days off and while she is away."""
    days = {"1": "2026-12-18", "2": "2026-12-18", "3": "2026-12-25", "4": "2026-12-19", "5": "2026-12-29", "6": "2026-12-31"}
    names = {"1": "Ann Patel", "2": "Femi Adeyemi-Clarke", "3": "王小明", "4": "Bo Nguyen", "5": "Kim Lee", "6": "Sol Ortiz"}
    jobs: list[dict[str, Any]] = [
        {
            "job": f"MW-10{n}",
            "buyers": [names[n]],
            "sold_date": "2026-03-02",
            "stage": "punch",
            "stage_since": "2026-11-10",
            "orientation_date": "2026-12-11 10:00" if n in "12" else None,
            "closing": {
                "contract": "2026-10-30",
                "internal": day,
                "told": day if n != "6" else "2026-11-30",
                "shifts": [{"from": "2026-10-30", "to": day, "known_date": "2026-10-01", "told_date": "2026-10-02"}],
            },
        }
        for n, day in days.items()
    ]
    jobs[3] |= {
        "appointments": [
            {"at": "2026-12-15 10:00", "what": "walk the frame with the electrician", "minutes": 45},
            {"at": "2026-12-12 11:00", "what": "photo"},
        ],
        "promises": [{"text": "paint codes", "due": "2026-12-16"}, {"text": "fence bid", "by": "builder", "due": "2026-12-16"}],
    }
    jobs[5] |= {"precon_date": "2026-12-15 10:30", "predrywall_date": "2026-12-22"}
    closed = {"closing": {"contract": "2026-12-04", "closed_date": "2026-12-04"}, "stage": "closed"}
    jobs.append({"job": "MW-099", "buyers": ["Ina Ito"], "sold_date": "2026-01-02", **closed})
    away = [{"from": "2026-12-28", "to": "2026-12-30", "cover": "Dana"}]
    settings = {"days_off": ["2026-12-24"]}
    return backlog_of(BacklogFile.model_validate({"settings": settings, "away": away, "jobs": jobs}))


def pages(book: Backlog, screen: Screen, today: date) -> dict[str, Text]:
    first = date(2026, 12, 1) if today.year == 2026 and today.month > 6 else today.replace(day=1)
    months = (month_of(book, first), month_of(book, date(first.year + first.month // 12, first.month % 12 + 1, 1)))
    return {
        "calendar": calendar_page(months, screen=screen, today=today),
        "timeline": timeline_page(timeline(book, today=today), screen=screen, today=today),
        "pipeline": pipeline_page(stage_counts(book, today=today), screen=screen),
        "risk": risk_page(homes_by_risk(book, today=today), screen=screen, today=today),
    }


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_pictures_of_the_sample(section_7: Section7, drawn: Drawn, golden: Golden, fits: Fits, width: int) -> None:
    screen = Screen(width=width)
    for name, text in pages(section_7[0], screen, SAMPLE_DAY).items():
        fits(drawn(text, screen), width)
        golden(f"{name}_{width}", drawn(text, screen))


@pytest.mark.parametrize(
    ("name", "screen"), [("60", Screen(width=60)), ("80", Screen()), ("120", Screen(width=120)), ("ascii", Screen(ascii=True))]
)
def test_the_pictures_of_a_busy_december(drawn: Drawn, golden: Golden, fits: Fits, name: str, screen: Screen) -> None:
    found = pages(busy(), screen, SAMPLE_DAY)
    for picture in ("calendar", "timeline"):
        text = drawn(found[picture], screen)
        fits(text, screen.width)
        golden(f"{picture}_busy_{name}", text)
        assert screen.ascii is False or text.replace("王小明", "").isascii()


def test_what_is_over_is_no_trouble_any_more() -> None:
    from backlog_cli.views.terminal.charts import trouble_words

    month = month_of(busy(), date(2026, 12, 1))
    told = {day.day for day in month.days if trouble_words(day, today=date(2026, 12, 18))}
    assert told == {date(2026, 12, 18), date(2026, 12, 19), date(2026, 12, 25), date(2026, 12, 29)}
    text = calendar_page([month], screen=Screen(), today=date(2026, 12, 18)).plain
    assert "11 !" not in text
    assert "19 !" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_no_picture_is_wider_than_its_screen_and_every_name_is_whole(
    full: Backlog, hard: Backlog, hard_names: list[str], drawn: Drawn, fits: Fits, width: int
) -> None:
    screen = Screen(width=width)
    for book in (full, hard):
        for name, text in pages(book, screen, TODAY).items():
            shown = drawn(text, screen)
            fits(shown, width)
            assert "\x1b" not in shown
            if book is hard and name in ("timeline", "risk") and width >= 80:
                assert [word for word in hard_names if word not in shown] == []


@pytest.mark.parametrize("width", [40, 80, 120])
def test_an_empty_backlog_has_pictures_too(drawn: Drawn, fits: Fits, width: int) -> None:
    screen = Screen(width=width)
    book = backlog_of(BacklogFile.model_validate({"jobs": []}))
    shown = {name: drawn(text, screen) for name, text in pages(book, screen, TODAY).items()}
    assert "no open homes" in shown["timeline"]
    assert "no open homes; days" in shown["pipeline"]
    assert "no open homes at risk" in shown["risk"]
    assert "no closings, no orientations" in shown["calendar"]


def test_colour_only_repeats_what_signs_and_words_say(section_7: Section7, drawn: Drawn) -> None:
    for name, text in pages(section_7[0], Screen(), SAMPLE_DAY).items():
        coloured = drawn(text, Screen(colour=True))
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == drawn(text, Screen()), name
        assert "\x1b[" in coloured


AS_TOLD = {"contract": "2026-08-20", "internal": "2026-08-20", "told": "2026-08-20"}
SHORT = {"contract": "2026-06-30", "internal": "2026-08-20", "told": "2026-07-20"}
PAST = {"contract": "2026-05-20", "internal": "2026-05-20", "told": "2026-05-20"}


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        pytest.param(AS_TOLD, "█████████│░░░░░░◆    |", id="as told"),
        pytest.param(SHORT, "█████████│░◇░T▒▒◆    |", id="shorter than it is"),
        pytest.param(PAST, "███████◆▒│           |", id="past and still open"),
        pytest.param({"contract": "2020-01-01", "internal": "2026-08-20"}, "←████████│░░░░░░◆    |", id="long ago"),
        pytest.param({"contract": "2030-01-01", "internal": "2030-01-01"}, "█████████│░░░░░░░░░░→|", id="years ahead"),
        pytest.param(None, "█████████│           |", id="no date"),
    ],
)
def test_a_bar_shows_what_was_promised_told_and_has_become(made: Made, closing: Any, expected: str) -> None:
    book, _ = made(closing=closing, sold_date="2026-01-02")
    found = timeline(book, today=TODAY)
    seven = Timeline(TODAY, date(2026, 3, 1), date(2026, 9, 30), found.bars)  # March to September, three cells a month
    assert f"{bar_as_cells(found.bars[0], seven, 3)}|" == expected


def test_homes_of_which_every_name_is_long_have_bars_too(made: Made, drawn: Drawn, fits: Fits) -> None:
    book, _ = made(buyers=["Ada Wolfeschlegelsteinhausen-Bergerdorff"])
    for width in (20, 60, 80, 120):
        screen = Screen(width=width)
        shown = drawn(timeline_page(timeline(book, today=TODAY), screen=screen, today=TODAY), screen)
        fits(shown, width)
        assert "Bergerdorff" in shown


def test_months_are_named_where_there_is_room_and_january_bears_its_year() -> None:
    months = [date(2026 + (n + 9) // 12, (n + 9) % 12 + 1, 1) for n in range(6)]  # October to March
    assert month_heads(months, 6) == "Oct   Nov   Dec   2027  Feb   Mar"
    assert month_heads(months, 3) == "   Nov   2027  Mar"
    assert month_heads(months, 1) == "   Jan"
