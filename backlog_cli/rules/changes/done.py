"""What `done` can tick off: every open duty of a job that ends by a field of its own."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import short_day
from backlog_cli.errors import UsageError
from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.change import Append, Bare, Change, Put
from backlog_cli.rules.changes.entries import day_text
from backlog_cli.rules.clocks.care import care
from backlog_cli.rules.clocks.contact import CAME_AS, unanswered, unwritten
from backlog_cli.rules.clocks.loan import ctc
from backlog_cli.rules.duty import in_short
from backlog_cli.rules.folding import folded
from backlog_cli.rules.summary import Lender, closed_day, is_closed, is_open, joint_name, open_step, shifts_of, talks_until
from backlog_cli.terms import Channel, IssueStatus, LoanStatus, PromiseStatus, RequestStatus, SelectionStatus, and_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.change import Intent, Path
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

    Look = Callable[[JobSummary, Policy, date], Iterator["Tick"]]


APPLY_DAYS = 7  # after the sale


class Tick(NamedTuple):
    """One open duty that can be ticked off: what it is, its day if it has one, and the edits that end it today."""

    what: str
    day: date | None
    intents: tuple[Intent, ...]


def open_ticks(summary: JobSummary, policy: Policy, *, today: date) -> tuple[Tick, ...]:
    """Every open duty of one job that `done` can end, by day (those without a day last), then in the file's order.

    A closed or cancelled home has left the dates of its sale behind; what was said and promised still stands.
    """
    looks = (*SAID, *SALE) if is_open(summary) else (*SAID, *AFTER) if is_closed(summary) else SAID
    found = [tick for look in looks for tick in look(summary, policy, today)]
    return tuple(_told_apart(sorted(found, key=lambda tick: (tick.day is None, tick.day))))


def _told_apart(ticks: list[Tick]) -> Iterator[Tick]:
    """Each tick under words of its own: the second of two that read alike says so."""
    seen: Counter[str] = Counter()
    for tick in ticks:
        seen[tick.what] += 1
        yield tick if seen[tick.what] == 1 else tick._replace(what=f"{tick.what} (no. {seen[tick.what]})")


def _put(path: Path, **values: object) -> tuple[Intent, ...]:
    return tuple(Put((*path, key), value) for key, value in values.items())


# What was said: it stays owed whatever becomes of the sale.


def _promises(summary: JobSummary, _policy: Policy, today: date) -> Iterator[Tick]:
    for promise in summary.promises:
        if promise.is_open:
            who = "you" if promise.is_mine else f"the {promise.by}"
            is_late = promise.due is not None and promise.due < today
            status = PromiseStatus.LATE if is_late else PromiseStatus.KEPT
            puts = _put(("promises", promise.place), done=day_text(today), status=str(status))
            yield Tick(f'{who} promised "{in_short(promise.text)}"', promise.due, puts)


def _issues(summary: JobSummary, _policy: Policy, _today: date) -> Iterator[Tick]:
    for issue in summary.issues:
        if issue.is_open:
            puts = _put(("issues", issue.place), status=str(IssueStatus.RESOLVED))
            yield Tick(f"issue resolved: {in_short(issue.text)}", issue.due, puts)


def _inbound(summary: JobSummary, _policy: Policy, today: date) -> Iterator[Tick]:
    for talk in unanswered(summary, today=today):
        what = CAME_AS.get(Channel(talk.how), "text")
        topics = f" about {and_list(talk.topics)}" if talk.topics else ""
        about = f": {in_short(talk.text)}" if talk.text else topics
        puts = _put(("log", talk.place), reply_owed=Bare("false"))
        yield Tick(f"answered their {what}{about}", talk.at.day, puts)


def _questions(summary: JobSummary, _policy: Policy, today: date) -> Iterator[Tick]:
    for question in summary.questions:
        if question.answered is None:
            whom = f" ({question.of})" if question.of else ""
            puts = _put(("questions", question.place), answered=day_text(today))
            yield Tick(f"answered: {in_short(question.ask)}{whom}", question.asked, puts)


# The sale and the building of it: over once the home is closed or lost.


def _next_step(summary: JobSummary, _policy: Policy, today: date) -> Iterator[Tick]:
    step = open_step(summary, today=today)
    if step is not None:
        holder = next(talk for talk in reversed(talks_until(summary, today=today)) if talk.next is step)
        puts = _put(("log", holder.place, "next"), done=day_text(today))
        yield Tick(f"next step: {in_short(step.what or 'as agreed')}", step.day, puts)


def _written(summary: JobSummary, _policy: Policy, today: date) -> Iterator[Tick]:
    call = unwritten(summary, today=today)
    if call is not None:
        what = f"in writing: what was said in the {CAME_AS[Channel(call.how)]}"
        yield Tick(what, call.at.day, _put(("log", call.place), written_date=day_text(today)))


def _deposits(summary: JobSummary, _policy: Policy, today: date) -> Iterator[Tick]:
    for deposit in summary.deposits:
        if deposit.paid is None:
            amount = f" of ${int(deposit.amount):,}" if deposit.amount and deposit.amount.isdecimal() else ""
            puts = _put(("deposits", deposit.place), paid=day_text(today))
            yield Tick(f"{deposit.kind or ''} deposit{amount} paid".strip(), deposit.due, puts)


def _decisions(summary: JobSummary, _policy: Policy, today: date) -> Iterator[Tick]:
    for decision in summary.decisions:
        if decision.is_decided:
            continue
        place = (decision.list_key, decision.place)
        if decision.list_key == "selections":
            puts = _put(place, decided=day_text(today), status=str(SelectionStatus.DECIDED))
            yield Tick(f"decided: {in_short(decision.what)}", decision.decide_by, puts)
        else:
            puts = _put(place, status=str(RequestStatus.ANSWERED))
            yield Tick(f"change answered: {in_short(decision.what)}", decision.decide_by, puts)


def _papers(summary: JobSummary, _policy: Policy, today: date) -> Iterator[Tick]:
    for paper in summary.lender.papers if summary.lender else ():
        if paper.done is None:
            puts = _put(("lender", "papers", paper.place), done=day_text(today))
            yield Tick(f"lender's paper: {in_short(paper.what)}", paper.due, puts)


def _application(summary: JobSummary, _policy: Policy, today: date) -> Iterator[Tick]:
    lender = summary.lender or Lender()
    if lender.is_needed and not lender.is_applied:
        puts = _put(("lender",), status=str(LoanStatus.APPLIED), applied_date=day_text(today))
        yield Tick("they applied for the loan", summary.sold_date + timedelta(days=APPLY_DAYS), puts)


def _cleared(summary: JobSummary, policy: Policy, today: date) -> Iterator[Tick]:
    for duty in ctc(summary, Backlog(policy), today=today):
        yield Tick("the loan is clear to close (ctc)", duty.day, _put(("lender",), status=str(LoanStatus.CTC)))


def _contingencies(summary: JobSummary, _policy: Policy, today: date) -> Iterator[Tick]:
    for found in summary.contingencies:
        if found.is_open:
            puts = _put(("contingencies", found.place), released_date=day_text(today), status="released")
            yield Tick(f"{found.kind} contingency released", found.expires, puts)


def _amendments(summary: JobSummary, policy: Policy, today: date) -> Iterator[Tick]:
    for shift in shifts_of(summary):
        if shift.told_date is None or shift.amendment_date is not None:
            continue
        if policy.amendments or shift.amendment_written:
            to_day = f" to {short_day(shift.to_day)}" if shift.to_day else ""
            puts = _put(("closing", "shifts", shift.place), amendment_date=day_text(today))
            yield Tick(f"amendment signed for the move{to_day}", shift.told_date, puts)


def _escalation(summary: JobSummary, _policy: Policy, today: date) -> Iterator[Tick]:
    if summary.escalation_name and summary.escalation_told is None:
        what = f"told them whom to call above you: {in_short(summary.escalation_name)}"
        yield Tick(what, None, _put(("escalation",), told_date=day_text(today)))


def _pin(summary: JobSummary, _policy: Policy, today: date) -> Iterator[Tick]:
    if summary.pin_level and (summary.pin_until is None or today < summary.pin_until):
        reason = f": {in_short(summary.pin_reason)}" if summary.pin_reason else ""
        yield Tick(f"pin taken off{reason}", summary.pin_until, _put(("pin",), until=day_text(today)))


# After the keys.


def _check_ins(summary: JobSummary, policy: Policy, today: date) -> Iterator[Tick]:
    closed = closed_day(summary)
    for duty in care(summary, Backlog(policy), today=today):
        if closed is not None and duty.day is not None:
            name = f"day-{(duty.day - closed).days}"
            yield Tick(f"{name} check-in", duty.day, (Append(("care", "done"), name),))


SAID: tuple[Look, ...] = (_promises, _issues, _inbound, _questions)
SALE: tuple[Look, ...] = (
    _next_step,
    _written,
    _deposits,
    _decisions,
    _papers,
    _application,
    _cleared,
    _contingencies,
    _amendments,
    _escalation,
    _pin,
)
AFTER: tuple[Look, ...] = (_deposits, _check_ins)


def tick_meant(ticks: Sequence[Tick], words: Sequence[str], name: str) -> Tick:
    """The tick that a number (from 1) or some words of it name. Raises BadWords listing all when none or several fit."""
    if not ticks:
        raise UsageError(f"{name}: nothing is open that could be ticked off.")
    typed = " ".join(" ".join(words).split())
    if typed.isascii() and typed.isdigit():
        number = int(typed) if len(typed) < 5 else 0
        if 1 <= number <= len(ticks):
            return ticks[number - 1]
        raise UsageError(f"{name}: there is no number {in_short(typed)}.\n{numbered(ticks)}")
    hits = [tick for tick in ticks if typed and all(folded(word) in folded(tick.what) for word in typed.split())]
    if len(hits) == 1:
        return hits[0]
    what = "fits several of them" if hits else "fits none of them"
    raise UsageError(f'{name}: "{in_short(typed)}" {what}; type the number.\n{numbered(ticks)}')


def numbered(ticks: Sequence[Tick]) -> str:
    """The ticks as numbered lines, days in ISO form."""
    return "\n".join(f"  {n}  {tick.what}{f' ({tick.day.isoformat()})' if tick.day else ''}" for n, tick in enumerate(ticks, 1))


def ticked(summary: JobSummary, tick: Tick) -> Change:
    """The change that ends one duty today."""
    return Change(summary.job, tick.intents, f"ticked off for {joint_name(summary)}: {tick.what}")
