"""What the morning says in words, whatever it is drawn on."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_day, format_days
from backlog_cli.dates.values import WEEKDAYS
from backlog_cli.rules.due.owed import LOOK_AHEAD_DAYS
from backlog_cli.rules.summary import is_closed, joint_name, phone_of
from backlog_cli.terms import and_list
from backlog_cli.views.job_phrases import channel_name, channel_words, contact_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlog_cli.rules.due.appointments import Meeting
    from backlog_cli.rules.due.morning import Morning
    from backlog_cli.rules.due.owed import OwedUpdate
    from backlog_cli.rules.summary import JobSummary


def head_counts(morning: Morning) -> list[str]:
    """Return the counts of the header; red, amber and all-clear homes are all of these together."""
    closed = sum(is_closed(home.summary) for home in morning.homes)
    lost = morning.live - morning.open - closed
    closing = "closes" if morning.closing_soon == 1 else "close"
    counts = [
        f"{morning.open} open",
        f"{closed} closed" if closed else "",
        f"{lost} cancelled" if lost else "",
        f"{morning.red} red" if morning.red else "",
        f"{morning.amber} amber" if morning.amber else "",
        f"{morning.closing_soon} {closing} within 14 days" if morning.closing_soon else "",
    ]
    return [words for words in counts if words]


def foot_counts(morning: Morning) -> list[str]:
    """Return the counts at the end of the page."""
    warnings = f"{morning.warnings} {'warning' if morning.warnings == 1 else 'warnings'}: backlog check"
    counts = [
        f"{morning.all_clear} all clear" if morning.all_clear else "",
        f"about {morning.minutes} minutes in all" if morning.minutes else "",
        warnings if morning.warnings else "",
    ]
    return [words for words in counts if words]


def first_home(morning: Morning) -> JobSummary | None:
    """Return whom to look at next: the first home on the page."""
    top = [home for home in (morning.frog, *morning.focus) if home is not None]
    below = (*(home.summary for home in (*morning.messages, *morning.due)), *(found.summary for found in morning.owed_below))
    return next(iter((*(home.summary for home in top), *below)), None)


def meeting_words(found: Meeting) -> str:
    """`2399 Osei: orientation, 90 minutes, at the home`."""
    length = f"{found.minutes} minutes" if found.minutes else ""
    about = ", ".join(part for part in (found.what, length, found.where) if part)
    return f"{found.summary.job} {joint_name(found.summary)}: {about}"


def next_due_words(day: date | None, *, today: date) -> str:
    """Return when something of a home is due next."""
    if day is None:
        return "nothing comes due"
    return "due today" if day == today else f"next due {format_day(day, today=today)}"


def week_words(morning: Morning) -> str:
    """Return how many updates each of the next days brings: `Fri 3 · Mon 2`. Empty for none."""
    days = Counter(found.day for found in morning.owed if 0 < (found.day - morning.today).days <= LOOK_AHEAD_DAYS)
    return " · ".join(f"{WEEKDAYS[day.weekday()][:3]} {count}" for day, count in sorted(days.items()))


def done_words(morning: Morning) -> tuple[str, str]:
    """Return what was done today by name, and only counted."""
    names = []
    for _, theirs in groupby(morning.done, key=lambda found: id(found.summary)):
        told = list(theirs)
        names.append(f"{joint_name(told[0].summary)} ({', '.join(found.what for found in told)})")
    things = "1 thing" if len(morning.done) == 1 else f"{len(morning.done)} things"
    return " · ".join(names), f"{things} for {len(names)} {'home' if len(names) == 1 else 'homes'}"


# Updates.


class OwedRow(NamedTuple):
    """One update of `due --owed` in words."""

    due: str
    home: str
    last: str
    call: str
    notes: tuple[str, ...]


def owed_row(found: OwedUpdate, *, today: date) -> OwedRow:
    """Return one update in words: when it is due, whose, the one before it, how they are reached, what else to know."""
    last = f"{format_day(found.last.at.day, today=today)}, {channel_name(found.last.how)}" if found.last else "never"
    notes = [f"{_first(name)}: nothing for 14 days" for name in found.unheard]
    notes += [f"{found.cover} fills in"] if found.cover else []
    home = " ".join(part for part in (found.summary.job, joint_name(found.summary), found.summary.lot or "") if part)
    return OwedRow(_due_words(found, today), home, last, _call_words(found), tuple(notes))


def owed_count(by_today: int, later: int, end: date, *, today: date) -> str:
    """`5 owed by today, 9 more by Thu Jun 11`."""
    until = "" if end == today else f" by {format_day(end, today=today)}"
    if not by_today and not later:
        return f"Nobody is owed an update{until or ' today'}."
    if not by_today:
        return f"None owed today, {later}{until}"
    return f"{by_today} owed by today" + (f", {later} more{until}" if later else "")


def owed_labels(updates: Sequence[OwedUpdate]) -> list[str]:
    """Return what each home is called in a line of many: name and lot, and its number where that is not clear."""
    short = [f"{joint_name(found.summary)} lot {found.summary.lot}" if found.summary.lot else "" for found in updates]
    count = Counter(short)
    return [
        label if label and count[label] == 1 else f"{found.summary.job} {joint_name(found.summary)}"
        for found, label in zip(updates, short, strict=True)
    ]


def owed_words(found: OwedUpdate, label: str, *, today: date) -> str:
    """Return one home of such a line: how late, who has not heard, whom to call on which number, who fills in."""
    phone = phone_of(found.summary) if found.is_call else None
    notes = [
        _due_words(found, today) if found.day < today else "",
        *(f"{_first(name)}: nothing for 14 days" for name in found.unheard),
        f"tried {and_list(found.tried)}" if found.tried else "",
        "call this time" if found.is_call and not found.channel.is_live else "",
        f"{found.cover} fills in" if found.cover else "",
    ]
    told = ", ".join(note for note in notes if note)
    return " ".join(part for part in (label, phone or "", f"({told})" if told else "") if part)


def _due_words(found: OwedUpdate, today: date) -> str:
    days = (today - found.day).days
    return f"{format_days(days)} late" if days > 0 else "today" if days == 0 else format_day(found.day, today=today)


def _call_words(found: OwedUpdate) -> str:
    """How they are reached this time, with the number or the address."""
    if found.tried:
        return found.duty.next
    if found.is_call and not found.channel.is_live:
        return " ".join(part for part in ("call this time", phone_of(found.summary)) if part)
    return " ".join(part for part in (channel_words(found.summary), contact_number(found.summary)) if part)


def _first(name: str) -> str:
    return name.split(maxsplit=1)[0]
