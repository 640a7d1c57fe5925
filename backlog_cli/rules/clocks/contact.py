"""Clocks of the conversation: the weekly update, messages without an answer, their mood, what is owed in writing."""

from __future__ import annotations

from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_days
from backlog_cli.dates.values import WEEKDAYS, weekday_number
from backlog_cli.rules.backlog import absence_cover, absence_covering
from backlog_cli.rules.clocks.clock import PHASES, Clock, Ending
from backlog_cli.rules.duty import Duty, shorten
from backlog_cli.rules.summary import (
    cadence_of,
    channel_of,
    days_to_closing,
    first_names,
    last_live_talk,
    last_update_talk,
    latest_mood,
    reply_days_of,
    silence_days_of,
    talks_until,
    unheard_buyers,
    update_basis,
)
from backlog_cli.terms import Channel, Level, Mood, Outcome, TalkKind, Topic, and_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary, Talk
    from backlog_cli.terms import Policy

FRESH_DAYS = 2  # upset buyers who were spoken to that lately are heard for now
MIN_GAP = 4  # a weekday they asked for never brings two updates closer together than this
LIVE_EVERY_DAYS = 14  # in quiet stages and the last weeks a live word at least this often
FINAL_DAYS = 30  # days before closing in which buyers get anxious
TRIED_DAYS, TRIED_TIMES, TRIED_CHANNELS = 7, 3, 2


def update_day(summary: JobSummary, policy: Policy, *, today: date) -> date | None:
    """Return the day on which the next update is owed (001-6a). None where there's nothing to count from.

    That is the last update plus the cadence, pulled back to the weekday they asked for.
    """
    last = update_basis(summary, policy, today=today)
    if last is None:
        return None
    due = last + timedelta(days=cadence_of(summary, policy))
    weekday = weekday_number((summary.contact.when or "").strip())
    if weekday is None:
        return due
    pulled = due - timedelta(days=(due.weekday() - weekday) % 7)
    return pulled if (pulled - last).days >= MIN_GAP else due


def update(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """Yield the weekly update, once it is owed (001-6a, section 4)."""
    due = update_day(summary, backlog.policy, today=today)
    if due is not None and due <= today:
        yield _update_duty_on(due, summary, backlog, today)


UPDATE = Clock(
    "update",
    update,
    short="update owed",
    about="the weekly update, counted from the last one that reached them",
    amber="owed",
    red='3 days late; "silent" after 14',
)


def update_duty(summary: JobSummary, backlog: Backlog, *, today: date) -> Duty | None:
    """Return the next weekly update whether or not it is owed yet; green before its day. None where nothing counts from."""
    due = update_day(summary, backlog.policy, today=today)
    return None if due is None else _update_duty_on(due, summary, backlog, today)


def _update_duty_on(due: date, summary: JobSummary, backlog: Backlog, today: date) -> Duty:
    channels = channels_tried(summary, today=today)
    days_late = (today - due).days
    level = Level.GREEN if days_late < 0 else Level.RED if days_late >= 3 and not channels else Level.AMBER
    text = _silence_phrase(summary, backlog.policy, due, today)
    names = unheard_buyers(summary, backlog.policy, today=today)
    if names and len(names) < len(summary.buyers):
        text += f"; {and_list(names)} {'has' if len(names) == 1 else 'have'} heard nothing for 14 days"
    attempt = _newest_attempt(summary, today)
    if channels:
        text += f"; tried {and_list(channels)}"
    elif attempt is not None:
        noun = ATTEMPT_NOUNS.get(attempt.outcome, "attempt")
        text += f"; the {noun} on {format_day(attempt.at.day, today=today)} doesn't count"
    return Duty("update", summary.job, level, due, text, _how_to_update(summary, backlog, due, channels, today=today))


ATTEMPT_NOUNS: dict[str, str] = {
    Outcome.VOICEMAIL: "voicemail",
    Outcome.NO_ANSWER: "missed call",
    Outcome.BOUNCED: "bounced email",
}


def _newest_attempt(summary: JobSummary, today: date) -> Talk | None:
    """An attempt since the last update that counted: it felt like contact and was none."""
    for talk in reversed(talks_until(summary, today=today)):
        if talk.is_attempt or talk.is_real_word:
            return talk if talk.is_attempt else None
    return None


def _silence_phrase(summary: JobSummary, policy: Policy, due: date, today: date) -> str:
    last = update_basis(summary, policy, today=today) or due
    since = _basis_phrase(summary, last, today)
    silent_from = max(last + timedelta(days=silence_days_of(summary, policy)), due + timedelta(days=7))
    days = (today - last).days
    if today < due:
        return f"update due {format_day(due, today=today)}, {since}"
    return f"{'silent' if today >= silent_from else 'no update'} for {format_days(days)}, {since}"


def _basis_phrase(summary: JobSummary, last: date, today: date) -> str:
    if last_update_talk(summary, today=today) is not None:
        return f"last {format_day(last, today=today)}"
    is_from_sale = last == summary.sold_date
    return f"none since {'the sale' if is_from_sale else 'this file began'} {format_day(last, today=today)}"


def _how_to_update(summary: JobSummary, backlog: Backlog, due: date, channels: tuple[str, ...], *, today: date) -> str:
    if channels:
        return _other_channel_phrase(summary, channels)
    cover = cover_for(summary, backlog, due, today=today)
    who = f"have {cover} " if cover else ""
    if is_live_update_due(summary, backlog.policy, today=today):
        is_known = last_live_talk(summary, today=today) is not None
        why = "they haven't heard your voice in two weeks" if is_known else "no call is logged yet"
        return f"{who}{LIVE_WORDS[live_channel(summary)]} this time, {why}"
    channel = channel_of(summary)
    written = f"send an update by {channel.replace('-', ' ')}"
    return who + (LIVE_WORDS[channel] if channel.is_live else written)


LIVE_WORDS = {Channel.PHONE: "call them", Channel.VIDEO: "call them by video", Channel.IN_PERSON: "see them in person"}


def _other_channel_phrase(summary: JobSummary, channels: tuple[str, ...]) -> str:
    avoided = {word.casefold() for word in summary.contact.avoid}
    usual = (Channel.EMAIL, Channel.TEXT, Channel.PHONE, Channel.MAIL)
    left = next((channel for channel in usual if channel not in channels and channel not in avoided), None)
    ask = f"ask their Realtor {summary.realtor}" if summary.realtor else "ask their Realtor"
    return f"try {left}, or {ask}" if left else ask


def channels_tried(summary: JobSummary, *, today: date) -> tuple[str, ...]:
    """Return the channels of at least three attempts on at least two channels within seven days; else empty (reading 4)."""
    attempts: list[str] = []
    for talk in reversed(talks_until(summary, today=today)):
        if (today - talk.at.day).days > TRIED_DAYS:
            break
        if talk.is_attempt:
            attempts.append(str(talk.how))
    is_tried = len(attempts) >= TRIED_TIMES and len(set(attempts)) >= TRIED_CHANNELS
    return tuple(dict.fromkeys(reversed(attempts))) if is_tried else ()


def is_live_update_due(summary: JobSummary, policy: Policy, *, today: date) -> bool:
    """Return a quiet stage or the last 30 days, and nobody has spoken to them for two weeks (section 4)."""
    stage = policy.stage(summary.stage)
    days = days_to_closing(summary, today=today)
    if not (stage is not None and stage.quiet) and (days is None or days > FINAL_DAYS):
        return False
    talk = last_live_talk(summary, today=today)
    return talk is None or (today - talk.at.day).days >= LIVE_EVERY_DAYS


def live_channel(summary: JobSummary) -> Channel:
    """Return the live channel these buyers like best: their own if it is one, else the phone unless they avoid it."""
    channel = channel_of(summary)
    if channel.is_live:
        return channel
    return Channel.VIDEO if Channel.PHONE in {word.casefold() for word in summary.contact.avoid} else Channel.PHONE


def cover_for(summary: JobSummary, backlog: Backlog, due: date, *, today: date) -> str | None:
    """Return who fills in for an update due inside an absence, or owed while one lasts; None when the agent does it herself."""
    absence = absence_covering(backlog, max(due, today), today=today)
    return None if absence is None else absence_cover(summary, absence)


def inbound(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """Yield every message of theirs that waits for an answer and is due (000-2, reading 6)."""
    return (duty for duty in message_duties(summary, backlog.policy, today=today) if duty.is_firing)


def message_duties(summary: JobSummary, policy: Policy, *, today: date) -> Iterator[Duty]:
    """Yield every message of theirs that waits for an answer, from the moment it is noted; green before its day."""
    days_to_reply = reply_days_of(summary, policy)
    for talk in unanswered_messages(summary, today=today):
        due = talk.at.day + timedelta(days=days_to_reply)
        level = Level.GREEN if today < due else Level.AMBER if today == due else Level.RED
        when = "today" if due <= today else f"by {format_day(due, today=today)}"
        text = _waiting_phrase(summary, talk, today)
        yield Duty("inbound", summary.job, level, due, text, f"answer {_sender(summary, talk)} {when}")


def _inbound_endings(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    for talk in unanswered_messages(summary, today=today):
        what = INBOUND_NOUNS.get(Channel(talk.how), "text")
        about = f' "{shorten(talk.text)}"' if talk.text else _about_words(talk)
        yield Ending(f"answer their {what}{about}", talk.at.day, ("log", talk.place), {"reply_owed": False})


INBOUND = Clock(
    "inbound",
    inbound,
    short="answer owed",
    about="their message unanswered",
    amber="1 day",
    red="2 days",
    runs=("open", "closed"),
    endings=_inbound_endings,
    ends=PHASES,
)


def unanswered_messages(summary: JobSummary, *, today: date) -> tuple[Talk, ...]:
    """Return every message of theirs since our last word that owes a reply, oldest first, whether or not it is late."""
    waiting: list[Talk] = []
    for talk in reversed(talks_until(summary, today=today)):
        if talk.is_outgoing and talk.buyers:
            break
        if talk.kind == TalkKind.INBOUND and talk.reply_owed is not False:
            waiting.append(talk)
    return tuple(reversed(waiting))


INBOUND_NOUNS = {
    Channel.PHONE: "call",
    Channel.VIDEO: "video call",
    Channel.IN_PERSON: "visit",
    Channel.EMAIL: "email",
    Channel.MAIL: "letter",
    Channel.PORTAL: "portal message",
}


def _waiting_phrase(summary: JobSummary, talk: Talk, today: date) -> str:
    what = INBOUND_NOUNS.get(Channel(talk.how), "text")
    days = (today - talk.at.day).days
    wait = f"unanswered for {format_days(days)}" if days else "not answered yet"
    return f"{what} from {_sender(summary, talk)}{_about_words(talk)}, {wait}"


# The known topics that need an article or another word in a sentence; the others are said as they are.
_TOPIC_NOUNS: dict[str, str] = {
    Topic.RATE: "the rate",
    Topic.DATE: "the date",
    Topic.CONTINGENCY: "the contingency",
    Topic.WARRANTY: "the warranty",
    Topic.PERSONAL: "something personal",
    Topic.COMMUNITY: "the community",
}


def _about_words(talk: Talk) -> str:
    """` about the rate and selections`, as it is said behind "their email"; empty without a topic."""
    return f" about {and_list([_TOPIC_NOUNS.get(topic, topic) for topic in talk.topics])}" if talk.topics else ""


def _sender(summary: JobSummary, talk: Talk) -> str:
    """Who wrote: one buyer's first name, else "them"."""
    return first_names(summary, talk.buyers)[0] if len(talk.buyers) == 1 else "them"


def mood(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """They are worried or upset (000-13)."""
    talk = latest_mood(summary, today=today)
    if talk is None or talk.mood not in (Mood.WORRIED, Mood.UPSET):
        return
    said = f' ("{shorten(talk.said)}")' if talk.said else ""
    when = f"{talk.mood} on {format_day(talk.at.day, today=today)}{said}"
    due = talk.at.day + timedelta(days=1)
    spoken = last_live_talk(summary, today=today)
    if talk.mood == Mood.WORRIED:
        yield Duty("mood", summary.job, Level.AMBER, due, when, "ask what's worrying them before anything else")
    elif spoken is not None and (today - spoken.at.day).days <= FRESH_DAYS:
        yield Duty("mood", summary.job, Level.AMBER, due, when, "stay close, and call again within two days")
    else:
        text = f"{when}, {_unspoken_phrase(talk, spoken, today)}"
        action = f"{LIVE_WORDS[live_channel(summary)]} and listen first"
        yield Duty("mood", summary.job, Level.RED, due, text, action)


def _unspoken_phrase(noted: Talk, spoken: Talk | None, today: date) -> str:
    """How long upset buyers have not been spoken to: counted from the day it was noted, never from the sale (reading 17)."""
    if spoken is None:
        return "and no call or visit is logged"
    if spoken.at.day < noted.at.day:
        return "no call or visit since"
    return f"no call or visit for {format_days((today - spoken.at.day).days)}"


def is_upset_and_unheard(summary: JobSummary, *, today: date) -> bool:
    """Return whether the newest mood is upset, and nobody spoke to them later than it was noted (reading 18)."""
    noted = latest_mood(summary, today=today)
    if noted is None or noted.mood != Mood.UPSET:
        return False
    later = takewhile(lambda talk: talk is not noted, reversed(talks_until(summary, today=today)))
    return not any(talk.is_live for talk in later)


MOOD = Clock(
    "mood",
    mood,
    short="mood",
    amber="worried",
    red="upset, and no call or visit for 2 days",
    is_weighty=True,
)


WRITTEN_CHANNELS = frozenset({Channel.EMAIL, Channel.TEXT, Channel.GROUP_TEXT, Channel.MAIL, Channel.PORTAL})


def written_recap(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Duty]:
    """The newest live conversation is still not in writing (001-6d, reading 8)."""
    call = unwritten_talk(summary, today=today)
    if call is None or (today - call.at.day).days < 2:
        return
    what, day = INBOUND_NOUNS[Channel(call.how)], call.at.day
    is_this_week = (today - day).days < 7
    name = f"{WEEKDAYS[day.weekday()]}'s {what}" if is_this_week else f"the {what} on {format_day(day, today=today)}"
    if call.by:
        name = f"{call.by.split()[0]}'s {what} on {format_day(day, today=today)}"
    due = day + timedelta(days=1)
    yield Duty("written", summary.job, Level.AMBER, due, f"{name} isn't in writing yet", _how_to_recap(summary))


def _how_to_recap(summary: JobSummary) -> str:
    """The recap goes by their own channel where that leaves something in writing, else by email."""
    channel = channel_of(summary)
    if channel in (Channel.TEXT, Channel.GROUP_TEXT):
        return "text them a recap"
    avoids_email = Channel.EMAIL in {word.casefold() for word in summary.contact.avoid}
    return "send a recap" if channel in (Channel.MAIL, Channel.PORTAL) or avoids_email else "email a recap"


def _written_endings(summary: JobSummary, _backlog: Backlog, *, today: date) -> Iterator[Ending]:
    call = unwritten_talk(summary, today=today)
    if call is not None:
        what = f"put the {INBOUND_NOUNS[Channel(call.how)]} in writing"
        yield Ending(what, call.at.day, ("log", call.place), {"written_date": today})


WRITTEN = Clock(
    "written",
    written_recap,
    short="put in writing",
    about="what a call owes in writing",
    amber="2 days",
    red="never",
    endings=_written_endings,
)


def unwritten_talk(summary: JobSummary, *, today: date) -> Talk | None:
    """The newest live conversation, while neither its `written_date` nor a later written word to its buyers ended the duty."""
    call = last_live_talk(summary, today=today)
    if call is None or call.written_date is not None:
        return None
    later = takewhile(lambda talk: talk is not call, reversed(talks_until(summary, today=today)))
    return None if any(_is_in_writing(talk, call) for talk in later) else call


def _is_in_writing(talk: Talk, call: Talk) -> bool:
    """A message of ours to one of those who took part (reading 8)."""
    return talk.is_outgoing and talk.how in WRITTEN_CHANNELS and not set(call.buyers).isdisjoint(talk.buyers)
