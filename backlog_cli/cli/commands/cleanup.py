"""Grooming with one key each: what `check --fix` asks at a terminal, and how an answer is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.cli.output import show_result
from backlog_cli.cli.prompts import prompt
from backlog_cli.errors import BacklogError, UsageError
from backlog_cli.workflows.write import write_changes

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.cleanup.findings import Groom, Mend
    from backlog_cli.workflows.plan import WritePlan
    from backlog_cli.workflows.read import Document

ENDS = ("q", "quit")
SKIPPED, ENDED, MENDED = "skipped", "ended", "mended"


def mend_by_keys(context: AppContext, page: Document) -> None:
    """Go through what wants grooming: a key and Enter puts a thing right, Enter alone passes over it, q ends.

    Each is a write of its own, with its own undo; after it the file is looked at anew.
    """
    from backlog_cli.rules.cleanup.findings import grooming
    from backlog_cli.store.paths import read
    from backlog_cli.views.terminal.cleanup import tally_words

    seen: set[tuple[str, str]] = set()
    mended = 0
    outcome = ""
    while outcome != ENDED:
        tidy = grooming(page.backlog, today=context.today)
        found = next((one for one in tidy if one.mends and (one.job, one.what) not in seen), None)
        if found is None:
            break
        seen.add((found.job, found.what))
        outcome = _settled(context, page, found)
        if outcome == MENDED:
            mended += 1
            page = context.session.document_in(read(context.location.path))
    context.say(tally_words(mended, len(tidy)))


def _settled(context: AppContext, page: Document, found: Groom) -> str:
    """What became of one thing: asked until an answer can be used."""
    from backlog_cli.cli.output import print_error
    from backlog_cli.views.terminal.cleanup import mend_lines
    from backlog_cli.views.terminal.messages import said

    context.say(said(mend_lines(page.summary(found.job), found), context.screen()))
    keys = {mend.key: mend for mend in found.mends}
    while typed := prompt("Key? (Enter passes over it, q ends)").casefold():
        if typed in ENDS:
            return ENDED
        try:
            if typed not in keys:
                raise UsageError(f'"{typed}" is none of {", ".join(keys)}; Enter passes over it, q ends.')
            return _mended(context, page, found, keys[typed])
        except BacklogError as error:
            print_error(error.message)
    return SKIPPED


def _mended(context: AppContext, page: Document, found: Groom, mend: Mend) -> str:
    from backlog_cli.cli.field_values import field_path, value_meant
    from backlog_cli.cli.options import option_date
    from backlog_cli.rules.changes.ending import closed
    from backlog_cli.rules.changes.home import field_set, staged
    from backlog_cli.rules.cleanup.findings import Way
    from backlog_cli.views.terminal.ending import close_lines
    from backlog_cli.views.terminal.messages import set_lines, stage_lines

    typed = prompt(mend.asks) if mend.asks else mend.words
    if not typed:
        return SKIPPED
    days_off = page.backlog.policy.days_off

    def decide(now: Document) -> WritePlan:
        from backlog_cli.rules.cleanup.findings import grooming_of
        from backlog_cli.workflows.plan import WritePlan

        before = now.summary(found.job)
        if not any(mend in one.mends for one in grooming_of(before, now.backlog.policy, today=context.today)):
            raise UsageError("somebody has put that right in the meantime; nothing was changed.")
        if mend.way is Way.STAGE:
            change = staged(before, mend.words, today=context.today)
            return WritePlan((change,), lambda backlog: stage_lines(before, backlog, today=context.today))
        if mend.way is Way.CLOSE:
            day = option_date(context, typed, "closed", days_off=days_off, is_past=True)
            return WritePlan((closed(before, day),), lambda backlog: close_lines(before, backlog, today=context.today))
        path = field_path(mend.field)
        value = value_meant(path, typed, field=mend.field, today=context.today, days_off=days_off)
        return WritePlan(
            (field_set(before, path, value),), lambda _book: set_lines(before, mend.field, value, today=context.today)
        )

    show_result(context, write_changes(context.session, decide, dry_run=False))
    return MENDED
