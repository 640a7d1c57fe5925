"""A console draws what it is given, and nothing of its own."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from backlog_cli.terms import Level
from backlog_cli.views.screen import Screen
from backlog_cli.views.terminal.style import console_for, draw, level_sign, level_style, program_text, user_text

if TYPE_CHECKING:
    from rich.text import Text


def drawn(text: Text, screen: Screen) -> str:
    out = io.StringIO()
    draw(console_for(out, screen), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("level", "shown", "in_ascii"),
    [(Level.RED, "!", "!"), (Level.AMBER, "~", "~"), (Level.GREEN, " ", " "), (Level.ARCHIVED, "·", ".")],
)
def test_a_sign_stands_beside_every_colour(level: Level, shown: str, in_ascii: str) -> None:
    assert level_sign(level, Screen()) == shown
    assert level_sign(level, Screen(ascii=True)) == in_ascii


def test_markup_and_emoji_codes_are_printed_as_typed() -> None:
    trap = "[lot 5] [/b] :house: [red] \\ [link=x]"
    assert drawn(user_text(trap), Screen(colour=True)) == trap + "\n"


def test_without_colour_no_escape_byte_is_printed() -> None:
    assert "\x1b" not in drawn(user_text("Nguyen", level_style(Level.RED)), Screen(colour=False))


def test_with_colour_red_is_bold_and_red() -> None:
    assert drawn(user_text("Nguyen", level_style(Level.RED)), Screen(colour=True)) == "\x1b[1;31mNguyen\x1b[0m\n"


def test_the_environment_changes_nothing_once_the_screen_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"NO_COLOR": "1", "FORCE_COLOR": "0", "TERM": "dumb", "COLUMNS": "10", "JUPYTER_COLUMNS": "10"}.items():
        monkeypatch.setenv(name, value)
    assert drawn(user_text("Nguyen " * 12, level_style(Level.RED)), Screen(colour=True)).startswith(
        "\x1b[1;31mNguyen Nguyen Nguyen"
    )


def test_an_escape_from_the_file_is_shown_not_sent() -> None:
    assert drawn(user_text("\x1b[31m\u202e"), Screen(colour=True)) == "\\x1b[31m<U+202E>\n"


def test_our_own_arrows_become_ascii_and_typed_ones_stay() -> None:
    screen = Screen(ascii=True)
    assert program_text("a → b", screen).plain == "a -> b"
    assert user_text("a → b").plain == "a → b"


def test_a_long_line_is_left_as_it_was_laid_out() -> None:
    assert drawn(user_text("x" * 300), Screen(width=40)) == "x" * 300 + "\n"
