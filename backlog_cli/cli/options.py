"""Words into meanings: the parameters that many verbs share, and how what was typed becomes dates, texts and choices."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from backlog_cli.cli.prompts import choose, confirm, is_interactive, prompt_lines
from backlog_cli.errors import BadDate, DoubtfulDate, Exit, UsageError
from backlog_cli.terms import synonyms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from backlog_cli.cli.context import AppContext
    from backlog_cli.dates.values import HomeDates
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.cache.summaries import CachedBacklog
    from backlog_cli.terms import Policy
    from backlog_cli.workflows.read import Document

    Word = TypeVar("Word", bound=StrEnum)
    Parsed = TypeVar("Parsed")

MOST_BANNERS = 5  # lines about what could not be read
MAX_NOTE = 100_000  # characters read from standard input as one note


def named_file(ctx: typer.Context) -> str | None:
    """Return the file that was named in front, the first of several; None when none was."""
    return next(iter(ctx.find_root().params.get("file") or ()), None)


def complete_job(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from backlog_cli.cli.completion import job_completions

    return job_completions(named_file(ctx), incomplete)


def complete_stage(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from backlog_cli.cli.completion import stage_completions

    return stage_completions(named_file(ctx), incomplete)


def complete_field(incomplete: str) -> list[tuple[str, str]]:
    from backlog_cli.cli.completion import field_completions

    return field_completions(incomplete)


def complete_column(incomplete: str) -> list[tuple[str, str]]:
    from backlog_cli.cli.completion import column_completions

    return column_completions(incomplete)


def complete_term(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from backlog_cli.cli.completion import term_completions

    return term_completions(named_file(ctx), incomplete)


def complete_superintendent(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from backlog_cli.cli.completion import superintendent_completions

    return superintendent_completions(named_file(ctx), incomplete)


def complete_item(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from backlog_cli.cli.completion import item_completions

    options = ctx.find_root().params
    if ctx.params.get("which"):
        return []
    return item_completions(named_file(ctx), ctx.params["job"], options.get("today") or str(ctx.obj.today), incomplete)


def complete_words(words: type[StrEnum] | Sequence[str]) -> Callable[[str], list[tuple[str, str]]]:
    """What completes one of these words."""

    def complete(incomplete: str) -> list[tuple[str, str]]:
        from backlog_cli.cli.completion import word_completions

        return word_completions(words, incomplete)

    return complete


JOB = Annotated[
    str, typer.Argument(metavar="JOB", help="A home: job number, lot, or a buyer's last name.", autocompletion=complete_job)
]
OPTIONAL_JOB = Annotated[
    str | None, typer.Argument(metavar="[JOB]", help="A home, if not all of them.", autocompletion=complete_job)
]
JOBS = Annotated[
    str,
    typer.Argument(metavar="JOB[,JOB...]", help="A home, or several with commas in between.", autocompletion=complete_job),
]
NOTE = Annotated[list[str] | None, typer.Argument(metavar="[note...]", help="What was said, in plain words.")]
DRY_RUN = Annotated[bool, typer.Option("--dry-run", help="Show the lines that would change; write nothing.")]


def _insist(ctx: typer.Context, value: bool) -> bool:
    """What looks like a private number isn't one: she says so."""
    if value and ctx.obj is not None:
        ctx.obj.insist()
    return value


def complete_writer(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    from backlog_cli.cli.completion import writer_completions

    return writer_completions(ctx.find_root().params.get("file"), incomplete)


def _sign(ctx: typer.Context, value: str | None) -> str | None:
    """Whoever is named made the entries of this command."""
    name = text_or_none(value)
    if name is not None and ctx.obj is not None:
        ctx.obj.session.by = name
    return name


BY = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="NAME",
        callback=_sign,
        help="Who did it, if it wasn't you. BACKLOG_AGENT says so for every command.",
        autocompletion=complete_writer,
    ),
]
YES = Annotated[
    bool,
    typer.Option(
        "--yes", callback=_insist, help="Yes, I mean this far-off date; no, this isn't a Social Security or card number."
    ),
]
NOT_PRIVATE = Annotated[
    bool, typer.Option("--yes", callback=_insist, help="It isn't a Social Security, card or account number: save it.")
]
JSON = Annotated[bool, typer.Option("--json", help="Answer as one JSON document.")]
CSV = Annotated[bool, typer.Option("--csv", help="Answer as CSV with a line of headings, for a spreadsheet.")]
TSV = Annotated[bool, typer.Option("--tsv", help="Answer as lines with tabs between, the headings first.")]
PRIVATE_PAGE = Annotated[bool, typer.Option("--private", help="With --html: your private notes too.")]
FIELDS = Annotated[
    str | None,
    typer.Option("--fields", metavar="A,B", help="With --json: only these keys of each job.", autocompletion=complete_column),
]


def choice_option(metavar: str, line: str, vocabulary: type[StrEnum], *names: str) -> Any:
    """An option that takes one word of a vocabulary: its help ends with them, the Tab key offers them."""
    return typer.Option(
        *names, metavar=metavar, help=vocabulary_help(line, vocabulary), autocompletion=complete_words(vocabulary)
    )


def vocabulary_help(line: str, vocabulary: type[StrEnum]) -> str:
    """A help line that ends with the words to choose from, each with what else can be typed for it."""
    words = (f"{word} ({', '.join(typed[:2])})" if typed else word for word, typed in synonyms_of(vocabulary).items())
    return f"{line}: {', '.join(words)}."


def parse_choice(typed: str | None, vocabulary: type[Word], name: str) -> Word | None:
    """The word of a vocabulary that was typed, by its only beginning if need be; None when nothing was. Raise UsageError."""
    if typed is None:
        return None
    from backlog_cli.rules.job_lookup import resolve_member

    return resolve_member(typed, vocabulary, name)


def text_or_none(typed: str | None) -> str | None:
    """Typed text without outer blanks; None when nothing is left."""
    return (typed or "").strip() or None


def split_list(typed: Sequence[str] | None) -> tuple[str, ...]:
    """The parts of options that may be given again or hold commas."""
    return tuple(part.strip() for word in typed or () for part in word.split(",") if part.strip())


def read_note(words: Sequence[str] | None, *, question: str, option: str, needed: bool) -> str | None:
    """The plain words of a note: as typed, from standard input for `-`, or asked for at a terminal.

    None when there are none and none are needed. Raise UsageError naming what to add when they are.
    """
    if words and list(words) == ["-"]:
        return read_standard_input().strip("\n")
    text = text_or_none(" ".join(words or ()))
    if text is None and needed and is_interactive():
        text = text_or_none(prompt_lines(question))
    if text is None and needed:
        raise UsageError(f"nothing to write down: add {option}.")
    return text


def read_standard_input(what: str = "note") -> str:
    """All of standard input as text, line ends as `\\n`. Raise UsageError when it is not text, too long or empty."""
    data = sys.stdin.buffer.read(MAX_NOTE * 4 + 1) if sys.stdin else b""
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UsageError(f"the {what} on standard input is not UTF-8 text.") from None
    if len(text) > MAX_NOTE:
        raise UsageError(f"the {what} on standard input is longer than {MAX_NOTE:,} characters.")
    if not text.strip():
        raise UsageError(f"the {what} on standard input is empty.")
    return text


def settle_date(context: AppContext, read: Callable[[date | None], Parsed]) -> Parsed:
    """Return what `read(None)` makes of typed words. A day in doubt is asked about at a terminal, and read again as chosen.

    Raise DoubtfulDate elsewhere, and where nothing is chosen.
    """
    try:
        return read(None)
    except DoubtfulDate as doubt:
        if not is_interactive():
            raise
        day = _choose_day(context, doubt)
        if day is None:
            raise UsageError("no date was chosen.") from None
        return read(day)


def _choose_day(context: AppContext, doubt: DoubtfulDate) -> date | None:
    from backlog_cli.dates.format import format_day_and_distance

    context.say(doubt.why)
    days = [format_day_and_distance(day, today=context.today) for day in doubt.options]
    if len(days) > 1:
        return choose("Which day?", doubt.options, days)
    return doubt.options[0] if confirm(f"Do you mean {days[0]}?") else None


def parse_leading_date(
    context: AppContext,
    words: Sequence[str],
    *,
    policy: Policy,
    base: date | None = None,
    home: HomeDates | None = None,
    is_range: bool = False,
) -> tuple[date, tuple[str, ...]]:
    """The day to come that the words begin with, and the words after it; a day in doubt is asked about. Raise BadDate.

    After the first day of a range (`is_range`) another may follow.
    """
    from backlog_cli.dates.parse import leading_date
    from backlog_cli.dates.values import Direction

    return settle_date(
        context,
        lambda chosen: leading_date(
            words,
            direction=Direction.FUTURE,
            today=context.today,
            base=base,
            days_off=policy.days_off,
            home=home,
            chosen=chosen,
            order=policy.dates,
            is_range=is_range,
        ),
    )


def parse_dated_text(
    context: AppContext, typed: str, option: str, *, policy: Policy, home: HomeDates | None = None
) -> tuple[date, str]:
    """The day and the text of "DATE what". Raise BadDate, or UsageError when there is no text."""
    from backlog_cli.dates.format import format_day_and_distance
    from backlog_cli.dates.parse import is_far_off

    day, rest = parse_leading_date(context, typed.split(), policy=policy, home=home)
    if not rest:
        raise UsageError(f'{option} needs a date and what: {option} "fri send photos".')
    if is_far_off(day, today=context.today):
        raise UsageError(f"{format_day_and_distance(day, today=context.today)} is over three years ahead: type a nearer date.")
    return day, " ".join(rest)


def parse_option_date(
    context: AppContext,
    typed: str,
    option: str,
    *,
    policy: Policy,
    is_past: bool = False,
    home: HomeDates | None = None,
) -> date:
    """The day that an option names, or a word of the command where `option` is "". Raise BadDate for none.

    Behind an option a form of two words is shown in quotes.
    """
    from backlog_cli.dates.parse import read_date
    from backlog_cli.dates.values import Direction

    direction = Direction.PAST if is_past else Direction.FUTURE
    try:
        return settle_date(
            context,
            lambda chosen: read_date(
                typed,
                direction=direction,
                today=context.today,
                days_off=policy.days_off,
                home=home,
                chosen=chosen,
                order=policy.dates,
            ),
        )
    except BadDate as error:
        if not option:
            raise
        forms = [f'"{form}"' if " " in form else form for form in error.forms]
        raise BadDate(f"{option}: {error.why}", forms) from None


def confirm_far_off(context: AppContext, day: date, summary: JobSummary, *, is_sure: bool) -> None:
    """Question a date over three years ahead or before the sale: at a terminal by asking, elsewhere by refusing without --yes."""
    from backlog_cli.dates.format import format_day_and_distance
    from backlog_cli.dates.parse import is_far_off

    sold = summary.sold_date
    is_early = sold is not None and day < sold
    if is_sure or not (is_far_off(day, today=context.today) or is_early):
        return
    why = f"before the home was sold ({sold.isoformat()})" if sold is not None and is_early else "over three years ahead"
    if is_interactive():
        if confirm(f"{format_day_and_distance(day, today=context.today)} is {why}. Is that right?"):
            return
        raise UsageError("OK, that wasn't the date you meant.")
    raise UsageError(f"{format_day_and_distance(day, today=context.today)} is {why}. If that's right, add --yes.")


def refuse_lone_fields(fields: str | None, *, as_json: bool) -> None:
    """`--fields` chooses among the keys of a document. Raise UsageError where there is none."""
    if fields is not None and not as_json:
        raise UsageError("--fields goes with --json.")


def refuse_lone_private(private: bool, *, as_html: bool) -> None:
    """A page leaves private notes out, nothing else does. Raise UsageError for `--private` without one."""
    if private and not as_html:
        raise UsageError("--private goes with --html; everything else shows your private notes anyway.")


class Form(StrEnum):
    """The forms of an answer that machines ask for."""

    JSON = "json"
    CSV = "csv"
    TSV = "tsv"


def form_of(*, as_json: bool, as_csv: bool, as_tsv: bool, fields: str | None) -> Form | None:
    """The form that was asked for; None for the page. Raise UsageError for two of them, and for `--fields` without `--json`."""
    forms = [form for form, is_asked in zip(Form, (as_json, as_csv, as_tsv), strict=True) if is_asked]
    if len(forms) > 1:
        raise UsageError(f"{' and '.join(f'--{form}' for form in forms)} don't go together; ask for one.")
    refuse_lone_fields(fields, as_json=as_json)
    return forms[0] if forms else None


def say_rows(context: AppContext, form: Form, headings: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """The rows as CSV or as lines with tabs."""
    context.say_rows(form, headings, rows)


def finish_reading(document: Document | CachedBacklog, code: Exit, *, is_banner_shown: bool) -> int:
    """The exit code of a reading command, after a word on stderr about what was left out or wants a check."""
    from backlog_cli.cli.output import print_error
    from backlog_cli.rules.backlog import unreadable_lines

    backlog = document.backlog
    lines = (*backlog.bad, *unreadable_lines(backlog))
    if not is_banner_shown:
        for line in lines[:MOST_BANNERS]:
            print_error(line)
        if len(lines) > MOST_BANNERS:
            print_error(f"and {len(lines) - MOST_BANNERS} more: backlog check")
        if backlog.warnings:
            print_error(f"{backlog.warnings} {'warning' if backlog.warnings == 1 else 'warnings'}: backlog check")
    return Exit.FILE if lines else code
