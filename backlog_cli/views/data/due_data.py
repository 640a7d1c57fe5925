"""The morning for scripts: a row a line of the page, and the JSON document of `due`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from backlog_cli.rules.backlog import unreadable_lines
from backlog_cli.rules.due.ahead import next_due_day
from backlog_cli.rules.due.morning import is_anybody_waiting
from backlog_cli.rules.summary import channel_of, joint_name, phone_of
from backlog_cli.views.columns import Column, Home, choose_columns, job_facts, split_columns
from backlog_cli.views.facts import duties_facts, duty_facts
from backlog_cli.views.job_phrases import reason_words, why_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.appointments import Meeting
    from backlog_cli.rules.due.morning import HomeDuties, Morning
    from backlog_cli.rules.due.owed import OwedUpdate
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Level
    from backlog_cli.views.columns import HomeRecord
    from backlog_cli.views.data.shapes import CountFacts, DueFacts, DueHomeFacts, GoodFacts, MeetingFacts, OwedFacts

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


def morning_facts(
    morning: Morning, backlog: Backlog, *, columns: Sequence[Column] = (), records: Mapping[int, HomeRecord] | None = None
) -> DueFacts:
    """Return what `due --json` holds: every live job under `jobs` in the page's order, then the parts of the page by job.

    With `columns` each job has these keys alone; `records` are what the file says of each home, by the `id` of its summary,
    for columns that show fields of the file.
    """
    found, today, policy = morning, morning.today, backlog.policy
    bad = [*found.bad, *unreadable_lines(backlog)]
    due = [(home.summary, home.duties) for home in (*found.messages, *found.due)]
    protect = found.protect and duties_facts(found.protect.summary, [found.protect.duty], policy, today=today)
    return {
        "counts": _counts(found),
        "nobody_waiting": not is_anybody_waiting(found),
        "notices": [*backlog.notices, *bad, *([found.too_many_red] if found.too_many_red else [])],
        "frog": found.frog.summary.key_text if found.frog else None,
        "focus": [home.summary.key_text for home in found.focus],
        "today": [fact for summary, duties in due for fact in duties_facts(summary, duties, policy, today=today)],
        "appointments": [_meeting_facts(meeting) for meeting in found.appointments],
        "owed": [_owed_facts(owed) for owed in found.owed],
        "ahead": [fact for one in found.ahead for fact in duties_facts(one.summary, [one.duty], policy, today=today)],
        "done": [{"job": one.summary.job, "text": one.what} for one in found.done],
        "protect": protect[0] if protect else None,
        "good": _good_facts(found),
        "away_untold": [duty_facts(duty) for duty in found.away_untold],
        "too_many_red": found.too_many_red,
        "jobs": _jobs_facts(found, backlog, columns, records or {}),
    }


def _counts(morning: Morning) -> CountFacts:
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
) -> list[DueHomeFacts]:
    frog, today = morning.frog, morning.today
    # The first of a home's days ahead is its next one: its clocks are asked again only beyond them.
    coming = {id(one.summary): one.day for one in reversed(morning.ahead)}
    facts: list[dict[str, object]] = []
    for summary, verdict in morning.homes:
        is_frog = frog is not None and summary is frog.summary
        home = Home(summary, verdict, today, is_frog, backlog.policy, records.get(id(summary)))
        day = today if verdict.is_urgent else coming.get(id(summary))
        every = {NEXT_DUE: day or next_due_day(summary, backlog, today=today)}
        chosen = {column.name: every.get(column.name, column.value(home)) for column in columns}
        facts.append(chosen or {**job_facts(home), **every})
    return cast("list[DueHomeFacts]", facts)


def _good_facts(morning: Morning) -> GoodFacts | None:
    good = morning.good
    return {"job": good.summary.job, "day": good.day, "text": good.text} if good else None


def _owed_facts(owed: OwedUpdate) -> OwedFacts:
    return {
        **duty_facts(owed.duty),
        "last": owed.last.at.day if owed.last else None,
        "channel": owed.channel,
        "phone": phone_of(owed.summary),
        "cover": owed.cover,
        "unheard": owed.unheard,
    }


def _meeting_facts(meeting: Meeting) -> MeetingFacts:
    return {
        "job": meeting.summary.job,
        "at": meeting.at,
        "what": meeting.what,
        "minutes": meeting.minutes,
        "where": meeting.where,
    }
