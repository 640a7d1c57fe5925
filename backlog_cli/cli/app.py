"""The door: the verbs with one line each, the options every verb takes, and the one place where errors become exit codes."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_cli import __version__
from backlog_cli.cli.context import AppContext
from backlog_cli.cli.output import print_error, silence
from backlog_cli.cli.params import is_option, params_of, understood
from backlog_cli.errors import BacklogError, Exit, Interrupted, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from io import TextIOWrapper


class Verb(NamedTuple):
    """One command: where its body lives and what the overview says of it."""

    name: str
    room: str
    line: str
    panel: str

    @property
    def is_writer(self) -> bool:
        """Whether it can change her file."""
        rooms = ("daily", "home", "closing", "away", "archive")
        return self.room in rooms or self.name in ("init", "edit", "undo", "redo", "recover")

    def is_writing(self, argv: Sequence[str]) -> bool:
        """Whether it can change her file by these words: some verbs that show things write by an option."""
        return self.is_writer or WRITING.get(self.name) in argv


EVERY_DAY, A_HOME, REPORTS, THE_FILE = "Every day", "A home", "Meetings and reports", "The file"

VERBS = (
    Verb("due", "view", "The morning page: who is owed what today.", EVERY_DAY),
    Verb("list", "view", "Every open home, the most urgent first.", EVERY_DAY),
    Verb("show", "view", "One home on one screen, before a call.", EVERY_DAY),
    Verb("log", "daily", "Record a conversation.", EVERY_DAY),
    Verb("shift", "daily", "Move a date, and see what that breaks.", EVERY_DAY),
    Verb("promise", "daily", "Note what was promised, and by which day.", EVERY_DAY),
    Verb("done", "daily", "Tick off something owed.", EVERY_DAY),
    Verb("add", "home", "Enter a home that was sold.", A_HOME),
    Verb("set", "home", "Change one field of a home.", A_HOME),
    Verb("stage", "home", "Say which stage a home has reached.", A_HOME),
    Verb("issue", "home", "Open, tend or resolve something that is wrong.", A_HOME),
    Verb("ask", "home", "Note a question for somebody.", A_HOME),
    Verb("meet", "home", "Make an appointment.", A_HOME),
    Verb("close", "closing", "Say that a home has closed.", A_HOME),
    Verb("cancel", "closing", "Say that a sale is lost, and why.", A_HOME),
    Verb("reopen", "closing", "Take up a closed or cancelled home again.", A_HOME),
    Verb("decide", "drafts", "What they have to choose, and by when.", A_HOME),
    Verb("draft", "drafts", "A short text to the buyers, for you to finish.", A_HOME),
    Verb("super", "meetings", "The weekly sheet for each superintendent, and the answers.", REPORTS),
    Verb("walk", "meetings", "What to look at and photograph, home by home.", REPORTS),
    Verb("report", "reports", "For management: feelings, red homes, asks, slips, closings.", REPORTS),
    Verb("calendar", "reports", "A month of closings and orientations.", REPORTS),
    Verb("timeline", "reports", "A bar a home: first promise, told date, closing.", REPORTS),
    Verb("pipeline", "reports", "How many homes stand in each stage, and how long.", REPORTS),
    Verb("risk", "reports", "Who may cancel, and what that is made of.", REPORTS),
    Verb("away", "away", "Days off: who has to know, the cover's pack, what happened.", REPORTS),
    Verb("init", "file", "Start a file, empty or with sample homes.", THE_FILE),
    Verb("check", "file", "Look for mistakes and for what wants grooming.", THE_FILE),
    Verb("edit", "edit", "Open the file in your editor, and check what you save.", THE_FILE),
    Verb("find", "find", "Look words up in all that was noted, archived homes too.", THE_FILE),
    Verb("undo", "undo", "Take the last command back.", THE_FILE),
    Verb("redo", "undo", "Do again what was taken back.", THE_FILE),
    Verb("history", "undo", "What was written, by which command and when.", THE_FILE),
    Verb("recover", "undo", "Put back what an older copy, saved over the file, lost.", THE_FILE),
    Verb("archive", "archive", "Move homes that ended long ago to a file of their year.", THE_FILE),
    Verb("where", "file", "Say which file is used and why.", THE_FILE),
)

# By which option a verb writes that only shows without it.
WRITING = {"super": "--answers", "check": "--fix"}
# Global options that take a value: what they set, and what the value is. They are accepted after the verb too.
VALUED = {"--file": ("file", "PATH"), "-f": ("file", "PATH"), "--today": ("today", "DATE"), "--color": ("color", "WHEN")}
# How a pipe in a narrow encoding gets what it cannot hold.
ESCAPING = "backlog-escapes"
# Set by the shell while the Tab key is being answered.
COMPLETING = "_BACKLOG_COMPLETE"


def body_of(verb: Verb) -> Callable[..., int | None]:
    """What carries a verb out: called with the desk and the value of each parameter. The exit code, None for done."""
    room = import_module(f"backlog_cli.cli.commands.{verb.room}")
    body: Callable[..., int | None] = getattr(room, f"{verb.name}_")
    return body


def verb_meant(typed: str) -> Verb:
    """The verb of that name or with that beginning. Raises BadWords when it is none, or could be several."""
    meant = [verb for verb in VERBS if verb.name == typed] or [
        verb for verb in VERBS if typed and verb.name.startswith(typed.lower())
    ]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise UsageError(f'"{typed}" could be {" or ".join(verb.name for verb in meant)}; type a letter more.')
    from difflib import get_close_matches

    near = get_close_matches(typed.lower(), [verb.name for verb in VERBS], n=1)
    guess = f" Did you mean `backlog {near[0]}`?" if near else ""
    raise UsageError(f'there is no verb "{typed}".{guess} `backlog --help` lists them.')


def overview() -> str:
    """The page that lists the verbs and the options that go with all of them."""
    width = max(len(verb.name) for verb in VERBS)
    lines = [
        "Usage: backlog [VERB] [JOB] [DATE] [words...]",
        "",
        "The homes you have sold that have not closed yet, and the people waiting for",
        "them. `backlog` alone shows what is due this morning.",
    ]
    for panel in (EVERY_DAY, A_HOME, REPORTS, THE_FILE):
        lines += ["", f"{panel}:"]
        lines += [f"  {verb.name:<{width}}  {verb.line}" for verb in VERBS if verb.panel == panel]
    lines += ["", "With every verb:"]
    lines += [f"  {option:<22}{line}" for option, line in GLOBAL_OPTIONS]
    lines += [
        "",
        "`backlog VERB --help` tells what a verb takes. Any beginning of a verb that fits",
        "only one will do: `backlog sh` is show or shift, `backlog sho` is show.",
        "",
    ]
    return "\n".join(lines)


GLOBAL_OPTIONS = (
    ("-f, --file PATH", "The backlog to work on."),
    ("--today DATE", "Take this day for today (YYYY-MM-DD)."),
    ("--color WHEN", "auto, always or never."),
    ("--debug", "Show where in the program an error arose."),
    ("-V, --version", "Show the version."),
    ("-h, --help", "Show this page."),
    ("--install-completion", "Let the Tab key complete verbs and jobs."),
    ("--show-completion", "Print the script that does so."),
)


def context_for(*, file: str | None, today: str | None, color: str, debug: bool) -> AppContext:
    """The desk that these global options set. Raises BadWords for a day or a colour that is none."""
    if color not in ("auto", "always", "never"):
        raise UsageError(f'--color "{color}" is none of auto, always, never.')
    if file is not None and not file:
        raise UsageError("--file needs the path of a backlog file.")
    # The one look at the clock: every rule takes today as an argument.
    now = datetime.now()
    if today is None:
        return AppContext(file=file, today=now.date(), clock=now.strftime("%H:%M"), color=color, debug=debug)
    return AppContext(file=file, today=_day_typed(today), clock=None, color=color, debug=debug)


def _day_typed(typed: str) -> date:
    """The day given with --today. Raises BadWords."""
    parts = typed.split("-")
    if (
        [len(part) for part in parts] == [4, 2, 2]
        and "2000" <= parts[0] <= "2100"
        and typed.isascii()
        and "".join(parts).isdigit()
    ):
        # As a script writes it: no room has to be opened to read that.
        with contextlib.suppress(ValueError):
            return date(*map(int, parts))
    from backlog_cli.dates.file_dates import file_date

    try:
        return file_date(typed)
    except ValueError as error:
        raise UsageError(f"--today: {error}") from None


def run(argv: Sequence[str]) -> int:
    """Carry out one command line; answers on stdout, everything else on stderr. The value is the exit code, never raised."""
    _make_streams_safe()
    AppContext.is_saved = False
    try:
        code = _carried_out(list(argv))
    except BrokenPipeError:
        silence(sys.stdout)
        code = Exit.DONE
    except SystemExit as end:
        # How the answer to a Tab key ends; its code says nothing to a shell.
        code = end.code if isinstance(end.code, int) else Exit.DONE
    except BaseException as error:
        code = _code_of(error, argv)
    return _flushed(code)


def _carried_out(argv: list[str]) -> int:
    _refuse_odd_bytes(argv)
    if not os.environ.get(COMPLETING):
        code = _plainly_done(hoisted(argv))
        if code is not None:
            return code
    from backlog_cli.cli.typer_app import carried_out

    return carried_out(argv)


def _plainly_done(words: list[str]) -> int | None:
    """The exit code of a line that is plainly put; None leaves the line to the library, which costs half a morning page."""
    if words in (["--version"], ["-V"]):
        print_line(f"backlog {__version__}")
        return Exit.DONE
    settings: dict[str, Any] = {"file": None, "today": None, "color": "auto", "debug": False}
    while words and words[0].startswith("-"):
        name, sign, value = words.pop(0).partition("=")
        if name == "--debug" and not sign:
            settings["debug"] = True
        elif name in VALUED and (words or sign) and (not sign or name != "-f"):
            value = value if sign else words.pop(0)
            if is_option(value):
                return None
            settings[VALUED[name][0]] = value
        else:
            return None
    if not words:
        from backlog_cli.cli.commands.view import morning_or_welcome

        return morning_or_welcome(context_for(**settings))
    verb = verb_meant(words[0])
    body = body_of(verb)
    given = understood(params_of(body), words[1:])
    if given is None:
        return None
    context = context_for(**settings)
    context.verb = verb.name
    return body(context, **given) or Exit.DONE


def _refuse_odd_bytes(argv: Sequence[str]) -> None:
    """A path may hold any bytes; words that go into the file have to be text."""
    for before, word in zip(("", *argv), argv, strict=False):
        if (
            before not in ("-f", "--file")
            and not word.startswith("--file=")
            and any("\ud800" <= sign <= "\udfff" for sign in word)
        ):
            raise UsageError("the words hold bytes that are not UTF-8 text; type them again.")


def hoisted(argv: Sequence[str]) -> list[str]:
    """The words with every global option moved in front of the verb; what follows `--` stays where it is."""
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
        elif word in VALUED and words:
            front += [word, words.pop(0)]
        else:
            rest.append(word)
    return front + rest


def verbs_typed(argv: Sequence[str]) -> list[Verb]:
    """The verbs that these words may mean: one, several for a short beginning, none for no verb."""
    words = iter(hoisted(argv))
    for word in words:
        if word in VALUED:
            next(words, None)
        elif not word.startswith("-"):
            exact = [verb for verb in VERBS if verb.name == word]
            return exact or [verb for verb in VERBS if verb.name.startswith(word.lower())]
    return []


def _code_of(error: BaseException, argv: Sequence[str]) -> int:
    if os.environ.get(COMPLETING):
        # A message would land in the middle of the line that is being typed.
        return Exit.DONE
    if "--debug" in argv:
        _show_where(error)
    if isinstance(error, OSError):
        # The store answers for its own, so this is stdout: it is not to be tried again.
        silence(sys.stdout)
    verbs = verbs_typed(argv)
    message, code = _verdict(error)
    if AppContext.is_saved:
        print_error(f"the change is saved; {message.lstrip()}")
        return Exit.DONE
    if any(verb.is_writing(argv) for verb in verbs) and "othing was changed" not in message:
        message += "\nNothing was changed."
    print_error(message)
    return code


def _verdict(error: BaseException) -> tuple[str, int]:
    """What to say of an error, and the exit code it means."""
    if isinstance(error, KeyboardInterrupt | Interrupted | EOFError):
        return "\nstopped.", Exit.INTERRUPTED
    if isinstance(error, BacklogError):
        return error.message, error.exit_code
    if isinstance(error, OSError):
        return f"the system refused: {(error.strerror or type(error).__name__).lower()}.", Exit.BUSY
    return f"this is a mistake in backlog itself ({type(error).__name__}); --debug shows where it arose.", Exit.BUSY


def help_hint(verb: str) -> str:
    """Where to read on: the page of a verb, or the one of all of them for ""."""
    return f"`backlog {verb} --help` shows what it takes." if verb else "`backlog --help` shows what there is."


def print_line(line: str) -> None:
    """One plain line on stdout."""
    sys.stdout.write(line + "\n")


def _show_where(error: BaseException) -> None:
    # Frames only: the message and the values of an error may hold a buyer's data.
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    print_error("\n".join([f"{type(error).__name__} arose here:", *lines]))


def _make_streams_safe() -> None:
    _fill_places()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None or stream.closed:
            # Closed by whoever started us: there is nobody to answer, which is no error.
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            with contextlib.suppress(OSError):  # a stream that cannot be asked is answered as it is
                _set_encoding(stream)


def _set_encoding(stream: TextIOWrapper) -> None:
    """A terminal is answered in its own encoding, as far as that goes; everything else the same in every locale."""
    if stream.isatty():
        stream.reconfigure(errors="replace")
    elif os.environ.get("PYTHONIOENCODING"):
        stream.reconfigure(errors=ESCAPING)
    else:
        stream.reconfigure(encoding="utf-8", errors=ESCAPING)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """What a narrow stream cannot hold, as JSON writes it: a script that reads it loses nothing."""
    assert isinstance(error, UnicodeEncodeError)
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in zip(units[::2], units[1::2], strict=True)), error.end


codecs.register_error(ESCAPING, _escaped)


def _fill_places() -> None:
    # Where a stream was closed, the next file opened would take its number, and stray words with it.
    with contextlib.suppress(OSError):  # no /dev/null to be had: then they stay closed
        while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
            pass
        os.close(number)


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    except (OSError, ValueError) as error:
        silence(sys.stdout)
        code = Exit.DONE if AppContext.is_saved else Exit.BUSY
        cause = (getattr(error, "strerror", None) or type(error).__name__).lower()
        saved = "the change is saved; " if AppContext.is_saved else ""
        print_error(f"{saved}the answer could not be written: {cause}.")
    return code
