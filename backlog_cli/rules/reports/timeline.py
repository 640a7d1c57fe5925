"""From the sale to the keys: what was promised first, what has been told, what we work towards, and what the stages say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.values import add_months
from backlog_cli.rules.clocks.build import days_in_stage
from backlog_cli.rules.history import first_promised_day, history_source, usual_stage_days
from backlog_cli.rules.summary import closing_day, is_open, push_count
from backlog_cli.terms import CLOSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_cli.dates.values import Period
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

MONTHS_BACK = 3
MAX_BACK = 9  # months; a first promise further back is pointed at, not drawn
MAX_AHEAD = 15
LATE_FORECAST = 14  # days by which the stages may run past the closing before it is said


class TimelineBar(NamedTuple):
    """One open home. `promised` is the day given first, `told` what they heard last, `closing` the day that rules use.

    `moves` counts pushes; `forecast` is the day the stages still to come would end, taking as long as they usually do.
    """

    summary: JobSummary
    promised: date | None
    told: Period | None
    closing: date | None
    moves: int
    forecast: date | None
    source: str  # "from your own 7 closings", or empty for the table

    @property
    def short_days(self) -> int:
        """Days by which the closing lies past the end of what was told; 0 when it does not."""
        if self.told is None or self.closing is None:
            return 0
        return max(0, (self.closing - self.told.end).days)

    @property
    def slip_days(self) -> int:
        """Days by which the closing lies past the first promise; negative when it is earlier."""
        if self.promised is None or self.closing is None:
            return 0
        return (self.closing - self.promised).days

    @property
    def forecast_late(self) -> int:
        """Days by which the stages run past the closing; 0 when they do not, or when either is unknown."""
        if self.forecast is None or self.closing is None:
            return 0
        return max(0, (self.forecast - self.closing).days)


class Timeline(NamedTuple):
    """Bars by closing, the soonest first, over whole months: from the first of one month to the last day of another."""

    today: date
    first: date
    last: date
    bars: tuple[TimelineBar, ...]

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each month drawn."""
        found = [self.first]
        while add_months(found[-1], 1) <= self.last:
            found.append(add_months(found[-1], 1))
        return tuple(found)

    @property
    def behind(self) -> tuple[TimelineBar, ...]:
        """The homes whose stages usually take longer than the closing leaves, by how much."""
        late = [bar for bar in self.bars if bar.forecast_late >= LATE_FORECAST]
        return tuple(sorted(late, key=lambda bar: -bar.forecast_late))


def timeline(backlog: Backlog, *, today: date) -> Timeline:
    """Return every open home as a bar on one scale of whole months."""
    bars = sorted(
        (timeline_bar(summary, backlog, today=today) for summary in backlog.jobs if is_open(summary)),
        key=lambda bar: (bar.closing or date.max, bar.summary.job),
    )
    days = [day for bar in bars for day in _bar_days(bar)]
    first = max(min([add_months(today, -MONTHS_BACK), *days]), add_months(today, -MAX_BACK)).replace(day=1)
    last = min(max([add_months(today, 1), *days]), add_months(today, MAX_AHEAD))
    return Timeline(today, first, add_months(last.replace(day=1), 1) - timedelta(days=1), tuple(bars))


def _bar_days(bar: TimelineBar) -> Iterator[date]:
    if bar.promised is not None:
        yield bar.promised
    if bar.told is not None:
        yield bar.told.end
    if bar.closing is not None:
        yield bar.closing


def timeline_bar(summary: JobSummary, backlog: Backlog, *, today: date) -> TimelineBar:
    """One open home as a bar."""
    coming = tuple(_stages_to_come(summary, backlog))
    return TimelineBar(
        summary=summary,
        promised=first_promised_day(summary),
        told=summary.told,
        closing=closing_day(summary),
        moves=push_count(summary),
        forecast=forecast_closing(summary, backlog, today=today),
        source=history_source(backlog.history, *coming) if coming else "",
    )


def forecast_closing(summary: JobSummary, backlog: Backlog, *, today: date) -> date | None:
    """Return the day this home would close if what is left of its stage and every stage after it took as long as they usually do.

    None for a stage that the table does not have, and once the home is closed or lost.
    """
    coming = tuple(_stages_to_come(summary, backlog))
    if not coming or not is_open(summary):
        return None
    lengths = [usual_stage_days(stage, backlog.policy, backlog.history) for stage in coming]
    spent = days_in_stage(summary, today=today) or 0
    return today + timedelta(days=max(0, lengths[0] - max(0, spent)) + sum(lengths[1:]))


def _stages_to_come(summary: JobSummary, backlog: Backlog) -> Iterable[str]:
    """The home's own stage and all after it, up to the keys."""
    place = backlog.policy.place(summary.stage)
    return () if place < 0 else [stage.name for stage in backlog.policy.stages[place:] if stage.name != CLOSED]
