"""Clean-up with one key each: what `check --fix` asks at a terminal, and how an answer is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.cli.output import show_result
from backlog_cli.cli.prompts import prompt
from backlog_cli.errors import BacklogError, UsageError
from backlog_cli.workflows.write import write_changes

if TYPE_CHECKING:
    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.cleanup.findings import CleanupFinding, QuickFix
    from backlog_cli.workflows.plan import WritePlan
    from backlog_cli.workflows.read import Document

QUIT_ANSWERS = ("q", "quit")
SKIPPED, QUIT, FIXED = "skipped", "ended", "mended"


def fix_interactively(context: AppContext, document: Document) -> None:
    """Go through the fields to clean up: a key and Enter fixes one, Enter alone skips it, q quits.

    Each fix is a write of its own, with its own undo, and the file is read again after it.
    """
    from backlog_cli.rules.cleanup.findings import cleanup_findings
    from backlog_cli.store.paths import read_file
    from backlog_cli.views.terminal.cleanup import tally_words

    seen: set[tuple[str, str]] = set()
    mended = 0
    outcome = ""
    while outcome != QUIT:
        tidy = cleanup_findings(document.backlog, today=context.today)
        found = next((one for one in tidy if one.mends and (one.job, one.what) not in seen), None)
        if found is None:
            break
        seen.add((found.job, found.what))
        outcome = _ask_for_fix(context, document, found)
        if outcome == FIXED:
            mended += 1
            document = context.session.document_in(read_file(context.location.path))
    context.say(tally_words(mended, len(tidy)))


def _ask_for_fix(context: AppContext, document: Document, found: CleanupFinding) -> str:
    """What became of one thing: asked until an answer can be used."""
    from backlog_cli.cli.output import print_error
    from backlog_cli.views.terminal.cleanup import finding_lines
    from backlog_cli.views.terminal.messages import format_lines

    context.say(format_lines(finding_lines(document.summary(found.job), found), context.screen()))
    keys = {mend.key: mend for mend in found.mends}
    while typed := prompt("Key? (Enter skips it, q quits)").casefold():
        if typed in QUIT_ANSWERS:
            return QUIT
        try:
            if typed not in keys:
                raise UsageError(f'"{typed}" is not one of {", ".join(keys)}; Enter skips it, q quits.')
            return _apply_fix(context, document, found, keys[typed])
        except BacklogError as error:
            print_error(error.message)
    return SKIPPED


def _apply_fix(context: AppContext, document: Document, found: CleanupFinding, mend: QuickFix) -> str:
    from backlog_cli.cli.field_values import Surroundings, field_path, parse_value
    from backlog_cli.cli.options import parse_option_date
    from backlog_cli.rules.changes.ending import close_job
    from backlog_cli.rules.changes.home import set_field, set_stage
    from backlog_cli.rules.cleanup.findings import FixKind
    from backlog_cli.views.terminal.ending import close_lines
    from backlog_cli.views.terminal.messages import set_lines, stage_lines

    typed = prompt(mend.asks) if mend.asks else mend.words
    if not typed:
        return SKIPPED
    days_off = document.backlog.policy.days_off

    def decide(now: Document) -> WritePlan:
        from backlog_cli.rules.cleanup.findings import job_findings
        from backlog_cli.workflows.plan import WritePlan

        before = now.summary(found.job)
        if not any(mend in one.mends for one in job_findings(before, now.backlog.policy, today=context.today)):
            raise UsageError("somebody has put that right in the meantime.")
        if mend.way is FixKind.STAGE:
            change = set_stage(before, mend.words, today=context.today)
            return WritePlan((change,), lambda backlog: stage_lines(before, backlog, today=context.today))
        if mend.way is FixKind.CLOSE:
            day = parse_option_date(context, typed, "closed", days_off=days_off, is_past=True)
            return WritePlan((close_job(before, day),), lambda backlog: close_lines(before, backlog, today=context.today))
        path = field_path(mend.field)
        value = parse_value(path, typed, field=mend.field, among=Surroundings.of(now.backlog.policy, context.today))
        return WritePlan((set_field(before, path, value),), lambda _backlog: set_lines(before, path, value, today=context.today))

    show_result(context, write_changes(context.session, decide, dry_run=False))
    return FIXED
