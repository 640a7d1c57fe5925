"""What was agreed, in words for the buyers: the next step, promises, appointments, the recap of a call (004-12, 004-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_long_day
from backlog_cli.rules.bookings import BUYER_NAMES, BookingKind, bookings_of
from backlog_cli.rules.changes.shift import BOOKED_DATES
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.letters.news_parts import is_delay
from backlog_cli.rules.summary import PASS_ON_PREFIX
from backlog_cli.rules.writers import is_same_person
from backlog_cli.terms import TOPIC_WORDS, Channel, DraftKind, MovedDate, Party, Topic, and_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.letters.letter_facts import LetterFacts
    from backlog_cli.rules.summary import Promise, Talk

_PROMISE_LABELS = {
    Party.ME: "From me",
    Party.BUILDER: "From the builder",
    Party.LENDER: "From the lender",
    Party.BUYER: "From you",
}
_THANKS = {
    Channel.PHONE: "Thanks for the call {when}.",
    Channel.VIDEO: "Thanks for the video call {when}.",
    Channel.IN_PERSON: "Thanks for meeting with me {when}.",
}


def agreed(facts: LetterFacts) -> str:
    """Return the open next step (004-11)."""
    step = facts.next_step()
    what = facts.sieve.accept_note(step.what, "the next step") if step else ""
    if step is None or step.day is None or not what:
        return ""
    if step.day < facts.today:
        facts.asides.append("the agreed day has passed: do it today, or set a new one")
        return f"Still open from the last time we talked: {_lower_first(what)}."
    return f"Next up, as we agreed: {_lower_first(what)}, {facts.by_day(step.day)}."


def _lower_first(words: str) -> str:
    """Inside a sentence: `Video of the roof` as `video of the roof`, but `HVAC` and `I` as they are."""
    return words[0].lower() + words[1:] if len(words) > 1 and words[1].islower() else words


def next_contact(facts: LetterFacts) -> str:
    """Return when they hear from her again: what was agreed, where the text has not said it; she promises the rest herself.

    News of a delay never goes out without it: there it is a gap to fill in (000-8).
    """
    if facts.made.get("agreed") or facts.made.get("points"):
        return ""
    words = agreed(facts)
    if words or facts.kind is not DraftKind.BAD_NEWS or not is_delay(facts):
        return words
    return f"You'll hear from me again {facts.gap('the day they hear from you next')}."


def points(facts: LetterFacts) -> str:
    """Return what was agreed as a list: the next step, promises to them and by them, appointments (004-15)."""
    return "\n".join(f"- {point}" for point in _agreed_points(facts))


def _agreed_points(facts: LetterFacts) -> Iterator[str]:
    call = facts.newest_call() if facts.kind is DraftKind.WRITTEN else None
    step = call.next if call is not None else facts.next_step()
    if step is not None and not step.none and step.agreed and (what := facts.sieve.accept_note(step.what, "the next step")):
        yield f"Next: {what}{_due_phrase(facts, step.day, what)}"
    for promise in facts.summary.promises:
        is_of_call = call is None or promise.made == call.at.day
        is_meant = promise.is_open and is_of_call and _is_theirs(facts, promise)
        if is_meant and (what := facts.sieve.accept_note(promise.text, "a promise")):
            yield f"{_PROMISE_LABELS[Party(promise.by)]}: {what}{_due_phrase(facts, promise.due, what)}"
    if call is None:
        yield from _meetings(facts)


def _is_theirs(facts: LetterFacts, promise: Promise) -> bool:
    """Made by them or to them; what others promised the agent alone, or what the site answered, is no promise to them."""
    if promise.by == Party.BUYER:
        return True
    if promise.text.startswith(PASS_ON_PREFIX) or (promise.to is None and not promise.is_mine):
        return False
    to = fold_case(promise.to or "buyers")
    names = {part for buyer in facts.summary.buyers for part in (fold_case(buyer.name), *fold_case(buyer.name).split())}
    return to in ("buyer", "buyers", "them") or to in names


def _due_phrase(facts: LetterFacts, day: date | None, what: str) -> str:
    if day is None:
        return ""
    if day < facts.today:
        facts.asides.append(f'"{what}" was due {format_long_day(day, today=facts.today)}: do it today, or name a new day')
        return f", by {facts.gap('a new day')}"
    return f", {facts.by_day(day)}"


def _meetings(facts: LetterFacts) -> Iterator[str]:
    names = {fold_case(buyer.name) for buyer in facts.summary.buyers}
    for meeting in sorted(bookings_of(facts.summary), key=lambda found: found.at):
        if meeting.kind is BookingKind.CLOSING or _is_untold(facts, meeting.kind):
            continue
        written = next((found for found in facts.summary.appointments if found.place == meeting.place), None)
        invited = written.with_whom if written else ()
        is_theirs = not invited or any(fold_case(name) in names for name in invited)
        words = BUYER_NAMES.get(meeting.kind, meeting.what)
        what = facts.sieve.accept_note(words, "an appointment") if is_theirs and meeting.at.day >= facts.today else ""
        if what:
            clock = f" at {spoken_clock(meeting.at.clock)}" if meeting.at.clock else ""
            where = facts.sieve.accept_note(meeting.where, "the place of an appointment")
            day = format_long_day(meeting.at.day, today=facts.today)
            yield f"{what[:1].upper()}{what[1:]}, {day}{clock}{f', {where}' if where else ''}"


def _is_untold(facts: LetterFacts, kind: BookingKind) -> bool:
    """Whether they have yet to hear that this date moved."""
    moves = (shift for shift in facts.summary.shifts if shift.told_date is None)
    return any(BOOKED_DATES.get(MovedDate(shift.what)) is kind for shift in moves)


def spoken_clock(clock: str) -> str:
    """Return a time as buyers read it: `2:30 p.m.` for 14:30, `10 a.m.` for 10:00."""
    hour, _, minute = clock.partition(":")
    half = "a.m." if int(hour) < 12 else "p.m."
    return f"{(int(hour) + 11) % 12 + 1}{'' if minute == '00' else f':{minute}'} {half}"


def calendar_line(facts: LetterFacts) -> str:
    """Return that the agreed days are on her calendar; of nothing with a day that can't be said."""
    lines = facts.made.get("points", "").split("\n")
    has_day = any("today" in line or "day, " in line for line in lines if not line.startswith("- From you"))
    return "It's on my calendar." if has_day else ""


# After a call.


def thanks(facts: LetterFacts) -> str:
    """Return thanks for the call that is put in writing (001-6d)."""
    call = facts.newest_call()
    if call is None:
        return ""
    if call.text:
        facts.asides.append(f'your note of it, not in the text: "{" ".join(call.text.split())}"')
    if call.written_date is not None:
        facts.asides.append(f"you already put this call in writing on {format_long_day(call.written_date, today=facts.today)}")
    when = "today" if call.at.day == facts.today else f"on {format_long_day(call.at.day, today=facts.today)}"
    other = _other_speaker(facts, call)
    words = f"Thanks for talking with {other} {when}." if other else _THANKS[Channel(call.how)].format(when=when)
    return f"{words} Here's a quick recap:"


def _other_speaker(facts: LetterFacts, call: Talk) -> str | None:
    """The first name of who had the conversation, where it wasn't whoever signs the text."""
    signs = facts.policy.agent
    return call.by.split()[0] if call.by and not (signs and is_same_person(call.by, signs)) else None


def topics(facts: LetterFacts) -> str:
    """Return what the call was about, by its topics; words of her own for one are hers alone."""
    call = facts.newest_call()
    known = [TOPIC_WORDS[Topic(topic)] for topic in call.topics if topic in TOPIC_WORDS] if call else []
    who = "You" if call is not None and _other_speaker(facts, call) else "We"
    return f"{who} talked about {and_list(known)}." if known else ""


def gap(facts: LetterFacts) -> str:
    """Return a place for what was said, where the file knows nothing that may be there."""
    if facts.made.get("points") or facts.made.get("news"):
        return ""
    facts.gaps.append("what was said")
    return "[what we said, in a line or two]"
