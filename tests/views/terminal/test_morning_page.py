"""The morning page: what is on it, in which order, and that no line is too wide."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.due.morning import build_morning
from backlog_cli.rules.summary import joint_name
from backlog_cli.terms import Policy
from backlog_cli.views.job_phrases import NO_JOBS
from backlog_cli.views.screen import Screen
from backlog_cli.views.terminal.morning_page import everyone_page, morning_page
from backlog_cli.views.terminal.owed_table import owed_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    Drawn = Callable[[Text, Screen], str]
    Fits = Callable[[str, int], None]
    Golden = Callable[[str, str], None]
    Made = Callable[..., tuple[Backlog, Any]]

WIDTHS = (60, 80, 120, 200)
SAMPLE_DAY = date(2026, 11, 23)


def page(book: Backlog, drawn: Drawn, today: date, width: int = 80, height: int = 60, coming: int = 0, **screen: bool) -> str:
    what = Screen(width=width, height=height, **screen)
    return drawn(morning_page(build_morning(book, today=today, coming=coming), screen=what), what)


def everyone(book: Backlog, drawn: Drawn, today: date, width: int = 80) -> str:
    screen = Screen(width=width)
    return drawn(everyone_page(build_morning(book, today=today), book, screen=screen), screen)


def owed(book: Backlog, drawn: Drawn, today: date, width: int = 80, ahead: int = 7) -> str:
    screen = Screen(width=width)
    return drawn(owed_page(build_morning(book, today=today, ahead=ahead), ahead=ahead, screen=screen), screen)


def flat(text: str) -> str:
    """The page as one line, so that a sentence is found wherever its lines end."""
    return " ".join(text.split())


def part(text: str, title: str) -> str:
    """One section of the page, down to the next heading."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(title))
    rest = (n for n, line in enumerate(lines) if n > start and re.match(r"[A-Zn1-9]", line))
    return "\n".join(lines[start : next(rest, len(lines))])


@pytest.mark.parametrize("width", WIDTHS)
def test_the_sample_morning(section_7: tuple[Backlog, Any], drawn: Drawn, golden: Golden, fits: Fits, width: int) -> None:
    text = page(section_7[0], drawn, SAMPLE_DAY, width)
    fits(text, width)
    golden(f"morning_sample_{width}", text)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_morning_with_forty_homes(full: Backlog, today: date, drawn: Drawn, golden: Golden, fits: Fits, width: int) -> None:
    text = page(full, drawn, today, width)
    fits(text, width)
    golden(f"morning_forty_{width}", text)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_updates_of_forty_homes(full: Backlog, today: date, drawn: Drawn, golden: Golden, fits: Fits, width: int) -> None:
    text = owed(full, drawn, today, width)
    fits(text, width)
    golden(f"owed_forty_{width}", text)


@pytest.mark.parametrize("height", [1, 10, 24, 500])
def test_the_height_of_the_screen_changes_nothing(full: Backlog, today: date, drawn: Drawn, height: int) -> None:
    assert page(full, drawn, today, 80, height) == page(full, drawn, today)


@pytest.mark.parametrize("width", [20, 33, *WIDTHS])
def test_no_line_is_too_wide_and_no_name_is_cut(hard: Backlog, today: date, drawn: Drawn, fits: Fits, width: int) -> None:
    for text in (page(hard, drawn, today, width), everyone(hard, drawn, today, width), owed(hard, drawn, today, width)):
        fits(text, width)
        for summary in hard.jobs:
            assert summary.job in text
            assert width < 60 or joint_name(summary) in text


@pytest.mark.parametrize("width", WIDTHS)
def test_hard_names_are_laid_out_calmly(hard: Backlog, today: date, drawn: Drawn, golden: Golden, width: int) -> None:
    golden(f"morning_hard_{width}", page(hard, drawn, today, width))


def test_text_from_the_file_cannot_act(hard: Backlog, today: date, drawn: Drawn) -> None:
    text = page(hard, drawn, today, 200) + everyone(hard, drawn, today, 200)
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


def test_how_to_reach_them_is_beside_the_reason(full: Backlog, today: date, drawn: Drawn) -> None:
    text = page(full, drawn, today, 120)
    assert "phone after 5 · 555-0141" in text
    assert 'you promised "paint codes"' in text


def test_the_parts_of_the_page_are_in_order(full: Backlog, today: date, drawn: Drawn) -> None:
    titles = [line for line in page(full, drawn, today).splitlines() if re.match(r"[A-Zn1-9]", line)]
    wanted = ["Thu Jun 4", "THE HARD", "FOCUS", "ALSO TODAY", "OWED AN UPDATE", "THIS WEEK", "GOOD"]
    assert [title for title in wanted if any(line.startswith(title) for line in titles)] == wanted
    places = [next(n for n, line in enumerate(titles) if line.startswith(title)) for title in wanted]
    assert places == sorted(places)
    assert titles[-1].startswith("next: backlog show")


def test_meetings_of_today_are_by_the_clock(full: Backlog, today: date, drawn: Drawn) -> None:
    also = part(page(full, drawn, today, 120), "ALSO TODAY")
    assert also.index("09:00") < also.index("2410 Buyer10: design center")
    assert also.index("design center") < also.index("2409 Buyer9: frame walk, 45 minutes, on site")


def test_updates_of_one_channel_are_together_and_the_count_is_right(full: Backlog, today: date, drawn: Drawn) -> None:
    section = part(page(full, drawn, today), "OWED AN UPDATE")
    assert [line.split()[0] for line in section.splitlines()[1:] if line[3] != " "] == ["email", "text"]
    count = re.search(r"\((\d+)\)", section)
    assert count
    assert len(re.findall(r"Buyer\d+", section)) == int(count[1])


def test_a_day_ahead_has_everything_that_comes_due_on_it(made: Made, today: date, drawn: Drawn) -> None:
    tomorrow, later = (today + timedelta(days=days) for days in (3, 5))
    promises = [{"text": "paint codes", "by": "me", "due": str(tomorrow)}, {"text": "gate code", "by": "me", "due": str(later)}]
    book, _ = made(promises=promises)
    assert "AHEAD" not in page(book, drawn, today)
    ahead = part(page(book, drawn, today, coming=4), "AHEAD")
    assert ahead.splitlines()[1] == "   Sun Jun 7"
    assert "paint codes" in ahead
    assert "gate code" not in ahead


# A home at the top says every row that is due, each with its next action, and its number where it is a call.


def test_a_home_in_focus_says_all_that_is_due_of_it(made: Made, today: date, drawn: Drawn) -> None:
    past = str(today - timedelta(days=2))
    book, _ = made(
        promises=[{"text": f"thing {n}", "by": "me", "due": past} for n in range(4)],
        log=[{"at": past, "kind": "inbound", "how": "email"}],
    )
    text = flat(page(book, drawn, today))
    assert all(f'you promised "thing {n}"' in text for n in range(4))
    assert text.count("do it now and apologize") == 4
    assert "email from Kim, unanswered for 2 days" in text


@pytest.mark.parametrize(
    ("keys", "number"),
    [
        pytest.param({"what": "call with the truss date"}, True, id="an agreed call"),
        pytest.param({"what": "visit the lot"}, True, id="an agreed visit"),
        pytest.param({"what": "send the plan"}, False, id="something to send"),
    ],
)
def test_the_number_is_told_where_the_action_is_a_call_or_a_visit(
    made: Made, today: date, drawn: Drawn, keys: dict[str, Any], number: bool
) -> None:
    talk = {"at": str(today - timedelta(days=1)), "how": "email", "kind": "update", "next": keys | {"date": str(today)}}
    book, _ = made(buyers=[{"name": "Bo Hunt", "phone": "555-0102"}], contact={"channel": "email"}, log=[talk])
    assert ("555-0102" in part(page(book, drawn, today), "ALSO TODAY")) is number


def test_an_update_by_phone_has_its_number(made: Made, today: date, drawn: Drawn) -> None:
    talk = {"at": str(today - timedelta(days=8)), "how": "phone", "kind": "update", "written_date": str(today)}
    book, _ = made(buyers=[{"name": "Bo Hunt", "phone": "555-0102"}], contact={"channel": "phone"}, log=[talk])
    assert "Hunt lot 1 555-0102 (1 day late)" in part(page(book, drawn, today), "OWED AN UPDATE")
    assert "phone 555-0102" in owed(book, drawn, today)


def test_who_of_a_couple_has_not_heard_is_said(made: Made, today: date, drawn: Drawn) -> None:
    talk = {"at": str(today - timedelta(days=7)), "how": "text", "kind": "update", "with": ["Ana Lopez"]}
    book, _ = made(buyers=["Ana Lopez", "Rui Lopez"], log=[talk])
    assert "(Rui: nothing for 14 days)" in part(page(book, drawn, today), "OWED AN UPDATE")
    assert "Rui: nothing for 14 days" in owed(book, drawn, today)


def test_two_homes_of_one_name_and_lot_are_told_apart(made: Made, today: date, drawn: Drawn) -> None:
    silent = {"log": [{"at": str(today - timedelta(days=7)), "how": "text", "kind": "update"}]}
    cash = {"lender": {"product": "cash"}}
    other = {"job": "9", "buyers": ["Kim Buyer1"], "lot": "1", "sold_date": "2026-05-30", "stage": "framing"} | silent | cash
    section = part(page(made(also=(other,), **silent)[0], drawn, today), "OWED AN UPDATE (2)")
    assert "2401 Buyer1 · 9 Buyer1" in section


def test_what_was_done_today_is_one_line(made: Made, today: date, drawn: Drawn) -> None:
    talk = {"at": str(today), "how": "phone", "kind": "update", "written_date": str(today)}
    book, _ = made(log=[talk], promises=[{"text": "x", "by": "me", "due": str(today), "done": str(today)}])
    assert "DONE TODAY       Buyer1 (phone, promise kept)" in page(book, drawn, today)
    new = {"sold_date": "2026-05-30", "stage": "framing", "log": [talk]}
    also = tuple({"job": f"{n}", "buyers": [f"Kim B{n}"]} | new for n in range(30))
    assert "DONE TODAY       31 things for 31 homes" in page(made(log=[talk], also=also)[0], drawn, today)


def test_red_homes_beyond_the_five_are_counted_with_the_command_that_lists_them(made: Made, today: date, drawn: Drawn) -> None:
    pin = {"pin": "red", "sold_date": "2026-05-30", "stage": "framing", "log": [{"at": str(today), "how": "text"}]}
    book, _ = made(also=tuple({"job": f"{n}", "buyers": [f"Kim B{n}"]} | pin for n in range(8)), pin="red")
    text = page(book, drawn, today)
    assert len(build_morning(book, today=today).focus) == 5
    assert re.search(r"   \+[34] more red: backlog list level:red\n", text)
    assert "9 of 9 homes are red: " in flat(text)


def test_an_empty_backlog_says_how_to_begin(drawn: Drawn, today: date) -> None:
    assert page(Backlog(Policy()), drawn, today) == f"{NO_JOBS}\n"


def test_a_backlog_of_nothing_but_bad_jobs_says_so(drawn: Drawn, today: date) -> None:
    text = page(Backlog(Policy(), bad=("job 2388 Okafor is left out: backlog.yaml line 41 cannot be read",)), drawn, today)
    assert text.splitlines()[0].startswith(" ! job 2388 Okafor is left out")
    assert "no job can be read" in text


def test_no_job_that_cannot_be_read_is_cut(made: Made, drawn: Drawn, today: date) -> None:
    book, _ = made()
    bad = tuple(f"job {n} is left out" for n in range(9))
    text = page(Backlog(book.policy, jobs=book.jobs, bad=bad, warnings=1), drawn, today)
    assert all(words in text for words in bad)
    assert "1 warning: backlog check" in text
    assert all(words in owed(book._replace(bad=bad), drawn, today) for words in bad)


def test_a_quiet_day_is_said_kindly(made: Made, drawn: Drawn, today: date) -> None:
    book, _ = made(log=[{"at": today.isoformat(), "kind": "update", "how": "text"}], lender={"product": "cash"})
    text = page(book, drawn, today)
    assert "Nobody is waiting for you today." in text
    assert "1 all clear" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_all_lists_every_live_job_with_its_next_due_day(
    section_7: tuple[Backlog, Any], drawn: Drawn, golden: Golden, fits: Fits, width: int
) -> None:
    text = everyone(section_7[0], drawn, SAMPLE_DAY, width)
    fits(text, width)
    homes = build_morning(section_7[0], today=SAMPLE_DAY).homes
    assert all(home.summary.job in text for home in homes)
    assert len(re.findall("due today|next due", text)) == len(homes)
    golden(f"due_all_sample_{width}", text)


def test_all_of_an_empty_backlog(drawn: Drawn, today: date) -> None:
    for draw in (everyone, owed):
        assert NO_JOBS in draw(Backlog(Policy()), drawn, today)


@pytest.mark.parametrize(
    ("ahead", "words"), [(0, "Nobody is owed an update today."), (3, "Nobody is owed an update by Sun Jun 7.")]
)
def test_nobody_owed_is_said(made: Made, drawn: Drawn, today: date, ahead: int, words: str) -> None:
    assert owed(made()[0], drawn, today, ahead=ahead) == f"{words}\n"
