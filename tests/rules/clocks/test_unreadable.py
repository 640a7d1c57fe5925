"""What could not be read of a home: line, what stands there, the cure, and red where a date of the sale hangs on it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from backlog_cli.rules.clocks.table import duties
from backlog_cli.rules.summary import Unreadable
from backlog_cli.rules.urgency import verdict_of
from backlog_cli.terms import Level, Quadrant

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

    Build = Callable[..., JobSummary]
    Bind = Callable[..., Backlog]

TODAY = date(2026, 6, 4)
MOOD = Unreadable(41, 'mood "meh"', "use one of: delighted, happy, neutral, worried, upset")
CLOSING = Unreadable(12, 'closing "soonish"', "write it as 2026-07-18", is_vital=True)


@pytest.mark.parametrize(
    ("found", "level"), [((), Level.GREEN), ((MOOD,), Level.AMBER), ((CLOSING,), Level.RED), ((MOOD, CLOSING), Level.RED)]
)
def test_a_home_is_as_loud_as_what_could_not_be_read(job: Build, book: Bind, found: tuple[Unreadable, ...], level: Level) -> None:
    verdict = verdict_of(job()._replace(unreadable=found), book(), today=TODAY)
    assert verdict.level is level
    assert verdict.quadrant is (Quadrant.QUICK if found else Quadrant.ROUTINE)  # its day is today, whatever day it is
    assert [duty.level for duty in verdict.reasons] == sorted((duty.level for duty in verdict.reasons), reverse=True)


def test_the_row_names_line_what_stands_there_and_the_cure(job: Build, book: Bind) -> None:
    (duty,) = duties(job()._replace(unreadable=(MOOD,)), book(), today=TODAY)
    assert (duty.rule, duty.day) == ("unreadable", TODAY)
    assert duty.text == 'line 41: mood "meh" can\'t be read'
    assert duty.next == "use one of: delighted, happy, neutral, worried, upset"


def test_a_line_that_is_not_known_is_not_named(job: Build, book: Bind) -> None:
    (duty,) = duties(job()._replace(unreadable=(MOOD._replace(line=0),)), book(), today=TODAY)
    assert duty.text == 'mood "meh" can\'t be read'


@pytest.mark.parametrize(("stage", "speaks"), [("framing", True), ("closed", True), ("cancelled", False)])
def test_it_speaks_in_open_and_closed_homes(job: Build, book: Bind, stage: str, speaks: bool) -> None:
    home = job(stage=stage, closing={"closed_date": "2026-06-03"}, log=[])._replace(unreadable=(MOOD,))
    assert any(duty.rule == "unreadable" for duty in duties(home, book(), today=TODAY)) is speaks
