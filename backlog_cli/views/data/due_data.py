"""The morning for scripts: a row a line of the page, and the JSON document of `due`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.backlog import unreadable_lines
from backlog_cli.rules.due.ahead import next_due_day
from backlog_cli.rules.due.morning import is_anybody_waiting
from backlog_cli.rules.summary import channel_of, joint_name, phone_of
from backlog_cli.views.columns import Column, Home, choose_columns, duties_facts, duty_facts, job_facts, split_columns
from backlog_cli.views.job_phrases import reason_words, why_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.appointments import Meeting
    from backlog_cli.rules.due.morning import HomeDuties, Morning
    from backlog_cli.rules.due.owed import OwedUpdate
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Level
    from backlog_cli.views.columns import HomeRecord

    Row = tuple[object, ...]

NEXT_DUE = "next_due"  # the one key of a home that `list` does not have
DUE_COLUMNS = ("part", "level", "job", "buyer", "lot", "day", "channel", "phone", "why")


# Rows.


def due_rows(morning: Morning, backlog: Backlog, *, everyone: bool = False) -> list[Row]:
    """Return the morning as rows in the columns of DUE_COLUMNS: a home at the top, then a duty, an update or a meeting each.

    `part` is away, frog, focus, answer, today, appointment, owed, ahead, protect or good, in the page's order; with `everyone`
    every live home follows as `all`, with its next due day. Absences belong to no job: those cells are empty.
    """
    rows: list[Row] = [
        ("away", duty.level, None, None, None, duty.day, None, None, reason_words(duty)) for duty in morning.away_untold
    ]
    rows += [_top_row("frog", morning.frog)] if morning.frog else []
    rows += [_top_row("focus", home) for home in morning.focus]
    rows += [row for home in morning.messages for row in _duty_rows("answer", home)]
    rows += [row for home in morning.due for row in _duty_rows("today", home)]
    rows += [_meeting_row(meeting) for meeting in morning.appointments]
    rows += owed_rows(morning.owed)
    rows += [_row("ahead", coming.duty.level, coming.summary, coming.day, reason_words(coming.duty)) for coming in morning.ahead]
    if morning.protect:
        found = morning.protect
        rows.append(_row("protect", found.verdict.level, found.summary, found.duty.day, reason_words(found.duty)))
    if morning.good:
        rows.append(_row("good", None, morning.good.summary, morning.good.day, morning.good.text))
    for home in morning.homes if everyone else ():
        day = next_due_day(home.summary, backlog, today=morning.today)
        rows.append(_row("all", home.verdict.level, home.summary, day, why_words(home.verdict.reasons)))
    return rows


def owed_rows(updates: Sequence[OwedUpdate]) -> list[Row]:
    """Return the updates of `due --owed`, a row each."""
    return [_row("owed", owed.duty.level, owed.summary, owed.day, _owed_words(owed)) for owed in updates]


def _owed_words(owed: OwedUpdate) -> str:
    return reason_words(owed.duty) + (f"; {owed.cover} fills in" if owed.cover and owed.cover not in owed.duty.next else "")


def _top_row(part: str, home: HomeDuties) -> Row:
    day = min((duty.day for duty in home.duties if duty.is_firing and duty.day), default=None)
    return _row(part, home.level, home.summary, day, "; ".join(reason_words(duty) for duty in home.duties))


def _duty_rows(part: str, home: HomeDuties) -> Iterator[Row]:
    return (_row(part, home.level, home.summary, duty.day, reason_words(duty)) for duty in home.duties)


def _meeting_row(meeting: Meeting) -> Row:
    about = ", ".join(part for part in (meeting.what, meeting.where) if part)
    return _row("appointment", None, meeting.summary, meeting.at, about)


def _row(part: str, level: Level | None, summary: JobSummary, day: object, words: str) -> Row:
    name = (summary.job, joint_name(summary), summary.lot)
    return (part, level, *name, day, channel_of(summary), phone_of(summary), words)


# JSON.


def _protect_facts(morning: Morning, backlog: Backlog) -> list[dict[str, object]]:
    """The duty of the home to protect, where there is one."""
    kept = morning.protect
    return _home_facts(kept.summary, [kept.duty], backlog, morning.today) if kept else []


def morning_facts(
    morning: Morning, backlog: Backlog, *, columns: Sequence[Column] = (), records: Mapping[int, HomeRecord] | None = None
) -> dict[str, object]:
    """What `due --json` holds: every live job under `jobs` in the page's order, then the parts of the page by job.

    With `columns` each job has these keys alone; `records` are what the file says of each home, by the `id` of its summary,
    for columns that show fields of the file.
    """
    frog = morning.frog.summary.key_text if morning.frog else None
    today = [*morning.messages, *morning.due]
    bad = [*morning.bad, *unreadable_lines(backlog)]
    return {
        "counts": _counts(morning),
        "nobody_waiting": not is_anybody_waiting(morning),
        "notices": [*backlog.notices, *bad, *([morning.too_many_red] if morning.too_many_red else [])],
        "frog": frog,
        "focus": [home.summary.key_text for home in morning.focus],
        "today": [fact for home in today for fact in _home_facts(home.summary, home.duties, backlog, morning.today)],
        "appointments": [_meeting_facts(meeting) for meeting in morning.appointments],
        "owed": [_owed_facts(owed) for owed in morning.owed],
        "ahead": [fact for one in morning.ahead for fact in _home_facts(one.summary, [one.duty], backlog, morning.today)],
        "done": [{"job": found.summary.job, "text": found.what} for found in morning.done],
        "protect": next(iter(_protect_facts(morning, backlog)), None),
        "good": _good_facts(morning),
        "away_untold": [duty_facts(duty) for duty in morning.away_untold],
        "too_many_red": morning.too_many_red,
        "jobs": _jobs_facts(morning, backlog, columns, records or {}),
        "bad": bad,
        "warnings": morning.warnings,
    }


def _counts(morning: Morning) -> dict[str, int]:
    return {
        "open": morning.open,
        "live": morning.live,
        "red": morning.red,
        "amber": morning.amber,
        "all_clear": morning.all_clear,
        "close_within_14_days": morning.closing_soon,
        "focus_left_out": morning.more_red,
        "snoozed": morning.snoozed,
        "minutes": morning.minutes,
    }


def due_columns(fields: str) -> tuple[Column, ...]:
    """Return what `due --json --fields` names: `next_due`, a key of `list`, or any field of the file. Raise UsageError."""
    own = Column(NEXT_DUE, lambda _home: None)  # filled in below: it takes the whole backlog
    return tuple(own if name == NEXT_DUE else choose_columns([name])[0] for name in split_columns(fields))


def _jobs_facts(
    morning: Morning, backlog: Backlog, columns: Sequence[Column], records: Mapping[int, HomeRecord]
) -> list[dict[str, object]]:
    frog, today = morning.frog, morning.today
    # The first of a home's days ahead is its next one: its clocks are asked again only beyond them.
    coming = {id(one.summary): one.day for one in reversed(morning.ahead)}
    facts = []
    for summary, verdict in morning.homes:
        is_frog = frog is not None and summary is frog.summary
        home = Home(summary, verdict, today, is_frog, backlog.policy, records.get(id(summary)))
        day = today if verdict.is_urgent else coming.get(id(summary))
        every = {NEXT_DUE: day or next_due_day(summary, backlog, today=today)}
        chosen = {column.name: every.get(column.name, column.value(home)) for column in columns}
        facts.append(chosen or job_facts(home) | every)
    return facts


def _home_facts(summary: JobSummary, duties: Sequence[Duty], backlog: Backlog, today: date) -> list[dict[str, object]]:
    return duties_facts(summary, duties, backlog.policy, today=today)


def _good_facts(morning: Morning) -> dict[str, object] | None:
    good = morning.good
    return {"job": good.summary.job, "day": good.day, "text": good.text} if good else None


def _owed_facts(owed: OwedUpdate) -> dict[str, object]:
    return duty_facts(owed.duty) | {
        "last": owed.last.at.day if owed.last else None,
        "channel": owed.channel,
        "phone": phone_of(owed.summary),
        "cover": owed.cover,
        "unheard": owed.unheard,
    }


def _meeting_facts(meeting: Meeting) -> dict[str, object]:
    return {
        "job": meeting.summary.job,
        "at": meeting.at,
        "what": meeting.what,
        "minutes": meeting.minutes,
        "where": meeting.where,
    }
