"""The command line as the library reads it: help pages, the Tab key, and every line that is not plainly put."""

from __future__ import annotations

import inspect
import os
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from backlog_cli import __version__
from backlog_cli.cli.app import (
    COMPLETING,
    VALUED,
    VERBS,
    Verb,
    body_of,
    context_for,
    help_hint,
    hoisted,
    overview,
    print_line,
    verb_meant,
    verbs_typed,
)
from backlog_cli.cli.params import Argument, Param, is_earlier, params_of
from backlog_cli.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Stands in front of words like -3d while options are read, so that a date earlier is no option.
EARLIER = "\x00"

# What Typer raises for a command line that it cannot read; the class has no public name before 0.28.
TyperUsageError: type[Exception] = typer.BadParameter.__bases__[0]


class WordsCommand(TyperCommand):
    """A verb whose words may begin with a minus and a digit (`shift 41 -3d`)."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:
            self._refuse_options_as_values(args, ctx.info_name)
        ctx.allow_extra_args = True
        rest: list[str] = super().parse_args(ctx, [EARLIER + arg if is_earlier(arg) else arg for arg in args])
        if rest and not ctx.resilient_parsing:
            raise UsageError(f'"{_unmarked(rest[0])}" is a word too many. {help_hint(ctx.info_name)}')
        ctx.params = {name: _unmarked(value) for name, value in ctx.params.items()}
        return rest

    def _refuse_options_as_values(self, args: list[str], verb: str) -> None:
        """Where a value was forgotten, the library would take the next option for it: `--dry-run` as a text to write."""
        valued = {name for param in self.params if not getattr(param, "is_flag", True) for name in param.opts}
        rest = iter(args)
        for word in rest:
            if word == "--":
                return
            if word in valued and looks_like_option(next(rest, "")):
                raise UsageError(f"{word} needs a value. {help_hint(verb)}")


def looks_like_option(word: str) -> bool:
    """Whether a word is meant for an option, right or mistyped: a remark with blanks in it is not, whatever it begins with."""
    return word == "-h" or (word.startswith("--") and not any(sign.isspace() for sign in word))


def _unmarked(value: Any) -> Any:
    if isinstance(value, str):
        return value.removeprefix(EARLIER)
    if isinstance(value, list | tuple):
        return [_unmarked(part) for part in value]
    return value


class Backlog(TyperGroup):
    """The verbs, each loaded only when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the shape is the group's
        return [verb.name for verb in VERBS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the shape is the group's
        verb = next((verb for verb in VERBS if verb.name == cmd_name), None)
        return None if verb is None else command_of(verb)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        verb = verb_meant(args[0])
        return verb.name, self.get_command(ctx, verb.name), args[1:]

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:  # noqa: ARG002 - the shape is the group's
        from typer.core import CompletionItem  # type: ignore[attr-defined]

        return [CompletionItem(verb.name, help=verb.line) for verb in VERBS if verb.name.startswith(incomplete)]

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the shape is the group's
        formatter.write(overview())


def command_of(verb: Verb) -> Any:
    """The library's own command for a verb, with every parameter that the verb's body declares."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    settings = {"help_option_names": ["-h", "--help"]}
    app.command(verb.name, cls=WordsCommand, context_settings=settings)(_with_context(body_of(verb)))
    return typer.main.get_command(app)


def _with_context(body: Callable[..., Any]) -> Callable[..., Any]:
    """The body as the library calls it: with a context where the body has the desk."""

    def call(ctx: typer.Context, **given: Any) -> Any:
        return body(ctx.obj, **given)

    params = [inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)]
    for param in params_of(body):
        default = inspect.Parameter.empty if param.is_required else param.default
        params.append(inspect.Parameter(param.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=_hint(param)))
    call.__signature__ = inspect.Signature(params)  # type: ignore[attr-defined]
    call.__annotations__ = {param.name: param.annotation for param in params}
    call.__doc__ = body.__doc__
    return call


def _hint(param: Param) -> Any:
    shown = param.shown
    if isinstance(shown, Argument):
        return Annotated[
            param.type, typer.Argument(metavar=shown.metavar, help=shown.help or None, autocompletion=shown.autocompletion)
        ]
    return Annotated[param.type, typer.Option(*param.names, metavar=shown.metavar or None, help=shown.help or None)]


app = typer.Typer(
    cls=Backlog,
    invoke_without_command=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def door(
    ctx: typer.Context,
    file: Annotated[str | None, typer.Option("--file", "-f")] = None,
    today: Annotated[str | None, typer.Option("--today")] = None,
    color: Annotated[str, typer.Option("--color")] = "auto",
    debug: Annotated[bool, typer.Option("--debug")] = False,
    version: Annotated[bool, typer.Option("--version", "-V")] = False,
) -> int | None:
    """Set the desk for whichever verb follows; without one, show the morning."""
    if version:
        print_line(f"backlog {__version__}")
        raise typer.Exit
    if ctx.resilient_parsing:
        return None
    ctx.obj = context_for(file=file, today=today, color=color, debug=debug)
    ctx.obj.verb = ctx.invoked_subcommand or ""
    if ctx.invoked_subcommand is not None:
        return None
    from backlog_cli.cli.commands.view import morning_or_welcome

    return morning_or_welcome(ctx.obj)


def carried_out(argv: Sequence[str]) -> int:
    """Carry out one command line; the value is the exit code. Raises BadWords for words that do not fit together."""
    command = typer.main.get_command(app)
    try:
        if os.environ.get(COMPLETING):
            result = command.main(prog_name="backlog", complete_var=COMPLETING, standalone_mode=False)
        else:
            # Not `main`: it turns a closed pipe and Ctrl-C into exits of its own.
            with command.make_context("backlog", hoisted(argv)) as ctx:
                result = command.invoke(ctx)
    except typer.Exit as end:
        return end.exit_code
    except TyperUsageError as error:
        verbs = verbs_typed(argv)
        raise UsageError(usage_sentence(error, verbs[0].name if len(verbs) == 1 else "")) from error
    return int(result) if isinstance(result, int) else Exit.DONE


def usage_sentence(error: Exception, verb: str) -> str:
    """What is wrong with the command line, in our own words."""
    hint = help_hint(verb)
    option = getattr(error, "option_name", None)
    if option in VALUED:
        return f"{option} needs a value: {option} {VALUED[option][1]}. {help_hint('')}"
    if type(error).__name__ == "NoSuchOption":
        near = [name for name in getattr(error, "possibilities", None) or () if name]
        guess = f" Did you mean {near[0]}?" if near else ""
        return f"there is no option {option} here.{guess} {hint}\nWords that begin with a dash go after `--`."
    if option is not None:
        is_switch = "does not take a value" in str(error)
        return f"{option} takes no value. {hint}" if is_switch else f"{option} needs a value. {hint}"
    param = getattr(error, "param", None)
    if type(error).__name__ == "MissingParameter" and param is not None:
        # `DATE [reason...]` and `JOB[,JOB...]` say what may follow, too.
        name = param.human_readable_name.split()[0].partition("[")[0]
        return f"{name.upper().rstrip('_')} is missing. {hint}"
    if param is not None:
        wanted = "needs a whole number" if param.type.name == "int" else "cannot be read as typed"
        return f"{'/'.join(param.opts)} {wanted}. {hint}"
    return f"these words do not fit together here. {hint}"
