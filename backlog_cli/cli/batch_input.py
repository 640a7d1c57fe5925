"""Many lines at once, a home and some words each: typed at a terminal or piped in, every bad one told, nothing half done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.cli.job_lookup import find_jobs
from backlog_cli.cli.options import typed_input
from backlog_cli.cli.prompts import is_interactive, prompt
from backlog_cli.errors import BacklogError, NoSuchJob, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.changes.batch import TypedLine
    from backlog_cli.store.cache.summaries import CachedBacklog
    from backlog_cli.workflows.read import Document

    Texts = dict[str, list[str]]  # what was said of each home, by job number, in the order of the lines


class Sheet(NamedTuple):
    """What the lines are: the name of the whole, how one is asked for, and what belongs after a home, with an example."""

    name: str
    question: str
    wanted: str
    example: str


def taken(context: AppContext, page: Document | CachedBacklog, sheet: Sheet) -> Texts:
    """What the lines say of each home; empty when nothing was typed at the terminal.

    At a terminal a line that cannot be used is told, and the next one asked for. Elsewhere any such line refuses them all:
    raises NoSuchJob or BadWords with every one of them and its number.
    """
    return _typed_here(context, page, sheet) if is_interactive() else _from_input(context, page, sheet)


def _typed_here(context: AppContext, page: Document | CachedBacklog, sheet: Sheet) -> Texts:
    from backlog_cli.cli.output import print_error
    from backlog_cli.rules.changes.batch import typed_lines

    texts: Texts = {}
    while typed := prompt(sheet.question):
        for line in typed_lines(typed):
            try:
                _take(context, page, line, sheet, texts)
            except BacklogError as error:
                print_error(f"{error.message}\nThat line is not taken.")
    return texts


def _from_input(context: AppContext, page: Document | CachedBacklog, sheet: Sheet) -> Texts:
    from backlog_cli.rules.changes.batch import typed_lines

    texts: Texts = {}
    refused = list(_refused(context, page, typed_lines(typed_input(sheet.name)), sheet, texts))
    if refused:
        told = "\n".join(f"line {number}: {error.message}" for number, error in refused)
        no_words = f"{told}\nNothing was changed."
        raise NoSuchJob(no_words) if all(isinstance(error, NoSuchJob) for _, error in refused) else UsageError(no_words)
    return texts


def _refused(
    context: AppContext, page: Document | CachedBacklog, lines: Sequence[TypedLine], sheet: Sheet, texts: Texts
) -> Iterator[tuple[int, BacklogError]]:
    for line in lines:
        try:
            _take(context, page, line, sheet, texts)
        except BacklogError as error:
            yield line.number, error


def _take(context: AppContext, page: Document | CachedBacklog, line: TypedLine, sheet: Sheet, texts: Texts) -> None:
    homes = find_jobs(context, line.job, page)
    if not line.text:
        raise UsageError(f'"{line.job}" stands alone; say {sheet.wanted} after it: {line.job} {sheet.example}.')
    for home in homes:
        texts.setdefault(home.job, []).append(line.text)
