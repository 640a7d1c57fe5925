"""Which of two values stands where two people wrote different ones: the one that can do less harm when it is wrong."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

from backlog_cli.dates.file_dates import file_moment, file_period
from backlog_cli.terms import CANCELLED, CLOSED, DEFAULT_STAGES, Level, LoanStatus, Mood, Severity, is_no_value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


class Rule(Enum):
    """What makes one of two values the safer one."""

    LATER = auto()  # a closing: a day too late is good news when it is wrong
    UNTOLD = auto()  # what was told, done or paid: it is done again when it was not


# By the end of a path into the home. A key that is not here takes the rule of its kind of value: of two days the earlier one
# stands, because a deadline that is met too soon does no harm.
RULES: dict[str, Rule] = {
    **dict.fromkeys(("closing", "closing.contract", "closing.internal", "closing.told", "shifts.to"), Rule.LATER),
    **dict.fromkeys(
        (
            *("told_date", "told", "cost_told", "buyers_told", "owned_date", "written_date", "amendment_date", "reassured_date"),
            *("done", "paid", "decided", "answered", "released_date", "closed_date", "confirmed", "agreed", "agreed_date"),
            *("insurance_bound", "utilities_moved", "issued", "received", "approved", "approved_date", "settled", "used_date"),
        ),
        Rule.UNTOLD,
    ),
}
_YES, _NO = ("true", "yes", "y", "x", "on", "done"), ("false", "no", "n", "off")
_STAGES = (*(stage.name for stage in DEFAULT_STAGES if stage.name != CLOSED), CANCELLED, CLOSED)
# Words in the order of what asks for more of her: the first stands.
ORDERS: dict[str, Sequence[str]] = {
    "stage": _STAGES,
    "status": ("open", *(status.value for status in LoanStatus), "appointment", "late", "kick-out", "expired", "broken"),
    "mood": tuple(mood.value for mood in reversed(Mood)),
    "severity": tuple(severity.value for severity in reversed(Severity)),
    "level": tuple(level.value for level in Level),
}


def is_one_safer(keys: Sequence[str], one: object, other: object) -> bool:
    """Return whether one of two values at a path can do less harm: two days, or what has a rule. Of two lots neither can."""
    ends = (".".join(keys[start:]) in RULES for start in range(len(keys)))
    return any(ends) or bool(keys and keys[-1] in ORDERS) or (_day(one) is not None and _day(other) is not None)


def safer_value(keys: Sequence[str], one: object, other: object) -> object:
    """Return the one of two values at a path (its list places left out) that stands; None is no value.

    The same of two values, whichever comes first.
    """
    first, second = sorted((one, other), key=_text)
    rule = next((RULES[end] for start in range(len(keys)) if (end := ".".join(keys[start:])) in RULES), None)
    order = ORDERS.get(keys[-1], ()) if keys else ()
    if _word(first) in order and _word(second) in order:
        return min(first, second, key=lambda value: order.index(_word(value)))
    blank = next((value for value in (first, second) if _is_blank(value)), first)
    if _is_blank(blank):
        return blank if rule is Rule.UNTOLD else second if blank is first else first
    if rule is Rule.UNTOLD and (_flag(first) is False or _flag(second) is False):
        return first if _flag(first) is False else second
    days = _day(first), _day(second)
    if days[0] is not None and days[1] is not None:
        is_first = days[0] < days[1] if rule is None else days[0] > days[1]
        return first if is_first else second
    amounts = _amount(first), _amount(second)
    if amounts[0] is not None and amounts[1] is not None:
        is_less_safer = bool(keys) and keys[-1].endswith("_days") and keys[-1] != "buffer_days"
        return first if (amounts[0] < amounts[1]) == is_less_safer else second
    if _flag(first) is not None and _flag(second) is not None:
        return first if _flag(first) else second
    return max(first, second, key=lambda value: (len(_text(value)), _text(value)))


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else repr(value)


def _word(value: object) -> str:
    return _text(value).strip().casefold()


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and is_no_value(value))


def _flag(value: object) -> bool | None:
    word = _word(value)
    return True if word in _YES else False if word in _NO else None


def _amount(value: object) -> float | None:
    bare = _text(value).replace(",", "").replace("$", "").strip()
    return float(bare) if re.fullmatch(r"\d{1,12}(\.\d+)?", bare) else None


def _day(value: object) -> tuple[date, str] | None:
    text = _text(value)
    try:
        moment = file_moment(text)
    except ValueError:
        try:
            period = file_period(text)
        except ValueError:
            return None
        return period.end, ""
    return moment.day, moment.clock or ""
