"""Text that is not YAML, explained: what the agent most likely typed there, and the line as it should be."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_cli.store.lines import line_end, line_number, line_start
from backlog_cli.store.yaml.encoding import MAX_OF_A_KIND
from backlog_cli.store.yaml.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import yaml

# Spaces that look like the one of the space bar and are none to YAML.
ODD_SPACES = "\xa0\u1680\u180e\u2000-\u200b\u202f\u205f\u3000\ufeff"

_SPACE_NAMES = {"\xa0": "non-breaking space", "\u3000": "full-width space", "\u200b": "zero-width space"}
_SIGN_NAMES = {
    ",": "a comma",
    "]": "a bracket",
    "}": "a brace",
    "*": "a star",
    "&": "an ampersand",
    "!": "an exclamation mark",
    "%": "a percent sign",
    "@": "an at sign",
    "`": "a backquote",
}
_MAX_LINE_LENGTH = 5000  # characters of a line that are looked at
_MAX_LINES_ABOVE = 1000  # lines above that are looked at
_DASHES_PATTERN = r"(?:-[ \t]+)*"


class _ParserStop(NamedTuple):
    """Where the parser stopped: the text, the place, the place where it began what it could not finish, and its words."""

    text: str
    at: int
    since: int
    words: str

    @property
    def start(self) -> int:
        return line_start(self.text, self.at)

    @property
    def line(self) -> str:
        return self.text[self.start : min(line_end(self.text, self.at), self.start + _MAX_LINE_LENGTH)]

    @property
    def is_first(self) -> bool:
        """Whether it stopped at the first thing of its line."""
        return not self.text[self.start : self.at].strip(" \t")


def explain_error(error: yaml.YAMLError, text: str) -> list[Problem]:
    """What keeps the text from being read, in the agent's words, with the place to mend."""
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    begun: Any = getattr(error, "context_mark", None) or mark
    words = f"{getattr(error, 'context', None) or ''}; {getattr(error, 'problem', None) or ''}"
    stop = _ParserStop(text, min(mark.index, len(text)) if mark else 0, min(begun.index, len(text)) if begun else 0, words)
    causes: tuple[Callable[[_ParserStop], list[Problem]], ...] = (
        _tabs,
        _odd_indentation,
        _open_quote,
        _backslash,
        _special_sign,
        _block_scalar_head,
        _brackets,
        _missing_space,
        _colon_in_value,
        _dash_in_value,
        _behind_quotes,
        _end_marks,
        _indentation,
    )
    problems: list[Problem] = []
    for cause in causes:
        problems += cause(stop)
        if problems:
            return problems
    return [_problem(text, stop.at, "this line cannot be read", "write `key: value`, or a dash and a value")]


def quoted_line(text: str, start: int) -> str:
    """The line with the value that begins at `start` between quotes, cut short when it is long."""
    value = text[start : line_end(text, start)]
    value = re.split(r"[ \t]+#", value)[0].rstrip()
    begin = line_start(text, start)
    if text.rfind("{", begin, start) > text.rfind("}", begin, start) or text.rfind("[", begin, start) > text.rfind(
        "]", begin, start
    ):
        value = re.split(r"[,\]}]", value)[0].rstrip()
    head = re.split(r"[\[{,]", text[begin:start])[-1].strip()
    quote = '"' if '"' not in value and "\\" not in value else "'"
    shown = value if len(value) <= 40 else value[:37] + "..."
    inside = shown.replace("'", "''") if quote == "'" else shown
    return f"{head[-30:]} {quote}{inside}{quote}".strip()


def glued_colon(text: str, start: int) -> Problem | None:
    """The problem of a line that begins at `start` and has no blank behind its colon; None for any other line."""
    line = text[start : min(line_end(text, start), start + _MAX_LINE_LENGTH)]
    colon = re.match(rf"([ \t]*{_DASHES_PATTERN})([A-Za-z_][\w-]*):(?=[^\s:/])(?!.*: )", line)
    if not colon:
        return None
    key, value = colon.group(2), line[colon.end() :].strip()[:30]
    what, fix = "the space after the colon is missing", f"write `{key}: {value}`"
    return _problem(text, start + colon.start(2), what, fix, len(key) + 1)


def odd_spaces(text: str, starts: list[int]) -> list[Problem]:
    """A problem for each of these places, where a line begins with a space that is none to YAML."""
    fix = "replace it with ordinary spaces"
    return [_problem(text, at, f"this line begins with a {character_name(text[at])}", fix) for at in starts[:MAX_OF_A_KIND]]


def character_name(sign: str) -> str:
    """A character's name in plain words, with its number."""
    name = _SPACE_NAMES.get(sign) or unicodedata.name(sign, "strange character").lower()
    return f"{name} (U+{ord(sign):04X})"


def _problem(text: str, start: int, what: str, fix: str, length: int = 1) -> Problem:
    return Problem(line_number(text, start), start - line_start(text, start) + 1, "error", what, fix, length=length)


def _quoting_fix(text: str, start: int) -> str:
    return f"put quotes around the value: {quoted_line(text, start)}"


def _line_above(stop: _ParserStop) -> tuple[int, str]:
    """The last line above that says something: where it begins, and its text."""
    for start in _lines_before(stop):
        line = stop.text[start : min(line_end(stop.text, start), start + _MAX_LINE_LENGTH)]
        if line.strip(" \t") and not line.lstrip(" \t").startswith("#"):
            return start, line
    return 0, ""


def _tabs(stop: _ParserStop) -> list[Problem]:
    near = stop.line + "\n" + stop.text[stop.at : stop.at + 1]
    if not re.match(r" *\t", near) and not near.endswith("\t"):
        return []
    fix = "replace the tab with spaces"
    if not re.match(r" *\t", stop.line):
        return [_problem(stop.text, stop.at, "there's a tab where a space is needed", fix)]
    places = [match.end() - 1 for match in re.finditer(r"(?:^|[\r\n]) *+\t(?=[ \t]*[^\s#])", stop.text)]
    if not any(at >= stop.start for at in places):
        places.append(stop.start + stop.line.index("\t"))
    return [
        _problem(stop.text, at, f"there is a tab at column {at - line_start(stop.text, at) + 1} of the indentation", fix)
        for at in [at for at in places if at >= stop.start][:MAX_OF_A_KIND]
    ]


def odd_indents(text: str) -> list[int]:
    """Return the offsets of blanks that are none at the beginning of a line; most texts have none anywhere, and that is quick."""
    if text.isascii() or not re.search(f"[{ODD_SPACES}]", text):
        return []
    return [match.end() for match in re.finditer(rf"(?:^|[\r\n])[ \t]*+(?=[{ODD_SPACES}])", text)]


def _odd_indentation(stop: _ParserStop) -> list[Problem]:
    above, _ = _line_above(stop)
    places = odd_indents(stop.text)
    if any(above <= at <= line_end(stop.text, stop.at) for at in places):
        return odd_spaces(stop.text, [at for at in places if at >= above])
    for start in (line_start(stop.text, stop.since), stop.start):
        glued = re.search(rf"[:-]([{ODD_SPACES}])", stop.text[start : line_end(stop.text, start)])
        if glued:
            what = f"there's a {character_name(glued.group(1))} where a space is needed"
            return [_problem(stop.text, start + glued.start(1), what, "replace it with an ordinary space")]
    return []


def _open_quote(stop: _ParserStop) -> list[Problem]:
    if "quoted scalar" not in stop.words or ("end of stream" not in stop.words and "document indicator" not in stop.words):
        return []
    sign = stop.text[stop.since]
    return [_problem(stop.text, stop.since, "this quote is opened and never closed", f"put a {sign} at the end of the value")]


def _backslash(stop: _ParserStop) -> list[Problem]:
    if "escape" not in stop.words and "hexdecimal" not in stop.words and "hexadecimal" not in stop.words:
        return []
    at = stop.text.rfind("\\", 0, stop.at + 1)
    return [
        _problem(
            stop.text, at, "a backslash inside double quotes starts a special character", "use single quotes, or two backslashes"
        )
    ]


def _special_sign(stop: _ParserStop) -> list[Problem]:
    starts = "alias", "anchor", "tag", "cannot start any token", "node content"
    at = stop.since if stop.text[stop.since : stop.since + 1] in _SIGN_NAMES else stop.at
    sign = stop.text[at : at + 1]
    if sign not in _SIGN_NAMES or not any(word in stop.words for word in starts):
        return []
    return [_problem(stop.text, at, f"a value cannot begin with {_SIGN_NAMES[sign]}", _quoting_fix(stop.text, at))]


def _block_scalar_head(stop: _ParserStop) -> list[Problem]:
    if "block scalar" not in stop.words:
        return []
    sign = stop.text[stop.since : stop.since + 1]
    what = f"a value that begins with {sign} continues on the lines below"
    return [_problem(stop.text, stop.since, what, _quoting_fix(stop.text, stop.since))]


def _brackets(stop: _ParserStop) -> list[Problem]:
    if "flow sequence" not in stop.words and "flow mapping" not in stop.words:
        return []
    opening = stop.text[stop.since : stop.since + 1]
    closing = {"[": "]", "{": "}"}.get(opening, "bracket")
    behind = stop.text[line_start(stop.text, stop.at) : stop.at].rstrip()
    if line_number(stop.text, stop.since) == line_number(stop.text, stop.at) and stop.at < line_end(stop.text, stop.at):
        if behind.endswith(('"', "'")):
            return [
                _problem(stop.text, stop.at, "there's more text after the closing quote", "put the whole value between quotes")
            ]
        if stop.text[stop.at] == ":":
            value = re.search(r"(?:^|[:,{\[])[ \t]*([^,{\[:]*)$", stop.text[stop.start : stop.at])
            start = stop.start + value.start(1) if value else stop.at
            return [
                _problem(stop.text, stop.at, "a colon and a space inside a value make it a key", _quoting_fix(stop.text, start))
            ]
        return [_problem(stop.text, stop.at, f"a comma or a {closing} is missing before this", "add it")]
    what = f"this {opening} is not closed, or a comma is missing, by line {line_number(stop.text, stop.at)}"
    return [_problem(stop.text, stop.since, what, f"put a {closing} at its end")]


def _missing_space(stop: _ParserStop) -> list[Problem]:
    """A colon or a dash without the blank behind it, here or on the line above."""
    if "mapping values" not in stop.words and "simple key" not in stop.words and "expected" not in stop.words:
        return []
    here = line_start(stop.text, stop.since) if "simple key" in stop.words else stop.start
    end = line_end(stop.text, here)
    own = stop.text[here : min(end, here + _MAX_LINE_LENGTH)]
    lines = [(here, own)]
    if "mapping values" in stop.words:
        lines.append(_line_above(stop))
    for start, line in lines:
        colon = glued_colon(stop.text, start)
        dash = re.match(r"[ \t]*(?:- +)*(-)(?=[^\s-])(?=.*:(?: |$))", line)
        if dash:
            return [_problem(stop.text, start + dash.start(1), "the space after this dash is missing", "write `- key: value`")]
        if colon:
            return [colon]
    if "simple key" in stop.words:
        first = here + len(own) - len(own.lstrip(" \t"))
        return [_problem(stop.text, first, "this line has no colon", "write it as `key: value`", max(1, end - first))]
    return []


def _colon_in_value(stop: _ParserStop) -> list[Problem]:
    if "mapping values" not in stop.words:
        return []
    value = re.match(rf"[ \t]*{_DASHES_PATTERN}[^\s:'\"#\[{{][^:]*:[ \t]+(?=\S)", stop.line)
    if value and stop.start + value.end() <= stop.at:
        start = stop.start + value.end()
        return [_problem(stop.text, stop.at, "a colon and a space inside a value make it a key", _quoting_fix(stop.text, start))]
    above, line = _line_above(stop)
    key = line.lstrip(" -").split(":")[0]
    if ":" not in line:
        return [
            _problem(stop.text, above + len(line) - len(line.lstrip(" ")), "this line has no colon", "write it as `key: value`")
        ]
    first = stop.start + len(stop.line) - len(stop.line.lstrip(" "))
    what = f"this line is indented as if it went on with the value of `{key}` above"
    return [_problem(stop.text, first, what, "line it up with the keys it belongs to")]


def _dash_in_value(stop: _ParserStop) -> list[Problem]:
    if "sequence entries" not in stop.words:
        return []
    return [
        _problem(
            stop.text,
            stop.at,
            "a list can't start on the same line as its key",
            "put the dash on the next line, or quotes around the value",
        )
    ]


def _behind_quotes(stop: _ParserStop) -> list[Problem]:
    if stop.is_first or "expected" not in stop.words or stop.at - stop.start > _MAX_LINE_LENGTH:
        return []
    before = stop.text[stop.start : stop.at].rstrip(" ")
    sign = before[-1:]
    if sign not in ("'", '"'):
        return []
    opened = re.match(rf"[ \t]*{_DASHES_PATTERN}(?:[^\s'\"][^:]*:[ \t]+)?(['\"])", before)
    if opened and opened.group(1) == sign and opened.end() < len(before):
        start = stop.start + opened.end() - 1
        inside = re.split(r"[ \t]+#", stop.text[start : line_end(stop.text, start)])[0].strip().strip(sign)
        other = '"' if sign == "'" else "'"
        fix = (
            f"use the other quotes around it: {other}{inside[:40]}{other}"
            if other not in inside
            else "double the quotes inside it"
        )
        return [_problem(stop.text, stop.at, "there's more text after the closing quote", fix)]
    # A quote that was opened further up has swallowed the lines up to this one.
    for line_from in islice(_lines_before(stop), _MAX_LINES_ABOVE):
        line = stop.text[line_from : line_end(stop.text, line_from)]
        alone = re.match(rf"[ \t]*{_DASHES_PATTERN}(?:[^\s'\"][^:]*:[ \t]+)?({sign})(?!.*{sign})", line)
        if alone:
            what = f"this quote is closed only on line {line_number(stop.text, stop.at)}"
            return [_problem(stop.text, line_from + alone.start(1), what, f"put a {sign} at the end of the value")]
    return []


def _lines_before(stop: _ParserStop) -> Iterator[int]:
    """Where each line above begins, from the nearest one up."""
    at = stop.start
    while at:
        at = line_start(stop.text, at - 1)
        yield at


def _indentation(stop: _ParserStop) -> list[Problem]:
    if "block mapping" not in stop.words and "block collection" not in stop.words:
        return []
    if not stop.is_first:
        return [_problem(stop.text, stop.at, "this doesn't belong here", _quoting_fix(stop.text, _value_start(stop)))]
    column = stop.at - stop.start
    columns = _open_columns(stop)
    fix = f"indent it by {_join_with_or(columns)} spaces, as the lines above" if columns else "line it up with the lines above"
    if stop.text[stop.at] == ":":
        return [_problem(stop.text, stop.at, "a key is missing before this colon", "write it as `key: value`")]
    if column in columns:
        if stop.text[stop.at] != "-":
            return [
                _problem(stop.text, stop.at, "a dash is missing here, or the line is not indented enough", "see the list above")
            ]
        fix = "remove the dash, or indent the line"
        return [_problem(stop.text, stop.at, "there's a dash among the keys here", fix)]
    what = f"this line is indented by {column} space{'s' if column > 1 else ''}, and nothing above is"
    return [_problem(stop.text, stop.at, what, fix)]


def _value_start(stop: _ParserStop) -> int:
    value = re.sub(rf"^[ \t]*{_DASHES_PATTERN}(?:[^\s'\"][^:]*:[ \t]+)?", "", stop.line)
    return stop.start + len(stop.line) - len(value)


def _open_columns(stop: _ParserStop) -> list[int]:
    """The columns at which a line could go on here, outermost first: those of the keys and dashes that are still open."""
    columns: list[int] = []
    limit = 10**6
    for start in islice(_lines_before(stop), _MAX_LINES_ABOVE):
        line = stop.text[start : line_end(stop.text, start)]
        first = len(line) - len(line.lstrip(" "))
        if not line.strip() or line[first] == "#":
            continue
        inner = re.match(r" *(?:- +)+", line)
        for column in ((inner.end(),) if inner else ()) + (first,):
            if column < limit:
                columns.append(column)
                limit = column
        if not limit:
            break
    return sorted(columns)


def _join_with_or(columns: list[int]) -> str:
    words = [str(column) for column in columns]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _end_marks(stop: _ParserStop) -> list[Problem]:
    if "incompatible" in stop.words:
        return [_problem(stop.text, stop.at, "this line asks for another kind of YAML", "delete the line")]
    if "document start" not in stop.words and "directive" not in stop.words:
        return []
    if re.search(r"(?m)^\.\.\.", stop.text[: stop.at]):
        return [_problem(stop.text, stop.at, "there's something below the line `...`, which ends the file", "delete that line")]
    read = stop.text[: line_end(stop.text, stop.at)]
    percent = max(read.rfind("\n%"), read.rfind("\r%")) + 1
    if read.startswith("%", percent):
        return [_problem(stop.text, percent, "a line cannot begin with a percent sign", "put quotes around it, or a # before it")]
    first = re.match(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*( +)", stop.text)
    if first and stop.at - stop.start < len(first.group(1)):
        what = "this line begins further left than the first line of the file"
        return [_problem(stop.text, stop.at, what, "let both begin at the left edge")]
    return []
