"""What `log` writes: one conversation, and all that it settles (001-2a, 001-6e, 004-12)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.file_dates import period_of
from backlog_cli.errors import UsageError
from backlog_cli.rules.change import Append, Change, Put, Unquoted
from backlog_cli.rules.changes.entries import day_text, promise_entry
from backlog_cli.rules.changes.passed_on import passed_on_intents
from backlog_cli.rules.clocks.build import is_before_start
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.names import name_key
from backlog_cli.rules.summarize import default_outcome
from backlog_cli.rules.summary import (
    DELIVERED_OUTCOMES,
    QUIET_KINDS,
    UPDATE_KINDS,
    channel_of,
    closing_day,
    first_names,
    joint_name,
    last_live_talk,
)
from backlog_cli.terms import Channel, MovedDate, Outcome, Party, Precision, TalkKind, Topic, and_list, word_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlog_cli import model
    from backlog_cli.dates.values import Moment, Period
    from backlog_cli.rules.change import Intent
    from backlog_cli.rules.summary import JobSummary, Shift
    from backlog_cli.terms import Mood, Policy

TELLABLE_DATES = tuple(MovedDate)  # the dates that buyers have to hear of when they move


class LogInput(NamedTuple):
    """What was typed after `log JOB`, already understood. `at` is when; what is None or empty was not typed.

    `by` is who spoke when it was not the agent. `told_what` is the date that `--told` is about, None for the usual one.
    `next_day` with `next_what` is the next agreed step; `is_next_none` an agreed "nothing". `promises` are (day, what).
    """

    at: Moment
    note: str | None = None
    how: Channel | None = None
    with_whom: tuple[str, ...] = ()
    by: str | None = None
    kind: TalkKind | None = None
    mood: Mood | None = None
    topics: tuple[str, ...] = ()
    said: str | None = None
    next_day: date | None = None
    next_what: str | None = None
    is_next_none: bool = False
    promises: tuple[tuple[date, str], ...] = ()
    is_told: bool = False
    told_what: MovedDate | None = None
    told_as: Precision | None = None
    together: str | None = None
    plan_b: str | None = None
    is_voicemail: bool = False
    is_missed: bool = False
    is_inbound: bool = False
    is_written: bool = False
    photos: tuple[str, ...] = ()
    video: str | None = None
    local_item: str | None = None
    is_private: bool = False

    @property
    def is_attempt(self) -> bool:
        """Nobody was there: a voicemail was left, or nobody answered."""
        return self.is_voicemail or self.is_missed

    @property
    def is_conversation(self) -> bool:
        """Whether there is something to enter in the log, and not only a duty to tick off."""
        only_ticks = (self.is_written or self.together or self.plan_b) and not self.is_told
        about = (self.note, self.said, self.mood, self.kind, self.how, self.topics, self.photos, self.video, self.local_item)
        return not only_ticks or any(
            (*about, self.with_whom, self.is_attempt, self.is_inbound, self.next_what, self.is_next_none, self.promises)
        )


def log_conversation(summary: JobSummary, words: LogInput, policy: Policy, *, today: date) -> Change:
    """Return the change that records one conversation with one job's buyers.

    With `is_told` the untold shifts of one date are marked told: closing's, the only kind there is, or `told_what`; for the
    closing, `closing.told` moves to the newest date. Raise UsageError when what was typed contradicts itself, comes before the
    sale, or when nothing is untold or there is nothing to tick off.
    """
    _refuse_contradictions(summary, words)
    intents: list[Intent] = []
    if words.is_told:
        intents += _told_intents(summary, words, policy)
    elif words.together or words.plan_b:
        intents += _plan_intents(_newest_shift(summary), words)
    if words.is_conversation:
        intents.append(Append(("log",), _entry(summary, words)))
    if words.is_written and not _is_live_now(summary, words):
        intents += _written_intents(summary, words, today)
    if is_heard(summary, words):
        intents += passed_on_intents(summary, words.at.day)
    for day, what in words.promises:
        intents.append(Append(("promises",), promise_entry(day, what, by=Party.ME, today=today)))
    return Change(summary.job, tuple(intents), f"logged {_change_summary(summary, words)}")


def is_heard(summary: JobSummary, words: LogInput) -> bool:
    """Whether the buyers heard from the agent in it: an update of any kind that got to them, and no word in confidence."""
    kind = entry_kind(summary, words)
    is_delivered = _outcome(words, conversation_channel(summary, words), kind) in DELIVERED_OUTCOMES
    is_theirs = words.is_conversation and any(buyer.name in participants(summary, words) for buyer in summary.buyers)
    return is_theirs and not words.is_private and kind in UPDATE_KINDS and is_delivered


def resolve_topic(typed: str) -> str:
    """Return the known topic that was typed, by its only beginning if need be; any other word as it is."""
    word = fold_case(typed)
    known = word_of(Topic, typed)
    if known is not None:
        return str(known)
    beginning = [topic for topic in Topic if len(word) > 2 and topic.startswith(word)]
    return str(beginning[0]) if len(beginning) == 1 else typed.strip()


def local_title(typed: str, items: Sequence[model.LocalItem]) -> str:
    """Return the tip that `typed` names: its title, or the only title that begins so; else the words as typed (001-6c)."""
    word = fold_case(typed)
    titles = [item.title for item in items if item.title]
    hits = [title for title in titles if fold_case(title) == word] or [
        title for title in titles if fold_case(title).startswith(word)
    ]
    return hits[0] if len(hits) == 1 else typed


def mark_tip_used(jobs: Sequence[str], title: str | None, items: Sequence[model.LocalItem], *, today: date) -> Change | None:
    """Return the change that notes at the tip itself which homes had it; None when the file has no such tip (001-6c)."""
    place = next((place for place, item in enumerate(items) if title and item.title == title), None)
    if place is None:
        return None
    path = ("local_items", place, "used")
    return Change(
        None, tuple(Append(path, {"job": job, "date": day_text(today)}) for job in jobs), f'noted "{title}" as passed on'
    )


def is_repeat(summary: JobSummary, words: LogInput, earlier: Change, then: str, *, now: Moment) -> bool:
    """Whether these words record just what an earlier log recorded `then` (day and clock as text), no more than a minute ago.

    What was typed counts, not what came of it: a second `--told` finds nothing to tell, and is a repeat all the same.
    """
    entry = _added_entries(earlier, "log")
    if not entry or not words.is_conversation or not _is_within_a_minute(then, now):
        return False
    typed = _entry(summary, words)
    is_same_time = entry[0].get("at") in (str(words.at), then if words.at == now else None)
    is_same_kind = words.kind is None or entry[0].get("kind") == typed["kind"]
    is_same_talk = entry[0] | {"at": "", "kind": ""} == typed | {"at": "", "kind": ""}
    values = [one.value for one in earlier.intents if isinstance(one, Put)]
    has_told = any(one.path[-1] == "told_date" for one in earlier.intents)
    is_same_news = has_told == words.is_told and all(text in values for text in (words.together, words.plan_b) if text)
    promises = [(one.get("due"), one.get("text")) for one in _added_entries(earlier, "promises")]
    is_same_word = promises == [(day_text(day), what) for day, what in words.promises]
    return is_same_time and is_same_kind and is_same_talk and is_same_news and is_same_word


def _added_entries(change: Change, key: str) -> list[dict[str, object]]:
    entries = [one.value for one in change.intents if isinstance(one, Append) and one.path == (key,)]
    return [entry for entry in entries if isinstance(entry, dict)]


def _is_within_a_minute(then: str, now: Moment) -> bool:
    try:
        first, last = datetime.fromisoformat(then), datetime.fromisoformat(str(now))
    except ValueError:
        return False
    return bool(now.clock) and " " in then and abs(last - first) <= timedelta(minutes=1)


def told_period(summary: JobSummary, policy: Policy, *, precision: Precision | None = None) -> Period | None:
    """Return what is told when the closing date is told now: as exact as the stage allows (002-4), or as asked."""
    day = closing_day(summary)
    return None if day is None else period_of(day, precision or stage_precision(summary, policy))


def stage_precision(summary: JobSummary, policy: Policy) -> Precision:
    """Quarter up to `released`, month from `foundation`, day from the firm stage on."""
    if policy.place(summary.stage) >= policy.place(policy.firm_stage) >= 0:
        return Precision.DAY
    return Precision.QUARTER if is_before_start(summary.stage, policy) else Precision.MONTH


def conversation_channel(summary: JobSummary, words: LogInput) -> Channel:
    """Return how this conversation went: as typed; a call for a voicemail or inside the company; else as these buyers prefer."""
    if words.how is not None:
        return words.how
    usual = channel_of(summary)
    is_call = words.is_attempt or words.kind is TalkKind.INTERNAL or not has_buyer(summary, words)
    return Channel.PHONE if is_call and not usual.is_live else usual


def participants(summary: JobSummary, words: LogInput) -> tuple[str, ...]:
    """Return who took part, by full names, each once: as typed (a first or last name will do), else all buyers.

    Anybody can take part: the Realtor, the superintendent, the lender, or a name that the file does not know. A talk inside
    the company is with the superintendent unless somebody else was typed. Raise UsageError for a name that fits two buyers.
    """
    if words.with_whom:
        return tuple(dict.fromkeys(_resolve_person(summary, name) for name in words.with_whom))
    if words.kind is TalkKind.INTERNAL and summary.superintendent:
        return (summary.superintendent,)
    return tuple(buyer.name for buyer in summary.buyers)


def has_buyer(summary: JobSummary, words: LogInput) -> bool:
    """Return whether at least one of the buyers took part."""
    return not {buyer.name for buyer in summary.buyers}.isdisjoint(participants(summary, words))


def _resolve_person(summary: JobSummary, typed: str) -> str:
    """The full name of a buyer or of somebody else about this home; a name that nobody has is taken as typed."""
    word = fold_case(typed)
    buyers, others, key = [buyer.name for buyer in summary.buyers], _people_about(summary), name_key(typed)
    hits = [name for name in buyers if fold_case(name) == word]
    hits = hits or [b.name for b in summary.buyers if key and key in map(name_key, (*b.parts.given.split(), b.surname))]
    hits = hits or [name for role, name in others if word in (fold_case(name), role, *_short_names(name))]
    hits = hits or [name for name in buyers if key and any(name_key(part).startswith(key) for part in name.split())]
    hits = list(dict.fromkeys(hits))
    if len(hits) > 1:
        raise UsageError(f'--with "{typed}" fits {and_list(hits)}; type a first name.')
    return hits[0] if hits else typed


def _short_names(name: str) -> tuple[str, str]:
    return fold_case(name.partition(" ")[0]), fold_case(name.rsplit(maxsplit=1)[-1]) if name.split() else ""


def _people_about(summary: JobSummary) -> list[tuple[str, str]]:
    """Who else has to do with this home, each with the word for what they do."""
    lender, escalation = summary.lender, summary.blocks.escalation
    people = (
        ("superintendent", summary.superintendent),
        ("realtor", summary.realtor),
        ("lender", lender and (lender.officer or lender.name)),
        ("", lender and lender.name),
        ("title", summary.title_contact),
        ("cover", summary.cover),
        ("escalation", escalation and escalation.name),
    )
    return [(role, name) for role, name in people if name]


def _refuse_contradictions(summary: JobSummary, words: LogInput) -> None:
    if words.is_voicemail and words.is_missed:
        raise UsageError("--voicemail and --missed contradict each other; leave one out.")
    if words.is_told and words.is_attempt:
        raise UsageError("a voicemail or a missed call doesn't tell anybody the new date: leave out --told, or the other one.")
    if words.is_inbound and words.is_attempt:
        raise UsageError("--in means they reached you; --voicemail and --missed mean you didn't reach them. Leave one out.")
    if words.is_inbound and words.kind not in (None, TalkKind.INBOUND):
        raise UsageError(f"--in and --kind {words.kind} contradict each other; leave one out.")
    if words.is_told and words.is_inbound:
        raise UsageError("--in records what they wrote to you; log your answer to them separately, with --told.")
    if words.is_told and words.kind in QUIET_KINDS:
        raise UsageError(f"--kind {words.kind} doesn't tell the buyers anything: leave out --told, or the kind.")
    if words.by and any(name_key(words.by) == name_key(buyer.name) for buyer in summary.buyers):
        raise UsageError(f"{words.by} is one of the buyers: --with says who took part, and --in that they called or wrote.")
    if words.told_as is not None and not words.is_told:
        raise UsageError("--as says how exactly a date was told; it goes with --told.")
    if words.told_what is not None and not words.is_told:
        raise UsageError("--what says which date you told them; it goes with --told.")
    if words.is_told and words.with_whom and not has_buyer(summary, words):
        raise UsageError(f"--told is for the buyers, and {and_list(participants(summary, words))} isn't one of them.")
    if words.is_told:
        _refuse_nothing_to_tell(summary, words)
    if summary.sold_date is not None and words.at.day < summary.sold_date:
        raise UsageError(
            f"{words.at.day} is before {summary.job} {joint_name(summary)} was sold ({summary.sold_date}): "
            "nothing can be logged before the sale."
        )


def _refuse_nothing_to_tell(summary: JobSummary, words: LogInput) -> None:
    name = f"{summary.job} {joint_name(summary)}"
    kinds = untold_kinds(summary)
    if not kinds:
        raise UsageError(f"{name}: they already know every date, so there's nothing for --told to mark.")
    if words.told_what is None and MovedDate.CLOSING not in kinds and len(kinds) > 1:
        raise UsageError(f"{name}: {and_list(kinds)} are both untold; say which one you told them: --what {kinds[0]}.")
    if words.told_what is not None and words.told_what not in kinds:
        raise UsageError(f"{name}: the {words.told_what} isn't untold; still untold: {and_list(kinds)}.")


def untold_kinds(summary: JobSummary) -> tuple[MovedDate, ...]:
    """Return the dates that have moved and carry a move without a day of telling."""
    open_moves = {shift.what for shift in summary.shifts if shift.told_date is None}
    return tuple(what for what in TELLABLE_DATES if what in open_moves)


def told_kind(summary: JobSummary, words: LogInput) -> MovedDate | None:
    """Return the date that `--told` is about: as typed, else the closing, else the only one that is untold; None for none."""
    kinds = untold_kinds(summary)
    if words.told_what is not None:
        return words.told_what if words.told_what in kinds else None
    if MovedDate.CLOSING in kinds or len(kinds) == 1:
        return kinds[0]
    return None


def shifts_to_tell(summary: JobSummary, what: MovedDate | None) -> tuple[Shift, ...]:
    """Return the shifts of that date that carry no day of telling, in the file's order."""
    return tuple(shift for shift in summary.shifts if shift.told_date is None and shift.what == what)


def _told_intents(summary: JobSummary, words: LogInput, policy: Policy) -> list[Intent]:
    intents: list[Intent] = []
    what = told_kind(summary, words)
    shifts = shifts_to_tell(summary, what)
    for shift in shifts:
        place = ("closing", "shifts", shift.place)
        intents.append(Put((*place, "told_date"), day_text(words.at.day)))
        intents.append(Put((*place, "told_how"), str(conversation_channel(summary, words))))
        if shift.ours:
            intents.append(Put((*place, "owned_date"), day_text(words.at.day)))
    intents += _plan_intents(shifts[-1], words)
    period = told_period(summary, policy, precision=words.told_as)
    if period is not None and what is MovedDate.CLOSING:
        intents.append(Put(("closing", "told"), Unquoted(period.text)))
    return intents


def _plan_intents(shift: Shift, words: LogInput) -> list[Intent]:
    place = ("closing", "shifts", shift.place)
    given = (("together", words.together), ("plan_b", words.plan_b))
    return [Put((*place, key), text) for key, text in given if text]


def _newest_shift(summary: JobSummary) -> Shift:
    closings = [shift for shift in summary.shifts if shift.what == MovedDate.CLOSING]
    moves = closings or list(summary.shifts)
    if not moves:
        raise UsageError(f"{summary.job} {joint_name(summary)}: no date has moved, so there's no plan to add.")
    return moves[-1]


def _written_intents(summary: JobSummary, words: LogInput, today: date) -> list[Intent]:
    """The newest live talk is in writing now; a day that is there already is left as it is."""
    talk = last_live_talk(summary, today=today)
    if talk is None:
        raise UsageError(
            f"{summary.job} {joint_name(summary)}: no call, video or meeting is logged, so there's nothing to put in writing."
        )
    return [] if talk.written_date else [Put(("log", talk.place, "written_date"), day_text(words.at.day))]


def _is_bad_news(summary: JobSummary, words: LogInput) -> bool:
    """What is told is later than what they knew: later than the told time, or else than the day the first move began at."""
    return words.is_told and _is_later(summary, list(shifts_to_tell(summary, told_kind(summary, words))))


def _is_later(summary: JobSummary, moves: list[Shift]) -> bool:
    if not moves:
        return False
    first, last = moves[0].from_day, moves[-1].to_day
    if moves[0].what == MovedDate.CLOSING:
        first = summary.told.end if summary.told else first
        last = closing_day(summary)
    return first is not None and last is not None and last > first


def entry_kind(summary: JobSummary, words: LogInput) -> TalkKind:
    """The kind of the entry: an internal talk stays one, then what the other words make of it, then as typed, else an update.

    A talk that no buyer took part in is internal, unless it was typed what it was or somebody wrote to us.
    """
    if words.kind is TalkKind.INTERNAL:
        return TalkKind.INTERNAL
    if words.kind is None and not words.is_inbound and not has_buyer(summary, words):
        return TalkKind.INTERNAL
    if words.is_attempt:
        return TalkKind.ATTEMPT
    if words.is_inbound:
        return TalkKind.INBOUND
    if words.kind is not None:
        return words.kind
    return TalkKind.BAD_NEWS if _is_bad_news(summary, words) else TalkKind.UPDATE


def _outcome(words: LogInput, how: Channel, kind: TalkKind) -> Outcome:
    if words.is_voicemail:
        return Outcome.VOICEMAIL
    if words.is_missed or kind is TalkKind.ATTEMPT:
        return Outcome.NO_ANSWER
    return default_outcome(how)


def _is_live_now(summary: JobSummary, words: LogInput) -> bool:
    """The entry itself is a live talk with the buyers, so that what is in writing is what was said in it."""
    is_theirs = entry_kind(summary, words) not in (TalkKind.INTERNAL, TalkKind.ATTEMPT)
    return words.is_conversation and is_theirs and conversation_channel(summary, words).is_live


def _entry(summary: JobSummary, words: LogInput) -> dict[str, object]:
    how = conversation_channel(summary, words)
    kind = entry_kind(summary, words)
    entry: dict[str, object] = {
        "at": Unquoted(str(words.at)),
        "with": list(participants(summary, words)),
        "how": str(how),
        "kind": str(kind),
    }
    if words.by:
        entry["by"] = words.by
    if kind is TalkKind.INBOUND:
        entry["reply_owed"] = Unquoted("true")
    else:
        entry["outcome"] = str(_outcome(words, how, kind))
    entry |= {key: value for key, value in _details(words).items() if value}
    if words.is_written and _is_live_now(summary, words):
        entry["written_date"] = day_text(words.at.day)
    return entry


def _details(words: LogInput) -> dict[str, object]:
    return {
        "topic": [str(topic) for topic in words.topics],
        "mood": words.mood and str(words.mood),
        "text": words.note,
        "said": words.said,
        "photos": list(words.photos),
        "video": words.video,
        "local_item": words.local_item,
        "private": Unquoted("true") if words.is_private else None,
        "next": _next_step_entry(words),
    }


def _next_step_entry(words: LogInput) -> object:
    if words.is_next_none:
        return "none"
    if words.next_day is None:
        return None
    return {"what": words.next_what, "date": day_text(words.next_day), "agreed": Unquoted("true")}


CHANNEL_NOUNS = {
    Channel.PHONE: "a call",
    Channel.TEXT: "a text",
    Channel.GROUP_TEXT: "a group text",
    Channel.EMAIL: "an email",
    Channel.VIDEO: "a video call",
    Channel.IN_PERSON: "a talk in person",
    Channel.PORTAL: "a message in the portal",
    Channel.MAIL: "a letter",
}


def _change_summary(summary: JobSummary, words: LogInput) -> str:
    if not words.is_conversation:
        return f"what was owed to {joint_name(summary)}"
    people = and_list(first_names(summary, participants(summary, words)))
    how = conversation_channel(summary, words)
    if words.is_voicemail:
        return f"a voicemail for {people}"
    if words.is_missed:
        return f"{CHANNEL_NOUNS[how]} to {people}, nobody answered"
    side = "from" if entry_kind(summary, words) is TalkKind.INBOUND else "with" if how.is_live else "to"
    return f"{CHANNEL_NOUNS[how]} {side} {people}"
