"""Words looked up in everything the file says: which entries hold all of them, newest first (004-14, 001-6e)."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.file_dates import file_moment, leading_moment
from backlog_cli.dates.values import MONTHS, WEEKDAYS
from backlog_cli.errors import UsageError
from backlog_cli.rules.folding import fold_with_positions
from backlog_cli.rules.names import household, people_in, surname
from backlog_cli.rules.recovery.copies import DAY_KEYS, ENTRY_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    HomeData = Mapping[str, object]  # one home as plain data: every value text, a list or a mapping
    BlockData = Mapping[object, object]

# Keys that make a home what it is: looked up together, and beside the words of everything the home holds.
IDENTITY_KEYS = ("job", "buyers", "address", "community", "lot", "block", "plan")
CONTEXT_KEYS = (*IDENTITY_KEYS, "superintendent", "stage")
PRIVATE_KEYS = (
    "price", "options_total", "personality", "interests", "milestones", "bought_for", "hot_buttons", "after_closing_work",
    "worries", "notes", "conflicts",
)  # fmt: skip
# What an entry says first; the rest of it is shown where a word is found there.
LEADING_KEYS = ("text", "ask", "what", "item", "title", "name", "said", "answer", "cause", "wants", "reason", "lesson")
HIDDEN_KEYS = ("by", "noted_by", "to", "of", "role", "side", "private", "id", "told_how")
EMPTY_WORDS = ("true", "false", "none", "null", "~")
OWN_DAY_KEYS = tuple(key for key in DAY_KEYS if key != "from")  # where a date moved from is not a day on which it happened

PIECE_SEPARATOR = "; "  # between what an entry says

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: \d{1,2}:\d{2})?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{2}|\d{4}))?")
LONGEST_DAY = 32  # letters of a day with its weekday and its time
_MIN_MONTH = 3  # letters of a month's or a weekday's name


class Piece(NamedTuple):
    """One value of an entry: the name it is shown under ("" for what needs none), its words, its day if it is one.

    `is_always` marks what the entry says first: it is shown whatever was looked for. `is_named` counts the name as words.
    """

    name: str
    text: str
    day: date | None = None
    is_named: bool = False
    is_always: bool = False


class FileEntry(NamedTuple):
    """One thing the file says about a home. `day` is when it happened, None where it has no day of its own."""

    where: str
    pieces: tuple[Piece, ...]
    day: date | None = None
    private: bool = False


class Hit(NamedTuple):
    """One entry that holds all the words: whose, when, where in the file, and what it says around them.

    `job` is None for what belongs to no home. `archive` names the file of an archived home, None for her own file. `place`
    is where in the text begins what was found, for days that the words name but do not spell.
    """

    job: str | None
    buyer: str
    lot: str | None
    day: date | None
    where: str
    text: str
    private: bool
    archive: str | None
    place: int = 0


class SearchTerm(NamedTuple):
    """One word or phrase to look for, without case and accents. A bare number is looked for whole."""

    text: str

    @property
    def is_number(self) -> bool:
        """Whether it is digits alone, so that 41 is not found in 1041."""
        return self.text.isascii() and self.text.isdigit()

    def places_in(self, letters: str) -> Iterator[tuple[int, int]]:
        """Yield each place of it in a text, without case and accents."""
        start = letters.find(self.text)
        while start >= 0:
            end = start + len(self.text)
            around = letters[start - 1 : start] + letters[end : end + 1]
            if not (self.is_number and any(sign.isdigit() for sign in around)):
                yield start, end
            start = letters.find(self.text, end)

    def is_in(self, letters: str) -> bool:
        """Return whether it is there."""
        return next(self.places_in(letters), None) is not None


def parse_search_terms(typed: Sequence[str]) -> tuple[SearchTerm, ...]:
    """Return the words to look for; one typed in quotes with blanks inside is a phrase. Raise UsageError for none."""
    found = tuple(dict.fromkeys(SearchTerm(text) for text in map(_flatten, typed) if text))
    if not found:
        raise UsageError("say what to look for: backlog find rent, or backlog find okafor windows.")
    return found


def term_positions(text: str, words: Sequence[SearchTerm]) -> tuple[tuple[int, int], ...]:
    """Return where in a text the words stand, as starts and ends, in order."""
    letters, places = fold_with_positions(text)
    spans = {(places[start], places[end - 1] + 1) for word in words for start, end in word.places_in(letters)}
    return tuple(sorted(spans))


def search_homes(
    homes: Iterable[tuple[HomeData, str | None]], words: Sequence[SearchTerm], *, tips: Iterable[object] = ()
) -> tuple[Hit, ...]:
    """Return every entry that all the words fit, newest first, those without a day last.

    `homes` are homes as plain data, each with the name of the archive it is in (None: her own file). A word fits an
    entry by its own words or days, or by whose home it is; at least one must be the entry's own.
    """
    hits = [hit for home, archive in homes for hit in _hits_in(home, archive, words)]
    for tip in tips:
        entry = _entry("local_items", tip)
        if _is_match(entry, "", words):
            hits.append(_hit(None, "", None, entry, words, None))
    return tuple(sorted(hits, key=lambda hit: -hit.day.toordinal() if hit.day else 1))


def _hits_in(home: HomeData, archive: str | None, words: Sequence[SearchTerm]) -> Iterator[Hit]:
    around = "\n".join(_flatten(text) for key in CONTEXT_KEYS for text in _texts(home.get(key)))
    lot = str(home["lot"]) if home.get("lot") else None
    around += f"\nlot {_flatten(lot)}\nlot{_flatten(lot)}" if lot else ""
    buyer = household(surname(name) for name in people_in(_names(home)))
    for entry in _entries(home):
        if _is_match(entry, around, words):
            yield _hit(str(home.get("job") or ""), buyer, lot, entry, words, archive)


def _hit(job: str | None, buyer: str, lot: str | None, entry: FileEntry, words: Sequence[SearchTerm], archive: str | None) -> Hit:
    held = [piece for piece in entry.pieces if _has_term(piece, words)]
    dated = next((piece.day for piece in held if piece.day), None)
    shown = list(dict.fromkeys(_piece_text(piece) for piece in entry.pieces if piece.is_always or piece in held))
    first = next((_piece_text(piece) for piece in held), "")
    text = PIECE_SEPARATOR.join(shown) or _piece_text(entry.pieces[0])
    return Hit(job, buyer, lot, entry.day or dated, entry.where, text, entry.private, archive, max(text.find(first), 0))


def _piece_text(piece: Piece) -> str:
    return f"{piece.name}: {piece.text}" if piece.name else piece.text


def _has_term(piece: Piece, words: Sequence[SearchTerm]) -> bool:
    letters = _piece_letters(piece)
    return any(word.is_in(letters) or (piece.day is not None and _is_day(word, piece.day)) for word in words)


def _piece_letters(piece: Piece) -> str:
    # The digits of a day are not numbers of their own: 12 is not every day in December.
    own = "" if piece.day is not None else _flatten(piece.text)
    return f"{_flatten(piece.name)}\n{own}" if piece.is_named else own


def _is_match(entry: FileEntry, around: str, words: Sequence[SearchTerm]) -> bool:
    own = "\n".join(map(_piece_letters, entry.pieces))
    days = dict.fromkeys(piece.day for piece in entry.pieces)
    days.setdefault(None)
    rest = [word for word in words if not word.is_in(own)]
    if len(rest) < len(words) and all(word.is_in(around) for word in rest):
        return True
    return any(day is not None and _is_day_match(day, own, around, words) for day in days)


def _is_day_match(day: date, own: str, around: str, words: Sequence[SearchTerm]) -> bool:
    has_month = any(_is_month(word, day) for word in words)
    fits = [_is_day(word, day) or (has_month and _is_part(word, day)) for word in words]
    others = (word for word, does_fit in zip(words, fits, strict=True) if not does_fit)
    return any(fits) and all(word.is_in(own) or word.is_in(around) for word in others)


def _is_day(word: SearchTerm, day: date) -> bool:
    """Whether a word names this day or its month: 2026-12-31, 2026-12, 12/31, december."""
    slashed = _SLASHED.fullmatch(word.text)
    if slashed:
        month, number, year = slashed.groups()
        return (int(month), int(number)) == (day.month, day.day) and (not year or int(year) in (day.year, day.year % 100))
    is_iso = len(word.text) > 4 and word.text[4] == "-" and day.isoformat().startswith(word.text)
    return is_iso or _is_month(word, day)


def _is_month(word: SearchTerm, day: date) -> bool:
    return len(word.text) >= _MIN_MONTH and MONTHS[day.month - 1].casefold().startswith(word.text)


def _is_part(word: SearchTerm, day: date) -> bool:
    """Whether a word beside a month's name is this day's number, year or weekday."""
    if word.is_number:
        return word.text.lstrip("0") in (str(day.day), str(day.year))
    return len(word.text) >= _MIN_MONTH and WEEKDAYS[day.weekday()].casefold().startswith(word.text)


# Plain data into entries.


def _entries(home: HomeData) -> Iterator[FileEntry]:
    yield _identity(home)
    for key, value in home.items():
        if key in IDENTITY_KEYS or key in ("stage", "sold_date"):
            continue
        yield from _entries_under(key, value, _names(home))


def _identity(home: HomeData) -> FileEntry:
    names = ", ".join(_names(home))
    first = ", ".join(str(text) for text in (names, home.get("address"), home.get("community")) if text)
    lot = home.get("lot")
    pieces = [Piece("", first, is_always=True)]
    pieces += [Piece("", text) for text in (f"lot {lot}" if lot else "", str(home.get("job") or "")) if text]
    buyers = home.get("buyers")
    for buyer in buyers if isinstance(buyers, list) else [buyers]:
        pieces += _pieces({key: text for key, text in buyer.items() if key != "name"}) if isinstance(buyer, dict) else ()
    pieces += _pieces({key: home.get(key) for key in ("block", "plan")})
    sold = home.get("sold_date")
    pieces += _pieces({"sold": sold})
    return FileEntry("home", tuple(pieces), _day_of(sold))


def _entries_under(key: str, value: object, buyers: Sequence[str]) -> Iterator[FileEntry]:
    is_private = key in PRIVATE_KEYS or key.startswith("x_")
    if isinstance(value, list):
        for item in value:
            yield _entry(key, item, buyers, private=is_private)
    elif isinstance(value, dict):
        inner = {name: held for name, held in value.items() if not _is_list_of_blocks(held)}
        for name, held in value.items():
            if _is_list_of_blocks(held):
                yield from (_entry(f"{key}.{name}", item, buyers) for item in held)
        pieces = tuple(_pieces(inner, is_named=True))
        if pieces:
            yield FileEntry(_space_key(key), pieces, _own_day(inner, ("date",)), is_private)
    elif value:
        day = _day_of(value)
        name = _space_key(key) if day else ""
        piece = Piece(name, _one_line(value), day, is_named=True, is_always=not day)
        yield FileEntry(_entry_kind(key), (piece,), None, is_private)


def _entry_kind(key: str) -> str:
    """What an entry under that key is called: `closing.shifts` holds moves, `needed_by` is `needed by`."""
    return ENTRY_NAMES.get(key) or _space_key(key.rpartition(".")[2])


def _is_list_of_blocks(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _entry(key: str, item: object, buyers: Sequence[str] = (), *, private: bool = False) -> FileEntry:
    where = _entry_kind(key)
    said = item.get("text") if isinstance(item, dict) and not item.get("at") else item
    at, text = leading_moment(said) if key == "log" and isinstance(said, str) else (None, said)
    if not isinstance(item, dict):
        return FileEntry(where, (Piece("", _one_line(text), is_always=True),), at.day if at else None, private)
    if at is not None:  # one line to which something was added
        item = {**item, "at": at.day.isoformat(), "text": text}
    known = {name.casefold() for name in buyers}
    others = [name for name in _texts(item.get("with")) if name.casefold() not in known]
    pieces = tuple(_pieces({**item, "with": others}))
    is_private = private or str(item.get("private")).casefold() == "true"
    return FileEntry(where, pieces or (Piece("", where),), _own_day(item, OWN_DAY_KEYS), is_private)


def _own_day(block: BlockData, keys: Iterable[str]) -> date | None:
    return next((day for key in keys if (day := _day_of(block.get(key))) is not None), None)


def _pieces(block: BlockData, *, is_named: bool = False) -> Iterator[Piece]:
    """The values of a block, what it says first in front; blanks, mere yes or no and what only sorts entries are left out."""
    flat = [
        (name, text)
        for name, text in _values("", block)
        if text and text.casefold() not in EMPTY_WORDS and name not in HIDDEN_KEYS
    ]
    for name, text in sorted(
        flat, key=lambda pair: LEADING_KEYS.index(pair[0]) if pair[0] in LEADING_KEYS else len(LEADING_KEYS)
    ):
        day = _day_of(text)
        if name in LEADING_KEYS and day is None:
            yield Piece("", f'"{text}"' if name == "said" else text, is_always=True)
        else:
            yield Piece(_space_key(name.removesuffix(".what")), text, day, is_named)


def _values(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(f"{name}.{key}" if name else str(key), inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(name, inner)
    elif value is not None:
        yield name, _one_line(value)


def _texts(value: object) -> list[str]:
    return [text for _, text in _values("", value) if text]


def _names(home: HomeData) -> list[str]:
    buyers = home.get("buyers")
    every = buyers if isinstance(buyers, list) else [buyers]
    return [_one_line(name) for buyer in every if (name := buyer.get("name") if isinstance(buyer, dict) else buyer)]


def _one_line(value: object) -> str:
    if isinstance(value, dict | list):
        return ", ".join(_texts(value))
    return " ".join(str(value).split())


def _space_key(key: object) -> str:
    return str(key).removesuffix("_date").replace("_", " ").replace(".", " ")


def _day_of(value: object) -> date | None:
    if not isinstance(value, str) or not 6 <= len(value) <= LONGEST_DAY or not any(sign.isdigit() for sign in value):
        return None
    match = _DAY.fullmatch(value)
    if match is None:
        return _typed_day(value)
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def _typed_day(text: str) -> date | None:
    """The day in `3/12/26` or `Mar 12 2026`."""
    try:
        return file_moment(text).day
    except ValueError:
        return None


def _flatten(text: object) -> str:
    """Text on one line without case and accents."""
    return fold_with_positions(" ".join(str(text).split()))[0]
