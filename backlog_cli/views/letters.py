"""Texts for buyers on their way out of the program: to a screen, a clipboard, a mail that opens as a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from backlog_cli.views.clean import clean
from backlog_cli.views.lines import hung

if TYPE_CHECKING:
    from backlog_cli.views.screen import Screen


def letter_text(words: str, screen: Screen) -> str:
    """The text for stdout: wrapped at a terminal, every paragraph on a line of its own anywhere else."""
    plain = clean(words, multiline=True)
    if not screen.is_terminal:
        return f"{plain}\n"
    rows = [row for line in plain.split("\n") for row in _rows(line, screen)]
    return "".join(f"{row}\n" for row in rows)


def _rows(line: str, screen: Screen) -> list[str]:
    width = min(screen.width, 80)
    return [row.plain for row in hung(Text(line), width, 2 if line.startswith("- ") else 0)]
