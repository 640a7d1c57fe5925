"""Many lines at once, a home and some words each: typed at a terminal or piped in, every bad one told, nothing half done."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.cli.job_lookup import find_jobs
from backlog_cli.cli.options import read_standard_input
from backlog_cli.cli.prompts import is_interactive, prompt_lines
from backlog_cli.errors import BacklogError, NoSuchJob, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.changes.batch import BatchLine
    from backlog_cli.store.cache.summaries import CachedBacklog
    from backlog_cli.workflows.read import Document

    TextsByJob = dict[str, list[str]]  # what was said of each home, by job number, in the order of the lines


class BatchPrompt(NamedTuple):
    """What the lines are: the name of the whole, how one is asked for, and what belongs after a home, with an example."""

    name: str
    question: str
    wanted: str
    example: str


def read_batch(context: AppContext, document: Document | CachedBacklog, sheet: BatchPrompt) -> TextsByJob:
    """What the lines say of each home; empty when nothing was typed at the terminal.

    At a terminal a line that cannot be used is reported, and the next one asked for. Elsewhere any such line refuses them all:
    raise NoSuchJob or UsageError with every one of them and its number.
    """
    return _prompt_for_lines(context, document, sheet) if is_interactive() else _read_piped_lines(context, document, sheet)


def _prompt_for_lines(context: AppContext, document: Document | CachedBacklog, sheet: BatchPrompt) -> TextsByJob:
    from backlog_cli.cli.output import print_error
    from backlog_cli.rules.changes.batch import parse_lines

    texts: TextsByJob = {}
    while typed := prompt_lines(sheet.question):
        for line in parse_lines(typed):
            try:
                _add_line(context, document, line, sheet, texts)
            except BacklogError as error:
                print_error(f"{error.message}\nThat line was skipped.")
    return texts


def _read_piped_lines(context: AppContext, document: Document | CachedBacklog, sheet: BatchPrompt) -> TextsByJob:
    from backlog_cli.rules.changes.batch import parse_lines

    texts: TextsByJob = {}
    refused = list(_line_errors(context, document, parse_lines(read_standard_input(sheet.name)), sheet, texts))
    if refused:
        told = "\n".join(f"line {number}: {error.message}" for number, error in refused)
        raise NoSuchJob(told) if all(isinstance(error, NoSuchJob) for _, error in refused) else UsageError(told)
    return texts


def _line_errors(
    context: AppContext, document: Document | CachedBacklog, lines: Sequence[BatchLine], sheet: BatchPrompt, texts: TextsByJob
) -> Iterator[tuple[int, BacklogError]]:
    for line in lines:
        try:
            _add_line(context, document, line, sheet, texts)
        except BacklogError as error:
            yield line.number, error


def _add_line(
    context: AppContext, document: Document | CachedBacklog, line: BatchLine, sheet: BatchPrompt, texts: TextsByJob
) -> None:
    homes = find_jobs(context, line.job, document)
    if not line.text:
        raise UsageError(f'"{line.job}" is on its own; add {sheet.wanted}: {line.job} {sheet.example}.')
    for home in homes:
        texts.setdefault(home.job, []).append(line.text)
