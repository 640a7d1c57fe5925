"""From what was typed to the home it names: the resolver of `rules.job_lookup`, with a choice at a terminal."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, NoReturn

from backlog_cli.cli.prompts import choose, is_interactive
from backlog_cli.errors import BacklogError, BadFile, NoSuchJob
from backlog_cli.workflows.read import Document, placeholders_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.store.cache.summaries import CachedBacklog


def join_name(context: AppContext, words: list[str]) -> list[str]:
    """The words behind a verb, those of a buyer's name in front as one: `show de la cruz` needs no quotes."""
    from backlog_cli.rules.job_lookup import name_length

    size = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
    if size < 2 or not words[0][:1].isalpha() or not words[1][:1].isalpha():
        return words
    with contextlib.suppress(BacklogError):  # a file that can't be read is the verb's to tell
        size = name_length(words[:size], _named_homes(context))
        return [" ".join(words[:size]), *words[size:]]
    return words


def _named_homes(context: AppContext) -> Sequence[JobSummary]:
    """The homes by name, of all files where there are several."""
    if len(context.files) < 2:
        return context.session.names().backlog.jobs
    from backlog_cli.workflows.many_files import file_roster

    return [home for file in file_roster(context.files, os.environ, now=context.now()).files for home in file.homes]


def find_job(context: AppContext, typed: str, document: Document | CachedBacklog, *, reading: bool) -> JobSummary:
    """Return the one home that `typed` names; at a terminal a choice is offered when several fit.

    Raise NoSuchJob when there is none or several, BadFile when it cannot be read.
    """
    found = find_job_or_placeholder(context, typed, document, reading=reading)
    if found in placeholders_in(document):
        _refuse_unreadable(context, found, document if isinstance(document, Document) else context.session.document())
    return found


def find_jobs(context: AppContext, typed: str, document: Document | CachedBacklog) -> tuple[JobSummary, ...]:
    """Return the homes of a list such as `41,44`, each once. Raise as `find_job`, before anything is done."""
    from backlog_cli.rules.job_lookup import split_names

    found = [find_job(context, name, document, reading=False) for name in split_names(typed)]
    return tuple({summary.job: summary for summary in found}.values())


def find_job_or_placeholder(context: AppContext, typed: str, document: Document | CachedBacklog, *, reading: bool) -> JobSummary:
    """As `find_job`, but a home that cannot be read may be meant too: then its placeholder is returned. Raise NoSuchJob."""
    from backlog_cli.rules.job_lookup import AmbiguousJob, resolve_job

    unreadable = placeholders_in(document)
    try:
        return resolve_job(typed, (*document.backlog.jobs, *unreadable), reading=reading, last=context.last_job())
    except AmbiguousJob as several:
        if all(summary in unreadable for summary in several.candidates):
            return several.candidates[0]
        if not is_interactive():
            raise
        return _choose(context, typed, several.candidates)
    except NoSuchJob:
        _refuse_archived(context, typed)
        raise


def _choose(context: AppContext, typed: str, candidates: Sequence[JobSummary]) -> JobSummary:
    from backlog_cli.rules.job_lookup import name_lines
    from backlog_cli.views.escape import escape_for_terminal

    context.say(f'"{escape_for_terminal(typed)}" fits {len(candidates)} jobs:')
    found = choose("Which one?", candidates, list(name_lines(candidates)))
    if found is None:
        raise NoSuchJob("none was chosen.")
    return found


def _refuse_archived(context: AppContext, typed: str) -> None:
    """Raise NoSuchJob when that number is in an archive, with where it is."""
    from backlog_cli.rules.summary import quote_for_shell
    from backlog_cli.store.archive.year_files import archived_sales

    moved: tuple[tuple[str, str], ...] = ()
    with contextlib.suppress(BacklogError):  # an archive that cannot be read answers nothing
        moved = archived_sales(context.location.path, typed)
    for job, archive in moved:
        raise NoSuchJob(
            f"job {job} was moved to {archive}: backlog --file {quote_for_shell(archive)} show {quote_for_shell(job)}"
        )


def _refuse_unreadable(context: AppContext, found: JobSummary, document: Document) -> NoReturn:
    from backlog_cli.store.placeholders import placeholders, unreadable_job_message

    place = next(place for place, summary in placeholders(document.loaded).items() if summary == found)
    bad = next(bad for bad in document.loaded.bad if bad.section == "jobs" and bad.place == place)
    raise BadFile(unreadable_job_message(bad, document.loaded, context.location.path.name))
