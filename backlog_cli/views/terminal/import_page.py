"""What `import` understood of a spreadsheet, before anything is written, and what it wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.duty import shorten
from backlog_cli.terms import DateOrder, and_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_cli.rules.changes.sheet_homes import Difference, Doubt, ImportReport, SheetHome

MOST_NAMED = 60  # new homes named on the page; all are written


def import_lines(report: ImportReport) -> Iterator[str]:
    """Yield the page: the tables, the columns, what is new, the same, different, and every cell in doubt."""
    found = report.found
    counts = f"{len(found.new)} new, {len(found.same)} the same, {len(found.differing)} different"
    yield f"{report.source}: {counts}."
    yield from (f"  {table}" for table in report.tables)
    yield ""
    yield f"Columns: {', '.join(f'{heading} = {field}' for heading, field in report.columns)}."
    if report.own:
        own = ", ".join(f"{heading} = {key}" for heading, key in report.own)
        yield f"No field for these, so they're kept as your own: {own}."
    if report.orders:
        yield f"Dates: {_order_words(report.orders)}."
    if found.new:
        yield ""
        more = f" and {len(found.new) - MOST_NAMED} more" if len(found.new) > MOST_NAMED else ""
        yield f"New: {', '.join(home.title for home in found.new[:MOST_NAMED])}{more}."
        yield from _lacking(found.new)
    if found.differing:
        yield ""
        yield "Different:" if report.is_update else "Different (--update writes these, too):"
        for known in found.differing:
            yield f"  {known.home.title} (row {known.home.row}): {'; '.join(map(_difference_words, known.differences))}."
    if report.unsold:
        yield ""
        rows = f"row{'s' if len(report.unsold) > 1 else ''} {', '.join(map(str, report.unsold))}"
        yield f"Not sold yet, so left out: {rows}."
    if found.doubts:
        yield ""
        yield "Not clear, so left out:"
        yield from (f"  {line}" for line in doubt_lines(found.doubts))


def doubt_lines(doubts: Iterable[Doubt]) -> Iterator[str]:
    """Yield a line a cell: where it is, what stands there, and why it is not taken."""
    for doubt in doubts:
        heading = f" ({shorten(doubt.heading, 30)})" if doubt.heading else ""
        value = f' "{shorten(doubt.value, 40)}"' if doubt.value else ""
        where = f"row {doubt.row}, {doubt.cell}{heading}" if doubt.heading else f"row {doubt.row}"
        end = "" if doubt.why.endswith("?") else "."
        whole = " The whole row is left out." if doubt.is_row else ""
        yield f"{where}{value}: {doubt.why}{end}{whole}"


def written_lines(report: ImportReport) -> Iterator[str]:
    """Yield what was written, what is left to mend, and how to go on."""
    found = report.found
    done = [f"added {_homes(found.new)}"] if found.new else []
    if report.is_update and found.differing:
        done.append(f"updated {_homes(found.differing)}")
    words = and_list(done)
    yield f"{words[:1].upper()}{words[1:]} from {report.source}."
    if found.doubts:
        cells = "1 cell was" if len(found.doubts) == 1 else f"{len(found.doubts)} cells were"
        yield f"{cells} not clear (see above): fix them there and import it again with --update, or set them here."
    yield "Your morning page: backlog"


def _lacking(homes: tuple[SheetHome, ...]) -> Iterator[str]:
    """What new homes do not have that every home should."""
    for path, words in ((("sold_date",), "no sale date"), (("stage",), "no stage")):
        lacking = [home.number for home in homes if path not in home.values]
        if lacking:
            names = f"{', '.join(lacking[:8])}{' ...' if len(lacking) > 8 else ''}"
            yield f"  {words}: {len(lacking)} of them ({names})" if len(lacking) < len(homes) else f"  {words} in the sheet"


def _homes(homes: tuple[object, ...]) -> str:
    return "1 home" if len(homes) == 1 else f"{len(homes)} homes"


def _order_words(orders: tuple[DateOrder, ...]) -> str:
    words = {DateOrder.MDY: "month first (3/4/26 is March 4)", DateOrder.DMY: "day first (3/4/26 is April 3)"}
    return and_list([words[order] for order in orders])


def _difference_words(one: Difference) -> str:
    if one.before is None:
        return f"{one.field} {_shown(one.after)}, empty here"
    return f"{one.field} {_shown(one.after)}, here {_shown(one.before)}"


def _shown(value: object) -> str:
    from datetime import date

    if isinstance(value, date):
        return value.isoformat()
    return f'"{shorten(value, 40)}"' if type(value) is str else str(value)
