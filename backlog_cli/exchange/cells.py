"""What a cell of a spreadsheet means as a value of one field, and in which order a column writes its dates."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_origin

from backlog_cli.dates.file_dates import file_date, leading_moment
from backlog_cli.dates.values import Moment, Period
from backlog_cli.exchange.sheets import serial_day
from backlog_cli.fields import field_at
from backlog_cli.model import read_value
from backlog_cli.terms import DateOrder, is_no_value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from backlog_cli.exchange.sheets import Cell
    from backlog_cli.fields import FieldPath

_SLASHES = re.compile(r"\s*([0-9]{1,2})\s*([/.-])\s*([0-9]{1,2})\s*[/.-]\s*(?:[0-9]{4}|[0-9]{2})\b")
_CENTS = re.compile(r"\$?\s*([0-9][0-9,]*)\.([0-9]{2})")
_ITEMS = re.compile(r"\s*[;\n]\s*")  # what stands between the items of a list in one cell
_SERIAL = re.compile(r"[0-9]{5}(\.0+)?")
_NUMBERED = ("job", "lot", "block", "plan")  # what Excel makes a date of: lot 3-4


class Surroundings(NamedTuple):
    """What cells are read by: the day, the stages there are, and what kind of number may not be kept (None for any other)."""

    today: date
    stages: Collection[str]
    private_kind: Callable[[str], str | None]


def text_of(cell: Cell) -> str:
    """Return a cell as text, blanks at its ends taken off; empty for one that says nothing (`TBD`, `n/a`)."""
    text = "" if cell is None else str(cell).strip()
    return "" if is_no_value(text) else text


def is_date_field(path: FieldPath) -> bool:
    """Return whether a field holds a day, a day with its time, or a told period."""
    return bool({date, Moment, Period} & set(_kinds(field_at(path).kind)))


def _kinds(kind: Any) -> tuple[Any, ...]:
    """The kinds of value in `Annotated[date | bool | None, ...]`."""
    while hasattr(kind, "__metadata__"):
        kind = kind.__origin__
    inner = get_args(kind) if get_origin(kind) is not None or get_args(kind) else (kind,)
    return tuple(part for one in inner for part in (_kinds(one) if hasattr(one, "__metadata__") else (one,)))


def date_order(cells: Iterable[Cell]) -> DateOrder | None:
    """Return what comes first in `3/4/26` as these cells show it: by a number over 12, else by dots; None where nothing does.

    Raise ValueError where they show both.
    """
    marks = [found for cell in cells if isinstance(cell, str) and (found := _SLASHES.match(cell))]
    shown = {DateOrder.DMY for found in marks if int(found[1]) > 12} | {DateOrder.MDY for found in marks if int(found[3]) > 12}
    if len(shown) > 1:
        raise ValueError("this column has both 13/4/26 and 4/13/26")
    if shown:
        return shown.pop()
    return DateOrder.DMY if any(found[2] == "." for found in marks) else None


def is_either_order(cell: Cell) -> bool:
    """Return whether a cell is another day with month and day the other way round."""
    found = _SLASHES.match(cell) if isinstance(cell, str) else None
    return found is not None and int(found[1]) <= 12 and int(found[3]) <= 12 and int(found[1]) != int(found[3])


def read_cell(path: FieldPath, cell: Cell, *, order: DateOrder, among: Surroundings) -> object:
    """Return what a cell means as a value of the field at `path`; None for nothing. Raise ValueError, in plain words."""
    found = field_at(path)
    kinds = _kinds(found.kind)
    if isinstance(cell, str) and is_no_value(cell):
        return None
    if {date, Moment, Period} & set(kinds):
        cell = _day_cell(cell)
    elif isinstance(cell, date) and path[-1] in _NUMBERED:
        raise ValueError("the spreadsheet turned it into a date; enter it as text there")
    elif int in kinds:
        cell = _whole_dollars(cell)
    elif isinstance(cell, int | float | date) and not isinstance(cell, bool):
        cell = str(cell)
    typed: object = _ITEMS.split(cell) if found.is_list and isinstance(cell, str) else cell
    try:
        value = read_value(found.kind, typed, stages=among.stages, dates=order)
    except ValueError as error:
        raise ValueError(str(error).partition(" - ")[0]) from None
    if found.is_past and isinstance(value, date) and value > among.today:
        raise ValueError("this says it's over, but the day is still ahead")
    if found.is_list:
        refuse_private(text_of(cell), among)
    if isinstance(value, str) and path[-1] not in ("phone", *_NUMBERED):
        refuse_private(value, among)
    return value


def read_last_contact(cell: Cell, *, order: DateOrder, among: Surroundings) -> tuple[date, str] | None:
    """Return the day of a last contact and the words behind it, `11/20/26 called about paint`; None for a blank cell.

    Raise ValueError where it begins with no day, or with one to come.
    """
    if not text_of(cell):
        return None
    cell = _day_cell(cell)
    if isinstance(cell, date):
        day, words = cell, ""
    else:
        try:
            day, words = file_date(str(cell), order), ""
        except ValueError as error:
            at, words = leading_moment(str(cell), order)
            if at is None:
                raise ValueError(str(error).partition(" - ")[0]) from None
            day = at.day
    if day > among.today:
        raise ValueError("the day of the last contact is still ahead")
    refuse_private(words, among)
    return day, words


def refuse_private(text: str, among: Surroundings) -> None:
    """Raise ValueError for a text with a number that must not be kept: social security, cards, accounts."""
    kind = among.private_kind(text)
    if kind is not None:
        raise ValueError(f"this looks like {kind}, and that must not be kept here")


def _day_cell(cell: Cell) -> Cell:
    """A day that Excel keeps as a number as a day; anything else as it is."""
    if isinstance(cell, str) and _SERIAL.fullmatch(cell):
        cell = int(cell.partition(".")[0])
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        day = serial_day(cell)
        return str(cell) if day is None else day
    return cell


def _whole_dollars(cell: Cell) -> Cell:
    """An amount with its cents rounded off; anything else as it is."""
    if isinstance(cell, float):
        return round(cell)
    found = _CENTS.fullmatch(cell) if isinstance(cell, str) else None
    return cell if found is None else int(found[1].replace(",", "")) + (int(found[2]) >= 50)
