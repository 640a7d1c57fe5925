"""How a home is named wherever one has to be told from all others."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from backlog_cli.dates.file_dates import file_date
from backlog_cli.terms import CANCELLED, CLOSED, stage_of


class HomeKey(NamedTuple):
    """A home is its number and its sale date: one number may have several sales, one after the other.

    `sold_date` is None where the day of the sale is not written.
    """

    number: str
    sold_date: date | None

    @property
    def text(self) -> str:
        """The key as it is typed and kept in the journal: `1033@2026-02-08`, the number alone where no day is written."""
        if self.sold_date is not None:
            return f"{self.number}@{self.sold_date.isoformat()}"
        return f"{self.number}@" if "@" in self.number else self.number


def parse_home_key(text: str) -> HomeKey:
    """Return the key that `HomeKey.text` wrote; a text that ends in no `@` and a day is a number alone."""
    number, _, day = text.rpartition("@")
    if not number:
        return HomeKey(text, None)
    return HomeKey(number, None) if not day else HomeKey(number, sold) if (sold := _day(day)) else HomeKey(text, None)


def home_names(homes: Iterable[tuple[str, date | None, bool]]) -> list[str]:
    """Return what each home of a file is called by, from its number, its sale date, and whether it is open; each name once.

    That is its number. Where several bear it, the number means the open one, else the one that was sold last, and all others
    are called by their keys; with two open homes it means none of them.
    """
    listed = list(homes)
    users: dict[str, list[int]] = {}
    for place, (number, _, _) in enumerate(listed):
        users.setdefault(number, []).append(place)
    names = [number for number, _, _ in listed]
    for number, places in users.items():
        if len(places) > 1:
            _name_sales(number, places, listed, names)
    return names


def _name_sales(number: str, places: list[int], homes: list[tuple[str, date | None, bool]], names: list[str]) -> None:
    open_places = [place for place in places if homes[place][2]]
    newest = max(places, key=lambda place: (homes[place][1] or date.min, place))
    bare = newest if not open_places else open_places[0] if len(open_places) == 1 else None
    used = {number}
    for place in places:
        if place != bare:
            text = HomeKey(number, homes[place][1]).text
            copies = (f"{text}#{n}" for n in range(2, len(places) + 2))
            names[place] = next(name for name in (text, *copies) if name not in used)
            used.add(names[place])


# The homes of a file's plain data


def raw_homes(data: object) -> list[object]:
    """Return the entries of the list of homes."""
    jobs = data.get("jobs") if isinstance(data, dict) else None
    return list(jobs) if isinstance(jobs, list) else []


def raw_top_level(data: object) -> dict[str, object]:
    """Return what the file says beside its homes."""
    return {key: value for key, value in data.items() if key != "jobs"} if isinstance(data, dict) else {}


def raw_key(home: object) -> HomeKey | None:
    """Return the key of a home as plain data; None for an entry that is no home."""
    if not isinstance(home, dict) or not isinstance(home.get("job"), str):
        return None
    return HomeKey(home["job"], _sold_date(home))


def raw_home_names(data: object) -> list[str]:
    """Return what each entry of the list of homes is called by, by its place; empty for one that is no home."""
    homes = raw_homes(data)
    keys = [raw_key(home) for home in homes]
    known = [(place, key) for place, key in enumerate(keys) if key is not None]
    names = [""] * len(homes)
    for (place, _), name in zip(known, home_names((*key, is_open_home(homes[place])) for place, key in known), strict=True):
        names[place] = name
    return names


def find_home(data: object, name: str) -> int | None:
    """Return the place of the home that is called so, or has that key; None when there is none, or more than one."""
    called = [place for place, home in enumerate(raw_homes(data)) if isinstance(home, dict) and home.get("job") == name]
    if len(called) == 1:  # what nearly every home is: the only one of its number
        return called[0]
    names = raw_home_names(data)
    if name and name in names:
        return names.index(name)
    number, sold = parse_home_key(name)
    places = [place for place, home in enumerate(raw_homes(data)) if raw_key(home) == (number, sold)]
    return places[0] if len(places) == 1 else None


def home_keys(names: Iterable[str], *states: object) -> tuple[HomeKey, ...]:
    """Return the keys of homes by their names, each once, from the first of a file's plain data that holds the home."""
    return tuple(dict.fromkeys(_key_in(name, states) for name in dict.fromkeys(names)))


def home_mark(home: object) -> str:
    """Return what a home is known by under another number: its lot and who bought it; empty where nobody is named."""
    if not isinstance(home, dict):
        return ""
    buyers, lot = home.get("buyers"), home.get("lot")
    people = [buyer for buyer in buyers if isinstance(buyer, str)] if isinstance(buyers, list) else []
    names = ", ".join(sorted(" ".join(name.casefold().split()) for name in people))
    return f"{lot if isinstance(lot, str) else ''}: {names}" if names else ""


def home_marks(keys: Iterable[HomeKey], *states: object) -> tuple[str, ...]:
    """Return the marks of homes by their keys, each from the first of a file's plain data that holds it."""
    places = ([(data, find_home(data, key.text)) for data in states] for key in keys)
    homes = (next((raw_homes(data)[at] for data, at in found if at is not None), None) for found in places)
    return tuple(map(home_mark, homes))


def _key_in(name: str, states: Iterable[object]) -> HomeKey:
    for data in states:
        place = find_home(data, name)
        key = raw_key(raw_homes(data)[place]) if place is not None else None
        if key is not None:
            return key
    return parse_home_key(name)


def _sold_date(home: dict[object, object]) -> date | None:
    text = home.get("sold_date")
    try:
        return file_date(text) if isinstance(text, str) else None
    except ValueError:
        return None


def is_open_home(home: object) -> bool:
    """Return whether a home as plain data is neither closed nor cancelled."""
    stage = home.get("stage") if isinstance(home, dict) else None
    return not isinstance(stage, str) or stage_of(stage, (CLOSED, CANCELLED)) is None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
