"""What a home's card says, in plain words: the terminal and the web page only lay it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_day, format_day_and_distance, format_day_beside, format_days
from backlog_cli.rules.bookings import BookingKind, bookings_of
from backlog_cli.rules.history import History, history_source, usual_stage_days
from backlog_cli.rules.summary import channel_of, first_names, is_open, open_next_step, untold_shifts
from backlog_cli.terms import CLOSED, Party, and_list
from backlog_cli.views.job_phrases import channel_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.summary import JobSummary, Talk
    from backlog_cli.terms import Policy, Stage

# One line on how to talk with each kind of person (001-5b).
PERSONALITY_TIPS = {
    "driver": "be brief, facts first, two choices and let them pick",
    "relator": "people before business, take your time, promise only what you can keep",
    "analytic": "dates and numbers in order, in writing, no exclamation points",
    "socializer": "chat first and keep it warm, then repeat what was agreed in writing",
}


class Fact(NamedTuple):
    """One thing that is so: what it's about, the words of the file, and what we say of it behind commas."""

    label: str
    words: str
    more: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The words of the file and ours in one."""
        return ", ".join(filter(None, (self.words, *self.more)))


def _fact(label: str, words: str, *more: str) -> Fact:
    return Fact(label, words, tuple(part for part in more if part))


def by_words(day: date | None, *, today: date) -> str:
    """Return `by Fri Jun 12 (in 8 days)`; empty without a day."""
    return f"by {format_day_and_distance(day, today=today)}" if day else ""


def next_step_fact(summary: JobSummary, talks: Sequence[Talk], *, today: date) -> Fact | None:
    """Return what was agreed to come next (004-11), or that nothing was; None for an ended home. `talks` are newest first."""
    step = next((talk.next for talk in talks if talk.next is not None), None)
    if step is None:
        return _fact("agreed", "", "no next step yet: agree on one in this call") if is_open(summary) else None
    if step.none:
        return _fact("agreed", "", "no next step, on purpose")
    day = format_day_and_distance(step.day, today=today) if step.day else ""
    is_owed = open_next_step(summary, today=today) is not None
    left = "" if is_owed or step.day is None else "done"
    return _fact("agreed", step.what or "the next step", day, left if step.agreed else "not agreed yet")


def last_quote(talks: Sequence[Talk]) -> Talk | None:
    """Return the newest conversation that holds the buyers' own words (004-14)."""
    return next((talk for talk in talks if talk.said), None)


def quote_source(summary: JobSummary, talk: Talk, *, today: date) -> str:
    """Return who said it, how, when and in what mood."""
    who = and_list(first_names(summary, talk.buyers))
    return ", ".join(part for part in (who, channel_name(talk.how), format_day(talk.at.day, today=today), talk.mood) if part)


def reach_facts(summary: JobSummary, job: model.Job) -> tuple[str, ...]:
    """Return how and when these buyers are reached, and how not (001-4)."""
    contact = summary.contact
    about = (
        channel_name(channel_of(summary)) + (f" {contact.when}" if contact.when else ""),
        f"not by {', '.join(map(channel_name, contact.avoid))}" if contact.avoid else "",
        {True: "local", False: "not local", None: ""}[contact.local],
        f"{contact.time_zone} time" if contact.time_zone else "",
        (job.contact.language or "") if job.contact else "",
        f"urgent: {channel_name(contact.urgent_channel)}" if contact.urgent_channel else "",
    )
    return tuple(part for part in about if part)


def private_facts(job: model.Job) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is hers alone of the people, by its label (001-5): what to open with, worries, notes, why they bought."""
    yield "open with", (*job.interests, *job.milestones)
    yield "worries", job.worries
    yield "notes", job.notes
    yield "bought for", tuple(reason.text for reason in job.bought_for if reason.text)
    yield "loves", tuple(f"{hot.text}{f' ({hot.stage})' if hot.stage else ''}" for hot in job.hot_buttons if hot.text)
    yield "own work", job.after_closing_work


def manner_words(summary: JobSummary) -> str:
    """Return what kind of person it is and how to talk with them (001-5b); empty where nobody wrote it down."""
    return f"{summary.personality}: {PERSONALITY_TIPS.get(summary.personality, '')}" if summary.personality else ""


def promise_facts(summary: JobSummary, *, today: date) -> Iterator[Fact]:
    """Yield the open promises, ours first (004-1)."""
    promises = [promise for promise in summary.promises if promise.is_open]
    for label, is_theirs in (("we owe", False), ("they owe", True)):
        for promise in promises:
            if (promise.by == Party.BUYER) is is_theirs:
                by = "" if promise.by in (Party.ME, Party.BUYER) else f"by the {promise.by}"
                needs = f"needs {promise.needs}" if promise.needs else ""
                yield _fact(label, promise.text, by, by_words(promise.due, today=today), needs, _noted_by(promise.noted_by))


def _noted_by(name: str | None) -> str:
    return f"noted by {name}" if name else ""


def issue_facts(summary: JobSummary, *, today: date) -> Iterator[Fact]:
    """Yield the open issues: what they want, who has it, by when (003-8)."""
    for issue in summary.issues:
        if issue.is_open:
            wants = f"wants {issue.wants}" if issue.wants else ""
            owner = f"with {issue.owner}" if issue.owner else "nobody has it yet"
            due = by_words(issue.due, today=today)
            yield _fact(f"issue {issue.id}", issue.text, wants, owner, due, _noted_by(issue.noted_by))


def question_facts(summary: JobSummary, *, today: date) -> Iterator[Fact]:
    """Yield the questions nobody answered yet (004-3)."""
    for question in summary.questions:
        if question.answered is None:
            of = f"for the {question.of}" if question.of else ""
            asked = f"asked {format_day(question.asked, today=today)}" if question.asked else ""
            yield _fact("question", question.ask, of, asked, _noted_by(question.by))


def meeting_facts(summary: JobSummary, *, today: date) -> Iterator[Fact]:
    """Yield what is booked with them from today on, but for the closing: that day is never theirs to hear from a card."""
    for meeting in bookings_of(summary):
        if meeting.at.day >= today and meeting.kind is not BookingKind.CLOSING:
            when = f"{format_day_and_distance(meeting.at.day, today=today)} {meeting.at.clock or ''}".rstrip()
            written = next((found for found in summary.appointments if found.place == meeting.place), None)
            minutes = f"{written.minutes} minutes" if written and written.minutes else ""
            purpose, who = (written.purpose or "", _noted_by(written.by)) if written else ("", "")
            yield _fact("meeting", meeting.what, when, minutes, meeting.where or "", purpose, who)


def move_facts(summary: JobSummary, *, today: date) -> Iterator[Fact]:
    """Yield every move of a date, oldest first: from when to when, why, whether they know, and what we have to offer (000-7)."""
    untold = untold_shifts(summary)
    for shift in summary.shifts:
        first = format_day_beside(shift.from_day, beside=shift.to_day) if shift.from_day else "no date"
        last = format_day_beside(shift.to_day, beside=shift.from_day) if shift.to_day else "no date"
        known = f"known {format_day(shift.known_date, today=today)}" if shift.known_date else ""
        told = f"told {format_day(shift.told_date, today=today)}" if shift.told_date else ""
        together = f"together: {shift.together}" if shift.together else ""
        plan_b = f"plan B: {shift.plan_b}" if shift.plan_b else ""
        cause, news = shift.cause or shift.cause_kind or "", "not told yet" if shift in untold else told
        yield _fact(str(shift.what), f"{first} → {last}", cause, known, news, together, plan_b, _noted_by(shift.by))


def stage_words(summary: JobSummary, policy: Policy, history: History, *, today: date) -> str:
    """Return the stage, how long it has been that, and what it waits for: `framing, 9 days, usually 18, on hold: weather`."""
    stage, since = policy.stage(summary.stage), summary.stage_since
    is_counted = since is not None and stage is not None and stage.name != CLOSED
    days = format_days((today - since).days) if is_counted and since is not None else ""
    usual = _usual_duration(stage, policy, history) if is_counted and stage is not None else ""
    hold = f"on hold: {summary.hold_what}" if summary.hold_what else ""
    return ", ".join(part for part in (summary.stage, days, usual, hold) if part)


def _usual_duration(stage: Stage, policy: Policy, history: History) -> str:
    """How long that stage takes as a rule, and where that is known from."""
    learned = history_source(history, stage.name)
    usual = f"usually {usual_stage_days(stage.name, policy, history)}"
    return f"{usual} ({learned})" if learned else usual


def needed_words(summary: JobSummary, *, today: date) -> str:
    """Return the day by which they must be in, and why; empty without one."""
    reason = f", {summary.needed_reason}" if summary.needed_reason else ""
    return f"{by_words(summary.needed_by, today=today)}{reason}" if summary.needed_by else ""


def ending_facts(summary: JobSummary, job: model.Job, *, today: date) -> Iterator[Fact]:
    """Yield when it closed, or why the sale was lost and what is left of it."""
    if summary.closed_date:
        yield _fact("closed", "", format_day_and_distance(summary.closed_date, today=today))
    lost = job.cancelled
    if lost is None:
        return
    yield _fact(
        "cancelled", lost.reason or "no reason noted", format_day_and_distance(lost.date, today=today) if lost.date else ""
    )
    yield _fact("lesson", lost.lesson or "")
    back = f"check back {format_day_and_distance(lost.check_back, today=today)}" if lost.check_back else ""
    yield _fact("door", lost.door or "", back)


def talk_head(summary: JobSummary, talk: Talk, *, is_full: bool, today: date) -> str:
    """Return when and how a conversation was, with whom and how it went; `is_full` has everybody's whole name."""
    day = format_day(talk.at.day, today=today) + (f" {talk.at.clock}" if talk.at.clock else "")
    names = (*talk.buyers, *talk.others)
    who = and_list(list(names) if is_full else first_names(summary, names))
    kind = "" if talk.kind == "update" else talk.kind
    missed = talk.outcome if talk.outcome not in ("reached", "sent") else ""
    by = f"by {talk.by}" if talk.by else ""
    how = f"{channel_name(talk.how)} {kind}".rstrip()
    return ", ".join(part for part in (day, how, who, by, missed, talk.mood or "") if part)


def talk_facts(talk: Talk, job: model.Job, *, today: date) -> Iterator[tuple[str, str]]:
    """Yield what else was noted of one conversation, by its label."""
    step = talk.next
    if talk.topics:
        yield "about", ", ".join(talk.topics)
    if talk.photos:
        yield "photos", ", ".join(talk.photos)
    if talk.video:
        yield "video", talk.video
    if step is not None:
        day = f", {format_day(step.day, today=today)}" if step.day else ""
        yield "next", "nothing, on purpose" if step.none else f"{step.what or 'the next step'}{day}"
    entry = job.log[talk.place] if talk.place < len(job.log) else None
    if entry is not None and entry.minutes:
        yield "took", f"{entry.minutes} minutes"
    if entry is not None and entry.local_item:
        yield "tip", entry.local_item
    if talk.written_date:
        yield "in writing", format_day(talk.written_date, today=today)
    if talk.private:
        yield "private", "kept out of everything you hand on"
