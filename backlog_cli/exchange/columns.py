"""Where the homes are in a table: its headers, wherever they begin, and the field of ours that each column is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.fields import home_fields, is_table
from backlog_cli.keys import OWN_PREFIX, SHORT_FORMS
from backlog_cli.terms import LoanStatus, is_no_value, stage_of, word_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from backlog_cli.exchange.sheets import Cell, Row, Sheet

# What builders, title companies and agents head their columns with. Case, blanks, dots, dashes and `#` don't count.
HEADINGS: dict[str, str] = {
    "job": "job, job number, job no, job num, job id, home number, home id, unit, unit number, house number, number, no",
    "lot": "lot, lot number, lot no, homesite, home site, homesite number, hs, site",
    "block": "block, blk, block number",
    "community": "community, subdivision, neighborhood, neighbourhood, project, development, comm",
    "address": "address, street, street address, property address, home address, site address, location",
    "plan": "plan, floor plan, floorplan, plan name, model, home plan, house plan, plan number, plan elev, plan elevation",
    "elevation": "elevation, elev, el",
    "swing": "swing, garage swing, garage",
    "price": "price, sales price, sale price, contract price, base price, purchase price, total price",
    "options_total": "options, options total, upgrades, option total, upgrade total",
    "origin": "origin, sale type, spec or presale, spec",
    "buyers": "buyer, buyers, buyer name, buyer names, buyers name, customer, customer name, purchaser, "
    "purchasers, purchaser name, homeowner, homeowners, client, client name, name, names, buyer 1, "
    "primary buyer, homebuyer",
    "buyers.first": "first, first name, buyer first, buyer first name, firstname",
    "buyers.last": "last, last name, buyer last, buyer last name, lastname, surname, family name",
    "buyers.2": "co buyer, cobuyer, co buyer name, cobuyer name, buyer 2, second buyer, spouse, co purchaser, 2nd "
    "buyer, secondary buyer, co borrower",
    "buyers.1.phone": "phone, buyer phone, cell, cell phone, mobile, phone number, telephone, buyer cell, contact number, "
    "phone 1",
    "buyers.2.phone": "co buyer phone, cobuyer phone, phone 2, buyer 2 phone, spouse phone, co buyer cell",
    "buyers.1.email": "email, e mail, buyer email, email address, email 1",
    "buyers.2.email": "co buyer email, cobuyer email, email 2, buyer 2 email, spouse email",
    "sold_date": "sold, sold date, date sold, sale date, sales date, date of sale, contract date, ratified, ratified "
    "date, ratification date, purchase date, contract written, written, sold on, agreement date",
    "accepted_date": "accepted, accepted date, acceptance date, executed, executed date",
    "stage": "stage, construction stage, current stage, status, build stage, construction status, home status, "
    "phase of construction",
    "stage_since": "stage since, stage date, in stage since, stage start",
    "percent": "complete, percent complete, pct complete, completion, percent, done",
    "superintendent": "superintendent, super, builder rep, builder, pm, project manager, cm, construction manager, site manager",
    "permit.submitted": "permit submitted, permit applied, submitted to town",
    "permit.issued": "permit, permit issued, permit date, permit received",
    "permit.number": "permit number, permit no",
    "released_date": "released, release date, released date, released to construction",
    "start_date": "start, start date, construction start, dig, dig date, start of construction, actual start, est start, started",
    "plot_survey.received": "plot survey, survey received, plot plan, survey",
    "precon_date": "pre con, precon, pre construction, pre construction meeting, pre con date, precon meeting",
    "predrywall_date": "pre drywall, predrywall, pre drywall walk, frame walk, pre drywall date",
    "orientation_date": "orientation, orientation date, homeowner orientation, walk thru, walkthrough, new home orientation, "
    "nho, pre settlement",
    "closing.contract": "closing contract, contract close, contract closing, contract closing date, original closing, "
    "original close, contract close date, original closing date",
    "closing.internal": "close, closing, closing date, close date, est close, est closing, estimated close, estimated "
    "closing, est close date, est closing date, estimated closing date, estimated close date, projected "
    "close, projected closing, projected closing date, target close, coe, est coe, settlement, settlement "
    "date, scheduled close, anticipated close, forecast close, delivery, delivery date",
    "closing.told": "told, told date, date told, told buyer, quoted, quoted date, promised, buyer told, communicated "
    "date, told closing",
    "closing.closed_date": "closed, closed date, actual close, actual closing, date closed, closed on, actual coe",
    "lender.name": "lender, lender name, bank, mortgage company, mortgage",
    "lender.officer": "loan officer, officer, lo, mlo, lender contact, loan officer name",
    "lender.phone": "lender phone, officer phone, lo phone",
    "lender.product": "loan type, loan, loan program, loan product, financing, product, finance type, program",
    "lender.status": "loan status, lender status, financing status, mortgage status, approval",
    "lender.lock_expires": "lock, rate lock, lock expires, lock expiration, lock exp, rate lock expires, "
    "rate lock exp, rate lock expiration, "
    "lock date",
    "contingencies": "contingency, contingent, contingencies, home to sell, contingent on, contingency type",
    "contingencies.expires": "contingency date, contingency expires, contingency expiration, contingency exp, "
    "contingency removal",
    "deposits": "deposit, earnest money, em, emd, earnest, deposit amount, deposits, earnest deposit",
    "deposits.due": "deposit due, deposit due date, deposit date, earnest money due",
    "deposits.paid": "deposit paid, deposit received, earnest money received, paid",
    "realtor.name": "realtor, agent, realtor name, buyers agent, buyer agent, co op agent, coop agent, selling agent, "
    "broker, co broke",
    "realtor.phone": "realtor phone, agent phone, buyers agent phone",
    "contact.channel": "channel, prefers, preferred contact, contact by, contact preference, best contact, preferred method",
    "contact.when": "best time, when to call, when, best time to call",
    "log.at": "last contact, last update, last contacted, last touch, last call, last spoke, contacted, last "
    "contact date, last updated",
    "log.next": "next step, next steps, next action, follow up, to do",
    "notes": "notes, note, comments, comment, remarks, memo, notes next step, notes next steps, notes comments, notes follow up",
}
KEYWORDS = {word: field for field, words in HEADINGS.items() for word in words.split(", ")}
WORKED_OUT = "(info)"  # how such a heading of `export` ends
LEFT_OUT = "-"  # in the place of a field: the column is not taken
# How much a heading says: of two for one field the one that its list has earlier is meant.
_RANKS = {word: rank for words in HEADINGS.values() for rank, word in enumerate(words.split(", "))}
_REPEATED = ("notes", "deposits", "contingencies", LEFT_OUT)  # fields that several columns may fill
MIN_KNOWN = 2  # headings that make a row a header
NO_TITLES = re.compile(r"as of|updated|printed|date|page|prepared|report\b|week of")
TOTALS = re.compile(r"(grand |sub ?)?(total|totals|count|average|avg|sum)\b")


class Column(NamedTuple):
    """One column of a table: its place from 0, its heading as typed, and our field; None for one we have no field for."""

    place: int
    heading: str
    field: str | None


class Section(NamedTuple):
    """Homes under one header: the title above them, if any, and the rows with their numbers as the spreadsheet counts them."""

    sheet: str
    title: str | None
    columns: tuple[Column, ...]
    rows: tuple[tuple[int, Row], ...]


class _Header(NamedTuple):
    columns: tuple[Column, ...]
    height: int  # rows it takes


def fold_heading(text: str) -> str:
    """Return a heading as `KEYWORDS` spells it: `Buyer's Name(s)` and `JOB #` are `buyers name` and `job number`."""
    plain = (
        text.casefold()
        .replace("(s)", "")
        .replace("'", "")
        .replace("\u2019", "")
        .replace("#", " number ")
        .replace("%", " percent ")
    )
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def find_sections(sheet: Sheet, mapping: Mapping[str, str] | None = None) -> tuple[Section, ...]:
    """Return every group of homes in a sheet, in its order; empty when no row looks like a header.

    `mapping` says which field a heading is, by the heading as `fold_heading` gives it; it beats `KEYWORDS`.
    """
    known = KEYWORDS | dict(mapping or {})
    tables = [found for part in _side_by_side(sheet.rows) if (found := _sections_in(sheet._replace(rows=part), known))]
    return tuple(section for found in tables for section in found) if len(tables) > 1 else _sections_in(sheet, known)


def _side_by_side(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """The rows cut at every column that is empty from top to bottom, each part where it stands in the sheet."""
    width = max(map(len, rows), default=0)
    filled = [any(place < len(row) and row[place] is not None for row in rows) for place in range(width)]
    start = 0
    for place in range(width + 1):
        if place == width or not filled[place]:
            if any(filled[start:place]):
                yield tuple((*(None,) * start, *row[start:place]) for row in rows)
            start = place + 1


def _sections_in(sheet: Sheet, known: Mapping[str, str]) -> tuple[Section, ...]:
    sections: list[Section] = []
    title, header, homes = None, None, list[tuple[int, "Row"]]()
    place = 0
    while place < len(sheet.rows):
        found = _header_at(sheet.rows, place, known)
        if found is not None:
            _close_section(sections, sheet, title, header, homes)
            header, homes = found, []
            place += found.height
            continue
        row = sheet.rows[place]
        words = [cell for cell in row if cell is not None]
        is_alone = len(words) == 1 and isinstance(words[0], str) and not _is_number_alone(row, header)
        if is_alone and _is_title(str(words[0]), row):
            _close_section(sections, sheet, title, header, homes)
            title, homes = str(words[0]), []
        elif words and header is not None and not is_alone and not _is_total(words):
            homes.append((place + 1, row))
        place += 1
    _close_section(sections, sheet, title, header, homes)
    return tuple(sections)


def _close_section(
    sections: list[Section], sheet: Sheet, title: str | None, header: _Header | None, homes: Sequence[tuple[int, Row]]
) -> None:
    if header is not None and homes:
        sections.append(Section(sheet.name, title, header.columns, tuple(homes)))


def _is_title(text: str, row: Row) -> bool:
    """A lone text in one of the first cells, no number, no sentence: the community over the homes that follow."""
    folded = fold_heading(text)
    is_named = any(sign.isalpha() for sign in folded) and not TOTALS.match(folded) and not NO_TITLES.match(folded)
    return row.index(text) <= 1 and len(text) <= 60 and is_named


def _is_number_alone(row: Row, header: _Header | None) -> bool:
    """A home's number or lot that has nothing behind it, as where no home is sold yet."""
    numbers = [column.place for column in header.columns if column.field in ("job", "lot")] if header else []
    return any(place < len(row) and re.fullmatch(r"[A-Za-z]{0,4}[ -]?[0-9]+", str(row[place] or "")) for place in numbers)


def _is_total(words: Sequence[Cell]) -> bool:
    return any(isinstance(word, str) and TOTALS.match(fold_heading(word)) is not None for word in words[:2])


def _header_at(rows: Sequence[Row], place: int, known: Mapping[str, str]) -> _Header | None:
    """The header that begins in this row: on one line, or on two where the second completes the first."""
    alone = _header_of([rows[place]], known)
    is_pair = place + 1 < len(rows) and sum(cell is not None for cell in rows[place]) > 1
    if is_pair and _is_wording(rows[place]) and _is_wording(rows[place + 1]):
        both = _header_of([_spread(rows[place], rows[place + 1]), rows[place + 1]], known)
        if both is not None and _count(both) > (_count(alone) if alone else 0):
            return both
    return alone


def _is_wording(row: Row) -> bool:
    """Only words: no day, no number, as in a header."""
    return all(cell is None or (isinstance(cell, str) and not any(sign.isdigit() for sign in cell[:1])) for cell in row)


def _spread(above: Row, below: Row) -> Row:
    """The upper row of a header with a heading over several columns repeated for each of them."""
    spread: list[Cell] = []
    last: Cell = None
    for place in range(max(len(above), len(below))):
        cell = above[place] if place < len(above) else None
        under = below[place] if place < len(below) else None
        last = cell if cell is not None else (last if under is not None else None)
        spread.append(last)
    return tuple(spread)


def _header_of(lines: Sequence[Row], known: Mapping[str, str]) -> _Header | None:
    """The columns under these lines of headings; None when they don't look like headings of homes."""
    width = max(len(line) for line in lines)
    lowest = [str(cell) for cell in lines[-1] if cell is not None]
    columns: list[Column] = []
    ranks: dict[int, int] = {}
    for place in range(width):
        words = [str(line[place]) for line in lines if place < len(line) and line[place] is not None]
        heading = " ".join(dict.fromkeys(words))
        if heading:
            word = next((word for word in (heading, words[-1]) if _field_named(word, known)), heading)
            if not _field_named(heading, known) and lowest.count(words[-1]) == 1:
                word = heading = words[-1]  # the heading over a group of columns adds nothing
            folded = fold_heading(word)
            is_said = folded in known and known[folded] != KEYWORDS.get(folded)  # by her, and that goes before any other
            ranks[place] = -2 if is_said else _RANKS.get(folded, -1)
            columns.append(Column(place, " ".join(heading.split()), _field_named(word, known)))
    columns = [_only_meaning(column, columns, ranks) for column in columns]
    fields = {column.field for column in columns}
    is_header = len(fields - {None}) >= MIN_KNOWN and len(fields - {None}) * 3 >= len(columns)
    has_home = bool(fields & {"job", "lot", "address"}) or bool(fields & {"buyers", "buyers.last"})
    return _Header(tuple(columns), len(lines)) if is_header and has_home else None


def _field_named(heading: str, known: Mapping[str, str]) -> str | None:
    """The field of a heading: by what people call it, or by its name in the file, `lender.officer`.

    What `export` has worked out is not taken back.
    """
    if heading.rstrip().endswith(WORKED_OUT):
        return LEFT_OUT
    found = known.get(fold_heading(heading))
    return found or (heading.strip() if heading.strip() in HEADINGS else value_field(heading.strip()))


def value_field(name: str) -> str | None:
    """Return the field of that dotted name that holds a value, or a list of plain ones: `needed_by` is `needed_by.date`.

    None for a block or a list of blocks, of which a cell says too little.
    """
    field = home_fields().get(name)
    if field is None or is_table(field) or (field.block is not None and field.is_list):
        return None
    main = SHORT_FORMS.get(field.path[-1], ()) if field.block is not None else ()
    return name if field.block is None else f"{name}.{main[0]}" if len(main) == 1 else None


def _only_meaning(column: Column, columns: Sequence[Column], ranks: Mapping[int, int]) -> Column:
    """The column without its field where another one is called by it more clearly: `#` beside `Job #` is no job number."""
    rivals = [other for other in columns if other.field == column.field]
    if column.field is None or column.field in _REPEATED or len(rivals) == 1:
        return column
    best = min(rivals, key=lambda one: (ranks[one.place], one.place))
    return column if column is best else column._replace(field=None)


# What the cells say of a column whose heading says little or another thing


def settle_columns(section: Section, stages: Collection[str]) -> Section:
    """Return the section with its columns by what they hold: mail addresses, phones, stages, a count of the rows."""
    columns = list(section.columns)
    for place, column in enumerate(columns):
        cells = [cell for _, row in section.rows if (cell := _cell_text(row, column.place))]
        taken = {other.field for other in columns if other is not column}
        field = _field_of(column, cells, taken, stages)
        columns[place] = column._replace(field=field)
    kept = tuple(column for column in columns if not _is_row_count(column, section))
    return section._replace(columns=kept)


def _cell_text(row: Row, place: int) -> str:
    text = str(row[place]).strip() if place < len(row) and row[place] is not None else ""
    return "" if is_no_value(text) else text


def _field_of(column: Column, cells: Sequence[str], taken: Collection[str | None], stages: Collection[str]) -> str | None:
    def are(is_one: Callable[[str], object]) -> bool:
        return bool(cells) and sum(bool(is_one(cell)) for cell in cells) * 2 > len(cells)

    def is_stage(cell: str) -> bool:
        return stage_of(cell, tuple(stages)) is not None

    def is_loan(cell: str) -> bool:
        return word_of(LoanStatus, cell) is not None

    if column.field == "stage" and "lender.status" not in taken and are(is_loan) and not are(is_stage):
        return "lender.status"
    if column.field == "permit.issued" and "permit.number" not in taken and not are(_DAY.match):
        return "permit.number"
    if column.field == "job" and "lot" in taken and fold_heading(column.heading) in ("number", "no") and _counts_up(cells):
        return None
    if column.field is not None or column.heading.casefold().startswith(OWN_PREFIX):
        return column.field
    guesses = (("buyers.1.email", _EMAIL.fullmatch), ("buyers.1.phone", _PHONE.fullmatch), ("stage", is_stage))
    return next((field for field, is_one in guesses if field not in taken and len(cells) > 1 and all(map(is_one, cells))), None)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[/.-][0-9A-Za-z]{1,3}|[0-9]{5}$|[A-Za-z]{3,9}\.? [0-9]{1,2}\b")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[(]?[0-9]{3}[) .-]{0,2}[0-9]{3}[ .-]?[0-9]{4}|[0-9]{3}-[0-9]{4}")


def _counts_up(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and [cell for cell in cells if cell.isdigit()] == [str(number) for number in range(1, len(cells) + 1)]


def _is_row_count(column: Column, section: Section) -> bool:
    """`#`, with 1, 2, 3 below it: it says nothing of the homes."""
    cells = [cell for _, row in section.rows if (cell := _cell_text(row, column.place))]
    return column.field is None and fold_heading(column.heading) in ("number", "no") and _counts_up(cells)


def _count(header: _Header) -> int:
    return sum(column.field is not None for column in header.columns)
