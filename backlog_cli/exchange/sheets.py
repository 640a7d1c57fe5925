"""Tables out of spreadsheets and text files: every sheet as rows of cells, values as they were meant."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import UsageError
from backlog_cli.exchange.extras import EXCEL_PACKAGES, install_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Cell = str | int | float | date | None
Row = tuple[Cell, ...]

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
BOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
DELIMITERS = "\t,;|"
FORMULA_SIGNS = ("=", "+", "-", "@")
EXCEL_EPOCH = date(1899, 12, 30)
# Excel counts days; these are 2000-01-01 and 2099-12-31, what a tracker may hold.
FIRST_SERIAL, LAST_SERIAL = 36526, 73050
MOST_BYTES = 50_000_000
MOST_CELLS = 2_000_000


class Sheet(NamedTuple):
    """One table: its name and its rows, none of them cut, blank cells None."""

    name: str
    rows: tuple[Row, ...]


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Return every visible sheet of a .csv, .tsv, .xlsx, .xls or .ods file. Raise UsageError for what is none of these.

    OSError passes through.
    """
    suffix = path.suffix.casefold()
    if suffix in BOOK_SUFFIXES:
        return _read_book(path)
    if suffix in TEXT_SUFFIXES:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path.name} is over 50 MB; that isn't a list of homes.")
        return (Sheet(path.stem, parse_delimited(decode(path.read_bytes()))),)
    raise UsageError(f'{path.name}: "{path.suffix}" isn\'t a spreadsheet that can be read. Save it as .xlsx, .ods or .csv.')


def decode(data: bytes) -> str:
    """Return the text of a csv file as spreadsheets write it: UTF-8 or UTF-16 with or without a mark, else Windows' own."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def parse_delimited(text: str) -> tuple[Row, ...]:
    """Return the rows of comma-, tab-, semicolon- or bar-separated text; `sep=;` in the first line decides, else the content."""
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        return _rows_of(rest, first.strip()[4])
    return _rows_of(text, _delimiter_of(text))


def _rows_of(text: str, delimiter: str) -> tuple[Row, ...]:
    csv.field_size_limit(MOST_BYTES)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return tuple(tuple(_plain(cell.strip()) or None for cell in line) for line in lines)


def _plain(cell: str) -> str:
    """A cell without the `'` that keeps a spreadsheet from reckoning it out, as `export` writes it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_SIGNS else cell


def _delimiter_of(text: str) -> str:
    """The delimiter that cuts most of the first lines into the same number of cells, the more the better."""
    beginning = "".join(text.splitlines(keepends=True)[:40])
    return max(DELIMITERS, key=lambda delimiter: _agreement(beginning, delimiter))


def _agreement(text: str, delimiter: str) -> tuple[int, int]:
    widths = [len(row) for row in _rows_of(text, delimiter) if any(row)]
    if not widths:
        return (0, 0)
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    return (widths.count(usual) if usual > 1 else 0, usual)


def _read_book(path: Path) -> tuple[Sheet, ...]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum
    except ImportError:
        line = install_line(EXCEL_PACKAGES)
        raise UsageError(
            f"{path.name} needs more packages to be read. Save it as .csv and import that, or install them: {line}"
        ) from None
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        return tuple(Sheet(name, _book_rows(book.get_sheet_by_name(name))) for name in names)
    except CalamineError as broken:
        raise UsageError(f"{path.name} can't be opened as a spreadsheet ({broken}). Save it again, or as .csv.") from None


def cell_name(place: int) -> str:
    """Return the letters of a column from its place, 0 being A."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _book_rows(sheet: object) -> tuple[Row, ...]:
    """The rows of a sheet; a cell that was merged over several rows says the same in each of them."""
    rows = [list(row) for row in _plain_rows(_bounded_rows(sheet))]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():  # type: ignore[attr-defined]
        if left == right and bottom < len(rows) and left < len(rows[top]):
            for place in range(top + 1, bottom + 1):
                rows[place][left] = rows[top][left]
    return tuple(map(tuple, rows))


def _bounded_rows(sheet: object) -> Iterable[list[object]]:
    height, width = sheet.total_height, sheet.total_width  # type: ignore[attr-defined]  # the library has no type for it
    if height * width > MOST_CELLS:
        raise UsageError(
            "this sheet has over 2 million cells; that isn't a list of homes. Copy the homes into a sheet of their own."
        )
    return sheet.to_python(skip_empty_area=False)  # type: ignore[attr-defined, no-any-return]


def _plain_rows(rows: Iterable[list[object]]) -> Iterator[Row]:
    for row in rows:
        yield tuple(_plain_cell(cell) for cell in row)


def _plain_cell(cell: object) -> Cell:
    """A value of the library as one of ours: whole numbers whole, midnight no time, what is blank None."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time.min else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    if isinstance(cell, int | date):
        return cell
    text = "" if cell is None else str(cell).strip()
    return text or None


def serial_day(number: int | float) -> date | None:
    """Return the day that Excel keeps as this number; None when it is no day that a tracker may hold."""
    return EXCEL_EPOCH + timedelta(days=int(number)) if FIRST_SERIAL <= number <= LAST_SERIAL else None
