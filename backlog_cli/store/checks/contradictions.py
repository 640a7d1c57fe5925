"""What does not add up in a job that can be read: dates that exclude each other, names and stages that nothing answers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.file_dates import file_period
from backlog_cli.model import did_you_mean, quote_value
from backlog_cli.rules.bookings import BOOKING_FIELDS, BookingKind, booking_name
from backlog_cli.rules.names import people_in, person_meant
from backlog_cli.store.checks.finding import DataPath, Finding, path_words
from backlog_cli.terms import TalkKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from backlog_cli.model import Job, LogEntry

MAX_YEARS_TO_CLOSING = 10


def findings(job: Job, stages: Sequence[str] | None) -> Iterator[Finding]:
    """Everything doubtful about one job, with paths from the job down. `stages` are the names its settings know, if they do."""
    yield from _missing_basics(job)
    yield from contradictions(job)
    yield from _far_off_closings(job)
    if stages is not None:
        yield from _unknown_stages(job, stages)
    yield from _undated_entries(job)
    yield from _unknown_names(job)
    yield from _two_times(job)


def _two_times(job: Job) -> Iterator[Finding]:
    """A date of the home that is among its appointments too, at another hour of the same day."""
    dates = {BookingKind.ORIENTATION: job.orientation_date, BookingKind.PRECON: job.precon_date}
    dates[BookingKind.PREDRYWALL] = job.predrywall_date
    for n, meeting in enumerate(job.appointments):
        name = booking_name(meeting.what) if meeting.what else None
        own = dates.get(name.kind) if name is not None else None
        if name is None or own is None or meeting.at is None or own.day != meeting.at.day:
            continue
        if own.clock and meeting.at.clock and own.clock != meeting.at.clock:
            said = f"the {name.kind} is at {meeting.at.clock} here and at {own.clock} in {BOOKING_FIELDS[name.kind]}"
            yield Finding(("appointments", n, "at"), said, f"backlog meet {job.job} {own.day} TIME {name.kind}")


def _missing_basics(job: Job) -> Iterator[Finding]:
    """The day of the sale and the stage: without them the home stays, and what counts from them is silent."""
    if job.sold_date is None:
        what, fix = (
            "sold_date is missing, so nothing counts from the sale",
            "add the day the buyers signed: sold_date: 2026-07-18",
        )
        yield Finding(("sold_date",), what, fix, is_error=True)
    if job.stage is None:
        what, fix = "stage is missing, so nothing counts from it", "add where the home is: stage: framing"
        yield Finding(("stage",), what, fix, is_error=True)


def contradictions(job: Job) -> Iterator[Finding]:
    """Closing dates that lie before the sale, with the year that may have been meant."""
    closing, sold = job.closing, job.sold_date
    if closing is None or sold is None:
        return
    days = (("contract", closing.contract), ("internal", closing.internal), ("closed_date", closing.closed_date))
    ends = [(key, day, str(day)) for key, day in days if day]
    if closing.told:
        ends.append(("told", closing.told.end, closing.told.text))
    for key, end, text in ends:
        if end < sold:
            yield Finding(
                ("closing", key),
                f"closing.{key} is before sold",
                f"correct one of the two dates (sold {sold})",
                _year_hint(text, sold),
                is_error=True,
            )


def _year_hint(text: str, sold: date) -> str:
    """`did you mean 2027-02-01?`: the same day in the first year that puts it after the sale, when there is one."""
    for year in (sold.year, sold.year + 1):
        try:
            period = file_period(f"{year}{text[4:]}")
        except ValueError:
            continue
        if period.start > sold:
            return f"did you mean {period.text}?"
    return ""


def _far_off_closings(job: Job) -> Iterator[Finding]:
    sold = job.sold_date
    for key in ("contract", "internal") if job.closing else ():
        day = getattr(job.closing, key)
        if day and sold and day.year - sold.year > MAX_YEARS_TO_CLOSING:
            said = f"closing.{key} is more than {MAX_YEARS_TO_CLOSING} years after sold"
            yield Finding(("closing", key), said, f"look at the year (sold {sold})")


def _unknown_stages(job: Job, stages: Sequence[str]) -> Iterator[Finding]:
    words: list[tuple[DataPath, str]] = [(("stages", name), name) for name in job.stages]
    words += [(("selections", n, "stage"), row.stage) for n, row in enumerate(job.selections) if row.stage]
    words += [(("hot_buttons", n, "stage"), row.stage) for n, row in enumerate(job.hot_buttons) if row.stage]
    for path, word in words:
        if word not in stages:
            near = did_you_mean(word, stages)
            said = f"{path_words(path[:-1])}: there's no stage {quote_value(word)}{near}"
            yield Finding(path, said, "" if near else f"use one of: {', '.join(stages)}", is_key=path[0] == "stages")


def _undated_entries(job: Job) -> Iterator[Finding]:
    for n, entry in enumerate(job.log):
        if entry.at is None:
            said = f"{path_words(('log', n))}: this conversation has no day, so nothing counts it"
            yield Finding(("log", n), said, "add the day, such as at: 2026-11-19")
    for n, meeting in enumerate(job.appointments):
        if meeting.at is None:
            said = f"{path_words(('appointments', n))}: this appointment has no day"
            yield Finding(("appointments", n), said, "add day and time, such as at: 2026-12-01 10:00")


def _unknown_names(job: Job) -> Iterator[Finding]:
    """Names in `with` that are almost a buyer's, and conversations with none of the buyers: they count for nobody."""
    names = people_in(buyer.name for buyer in job.buyers)
    known = frozenset(map(str.casefold, names))
    for n, entry in enumerate(job.log):
        if entry.with_ and not known.issuperset(map(str.casefold, people_in(entry.with_))):
            yield from _unknown_names_in(entry, ("log", n, "with"), names, known)


def _unknown_names_in(entry: LogEntry, path: DataPath, names: Sequence[str], known: frozenset[str]) -> Iterator[Finding]:
    people = people_in(entry.with_)
    strangers = [name for name in people if person_meant(name, names).casefold() not in known]
    if not strangers:
        return
    meant = next(((name, buyer) for name in strangers if (buyer := _nearest_buyer(name, names))), None)
    if meant:
        yield Finding(
            path, f'{path_words(path)}: {quote_value(meant[0])} is not a buyer of this home; did you mean "{meant[1]}"?'
        )
    elif len(strangers) == len(people) and entry.kind not in (TalkKind.INTERNAL, TalkKind.INBOUND):
        said = f"{path_words(path)}: none of these are buyers of this home, so nobody counts as told"
        yield Finding(path, said, f"write a buyer's full name, such as {names[0]}, or kind: internal")


def _nearest_buyer(name: str, buyers: Sequence[str]) -> str | None:
    """The one buyer whom a part of a name or a misspelt name means."""
    words = set(name.casefold().split())
    part = [buyer for buyer in buyers if words and words <= set(buyer.casefold().split())]
    if part:
        return part[0] if len(part) == 1 else None
    return next((buyer for buyer in buyers if did_you_mean(name, [buyer.casefold()])), None)
