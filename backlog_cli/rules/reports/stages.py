"""How many homes are in each stage, how long they have stood there, and which has waited longest."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.clocks.build import days_in_stage
from backlog_cli.rules.history import history_source, rounded_median, usual_stage_days
from backlog_cli.rules.summary import is_open
from backlog_cli.terms import CLOSED

if TYPE_CHECKING:
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary


class StageCount(NamedTuple):
    """One stage: the homes in it, the longest there first; days are without those on hold, None when nobody noted them.

    `usual` is how long the stage takes as a rule, `source` says when that comes from the own closings.
    """

    stage: str
    homes: tuple[JobSummary, ...]
    median_days: int | None
    oldest: JobSummary | None
    oldest_days: int | None
    usual: int
    source: str

    @property
    def count(self) -> int:  # type: ignore[override]
        """How many open homes are in this stage."""
        return len(self.homes)


def stage_counts(backlog: Backlog, *, today: date) -> tuple[StageCount, ...]:
    """Return every stage of the building in order, empty ones included; the counts sum to the open homes that `list` shows."""
    homes = [summary for summary in backlog.jobs if is_open(summary)]
    names = [stage.name for stage in backlog.policy.stages if stage.name != CLOSED]
    names += sorted({home.stage for home in homes} - set(names))  # a stage that the table does not have
    return tuple(_stage_count(name, [home for home in homes if home.stage == name], backlog, today) for name in names)


def _stage_count(stage: str, homes: list[JobSummary], backlog: Backlog, today: date) -> StageCount:
    waited = {home.job: max(0, days) for home in homes if (days := days_in_stage(home, today=today)) is not None}
    ordered = sorted(homes, key=lambda home: (-waited.get(home.job, -1), home.job))
    oldest = ordered[0] if ordered and ordered[0].job in waited else None
    return StageCount(
        stage=stage,
        homes=tuple(ordered),
        median_days=rounded_median(tuple(waited.values())),
        oldest=oldest,
        oldest_days=waited[oldest.job] if oldest else None,
        usual=usual_stage_days(stage, backlog.policy, backlog.history),
        source=history_source(backlog.history, stage),
    )
