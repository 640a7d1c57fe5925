"""How a value is written into YAML so that every reader takes it as exactly what it is."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from backlog_cli.rules.change import Unquoted
from backlog_cli.store.yaml.events import NULLS

if TYPE_CHECKING:
    from backlog_cli.store.yaml.events import EventKey, Tree
    from backlog_cli.store.yaml.layout import Layout

JSON_CARE = 3  # the care that writes as JSON does
FLOW_WIDTH = 90  # a list or a mapping in brackets stays on one line up to this many characters

# What some YAML reader, old or new, takes for something else than text when it has no quotes.
_RESERVED_WORDS = frozenset(
    ("", "~", "null", "y", "n", "yes", "no", "on", "off", "true", "false", "=", "<<", ".inf", "-.inf", "+.inf", ".nan")
)
_NUMBER_LIKE = r"[-+]?\.?\d[\d_,.:eE+\-]*|[-+]?0[xXoObB][\da-fA-F_]+|\d{4}-\d\d?-\d\d?(?:[Tt ].*)?"
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0", "\x1b": "\\e", "\x85": "\\N"}


def to_tree(value: object) -> Tree:
    """The value as text, Bare, None, lists and dicts; days and numbers become Bare. Raise TypeError for anything else."""
    if value is None or isinstance(value, Unquoted):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return Unquoted("true" if value else "false")
    if isinstance(value, (int, date)):
        return Unquoted(value)
    if isinstance(value, Mapping):
        return {str(key): to_tree(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not hasattr(value, "_fields"):  # a named tuple is not a list
        return [to_tree(one) for one in value]
    raise TypeError(f"{type(value).__name__} cannot be written into the file")


def is_safe_unquoted(value: str, *, in_flow: bool) -> bool:
    """Whether text may stand without quotes: it reads back as itself, and no reader takes it for a number, a day or a bool."""
    if value.lower() in _RESERVED_WORDS or re.fullmatch(_NUMBER_LIKE, value):
        return False
    return _is_plain_syntax(value, in_flow=in_flow) and not (in_flow and re.search(r"[?:]", value))


def _is_plain_syntax(value: str, *, in_flow: bool) -> bool:
    if not value or value != value.strip() or value[0] in _INDICATORS or value[0] in "\u180e\u200b":
        return False
    if (
        value.startswith("...")
        or ": " in value
        or " #" in value
        or value.endswith(":")
        or not all(map(is_printable, value))
        or "\t" in value
    ):
        return False
    return not (in_flow and re.search(r"[,\[\]{}]", value))


def is_printable(sign: str) -> bool:
    """Whether one character may stand in the file, and on a screen, as it is."""
    if sign in "\ufeff\ufffe\uffff\u2028\u2029" or "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069":
        return False
    return sign == "\t" or unicodedata.category(sign) not in ("Cc", "Cs")


def double_quote(value: str) -> str:
    """The text between double quotes, everything unseen written with a backslash."""
    return '"' + "".join(map(_escape, value)) + '"'


def _escape(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if is_printable(sign):
        return sign
    code = ord(sign)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def single_quote(value: str) -> str | None:
    """The text between single quotes; None when it holds what they cannot."""
    if "\t" in value or not all(map(is_printable, value)):
        return None
    return "'" + value.replace("'", "''") + "'"


def one_line_forms(value: str | None, *, in_flow: bool, like: str = "") -> list[str]:
    """The ways to write one value on one line, best first: as it was written before (`like`), plain, single, double."""
    if value is None:
        return ["null"]
    bare = [str(value)] if isinstance(value, Unquoted) and _is_plain_syntax(value, in_flow=in_flow) and value not in NULLS else []
    quotes = [single_quote(value), double_quote(value)]
    if like == '"':
        quotes.reverse()
    if like not in ("'", '"'):
        quotes = [*bare, *([value] if is_safe_unquoted(value, in_flow=in_flow) else []), *quotes]
    return [way for way in dict.fromkeys(quotes) if way]


def literal_block(value: str) -> tuple[str, list[str]] | None:
    """The head and the lines of a text over several lines; None when it has one line or a literal could not hold it."""
    body = value.rstrip("\n")
    if "\n" not in value or not body or body[0] in " \t\n":
        return None
    lines = body.split("\n")
    if any(line != line.rstrip() or not all(map(is_printable, line)) for line in lines) or any(
        line[:1] == "\t" for line in lines
    ):
        return None
    ends = len(value) - len(body)
    return ("|-", "|", "|+")[min(ends, 2)], lines + [""] * (ends - 1)


def json_form(value: str | None) -> str:
    """The value as JSON has it: numbers, true and false without quotes, days and all else with them."""
    is_bare = isinstance(value, Unquoted) and re.fullmatch(r"true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?", value)
    return str(value) if is_bare else json.dumps(value, ensure_ascii=False)


def event_key(value: str | None, written: str) -> EventKey:
    """What a reader must make of a value that was written this way."""
    if value is None:
        return ("null", "null", None, None)
    return ("text" if written[:1] in ("'", '"', "|") else "plain", str(value), None, None)


class ValueWriter:
    """Writes values and keeps, in `signs`, what a reader must make of them.

    `care` 1 does without literals, 2 quotes all text, 3 is JSON.
    """

    def __init__(self, look: Layout, care: int = 0) -> None:
        self.look = look
        self.care = care
        self.signs: list[EventKey] = []

    def key(self, key: str, *, in_flow: bool) -> str:
        """A key as it is written before its colon."""
        written = json_form(key) if self.care == JSON_CARE else one_line_forms(key, in_flow=in_flow)[0]
        self.signs.append(event_key(key, written))
        return written

    def scalar(self, value: str | None, *, in_flow: bool, like: str = "") -> str:
        """One value on one line."""
        if self.care == JSON_CARE:
            written = json_form(value)
            self.signs.append(event_key(value, written))
            return written
        quoted = '"' if self.care > 1 and not isinstance(value, Unquoted) else like
        written = one_line_forms(value, in_flow=in_flow, like=quoted)[0]
        self.signs.append(event_key(value, written))
        return written

    def flow(self, value: Tree) -> str:
        """Any value on one line, lists and mappings in brackets."""
        if isinstance(value, dict):
            self.signs.append(("map", "", None, None))
            inside = ", ".join(f"{self.key(key, in_flow=True)}: {self.flow(one)}" for key, one in value.items())
            self.signs.append(("end", "", None, None))
            return f"{{ {inside} }}" if inside and self.look.is_padded else f"{{{inside}}}"
        if isinstance(value, list):
            self.signs.append(("list", "", None, None))
            inside = ", ".join(map(self.flow, value))
            self.signs.append(("end", "", None, None))
            return f"[{inside}]"
        return self.scalar(value, in_flow=True)

    def pair(self, column: int, key: str, value: Tree) -> list[str]:
        """The lines of `key: value` at a column."""
        head = " " * column + self.key(key, in_flow=False) + ":"
        first, below = self.after_key(column, value, key)
        return [head + first, *below]

    def item(self, column: int, value: Tree, *, gap: int, is_apart: bool = False, in_flow: bool = False) -> list[str]:
        """The lines of one entry of a list whose dash is at a column; `is_apart` puts a mapping below its dash."""
        dash = " " * column + "-"
        if in_flow:
            return [dash + " " * (gap - 1) + self.flow(value)]
        if isinstance(value, dict) and value:
            lines = self.block(column + gap, value)
            return [dash, *lines] if is_apart else [dash + lines[0][column + 1 :], *lines[1:]]
        first, below = self.after_key(column, value, "")
        return [dash + " " * (gap - 2) + first, *below]

    def block(self, column: int, value: dict[str, Tree]) -> list[str]:
        """The lines of a mapping's pairs at a column."""
        self.signs.append(("map", "", None, None))
        lines = [line for key, one in value.items() for line in self.pair(column, key, one)]
        self.signs.append(("end", "", None, None))
        return lines

    def after_key(self, column: int, value: Tree, key: str) -> tuple[str, list[str]]:
        """What is behind `key:` or a dash on its line, with the blank before it, and the lines below."""
        look = self.look
        if isinstance(value, (dict, list)):
            if self._is_one_line(key, value):
                return " " + self.flow(value), []
            if isinstance(value, dict):
                return "", self.block(column + look.step, value)
            self.signs.append(("list", "", None, None))
            lines = [line for one in value for line in self.item(column + look.dash, one, gap=look.gap)]
            self.signs.append(("end", "", None, None))
            return "", lines
        literal = literal_block(value) if isinstance(value, str) and self.care == 0 else None
        if literal is None:
            return " " + self.scalar(value, in_flow=False), []
        self.signs.append(event_key(value, "|"))
        return f" {literal[0]}", [" " * (column + look.step) + line if line else "" for line in literal[1]]

    def _is_one_line(self, key: str, value: dict[str, Tree] | list[Tree]) -> bool:
        ones: list[Tree] = list(value.values()) if isinstance(value, dict) else value
        if not ones:
            return True
        if any(isinstance(one, str) and literal_block(one) for one in ones):
            return False
        is_list_of_words = isinstance(value, list) and not any(isinstance(one, (dict, list)) and one for one in ones)
        return self.look.flows.get(key, is_list_of_words) and self.fits_in_brackets(value)

    def fits_in_brackets(self, value: Tree) -> bool:
        """Whether a list or a mapping in brackets would be no longer than a line that she can still edit."""
        return len(ValueWriter(self.look, self.care).flow(value)) <= FLOW_WIDTH
