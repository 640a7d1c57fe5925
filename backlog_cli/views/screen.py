"""What the other side of a stream can show: colour or none, how wide, and which signs."""

from __future__ import annotations

import os
import sys
from typing import IO, TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

ColourOption = Literal["auto", "always", "never"]

# Narrower than this nothing can be laid out; the terminal breaks the lines itself.
_MIN_CELLS = 20
_WIDTH, _HEIGHT = 80, 24  # of a terminal that does not say
_ENDLESS = 1_000_000  # lines: a pipe, a file and a mail scroll for ever, so nothing has to be left out of a page

_PLAIN_SIGNS = {
    "→": "->",
    "←": "<-",
    "·": "-",
    "×": "x",
    "…": "...",
    "–": "-",
    "—": "-",
    "−": "-",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "≤": "<=",
    "≥": ">=",
    "✓": "x",
    "█": "#",
    "▒": "!",
    "░": ".",
    "│": "|",
    "◆": "*",
    "◇": "o",
    "○": "o",
    "△": "^",
    "▽": "v",
    "•": "-",
    "□": "#",
}
_SIGNS = "".join(_PLAIN_SIGNS)
_TO_ASCII = str.maketrans(_PLAIN_SIGNS)


class Screen(NamedTuple):
    """One stream as a page sees it: cells across, lines down, whether colour is wanted, whether only ASCII signs show."""

    width: int = _WIDTH
    height: int = _HEIGHT
    colour: bool = False
    ascii: bool = False
    is_terminal: bool = True

    def signs(self, words: str) -> str:
        """Our own words with arrows and dots that this screen can show. Typed words and names are never put through."""
        return words.translate(_TO_ASCII) if self.ascii else words


def is_colour_wanted(option: ColourOption, environ: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Return whether to colour: `--color` beats `NO_COLOR` beats `FORCE_COLOR`/`CLICOLOR_FORCE` beats the terminal."""
    return colour_decision(option, environ, is_terminal=is_terminal)[0]


def colour_decision(option: ColourOption, environ: Mapping[str, str], *, is_terminal: bool) -> tuple[bool, str]:
    """Return whether to colour, and in a few words why.

    An empty variable says nothing; a force of `0` means off. A dumb terminal gets colour from `--color always` alone.
    """
    if option != "auto":
        return option == "always", f"--color {option}"
    if environ.get("NO_COLOR"):
        return False, "NO_COLOR is set"
    if environ.get("TERM") == "dumb":
        return False, "TERM is dumb"
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if environ.get(name):
            return environ[name] != "0", f"{name} is {environ[name]}"
    return is_terminal, "it goes to a terminal" if is_terminal else "it doesn't go to a terminal"


def screen_of(stream: IO[str] | None, *, option: ColourOption = "auto", environ: Mapping[str, str]) -> Screen:
    """Return what `stream` can show. Off a terminal the page is as wide as `COLUMNS` says, else 80 cells, and endlessly long."""
    is_terminal = _is_terminal(stream)
    width, height = _terminal_size(stream if is_terminal else None, environ)
    colour = is_colour_wanted(option, environ, is_terminal=is_terminal)
    return Screen(
        width=max(width, _MIN_CELLS),
        height=height,
        colour=colour and (not is_terminal or _is_ansi_terminal(stream)),
        ascii=environ.get("TERM") == "dumb" or not _has_unicode_signs(stream),
        is_terminal=is_terminal,
    )


def _is_terminal(stream: IO[str] | None) -> bool:
    if stream is None:
        return False
    try:
        return stream.isatty()
    except ValueError:  # a closed stream
        return False


def _terminal_size(stream: IO[str] | None, environ: Mapping[str, str]) -> tuple[int, int]:
    """Columns and lines: the environment's word first, as everywhere, then the terminal's, else 80 by 24.

    None for a stream that is not a terminal: then nothing bounds the lines.
    """
    width, height = _parse_number(environ.get("COLUMNS")), _parse_number(environ.get("LINES"))
    if stream is None:
        return width or _WIDTH, height or _ENDLESS
    if width and height:
        return width, height
    try:
        size = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        return width or _WIDTH, height or _HEIGHT
    return width or size.columns or _WIDTH, height or size.lines or _HEIGHT


def _parse_number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0


def _has_unicode_signs(stream: IO[str] | None) -> bool:
    encoding = getattr(stream, "encoding", None) or "ascii"
    try:
        _SIGNS.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _is_ansi_terminal(stream: IO[str] | None) -> bool:
    """Whether the terminal reads escape sequences; a Windows console does once it is asked to."""
    if sys.platform == "win32" and stream is not None:
        import ctypes
        import msvcrt

        console = ctypes.windll.kernel32
        handle = msvcrt.get_osfhandle(stream.fileno())
        mode = ctypes.c_uint32()
        if console.GetConsoleMode(handle, ctypes.byref(mode)):
            return bool(console.SetConsoleMode(handle, mode.value | 0x0004))
    return True
