"""Plain lines are sorted among a verb's parameters without the library; it would sort every one of them the same way."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import pytest
import typer
from backlog_cli.cli.params import Option, Param, params_of, understood
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.exceptions import TyperException

from backlog_cli.cli import app, typer_app
from backlog_cli.cli.app import VERBS, Verb, body_of, hoisted
from backlog_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = (
    *("41", "41,44", "called", "rain day", "+2w", "-3d", "-1", "-", "--", "", " ", "fri", "fri call", "due:today", "a=b", "é"),
    *("0", "7", "1_000", "９", "--how", "--json", "--all", "--nonsense", "-h", "--help", "-x", "--dry-run=yes", "--=", "---"),
)
LETTERS = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])  # no system hands over words with a NUL


class Spy:
    """A body that only notes what it is called with, for a library that reads its parameters from the real one."""

    def __init__(self, body: Callable[..., Any]) -> None:
        self.__code__, self.__globals__ = body.__code__, body.__globals__
        self.__annotations__, self.__defaults__, self.__doc__ = body.__annotations__, body.__defaults__, body.__doc__
        self.given: dict[str, object] = {}

    def __call__(self, _desk: object, **given: object) -> None:
        self.given = given


class Library:
    """The library's own reading of a verb's words."""

    def __init__(self, verb: Verb) -> None:
        self.spy, self.verb = Spy(body_of(verb)), verb
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(typer_app, "body_of", lambda _verb: self.spy)
            self.command = typer_app.command_of(verb)

    def read(self, words: list[str]) -> dict[str, object] | None:
        """What it would call the verb's body with; None where it refuses the words or shows a page of help instead."""
        self.spy.given = {}
        try:
            with self.command.make_context(self.verb.name, list(words)) as context:
                self.command.invoke(context)
        except (typer.Exit, TyperException, UsageError):
            return None
        return self.spy.given


def words_for(verb: Verb) -> st.SearchStrategy[list[str]]:
    options = [name for param in params_of(body_of(verb)) for name in param.names]
    word = st.sampled_from([*options, *(f"{name}=x" for name in options), *WORDS]) | st.text(LETTERS, max_size=4)
    valued = st.tuples(st.sampled_from(options), st.sampled_from(WORDS))
    first = st.sampled_from([(), ("41",), ("41", "fri")])
    parts = st.lists(st.tuples(word) | valued, max_size=6)
    return st.tuples(first, parts).map(lambda drawn: [*drawn[0], *(word for part in drawn[1] for word in part)])


def compared(verb: Verb, *, lines: int) -> None:
    params, library = params_of(body_of(verb)), Library(verb)

    @settings(max_examples=lines, deadline=None, database=None)
    @given(words=words_for(verb))
    def tried(words: list[str]) -> None:
        found = understood(params, words)
        if found is not None:
            assert found == library.read(words)

    tried()


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_a_line_that_is_understood_is_read_as_the_library_reads_it(verb: Verb, capsys: pytest.CaptureFixture[str]) -> None:
    compared(verb, lines=25)


@pytest.mark.sweep
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_hundreds_of_lines_are_read_as_the_library_reads_them(verb: Verb, capsys: pytest.CaptureFixture[str]) -> None:
    compared(verb, lines=200)


@pytest.mark.parametrize(
    "line",
    [
        "log 41 they called about the windows",
        "log 41 asked for photos --how text --next 'fri send photos' --mood worried --topic money --topic design",
        "log 41,44 rain day --told --as month",
        "log . left a message --voicemail --at yesterday",
        "shift 41 +2w windows late --cause supply --dry-run",
        "shift 41 -3d",
        "shift 41 --what orientation dec 3",
        "promise 41 fri paint codes --by lender",
        "done 41",
        "done 41 paint",
        "due --json --fields job,level",
        "due --ahead 14 --sort=lot",
        "list stage:framing within:30d late --json",
        "show okafor --all",
        "set 41 contact.channel text",
        "meet 41 tue 09:00 frame walk --minutes 30",
        "log 41 -- --told is not what they said",
        "undo",
        "report week --html",
    ],
)
def test_the_lines_of_every_day_need_no_library(line: str) -> None:
    name, *words = hoisted(shlex.split(line))
    verb = next(verb for verb in VERBS if verb.name == name)
    found = understood(params_of(body_of(verb)), words)
    assert found is not None
    assert found == Library(verb).read(words)


@pytest.mark.parametrize(
    "words", [["41", "--how"], ["41", "--nonsense"], ["41", "--told=yes"], [], ["-h"], ["41", "--how", "--told"]]
)
def test_what_is_not_plainly_put_is_left_to_the_library(words: list[str]) -> None:
    verb = next(verb for verb in VERBS if verb.name == "log")
    assert understood(params_of(body_of(verb)), words) is None


def test_every_option_has_a_name_with_two_dashes() -> None:
    params: list[Param] = [param for verb in VERBS for param in params_of(body_of(verb))]
    assert [name for param in params for name in param.names if not name.startswith("--")] == []
    # The library would make a `--no-...` of a switch without a name of its own.
    assert [
        param.name for param in params if param.kind is bool and isinstance(param.shown, Option) and not param.shown.names
    ] == []
    assert {param.kind for param in params} == {bool, str, int, list}


GLOBALS = st.sampled_from(
    (
        *("--file", "-f", "--file=a.yaml", "-f=b", "-fb", "--file=", "a.yaml", "", "-", "--", "--today", "--today=2026-11-23"),
        *("2026-11-23", "nonsense", "--color", "--color=never", "always", "--debug", "--debug=1", "due", "li", "s", "41", "-x"),
    )
)


class Sat(Exception):
    """The desk was set: these are its settings."""


def desk_set_by(read: Callable[[list[str]], object], argv: list[str]) -> object:
    """The settings of the desk that a reading comes to, what it refuses the words with, or None for neither."""

    def sit(**settings: object) -> None:
        raise Sat(settings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "context_for", sit)
        patch.setattr(typer_app, "context_for", sit)
        try:
            read(argv)
        except Sat as sat:
            return sat.args
        except UsageError as error:
            return error.message
    return None


@settings(max_examples=300, deadline=None, database=None)
@given(argv=st.lists(GLOBALS, max_size=6))
def test_the_options_in_front_of_a_verb_are_read_as_the_library_reads_them(argv: list[str]) -> None:
    found = desk_set_by(lambda argv: app._plainly_done(hoisted(argv)), argv)
    assert found is None or found == desk_set_by(typer_app.carried_out, argv)
