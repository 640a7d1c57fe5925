"""What a stream can show: colour, width and signs."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import struct
import termios
from typing import TYPE_CHECKING

import pytest

from backlog_cli.views.screen import Screen, is_colour_wanted, screen_of

if TYPE_CHECKING:
    from backlog_cli.views.screen import ColourOption

COLOUR: list[tuple[ColourOption, dict[str, str], bool, bool]] = [
    # option, environment, is it a terminal -> colour
    ("auto", {}, True, True),
    ("auto", {}, False, False),
    ("auto", {"NO_COLOR": "1"}, True, False),
    ("auto", {"NO_COLOR": "0"}, True, False),
    ("auto", {"NO_COLOR": ""}, True, True),
    ("auto", {"NO_COLOR": ""}, False, False),
    ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
    ("auto", {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, False, False),
    ("auto", {"NO_COLOR": "", "FORCE_COLOR": "1"}, False, True),
    ("auto", {"FORCE_COLOR": "1"}, False, True),
    ("auto", {"FORCE_COLOR": "3"}, False, True),
    ("auto", {"FORCE_COLOR": "0"}, True, False),
    ("auto", {"FORCE_COLOR": "0"}, False, False),
    ("auto", {"FORCE_COLOR": ""}, True, True),
    ("auto", {"FORCE_COLOR": ""}, False, False),
    ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
    ("auto", {"CLICOLOR_FORCE": "0"}, True, False),
    ("auto", {"FORCE_COLOR": "0", "CLICOLOR_FORCE": "1"}, True, False),
    ("auto", {"TERM": "dumb"}, True, False),
    ("auto", {"TERM": "dumb", "FORCE_COLOR": "1"}, True, False),
    ("auto", {"TERM": "xterm-256color"}, True, True),
    ("always", {}, False, True),
    ("always", {"NO_COLOR": "1"}, False, True),
    ("always", {"FORCE_COLOR": "0"}, False, True),
    ("always", {"TERM": "dumb"}, True, True),
    ("never", {}, True, False),
    ("never", {"FORCE_COLOR": "1"}, True, False),
    ("never", {"CLICOLOR_FORCE": "1", "NO_COLOR": ""}, True, False),
]


@pytest.mark.parametrize(("option", "environ", "is_terminal", "colour"), COLOUR)
def test_the_option_beats_no_color_beats_force_beats_the_terminal(
    option: ColourOption, environ: dict[str, str], is_terminal: bool, colour: bool
) -> None:
    assert is_colour_wanted(option, environ, is_terminal=is_terminal) is colour


def test_a_pipe_has_eighty_cells_and_no_colour_and_never_ends() -> None:
    screen = screen_of(io.StringIO(), environ={})
    assert (screen.width, screen.colour, screen.is_terminal) == (80, False, False)
    assert screen.height > 100_000


def test_a_pipe_has_colour_where_it_is_asked_for() -> None:
    assert screen_of(io.StringIO(), option="always", environ={}).colour


@pytest.mark.parametrize("option", ["auto", "always"])
def test_the_environment_names_the_size_off_a_terminal(option: ColourOption) -> None:
    assert screen_of(io.StringIO(), option=option, environ={"COLUMNS": "120"}).width == 120
    assert screen_of(io.StringIO(), option=option, environ={"COLUMNS": "120", "LINES": "24"}).height == 24


def test_a_closed_or_missing_stream_is_as_a_pipe() -> None:
    closed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    closed.close()
    for stream in (closed, None):
        screen = screen_of(stream, environ={})
        assert (screen.width, screen.colour, screen.is_terminal) == (80, False, False)


@pytest.mark.parametrize(("encoding", "is_ascii"), [("utf-8", False), ("ascii", True), ("cp1252", True), ("cp437", True)])
def test_signs_follow_what_the_stream_can_hold(encoding: str, is_ascii: bool) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    assert screen_of(stream, environ={}).ascii is is_ascii


def test_a_dumb_terminal_gets_ascii_signs() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    assert screen_of(stream, environ={"TERM": "dumb"}).ascii


def test_ascii_signs_say_the_same() -> None:
    assert Screen(ascii=True).signs("Aug 14 → Aug 28 · 2× … “x”") == 'Aug 14 -> Aug 28 - 2x ... "x"'
    assert Screen().signs("Aug 14 → Aug 28 · 2×") == "Aug 14 → Aug 28 · 2×"


@pytest.mark.parametrize(
    ("environ", "size"),
    [
        ({}, (97, 33)),
        ({"COLUMNS": "120"}, (120, 33)),
        ({"COLUMNS": "120", "LINES": "50"}, (120, 50)),
        ({"COLUMNS": "0", "LINES": "many"}, (97, 33)),
        ({"COLUMNS": "3"}, (20, 33)),
        ({"TERM": "dumb"}, (97, 33)),
    ],
)
def test_the_width_is_the_terminals_unless_the_environment_says_otherwise(environ: dict[str, str], size: tuple[int, int]) -> None:
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 97, 0, 0))
    with os.fdopen(follower, "w", encoding="utf-8") as stream:
        screen = screen_of(stream, environ=environ)
    os.close(leader)
    assert (screen.width, screen.height) == size


def test_a_terminal_that_knows_no_size_is_eighty_by_twenty_four() -> None:
    leader, follower = pty.openpty()
    with os.fdopen(follower, "w", encoding="utf-8") as stream:
        screen = screen_of(stream, environ={})
    os.close(leader)
    assert (screen.width, screen.height, screen.is_terminal) == (80, 24, True)
