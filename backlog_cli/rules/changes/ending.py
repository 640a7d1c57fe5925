"""What `close`, `cancel` and `stage` write when a home leaves the backlog or comes back (001-10, 004-23, 004-24)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import UsageError
from backlog_cli.rules.change import Change, Put
from backlog_cli.rules.changes.entries import day_text
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.job_lookup import resolve_choice
from backlog_cli.rules.summary import closed_day, is_closed, is_open, joint_name
from backlog_cli.terms import CANCELLED, CLOSED, CancelReason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.change import Intent
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Door, Policy


def _name(summary: JobSummary) -> str:
    return f"{summary.job} {joint_name(summary)}"


def close_job(summary: JobSummary, day: date) -> Change:
    """Return the change that closes a home on that day: from it the care clock counts. A closed one gets its day corrected.

    Raise UsageError for a cancelled home, or a day before the sale.
    """
    if summary.stage == CANCELLED:
        raise UsageError(f"{_name(summary)} is cancelled. `backlog stage {summary.typed}` reopens it, then close it.")
    if summary.sold_date is not None and day < summary.sold_date:
        sold = summary.sold_date.isoformat()
        raise UsageError(f"{_name(summary)} was sold on {sold}, so it can't have closed on {day.isoformat()}.")
    text = day_text(day)
    if is_closed(summary) and closed_day(summary) == day and summary.closed_date == day:
        return Change(summary.job, (), f"closed on {text}")
    intents = (*_stage_intents(summary, CLOSED, text), Put(("closing", "closed_date"), text))
    return Change(summary.job, intents, f"closed on {text}")


def _stage_intents(summary: JobSummary, stage: str, day: str) -> Iterator[Intent]:
    """Into that stage on that day. The day the old one began stays in `stages`, so that a home can come back to it."""
    entered = dict(summary.stage_entered)
    if is_open(summary) and summary.stage_since is not None and summary.stage not in entered:
        yield Put(("stages", summary.stage), day_text(summary.stage_since))
    yield Put(("stage",), stage)
    yield Put(("stage_since",), day)
    yield Put(("stages", stage), day)


class LostSale(NamedTuple):
    """What was typed of a lost sale. None was not typed."""

    reason: CancelReason | None = None
    lesson: str | None = None
    refund: str | None = None
    door: Door | None = None
    check_back: date | None = None


def parse_loss(words: str | None, loss: LostSale) -> LostSale:
    """The loss with what the plain words say: a reason of the vocabulary if they are one or begin with one, and the lesson.

    Words that say more than the reason become the lesson, in front of the one that was given; without a reason among them
    it is `other`.
    """
    if words is None:
        return loss
    found, is_whole = _leading_reason(words)
    lesson = loss.lesson if is_whole else "; ".join(part for part in (words, loss.lesson) if part)
    return LostSale(loss.reason or found or CancelReason.OTHER, lesson, loss.refund, loss.door, loss.check_back)


def _leading_reason(words: str) -> tuple[CancelReason | None, bool]:
    """The reason these words begin with, and whether they say nothing else."""
    parts = fold_case(words).replace("-", " ").split()
    for reason in sorted(CancelReason, key=len, reverse=True):
        known = reason.split("-")
        if [part.strip(".,:;") for part in parts[: len(known)]] == known:
            return reason, len(parts) == len(known)
    return None, False


def cancel_job(summary: JobSummary, loss: LostSale, *, today: date) -> Change:
    """Return the change that loses a sale: its stage, its day, and why; of a cancelled home what is given is added or corrected.

    Raise UsageError for a closed home, without a reason, or with nothing to add.
    """
    if is_closed(summary):
        raise UsageError(f"{_name(summary)} has closed, so it can't be cancelled.")
    if is_open(summary) and loss.reason is None:
        known = ", ".join(CancelReason)
        raise UsageError(f"say why, in your own words or as one of {known}: backlog cancel {summary.typed} rate.")
    intents: list[Intent] = []
    if is_open(summary):
        day = day_text(today)
        intents += [*_stage_intents(summary, CANCELLED, day), Put(("cancelled", "date"), day)]
    values = (
        ("reason", loss.reason and str(loss.reason)),
        ("refund", loss.refund),
        ("lesson", loss.lesson),
        ("door", loss.door and str(loss.door)),
        ("check_back", loss.check_back and day_text(loss.check_back)),
    )
    intents += [Put(("cancelled", key), value) for key, value in values if value]
    if not intents:
        raise UsageError(
            f"{_name(summary)} is cancelled already; say what to add: --reason, --lesson, --door, --check-back or --refund."
        )
    word = "cancelled" if is_open(summary) else "added to the cancellation"
    return Change(summary.job, tuple(intents), f"{word}{f': {loss.reason}' if loss.reason else ''}")


def previous_stage(summary: JobSummary, policy: Policy) -> str | None:
    """The stage a closed or cancelled home was in last, as far as `stages` knows; of a closed one else the stage before it."""
    entered = [(day, policy.place(name), name) for name, day in summary.stage_entered if name not in (CLOSED, CANCELLED)]
    if entered:
        return max(entered)[2]
    place = policy.place(CLOSED)
    return policy.stages[place - 1].name if is_closed(summary) and place > 0 else None


def is_taken_up(summary: JobSummary, stage: str | None) -> bool:
    """Return whether naming this stage takes an ended home up again; None stands for the stage it was in."""
    return not is_open(summary) and stage not in (CLOSED, CANCELLED)


def reopen_job(summary: JobSummary, stage: str | None, policy: Policy, *, today: date) -> Change:
    """Return the change that takes a closed or cancelled home up again, in the stage named or the one it was in last.

    The day of closing, or the day and reason of the cancellation, are emptied: they hold no more. The lesson, the money
    given back and the days in `stages` stay. Raise UsageError for an open home, or one whose stage nobody noted.
    """
    if is_open(summary):
        raise UsageError(f"{_name(summary)} is still open ({summary.stage}), so there's nothing to reopen.")
    names = [known.name for known in policy.stages if known.name != CLOSED]
    back = resolve_choice(stage, names, "stage") if stage else previous_stage(summary, policy)
    if back is None:
        raise UsageError(f"{_name(summary)}: no earlier stage is noted; name it: backlog stage {summary.typed} framing.")
    since = dict(summary.stage_entered).get(back)
    day = day_text(since or today)
    intents: list[Intent] = [Put(("stage",), back), Put(("stage_since",), day)]
    if since is None:
        intents.append(Put(("stages", back), day))
    intents += [Put(path, None) for path, value in _ending_values(summary) if value is not None]
    return Change(summary.job, tuple(intents), f"reopened, from {summary.stage} back to {back}")


def _ending_values(summary: JobSummary) -> tuple[tuple[tuple[str, str], object], ...]:
    """What was true only while the home was closed or cancelled."""
    return (
        (("closing", "closed_date"), summary.closed_date),
        (("cancelled", "date"), summary.cancelled_date),
        (("cancelled", "reason"), summary.cancelled_reason),
        (("cancelled", "check_back"), summary.check_back),
    )
