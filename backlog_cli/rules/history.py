"""What the agent's own closed homes teach: how long stages take, how far told dates were off, why closings slipped."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.terms import CLOSED, CauseKind, MovedDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.summary import JobSummary, Shift
    from backlog_cli.terms import Policy

MIN_CLOSINGS = 5  # closings that know how long a stage took; from then on they replace the table (section 4)
MIN_SLOW_DAYS = 7  # a home is looked at once a week: a shorter longest time cannot be seen
NO_CAUSE = "no cause noted"


class Cause(NamedTuple):
    """One kind of cause: how many moves to a later day it explains, and by how many days in all (004-4)."""

    kind: str
    slips: int
    days: int


class History(NamedTuple):
    """What closed homes teach; every number counts whole days.

    `lengths` holds each measured stage with how long it took, shortest first. `told_errors` is the day a home closed minus
    the end of what had been told last, `first_errors` minus the day that was promised first: positive means later.
    """

    closings: int = 0
    lengths: tuple[tuple[str, tuple[int, ...]], ...] = ()
    told_errors: tuple[int, ...] = ()
    first_errors: tuple[int, ...] = ()
    causes: tuple[Cause, ...] = ()

    def known(self, stage: str) -> tuple[int, ...]:
        """Return how long that stage took, shortest first; empty until five closings know."""
        lengths = dict(self.lengths).get(stage, ())
        return lengths if len(lengths) >= MIN_CLOSINGS else ()


EMPTY_HISTORY = History()


def history_of(closings: Iterable[tuple[JobSummary, date]], policy: Policy) -> History:
    """Return what these closed homes, each with the day it closed, teach. A closing without a day teaches nothing."""
    homes = tuple(closings)
    if not homes:
        return EMPTY_HISTORY
    lengths: dict[str, list[int]] = {}
    for home, closed in homes:
        for stage, days in _stage_lengths(home, closed, policy):
            lengths.setdefault(stage, []).append(days)
    firsts = ((first_promised_day(home), closed) for home, closed in homes)
    return History(
        closings=len(homes),
        lengths=tuple((stage, tuple(sorted(days))) for stage, days in lengths.items()),
        told_errors=tuple(sorted((closed - home.told.end).days for home, closed in homes if home.told is not None)),
        first_errors=tuple(sorted((closed - first).days for first, closed in firsts if first is not None)),
        causes=causes_of(slip for home, _ in homes for slip in slips_of(home)),
    )


def _stage_lengths(home: JobSummary, closed: date, policy: Policy) -> Iterator[tuple[str, int]]:
    """Stages whose own beginning and whose next stage's beginning are both written; a gap in between says nothing."""
    entered = dict(home.stage_entered) | {CLOSED: closed}
    if home.sold_date is not None:
        entered.setdefault(policy.stages[0].name, home.sold_date)
    for stage, following in zip(policy.stages, policy.stages[1:], strict=False):
        begun, ended = entered.get(stage.name), entered.get(following.name)
        if begun is not None and ended is not None and begun <= ended:
            yield stage.name, (ended - begun).days


def first_promised_day(summary: JobSummary) -> date | None:
    """The closing day the buyers were given first: where the oldest move came from, else the contract, else what was told."""
    first = next((shift.from_day for shift in summary.shifts if shift.what == MovedDate.CLOSING), None)
    return first or summary.contract or (summary.told.end if summary.told is not None else None)


def slips_of(summary: JobSummary) -> tuple[Shift, ...]:
    """Return the moves of the closing to a later day, oldest first."""
    return tuple(
        shift
        for shift in summary.shifts
        if shift.what == MovedDate.CLOSING
        and shift.from_day is not None
        and shift.to_day is not None
        and shift.to_day > shift.from_day
    )


def causes_of(slips: Iterable[Shift]) -> tuple[Cause, ...]:
    """Return why these moves happened, the most frequent cause first, then the one of most days (004-4)."""
    times: Counter[str] = Counter()
    days: Counter[str] = Counter()
    for slip in slips:
        kind = slip.cause_kind or (CauseKind.OTHER if slip.cause else NO_CAUSE)
        times[kind] += 1
        if slip.from_day is not None and slip.to_day is not None:
            days[kind] += (slip.to_day - slip.from_day).days
    found = (Cause(kind, count, days[kind]) for kind, count in times.items())
    return tuple(sorted(found, key=lambda cause: (-cause.slips, -cause.days, cause.kind)))


def rounded_median(numbers: Sequence[int]) -> int | None:
    """Return the median as a whole number, a half rounded away from the smaller; None for no numbers."""
    ordered = sorted(numbers)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half] + 1) // 2


def usual_stage_days(stage: str, policy: Policy, history: History) -> int:
    """Days that stage usually takes: the median of the own closings, else the table's at the settings' pace; 0 if unknown."""
    own = rounded_median(history.known(stage))
    if own is not None:
        return own
    row = policy.stage(stage)
    return round(row.days * policy.pace) if row else 0


def slow_stage_days(stage: str, policy: Policy, history: History) -> float:
    """Days within which that stage is done even when it is slow: nine in ten of the own closings, else the table's; 0 if unknown.

    The pace belongs to the table: the own closings ran at their own.
    """
    own = history.known(stage)
    if own:
        nine_in_ten = own[-(-len(own) * 9 // 10) - 1]
        return max(nine_in_ten, MIN_SLOW_DAYS)
    row = policy.stage(stage)
    return round(row.max_days * policy.pace, 6) if row else 0


def stage_days(policy: Policy, history: History) -> dict[str, int]:
    """Return days each stage of the building usually takes, in building order, closed left out (section 4, 002-5)."""
    return {stage.name: usual_stage_days(stage.name, policy, history) for stage in policy.stages if stage.name != CLOSED}


def history_source(history: History, *stages: str) -> str:
    """`from your own 7 closings` where they replace the table for one of these stages (any of them without one), else empty."""
    names = stages or tuple(dict(history.lengths))
    counts = [len(history.known(stage)) for stage in names]
    most = max(counts, default=0)
    return f"from your own {most} closings" if most else ""
