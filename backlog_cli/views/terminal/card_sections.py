"""The parts of the pre-call card, each as lines: who, what was agreed, what is open, the home, the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from backlog_cli.dates.format import format_day, format_short_day
from backlog_cli.rules.summary import is_open, joint_name
from backlog_cli.terms import CANCELLED, CLOSED, Mood, and_list, count_with_noun
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.home_facts import (
    ending_facts,
    issue_facts,
    last_quote,
    manner_words,
    meeting_facts,
    needed_words,
    next_step_fact,
    private_facts,
    promise_facts,
    question_facts,
    quote_source,
    reach_facts,
    stage_words,
    talk_facts,
    talk_head,
)
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
    from backlog_cli.rules.history import History
    from backlog_cli.rules.summary import JobSummary, Talk
    from backlog_cli.terms import Policy
    from backlog_cli.views.home_facts import Fact
    from backlog_cli.views.screen import Screen

LABEL = 14  # cells of the column that says what a line is about
NARROW = 64  # narrower than this, text goes under its label instead of beside it


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

    def fact_entries(self, found: Iterable[Fact]) -> Iterator[Text]:
        """Each fact behind its label."""
        for fact in found:
            yield from self.entry(escape_for_terminal(fact.label), self.facts(fact.words, *fact.more))

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
    step = next_step_fact(card.summary, card.talks, today=card.today)
    if step is not None:
        yield from card.entry("agreed", card.facts(step.words, *step.more), HEADING_STYLE)
    said = last_quote(card.talks)
    if said is not None:
        source = f"- {quote_source(card.summary, said, today=card.today)}"
        yield from card.entry("they said", join_texts([user_text(f'"{said.said}"'), card.text(source)]))
    felt = next((talk for talk in card.talks if talk.mood), None)
    if felt is not None and felt is not said and felt.mood != Mood.NEUTRAL:
        yield from card.entry("mood", card.text(f"{felt.mood}, {format_day(felt.at.day, today=card.today)}"))


def people_lines(card: Card) -> Iterator[Text]:
    """Yield how to reach them and how to talk with them (001-4, 001-5)."""
    yield from card.entry("reach", card.text(" · ".join(reach_facts(card.summary, card.job))))
    yield from card.entry("", _contact_numbers(card))
    for label, words in private_facts(card.job):
        if label == "notes":
            for n, note in enumerate(words):
                yield from card.entry("notes" if n == 0 else "", user_text(note))
        else:
            yield from card.list_entry(label, words)
    realtor = card.job.realtor
    if realtor and realtor.name and realtor.wants_updates:
        yield from card.entry("Realtor", card.facts(realtor.name, realtor.phone or "", "wants every update too"))
    yield from card.entry("manner", card.text(manner_words(card.summary)))


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
    for facts in (promise_facts, issue_facts, question_facts, meeting_facts):
        yield from card.fact_entries(facts(card.summary, today=card.today))


def home_lines(card: Card, *, explains: bool) -> Iterator[Text]:
    """Yield the home in plain words, what to say about its day, and what not (000-7, 002-4, 001-8a)."""
    summary = card.summary
    stage = card.policy.stage(summary.stage)
    yield from card.entry("stage", card.text(stage_words(summary, card.policy, card.history, today=card.today)), HEADING_STYLE)
    if stage is not None and stage.say and explains:
        yield from card.entry("plain words", user_text(stage.say))
    yield from card.entry("moved", card.text(moves_words(summary)))
    if summary.stage in (CLOSED, CANCELLED):
        yield from card.fact_entries(ending_facts(summary, card.job, today=card.today))
        return
    yield from card.entry("say", card.text(told_words(summary, today=card.today)), HEADING_STYLE)
    secret = internal_date_note(summary, today=card.today)
    yield from card.entry("not for them", card.text(secret))
    yield from card.entry("they need it", card.text(needed_words(summary, today=card.today)))


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
    quoted = last_quote(card.talks)
    for n, talk in enumerate(talks):
        head = card.text(talk_head(card.summary, talk, is_full=in_full, today=card.today))
        quote = user_text(f'"{talk.said}"') if talk.said and (in_full or talk is not quoted) else Text("")
        yield from card.entry("last contact" if n == 0 else "", join_texts([head, user_text(talk.text or ""), quote], ": "))
        for label, words in talk_facts(talk, card.job, today=card.today) if in_full else ():
            yield from card.entry("", Text("  ").append_text(join_texts([Text(label, style=QUIET_STYLE), user_text(words)])))


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
    return count_with_noun(number, what) if number else ""
