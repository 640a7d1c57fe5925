"""Each kind of value of the file as a JSON Schema: what a YAML 1.2 editor makes of what is typed there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlog_cli.model import FLAGS, ValueKind, WordKind
from backlog_cli.store.schema import patterns
from backlog_cli.terms import MEANING_MARKS, GitUse, Topic, meanings_of, singular, squeeze, stage_meanings

if TYPE_CHECKING:
    from collections.abc import Iterable

# Such an editor sees `425000` and `7` as numbers, `true` as a yes or no, `null` and nothing at all alike, the rest as text.
# Two tricks keep its suggestions to the words that documents use: a synonym is a pattern, and where a yes or no may stand as
# well, the schema says what is neither text, number, list nor block (a `type` of boolean would suggest `true` and `false`).

JsonSchema = dict[str, Any]

# No value: nothing, an empty list, an empty block. (A word that says so is part of each pattern of a text.)
NOTHING: JsonSchema = {"not": {"type": ["string", "number", "boolean"]}, "maxItems": 0, "maxProperties": 0}
_YES_OR_NO_UNSEEN: JsonSchema = {"not": {"type": ["string", "number", "array", "object"]}}
_YES_OR_NO_NEEDED: JsonSchema = {"not": {"type": ["string", "number", "array", "object", "null"]}}
_LARGEST = 999_999_999  # nine digits

_DAY_EXAMPLE = "2026-07-18"
_ERRORS = {
    ValueKind.DAY: f"Write a day, such as {_DAY_EXAMPLE}.",
    ValueKind.MOMENT: "Write a day, or a day and a time, such as 2026-12-01 10:00.",
    ValueKind.PERIOD: "Write a day, week, month or quarter: 2026-12-11, 2027-W12, 2027-03 or 2027-Q2.",
    ValueKind.CLOCK: 'Write a time of day, such as "10:30".',
    ValueKind.COUNT: "Write a whole number, such as 7.",
    ValueKind.SPAN: "Write a number of days from 1 to 3650, such as 7.",
    ValueKind.SCORE: "Write a number out of 10, such as 8.",
    ValueKind.DOLLARS: "Write whole dollars, such as 8000, $8,000 or 8.5k.",
    ValueKind.PACE: "Write a number from 0.1 to 10, such as 1.2.",
    ValueKind.FLAG: "Write true or false.",
    ValueKind.DAY_OR_FLAG: f"Write a day, such as {_DAY_EXAMPLE}, or true.",
    ValueKind.TOLD_COST: f"Write an amount, a day such as {_DAY_EXAMPLE}, or true.",
    ValueKind.CHECK_IN: "Write a check-in day: day-2, day-30 or month-6.",
    ValueKind.JOB_NUMBER: "Write the home's number, such as HC-1041: no dash or space at its ends.",
}
_TEXT_ERROR = "Write plain text on one line, in quotes if it holds : or [ or {."
_PRIVATE_ERROR = "This looks like a number that must never be kept here. Take it out."


def _text_schema(pattern: str, error: str) -> JsonSchema:
    return {"type": "string", "pattern": pattern, "errorMessage": error, "patternErrorMessage": error}


def _value(kind: ValueKind, *ways: str, blank: bool = True, others: Iterable[JsonSchema] = ()) -> JsonSchema:
    """A value that is a text of one of these ways, or something else that an editor makes of it."""
    text = _text_schema(patterns.whole(*ways, blank=blank), _ERRORS[kind])
    return {"anyOf": [text, *others, *([NOTHING] if blank else [])]}


def _integers(low: int, high: int, error: str) -> JsonSchema:
    return {"type": "integer", "minimum": low, "maximum": high, "errorMessage": error}


def _flag_words() -> str:
    return patterns.words_pattern(FLAGS, gap="_")


def value_definitions() -> dict[str, JsonSchema]:
    """Return the definition of each kind of value by its name."""
    flags = _flag_words()
    yes_no: JsonSchema = {"type": "boolean"}
    number = _integers(0, _LARGEST, _ERRORS[ValueKind.COUNT])
    day = patterns.DAY
    kinds: dict[ValueKind, JsonSchema] = {
        ValueKind.JOB_NUMBER: {"anyOf": [_text_schema(JOB_NUMBER, _ERRORS[ValueKind.JOB_NUMBER]), _not_below_zero()]},
        ValueKind.DAY: _value(ValueKind.DAY, day),
        ValueKind.NEEDED_DAY: _value(ValueKind.DAY, day, blank=False),
        ValueKind.MOMENT: _value(ValueKind.MOMENT, patterns.MOMENT),
        ValueKind.PERIOD: _value(ValueKind.PERIOD, patterns.PERIOD),
        ValueKind.CLOCK: _value(ValueKind.CLOCK, patterns.CLOCK),
        ValueKind.COUNT: _value(ValueKind.COUNT, patterns.COUNT, others=[number]),
        ValueKind.SPAN: _value(ValueKind.SPAN, patterns.SPAN, others=[_integers(1, 3650, _ERRORS[ValueKind.SPAN])]),
        ValueKind.SCORE: _value(ValueKind.SCORE, patterns.SCORE, others=[_integers(0, 10, _ERRORS[ValueKind.SCORE])]),
        ValueKind.DOLLARS: _value(ValueKind.DOLLARS, patterns.DOLLARS, others=[number]),
        ValueKind.PACE: _value(ValueKind.PACE, patterns.PACE, others=[{"type": "number", "minimum": 0.1, "maximum": 10}]),
        ValueKind.FLAG: _value(ValueKind.FLAG, flags, others=[yes_no]),
        ValueKind.DAY_OR_FLAG: _value(ValueKind.DAY_OR_FLAG, day, flags, others=[yes_no]),
        ValueKind.TOLD_COST: _value(ValueKind.TOLD_COST, day, flags, patterns.DOLLARS, others=[yes_no, number]),
        ValueKind.CHECK_IN: _value(
            ValueKind.CHECK_IN, patterns.CHECK_IN, others=[_integers(0, 9999, _ERRORS[ValueKind.CHECK_IN])]
        ),
    }
    return {str(kind): schema for kind, schema in kinds.items()}


# A sign that cannot be seen, or a dash or a blank at an end, keeps commands from naming a home.
_UNSEEN = r"\u0000-\u001f\u007f-\u00a0\u00ad\u0600-\u0605\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
JOB_NUMBER = rf"^(?!{patterns.BLANK}$)(?![- ])[^{_UNSEEN}]*[^ {_UNSEEN}]$"


def _not_below_zero() -> JsonSchema:
    return {"not": {"type": ["string", "array", "object", "null"]}, "minimum": 0}


def blank_definition(error: str = "Leave it out.") -> JsonSchema:
    """Return no value, or a word that says so."""
    return {"anyOf": [_text_schema(f"^{patterns.BLANK}$", error), NOTHING]}


def text_definition(private: str = "", *, blank: bool = True) -> JsonSchema:
    """Return plain text: numbers, yes and no are text, too. `private` is an expression for what must never be in it."""
    keep_out = f"(?!{private})" if private else ""
    empty = "" if blank else f"(?!{patterns.BLANK}$)"
    text: JsonSchema = {"type": ["string", "number"], "errorMessage": _TEXT_ERROR}
    if keep_out or empty:
        text |= {"pattern": f"^{keep_out}{empty}", "patternErrorMessage": _PRIVATE_ERROR if keep_out and blank else _TEXT_ERROR}
    if not blank:
        return {"anyOf": [text, _YES_OR_NO_NEEDED]}
    return {"anyOf": [text, _YES_OR_NO_UNSEEN, NOTHING]}


def words_definition(kind: WordKind) -> JsonSchema:
    """Return the words of a closed list, suggested; and what agents type for them, accepted."""
    words = [str(word) for word in kind.words if not kind.only or word in kind.only]
    return _closed_list(words, [typed for typed, word in meanings_of(kind.words).items() if word in words])


def git_definition() -> JsonSchema:
    """Return the use of git: its words, and a yes or no."""
    found = words_definition(WordKind(GitUse))
    error = found["anyOf"][1]["errorMessage"]
    found["anyOf"] += [_text_schema(patterns.whole(_flag_words()), error), _YES_OR_NO_UNSEEN]
    return found


def stage_definition(names: Iterable[str]) -> JsonSchema:
    """Return the usual stages by name and by what agents call them; one has to be there."""
    known = list(names)
    typed = [typed for typed, name in stage_meanings().items() if name in known]
    own = [form for name in known for form in (squeeze(name), singular(squeeze(name)))]
    return _closed_list(known, [*typed, *own], blank=False)


def topic_definition(text: JsonSchema) -> JsonSchema:
    """Return the topics that have clocks and counts, suggested; and any other text."""
    return {"anyOf": [{"enum": [str(topic) for topic in Topic]}, *text["anyOf"]]}


def _closed_list(words: list[str], typed: Iterable[str], *, blank: bool = True) -> JsonSchema:
    """These words, suggested; and every word in `typed`, as words are compared (`squeeze`), alone or with a plural s."""
    marks = f"[{''.join(sorted(MEANING_MARKS, key=lambda mark: mark == '-'))}]*"  # a dash at the end is literal
    forms = dict.fromkeys([*typed, *(f"{word}s" for word in typed if len(word) >= 3)])
    found = f"{marks}{patterns.words_pattern(forms, between=marks)}{marks}"
    pattern = f"^(?:{patterns.BLANK}|{found})$" if blank else f"^{found}$"
    error = f"Write one of: {', '.join(words)}."
    numbers = [_integers(int(word), int(word), error) for word in forms if word.isdigit()]
    return {"anyOf": [{"enum": words}, _text_schema(pattern, error), *numbers, *([NOTHING] if blank else [])]}
