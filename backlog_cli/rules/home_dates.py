"""The dates of a home that others are counted from: "2 weeks before closing"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.summary import closing_day

if TYPE_CHECKING:
    from backlog_cli.dates.values import HomeDates
    from backlog_cli.rules.summary import JobSummary


def home_dates(summary: JobSummary) -> HomeDates:
    """Return the dates of a home by the names under which `dates.grammar` knows them; None where it has no such date."""
    moments = {"orientation": summary.orientation, "pre-con": summary.precon, "pre-drywall": summary.predrywall}
    return {
        "closing": closing_day(summary),
        **{name: moment.day if moment else None for name, moment in moments.items()},
        "start": summary.start_date,
        "sale": summary.sold_date,
        "rate lock": summary.lender.lock_expires if summary.lender else None,
        "needed-by": summary.needed_by,
    }
