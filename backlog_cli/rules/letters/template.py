"""A template and its placeholders: {stage} is filled in, and a line of which nothing is left is left out."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from backlog_cli.errors import BadFile

if TYPE_CHECKING:
    from collections.abc import Mapping


def fill_template(template: str, parts: Mapping[str, str], name: str) -> str:
    """Return the template with each `{placeholder}` replaced by its part; nothing inside a part is looked at again.

    A line that has placeholders and for which all of them are empty is left out. `{{` and `}}` are braces. `name` is what
    the template is called. Raise BadFile with its line for a placeholder that does not exist.
    """
    lines: list[str] = []
    for number, line in enumerate(template.replace("\r\n", "\n").split("\n"), 1):
        pieces, has_words, is_asked = [], False, False
        for plain, placeholder in _split_line(line, f"{name}:{number}"):
            if placeholder is None:
                pieces.append(plain)
                continue
            part = _placeholder_text(placeholder, parts, f"{name}:{number}")
            is_asked, has_words = True, has_words or bool(part)
            pieces.append(part)
        if has_words or not is_asked:
            lines.append(_collapse_blanks("".join(pieces)))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _collapse_blanks(line: str) -> str:
    """Without the blanks that empty placeholders leave; line breaks inside a part stay."""
    return "\n".join(re.sub(r"(?<=\S) {2,}", " ", part).strip(" ") for part in line.split("\n"))


def _split_line(line: str, where: str) -> list[tuple[str, str | None]]:
    """The line as (words, None) and ("", placeholder)."""
    pieces: list[tuple[str, str | None]] = []
    place = 0
    for found in re.finditer(r"\{\{|\}\}|\{([^{}]*)\}|\{", line):
        pieces.append((line[place : found.start()], None))
        place = found.end()
        if found[0] in ("{{", "}}"):
            pieces.append((found[0][0], None))
        elif found[1] is None:
            raise BadFile(f"{where}: a {{ opens a placeholder and none is closed; for the sign itself write {{{{.")
        else:
            pieces.append(("", found[1].strip()))
    pieces.append((line[place:], None))
    return pieces


def _placeholder_text(placeholder: str, parts: Mapping[str, str], where: str) -> str:
    if placeholder in parts:
        return parts[placeholder]
    near = get_close_matches(placeholder, list(parts), n=1)
    guess = f"did you mean {{{near[0]}}}? " if near else ""
    known = ", ".join(f"{{{name}}}" for name in parts)
    raise BadFile(f"{where}: there is no {{{placeholder}}}; {guess}There are: {known}.".replace("? There", "? There"))
