"""What a check of a readable file comes to: something amiss, at a path of its plain data."""

from __future__ import annotations

from typing import NamedTuple

DataPath = tuple[str | int, ...]


class Finding(NamedTuple):
    """Something amiss at a path of the plain data, before it has a line. `is_key` means the key at the path, not its value.

    `what` and `fix` are whole clauses; `hint` is what the value may have been meant to be, `typed` what stands there where that
    is more than the value.
    """

    path: DataPath
    what: str
    fix: str = ""
    hint: str = ""
    is_error: bool = False
    is_key: bool = False
    typed: str = ""


def path_words(path: DataPath) -> str:
    """A path in words: `lender.status`, `log 3, next.date`."""
    said = ""
    for step in path:
        if isinstance(step, int):
            said += f" {step + 1}"
        elif said and said[-1].isdigit():
            said += f", {step}"
        else:
            said += f".{step}" if said else step
    return said
