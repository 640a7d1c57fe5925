"""Which entries of two copies of a list are the same one, and which homes are."""

from __future__ import annotations

import json
from collections import Counter, defaultdict, deque
from enum import Enum, auto
from typing import TYPE_CHECKING

from backlog_cli.dates.file_dates import file_moment
from backlog_cli.rules.home_key import home_mark, raw_key
from backlog_cli.rules.recovery.lost_entries import expand_short_form
from backlog_cli.rules.recovery.same_entry import is_edited, is_same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Pairs = dict[int, int]  # the place of an entry in one copy, and in the other

MAX_COMPARED = 40_000  # pairs of entries that are looked at one by one
# What tells an entry of a list from the others, the surest first; the first is enough for two entries that are both new.
IDENTITIES: dict[str, tuple[tuple[str, ...], ...]] = {
    "log": (("at", "text"),),
    "promises": (("text", "due"), ("text", "made"), ("text",)),
    "shifts": (("what", "from", "to"), ("from", "to")),
    "deposits": (("kind", "amount", "due"), ("kind", "due"), ("kind", "amount"), ("kind",)),
    "contingencies": (("kind", "expires"), ("kind",)),
    "buyers": (("name",),),
    "issues": (("text", "opened"), ("text",), ("id",)),
    "questions": (("ask", "of"), ("ask",)),
    "appointments": (("at", "what"), ("what",)),
    "selections": (("item",),),
    "change_requests": (("what",),),
    "papers": (("what",),),
    "bought_for": (("text",),),
    "hot_buttons": (("text",),),
    "stages": (("name",),),
    "away": (("from", "to"), ("from",)),
    "local_items": (("title",),),
    "used": (("job", "date"),),
    "conflicts": (("key", "kept", "other"),),
}
_DAY_KEYS = frozenset(("at", "due", "made", "from", "to", "opened", "expires", "date"))


class Likeness(Enum):
    """How much two entries have in common that are taken for one."""

    FULL = auto()  # all that tells it from others: two people may write alike of two things
    PARTIAL = auto()  # some of that: a day or an amount may have been corrected
    EDITED = auto()  # its words may be others: one is what became of the other


def entry_pairs(key: str, one: Sequence[object], other: Sequence[object], *, alike: Likeness = Likeness.EDITED) -> Pairs:
    """Return which entry of `other` each entry of `one` is, both being lists under `key`; each answers for one."""
    pairs = _equal_pairs(one, other)
    identities = IDENTITIES.get(key, ())
    ways: list[Callable[[object, object], bool]] = [
        *(_identity_test(key, identity) for identity in identities[: 1 if alike is Likeness.FULL else None]),
        *((is_same, is_edited) if alike is Likeness.EDITED else ()),
    ]
    for is_it in ways:
        _pair_up(pairs, one, other, is_it)
    if alike is Likeness.EDITED:
        _pair_in_place(pairs, one, other)
    return pairs


def home_pairs(one: Sequence[object], other: Sequence[object], *, alike: Likeness = Likeness.EDITED) -> Pairs:
    """Return which home of `other` each home of `one` is: by number and sale, else by the people who bought it."""
    pairs = _equal_pairs(one, other)
    ways = (_is_same_sale, _is_same_number_and_household, _is_renumbered, _is_rewritten)
    for is_it in ways if alike is Likeness.EDITED else (_is_same_number_and_household,):
        _pair_up(pairs, one, other, is_it)
    return pairs


def _equal_pairs(one: Sequence[object], other: Sequence[object]) -> Pairs:
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for place, entry in enumerate(other):
        places[json.dumps(entry, sort_keys=True)].append(place)
    found = ((place, places.get(json.dumps(entry, sort_keys=True))) for place, entry in enumerate(one))
    return {place: there.popleft() for place, there in found if there}


def _pair_up(pairs: Pairs, one: Sequence[object], other: Sequence[object], is_it: Callable[[object, object], bool]) -> None:
    taken = set(pairs.values())
    left, free = [at for at in range(len(one)) if at not in pairs], [at for at in range(len(other)) if at not in taken]
    if len(left) * len(free) > MAX_COMPARED:
        return
    for place in left:
        found = next((at for at in free if is_it(other[at], one[place])), None)
        if found is not None:
            pairs[place] = found
            free.remove(found)


def _pair_in_place(pairs: Pairs, one: Sequence[object], other: Sequence[object]) -> None:
    """Pair the blocks between the same neighbors where as many are left as there were, and something in them is as it was."""
    back = {there: here for here, there in pairs.items()}
    start = 0
    for end in [place for place in range(len(one) + 1) if place == len(one) or place in pairs]:
        first = pairs[start - 1] + 1 if start else 0
        last = pairs[end] if end < len(one) else len(other)
        if end - start == last - first and not any(place in back for place in range(first, last)):
            for here, there in zip(range(start, end), range(first, last), strict=True):
                if _has_common_value(one[here], other[there]):
                    pairs[here] = there
        start = end + 1


def _has_common_value(one: object, other: object) -> bool:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    return any(value and other.get(key) == value for key, value in one.items())


def _identity_test(key: str, identity: tuple[str, ...]) -> Callable[[object, object], bool]:
    def is_identical(item: object, meant: object) -> bool:
        mine, others = _as_block(key, item), _as_block(key, meant)
        if mine is None or others is None:
            return False
        values = [(part, mine.get(part), others.get(part)) for part in identity]
        return any(value for _, value, _ in values) and all(_is_alike(part, one, two) for part, one, two in values)

    return is_identical


def _as_block(key: str, entry: object) -> dict[str, object] | None:
    if isinstance(entry, dict):
        return entry
    return expand_short_form(key, entry) or None


def _is_alike(part: str, one: object, other: object) -> bool:
    if one == other:
        return part not in ("text", "name", "ask") or bool(one)
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    if part in _DAY_KEYS:
        return is_same_day(one, other)
    return " ".join(one.split()) == " ".join(other.split())


def is_same_day(one: str, other: str) -> bool:
    """Return whether two texts are one day, however written; with two times of day, also one time."""
    try:
        mine, others = file_moment(one), file_moment(other)
    except ValueError:
        return False
    return mine.day == others.day and (mine.clock == others.clock or not mine.clock or not others.clock)


# Homes


def _is_same_sale(home: object, meant: object) -> bool:
    key = raw_key(home)
    return key is not None and key == raw_key(meant)


def _is_same_number_and_household(home: object, meant: object) -> bool:
    key, other = raw_key(home), raw_key(meant)
    return key is not None and other is not None and key.number == other.number and _is_household(home, meant)


def _is_renumbered(home: object, meant: object) -> bool:
    if not isinstance(home, dict) or not isinstance(meant, dict):
        return False
    mark = home_mark(home)
    if mark and mark == home_mark(meant):
        return home.get("sold_date") == meant.get("sold_date") or bool(home.get("lot"))
    return raw_key(home) is None and raw_key(meant) is None and home.get("buyers") == meant.get("buyers")


def _is_rewritten(home: object, meant: object) -> bool:
    """Whether a home without its number has most of what the other says, and nobody else's names."""
    if not isinstance(home, dict) or not isinstance(meant, dict) or not _is_household(home, meant):
        return False
    mine, others = (Counter(_plain_values(one)) for one in (home, meant))
    return 2 * (mine & others).total() > max(mine.total(), others.total())


def _plain_values(home: dict[str, object]) -> Iterator[tuple[str, object]]:
    """What a home says of itself, as keys with their values; its people may have several homes."""
    stack = [(key, value) for key, value in home.items() if key not in ("buyers", "contact", "lender")]
    while stack:
        key, value = stack.pop()
        if isinstance(value, dict):
            stack += value.items()
        elif isinstance(value, list):
            stack += [(key, inner) for inner in value]
        else:
            yield key, value


def _is_household(home: object, meant: object) -> bool:
    mine, others = set(_buyer_names(home)), set(_buyer_names(meant))
    return bool(mine & others) or not mine or not others


def _buyer_names(home: object) -> Iterator[str]:
    buyers = home.get("buyers") if isinstance(home, dict) else None
    for buyer in buyers if isinstance(buyers, list) else [buyers]:
        name = buyer.get("name") if isinstance(buyer, dict) else buyer
        if isinstance(name, str):
            yield " ".join(name.casefold().split())
