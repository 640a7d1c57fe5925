"""Homes out of the rows of a spreadsheet: what each cell means, and every cell that cannot be read for certain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.exchange.cells import (
    Surroundings,
    date_order,
    is_date_field,
    is_either_order,
    read_cell,
    read_last_contact,
    refuse_private,
    text_of,
)
from backlog_cli.exchange.columns import LEFT_OUT, find_sections, fold_heading, settle_columns
from backlog_cli.exchange.sheets import cell_name
from backlog_cli.rules.changes.sheet_homes import LAST_CONTACT, Doubt, SheetHome
from backlog_cli.rules.names import split_people
from backlog_cli.terms import ContingencyKind, ContingencyStatus, DateOrder, DepositKind, LoanProduct, word_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from backlog_cli.exchange.columns import Column, Section
    from backlog_cli.exchange.sheets import Cell, Row, Sheet
    from backlog_cli.rules.change import Path

# What stands where a buyer would, for a home that nobody has bought yet.
_UNSOLD = re.compile(r"(?i)(spec|available|avail|inventory|model|unsold|vacant|open|for sale|none|no buyer)\b[^a-z]*(home|spec)?")
_ITEMS = re.compile(r"\s*[\n;]\s*|\s+/\s+")
_YES = ("y", "yes", "x", "true", "\u2713", "\u2714")
_NO = ("n", "no", "none", "false", "non contingent", "non-contingent", "0")
PERCENT_KEY = "x_percent_complete"
_NO_NUMBER = "no column of job numbers or lots was found here: name it, as in --map 'Unit=job'"


class SheetReading(NamedTuple):
    """What a spreadsheet says: its homes, what is in doubt, the columns of each table, and the order of dates in each column.

    `unsold` are the rows that say that nobody has bought the home yet.
    """

    homes: tuple[SheetHome, ...]
    doubts: tuple[Doubt, ...]
    sections: tuple[Section, ...]
    orders: tuple[DateOrder, ...]
    unsold: tuple[int, ...]

    @property
    def own_columns(self) -> dict[str, str]:
        """Headings without a field of ours, with the key under which their cells are kept."""
        return {
            column.heading: own_key(column)
            for section in self.sections
            for column in section.columns
            if column.field is None or column.field == "percent"
        }


def own_key(column: Column) -> str:
    """Return the agent's own key for a column that has no field: `x_solar_panels`."""
    if column.field == "percent":
        return PERCENT_KEY
    folded = fold_heading(column.heading).removeprefix("x ").replace(" ", "_")
    return f"x_{folded or f'column_{cell_name(column.place).lower()}'}"


def read_homes(
    sheets: Iterable[Sheet], among: Surroundings, *, order: DateOrder, mapping: Mapping[str, str] | None = None
) -> SheetReading:
    """Return the homes in these sheets. `order` is that of dates where no cell shows it, `mapping` as `find_sections` has it."""
    found = [section for sheet in sheets for section in find_sections(sheet, mapping)]
    sections = [settle_columns(section, among.stages) for section in found]
    titles = {section.title for section in sections if section.title}
    homes, doubts, orders, unsold = list[SheetHome](), list[Doubt](), list[DateOrder](), list[int]()
    for section in sections:
        reader = _SectionReader(section, among, order, is_titled=len(titles) > 1)
        homes += reader.homes()
        doubts += reader.doubts
        orders += reader.orders.values()
        unsold += reader.unsold
    return SheetReading(tuple(homes), tuple(doubts), tuple(sections), tuple(dict.fromkeys(orders)), tuple(unsold))


class _SectionReader:
    """Reads the rows under one header."""

    def __init__(self, section: Section, among: Surroundings, order: DateOrder, *, is_titled: bool) -> None:
        self.section, self.among = section, among
        self.is_titled = is_titled
        self.doubts: list[Doubt] = []
        self.unsold: list[int] = []
        self.paths = _paths(section.columns)
        self.fields = {column.field for column in section.columns}
        self.lot_is_number = "job" not in self.fields and "lot" in self.fields
        self.orders, self.mixed = self._date_orders(order)

    def homes(self) -> Iterator[SheetHome]:
        """Yield the home of each row; a row that is none, or whose number or buyer cannot be read, goes into `doubts`."""
        if not self.fields & {"job", "lot"}:
            number, _ = self.section.rows[0]
            self._doubt(number, None, "", _NO_NUMBER, is_row=True)
            return
        for number, row in self.section.rows:
            home = self._home(number, row)
            if home is not None:
                yield home

    def _date_orders(self, usual: DateOrder) -> tuple[dict[int, DateOrder], set[int]]:
        """The order of dates in each column that has any in doubt, and the columns that show both."""
        orders, mixed, open_places = dict[int, DateOrder](), set[int](), list[int]()
        for column in self.section.columns:
            if not (column.field == "log.at" or any(map(is_date_field, self.paths.get(column.place, ())))):
                continue
            cells = [_cell(row, column.place) for _, row in self.section.rows]
            try:
                found = date_order(cells)
            except ValueError:
                mixed.add(column.place)
                continue
            if found is not None:
                orders[column.place] = found
            elif any(map(is_either_order, cells)):
                open_places.append(column.place)
        shown = set(orders.values())
        elsewhere = shown.pop() if len(shown) == 1 else usual
        return orders | dict.fromkeys(open_places, elsewhere), mixed

    def _home(self, number: int, row: Row) -> SheetHome | None:
        values: dict[Path, object] = {}
        notes: list[str] = []
        last: tuple[object, str] | None = None
        names = self._buyers(number, row)
        job = self._number(number, row) if names is not None else None
        if names is None or job is None:
            return None
        for place, name in enumerate(names):
            values["buyers", place, "name"] = name
        for column in self.section.columns:
            cell = _cell(row, column.place)
            if not text_of(cell) or column.field in (LEFT_OUT, "job", "buyers", "buyers.first", "buyers.last", "buyers.2"):
                continue
            try:
                if column.field == "log.at":
                    last = read_last_contact(self._in_order(column, cell), order=self._order(column), among=self.among)
                elif column.field in ("notes", "log.next"):
                    refuse_private(text_of(cell), self.among)
                    notes.append(text_of(cell) if column.field == "notes" else f"{column.heading}: {text_of(cell)}")
                elif column.field is None or column.field == "percent":
                    refuse_private(text_of(cell), self.among)
                    values[(own_key(column),)] = _percent(cell) if column.field == "percent" else text_of(cell)
                else:
                    values |= self._values(column, cell, len(names))
            except ValueError as error:
                self._doubt(number, column, text_of(cell), str(error))
        if self.is_titled and self.section.title and ("community",) not in values:
            values[("community",)] = self.section.title
        day, words = last if last is not None else (None, "")
        return SheetHome(
            self.section.sheet,
            number,
            job,
            _without_gaps(values),
            tuple(dict.fromkeys(notes)),
            day,  # type: ignore[arg-type]  # a date, as `read_last_contact` gives it
            words or LAST_CONTACT,
            self.lot_is_number,
        )

    def _number(self, number: int, row: Row) -> str | None:
        """The home's number, or its lot where no column has numbers; None, with a doubt, where there is none."""
        column = self._column("lot" if self.lot_is_number else "job")
        cell = _cell(row, column.place)
        path = (str(column.field),)
        try:
            found = read_cell(path, cell, order=DateOrder.MDY, among=self.among)
        except ValueError as error:
            self._doubt(number, column, text_of(cell), str(error), is_row=True)
            return None
        if found is None:
            self._doubt(number, column, "", "the number is missing", is_row=True)
            return None
        return str(found)

    def _buyers(self, number: int, row: Row) -> tuple[str, ...] | None:
        """The names of the buyers; None for a home that nobody has bought, with a doubt where that isn't said."""
        typed, column = self._typed_buyers(row)
        if _UNSOLD.fullmatch(typed):
            self.unsold.append(number)
            return None
        if not any(sign.isalpha() for sign in typed):
            self._doubt(number, column, typed, "no buyer", is_row=True)
            return None
        if sum(sign.isdigit() for sign in typed) >= 4 or "@" in typed:
            self._doubt(number, column, typed, "this isn't only a name", is_row=True)
            return None
        second = self._column_or_none("buyers.2")
        others = text_of(_cell(row, second.place)) if second else ""
        parts = [part for text in (typed, others) for part in _ITEMS.split(text) if part]
        return tuple(dict.fromkeys(name for part in parts for name in split_people(part)))

    def _typed_buyers(self, row: Row) -> tuple[str, Column | None]:
        whole = self._column_or_none("buyers")
        if whole is not None and (typed := text_of(_cell(row, whole.place))):
            return typed, whole
        columns = [column for field in ("buyers.first", "buyers.last") if (column := self._column_or_none(field))]
        return " ".join(filter(None, (text_of(_cell(row, column.place)) for column in columns))), (
            whole or next(iter(columns), None)
        )

    def _values(self, column: Column, cell: Cell, buyers: int) -> dict[Path, object]:
        """What a cell says, by the paths in a home."""
        path = self.paths[column.place][0]
        if column.field == "contingencies":
            return _contingency(path, text_of(cell))
        if column.field == "lender.name" and word_of(LoanProduct, text_of(cell)) is LoanProduct.CASH:
            return {("lender", "product"): LoanProduct.CASH}
        if path[0] == "buyers":
            return self._reached(path, text_of(cell), buyers)
        if len(path) == 3 and path[0] == "deposits" and text_of(cell).casefold() in _NO:
            return {}
        value = read_cell(path, self._in_order(column, cell), order=self._order(column), among=self.among)
        found: dict[Path, object] = {} if value in (None, ()) else {path: value}
        kind = word_of(DepositKind, _deposit_word(column.heading)) if column.field == "deposits" and found else None
        return {(*path[:2], "kind"): kind, **found} if kind is not None else found

    def _reached(self, path: Path, text: str, buyers: int) -> dict[Path, object]:
        """Phones or addresses: as many as there are buyers belong to one each."""
        parts = [part for part in re.split(r"\s*[\n;,/]\s*", text) if part]
        if int(path[1]) >= buyers:
            raise ValueError("there is no second buyer here")
        if path[1] == 0 and 1 < len(parts) == buyers:
            return {("buyers", place, path[2]): part for place, part in enumerate(parts)}
        return {path: text}

    def _order(self, column: Column) -> DateOrder:
        return self.orders.get(column.place, DateOrder.MDY)

    def _in_order(self, column: Column, cell: Cell) -> Cell:
        """The cell, if its column says which way round it is. Raise ValueError."""
        if column.place in self.mixed and is_either_order(cell):
            raise ValueError("month or day first? This column has dates both ways")
        return cell

    def _column(self, field: str) -> Column:
        return next(column for column in self.section.columns if column.field == field)

    def _column_or_none(self, field: str) -> Column | None:
        return next((column for column in self.section.columns if column.field == field), None)

    def _doubt(self, number: int, column: Column | None, value: str, why: str, *, is_row: bool = False) -> None:
        cell = f"{cell_name(column.place)}{number}" if column else f"row {number}"
        heading = column.heading if column else ""
        is_private = self.among.private_kind(value) is not None  # then it is not even shown
        shown = "" if is_private else value
        self.doubts.append(Doubt(self.section.sheet, number, cell, heading, shown, why, is_row=is_row, is_private=is_private))


def _cell(row: Row, place: int) -> Cell:
    return row[place] if place < len(row) else None


def _paths(columns: Sequence[Column]) -> dict[int, tuple[Path, ...]]:
    """Where the values of each column belong in a home; a second column of deposits is of the second deposit."""
    seen: dict[str, int] = {}
    found: dict[int, tuple[Path, ...]] = {}
    for column in columns:
        name = column.field
        if name is None or name in (
            LEFT_OUT,
            "percent",
            "notes",
            "log.at",
            "log.next",
            "buyers",
            "buyers.2",
            "buyers.first",
            "buyers.last",
        ):
            continue
        first, *rest = name.split(".")
        if rest and rest[0].isdigit():
            found[column.place] = ((first, int(rest[0]) - 1, *rest[1:]),)
        elif first in ("deposits", "contingencies"):
            key = rest[0] if rest else ("amount" if first == "deposits" else "kind")
            place = seen.get(f"{first}.{key}", 0)
            seen[f"{first}.{key}"] = place + 1
            found[column.place] = ((first, place, key),)
        else:
            found[column.place] = ((first, *rest),)
    return found


def _without_gaps(values: Mapping[Path, object]) -> dict[Path, object]:
    """The values with the entries of each list counted on from 0: the second column may be filled where the first is blank."""
    places: dict[object, list[object]] = {}
    for path in values:
        if len(path) > 2 and path[1] not in places.setdefault(path[0], []):
            places[path[0]].append(path[1])
    return {
        (path[0], sorted(places[path[0]], key=str).index(path[1]), *path[2:])
        if len(path) > 2 and path[0] != "buyers"
        else path: value
        for path, value in values.items()
    }


def _contingency(path: Path, text: str) -> dict[Path, object]:
    """A contingency by its kind or status, else in her words. Raise ValueError for a bare yes."""
    word = text.casefold()
    if word in _NO:
        return {}
    if word in _YES:
        raise ValueError("contingent on what?")
    kind, status = word_of(ContingencyKind, text), word_of(ContingencyStatus, text)
    if kind is not None:
        return {path: kind}
    return {(*path[:2], "status"): status} if status is not None else {(*path[:2], "note"): text}


def _deposit_word(heading: str) -> str:
    """`earnest money` for `Earnest Money $`; a plain deposit is none of the kinds for certain."""
    folded = fold_heading(heading).removesuffix(" amount")
    return "" if folded in ("deposit", "deposits") else folded


def _percent(cell: Cell) -> str:
    """A share as it is shown: 0.85 is `85%`."""
    if isinstance(cell, int | float):
        return f"{round(cell * 100) if cell <= 1 else cell}%"
    return text_of(cell)
