"""Every line is parsed by Typer; what is ours in it: dates with a minus, forgotten values, global options behind the verb."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import pytest
import typer

from backlog_cli.cli import app
from backlog_cli.cli.app import OTHER_WORDS, VERBS, Verb, load_command
from backlog_cli.cli.context import AppContext
from backlog_cli.cli.parsing import global_options_first
from tests.sampling import one_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]


def parsed(line: str) -> dict[str, Any]:
    """What Typer reads from a line, only what was typed: the value of each parameter of its verb."""
    name, *words = global_options_first(shlex.split(line))
    verb = next(verb for verb in VERBS if verb.name == name)
    with load_command(verb).make_context(verb.name, words) as ctx:
        defaults = {param.name: param.default for param in ctx.command.params}
        return {name: value for name, value in ctx.params.items() if value not in (defaults[name], None, [])}


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("log 41 they called about the windows", {"job": "41", "note": ["they", "called", "about", "the", "windows"]}),
        (
            "log 41 asked for photos --how text --next 'fri send photos' --mood worried --topic money --topic design",
            {
                "job": "41",
                "note": ["asked", "for", "photos"],
                "how": "text",
                "next_": "fri send photos",
                "mood": "worried",
                "topic": ["money", "design"],
            },
        ),
        ("log 41,44 rain day --told --as month", {"job": "41,44", "note": ["rain", "day"], "told": True, "as_": "month"}),
        (
            "log . left a message --voicemail --at -3d",
            {"job": ".", "note": ["left", "a", "message"], "voicemail": True, "at": "-3d"},
        ),
        ("log --how=text 41", {"job": "41", "how": "text"}),
        ("log 41 --said '-- and so on'", {"job": "41", "said": "-- and so on"}),
        ("log 41 --said '--told me so'", {"job": "41", "said": "--told me so"}),
        ("log 41 --said=--told", {"job": "41", "said": "--told"}),
        ("log 41 - ", {"job": "41", "note": ["-"]}),
        ("log 41 -- --told is not what they said", {"job": "41", "note": ["--told", "is", "not", "what", "they", "said"]}),
        ("log 41 lost -10% of it", {"job": "41", "note": ["lost", "-10%", "of", "it"]}),
        ("shift 41 -3d", {"job": "41", "words": ["-3d"]}),
        ("shift 41 -3d --known -1w rain", {"job": "41", "words": ["-3d", "rain"], "known": "-1w"}),
        ("shift 41 +2w windows late --cause supply --dry-run", {"words": ["+2w", "windows", "late"], "cause": "supply"}),
        ("shift 41 --what orientation dec 3", {"job": "41", "words": ["dec", "3"], "what": "orientation"}),
        ("done 41", {"job": "41"}),
        ("due --ahead 14 --sort=lot", {"ahead": 14, "sort": "lot"}),
        ("list stage:framing within:30d late --json", {"terms": ["stage:framing", "within:30d", "late"], "as_json": True}),
        ("set 41 contact.channel text", {"job": "41", "field": "contact.channel", "value": ["text"]}),
        ("meet 41 tue 09:00 frame walk --minutes 30", {"words": ["tue", "09:00", "frame", "walk"], "minutes": 30}),
        ("undo", {}),
        ("report job 41 --html", {"words": ["job", "41"], "as_html": True}),
    ],
)
def test_a_line_is_read_so(line: str, values: dict[str, Any]) -> None:
    found = parsed(line)
    assert {name: found.get(name) for name in values} == values
    assert set(found) - set(values) <= {"job", "dry_run"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("log 41 --how", "--how needs a value. `backlog log --help` shows what it takes."),
        ("log 41 --how --dry-run", "--how needs a value. `backlog log --help` shows what it takes."),
        ("log 41 --said --tolld", "--said needs a value."),
        ("log 41 --said -h", "--said needs a value."),
        ("log 41 --tolld", "there's no option --tolld here. Did you mean --told?"),
        ("log 41 --hwo text", "there's no option --hwo here. Did you mean --how?"),
        ("log 41 -x", "there's no option -x here."),
        ("log 41 --told=yes", "--told takes no value."),
        ("log", "JOB is missing."),
        ("shift 41", "DATE is missing."),
        ("due --ahead soon", "--ahead takes a whole number."),
        ("due 41", '"41" is one word too many.'),
        ("undo -3d", "number takes a whole number."),
        ("redo -3d", '"-3d" is one word too many.'),
        ("due --file", "--file needs a value: --file PATH. `backlog --help` lists the commands."),
        ("--nonsense due", "there's no option --nonsense here."),
        ("lisst", 'there\'s no verb "lisst". Did you mean `backlog list`?'),
        ("s", '"s" could be show or shift or set or stage or super or sync or schema or skill; type a letter more.'),
        ("''", 'there\'s no verb "".'),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_in_plain_words(run: Run, sample: Path, line: str, sentence: str) -> None:
    before = sample.read_bytes()
    answer = run(*shlex.split(line))
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err
    assert sample.read_bytes() == before


@pytest.mark.parametrize(("word", "verbs"), [(word, text) for word, text in OTHER_WORDS.items()])
def test_a_word_that_went_away_or_comes_from_elsewhere_is_answered_with_the_verb_that_does_it(
    run: Run, sample: Path, word: str, verbs: str
) -> None:
    answer = run(word, "1041", "framing")
    assert (answer.code, answer.out) == (2, "")
    assert f'there\'s no verb "{word}": {verbs}.' in answer.err
    names = {word for word in verbs.replace("`", "").split() if not word.startswith("-")}
    assert word in ("help", "version") or names & {verb.name for verb in VERBS}


def test_what_can_be_taken_back_is_listed_by_history(run: Run, sample: Path) -> None:
    answer = run("undo", "--list")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == "backlog: `backlog history` lists what can be taken back, numbered.\nNothing was changed.\n"


def test_any_beginning_of_a_verb_that_fits_only_one_will_do(run: Run, sample: Path) -> None:
    assert run("cal", "dec") == run("calendar", "dec")
    assert run("LIS") == run("list")


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_is_a_plain_typer_command_with_words_for_each_parameter(verb: Verb) -> None:
    command = load_command(verb)
    assert command.name == verb.name
    assert command.help
    for param in command.params:
        assert param.name == "listing" or getattr(param, "help", None), param.name
        if param.param_type_name == "option":
            # Typer would make a `--no-...` of a switch without a name of its own.
            assert param.opts == [name for name in param.opts if name.startswith("--")]
            assert not param.secondary_opts


# Global options


class ContextMade(Exception):
    """The context was made: these are its settings."""


def context_made(argv: list[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The settings that a line gives the context, only those that were typed."""

    def made(_context: AppContext, **settings: Any) -> None:
        raise ContextMade({name: value for name, value in settings.items() if value not in (None, "auto", False, ())})

    monkeypatch.setattr(app, "set_global_options", made)
    with (
        pytest.raises(ContextMade) as found,
        typer.main.get_command(app.app).make_context("backlog", argv, obj=AppContext()) as ctx,
    ):
        ctx.command.invoke(ctx)
    settings: dict[str, Any] = found.value.args[0]
    return settings


@pytest.mark.parametrize(
    ("line", "settings"),
    [
        ("due", {}),
        ("--file a.yaml due", {"file": ["a.yaml"]}),
        ("due --file a.yaml", {"file": ["a.yaml"]}),
        ("due --file=a.yaml --json", {"file": ["a.yaml"]}),
        ("-f a.yaml --today 2026-11-23 due", {"file": ["a.yaml"], "today": "2026-11-23"}),
        ("log 41 called --today 2026-11-23 back --debug", {"today": "2026-11-23", "debug": True}),
        ("log 41 -- called --debug", {}),
        ("list --color never", {"color": "never"}),
        ("--color=always", {"color": "always"}),
    ],
)
def test_global_options_stand_before_or_behind_the_verb(
    line: str, settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert context_made(shlex.split(line), monkeypatch) == settings


def test_the_day_is_taken_from_the_environment_and_the_option_beats_it(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = run("due", "--json", today="2026-11-23")
    monkeypatch.setenv("BACKLOG_TODAY", "2026-11-23")
    assert run("due", "--json", today=None) == chosen
    assert run("due", "--json", today="2026-11-24") != chosen
    monkeypatch.setenv("BACKLOG_TODAY", "someday")
    refused = run("due", today=None)
    assert (refused.code, refused.out) == (2, "")
    assert "BACKLOG_TODAY: " in refused.err
    assert run("due", "--json", today="2026-11-23") == chosen
    monkeypatch.setenv("BACKLOG_TODAY", "")
    assert run("where", "--json", today=None).code == 0


def test_the_version_is_shown_wherever_it_is_asked_for(run: Run, home: Path) -> None:
    from backlog_cli import __version__

    for words in (("--version",), ("-V",), ("due", "--version")):
        assert run(*words, today=None) == (0, f"backlog {__version__}\n", "")


# Help


def test_the_overview_shows_four_panels_with_every_verb_and_loads_none(run: Run, home: Path) -> None:
    page = run("--help", today=None).out
    for panel in app.PANELS:
        assert f"\n{panel}:\n" in page
    for verb in VERBS:
        assert f"\n  {verb.name} " in page


@one_in(6, "words", [(), *((verb.name,) for verb in VERBS)], ids=" ".join)
def test_a_page_of_help_says_the_same_at_a_terminal_in_color_and_nothing_else(
    run: Run, terminal: Callable[..., Any], home: Path, words: tuple[str, ...]
) -> None:
    plain = run(*words, "--help", today=None).out
    assert "\x1b" not in plain
    page = terminal(*words, "--help", size=(80, 100))
    assert page.end() == 0
    assert b"\x1b[" in page.raw
    shown = " ".join(" ".join(page.lines).translate(str.maketrans("│╭╮╰╯─", "      ")).split())
    options = {word.strip("`,.;") for word in plain.split() if word.startswith("--")}
    assert [option for option in options if option not in shown] == []


@pytest.mark.parametrize("words", [(), ("log",)], ids=" ".join)
def test_a_page_of_help_has_no_color_where_none_is_wanted(terminal: Callable[..., Any], words: tuple[str, ...]) -> None:
    dumb = terminal(*words, "--help", size=(80, 100), environ={"NO_COLOR": "1"})
    assert dumb.end() == 0
    assert b"\x1b" not in dumb.raw
