"""A spreadsheet for Excel and LibreOffice: real dates, a header that stays, filters, colors by level, stages to pick from."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any, NamedTuple

from backlog_cli.dates.values import Moment
from backlog_cli.errors import UsageError
from backlog_cli.exchange.extras import EXCEL_PACKAGES, install_line
from backlog_cli.exchange.sheets import FORMULA_SIGNS
from backlog_cli.terms import Level

# Formats that each spreadsheet shows in the order of day and month of its own country.
DAY_FORMAT, MOMENT_FORMAT, TEXT_FORMAT = 14, 22, "@"
# Dark words on a light ground: 7:1 and more. The word is in the column too, so color never stands alone.
COLORS = {Level.RED: ("#FBD5D5", "#7A1212"), Level.AMBER: ("#FFE8B8", "#5C3B00")}
MIN_WIDTH, MAX_WIDTH = 6, 40  # of a column, in characters
HEADER_HEIGHT = 32  # points: two lines
DAY_WIDTH, MOMENT_WIDTH = 11, 16
MAX_CELL = 32_767  # characters that a cell of Excel holds
SPARE_ROWS = 200  # below the last home, where the stage can be picked too


class Spreadsheet(NamedTuple):
    """A table of homes. A cell is a day, a moment, a number, text or None; `as_of` is the day it was made.

    `stage` and `level` are the places of these columns, None where they were left out.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    stages: tuple[str, ...]
    as_of: date
    stage: int | None = None
    level: int | None = None


def workbook_bytes(sheet: Spreadsheet) -> bytes:
    """Return the .xlsx file, the same bytes for the same table. Raise UsageError where XlsxWriter isn't installed."""
    try:
        import xlsxwriter
    except ImportError:
        line = install_line(EXCEL_PACKAGES)
        raise UsageError(f"Excel files need more packages. Export csv, which Excel opens too, or install them: {line}") from None
    whole = BytesIO()
    # Text stays text, whatever it looks like.
    book = xlsxwriter.Workbook(
        whole, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    made = datetime(sheet.as_of.year, sheet.as_of.month, sheet.as_of.day)
    book.set_properties({"title": f"Backlog as of {sheet.as_of}", "created": made})
    page = book.add_worksheet("Backlog")
    _write_cells(book, page, sheet)
    _lay_out(page, sheet)
    _color_levels(book, page, sheet)
    _offer_stages(book, page, sheet)
    book.close()
    return whole.getvalue()


def _write_cells(book: Any, page: Any, sheet: Spreadsheet) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    text, guarded = book.add_format({"num_format": TEXT_FORMAT}), book.add_format({"num_format": TEXT_FORMAT, "quote_prefix": 1})
    # To the left: at the right end of its cell a day would run into the text of the next.
    day = book.add_format({"num_format": DAY_FORMAT, "align": "left"})
    moment = book.add_format({"num_format": MOMENT_FORMAT, "align": "left"})
    for place, heading in enumerate(sheet.headings):
        page.write_string(0, place, heading, head)
    for number, row in enumerate(sheet.rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, Moment) and cell.clock is not None:
                page.write_datetime(number, place, _datetime(cell), moment)
            elif isinstance(cell, Moment):
                page.write_datetime(number, place, cell.day, day)
            elif isinstance(cell, date):
                page.write_datetime(number, place, cell, day)
            elif isinstance(cell, int | float):
                page.write_number(number, place, cell)
            elif cell is not None:
                words = str(cell)[:MAX_CELL]
                page.write_string(number, place, words, guarded if words.startswith(FORMULA_SIGNS) else text)


def _datetime(moment: Moment) -> datetime:
    return datetime.fromisoformat(f"{moment.day} {moment.clock}")


def _lay_out(page: Any, sheet: Spreadsheet) -> None:
    last_row, last_column = len(sheet.rows), len(sheet.headings) - 1
    page.set_row(0, HEADER_HEIGHT)
    page.freeze_panes(1, min(2, len(sheet.headings)))
    page.autofilter(0, 0, last_row, last_column)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{last_row + 1}"})  # lots and job numbers are text
    for place in range(last_column + 1):
        page.set_column(place, place, _width(sheet, place))
    page.set_landscape()
    page.set_margins(0.25, 0.25, 0.5, 0.5)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _width(sheet: Spreadsheet, place: int) -> int:
    """As wide as its widest cell, within bounds; a heading is on several lines, with room for the sign of the filter."""
    widths = [max(map(len, sheet.headings[place].split()), default=0) + 3, *(_cell_width(row[place]) for row in sheet.rows)]
    return min(max(MIN_WIDTH, *widths), MAX_WIDTH)


def _cell_width(cell: object) -> int:
    if isinstance(cell, Moment):
        return MOMENT_WIDTH if cell.clock else DAY_WIDTH
    if isinstance(cell, date):
        return DAY_WIDTH
    return 0 if cell is None else len(str(cell)) + 1


def _color_levels(book: Any, page: Any, sheet: Spreadsheet) -> None:
    """Rows in the color of their level, by a rule: a level that is typed over changes the color."""
    if sheet.level is None or not sheet.rows:
        return
    from xlsxwriter.utility import xl_col_to_name

    column = xl_col_to_name(sheet.level)
    for level, (ground, words) in COLORS.items():
        rule = {
            "type": "formula",
            "criteria": f'=${column}2="{level}"',
            "format": book.add_format({"bg_color": ground, "font_color": words}),
        }
        page.conditional_format(1, 0, len(sheet.rows), len(sheet.headings) - 1, rule)


def _offer_stages(book: Any, page: Any, sheet: Spreadsheet) -> None:
    """The stages to pick from, on a hidden sheet: a list in the cell itself may hold 255 characters at most."""
    if sheet.stage is None or not sheet.stages:
        return
    hidden = book.add_worksheet("Stages")
    hidden.write_column(0, 0, sheet.stages)
    hidden.hide()
    choice = {
        "validate": "list",
        "source": f"=Stages!$A$1:$A${len(sheet.stages)}",
        "error_type": "warning",
        "error_title": "Stage",
        "error_message": "That isn't one of your stages.",
    }
    page.data_validation(1, sheet.stage, len(sheet.rows) + SPARE_ROWS, sheet.stage, choice)
