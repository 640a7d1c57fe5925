"""What `log - --in` writes: every message of a busy morning in the log, each waiting for its answer (000-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.frozen import Frozen, replace
from backlog_cli.rules.change import Change
from backlog_cli.rules.changes.log import CALLED, channel_used, logged
from backlog_cli.rules.duty import in_short
from backlog_cli.terms import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlog_cli.rules.changes.log import Words
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy


class Message(Frozen):
    """One message of one home's buyers; `is_known` marks one that was noted on its day already, and is not doubled."""

    text: str
    is_known: bool = False


def messages(summary: JobSummary, texts: Sequence[str], words: Words, *, is_again: bool) -> tuple[Message, ...]:
    """What came in from one home, in order. The same words of the same day count once, unless they are noted `again`."""
    told = {talk.text for talk in summary.talks if talk.kind == Kind.INBOUND and talk.at.day == words.at.day}
    found: list[Message] = []
    for text in texts:
        found.append(Message(text, is_known=text in told and not is_again))
        told.add(text)
    return tuple(found)


def came_in(summary: JobSummary, found: Sequence[Message], words: Words, policy: Policy, *, today: date) -> Change | None:
    """The change that logs each new message; None when there is none. `words` holds what is true of all of them.

    Raises BadWords as `logged`.
    """
    new = [message.text for message in found if not message.is_known]
    if not new:
        return None
    intents = [
        one for text in new for one in logged(summary, replace(words, note=text, is_inbound=True), policy, today=today).intents
    ]
    what = CALLED[channel_used(summary, words)] if len(new) == 1 else f"{len(new)} messages"
    return Change(summary.job, tuple(intents), f'noted {what} from the buyers: "{in_short("; ".join(new))}"')
