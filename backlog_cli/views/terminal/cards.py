"""What is shown of one home beside its card: the difference a command would make, and a few facts by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.terminal.style import (
    QUIET_STYLE,
    user_text,
)
from backlog_cli.views.text import join_lines, pad, wrap_hanging
from backlog_cli.views.values import fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.text import Text

    from backlog_cli.views.screen import Screen

# What a command wrote, would write, or found.


def diff_text(diff: str, screen: Screen) -> Text:
    """Return the lines that `--dry-run` would add and take away, green and red, each exactly as it would be in the file.

    Nothing is wrapped: a line of the file is a line here.
    """
    colours = {"+": "green", "-": "red", "@": QUIET_STYLE} if screen.colour else {}
    return join_lines([user_text(line, colours.get(line[:1], "")) for line in diff.rstrip("\n").split("\n")])


def facts_page(facts: Mapping[str, object], screen: Screen) -> Text:
    """Return a few facts by their names, each on a line of its own (001-1f)."""
    fields = [(name.replace("_", " "), value) for name, value in fields_of(facts)]
    width = max((cell_len(escape_for_terminal(name)) for name, _ in fields), default=0) + 2
    return join_lines([line for name, value in fields for line in wrap_hanging(_fact(name, value, width), screen.width, width)])


def checkup_page(troubles: Sequence[tuple[str, str]], lines: Mapping[str, str], screen: Screen) -> Text:
    """Return what is wrong, each with its cure and a sign in front of it, and below that a few facts by their names."""
    wrong = [line for what, cure in troubles for line in wrap_hanging(_trouble(what, cure), screen.width, 2)]
    return join_lines([*wrong, *([user_text("")] if wrong else []), facts_page(lines, screen)])


def _trouble(what: str, cure: str) -> Text:
    return user_text("! ", "red").append_text(user_text(f"{what}: {cure}"))


def _fact(name: str, value: str, width: int) -> Text:
    return pad(user_text(name, QUIET_STYLE), width).append_text(user_text(value))
