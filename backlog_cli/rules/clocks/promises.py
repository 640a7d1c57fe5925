"""Clocks of a given word: promises both ways, issues, the agreed next step, and what she pinned herself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_days
from backlog_cli.rules.backlog import absence_covering
from backlog_cli.rules.clocks.clock import PHASES, Clock, Ending
from backlog_cli.rules.clocks.contact import update_day
from backlog_cli.rules.duty import Duty, shorten
from backlog_cli.rules.summary import open_next_step, talks_until
from backlog_cli.terms import IssueStatus, Level, Party, PromiseStatus, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import Issue, JobSummary, Promise

REASSURE_DAYS = 3  # while somebody else works on it, they hear from her at least this often


def promise(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """What the agent promised (004-1)."""
    for found in summary.promises:
        if not (found.is_mine and found.is_open) or found.due is None or (found.due - today).days > 1:
            continue
        level = Level.RED if found.due < today else Level.AMBER
        text = f'you promised "{shorten(found.text)}" by {format_day(found.due, today=today)}'
        yield Duty("promise", summary.job, level, found.due, text, _how_to_keep(found, (today - found.due).days))


def _how_to_keep(found: Promise, days_late: int) -> str:
    if found.needs:
        return f"check with {shorten(found.needs)} on it"
    return "do it now and apologize" if days_late > 0 else "do it today" if days_late == 0 else "get it ready for tomorrow"


def _promise_endings(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for found in summary.promises:
        if found.is_open and found.is_mine:
            yield _promise_ending(found, "keep your promise", today)


def _promise_ending(found: Promise, what: str, today: date) -> Ending:
    is_late = found.due is not None and found.due < today
    status = PromiseStatus.LATE if is_late else PromiseStatus.KEPT
    values = {"done": today, "status": status}
    return Ending(f'{what} "{shorten(found.text)}"', found.due, ("promises", found.place), values)


PROMISE = Clock(
    "promise",
    promise,
    short="my promise",
    about="yours",
    amber="due today or tomorrow",
    red="past",
    runs=("open", "closed"),
    endings=_promise_endings,
    ends=PHASES,
)


PROMISED_BY = {Party.BUILDER: "the builder", Party.LENDER: "the lender", Party.BUYER: "the buyer"}


def promise_other(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """What others promised (004-1); three days late it goes up a level."""
    for found in summary.promises:
        if found.is_mine or not found.is_open or found.due is None or (found.due - today).days > 2:
            continue
        days_late = (today - found.due).days
        who = PROMISED_BY[Party(found.by)]
        late = f", {format_days(days_late)} late" if days_late > 0 else ""
        text = f'{who} promised "{shorten(found.text)}" by {format_day(found.due, today=today)}{late}'
        is_red = days_late >= 3
        action = "escalate it" if is_red else f"remind {who}"
        yield Duty("promise-other", summary.job, Level.RED if is_red else Level.AMBER, found.due, text, action)


def _promise_other_endings(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for found in summary.promises:
        if found.is_open and not found.is_mine:
            yield _promise_ending(found, f"get what the {found.by} promised,", today)


PROMISE_OTHER = Clock(
    "promise-other",
    promise_other,
    short="a promise to us",
    about="somebody else's",
    amber="due within 2 days",
    red="3 days late",
    runs=("open", "closed"),
    endings=_promise_other_endings,
    ends=PHASES,
)


def issue(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """What has to be fixed, and whether they know it's being worked on (003-8, 003-11)."""
    for found in summary.issues:
        if not found.is_open:
            continue
        is_past = found.due is not None and found.due < today
        is_orphan = found.severity == Severity.HIGH and not found.owner
        is_near = found.due is not None and (found.due - today).days <= 2
        days = _days_since_reassurance(found, today)
        if not (is_past or is_orphan or is_near or days):
            continue
        level = Level.RED if is_past or is_orphan else Level.AMBER
        when = format_day(found.due, today=today) if found.due and (is_past or is_near) else ""
        facts = (
            f"{'was' if is_past else 'is'} due {when}" if when else "",
            "has no owner" if is_orphan else "",
            f"not reassured for {format_days(days)}" if days else "",
        )
        text = f'"{shorten(found.text)}" {", ".join(fact for fact in facts if fact)}'
        yield Duty("issue", summary.job, level, found.due, text, _issue_text(found, days, is_orphan=is_orphan))


def _issue_endings(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:  # noqa: ARG001 - every clock is asked alike
    for found in summary.issues:
        if found.is_open:
            values = {"status": IssueStatus.RESOLVED}
            yield Ending(f'resolve the issue "{shorten(found.text)}"', found.due, ("issues", found.place), values)


ISSUE = Clock(
    "issue",
    issue,
    short="issue",
    about="open",
    amber="due within 2 days, or not reassured for 3",
    red="past due, or high without an owner",
    runs=("open", "closed"),
    endings=_issue_endings,
    ends=PHASES,
)


def _days_since_reassurance(found: Issue, today: date) -> int:
    """Days since they were reassured, when that is more than three; else 0."""
    since = found.reassured_date or found.opened
    days = 0 if since is None else (today - since).days
    return days if days > REASSURE_DAYS else 0


def _issue_text(found: Issue, days: int, *, is_orphan: bool) -> str:
    if is_orphan:
        return "give it an owner" if found.due else "give it an owner and a due date"
    who = found.owner or "whoever is fixing it"
    return f"tell them it's being worked on, then ask {who} for an update" if days else f"ask {who} for an update"


def next_step(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """The next step agreed with the buyers (004-12)."""
    step = open_next_step(summary, today=today)
    if step is None or step.day is None or (step.day - today).days > 1:
        return
    days_late = (today - step.day).days
    what = shorten(step.what or "the next step")
    text = f"you agreed to: {what}" if days_late == 0 else f"you agreed to {what} by {format_day(step.day, today=today)}"
    action = "do it now and apologize" if days_late > 0 else "do it today" if days_late == 0 else "get it ready for tomorrow"
    yield Duty("next-step", summary.job, Level.RED if days_late > 0 else Level.AMBER, step.day, text, action)


def _next_step_endings(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    step = open_next_step(summary, today=today)
    if step is not None:
        holder = next(talk for talk in reversed(talks_until(summary, today=today)) if talk.next is step)
        what = f'do the next step "{shorten(step.what or "as agreed")}"'
        yield Ending(what, step.day, ("log", holder.place, "next"), {"done": today})


NEXT_STEP = Clock(
    "next-step",
    next_step,
    short="next step",
    about="as agreed",
    amber="today or tomorrow",
    red="missed",
    endings=_next_step_endings,
)


def pin(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """A color set by hand, until its day (001-2f)."""
    if summary.pin_level not in (Level.RED, Level.AMBER) or (summary.pin_until is not None and today >= summary.pin_until):
        return
    until = f" until {format_day(summary.pin_until, today=today)}" if summary.pin_until else ""
    why = f' ("{shorten(summary.pin_reason)}")' if summary.pin_reason else ", no reason noted"
    text = f"you pinned it {summary.pin_level}{until}{why}"
    yield Duty("pin", summary.job, Level(summary.pin_level), None, text, "settle it, or take the pin off")


def _pin_endings(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    if summary.pin_level and (summary.pin_until is None or today < summary.pin_until):
        reason = f' ("{shorten(summary.pin_reason)}")' if summary.pin_reason else ""
        yield Ending(f"take the pin off{reason}", summary.pin_until, ("pin",), {"until": today})


PIN = Clock(
    "pin",
    pin,
    short="pinned",
    about="your own",
    amber="pinned amber",
    red="pinned red",
    endings=_pin_endings,
)


def escalation_untold(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:  # noqa: ARG001 - every clock is asked alike
    """A note: they do not know yet whom else they can turn to (003-10)."""
    found = summary.blocks.escalation
    if found is not None and found.name and found.told_date is None:
        text = f"they haven't been told to call {found.name} when they can't reach you"
        yield Duty("escalation-untold", summary.job, Level.GREEN, None, text, f"introduce {found.name}")


def _escalation_untold_endings(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    found = summary.blocks.escalation
    if found is not None and found.name and found.told_date is None:
        what = f"tell them to call {shorten(found.name)} when they can't reach you"
        yield Ending(what, None, ("escalation",), {"told_date": today})


ESCALATION_UNTOLD = Clock("escalation-untold", escalation_untold, endings=_escalation_untold_endings)


def away(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """Notes: the agreed step or the next update falls into an absence (001-6f)."""
    if not backlog.away:
        return
    step = open_next_step(summary, today=today)
    owed: list[tuple[str, date]] = []
    if step is not None and step.day is not None:
        owed.append((f'"{shorten(step.what or "the next step")}" is agreed for', step.day))
    if (due := update_day(summary, backlog.policy, today=today)) is not None:
        owed.append(("an update is due", due))
    for what, day in owed:
        absence = absence_covering(backlog, day, today=today)
        if absence is None:
            continue
        cover = summary.cover or absence.cover
        text = f"{what} {format_day(day, today=today)}, while you're away"
        before = absence.from_day - timedelta(days=1)
        action = f"hand it to {cover or 'somebody'}"
        if before >= today:
            action += f", or do it by {format_day(before, today=today)}"
        yield Duty("away", summary.job, Level.GREEN, day, text, action)


AWAY = Clock("away", away)
