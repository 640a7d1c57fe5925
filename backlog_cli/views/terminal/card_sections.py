"""The parts of the pre-call card, each as lines: who, what was agreed, what is open, the home, the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from backlog_cli.dates.format import format_day, format_day_and_distance, format_days, format_short_day
from backlog_cli.rules.bookings import BookingKind, bookings_of
from backlog_cli.rules.history import History, history_source, usual_stage_days
from backlog_cli.rules.summary import channel_of, first_names, is_open, joint_name, open_next_step
from backlog_cli.terms import CANCELLED, CLOSED, Mood, and_list
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.job_phrases import internal_date_note, moves_words, told_words
from backlog_cli.views.terminal.style import (
    HEADING_STYLE,
    QUIET_STYLE,
    level_sign,
    level_style,
    program_text,
    reason_text,
    user_text,
)
from backlog_cli.views.text import join_texts, keep_together, pad, wrap_hanging
from backlog_cli.views.values import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.due.countdown import MissingItem
    from backlog_cli.rules.duty import Duty, Verdict
    from backlog_cli.rules.summary import JobSummary, Talk
    from backlog_cli.terms import Policy, Stage
    from backlog_cli.views.screen import Screen

LABEL = 14  # cells of the column that says what a line is about
NARROW = 64  # narrower than this, text goes under its label instead of beside it

# One line on how to talk with each kind of person (001-5b).
PERSONALITY_TIPS = {
    "driver": "be brief, facts first, two choices and let them pick",
    "relator": "people before business, take your time, promise only what you can keep",
    "analytic": "dates and numbers in order, in writing, no exclamation points",
    "socializer": "chat first and keep it warm, then repeat what was agreed in writing",
}


class Detail(NamedTuple):
    """How much the card says. Each next one says less, until the screen holds it; what was left out is counted."""

    is_airy: bool = False  # a blank line between the parts
    talks: int = 3
    notes: bool = True  # reasons that never colour
    reasons: int = 99
    explains: bool = True  # the stage in the words to tell them
    missing: int = 99  # things that the closing waits for
    everything: bool = False


class Card(NamedTuple):
    """What the card is made from; its methods put a line together.

    `talks` are the conversations up to today, newest first.
    """

    summary: JobSummary
    job: model.Job
    verdict: Verdict
    policy: Policy
    screen: Screen
    today: date
    history: History
    missing: Sequence[MissingItem]
    talks: Sequence[Talk]

    def text(self, words: str) -> Text:
        """Words of the program, signs and all."""
        return program_text(words, self.screen)

    def facts(self, first: str, *others: str) -> Text:
        """Words from the file, then facts behind commas."""
        return join_texts([user_text(first), *(self.text(fact) for fact in others)], ", ")

    def by(self, day: date | None) -> str:
        """`by Fri Jun 12 (in 8 days)`; empty without a day."""
        return f"by {format_day_and_distance(day, today=self.today)}" if day else ""

    def list_entry(self, label: str, words: Iterable[str]) -> Iterator[Text]:
        """Several short things on one line, dots between."""
        yield from self.entry(label, join_texts([user_text(word) for word in words], self.screen.signs(" · ")))

    def entry(self, label: str, body: Text, style: str = "") -> list[Text]:
        """Return a label with its words hanging beside it, under it on a narrow screen; nothing for no words."""
        if not body.plain:
            return []
        if style:
            body.stylize(style)
        is_narrow = self.screen.width < NARROW
        lead = Text("   ").append_text(Text(f"{label}:" if is_narrow else label, style=QUIET_STYLE))
        if is_narrow:
            return wrap_hanging(join_texts([lead, body]) if label else Text("     ").append_text(body), self.screen.width, 5)
        return wrap_hanging(pad(lead, LABEL + 3).append_text(body), self.screen.width, LABEL + 3)


def heading_lines(card: Card) -> list[Text]:
    """Return who and where, with the colour in words."""
    summary, verdict = card.summary, card.verdict
    colour = level_style(verdict.level)
    lot = f"lot {summary.lot}" if summary.lot else ""
    place = card.text(" · ".join(part for part in (lot, summary.address, summary.plan) if part))
    level = verdict.level.upper() + (f", {verdict.quadrant.replace('-', ' ')}" if verdict.quadrant else "")
    who = join_texts(
        [
            user_text(f" {level_sign(verdict.level, card.screen)} {summary.job}", colour),
            user_text(joint_name(summary), colour),
        ]
    )
    return wrap_hanging(join_texts([who, place, keep_together(Text(level, style=colour))], "  "), card.screen.width, 3)


def agreed_lines(card: Card) -> Iterator[Text]:
    """Yield what was agreed last and what they said, in their words (004-11, 004-14)."""
    step = _next_step(card)
    if step is not None:
        yield from card.entry("agreed", step, HEADING_STYLE)
    said = last_quote(card)
    if said is not None:
        yield from card.entry("they said", join_texts([user_text(f'"{said.said}"'), card.text(_attribution(card, said))]))
    felt = next((talk for talk in card.talks if talk.mood), None)
    if felt is not None and felt is not said and felt.mood != Mood.NEUTRAL:
        yield from card.entry("mood", card.text(f"{felt.mood}, {format_day(felt.at.day, today=card.today)}"))


def last_quote(card: Card) -> Talk | None:
    """Return the newest conversation that holds the buyers' own words."""
    return next((talk for talk in card.talks if talk.said), None)


def _next_step(card: Card) -> Text | None:
    holder = next((talk for talk in card.talks if talk.next is not None), None)
    step = holder.next if holder else None
    if step is None:
        return card.text("no next step yet: agree on one in this call") if is_open(card.summary) else None
    if step.none:
        return card.text("no next step, on purpose")
    day = card.text(format_day_and_distance(step.day, today=card.today)) if step.day else Text("")
    is_owed = open_next_step(card.summary, today=card.today) is not None
    left = "" if is_owed or step.day is None else "done"
    if not step.agreed:
        left = "not agreed yet"
    return join_texts([user_text(step.what or "the next step"), day, card.text(left)], ", ")


def _attribution(card: Card, talk: Talk) -> str:
    """Who said it, how, when and in what mood."""
    who = and_list(first_names(card.summary, talk.buyers))
    parts = (who, talk.how, format_day(talk.at.day, today=card.today), talk.mood)
    return "- " + ", ".join(part for part in parts if part)


def people_lines(card: Card) -> Iterator[Text]:
    """Yield how to reach them and how to talk with them (001-4, 001-5)."""
    job, contact = card.job, card.summary.contact
    about = [
        channel_of(card.summary) + (f" {contact.when}" if contact.when else ""),
        f"not by {', '.join(contact.avoid)}" if contact.avoid else "",
        {True: "local", False: "not local", None: ""}[contact.local],
        f"{contact.time_zone} time" if contact.time_zone else "",
        job.contact.language or "" if job.contact else "",
        f"urgent: {contact.urgent_channel}" if contact.urgent_channel else "",
    ]
    yield from card.entry("reach", card.text(" · ".join(part for part in about if part)))
    yield from card.entry("", _contact_numbers(card))
    yield from card.list_entry("open with", [*job.interests, *job.milestones])
    yield from card.list_entry("worries", job.worries)
    for n, note in enumerate(job.notes):
        yield from card.entry("notes" if n == 0 else "", user_text(note))
    yield from card.list_entry("bought for", [reason.text for reason in job.bought_for if reason.text])
    yield from card.list_entry(
        "loves", [f"{hot.text}{f' ({hot.stage})' if hot.stage else ''}" for hot in job.hot_buttons if hot.text]
    )
    yield from card.list_entry("own work", job.after_closing_work)
    if job.realtor and job.realtor.name and job.realtor.wants_updates:
        yield from card.entry("Realtor", card.facts(job.realtor.name, job.realtor.phone or "", "wants every update too"))
    if job.personality:
        yield from card.entry("manner", card.text(f"{job.personality}: {PERSONALITY_TIPS.get(job.personality, '')}"))


def _contact_numbers(card: Card) -> Text:
    """Each buyer's full name with number and address: the people behind the household's name."""
    each = []
    for buyer in card.summary.buyers:
        role = f"({buyer.role})" if buyer.role else ""
        each.append(
            join_texts(
                [keep_together(user_text(part)) for part in (buyer.name, role, buyer.phone or "", buyer.email or "") if part]
            )
        )
    return join_texts(each, card.screen.signs(" · "))


def open_lines(card: Card) -> Iterator[Text]:
    """Yield what is owed in both directions (004-1, 004-3, 003-8)."""
    promises = [promise for promise in card.summary.promises if promise.is_open]
    for label, is_theirs in (("we owe", False), ("they owe", True)):
        for promise in promises:
            if (promise.by == "buyer") is is_theirs:
                by = "" if promise.by in ("me", "buyer") else f"by the {promise.by}"
                needs = f"needs {promise.needs}" if promise.needs else ""
                yield from card.entry(label, card.facts(promise.text, by, card.by(promise.due), needs))
    for issue in card.summary.issues:
        if issue.is_open:
            wants = f"wants {issue.wants}" if issue.wants else ""
            owner = f"with {issue.owner}" if issue.owner else "nobody has it yet"
            yield from card.entry(
                f"issue {escape_for_terminal(issue.id)}", card.facts(issue.text, wants, owner, card.by(issue.due))
            )
    for question in card.summary.questions:
        if question.answered is None:
            of = f"for the {question.of}" if question.of else ""
            asked = f"asked {format_day(question.asked, today=card.today)}" if question.asked else ""
            yield from card.entry("question", card.facts(question.ask, of, asked))
    for meeting in bookings_of(card.summary):
        if meeting.at.day >= card.today and meeting.kind is not BookingKind.CLOSING:
            when = f"{format_day_and_distance(meeting.at.day, today=card.today)} {meeting.at.clock or ''}".rstrip()
            written = next((found for found in card.summary.appointments if found.place == meeting.place), None)
            minutes = f"{written.minutes} minutes" if written and written.minutes else ""
            purpose = (written.purpose if written else None) or ""
            yield from card.entry("meeting", card.facts(meeting.what, when, minutes, meeting.where or "", purpose))


def home_lines(card: Card, *, explains: bool) -> Iterator[Text]:
    """Yield the home in plain words, what to say about its day, and what not (000-7, 002-4, 001-8a)."""
    summary, policy = card.summary, card.policy
    stage = policy.stage(summary.stage)
    since = summary.stage_since
    how_long = (
        f"{format_days((card.today - since).days)}, {_usual_duration(card, stage)}"
        if since and stage and stage.name != CLOSED
        else ""
    )
    hold = f"on hold: {summary.hold_what}" if summary.hold_what else ""
    where = ", ".join(part for part in (summary.stage, how_long, hold) if part)
    yield from card.entry("stage", card.text(where), HEADING_STYLE)
    if stage is not None and stage.say and explains:
        yield from card.entry("plain words", user_text(stage.say))
    yield from card.entry("moved", card.text(moves_words(summary)))
    if summary.stage in (CLOSED, CANCELLED):
        yield from _ending_lines(card)
        return
    yield from card.entry("say", card.text(told_words(summary, today=card.today)), HEADING_STYLE)
    secret = internal_date_note(summary, today=card.today)
    yield from card.entry("not for them", card.text(secret))
    if summary.needed_by:
        reason = f", {summary.needed_reason}" if summary.needed_reason else ""
        yield from card.entry("they need it", card.text(f"{card.by(summary.needed_by)}{reason}"))


def _usual_duration(card: Card, stage: Stage) -> str:
    """How long that stage takes as a rule, and where that is known from."""
    learned = history_source(card.history, stage.name)
    usual = f"usually {usual_stage_days(stage.name, card.policy, card.history)}"
    return f"{usual} ({learned})" if learned else usual


def _ending_lines(card: Card) -> Iterator[Text]:
    summary, job = card.summary, card.job
    if summary.closed_date:
        yield from card.entry("closed", card.text(format_day_and_distance(summary.closed_date, today=card.today)))
    lost = job.cancelled
    if lost is None:
        return
    yield from card.entry(
        "cancelled",
        card.facts(lost.reason or "no reason noted", format_day_and_distance(lost.date, today=card.today) if lost.date else ""),
    )
    yield from card.entry("lesson", user_text(lost.lesson or ""))
    back = f"check back {format_day_and_distance(lost.check_back, today=card.today)}" if lost.check_back else ""
    yield from card.entry("door", card.text(", ".join(part for part in (lost.door, back) if part)))


def closing_lines(card: Card, room: Detail) -> Iterator[Text]:
    """Yield what the closing waits for, with its day and its owner; of a closed home what they were not asked yet."""
    shown = [_missing_text(card, one) for one in card.missing[: room.missing]]
    more = len(card.missing) - len(shown)
    parts = [*shown, *([Text(f"+{more} more")] if more and shown else [])]
    label = "to closing" if is_open(card.summary) else "not asked yet"
    yield from card.entry(label, join_texts(parts, card.screen.signs(" · ")))


def _missing_text(card: Card, one: MissingItem) -> Text:
    if one.day is None:
        return keep_together(card.text(one.what))
    late = "was due " if one.day < card.today else ""
    return join_texts(
        [
            card.text(f"{one.what}:"),
            card.text(f"{one.owner},"),
            keep_together(card.text(f"{late}{format_short_day(one.day)}")),
        ]
    )


def state_lines(card: Card, room: Detail) -> Iterator[Text]:
    """Yield why it has its colour, each reason with its next action, and the risk in its parts."""
    for duty in shown_reasons(card, room):
        mark = Text().append(f" {level_sign(duty.level, card.screen)} ", level_style(duty.level))
        yield from wrap_hanging(mark.append_text(reason_text(duty, card.screen)), card.screen.width, 5)
    risk = card.verdict.risk
    if risk.total:
        parts = ", ".join(f"{name.replace('-', ' ')} {points}" for name, points in risk.parts)
        yield from card.entry("risk", card.text(f"{risk.total} of 100: {parts}"))


def shown_reasons(card: Card, room: Detail) -> Sequence[Duty]:
    """Return the reasons there is room for."""
    return [duty for duty in card.verdict.reasons if room.notes or duty.is_firing][: room.reasons]


def left_out_lines(card: Card, room: Detail) -> Iterator[Text]:
    """Yield what was left out, counted, and how to see it."""
    reasons = len(card.verdict.reasons) - len(shown_reasons(card, room))
    talks = len(card.talks) - min(room.talks, len(card.talks))
    left = [_count_phrase(reasons, "reason"), _count_phrase(talks, "conversation")]
    if any(left):
        words = Text(f"   +{and_list([words for words in left if words])}:", style=QUIET_STYLE)
        command = keep_together(Text(f"backlog show {escape_for_terminal(card.summary.typed)} --all", style=QUIET_STYLE))
        yield from wrap_hanging(join_texts([words, command]), card.screen.width, 3)


def talk_lines(card: Card, talks: Iterable[Talk], *, in_full: bool = False) -> Iterator[Text]:
    """Yield conversations, newest first; `in_full` with their topics, photos and links too (001-2a)."""
    quoted = last_quote(card)
    for n, talk in enumerate(talks):
        day = format_day(talk.at.day, today=card.today) + (f" {talk.at.clock}" if talk.at.clock else "")
        names = (*talk.buyers, *talk.others)
        who = and_list(list(names) if in_full else first_names(card.summary, names))
        kind = "" if talk.kind == "update" else talk.kind
        missed = talk.outcome if talk.outcome not in ("reached", "sent") else ""
        by = f"by {talk.by}" if talk.by else ""
        head = card.text(
            ", ".join(part for part in (day, f"{talk.how} {kind}".rstrip(), who, by, missed, talk.mood or "") if part)
        )
        quote = user_text(f'"{talk.said}"') if talk.said and (in_full or talk is not quoted) else Text("")
        yield from card.entry("last contact" if n == 0 else "", join_texts([head, user_text(talk.text or ""), quote], ": "))
        for label, words in _talk_facts(card, talk) if in_full else ():
            yield from card.entry("", Text("  ").append_text(join_texts([Text(label, style=QUIET_STYLE), user_text(words)])))


def _talk_facts(card: Card, talk: Talk) -> Iterator[tuple[str, str]]:
    """What else was noted of one conversation."""
    step = talk.next
    if talk.topics:
        yield "about", ", ".join(talk.topics)
    if talk.photos:
        yield "photos", ", ".join(talk.photos)
    if talk.video:
        yield "video", talk.video
    if step is not None:
        day = f", {format_day(step.day, today=card.today)}" if step.day else ""
        yield "next", "nothing, on purpose" if step.none else f"{step.what or 'the next step'}{day}"
    entry = card.job.log[talk.place] if talk.place < len(card.job.log) else None
    if entry is not None and entry.minutes:
        yield "took", f"{entry.minutes} minutes"
    if entry is not None and entry.local_item:
        yield "tip", entry.local_item
    if talk.written_date:
        yield "in writing", format_day(talk.written_date, today=card.today)
    if talk.private:
        yield "private", "kept out of everything you hand on"


def file_lines(card: Card) -> Iterator[Text]:
    """Yield every other key the file holds, by its name; those that are the agent's own come last."""
    shown = {"job", "buyers", "stage", "log", "notes"}
    fields = [(name, value) for name, value in fields_of(card.job) if name.partition(".")[0] not in shown]
    fields += fields_of(card.job.own)
    width = max((cell_len(name) for name, _ in fields), default=0) if card.screen.width >= NARROW else 0
    yield Text("   IN THE FILE", style=HEADING_STYLE)
    for name, value in fields:
        key = pad(Text("   ").append_text(user_text(name, QUIET_STYLE)), width + 3)
        yield from wrap_hanging(key.append("  ").append_text(user_text(value)), card.screen.width, width + 5)


def _count_phrase(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}" if number else ""
