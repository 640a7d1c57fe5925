"""The morning page: what stands on it, in which order, and that it fits."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.due.morning import build_morning
from backlog_cli.rules.summary import joint_name
from backlog_cli.terms import Policy
from backlog_cli.views.job_phrases import NO_JOBS
from backlog_cli.views.screen import Screen
from backlog_cli.views.terminal.morning_page import everyone_page, morning_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    Drawn = Callable[[Text, Screen], str]
    Fits = Callable[[str, int], None]
    Golden = Callable[[str, str], None]
    Made = Callable[..., tuple[Backlog, Any]]

WIDTHS = (60, 80, 120, 200)
SAMPLE_DAY = date(2026, 11, 23)


def page(book: Backlog, drawn: Drawn, today: date, width: int = 80, height: int = 60, **screen: bool) -> str:
    what = Screen(width=width, height=height, **screen)
    return drawn(morning_page(build_morning(book, today=today), book, screen=what), what)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("height", [24, 60])
def test_the_sample_morning(
    section_7: tuple[Backlog, Any],
    drawn: Drawn,
    golden: Golden,
    fits: Fits,
    width: int,
    height: int,
) -> None:
    text = page(section_7[0], drawn, SAMPLE_DAY, width, height)
    fits(text, width)
    golden(f"morning_sample_{width}x{height}", text)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_morning_with_forty_homes(full: Backlog, today: date, drawn: Drawn, golden: Golden, fits: Fits, width: int) -> None:
    text = page(full, drawn, today, width, 24)
    fits(text, width)
    golden(f"morning_forty_{width}x24", text)


def test_forty_homes_and_the_sample_fit_one_screen(
    full: Backlog, section_7: tuple[Backlog, Any], today: date, drawn: Drawn
) -> None:
    assert len(page(full, drawn, today, 80, 24).splitlines()) < 24
    assert len(page(section_7[0], drawn, SAMPLE_DAY, 80, 24).splitlines()) < 24


def test_a_taller_screen_tells_more(full: Backlog, today: date, drawn: Drawn) -> None:
    assert len(page(full, drawn, today, 80, 24).splitlines()) < len(page(full, drawn, today, 80, 80).splitlines()) < 80


@pytest.mark.parametrize("width", [20, 33, *WIDTHS])
@pytest.mark.parametrize("height", [10, 24, 90])
def test_no_line_is_too_wide_and_no_name_is_cut(
    hard: Backlog, hard_names: list[str], today: date, drawn: Drawn, fits: Fits, width: int, height: int
) -> None:
    text = page(hard, drawn, today, width, height)
    fits(text, width)
    shown = [verdict for verdict in (build_morning(hard, today=today).frog, *build_morning(hard, today=today).focus) if verdict]
    for verdict in shown:
        assert verdict.job in text
    if width >= 60:
        for verdict in shown:
            assert joint_name(hard.job(verdict.job)) in text


@pytest.mark.parametrize("width", WIDTHS)
def test_hard_names_are_laid_out_calmly(hard: Backlog, today: date, drawn: Drawn, golden: Golden, width: int) -> None:
    golden(f"morning_hard_{width}x60", page(hard, drawn, today, width, 60))


def test_text_from_the_file_cannot_act(hard: Backlog, today: date, drawn: Drawn) -> None:
    everyone = everyone_page(
        build_morning(hard, today=today), hard, build_morning(hard, today=today).verdicts, screen=Screen(width=200)
    )
    text = page(hard, drawn, today, 200, 90) + drawn(everyone, Screen(width=200))
    assert " [red] " in text
    assert "“[red]” one → 王小明 <U+202E>" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_colour_adds_nothing_but_colour(full: Backlog, today: date, drawn: Drawn) -> None:
    plain = page(full, drawn, today)
    coloured = page(full, drawn, today, colour=True)
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_without_colour_there_is_no_escape(full: Backlog, today: date, drawn: Drawn) -> None:
    assert "\x1b" not in page(full, drawn, today)


def test_ascii_signs_on_a_dumb_terminal(full: Backlog, today: date, drawn: Drawn) -> None:
    assert page(full, drawn, today, ascii=True).isascii()


def test_reaching_them_stands_beside_the_reason(full: Backlog, today: date, drawn: Drawn) -> None:
    text = page(full, drawn, today, 120)
    assert "phone after 5 · 555-0141" in text
    assert 'you promised "paint codes"' in text


def test_meetings_of_today_stand_by_the_clock(full: Backlog, today: date, drawn: Drawn) -> None:
    text = page(full, drawn, today, 120)
    assert text.index("09:00 design center") < text.index("15:30 frame walk, 45 min, on site")


def test_updates_of_one_channel_stand_together(full: Backlog, today: date, drawn: Drawn) -> None:
    owed = page(full, drawn, today, 80, 90).split("OWED AN UPDATE")[1].split("PROTECT")[0].split("GOOD")[0].splitlines()[1:]
    channels = [line.split()[-1] for line in owed if line.strip() and not line.strip().startswith("+")]
    assert [here for here, before in zip(channels, ["", *channels], strict=False) if here != before] == ["email", "text"]


def test_what_was_left_out_is_counted(full: Backlog, today: date, drawn: Drawn) -> None:
    facts = build_morning(full, today=today)
    assert f"+{facts.left_out} more: backlog due --all" in page(full, drawn, today)


def test_an_empty_backlog_says_how_to_begin(drawn: Drawn, today: date) -> None:
    assert page(Backlog(Policy()), drawn, today) == f"{NO_JOBS}\n"


def test_a_backlog_of_nothing_but_bad_jobs_says_so(drawn: Drawn, today: date) -> None:
    text = page(Backlog(Policy(), bad=("job 2388 Okafor is left out: backlog.yaml line 41 cannot be read",)), drawn, today)
    assert text.splitlines()[0].startswith(" ! job 2388 Okafor is left out")
    assert "no job can be read" in text


def test_many_bad_jobs_are_counted(made: Made, drawn: Drawn, today: date) -> None:
    book, _ = made()
    bad = tuple(f"job {n} is left out" for n in range(9))
    text = page(Backlog(book.policy, jobs=book.jobs, bad=bad, warnings=1), drawn, today)
    assert "+4 more that cannot be read: backlog check" in text
    assert "1 warning: backlog check" in text


def test_a_quiet_day_is_said_kindly(made: Made, drawn: Drawn, today: date) -> None:
    book, _ = made(log=[{"at": today.isoformat(), "kind": "update", "how": "text"}], lender={"product": "cash"})
    text = page(book, drawn, today)
    assert "Nobody is waiting for you today." in text
    assert "1 all clear" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_all_lists_every_live_job(section_7: tuple[Backlog, Any], drawn: Drawn, golden: Golden, fits: Fits, width: int) -> None:
    book, screen = section_7[0], Screen(width=width)
    facts = build_morning(book, today=SAMPLE_DAY)
    text = drawn(everyone_page(facts, book, facts.verdicts, screen=screen), screen)
    fits(text, width)
    assert all(verdict.job in text for verdict in facts.verdicts)
    golden(f"due_all_sample_{width}", text)


def test_all_of_an_empty_backlog(drawn: Drawn, today: date) -> None:
    book = Backlog(Policy())
    assert NO_JOBS in drawn(everyone_page(build_morning(book, today=today), book, (), screen=Screen()), Screen())


def test_the_last_update_is_shown_rather_than_counted(made: Made, drawn: Drawn, today: date) -> None:
    def owed(count: int) -> str:
        new = {"sold_date": "2026-05-30", "stage": "framing"}
        also = tuple({"job": f"24{n}", "buyers": [f"Kim B{n}"]} | new for n in range(10, 10 + count))
        return page(made(also=also)[0], drawn, today, 80, 90)

    assert "more: backlog due --all" not in owed(10)
    assert "+2 more: backlog due --all" in owed(11)
