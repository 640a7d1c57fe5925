"""What is said of a home that closes, is lost or comes back: the clock that starts now, and what is missing, and whose it is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_day_and_distance, format_days, format_short_day
from backlog_cli.rules.due.countdown import missing_at_closing, requests_to_make, unsettled_items
from backlog_cli.rules.summary import closed_day, closing_day, is_open, joint_name
from backlog_cli.terms import CancelReason
from backlog_cli.views.terminal.messages import job_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.countdown import MissingItem
    from backlog_cli.rules.summary import JobSummary

MAX_SHOWN = 8


def close_lines(before: JobSummary, backlog: Backlog, *, today: date) -> Iterator[str]:
    """Yield the closing, the check-ins that it starts, what is still missing, and what to ask for (001-10)."""
    after = backlog.job(before.job)
    day = closed_day(after) or today
    yield from _closed_lines(before, after, day, today)
    ahead = [day + timedelta(days=n) for n in sorted(set(backlog.policy.check_in_days)) if day + timedelta(days=n) >= today]
    if ahead:
        yield f"Check-ins: {', '.join(format_short_day(one) for one in ahead)}. They'll show up in `backlog` when they're due."
    missing = missing_at_closing(after, backlog.policy, today=today)
    if missing:
        yield "Still missing:"
        yield from missing_lines(missing, today=today)
    if not is_open(before):
        return
    yield f"A photo with the keys: backlog log {after.typed} handed over the keys --photo keys"
    for ask in requests_to_make(after):
        if "survey" in ask.what:
            yield f"When does the survey come? {ask.fix}"


def _closed_lines(before: JobSummary, after: JobSummary, day: date, today: date) -> Iterator[str]:
    """The day of closing; what was there before, and what speaks against it, instead of congratulations."""
    closed = f"{job_title(after)}: closed {format_day_and_distance(day, today=today)}"
    old, planned, lender = closed_day(before), closing_day(before), before.lender
    if old is not None:
        yield f"{closed}; it used to say {format_day(old, today=today)}." if old != day else f"{closed}, as it already said."
        return
    doubts = []
    if planned is not None and planned > day:
        doubts.append(f"that's {format_days((planned - day).days)} before its closing date, {format_day(planned, today=today)}")
    if lender is None or (lender.is_needed and not lender.is_cleared):
        doubts.append("the loan isn't clear to close")
    if not doubts:
        yield f"{closed}. Well done."
        return
    yield f"{closed}."
    yield f"Check this: {', and '.join(doubts)}. If it hasn't closed: backlog undo"


def missing_lines(missing: Iterable[MissingItem], *, today: date) -> Iterator[str]:
    """Yield each missing thing on a line: what, who has to see to it, by when, and what to type then; many are counted."""
    every = list(missing)
    for one in every[:MAX_SHOWN]:
        day = f", {format_day(one.day, today=today)}" if one.day else ""
        yield f"  {one.what}: {one.owner}{day} ({one.fix})"
    if len(every) > MAX_SHOWN:
        yield f"  +{len(every) - MAX_SHOWN} more"


def cancel_lines(before: JobSummary, backlog: Backlog, *, today: date) -> Iterator[str]:
    """Yield the lost sale with its reason, what is still open, and what would keep the door open (004-23, 004-24)."""
    after = backlog.job(before.job)
    why = f", reason {after.cancelled_reason}" if after.cancelled_reason else ""
    day = f" {format_day_and_distance(after.cancelled_date, today=today)}" if after.cancelled_date else ""
    yield f"{job_title(after)}: cancelled{day}{why}."
    if after.lesson and after.lesson != before.lesson:
        yield f'The lesson: "{after.lesson}"'
    if after.check_back:
        day = format_day_and_distance(after.check_back, today=today)
        yield f"Check back {day}: it shows in `backlog list cancelled` from then on."
    missing = unsettled_items(after, today=today)
    if missing:
        yield "Still open:"
        yield from missing_lines(missing, today=today)
    yield from _missing_loss_lines(before, after)


def _missing_loss_lines(before: JobSummary, after: JobSummary) -> Iterator[str]:
    job = after.typed
    paid = sum(int(found.amount) for found in after.deposits if found.is_paid and found.amount and found.amount.isdecimal())
    if after.refund and after.refund != before.refund:
        yield f"They get back: {after.refund}."
    elif paid and not after.refund:
        yield f"They paid ${paid:,} in deposits. What do they get back? backlog cancel {job} --refund full"
    if not after.lesson and after.cancelled_reason != CancelReason.OTHER:
        yield f'What did you learn? backlog cancel {job} --lesson "..."'
    if after.door is None:
        yield f"If they may come back: backlog cancel {job} --door open --check-back 3m"


def reopen_lines(before: JobSummary, backlog: Backlog, *, today: date) -> Iterator[str]:
    """Yield where the home stands again, and what has to be looked at because time has passed."""
    after = backlog.job(before.job)
    since = (
        f", since {format_day_and_distance(after.stage_since, today=today)}"
        if after.stage_since and after.stage_since < today
        else ""
    )
    yield f"{job_title(after)}: {before.stage} → {after.stage}{since}."
    if before.lesson:
        yield f'The lesson stays in the file: "{before.lesson}"'
    yield f"Go and look, then record it: backlog stage {after.typed} {after.stage}"


def archive_lines(moved: Mapping[str, Sequence[str]], finished: Sequence[str], backlog: Backlog) -> Iterator[str]:
    """Yield which homes went to which archive, and that they still count."""
    for name, jobs in moved.items():
        yield f"{_moved_count(jobs)} {name}: {', '.join(_job_and_name(job, backlog) for job in jobs)}."
    if finished:
        names = ", ".join(_job_and_name(job, backlog) for job in finished)
        yield f"Finished an interrupted move: {names} is no longer in both files."
    if moved:
        yield "They still count in reports and forecasts, and `backlog find` still finds them."
    if not moved and not finished:
        yield "Nothing to archive yet: no home closed over a year ago, and no cancelled one is finished."


def _moved_count(jobs: Sequence[str]) -> str:
    return f"Moved {len(jobs)} {'home' if len(jobs) == 1 else 'homes'} to"


def _job_and_name(job: str, backlog: Backlog) -> str:
    found = next((summary for summary in backlog.jobs if summary.job == job), None)
    return job if found is None else f"{job} {joint_name(found)}"


def waiting_lines(waiting: Iterable[JobSummary], *, today: date) -> Iterator[str]:
    """Yield which cancelled homes stay, and until when."""
    for summary in waiting:
        if summary.check_back is not None:
            day = format_day_and_distance(summary.check_back, today=today)
            who = f"{summary.job} {joint_name(summary)}"
            yield f"{who} stays until you check back, {day}. To move it now: backlog archive {summary.typed}"
