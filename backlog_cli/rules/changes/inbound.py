"""What `log - --in` writes: every message of a busy morning in the log, each waiting for its answer (000-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.change import Change
from backlog_cli.rules.changes.log import CHANNEL_NOUNS, conversation_channel, log_conversation, resolve_topic
from backlog_cli.rules.duty import shorten
from backlog_cli.terms import TalkKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlog_cli.rules.changes.log import LogInput
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy


class Message(NamedTuple):
    """One message of one home's buyers; `is_known` marks one that was noted on its day already, and is not doubled."""

    text: str
    is_known: bool = False
    topics: tuple[str, ...] = ()


def inbound_messages(summary: JobSummary, texts: Sequence[str], words: LogInput, *, is_again: bool) -> tuple[Message, ...]:
    """Return what came in from one home, in order. The same words of the same day count once, unless they are noted `again`.

    `topic:rate` in a text is its topic and no part of it.
    """
    told = {talk.text for talk in summary.talks if talk.kind == TalkKind.INBOUND and talk.at.day == words.at.day}
    found: list[Message] = []
    for typed in texts:
        text, topics = _split_topics(typed)
        found.append(Message(text, is_known=text in told and not is_again, topics=topics))
        told.add(text)
    return tuple(found)


TOPIC_MARK = "topic:"


def _split_topics(typed: str) -> tuple[str, tuple[str, ...]]:
    """The words of a message without its topics, and these: `rates again? topic:rate,money`."""
    words = typed.split()
    marked = [word for word in words if word.casefold().startswith(TOPIC_MARK) and len(word) > len(TOPIC_MARK)]
    topics = [part for word in marked for part in word[len(TOPIC_MARK) :].split(",") if part]
    text = " ".join(word for word in words if word not in marked) if marked else typed
    return text, tuple(dict.fromkeys(map(resolve_topic, topics)))


def log_messages(summary: JobSummary, found: Sequence[Message], words: LogInput, policy: Policy, *, today: date) -> Change | None:
    """Return the change that logs each new message; None when there is none. `words` holds what is true of all of them.

    Raise UsageError as `logged`.
    """
    new = [message for message in found if not message.is_known]
    if not new:
        return None
    intents = [
        one for message in new for one in log_conversation(summary, _words_of(message, words), policy, today=today).intents
    ]
    what = CHANNEL_NOUNS[conversation_channel(summary, words)] if len(new) == 1 else f"{len(new)} messages"
    said = shorten("; ".join(message.text for message in new))
    return Change(summary.job, tuple(intents), f'noted {what} from the buyers: "{said}"')


def _words_of(message: Message, words: LogInput) -> LogInput:
    topics = tuple(dict.fromkeys((*words.topics, *message.topics)))
    return words._replace(note=message.text or None, topics=topics, is_inbound=True)
