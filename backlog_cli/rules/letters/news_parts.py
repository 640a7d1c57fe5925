"""A date that moved, in words for the buyers: from when to when, why, and how they get through it (001-3b, 004-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.rules.letters.date_news import BUYER_DATE_NAMES, bare_period, told_news, untold_news
from backlog_cli.rules.summary import push_count
from backlog_cli.terms import CAUSE_WORDS, CauseKind, DraftKind, MovedDate

if TYPE_CHECKING:
    from backlog_cli.rules.letters.date_news import DateNews
    from backlog_cli.rules.letters.letter_facts import LetterFacts

_ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth"}


def date_news(facts: LetterFacts) -> DateNews | None:
    """Return the move a text is about: news not told in the call sheet alone, in a recap what that call told."""
    if facts.kind is DraftKind.BAD_NEWS:
        return next(iter(untold_news(facts.summary, facts.policy, today=facts.today)), None)
    call = facts.newest_call() if facts.kind is DraftKind.WRITTEN else None
    return told_news(facts.summary, call.at.day) if call is not None else None


def is_delay(facts: LetterFacts) -> bool:
    """Return whether the text brings a date that moves back, or one of which nobody knows where it was."""
    found = date_news(facts)
    return found is not None and found.is_later is not False


def news(facts: LetterFacts) -> str:
    """Return what moves to when, no more exact than it is told (002-4); an apology when it is later (004-9)."""
    found = date_news(facts)
    if found is None:
        return ""
    name = BUYER_DATE_NAMES[found.what]
    new = bare_period(found.new, today=facts.today) if found.new else facts.gap("the new date")
    if found.is_told or found.is_later is None:
        return f"{name[0].upper()}{name[1:]} is now planned for {new}."
    way = f" from {bare_period(found.old, today=facts.today)} to {new}" if found.old and not found.is_vague else ""
    if found.is_vague:
        facts.asides.append(f"this early they're told {new}, which is no more than they knew; log --told --as month says more")
    way = way or f". The plan is now {new}"
    if not found.is_later:
        return f"I have news about {name}: it's moving up{way}. Let me know if that's a problem on your end."
    sorry = "I'm sorry. I know you were counting on it."
    return f"I have some news I wish I didn't have to share: {name} is moving back{way}. {sorry}"


def move_count_line(facts: LetterFacts) -> str:
    """Return how often it has moved back by now, said before they say it (000-7)."""
    found, count = date_news(facts), push_count(facts.summary)
    if found is None or found.what is not MovedDate.CLOSING or not found.is_later or count < 2:
        return ""
    return f"This is the {_ORDINALS.get(count, f'{count}th')} time the date has moved, and I know that's a lot to ask."


def cause(facts: LetterFacts) -> str:
    """Return why it moved in words that blame nobody, and that it is ours where it is (002-7, 004-10).

    The agent's own words for it are hers: they stay out, and are shown to her where there are no others.
    """
    found = date_news(facts)
    if found is None or found.is_later is False:
        return ""
    shift = found.cause
    words = CAUSE_WORDS[CauseKind(shift.cause_kind)] if shift and shift.cause_kind else ""
    if not words and facts.kind is DraftKind.BAD_NEWS:
        words = facts.gap("the cause, in a plain sentence")
        if shift and shift.cause:
            facts.asides.append(f'your own words for the cause, not in the text: "{" ".join(shift.cause.split())}"')
    return f"{words} This one is on us, and I won't make excuses.".lstrip() if shift and shift.ours else words


def together(facts: LetterFacts) -> str:
    """Return how they get through it together (001-3b)."""
    found = date_news(facts)
    if found is None or found.is_later is False:
        return ""
    return _plan_sentence(facts, found.together, "How we'll get through it together: ", "how you get through it together")


def plan_b(facts: LetterFacts) -> str:
    """Return what happens if it moves again."""
    found = date_news(facts)
    if found is None or found.is_later is False:
        return ""
    return _plan_sentence(facts, found.plan_b, "And if it moves again: ", "plan B")


def _plan_sentence(facts: LetterFacts, text: str | None, lead: str, what: str) -> str:
    words = facts.sieve.accept_note(text, what)
    if not words and facts.kind is DraftKind.BAD_NEWS:
        words = facts.gap(what)
    return f"{lead}{words}." if words else ""


def change(facts: LetterFacts) -> str:
    """Return what we do differently from now on (002-7)."""
    found = date_news(facts)
    if found is None or found.is_later is False:
        return ""
    written = facts.job.closing.shifts if facts.job.closing else ()
    texts = (written[shift.place].change for shift in reversed(found.shifts) if shift.place < len(written))
    words = facts.sieve.accept_note(next((text for text in texts if text), None), "what you do differently")
    return f"What we're doing differently from now on: {words}." if words else ""
