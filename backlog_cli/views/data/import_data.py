"""What `import` understood and wrote, for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlog_cli.rules.changes.sheet_homes import Doubt, ImportReport, SheetHome
    from backlog_cli.views.data.shapes import DoubtFacts, ImportFacts, SheetRowFacts


def import_facts(report: ImportReport, *, is_written: bool) -> ImportFacts:
    """Return what `import --json` holds: the columns, the homes that are new, the same or different, and every doubtful cell."""
    found = report.found
    return {
        "source": report.source,
        "is_written": is_written,
        "columns": [{"heading": heading, "field": field} for heading, field in report.columns],
        "own_columns": [{"heading": heading, "key": key} for heading, key in report.own],
        "date_orders": report.orders,
        "unsold_rows": report.unsold,
        "new": [_home(home) for home in found.new],
        "same": [{**_home(known.home), "job": known.job} for known in found.same],
        "different": [
            {
                **_home(known.home),
                "job": known.job,
                "fields": [{"field": one.field, "before": one.before, "after": one.after} for one in known.differences],
            }
            for known in found.differing
        ],
        "doubtful": [_doubt(doubt) for doubt in found.doubts],
    }


def _doubt(doubt: Doubt) -> DoubtFacts:
    return {
        "sheet": doubt.sheet,
        "row": doubt.row,
        "cell": doubt.cell,
        "heading": doubt.heading,
        "value": doubt.value,
        "why": doubt.why,
        "is_row": doubt.is_row,
    }


def _home(home: SheetHome) -> SheetRowFacts:
    return {"sheet": home.sheet, "row": home.row, "job": home.number, "buyers": home.buyers}
