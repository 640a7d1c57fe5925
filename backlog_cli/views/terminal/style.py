"""The house's hand: signs and colours per level, and the console that draws them."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from backlog_cli.terms import Level
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.job_phrases import reason_parts

if TYPE_CHECKING:
    from backlog_cli.rules.duty import Duty
    from backlog_cli.views.screen import Screen

# The sixteen colours a terminal's own theme sets, so that a page reads on dark and on light.
HEADING_STYLE = "bold"
QUIET_STYLE = "dim"
ACTION_STYLE = "cyan"

_SIGNS = {Level.RED: "!", Level.AMBER: "~", Level.GREEN: " ", Level.ARCHIVED: "·"}
_LEVEL_STYLES = {Level.RED: "bold red", Level.AMBER: "yellow", Level.GREEN: "", Level.ARCHIVED: "dim"}


def level_sign(level: Level, screen: Screen) -> str:
    """Return the one-cell sign beside a level's colour: `!` red, `~` amber, blank green, `·` (or `.`) closed (001-1e)."""
    return "." if screen.ascii and level is Level.ARCHIVED else _SIGNS[level]


def level_style(level: Level) -> str:
    """Return the level's colour as a style; never the only bearer of meaning."""
    return _LEVEL_STYLES[level]


def user_text(words: str, style: str = "") -> Text:
    """Words out of the file as a drawable text: cleaned, and as typed in every other way."""
    return Text(escape_for_terminal(words), style=style)


def program_text(words: str, screen: Screen, style: str = "") -> Text:
    """Our own or a rule's sentence as a drawable text, its arrows and dots as this screen can show them."""
    return Text(screen.signs(escape_for_terminal(words)), style=style)


def reason_text(duty: Duty, screen: Screen) -> Text:
    """Return a reason with its next action, the action in its own colour."""
    matter, action = reason_parts(duty)
    return program_text(matter, screen).append_text(program_text(action, screen, ACTION_STYLE))


class _Console(Console):
    """A console that leaves a closed pipe to `__main__`, as every other stream does."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console_for(stream: IO[str], screen: Screen) -> Console:
    """Return a console that draws exactly what it is given: no markup, no emoji codes, no highlighting, no guesses of its own."""
    return _Console(
        file=stream,
        width=screen.width,
        height=screen.height,
        color_system="standard" if screen.colour else None,
        force_terminal=screen.colour,
        no_color=False,
        force_interactive=False,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )


def draw(console: Console, text: Text) -> None:
    """Prints a text that is already laid out: nothing is wrapped, padded or cropped."""
    console.print(text, soft_wrap=True)
