"""When each stage still ahead of a home is expected to begin: on from the stage it is in, and back from its closing."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.clocks.build import days_in_stage, is_before_start
from backlog_cli.rules.history import EMPTY_HISTORY, stage_days
from backlog_cli.rules.summary import closing_day
from backlog_cli.terms import CLOSED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlog_cli.rules.history import History
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy


class Basis(StrEnum):
    """What a day was worked out from."""

    FILE = "file"
    SALE = "sale"
    STAGES = "stages"
    CLOSING = "closing"
    NEEDED_BY = "needed-by"


class StageBegin(NamedTuple):
    """The first day of a stage, and what it was worked out from."""

    day: date
    basis: Basis


class Schedule(NamedTuple):
    """The stages still ahead with the day each begins; `target` is the day worked back from, if there is one ahead."""

    begins: tuple[tuple[str, StageBegin], ...] = ()
    target: StageBegin | None = None

    def begin(self, stage: str | None) -> StageBegin | None:
        """Return when that stage begins; None when it has begun, or when nothing says when it will."""
        return next((begin for name, begin in self.begins if name == stage), None)


def schedule_of(summary: JobSummary, policy: Policy, history: History = EMPTY_HISTORY, *, today: date) -> Schedule:
    """Return when the stages ahead of a home begin (002-5, 002-6).

    Two ways lead there: on from the stage it is in, and back from the earlier of its closing and the day its buyers need
    it. Where both are known the earlier day counts, so that nothing comes too late either way; no stage begins in the past.
    Stages take the days they took in five or more of her own closings, else the table's.
    """
    names = [stage.name for stage in policy.stages if stage.name != CLOSED]
    if summary.stage not in names:
        return Schedule()
    days = stage_days(policy, history)
    ahead = names[names.index(summary.stage) + 1 :]
    target = _target(summary, today)
    onward = _forward_begins(summary, policy, names, days, today)
    backward = _backward_begins(target, names, days)
    found = ((name, _earliest(onward.get(name), backward.get(name))) for name in ahead)
    begins = [(name, StageBegin(max(begin.day, today), begin.basis)) for name, begin in found if begin is not None]
    return Schedule(_limit_to_next(begins), target)


def _limit_to_next(begins: list[tuple[str, StageBegin]]) -> tuple[tuple[str, StageBegin], ...]:
    """No stage begins later than the one behind it, whose day may be written."""
    line: list[tuple[str, StageBegin]] = []
    for name, begin in reversed(begins):
        line.append((name, min(begin, line[-1][1], key=_begin_day) if line else begin))
    return tuple(reversed(line))


def _target(summary: JobSummary, today: date) -> StageBegin | None:
    ends = ((summary.needed_by, Basis.NEEDED_BY), (closing_day(summary), Basis.CLOSING))
    return min((StageBegin(day, basis) for day, basis in ends if day is not None and day > today), key=_begin_day, default=None)


def _begin_day(begin: StageBegin) -> date:
    return begin.day


def _earliest(*found: StageBegin | None) -> StageBegin | None:
    return min((begin for begin in found if begin is not None), key=_begin_day, default=None)


def _forward_begins(
    summary: JobSummary, policy: Policy, names: list[str], days: Mapping[str, int], today: date
) -> dict[str, StageBegin]:
    """The stages after this one, each when the one before it has had its days; a written start of the work counts more."""
    place = names.index(summary.stage)
    day = _end_of_stage(summary, days, today, is_first=place == 0)
    begins: dict[str, StageBegin] = {}
    first = _first_site_stage(summary, policy, names)
    for name in names[place + 1 :]:
        if summary.start_date and name == first:
            day = max(summary.start_date, today)
        if day is not None:
            begins[name] = StageBegin(day, Basis.STAGES)
            day = _add_days(day, days[name])
    return begins


def _first_site_stage(summary: JobSummary, policy: Policy, names: list[str]) -> str | None:
    """The stage that a written start of the work begins, while it is still ahead."""
    if not is_before_start(summary.stage, policy):
        return None
    return next((name for name in names[names.index(summary.stage) + 1 :] if not is_before_start(name, policy)), None)


def _end_of_stage(summary: JobSummary, days: Mapping[str, int], today: date, *, is_first: bool) -> date | None:
    """When the stage it is in has had its days, today at the earliest; days on hold are not counted."""
    known = summary.stage_since or dict(summary.stage_entered).get(summary.stage)
    spent = days_in_stage(summary, today=today)
    if spent is None and known is not None:
        spent = (today - known).days
    if spent is None and is_first and summary.sold_date is not None:
        spent = (today - summary.sold_date).days
    if spent is None:
        return None
    until = summary.hold_until if summary.hold_what else None
    return _add_days(max(today, until or today), max(days[summary.stage] - spent, 0))


def _backward_begins(target: StageBegin | None, names: list[str], days: Mapping[str, int]) -> dict[str, StageBegin]:
    if target is None:
        return {}
    begins: dict[str, StageBegin] = {}
    day = target.day
    for name in reversed(names):
        day = _add_days(day, -days[name])
        begins[name] = StageBegin(day, target.basis)
    return begins


def _add_days(day: date, days: int) -> date:
    """So many days on or back; the calendar's first and last days are as far as it goes."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
