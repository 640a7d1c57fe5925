"""What `away` writes: an absence at the top of the file, and that the buyers know and the auto-reply is on (001-6f)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from backlog_cli.dates.format import format_days
from backlog_cli.errors import UsageError
from backlog_cli.rules.backlog import MOST_DAYS_AWAY, Absence
from backlog_cli.rules.change import Append, Change, Put, Unquoted
from backlog_cli.rules.changes.entries import day_text
from backlog_cli.terms import and_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.change import Intent


def add_absence(backlog: Backlog, from_day: date, to_day: date, cover: str | None, *, today: date) -> Change:
    """Return the change that notes an absence. One that overlaps it is the same one with other days; it has to be told again.

    Raise UsageError for days in the wrong order, an absence that is over, or one that overlaps several.
    """
    if to_day < from_day:
        raise UsageError(f"{to_day.isoformat()} is before {from_day.isoformat()}: the first day away comes first.")
    if (to_day - from_day).days >= MOST_DAYS_AWAY:
        raise UsageError(f"{format_days((to_day - from_day).days)} away? Over a year is not an absence.")
    if to_day < today:
        raise UsageError(f"{to_day.isoformat()} has passed already.")
    known = [away for away in backlog.away if away.from_day <= to_day and away.to_day >= from_day]
    if len(known) > 1:
        raise UsageError(f"{len(known)} absences are in the file for these days; fix them in the file, under away.")
    name = f"{from_day.isoformat()} to {to_day.isoformat()}{f', cover {cover}' if cover else ''}"
    if known:
        return Change(None, _absence_edits(known[0], from_day, to_day, cover), f"changed the absence: {name}")
    entry = {
        "from": day_text(from_day),
        "to": day_text(to_day),
        "cover": cover,
        "buyers_told": Unquoted("false"),
        "autoreply_set": Unquoted("false"),
    }
    return Change(None, (Append(("away",), entry),), f"noted an absence: {name}")


def _absence_edits(away: Absence, from_day: date, to_day: date, cover: str | None) -> tuple[Intent, ...]:
    place = ("away", away.place)
    intents: list[Intent] = []
    if (away.from_day, away.to_day) != (from_day, to_day):
        intents += [Put((*place, "from"), day_text(from_day)), Put((*place, "to"), day_text(to_day))]
    if cover and cover != away.cover:
        intents.append(Put((*place, "cover"), cover))
    # Who was told the old days or the old name has to hear the new ones.
    if intents and away.buyers_told:
        intents.append(Put((*place, "buyers_told"), Unquoted("false")))
    if intents and away.autoreply_set:
        intents.append(Put((*place, "autoreply_set"), Unquoted("false")))
    return tuple(intents)


def mark_absence_prepared(away: Absence, *, is_told: bool, is_replying: bool) -> Change:
    """Return the change that ticks off what has to be done before an absence."""
    wanted = (("buyers_told", is_told and not away.buyers_told), ("autoreply_set", is_replying and not away.autoreply_set))
    intents = tuple(Put(("away", away.place, key), Unquoted("true")) for key, is_meant in wanted if is_meant)
    parts = [word for word, is_meant in (("the buyers know", is_told), ("the auto-reply is on", is_replying)) if is_meant]
    return Change(None, intents, f"before the absence of {away.from_day.isoformat()}: {and_list(parts)}")


def absence_after(backlog: Backlog, change: Change) -> Absence:
    """Return the absence that a change is about, as it is once the change is applied to `backlog`.

    The change has to hold something.
    """
    first = change.intents[0]
    if isinstance(first, Append):
        place, said = len(backlog.away), dict(cast("dict[str, object]", first.value))
        away = Absence(place, date.min, date.min)
    else:
        away = next(found for found in backlog.away if found.place == first.path[1])
        said = {str(intent.path[2]): intent.value for intent in change.intents}
    return away._replace(**{ABSENCE_KEYS[key][0]: ABSENCE_KEYS[key][1](value) for key, value in said.items()})


def _parse_day(value: object) -> date:
    return date.fromisoformat(str(value))


def _parse_flag(value: object) -> bool:
    return value == "true"


ABSENCE_KEYS: dict[str, tuple[str, Callable[[object], Any]]] = {
    "from": ("from_day", _parse_day),
    "to": ("to_day", _parse_day),
    "cover": ("cover", lambda value: value),
    "buyers_told": ("buyers_told", _parse_flag),
    "autoreply_set": ("autoreply_set", _parse_flag),
}
