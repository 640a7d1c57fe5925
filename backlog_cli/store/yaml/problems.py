"""What is wrong at one place of the file, and the lines that show it to the agent."""

from __future__ import annotations

import unicodedata
from typing import Literal, NamedTuple, TypeAlias

from backlog_cli.store.lines import line_at

Severity: TypeAlias = Literal["error", "warning"]

WIDTH = 72  # cells of the source line that are shown at most


class Problem(NamedTuple):
    """One thing to mend. `line` and `column` count from 1; line 0 means the file as a whole.

    `what` says what is wrong and `fix` what to do, both without a full stop. `job` is the job as people call it
    ("2388 Okafor"), `place` its index in `jobs`; `length` how many characters the caret line covers; `hint` comes after it.
    `is_unread` when what is there is taken as left out.
    """

    line: int
    column: int
    severity: Severity
    what: str
    fix: str = ""
    job: str | None = None
    length: int = 1
    hint: str = ""
    place: int | None = None
    is_unread: bool = False

    @property
    def is_error(self) -> bool:
        """Whether this keeps something from being read."""
        return self.severity == "error"


def format_problem(problem: Problem, text: str, name: str) -> str:
    """The problem as `check` shows it: `name:line:column: ...`, then the source line and a caret under the place."""
    job = f"job {problem.job}: " if problem.job else ""
    said = f"{problem.severity}: {job}{problem.what}{f' - {problem.fix}' if problem.fix else ''}"
    if not problem.line:
        return f"{name}: {said}"
    line, before, length = _window(line_at(text, problem.line), problem.column - 1, min(problem.length, WIDTH))
    caret = " " * before + "^" * length
    hint = f" {problem.hint}" if problem.hint else ""
    head = f"{name}:{problem.line}:{problem.column}: {said}"
    return f"{head}\n{problem.line:5} | {line}\n      | {caret}{hint}"


def escape_invisible(text: str) -> str:
    """The text with everything unseen spelled out: a tab as `\\t`, ESC as `\\x1b`, U+202E as `<U+202E>`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_escape_character, text))


def _escape_character(sign: str) -> str:
    if sign == "\t":
        return "\\t"
    category = unicodedata.category(sign)
    if category == "Cc":
        return f"\\x{ord(sign):02x}"
    if sign != " " and category in ("Cf", "Cs", "Cn", "Co", "Zl", "Zp", "Zs"):
        return f"<U+{ord(sign):04X}>"
    return sign


def cell_width(text: str) -> int:
    """How many columns of a terminal the text takes; counted here, since the store imports nothing that draws."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(s) else 2 if unicodedata.east_asian_width(s) in "WF" else 1 for s in text)


def _window(line: str, start: int, length: int) -> tuple[str, int, int]:
    """The part of a source line to show, the cells before the caret and the caret's length."""
    start = min(start, len(line))
    marked = line[start : start + max(1, length)]
    left = start
    fits = start <= WIDTH and cell_width(escape_invisible(line[:start] + marked)) <= WIDTH
    room = WIDTH if fits else WIDTH // 3
    while left and cell_width(escape_invisible(line[left - 1 : start])) <= room:
        left -= 1
    before = ("..." if left else "") + escape_invisible(line[left:start])
    shown = _truncate(escape_invisible(line[start : start + WIDTH + 1]), WIDTH - cell_width(before))
    return before + shown, cell_width(before), max(1, min(cell_width(escape_invisible(marked)), cell_width(shown)))


def _truncate(text: str, room: int) -> str:
    """The text, or as much of its beginning as fits into `room` cells with three dots behind it."""
    if cell_width(text) <= room:
        return text
    kept = text[: max(1, room - 3)]
    while len(kept) > 1 and cell_width(kept) > room - 3:
        kept = kept[:-1]
    return kept + "..."
