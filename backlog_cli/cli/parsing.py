"""How the words of one command are parsed where Typer's own reading would surprise an agent."""

from __future__ import annotations

import os
import re
import sys
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from backlog_cli.errors import BadDate, DoubtfulDate, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

# What Typer raises for a command line that it cannot read; the class has no public name before 0.28.
TyperUsageError: Any = typer.BadParameter.__bases__[0]
# Put in front of words like -3d while options are read, so that a date earlier is not an option.
_EARLIER = "\x00"

# Set by the shell while the Tab key is being answered.
COMPLETION_VARIABLE = "_BACKLOG_COMPLETE"
# Behind what is typed, it asks the shell for the names of files: no word holds it.
FILE_MARK = "\0"

# Global options that take a value, and what the value is.
OPTIONS_WITH_VALUE = {"--file": "PATH", "-f": "PATH", "--today": "DATE", "--color": "WHEN"}


def complete_file(incomplete: str) -> list[tuple[str, str]]:
    """What completes the name of a file: whatever the shell knows."""
    return [(incomplete + FILE_MARK, "")]


class VerbCommand(TyperCommand):
    """A command whose words may begin with a minus and a digit (`shift 41 -3d`), and whose options never take an option.

    With `--json` nothing asks.

    Raise UsageError for `--how --dry-run`, where the value was forgotten, and for words that have no place.
    """

    writes: bool | str = False  # whether it can change her file; an option where it only does with that

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:
            self._refuse_forgotten_values(args)
            args = self._join_dates(ctx, self._join_name(ctx, args))
        ctx.allow_extra_args = True
        try:
            rest: list[str] = super().parse_args(ctx, [_EARLIER + arg if is_earlier(arg) else arg for arg in args])
        except TyperUsageError as error:
            error.ctx = error.ctx or ctx  # an option at the end of the line without its value is reported without one
            raise
        if rest and not ctx.resilient_parsing:
            raise UsageError(f'"{_remove_mark(rest[0])}" is one word too many. {help_hint(self.name)}')
        ctx.params = {name: _remove_mark(value) for name, value in ctx.params.items()}
        return rest

    def invoke(self, ctx: Any) -> Any:
        if not ctx.params.get("as_json"):
            return self.answer(ctx)
        from backlog_cli.cli.prompts import no_prompts

        with no_prompts():
            return self.answer(ctx)

    def answer(self, ctx: Any) -> Any:
        """Run the verb for the one file, or for each of several where it only reads."""
        if len(ctx.obj.files) < 2:
            return super().invoke(ctx)
        from backlog_cli.cli.many_files import run_command

        return run_command(self, ctx, super().invoke)

    def _join_name(self, ctx: Any, args: list[str]) -> list[str]:
        """The words with a home's name of several words in one piece, where a home comes first."""
        from backlog_cli.cli.job_lookup import join_name

        first = next((param.name for param in self.params if param.param_type_name == "argument"), None)
        is_help = "--help" in args or "-h" in args
        return join_name(ctx.obj, args) if first == "job" and ctx.obj is not None and not is_help else args

    def _join_dates(self, ctx: Any, args: list[str]) -> list[str]:
        """The words with the date behind an option in one piece: `--at nov 20` and `--at yesterday 9am` need no quotes."""
        dated = {name for param in self.params if param.metavar in ("DATE", "WHEN") for name in param.opts}
        joined: list[str] = []
        words = list(args)
        while words:
            joined.append(words.pop(0))
            if joined[-1] == "--":
                return joined + words
            if joined[-1] in dated and len(words) > 1 and ctx.obj is not None:
                size = _date_length(words, ctx.obj.today)
                joined.append(" ".join(words[:size]))
                words = words[size:]
        return joined

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self.rich_markup_mode = markup_mode(ctx)
        super().format_help(ctx, formatter)

    def _refuse_forgotten_values(self, args: Iterable[str]) -> None:
        valued = {name for param in self.params if not getattr(param, "is_flag", True) for name in param.opts}
        words = iter(args)
        for word in words:
            if word == "--":
                return
            if word in valued and is_like_option(next(words, "")):
                raise UsageError(f"{word} needs a value. {help_hint(self.name)}")


def _date_length(words: Sequence[str], today: date) -> int:
    """How many of the words in front are together one date, with its time of day if there is one; 1 where no two are."""
    from backlog_cli.dates.parse import leading_moment
    from backlog_cli.dates.values import Direction

    plain = tuple(takewhile(lambda word: not word.startswith("-") and " " not in word, words))

    def length(way: Direction, chosen: date | None = None) -> int:
        try:
            size = len(plain) - len(leading_moment(plain, direction=way, today=today, chosen=chosen)[1])
        except DoubtfulDate as doubt:
            return length(way, doubt.options[0]) if chosen is None else 1
        except BadDate:
            return 1
        return size - (plain[size - 1].lower() == "to")

    return max(1, *map(length, Direction))


class LogCommand(VerbCommand):
    """`log`, where a link belongs behind --video-link and --video says how you spoke."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:
            _refuse_link_behind_video(args)
        return super().parse_args(ctx, args)


def _refuse_link_behind_video(args: Sequence[str]) -> None:
    for word, after in pairwise((*args, "")):
        if word == "--":
            return
        link = word.removeprefix("--video=") if word.startswith("--video=") else after if word == "--video" else ""
        if re.match(_LINK, link):
            raise UsageError(f"--video means a video call. For a link: --video-link {link}")


_LINK = r"(?i)\s*([a-z][a-z0-9+.-]*://|www\.|[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}/)"


def is_earlier(word: str) -> bool:
    """Return whether a word begins as a date earlier does, such as `-3d`."""
    return word[:1] == "-" and word[1:2].isdigit()


def is_like_option(word: str) -> bool:
    """Whether a word is meant for an option, right or mistyped: a remark with blanks in it is not, whatever it begins with."""
    return word == "-h" or (word.startswith("--") and not any(sign.isspace() for sign in word))


def global_options_first(argv: Sequence[str]) -> list[str]:
    """Return the words with every global option moved in front of the verb; what follows `--` stays where it is."""
    front: list[str] = []
    rest: list[str] = []
    words = list(argv)
    while words:
        word = words.pop(0)
        if word == "--":
            rest += [word, *words]
            break
        if word in ("--debug", "--version", "-V") or word.startswith(("--file=", "--today=", "--color=")):
            front.append(word)
        elif word in OPTIONS_WITH_VALUE and words:
            front += [word, words.pop(0)]
        else:
            rest.append(word)
    return front + rest


def help_hint(verb: str | None) -> str:
    """Return where to read on: the page of a verb, or the one of all of them."""
    return f"`backlog {verb} --help` shows what it takes." if verb else "`backlog --help` lists the commands."


def markup_mode(ctx: Any) -> Any:
    """Return "rich" where a page of help goes to a terminal that shows color, None for plain text."""
    from backlog_cli.views.screen import screen_of

    screen = screen_of(sys.stdout, option=ctx.find_root().params.get("color", "auto"), environ=os.environ)
    return "rich" if screen.colour and screen.is_terminal and not screen.ascii else None


def _remove_mark(value: Any) -> Any:
    if isinstance(value, str):
        return value.removeprefix(_EARLIER)
    if isinstance(value, list | tuple):
        return [_remove_mark(part) for part in value]
    return value
