"""One verb over several files: it runs for each of them as for a single one, and its answers are put together here."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from backlog_cli.cli.context import AppContext, several_files_message
from backlog_cli.cli.output import drawn_text, errors_about, print_error
from backlog_cli.errors import BacklogError, Exit, NoSuchJob, UsageError
from backlog_cli.workflows.many_files import NamedSession, file_roster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rich.text import Text

    from backlog_cli.cli.options import Form
    from backlog_cli.rules.duty import Verdict
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.data.shapes import CountedHomesFacts
    from backlog_cli.workflows.many_files import AgentFile, FileRoster

WITHOUT_FILE = ("skill", "schema", "mcp", "export")  # verbs that look at no file, or put several together themselves
BY_PLACE = ("check", "history", "where")  # what they say of a home is in its file: it is called there as ever
WITHOUT_TOTAL = (*BY_PLACE, "find", "decide", "draft", "show")


class Rows(NamedTuple):
    """What a file's answer is as a table: how it is to be printed, its headings, its rows."""

    form: Form
    headings: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


class FileContext(AppContext):
    """The surroundings of a verb that runs for one of several files; its answers are kept, each in its form."""

    def __init__(self, context: AppContext, file: AgentFile, shared: frozenset[str], *, is_html: bool, is_first: bool) -> None:
        super().__init__(
            [str(file.path)], context.today, context.clock, context.color, debug=context.debug, verb=context.verb, run=context.run
        )
        self.whole, self.agent_file, self.is_html, self.is_first = context, file, is_html, is_first
        self.shared = shared if context.verb not in BY_PLACE else frozenset()
        self.pages: list[str] = []
        self.document: dict[str, Any] | None = None
        self.rows: Rows | None = None
        self.verdicts: tuple[Verdict, ...] | None = None

    @cached_property
    def session(self) -> NamedSession:
        """What reads the file; homes of numbers that other files have too are called `agent/1041`."""
        return NamedSession(self.agent_file, self.shared, environ=os.environ, now=self.now(), verb=self.verb, notify=print_error)

    def say(self, text: str) -> None:
        if self.is_html:
            self.pages.append(text)
            return
        if not self.pages:
            self.whole.say(("" if self.is_first else "\n") + file_heading(self.agent_file, self.whole))
        self.pages.append("")
        self.whole.say(text)

    def draw(self, text: Text) -> None:
        self.say(drawn_text(text, self.screen()))

    def print_document(self, document: Mapping[str, object]) -> None:
        self.document = dict(document)

    def keep_verdicts(self, verdicts: Iterable[Verdict]) -> None:
        self.verdicts = tuple(verdicts)

    def say_rows(self, form: Form, headings: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
        self.rows = Rows(form, tuple(headings), tuple(map(tuple, rows)))


class HomeCounts(NamedTuple):
    """How many homes are open, and how many of all live ones are red and amber."""

    open: int = 0
    red: int = 0
    amber: int = 0

    def plus(self, other: HomeCounts) -> HomeCounts:
        """Return both together."""
        return HomeCounts(*(one + two for one, two in zip(self, other, strict=True)))


def run_verb(context: AppContext, answer: Callable[[AppContext], Any], options: Mapping[str, Any]) -> Any:
    """Let a reading verb answer for each of the context's files, and print it all as one. Return the exit code.

    `answer` carries the verb out in a context, `options` are its own. Raise UsageError for a verb that writes, NoSuchJob where
    the home that was typed is in none of the files, or in several.
    """
    if context.verb in WITHOUT_FILE:
        return answer(context)
    roster = read_roster(context)
    is_html, is_json = bool(options.get("as_html")), bool(options.get("as_json"))
    contexts: list[FileContext] = []
    codes: list[int] = [Exit.FILE] if roster.unread else []
    counts = HomeCounts()
    for file in roster.files:
        own = FileContext(context, file, roster.shared, is_html=is_html, is_first=not any(own.pages for own in contexts))
        with errors_about(str(file.path)):
            try:
                codes.append(answer(own) or Exit.DONE)
            except (UsageError, NoSuchJob):
                raise
            except BacklogError as error:
                print_error(error.message)
                codes.append(error.exit_code)
                continue
        contexts.append(own)
        if context.verb not in WITHOUT_TOTAL:
            counts = counts.plus(_home_counts(own))
    total = "" if context.verb in WITHOUT_TOTAL or not contexts else total_words(len(contexts), counts)
    if is_json:
        _print_documents(context, contexts, roster, counts)
    elif is_html and contexts:
        _print_page(context, contexts, roster, total)
    elif any(own.rows for own in contexts):
        _print_rows(context, [own for own in contexts if own.rows])
    elif total:
        context.say(f"\n{total}")
    for own in contexts:
        own.mark_told()
    return Exit.FILE if Exit.FILE in codes else max(codes, default=Exit.DONE)


def run_command(command: Any, ctx: Any, invoke: Callable[[Any], Any]) -> Any:
    """Run Typer's command for each of the files in its context, or for the one that holds the home it names.

    Return the exit code. Raise as `run_verb`, and UsageError for a command that writes.
    """
    context: AppContext = ctx.obj
    if command.writes is True or command.writes in _options_given(ctx):
        raise UsageError(several_files_message(context.verb, context.files))
    name = _home_parameter(command.name, ctx.params)
    if name is not None:
        roster = read_roster(context)
        file, ctx.params[name] = _file_and_words(context, roster, ctx.params[name])
        context.file = str(file.path)
        code = invoke(ctx)
        return Exit.FILE if roster.unread else code

    def answer(own: AppContext) -> Any:
        ctx.obj = own
        return invoke(ctx)

    return run_verb(context, answer, ctx.params)


def _options_given(ctx: Any) -> list[str]:
    return [word for param in ctx.command.params if ctx.params.get(param.name) for word in param.opts]


def _home_parameter(verb: str, params: Mapping[str, Any]) -> str | None:
    """Return which parameter names one home; None where none does."""
    if params.get("job"):
        return "job"
    words = params.get("words") or ()
    return "words" if verb == "report" and len(words) == 2 else None


def _file_and_words(context: AppContext, roster: FileRoster, typed: Any) -> tuple[AgentFile, Any]:
    if isinstance(typed, str):
        return file_with_home(context, roster, typed)
    file, home = file_with_home(context, roster, typed[-1])
    return file, [*typed[:-1], home]


def read_roster(context: AppContext, *, has_homes: bool = True) -> FileRoster:
    """Return the context's files by name; which of them can't be read, and which are copies, is said on stderr.

    Raise NoFile, BadFile or FileLocked where none of them can be read.
    """
    roster = file_roster(context.files, os.environ, now=context.now(), has_homes=has_homes)
    for copy, other in roster.copies:
        print_error(f"{copy} has the homes of {other} again and is left out.")
    for reading in roster.unread:
        assert reading.error is not None
        if not roster.files and len(roster.unread) == 1:
            raise reading.error
        print_error(f"{reading.path} is left out: {reading.error.message.partition(chr(10))[0]}")
    return roster


def file_with_home(context: AppContext, roster: FileRoster, typed: str) -> tuple[AgentFile, str]:
    """Return the file of the home that was typed, and what it's called there: `vance/1041` is 1041 in Vance's file.

    Raise NoSuchJob when it's in none of them, or in several; at a terminal a choice is offered.
    """
    from backlog_cli.rules.job_lookup import AmbiguousJob, name_line, resolve_job

    key, slash, rest = typed.partition("/")
    named = [file for file in roster.files if slash and file.key == key.casefold()]
    files, word = (named, rest) if named else (roster.files, typed)
    owners = {id(home): file for file in files for home in file.homes}
    try:
        home = resolve_job(word, [home for file in files for home in file.homes], reading=True)
    except AmbiguousJob as several:
        labels = [f"{owners[id(home)].key}/{home.job}" for home in several.candidates]
        lines = [name_line(home, label) for home, label in zip(several.candidates, labels, strict=True)]
        home = _chosen_home(context, typed, several.candidates, lines)
    return owners[id(home)], home.job


def _chosen_home(context: AppContext, typed: str, candidates: Sequence[JobSummary], lines: Sequence[str]) -> JobSummary:
    from backlog_cli.cli.prompts import choose, is_interactive
    from backlog_cli.views.escape import escape_for_terminal

    if not is_interactive():
        names = "\n".join(f"  {line}" for line in lines)
        raise NoSuchJob(f'"{typed}" fits {len(lines)} jobs; type the agent and the number:\n{names}')
    context.say(f'"{escape_for_terminal(typed)}" fits {len(lines)} jobs:')
    home = choose("Which one?", candidates, list(lines))
    if home is None:
        raise NoSuchJob("none was chosen.")
    return home


def _home_counts(own: FileContext) -> HomeCounts:
    from backlog_cli.rules.due.ranking import ranked_verdicts
    from backlog_cli.rules.summary import is_open
    from backlog_cli.terms import Level

    backlog = own.session.last_backlog
    if backlog is None:
        return HomeCounts()
    verdicts = own.verdicts if own.verdicts is not None else ranked_verdicts(backlog, today=own.today)
    levels = [verdict.level for verdict in verdicts]
    return HomeCounts(sum(map(is_open, backlog.jobs)), levels.count(Level.RED), levels.count(Level.AMBER))


def count_facts(counts: HomeCounts) -> CountedHomesFacts:
    """Return the counts for scripts."""
    return {"open": counts.open, "red": counts.red, "amber": counts.amber}


def total_words(files: int, counts: HomeCounts) -> str:
    """Return the line below all pages."""
    homes = "1 open home" if counts.open == 1 else f"{counts.open} open homes"
    return f"All {files} files: {homes}, {counts.red} red, {counts.amber} amber."


def file_heading(file: AgentFile, context: AppContext) -> str:
    """Return what stands above the page of one file: whose it is, and where it is."""
    from rich.text import Text

    from backlog_cli.views.terminal.style import HEADING_STYLE, QUIET_STYLE, user_text
    from backlog_cli.views.wrap import cell_len

    screen = context.screen()
    name = user_text(file.agent.upper(), HEADING_STYLE)
    where = user_text(str(file.path), QUIET_STYLE)
    is_short = cell_len(name.plain) + cell_len(where.plain) + 2 <= screen.width
    return drawn_text(name + Text("  " if is_short else "\n") + where, screen)


def _print_rows(context: AppContext, contexts: Sequence[FileContext]) -> None:
    found = [(own.agent_file.agent, own.rows) for own in contexts if own.rows is not None]
    first = found[0][1]
    rows = [(agent, *row) for agent, table in found for row in table.rows]
    context.say_rows(first.form, ("agent", *first.headings), rows)


def _print_documents(context: AppContext, contexts: Sequence[FileContext], roster: FileRoster, counts: HomeCounts) -> None:
    from backlog_cli.views.data.files_data import files_facts

    documents = {own.agent_file.path: own.document for own in contexts}
    totals = None if context.verb in WITHOUT_TOTAL else count_facts(counts)
    context.say_document("files", files_facts(roster, documents, totals))


def _print_page(context: AppContext, contexts: Sequence[FileContext], roster: FileRoster, total: str) -> None:
    from backlog_cli.views.html import builder

    unread = [builder.paragraph(f"{reading.path} can't be read.") for reading in roster.unread]
    top = [builder.heading(f"{len(contexts)} agents", 1), builder.paragraph(total, classes="lead") if total else None, *unread]
    parts = [
        ([builder.heading(own.agent_file.agent, 1), builder.paragraph(str(own.agent_file.path), classes="quiet")], page)
        for own in contexts
        for page in own.pages
    ]
    context.say(builder.join_pages("Backlog", top, parts))
