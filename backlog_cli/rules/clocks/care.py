"""Clocks after the keys: check-ins and the survey of a closed home, and the day to ask a lost buyer again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_days
from backlog_cli.rules.clocks.clock import Clock, Ending
from backlog_cli.rules.duty import Duty, shorten
from backlog_cli.rules.summary import closed_day, is_check_back_due, talks_until
from backlog_cli.terms import Level, TalkKind, and_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

LOW_SCORE = 7  # of ten


def care(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """Yield the latest check-in day that has passed, and the next one (001-10a, reading 14)."""
    closed = closed_day(summary)
    if closed is None:
        return
    days = sorted(set(backlog.policy.check_in_days))
    passed = [n for n in days if closed + timedelta(days=n) <= today]
    ahead = [n for n in days if closed + timedelta(days=n) > today]
    for n in (*passed[-1:], *ahead[:1]):
        due = closed + timedelta(days=n)
        if (due - today).days > 3 or _is_checked_in(summary, n, due, today):
            continue
        # One that was due before the file began is late from that day on: what was done before wasn't written down here.
        late_from = max(due, backlog.policy.tracking_since or due)
        level = Level.RED if (today - late_from).days > 7 else Level.AMBER
        yield Duty("care", summary.job, level, due, _check_in(summary, n, due, today), _what_to_ask(summary))


def _what_to_ask(summary: JobSummary) -> str:
    items = and_list([shorten(item, 40) for item in summary.care.warranty_items[:2]])
    return "call and ask how they're settling in" + (f", and about {items}" if items else "")


def _care_endings(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Ending]:
    closed = closed_day(summary)
    for duty in care(summary, backlog, today=today):
        if closed is not None and duty.day is not None:
            name = f"day-{(duty.day - closed).days}"
            yield Ending(f"make the {name} check-in", duty.day, ("care", "done"), added=name)


CARE = Clock(
    "care",
    care,
    short="check-in",
    about="check-ins 2, 7, 30, 60, 180 and 330 days after closing",
    amber="3 days ahead",
    red="7 days late",
    runs=("closed",),
    endings=_care_endings,
    ends=("closed",),
)


def _is_checked_in(summary: JobSummary, n: int, due: date, today: date) -> bool:
    if n in summary.care.done:
        return True
    last = _last_check_in(summary, today)
    return last is not None and last >= due - timedelta(days=3)


def _last_check_in(summary: JobSummary, today: date) -> date | None:
    talks = reversed(talks_until(summary, today=today))
    return next((talk.at.day for talk in talks if talk.kind == TalkKind.CHECK_IN and talk.is_outgoing), None)


def _check_in(summary: JobSummary, n: int, due: date, today: date) -> str:
    days = (due - today).days
    when = f" due {format_day(due, today=today)}" if days > 0 else f", {format_days(-days)} late" if days < 0 else " today"
    survey = summary.care.survey_expected
    before = ", before the survey" if summary.care.survey_score is None and survey is not None and survey >= today else ""
    return f"day-{n} check-in{when}{before}"


def survey(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """The survey comes, or came back low (001-10b, 000-5). A low score is due at once where no day was expected."""
    expected, score = summary.care.survey_expected, summary.care.survey_score
    if score is not None:
        if score <= LOW_SCORE and not _has_issue_since_closing(summary):
            text = f"the survey came back {score} out of 10"
            yield Duty("survey", summary.job, Level.RED, expected or today, text, "call, listen, and open an issue for it")
        return
    if expected is None or (expected - today).days > 7:
        return
    if expected < today:
        text = f"the survey was due {format_day(expected, today=today)}, no score yet"
        yield Duty("survey", summary.job, Level.AMBER, expected, text, "ask for the score and note it")
    elif (last := _last_check_in(summary, today)) is None or (today - last).days > 7:
        text = f"the survey comes {format_day(expected, today=today)}, and there's been no check-in for a week"
        yield Duty("survey", summary.job, Level.AMBER, expected, text, "ask if anything's bothering them before then")


SURVEY = Clock(
    "survey",
    survey,
    short="survey",
    amber="within 7 days, no fresh check-in",
    red="scored 7 of 10 or less, no issue opened",
    runs=("closed",),
)


def _has_issue_since_closing(summary: JobSummary) -> bool:
    closed = closed_day(summary)
    return any(found.opened is not None and (closed is None or found.opened >= closed) for found in summary.issues)


def check_back(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """The day has come to ask a buyer who cancelled how they're doing (004-23)."""
    if is_check_back_due(summary, today=today) and summary.check_back is not None:
        when = f" {format_day(summary.cancelled_date, today=today)}" if summary.cancelled_date else ""
        text = f"they cancelled{when}, and you planned to check back {format_day(summary.check_back, today=today)}"
        yield Duty("check-back", summary.job, Level.AMBER, summary.check_back, text, "call and ask how they're doing")


def _check_back_endings(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for duty in check_back(summary, backlog, today=today):
        yield Ending("check back with them", duty.day, ("cancelled",), {"done": today})


CHECK_BACK = Clock(
    "check-back",
    check_back,
    short="check back",
    about="a buyer who cancelled and may come back",
    amber="from the day you planned",
    red="never",
    runs=("cancelled",),
    endings=_check_back_endings,
    ends=("cancelled",),
)
