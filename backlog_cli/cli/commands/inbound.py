"""Many messages of buyers noted at once: what `log - --in` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.cli.batch_input import BatchPrompt, read_batch
from backlog_cli.cli.output import show_result
from backlog_cli.errors import UsageError
from backlog_cli.workflows.write import write_changes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_cli.cli.batch_input import TextsByJob
    from backlog_cli.cli.context import AppContext
    from backlog_cli.rules.changes.log import LogInput
    from backlog_cli.workflows.plan import WritePlan
    from backlog_cli.workflows.read import Document

MESSAGES_PROMPT = BatchPrompt(
    "list of messages", "Message? (a home and what they wrote; Enter when done)", "what they wrote", "when do the windows come"
)
STDIN = "-"


def refuse_other_words(note: Iterable[str] | None, others: Iterable[object], *, is_inbound: bool) -> None:
    """Only what can be true of every message goes with `log -`. Raise UsageError."""
    if not is_inbound:
        raise UsageError("`log -` logs messages that came in, a home and what they wrote on each line: add --in.")
    if note:
        raise UsageError("`log - --in` reads the homes and messages from standard input; leave out the words after the dash.")
    if any(others):
        raise UsageError(
            "`log - --in` goes with --how, --topic, --mood, --at, --private and --again: what is true of every message."
        )


def log_inbound(context: AppContext, words: LogInput, *, again: bool, is_dry: bool, as_json: bool) -> None:
    """Note each line as a message of that home's buyers; all in one write. `words` holds what is true of all of them."""
    texts = read_batch(context, context.session.names(), MESSAGES_PROMPT)
    if not texts:
        context.say("No messages were typed; nothing was changed.")
        return
    result = write_changes(context.session, lambda now: _inbound_plan(context, now, texts, words, again), dry_run=is_dry)
    show_result(context, result, as_json=as_json)


def _inbound_plan(context: AppContext, document: Document, texts: TextsByJob, words: LogInput, again: bool) -> WritePlan:
    from backlog_cli.rules.changes.inbound import inbound_messages, log_messages
    from backlog_cli.views.terminal.inbound import inbound_lines
    from backlog_cli.workflows.plan import WritePlan

    homes = [document.summary(job) for job in texts]
    found = {home.job: inbound_messages(home, texts[home.job], words, is_again=again) for home in homes}
    made = [log_messages(home, found[home.job], words, document.backlog.policy, today=context.today) for home in homes]
    return WritePlan(
        tuple(change for change in made if change is not None),
        lambda backlog: inbound_lines(homes, backlog, found, words, today=context.today),
        nothing="All of them are logged already; nothing was changed. --again logs them once more.",
    )
