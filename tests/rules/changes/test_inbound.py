"""What a morning's messages become: an entry each, waiting for its answer (000-2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from backlog_cli.dates.values import Moment
from backlog_cli.rules.change import Append
from backlog_cli.rules.changes.inbound import Message, inbound_messages, log_messages
from backlog_cli.rules.changes.log import LogInput
from backlog_cli.terms import Channel, Policy, Topic

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

TODAY = date(2026, 6, 4)
WORDS = LogInput(at=Moment(TODAY), how=Channel.EMAIL, topics=(Topic.RATE,))


def test_each_message_is_an_entry_of_its_own(stand: Callable[..., JobSummary], plain: Callable[..., dict[str, Any]]) -> None:
    home = stand(plain())
    change = log_messages(
        home, [Message("rates?"), Message("old", is_known=True), Message("windows?")], WORDS, Policy(), today=TODAY
    )
    assert change is not None
    entries = [one.value for one in change.intents if isinstance(one, Append)]
    assert [
        (one["text"], one["kind"], one["how"], one["topic"], one["reply_owed"]) for one in entries if isinstance(one, dict)
    ] == [(text, "inbound", "email", ["rate"], "true") for text in ("rates?", "windows?")]
    assert change.summary == 'noted 2 messages from the buyers: "rates?; windows?"'


def test_the_same_words_of_one_day_count_once(stand: Callable[..., JobSummary], plain: Callable[..., dict[str, Any]]) -> None:
    home = stand(plain(log=[{"at": "2026-06-04", "kind": "inbound", "how": "email", "text": "rates?"}]))
    assert [one.is_known for one in inbound_messages(home, ["rates?", "new", "new"], WORDS, is_again=False)] == [
        True,
        False,
        True,
    ]
    assert not any(one.is_known for one in inbound_messages(home, ["rates?", "new", "new"], WORDS, is_again=True))
    assert log_messages(home, [Message("rates?", is_known=True)], WORDS, Policy(), today=TODAY) is None


def test_words_of_another_day_or_of_ours_are_not_theirs(
    stand: Callable[..., JobSummary], plain: Callable[..., dict[str, Any]]
) -> None:
    ours = {"at": "2026-06-04", "kind": "update", "how": "email", "text": "rates?"}
    home = stand(plain(log=[{"at": "2026-06-03", "kind": "inbound", "how": "email", "text": "rates?"}, ours]))
    assert inbound_messages(home, ["rates?"], WORDS, is_again=False) == (Message("rates?"),)
