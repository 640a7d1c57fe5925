"""What may be handed on to the office: a home without private notes, telephone numbers, worries or sums of money (001-1g)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary, Talk

_MONEY = r"[$€£]\s?\d(?:[\d.,]*\d)?(?:\s?[kKmM]\b)?"
_PHONE = r"(?<![\w-])\+?\(?\d[\d()./ -]{5,}\d(?![\w-])"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")
_MIN_DIGITS = 7  # of a telephone number
PRIVATE_STEP = "something private"  # for the words of a next step


def redact_job(summary: JobSummary) -> JobSummary:
    """Return the home as others may see it: private conversations keep their day and kind alone, worries and numbers are gone.

    So the clocks still run as they do for her, and nothing told in confidence is among their words.
    """
    return hide_private(summary)._replace(
        talks=hide_private_talks(summary).talks,
        buyers=tuple(buyer._replace(phone=None, email=None) for buyer in summary.buyers),
        lender=None if summary.lender is None else summary.lender._replace(phone=None, officer=None),
    )


def hide_private(summary: JobSummary) -> JobSummary:
    """Return the home as she may carry it about: how to reach everybody stays; notes, worries, sums and the like are gone.

    Private conversations lose their words and keep their mood and the day of the next step: she still has to see to it.
    """
    return summary._replace(
        talks=tuple(_hide_words(talk) if talk.private else talk for talk in summary.talks),
        personality=None,
        worries=(),
        after_closing_work=(),
        hot_buttons=(),
        refund=None,
        notes=(),
        own=(),
        conflicts=tuple(found._replace(kept=None, other=None) for found in summary.conflicts),
        deposits=tuple(deposit._replace(amount=None) for deposit in summary.deposits),
    )


def hide_private_notes(backlog: Backlog) -> Backlog:
    """Return the backlog with every home as she may carry it about."""
    return backlog._replace(jobs=tuple(map(hide_private, backlog.jobs)))


def hide_private_talks(summary: JobSummary) -> JobSummary:
    """Return the home with nothing of its private conversations but their day and kind."""
    return summary._replace(talks=tuple(_redact_talk(talk) if talk.private else talk for talk in summary.talks))


def _hide_words(talk: Talk) -> Talk:
    step = talk.next and talk.next._replace(what=talk.next.what and PRIVATE_STEP)
    return _redact_talk(talk)._replace(mood=talk.mood, next=step)


def _redact_talk(talk: Talk) -> Talk:
    return talk._replace(mood=None, topics=(), text=None, said=None, next=None, others=(), photos=(), video=None)


def redact_text(text: str) -> str:
    """Words from the file on one line, without sums of money and telephone numbers: `$11,400` is `an amount`."""
    flat = re.sub(_MONEY, "an amount", " ".join(text.split()))
    return re.sub(_PHONE, _mask_number, flat)


def _mask_number(found: re.Match[str]) -> str:
    """A run of digits is a telephone number unless it is a day."""
    words = found[0]
    if _DAY.fullmatch(words.strip()) or sum(sign.isdigit() for sign in words) < _MIN_DIGITS:
        return words
    return "(a number)"
