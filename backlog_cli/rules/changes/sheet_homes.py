"""What `import` writes: homes out of a spreadsheet, those that are new, and what differs from the file."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.values import Moment, Period
from backlog_cli.errors import UsageError
from backlog_cli.keys import JOB_KEYS, SHORT_FORMS
from backlog_cli.rules.change import Append, Change, Put, Unquoted
from backlog_cli.rules.changes.entries import day_text
from backlog_cli.rules.changes.home import check_job_number, field_name
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.names import name_key, surname
from backlog_cli.terms import CANCELLED, CLOSED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from backlog_cli import model
    from backlog_cli.rules.change import Intent, Path
    from backlog_cli.terms import DateOrder

LAST_CONTACT = "Last contact, as the spreadsheet has it"  # what the log says of a day without words


class Doubt(NamedTuple):
    """A cell that cannot be read for certain: where it is, what stands there, and why. `is_row` leaves its whole row out.

    `cell` is the spreadsheet's own name for it, `F12`; the row alone where no single cell is meant. One that `is_private` seems
    to hold a number that must not be kept: then `value` is empty.
    """

    sheet: str
    row: int
    cell: str
    heading: str
    value: str
    why: str
    is_row: bool = False
    is_private: bool = False


class SheetHome(NamedTuple):
    """One home as a row of a spreadsheet has it.

    `values` are what the cells mean, by their path in a home of the file (`("deposits", 0, "amount")`); `notes` are texts to
    keep as they are; `last_contact` is the day of the last talk, `last_words` what the cell says besides. `lot_is_number` where
    no column has a number of its own.
    """

    sheet: str
    row: int
    number: str
    values: Mapping[Path, object]
    notes: tuple[str, ...] = ()
    last_contact: date | None = None
    last_words: str = LAST_CONTACT
    lot_is_number: bool = False

    @property
    def buyers(self) -> tuple[str, ...]:
        """The full names of the buyers."""
        return tuple(str(value) for path, value in self.values.items() if path[0] == "buyers" and path[-1] == "name")

    @property
    def sold_date(self) -> date | None:
        """The day of the sale."""
        found = self.values.get(("sold_date",))
        return found if isinstance(found, date) else None

    @property
    def title(self) -> str:
        """The number and the family names, as lists call a home."""
        return f"{self.number} {' / '.join(dict.fromkeys(map(surname, self.buyers)))}"


class Difference(NamedTuple):
    """One field that the spreadsheet has otherwise than the file; `before` is None where the file has nothing."""

    field: str
    before: object
    after: object


class KnownHome(NamedTuple):
    """A home that is in the file already, by the name that it has there, and what the spreadsheet has otherwise."""

    home: SheetHome
    job: str
    differences: tuple[Difference, ...]
    intents: tuple[Intent, ...]


class SheetImport(NamedTuple):
    """What a spreadsheet says that the file does not: new homes, homes that are there, and what is in doubt."""

    new: tuple[SheetHome, ...]
    known: tuple[KnownHome, ...]
    doubts: tuple[Doubt, ...]

    @property
    def same(self) -> tuple[KnownHome, ...]:
        """The homes that the file has just so."""
        return tuple(home for home in self.known if not home.differences)

    @property
    def differing(self) -> tuple[KnownHome, ...]:
        """The homes of which the spreadsheet says something else."""
        return tuple(home for home in self.known if home.differences)


class ImportReport(NamedTuple):
    """What `import` understood of a spreadsheet: where its tables are, which column is what, and what it has for the file.

    `columns` are headings with the field that each fills, `own` with the agent's own key that keeps their cells; `orders` what
    comes first in dates that could be two days, where there are any; `unsold` the rows of homes that nobody has bought.
    """

    source: str
    tables: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    own: tuple[tuple[str, str], ...]
    orders: tuple[DateOrder, ...]
    unsold: tuple[int, ...]
    found: SheetImport
    is_update: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.found.new and not (self.is_update and self.found.differing)


def compare_homes(
    homes: Sequence[SheetHome],
    jobs: Sequence[model.Job],
    doubts: Sequence[Doubt],
    *,
    archived: Sequence[model.Job] = (),
    unreadable: Collection[str] = (),
) -> SheetImport:
    """Return which of these homes are new, and what of the others differs; a home that cannot be told from another is in doubt.

    `archived` homes are there already and stay as they are; `unreadable` are the numbers of homes that the file has and nobody
    can read.
    """
    new, known, unsure = list[SheetHome](), list[KnownHome](), list(doubts)
    for home in homes:
        found = _find_home(home, jobs)
        if found is None and (old := _archived(home, archived)) is not None:
            known.append(KnownHome(home, old.job, (), ()))
            continue
        if home.number in unreadable:
            found = f"job {home.number} is in the file but can't be read there"
        why = found if isinstance(found, str) else _twice(home, (*new, *(one.home for one in known)))
        if not why and found is None:
            numbered, why = _with_free_number(home, jobs, new)
            new += [] if why else [numbered]
        if why:
            unsure.append(Doubt(home.sheet, home.row, f"row {home.row}", "", home.title, why, is_row=True))
        elif found is not None and not isinstance(found, str):
            known.append(_known_home(home, found))
    return SheetImport(tuple(new), tuple(known), tuple(unsure))


def import_changes(found: SheetImport, *, source: str, is_update: bool, starts_tracking: date | None) -> tuple[Change, ...]:
    """Return the changes that put the new homes at the end of the file, and with `is_update` what differs into the others.

    `starts_tracking` is the day on which an empty file begins. Nothing the spreadsheet leaves blank is taken away.
    """
    changes: list[Change] = []
    if found.new:
        began = [Put(("settings", "tracking_since"), day_text(starts_tracking))] if starts_tracking else []
        homes = [Append(("jobs",), new_entry(home)) for home in found.new]
        count = "a home" if len(homes) == 1 else f"{len(homes)} homes"
        changes.append(Change(None, (*began, *homes), f"imported {count} from {shorten(source)}"))
    if is_update:
        for home in found.differing:
            fields = ", ".join(one.field for one in home.differences)
            changes.append(Change(home.job, home.intents, f"updated {fields} from {shorten(source)}"))
    return tuple(changes)


# A new home


def new_entry(home: SheetHome) -> dict[str, object]:
    """Return a home as the file has one, its keys in the file's order."""
    entry: dict[str, object] = {"job": home.number}
    for path, value in home.values.items():
        _place(entry, path, written(value))
    if home.last_contact is not None:
        entry["log"] = [{"at": day_text(home.last_contact), "text": home.last_words}]
    if home.notes:
        entry["notes"] = list(home.notes) if len(home.notes) > 1 else home.notes[0]
    short = {key: _shortest(key, value) for key, value in entry.items()}
    return {key: short[key] for key in sorted(short, key=_rank)}


def written(value: object) -> object:
    """Return a value as the file writes it: days and numbers without quotes, words as text."""
    if isinstance(value, tuple) and not isinstance(value, Moment | Period):
        return [written(item) for item in value]
    if isinstance(value, bool):
        return Unquoted(str(value).lower())
    if isinstance(value, StrEnum):
        return str(value.value)
    return Unquoted(str(value)) if isinstance(value, date | Moment | Period | int | float) else str(value)


def _place(entry: dict[str, object], path: Path, value: object) -> None:
    """Put a value where its path leads; blocks and lists on the way are begun."""
    holder: object = entry
    for step, following in zip(path, (*path[1:], None), strict=True):
        fresh: object = value if following is None else [] if isinstance(following, int) else {}
        if isinstance(holder, dict):
            holder = holder.setdefault(step, fresh)
        elif isinstance(holder, list) and isinstance(step, int):
            if step >= len(holder):
                holder.append(fresh)
            holder = holder[min(step, len(holder) - 1)]


def _shortest(key: str, value: object) -> object:
    """A block that holds its main key alone in one word, and a list of such."""
    if isinstance(value, list):
        return [_shortest(key, item) for item in value]
    main = SHORT_FORMS.get(key, ())
    return value[main[0]] if isinstance(value, dict) and len(main) == 1 and set(value) == set(main) else value


def _rank(key: str) -> int:
    return JOB_KEYS.index(key) if key in JOB_KEYS else len(JOB_KEYS)


# Which home of the file it is


def _find_home(home: SheetHome, jobs: Sequence[model.Job]) -> model.Job | str | None:
    """The home of the file that a row is about; None for a new one; why, where that cannot be told."""
    alike = [job for job in jobs if _has_its_number(home, job)]
    same_day = [job for job in alike if home.sold_date is not None and job.sold_date == home.sold_date]
    if len(same_day) == 1:
        return same_day[0]
    people = [job for job in alike if _are_same_people(home, job) and not (_is_ended(job) and _is_later_sale(home, job))]
    if len(people) == 1:
        return people[0]
    others = [job for job in alike if not _is_ended(job)] or [job for job in alike if not _is_later_sale(home, job)]
    if not others:
        return None
    names = " and ".join(buyer.name for buyer in others[0].buyers)
    sold = f", sold {others[0].sold_date.isoformat()}" if others[0].sold_date else ""
    return f"{others[0].number_in_file} is {names}'s in the file{sold}"


def _archived(home: SheetHome, jobs: Sequence[model.Job]) -> model.Job | None:
    """The sale of an archive that a row is about: the same day, or the same people where a day is missing."""
    for job in jobs:
        is_day_missing = home.sold_date is None or job.sold_date is None
        is_sale = _are_same_people(home, job) if is_day_missing else home.sold_date == job.sold_date
        if _has_its_number(home, job) and is_sale:
            return job
    return None


def _has_its_number(home: SheetHome, job: model.Job) -> bool:
    if not home.lot_is_number:
        return fold_case(job.number_in_file) == fold_case(home.number)
    places = ((job.lot, home.values.get(("lot",))), (job.block, home.values.get(("block",))))
    is_lot = all(fold_case(str(ours or "")) == fold_case(str(theirs or "")) for ours, theirs in places)
    here, there = home.values.get(("community",)), job.community
    return is_lot and (here is None or there is None or fold_case(str(here)) == fold_case(there))


def _are_same_people(home: SheetHome, job: model.Job) -> bool:
    ours = {key for buyer in job.buyers for key in (name_key(buyer.name), name_key(surname(buyer.name)))}
    return any(name_key(name) in ours or name_key(surname(name)) in ours for name in home.buyers)


def _is_ended(job: model.Job) -> bool:
    return job.stage in (CLOSED, CANCELLED)


def _is_later_sale(home: SheetHome, job: model.Job) -> bool:
    return home.sold_date is not None and job.sold_date is not None and home.sold_date > job.sold_date


def _twice(home: SheetHome, earlier: Iterable[SheetHome]) -> str:
    """That the same home stands in a row above, unless one of the two sales is over."""
    for one in earlier:
        is_here = not home.lot_is_number or one.values.get(("community",)) == home.values.get(("community",))
        is_same = is_here and fold_case(one.number) == fold_case(home.number)
        ended = {one.values.get(("stage",)), home.values.get(("stage",))} & {CLOSED, CANCELLED}
        if is_same and not (ended and one.sold_date != home.sold_date):
            return f"this home is in row {one.row}, too"
    return ""


def _with_free_number(home: SheetHome, jobs: Sequence[model.Job], new: Sequence[SheetHome]) -> tuple[SheetHome, str]:
    """The home under a number that no other has; a lot that is in two communities gets the beginnings of its own in front."""
    taken = {job.number_in_file: "" for job in jobs if not _is_ended(job)}
    taken |= {one.number: "" for one in new if one.values.get(("stage",)) not in (CLOSED, CANCELLED)}
    if home.lot_is_number and any(fold_case(number) == fold_case(home.number) for number in taken):
        begins = "".join(word[0] for word in str(home.values.get(("community",)) or "").upper().split())
        home = home._replace(number=f"{begins}-{home.number}" if begins else home.number)
    try:
        check_job_number(home.number, taken if home.values.get(("stage",)) not in (CLOSED, CANCELLED) else {})
    except UsageError as error:
        return home, error.message.split(". Give")[0].rstrip(":. ")
    return home, ""


# What differs


def _known_home(home: SheetHome, job: model.Job) -> KnownHome:
    differences, intents = list[Difference](), list["Intent"]()
    added: dict[Path, dict[str, object]] = {}  # one more entry of a list, key by key
    for path, value in _comparable(home, job):
        before = _value_at(job, path)
        if isinstance(value, tuple) and not isinstance(value, Moment | Period):
            has = before if isinstance(before, tuple) else ()
            missing = [item for item in value if not any(_is_same(one, item) for one in has)]
            differences += [Difference(field_name(path), None, item) for item in missing]
            intents += [Append(path, written(item)) for item in missing]
        elif before is None or not _is_same(before, value):
            differences.append(Difference(field_name(path), before, value))
            place = _missing_entry(job, path)
            if place is None:
                intents.append(Put(path, written(value)))
            else:
                added.setdefault(place, {})[str(path[-1])] = written(value)
    intents += [Append((place[0],), _shortest(str(place[0]), entry)) for place, entry in added.items()]
    for note in home.notes:
        if note not in job.notes:
            differences.append(Difference("notes", None, note))
            intents.append(Append(("notes",), note))
    day = home.last_contact
    if day is not None and not any(entry.at is not None and entry.at.day >= day for entry in job.log):
        differences.append(Difference("log", max((entry.at.day for entry in job.log if entry.at), default=None), day))
        intents.append(Append(("log",), {"at": day_text(day), "text": home.last_words}))
    return KnownHome(home, job.job, tuple(differences), tuple(intents))


def _comparable(home: SheetHome, job: model.Job) -> Iterator[tuple[Path, object]]:
    """The values of a row by their paths, its buyers by the places that they have in the file."""
    names = [name_key(buyer.name) for buyer in job.buyers]
    families = [name_key(surname(buyer.name)) for buyer in job.buyers]
    places: dict[int, int] = {}
    rest = list(range(len(names)))
    people = [(int(path[1]), str(value)) for path, value in home.values.items() if path[0] == "buyers" and path[-1] == "name"]
    for place, name in people:
        known = next((at for at in rest if name_key(name) in (names[at], families[at])), None)
        if known is not None:
            places[place] = known
            rest.remove(known)
    for place, _ in people:
        if place not in places:  # another name: of the buyer who stands there and is not named, else one more
            places[place] = rest.pop(0) if rest else max((len(names) - 1, *places.values())) + 1
    for path, value in home.values.items():
        if path[0] != "buyers":
            yield path, value
            continue
        at = places.get(int(path[1]), int(path[1]))
        is_family_alone = path[-1] == "name" and at < len(families) and name_key(str(value)) == families[at]
        if not is_family_alone:
            yield ("buyers", at, *path[2:]), value


def _missing_entry(job: model.Job, path: Path) -> Path | None:
    """The list and the place in it that a path needs and the file does not have."""
    if len(path) < 3 or not isinstance(path[1], int):
        return None
    return path[:2] if path[1] >= len(getattr(job, str(path[0]))) else None


def _value_at(job: model.Job, path: Path) -> object:
    found: object = job
    for step in path:
        if isinstance(step, int):
            found = found[step] if isinstance(found, tuple) and step < len(found) else None
        elif step.startswith("x_") and found is job:
            found = job.own.get(step)
        else:
            found = getattr(found, step, None)
    return None if found == () else found


def _is_same(before: object, after: object) -> bool:
    if isinstance(before, str) and isinstance(after, str) and not isinstance(after, StrEnum):
        return " ".join(before.split()) == " ".join(after.split()) or (
            sum(sign.isdigit() for sign in after) >= 7 and _digits(before) == _digits(after)
        )
    if isinstance(before, Moment) and isinstance(after, Moment) and after.clock is None:
        return before.day == after.day  # a spreadsheet that keeps no time takes none away
    if isinstance(before, Period) and isinstance(after, Period):
        return before.text == after.text
    return before == after or str(before) == str(after)


def _digits(text: str) -> str:
    """A phone number as it is dialed; other text as it is."""
    return "".join(sign for sign in text if sign.isdigit()) if not any(sign.isalpha() for sign in text) else text
