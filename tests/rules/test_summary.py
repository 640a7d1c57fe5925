"""What a job's summary answers: its names, its channel, its closing day, its moves."""

from __future__ import annotations

import subprocess
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from backlog_cli.rules import summary as module
from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.summary import (
    JobSummary,
    channel_of,
    closed_day,
    closing_day,
    is_archived,
    is_live,
    is_open,
    joint_name,
    last_quoted_talk,
    last_update_talk,
    latest_mood,
    phone_of,
    push_count,
    talks_until,
    unheard_buyers,
    untold_shifts,
)
from backlog_cli.terms import Channel, Policy

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import Enum

    from backlog_cli.rules.backlog import Backlog

    Build = Callable[..., JobSummary]
    Bind = Callable[..., Backlog]

TODAY = date(2026, 6, 4)  # a Thursday


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def test_entries_after_today_are_ignored_and_nothing_else(job: Build) -> None:
    summary = job(log=[{"at": day(n), "mood": mood, "said": mood} for n, mood in ((-1, "happy"), (0, "neutral"), (1, "upset"))])
    assert len(talks_until(summary, today=TODAY)) == 2
    word, felt, said = (find(summary, today=TODAY) for find in (last_update_talk, latest_mood, last_quoted_talk))
    assert [found and found.at.day for found in (word, felt, said)] == [TODAY] * 3
    assert talks_until(summary, today=TODAY + timedelta(days=1)) is summary.talks


@pytest.mark.parametrize(
    ("names", "joint"),
    [
        (["Chidi Okafor", "Amara Okafor"], "Okafor"),
        (["Ana Garcia", "Ken Ito"], "Garcia / Ito"),
        (["Ken Ito", "Ana Garcia", "Bo Ito"], "Ito / Garcia"),
        (["Inés Castellanos"], "Castellanos"),
        (["Cher"], "Cher"),
        (["chidi okafor", "Amara Okafor"], "okafor"),
    ],
)
def test_a_household_is_called_by_its_surnames(job: Build, names: list[str], joint: str) -> None:
    assert joint_name(job(buyers=names)) == joint


def test_the_channel_and_the_phone_of_a_household(job: Build) -> None:
    assert channel_of(job(contact="email")) is Channel.EMAIL
    assert channel_of(job(contact=None)) is Channel.GROUP_TEXT
    assert channel_of(job(contact=None, buyers=["Anh Nguyen"])) is Channel.TEXT
    assert phone_of(job()) is None
    assert phone_of(job(buyers=["Anh Nguyen", {"name": "Linh Nguyen", "phone": "+1 555-0141"}])) == "+1 555-0141"


def test_a_group_channel_reaches_every_buyer(job: Build) -> None:
    log = [{"at": day(-1), "how": "phone", "with": ["Anh Nguyen"]}]
    assert unheard_buyers(job(log=log), Policy(), today=TODAY) == ()
    assert unheard_buyers(job(log=log, contact="phone"), Policy(), today=TODAY) == ("Linh Nguyen",)
    assert unheard_buyers(job(log=log, contact="phone", sold_date=day(-14)), Policy(), today=TODAY) == ("Linh Nguyen",)
    assert unheard_buyers(job(log=log, contact="phone", sold_date=day(-13)), Policy(), today=TODAY) == ()
    assert unheard_buyers(job(log=log, contact="phone", buyers=["Anh Nguyen"]), Policy(), today=TODAY) == ()
    assert unheard_buyers(job(log=log, contact="phone"), Policy(tracking_since=TODAY - timedelta(13)), today=TODAY) == ()


@pytest.mark.parametrize(
    ("keys", "open_", "live"),
    [
        ({"stage": "contract"}, True, True),
        ({"stage": "closing"}, True, True),
        ({"stage": "closed", "closing": {"closed_date": day(-365)}}, False, True),
        ({"stage": "closed", "closing": {"closed_date": day(-366)}}, False, False),
        ({"stage": "closed", "closing": {"closed_date": day(2)}}, False, True),
        ({"stage": "closed", "closing": None, "stage_since": day(-366)}, False, False),
        ({"stage": "closed", "closing": None, "stage_since": None}, False, True),
        ({"stage": "cancelled"}, False, False),
    ],
)
def test_open_live_and_archived(job: Build, keys: dict[str, Any], open_: bool, live: bool) -> None:
    summary = job(**keys)
    assert (is_open(summary), is_live(summary, today=TODAY), is_archived(summary, today=TODAY)) == (open_, live, not live)


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        ({"contract": "2026-10-01", "internal": "2026-10-15", "told": "2026-10"}, date(2026, 10, 15)),
        ({"contract": "2026-10-01", "told": "2026-10"}, date(2026, 10, 31)),
        ({"contract": "2026-10-01", "told": "2026-Q4"}, date(2026, 12, 31)),
        ({"contract": "2026-10-01"}, date(2026, 10, 1)),
        ("2026-10-30", date(2026, 10, 30)),
        ({"place": "Title on Main"}, None),
        (None, None),
    ],
)
def test_the_closing_date_that_rules_use(job: Build, closing: Any, expected: date | None) -> None:
    assert closing_day(job(closing=closing)) == expected


def test_only_a_closed_home_has_a_day_of_closing(job: Build) -> None:
    assert closed_day(job(closing={"closed_date": day(-3)})) is None


def moves(*days: str, told: str, **more: Any) -> dict[str, Any]:
    """The closing walks along `days`; every move told on one day unless `more` says otherwise."""
    shifts = [{"from": first, "to": second, "told_date": day(-1)} | more for first, second in pairwise(days)]
    return {"contract": days[0], "internal": days[-1], "told": told, "shifts": shifts}


@pytest.mark.parametrize(
    ("closing", "times"),
    [
        pytest.param(moves("2026-10-30", "2026-11-20", told="2026-11-20"), 1, id="told by the day"),
        pytest.param(moves("2026-10-12", "2026-10-19", told="2026-10"), 0, id="told by the month, inside it"),
        pytest.param(moves("2026-10-12", "2026-10-31", told="2026-10"), 0, id="to the month's last day"),
        pytest.param(moves("2026-10-12", "2026-11-01", told="2026-11"), 1, id="out of the month"),
        pytest.param(moves("2026-10-12", "2026-11-01", told="2026-Q4"), 0, id="told by the quarter"),
        pytest.param(moves("2026-10-12", "2026-10-18", told="2026-W42"), 0, id="inside the week"),
        pytest.param(moves("2026-10-12", "2026-10-19", told="2026-W43"), 1, id="out of the week"),
        pytest.param(moves("2026-11-20", "2026-10-30", told="2026-10-30"), 0, id="earlier"),
        pytest.param(moves("2026-10-30", "2026-11-20", told="2026-10", told_date=None), 1, id="untold, past the told month"),
        pytest.param(moves("2026-10-30", "2026-10-31", told="2026-10", told_date=None), 0, id="untold, inside it"),
        pytest.param(moves("2026-11-20", "2026-12-11", told="2026-12", told_date=None), 0, id="untold, told by now"),
        pytest.param(moves("2026-10-30", "2026-11-20", told="2026-10", what="orientation"), 0, id="orientation"),
        pytest.param({"shifts": [{"from": "2026-10-30", "to": "2026-11-20"}]}, 1, id="nothing told: by the day"),
        pytest.param({"shifts": [{"to": "2026-11-20", "told_date": day(-1)}]}, 0, id="from where is not known"),
        pytest.param({"shifts": [{"from": "2026-10-30"}]}, 0, id="no new day"),
        pytest.param(moves("2026-06-30", "2026-08-14", "2026-09-25", told="2026-09"), 2, id="June, August, now September"),
    ],
)
def test_a_push_is_a_later_move_out_of_what_was_told(job: Build, closing: dict[str, Any], times: int) -> None:
    assert push_count(job(closing=closing)) == times


def test_untold_moves_are_there_even_without_the_day_they_were_known(job: Build) -> None:
    closing = {"internal": "2026-11-20", "told": "2026-10", "shifts": [{"from": "2026-10-30", "to": "2026-11-20"}]}
    assert [shift.place for shift in untold_shifts(job(closing=closing))] == [0]


def word(kind: type[Enum]) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.sampled_from([str(found.value) for found in kind]))


def test_a_job_number_is_suggested_as_the_shell_takes_it() -> None:
    signs = "aZ1-.é \t'\"$`\\&|;<>()*?[]{}#~"
    words = [*signs, *(first + second for first in signs for second in signs)]
    said = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {' '.join(map(module.quote_for_shell, words))}"], capture_output=True, text=True, check=True
    )
    assert said.stdout == "".join(f"{word}\n" for word in words)


def test_a_plain_job_number_is_suggested_as_it_is(job: Build) -> None:
    assert [job(job=number).typed for number in ("HC-1041", "41", "LR 12")] == ["HC-1041", "41", '"LR 12"']
