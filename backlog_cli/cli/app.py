"""The Typer app: the verbs, loaded when they are called, the global options, and where errors become exit codes."""

import codecs
import contextlib
import os
import re
import sys
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from backlog_cli import __version__
from backlog_cli.cli.context import AppContext
from backlog_cli.cli.output import print_error, silence
from backlog_cli.cli.parsing import (
    COMPLETION_VARIABLE,
    OPTIONS_WITH_VALUE,
    TyperUsageError,
    complete_file,
    global_options_first,
    help_hint,
    markup_mode,
)
from backlog_cli.errors import NOTHING_CHANGED, BacklogError, Exit, UsageError


class Verb(NamedTuple):
    """One command: where its body lives and what the overview says of it."""

    name: str
    module: str
    help: str
    panel: str
    writes: bool | str = False  # whether it can change her file; an option where it only does with that
    takes_files: bool = False  # whether a word of it that is called like a backlog is one

    def is_writing(self, argv: Sequence[str]) -> bool:
        """Whether it can change her file by these words."""
        return self.writes in argv if isinstance(self.writes, str) else self.writes


PANELS = EVERY_DAY, ONE_HOME, REPORTS, THE_FILE = "Every day", "A home", "Meetings and reports", "The file"

VERBS = (
    Verb("due", "view", "Your morning page: who to call first, and who is owed what.", EVERY_DAY, takes_files=True),
    Verb("list", "listing", "Every open home, the most urgent first.", EVERY_DAY, takes_files=True),
    Verb("show", "listing", "One home on one screen, before a call.", EVERY_DAY),
    Verb("log", "daily", "Write down a call, a text, an email or a visit.", EVERY_DAY, writes=True),
    Verb("shift", "daily", "Move a date, and see what that breaks.", EVERY_DAY, writes=True),
    Verb("promise", "daily", "Note a promise and the day it's due.", EVERY_DAY, writes=True),
    Verb("done", "daily", "Check off something you've done.", EVERY_DAY, writes=True),
    Verb("add", "home", "Add a home you sold.", ONE_HOME, writes=True),
    Verb("set", "home", "Change one field of a home.", ONE_HOME, writes=True),
    Verb("stage", "home", "Say which stage a home is in; reopen one that closed or was cancelled.", ONE_HOME, writes=True),
    Verb("issue", "home", "Open, follow up or resolve a problem.", ONE_HOME, writes=True),
    Verb("ask", "home", "Note a question to ask.", ONE_HOME, writes=True),
    Verb("meet", "home", "Make an appointment, or show what's booked.", ONE_HOME, writes=True),
    Verb("close", "closing", "Say that a home has closed.", ONE_HOME, writes=True),
    Verb("cancel", "closing", "Say that a sale is lost, and why.", ONE_HOME, writes=True),
    Verb("decide", "drafts", "What the buyers have to choose, and by when.", ONE_HOME),
    Verb("draft", "drafts", "A short text to the buyers, for you to finish.", ONE_HOME),
    Verb("super", "meetings", "The weekly sheet for each superintendent, and the answers.", REPORTS, writes="--answers"),
    Verb("walk", "meetings", "What to look at and photograph, home by home.", REPORTS, takes_files=True),
    Verb("report", "reports", "For management: the week, slips, stages, timeline, risk, one home.", REPORTS, takes_files=True),
    Verb(
        "calendar",
        "reports",
        "A month of closings, orientations, pre-cons, appointments and promises.",
        REPORTS,
        takes_files=True,
    ),
    Verb("away", "away", "Days off: who to tell, what your cover needs, what happened.", REPORTS, writes=True),
    Verb("init", "file", "Start a file, empty or with sample homes.", THE_FILE, writes=True),
    Verb("import", "spreadsheets", "Import your homes from a spreadsheet.", THE_FILE, writes=True),
    Verb("export", "export", "Your homes for a spreadsheet, your calendar, your phone, or a script.", THE_FILE),
    Verb("check", "file", "Find mistakes in the file, and fields to fill in.", THE_FILE, writes="--fix", takes_files=True),
    Verb("edit", "edit", "Open the file in your editor, and check what you save.", THE_FILE, writes=True),
    Verb("find", "find", "Search everything you noted, archived homes too.", THE_FILE),
    Verb("undo", "undo", "Take the last command back.", THE_FILE, writes=True),
    Verb("redo", "undo", "Redo what you took back.", THE_FILE, writes=True),
    Verb("history", "undo", "What was written and when, numbered for undo.", THE_FILE),
    Verb("recover", "undo", "Put back what an old copy, saved over the file, has lost.", THE_FILE, writes=True),
    Verb("archive", "archive", "Move old homes to a file of the year they ended.", THE_FILE, writes=True),
    Verb("merge", "merge", "Take in another copy of the file, as a sync program leaves them.", THE_FILE, writes=True),
    Verb("sync", "sync", "Take in what others sent, and send what you wrote (git).", THE_FILE, writes=True),
    Verb("merge-file", "merge_file", "Merge two versions of the file for git, by what their lines mean.", THE_FILE),
    Verb("schema", "schema", "What may be in the file, for your editor.", THE_FILE, writes="--install"),
    Verb("where", "where", "Say which file is used and why, and what needs fixing here.", THE_FILE),
    Verb("skill", "assistants", "What to tell an assistant about backlog: SKILL.md.", THE_FILE),
    Verb("mcp", "assistants", "Let an assistant without a shell use your backlog (MCP).", THE_FILE),
)

# Words that went away, and words from elsewhere: the verb that does it.
OTHER_WORDS = {
    "pipeline": "`backlog report stages` shows how many homes are in each stage",
    "timeline": "`backlog report timeline` draws it",
    "risk": "`backlog report risk` lists who may cancel",
    "reopen": "`backlog stage` reopens a closed or cancelled home",
    "delete": "`backlog cancel` ends a sale, `backlog archive` moves old homes out, `backlog undo` takes a command back",
    "call": "`backlog log` records a call",
    "text": "`backlog log` records a text",
    "email": "`backlog log` records an email",
    "visit": "`backlog log` records a visit",
    "note": "`backlog set JOB notes ...` adds a note, `backlog log` records a talk",
    "new": "`backlog add` adds a home",
    "remove": "`backlog cancel` ends a sale, `backlog archive` moves old homes out, `backlog undo` takes a command back",
    "move": "`backlog shift` moves a date",
    "delay": "`backlog shift` moves a date",
    "postpone": "`backlog shift` moves a date",
    "schedule": "`backlog meet` makes an appointment, `backlog calendar` shows the month",
    "question": "`backlog ask` notes a question",
    "problem": "`backlog issue` opens a problem",
    "vacation": "`backlog away` plans your days off",
    "todo": "`backlog due` is the morning page",
    "today": "`backlog due` is the morning page",
    "search": "`backlog find` searches the file",
    "status": "`backlog due` is the morning page, `backlog list` shows every home",
    "pull": "`backlog sync` takes in what others sent, and sends what you wrote",
    "push": "`backlog sync` takes in what others sent, and sends what you wrote",
    "help": "`backlog --help` lists the verbs",
    "version": "`backlog --version` shows it",
}
_PLURAL_OR_PAST = "(?:s|ed)$"  # calls, called, texts, texted
# Those of them that ask for a change of her file.
OTHER_WRITERS = (
    *("reopen", "delete", "remove", "call", "text", "email", "visit", "note", "new", "move", "delay", "postpone", "schedule"),
    *("question", "problem", "vacation"),
)
# How a pipe in a narrow encoding gets what it cannot hold.
ESCAPE_HANDLER = "backlog-escapes"


class LazyGroup(TyperGroup):
    """The verbs, each loaded from its module only when it is called; global options may follow the verb."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        return [verb.name for verb in VERBS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - Typer's signature
        """Return what the overview and the Tab key say of a verb; nothing is loaded for that."""
        verb = next((verb for verb in VERBS if verb.name == cmd_name), None)
        return verb and TyperCommand(verb.name, short_help=verb.help, rich_help_panel=verb.panel)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:  # noqa: ARG002 - Typer's signature
        verb = find_verb(args[0])
        return verb.name, load_command(verb), args[1:]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        rest: list[str] = super().parse_args(ctx, _files_first(global_options_first(args)))
        return rest

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self.rich_markup_mode = markup_mode(ctx)
        super().format_help(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer's signature
        for panel in PANELS:
            with formatter.section(panel):
                formatter.write_dl([(verb.name, verb.help) for verb in VERBS if verb.panel == panel])


FILE_ENDINGS = (".yaml", ".yml", "/", os.sep)


def _files_first(argv: list[str]) -> list[str]:
    """The words, global options in front, with every file among those of a verb that takes files as one more --file."""
    start = next((n for n, word in enumerate(argv) if not word.startswith("-") and argv[n - 1 : n] not in _VALUED), len(argv))
    verbs = verbs_beginning(argv[start]) if start < len(argv) else []
    if len(verbs) != 1 or not verbs[0].takes_files:
        return argv
    words, plain = argv[start + 1 :], []
    if "--" in words:
        words, plain = words[: words.index("--")], words[words.index("--") :]
    folders = _folder_words(verbs[0], words)
    files = [word for word in words if not word.startswith("-") and (word.lower().endswith(FILE_ENDINGS) or word in folders)]
    if not files:
        return argv
    rest = [word for word in words if word not in files]
    return [*argv[:start], *(part for file in files for part in ("--file", file)), argv[start], *rest, *plain]


def _folder_words(verb: Verb, words: Sequence[str]) -> list[str]:
    """The words that are folders behind `due` and `report week`, where no other word can follow."""
    after = words if verb.name == "due" else words[1:] if verb.name == "report" and words[:1] == ["week"] else []
    return [word for word in after if not word.startswith("-") and os.path.isdir(word)]  # noqa: PTH112 - no pathlib at start


_VALUED = [[option] for option in OPTIONS_WITH_VALUE]


@cache
def load_command(verb: Verb) -> Any:
    """Return Typer's command for a verb, made from the function that its module registers under that name.

    Made once in a process: an assistant's tools run many command lines in one.
    """
    module = import_module(f"backlog_cli.cli.commands.{verb.module}")
    info = next(info for info in module.app.registered_commands if (info.name or info.callback.__name__) == verb.name)
    command: Any = typer.main.get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
    command.writes = verb.writes
    return command


def find_verb(typed: str) -> Verb:
    """Return the verb of that name or with that beginning. Raise UsageError when there is none, or several."""
    other = OTHER_WORDS.get(typed.lower()) or OTHER_WORDS.get(re.sub(_PLURAL_OR_PAST, "", typed.lower()))
    if other and not verbs_beginning(typed):
        raise UsageError(f'there\'s no verb "{typed}": {other}.')
    verbs = verbs_beginning(typed)
    if len(verbs) == 1:
        return verbs[0]
    if verbs and typed:
        raise UsageError(f'"{typed}" could be {" or ".join(verb.name for verb in verbs)}; type a letter more.')
    from difflib import get_close_matches

    near = get_close_matches(typed.lower(), [verb.name for verb in VERBS], n=1)
    guess = f" Did you mean `backlog {near[0]}`?" if near else ""
    raise UsageError(f'there\'s no verb "{typed}".{guess} `backlog --help` lists them.')


def verbs_beginning(typed: str) -> list[Verb]:
    """Return the verb of that name, else every verb that begins so."""
    return [verb for verb in VERBS if verb.name == typed] or [verb for verb in VERBS if verb.name.startswith(typed.lower())]


app = typer.Typer(
    cls=LazyGroup,
    invoke_without_command=True,
    add_completion=False,  # its own options say what they did in Typer's words
    rich_markup_mode=None,
    options_metavar="",
    subcommand_metavar="[VERB] [JOB] [DATE] [words...]",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`backlog VERB --help` says what a verb takes. You can shorten a verb as long as only one fits: "
    "`backlog sh` is show or shift, `backlog sho` is show.",
)


def _show_version(value: bool) -> None:
    if value:
        sys.stdout.write(f"backlog {__version__}\n")
        raise typer.Exit


def _install_completion(value: bool) -> None:
    if value:
        from backlog_cli.cli.shell_scripts import install_completion, own_names

        shell = install_completion()
        sys.stdout.write(f"Tab completion is set up in {shell} for {' and '.join(own_names())}. Open a new terminal to use it.\n")
        raise typer.Exit


def _show_completion(value: bool) -> None:
    if value:
        from backlog_cli.cli.shell_scripts import completion_script, current_shell, own_names

        shell = current_shell()
        sys.stdout.write("\n".join(completion_script(shell, name) + "\n" for name in own_names()))
        raise typer.Exit


def _complete_color(incomplete: str) -> list[str]:
    return [word for word in ("auto", "always", "never") if word.startswith(incomplete)]


@app.callback()
def main(
    ctx: typer.Context,
    file: Annotated[
        list[str] | None,
        typer.Option(
            "--file",
            "-f",
            metavar="PATH",
            help="The backlog to work on; again, a folder or a pattern for several, to read.",
            autocompletion=complete_file,
        ),
    ] = None,
    today: Annotated[
        str | None,
        typer.Option("--today", metavar="DATE", envvar="BACKLOG_TODAY", help="Use this day as today (YYYY-MM-DD)."),
    ] = None,
    color: Annotated[
        str,
        typer.Option(
            "--color",
            metavar="WHEN",
            is_eager=True,
            show_default=False,
            help="auto, always or never.",
            autocompletion=_complete_color,
        ),
    ] = "auto",
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the program an error comes from.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", "-V", is_eager=True, callback=_show_version, help="Show the version.")
    ] = False,
    _install: Annotated[
        bool,
        typer.Option(
            "--install-completion", is_eager=True, callback=_install_completion, help="Let the Tab key complete in this shell."
        ),
    ] = False,
    _show: Annotated[
        bool,
        typer.Option(
            "--show-completion", is_eager=True, callback=_show_completion, help="Show the script that does it, to copy it."
        ),
    ] = False,
) -> int | None:
    """The homes you have sold that have not closed yet, and the people waiting for them.

    `backlog` alone shows what is due this morning.
    """
    if ctx.resilient_parsing:
        return None
    set_global_options(ctx.obj, file=file or (), today=today, color=color, debug=debug)
    ctx.obj.verb = ctx.invoked_subcommand or ""
    if ctx.invoked_subcommand is not None:
        return None
    from backlog_cli.cli.commands.view import show_morning_or_welcome

    return show_morning_or_welcome(ctx.obj)


def set_global_options(context: AppContext, *, file: Sequence[str], today: str | None, color: str, debug: bool) -> None:
    """Put the global options into the context. Raise UsageError for a day or a color that is not valid."""
    if color not in ("auto", "always", "never"):
        raise UsageError(f'there\'s no --color "{color}". Try auto, always or never.')
    if not all(file):
        raise UsageError("--file needs the path of a backlog file.")
    context.file_names, context.color, context.debug = tuple(file), color, debug
    set_today(context, today)


def set_today(context: AppContext, today: str | None) -> None:
    """Put the day that every rule takes for today into the context. Raise UsageError for a word that isn't a day."""
    # The one look at the clock: every rule takes today as an argument.
    now = datetime.now()
    context.today = now.date() if today is None else _parse_today(today)
    context.clock = now.strftime("%H:%M") if today is None else None


def _parse_today(typed: str) -> date:
    """Return the day given with --today. Raise UsageError."""
    parts = typed.split("-")
    if (
        [len(part) for part in parts] == [4, 2, 2]
        and "2000" <= parts[0] <= "2100"
        and typed.isascii()
        and "".join(parts).isdigit()
    ):
        # As a script writes it: no module has to be imported to read that.
        with contextlib.suppress(ValueError):
            return date(*map(int, parts))
    from backlog_cli.dates.file_dates import file_date

    try:
        return file_date(typed)
    except ValueError as error:
        name = "BACKLOG_TODAY" if typed == os.environ.get("BACKLOG_TODAY") else "--today"
        raise UsageError(f"{name}: {error}") from None


def run(argv: Sequence[str]) -> int:
    """Carry out one command line; answers on stdout, everything else on stderr. The value is the exit code, never raised."""
    _make_streams_safe()
    context = AppContext(run=run)
    has_failed = True
    try:
        code = _run_typer(list(argv), context)
        has_failed = False
    except BrokenPipeError:
        silence(sys.stdout)
        code = Exit.DONE
    except SystemExit as end:
        # How the answer to a Tab key ends; its code says nothing to a shell.
        code = end.code if isinstance(end.code, int) else Exit.DONE
    except BaseException as error:
        code = _handle_error(error, argv, is_saved=context.is_saved)
    exit_code = _flush_output(code, is_saved=context.is_saved)
    context.commit_write()  # behind the answer: she doesn't wait for git
    if not has_failed and exit_code == code:
        context.mark_told()
    return exit_code


@cache
def load_group() -> Any:
    """Return Typer's command for the program itself; it takes the global options and calls the verbs."""
    return typer.main.get_command(app)


def _run_typer(argv: list[str], context: AppContext) -> int:
    """Let Typer parse the words and call the verb. Return the exit code; raise UsageError for words that do not fit together."""
    _refuse_odd_bytes(argv)
    group = load_group()
    try:
        if os.environ.get(COMPLETION_VARIABLE):
            from backlog_cli.cli.completion import answer_tab

            set_today(context, None)
            answer = answer_tab(group, os.environ, context)
            sys.stdout.write(f"{answer}\n" if answer else "")
            result = Exit.DONE
        else:
            # Not `main`: it turns a closed pipe and Ctrl-C into exits of its own.
            with group.make_context("backlog", argv, obj=context) as ctx:
                result = group.invoke(ctx)
    except typer.Exit as end:
        return end.exit_code
    except TyperUsageError as error:
        raise UsageError(usage_sentence(error)) from error
    return int(result) if isinstance(result, int) else Exit.DONE


def usage_sentence(error: Any) -> str:
    """Return what is wrong with the command line, in our own words."""
    hint = help_hint(error.ctx.command.name if error.ctx is not None and error.ctx.parent is not None else None)
    option = getattr(error, "option_name", None)
    if option in OPTIONS_WITH_VALUE:
        return f"{option} needs a value: {option} {OPTIONS_WITH_VALUE[option]}. {help_hint(None)}"
    if type(error).__name__ == "NoSuchOption":
        near = [name for name in getattr(error, "possibilities", None) or () if name]
        guess = f" Did you mean {near[0]}?" if near else ""
        return f"there's no option {option} here.{guess} {hint}\nWords that begin with a dash go after `--`."
    if option is not None:
        is_switch = "does not take a value" in str(error)
        return f"{option} takes no value. {hint}" if is_switch else f"{option} needs a value. {hint}"
    param = getattr(error, "param", None)
    if type(error).__name__ == "MissingParameter" and param is not None:
        # `DATE [reason...]` and `JOB[,JOB...]` say what may follow, too.
        name = param.human_readable_name.split()[0].partition("[")[0]
        return f"{name.upper().rstrip('_')} is missing. {hint}"
    if param is not None:
        wanted = "takes a whole number" if param.type.name.startswith("int") else "cannot be read as typed"
        return f"{'/'.join(param.opts)} {wanted}. {hint}"
    return f"these words don't fit together here. {hint}"


def _refuse_odd_bytes(argv: Sequence[str]) -> None:
    """A path may hold any bytes; words that go into the file have to be text."""
    for before, word in zip(("", *argv), argv, strict=False):
        if (
            before not in ("-f", "--file")
            and not word.startswith("--file=")
            and any("\ud800" <= sign <= "\udfff" for sign in word)
        ):
            raise UsageError("some of what you typed isn't UTF-8 text; type it again.")


def _is_meant_to_write(argv: Sequence[str]) -> bool:
    """Whether these words may ask for a change of her file; a short beginning may mean several verbs."""
    words = iter(global_options_first(argv))
    for word in words:
        if word in OPTIONS_WITH_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return word.lower() in OTHER_WRITERS or any(verb.is_writing(argv) for verb in verbs_beginning(word))
    return False


def _handle_error(error: BaseException, argv: Sequence[str], *, is_saved: bool) -> int:
    if os.environ.get(COMPLETION_VARIABLE):
        # A message would land in the middle of the line that is being typed.
        return Exit.DONE
    if "--debug" in argv:
        _print_frames(error)
    if isinstance(error, OSError):
        # The store answers for its own, so this is stdout: it is not to be tried again.
        silence(sys.stdout)
    message, code = _error_message(error)
    if is_saved:
        print_error(f"the change is saved; {message.lstrip()}")
        return Exit.DONE
    is_unchanged = not isinstance(error, BacklogError) or error.unchanged
    if is_unchanged and _is_meant_to_write(argv):
        message += f"\n{NOTHING_CHANGED}"
    print_error(message)
    return code


def _error_message(error: BaseException) -> tuple[str, int]:
    """What to say of an error, and the exit code it means."""
    if isinstance(error, KeyboardInterrupt | EOFError):
        return "\nstopped.", Exit.INTERRUPTED
    if isinstance(error, BacklogError):
        return error.message, error.exit_code
    if isinstance(error, OSError):
        return f"the system refused: {(error.strerror or type(error).__name__).lower()}.", Exit.BUSY
    return f"this is a bug in backlog ({type(error).__name__}); --debug shows where.", Exit.BUSY


def _print_frames(error: BaseException) -> None:
    # Frames only: the message and the values of an error may hold a buyer's data.
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    print_error("\n".join([f"{type(error).__name__} was raised here:", *lines]))


def _make_streams_safe() -> None:
    _fill_standard_descriptors()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None or stream.closed:
            # Closed by whoever started us: there is nobody to answer, which is not an error.
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            with contextlib.suppress(OSError):  # a stream that cannot be asked is answered as it is
                _set_encoding(stream)


def _set_encoding(stream: TextIOWrapper) -> None:
    """A terminal is answered in its own encoding, as far as that goes; everything else the same in every locale."""
    if stream.isatty():
        stream.reconfigure(errors="replace")
    elif os.environ.get("PYTHONIOENCODING"):
        stream.reconfigure(errors=ESCAPE_HANDLER)
    else:
        stream.reconfigure(encoding="utf-8", errors=ESCAPE_HANDLER)


def _escape_unencodable(error: UnicodeError) -> tuple[str, int]:
    """What a narrow stream cannot hold, as JSON writes it: a script that reads it loses nothing."""
    assert isinstance(error, UnicodeEncodeError)
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in zip(units[::2], units[1::2], strict=True)), error.end


codecs.register_error(ESCAPE_HANDLER, _escape_unencodable)


def _fill_standard_descriptors() -> None:
    # Where a stream was closed, the next file opened would take its number, and stray words with it.
    with contextlib.suppress(OSError):  # no /dev/null to be had: then they stay closed
        while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(number)


def _flush_output(code: int, *, is_saved: bool) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    except (OSError, ValueError) as error:
        silence(sys.stdout)
        code = Exit.DONE if is_saved else Exit.BUSY
        cause = (getattr(error, "strerror", None) or type(error).__name__).lower()
        saved = "the change is saved; " if is_saved else ""
        print_error(f"{saved}the answer could not be written: {cause}.")
    return code
