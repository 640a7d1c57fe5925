"""One home as a web page, before a call: what was agreed, their own words, how to reach them, what is open, what to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_day, format_short_day
from backlog_cli.rules.summary import is_open, joint_name, talks_until
from backlog_cli.terms import CANCELLED, CLOSED, Mood
from backlog_cli.views.home_facts import (
    ending_facts,
    issue_facts,
    last_quote,
    manner_words,
    meeting_facts,
    move_facts,
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
from backlog_cli.views.html.builder import el, heading, html_page, level_mark, listing, paragraph, section
from backlog_cli.views.html.contact import contact_link
from backlog_cli.views.html.links import NO_LINKS, PageLinks
from backlog_cli.views.job_phrases import internal_date_note, reason_words, told_words
from backlog_cli.views.values import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.due.countdown import MissingItem
    from backlog_cli.rules.duty import Verdict
    from backlog_cli.rules.history import History
    from backlog_cli.rules.summary import JobSummary, Talk
    from backlog_cli.terms import Policy
    from backlog_cli.views.html.builder import Content, Element

# What can be tapped is as large as a finger.
_CSS = (
    "main{max-width:46rem}section>.plain>li{margin:.45rem 0}"
    ".next{border-left:4px solid var(--ink);padding-left:.8rem;margin:1rem 0}.next p{margin:.3rem 0}"
    "@media screen{.reach li{margin:.6rem 0}.reach a{display:inline-block;padding:.35rem .8rem;margin:.2rem .3rem .2rem 0;"
    "border:1px solid var(--rule);border-radius:.4rem;text-decoration:none}}"
)


class HomeDetails(NamedTuple):
    """All that the page of one home is made from.

    `summary` has nothing private in it unless `is_private`; `missing` is what its closing waits for, or what the buyers of a
    closed home were not asked yet. `is_everything` adds the topics, photos and links of each conversation.
    """

    summary: JobSummary
    job: model.Job
    verdict: Verdict
    policy: Policy
    history: History
    missing: Sequence[MissingItem]
    today: date
    is_private: bool = False
    is_everything: bool = False

    @property
    def talks(self) -> Sequence[Talk]:
        """The conversations up to today, newest first."""
        return talks_until(self.summary, today=self.today)[::-1]


def home_page(found: HomeDetails, links: PageLinks = NO_LINKS) -> str:
    """Return the page of one home (000-7, 001-4, 004-11, 004-14), in ASCII; its links call, text and write."""
    summary, today = found.summary, found.today
    title = f"{summary.job} {joint_name(summary)}".rstrip()
    kept = "Private notes are in here: for your eyes only." if found.is_private else "Private notes are left out."
    return html_page(
        title,
        links.row,
        heading(title, 1),
        paragraph(*_heading_words(found), classes="lead"),
        *_agreed(found),
        *_reach(found),
        *_part("Private", _private(found)),
        *_part("Needs you", _reasons(found, is_firing=True)),
        *_part("Good to know", _reasons(found, is_firing=False)),
        *_part("Open", _open(found)),
        *_part("Booked", [fact.sentence for fact in meeting_facts(summary, today=today)]),
        *_part("The home", _home(found)),
        *_part("Dates moved", [_labelled(fact.label, fact.sentence) for fact in move_facts(summary, today=today)]),
        *_part("To closing" if is_open(summary) else "Not asked yet", [_missing_words(one, today) for one in found.missing]),
        *_part("Not for the buyers", _internal(found)),
        *_part("Conversations", _conversations(found)),
        *_part("In the file", _file_fields(found)),
        paragraph(f"As of {format_day(today, today=today)} {today.year}. {kept}", classes="quiet"),
        css=_CSS,
    )


def _part(title: str, entries: Iterable[Content]) -> Iterator[Element]:
    shown = list(entries)
    if shown:
        yield section(heading(title), listing(shown, classes="plain"))


def _labelled(label: str, words: Content) -> Content:
    return [el("b", f"{_capital(label)}:"), " ", words]


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _heading_words(found: HomeDetails) -> Iterator[Content]:
    summary, verdict = found.summary, found.verdict
    quadrant = f", {verdict.quadrant.replace('-', ' ')}" if verdict.quadrant else ""
    yield level_mark(verdict.level, f"{verdict.level.value}{quadrant}")
    lot = f"lot {summary.lot}" if summary.lot else ""
    for part in (lot, summary.address, summary.plan, summary.community):
        if part:
            yield f" · {part}"


def _agreed(found: HomeDetails) -> Iterator[Element]:
    """What was agreed last, and what they said in their own words."""
    summary, talks, today = found.summary, found.talks, found.today
    parts: list[Content] = []
    step = next_step_fact(summary, talks, today=today)
    if step is not None:
        parts.append(paragraph(el("b", "Agreed: "), step.sentence) if step.words else paragraph(_capital(step.sentence)))
    said = last_quote(talks)
    if said is not None:
        parts.append(paragraph(el("q", said.said), f" - {quote_source(summary, said, today=today)}"))
    felt = next((talk for talk in talks if talk.mood), None)
    if felt is not None and felt is not said and felt.mood != Mood.NEUTRAL:
        parts.append(paragraph(f"Mood: {felt.mood}, {format_day(felt.at.day, today=today)}"))
    if parts:
        yield section(*parts, classes="next")


def _reach(found: HomeDetails) -> Iterator[Element]:
    """Everybody with what a phone can call, text or write to."""
    summary, job = found.summary, found.job
    people = [_person(buyer.name, buyer.role, buyer.phone, buyer.email) for buyer in summary.buyers]
    realtor, lender, clause = job.realtor, job.lender, summary.blocks.escalation
    if realtor is not None and realtor.name:
        people.append(_person(realtor.name, "Realtor, wants every update" if realtor.wants_updates else "Realtor", realtor.phone))
    if lender is not None and (lender.officer or lender.name):
        about = f"lender, {lender.name}" if lender.officer and lender.name else "lender"
        people.append(_person(lender.officer or lender.name or "", about, lender.phone))
    if summary.superintendent:
        people.append(_person(summary.superintendent, "superintendent"))
    if clause is not None and clause.name:
        people.append(_person(clause.name, "when they can't reach you", clause.phone))
    how = paragraph(" · ".join(reach_facts(summary, job)), classes="quiet")
    yield section(heading("Reach them"), how, listing(people, classes="plain reach"))


def _person(name: str, about: str | None = None, phone: str | None = None, email: str | None = None) -> Content:
    links = [[contact_link(found), " "] for found in (phone, email) if found]
    return [el("b", name), f" ({about})" if about else "", el("br") if links else None, *links]


def _private(found: HomeDetails) -> Iterator[Content]:
    if not found.is_private:
        return
    for label, words in private_facts(found.job):
        if words:
            yield _labelled(label, " · ".join(words))
    manner = manner_words(found.summary)
    if manner:
        yield _labelled("manner", manner)
    for key, value in found.summary.own:
        yield _labelled(key.removeprefix("x_").replace("_", " "), value)


def _reasons(found: HomeDetails, *, is_firing: bool) -> Iterator[Content]:
    """What colors the home, or what is only noted."""
    for duty in found.verdict.reasons:
        if duty.is_firing is is_firing:
            yield [level_mark(duty.level), " ", reason_words(duty)] if is_firing else reason_words(duty)


def _open(found: HomeDetails) -> Iterator[Content]:
    for facts in (promise_facts, issue_facts, question_facts):
        for fact in facts(found.summary, today=found.today):
            yield _labelled(fact.label, fact.sentence)


def _home(found: HomeDetails) -> Iterator[Content]:
    """The home in plain words, and what to say about its day (002-4, 001-8a)."""
    summary, today = found.summary, found.today
    stage = found.policy.stage(summary.stage)
    where = stage_words(summary, found.policy, found.history, today=today)
    if where:
        yield _labelled("stage", where)
    if stage is not None and stage.say:
        yield _labelled("plain words", stage.say)
    if summary.stage in (CLOSED, CANCELLED):
        for fact in ending_facts(summary, found.job, today=today):
            if fact.sentence:
                yield _labelled(fact.label, fact.sentence)
        return
    yield _labelled("say", told_words(summary, today=today))
    needed = needed_words(summary, today=today)
    if needed:
        yield _labelled("they need it", needed)


def _missing_words(one: MissingItem, today: date) -> str:
    if one.day is None:
        return one.what
    return f"{one.what}: {one.owner}, {'was due ' if one.day < today else ''}{format_short_day(one.day)}"


def _internal(found: HomeDetails) -> Iterator[Content]:
    note = internal_date_note(found.summary, today=found.today) if is_open(found.summary) else ""
    if note:
        yield note
    risk = found.verdict.risk
    if risk.total:
        parts = ", ".join(f"{name.replace('-', ' ')} {points}" for name, points in risk.parts)
        yield f"risk {risk.total} of 100: {parts}"


def _conversations(found: HomeDetails) -> Iterator[Content]:
    for talk in found.talks:
        head = talk_head(found.summary, talk, is_full=False, today=found.today)
        is_hidden = talk.private and not found.is_private
        words: list[Content] = [el("b", head), " (private)" if talk.private else ""]
        words += [f": {talk.text}"] if talk.text else []
        words += [" ", el("q", talk.said)] if talk.said else []
        if found.is_everything and not is_hidden:
            more = [f"{label}: {text}" for label, text in talk_facts(talk, found.job, today=found.today) if label != "private"]
            words += [listing(more)] if more else []
        yield words


def _file_fields(found: HomeDetails) -> Iterator[Content]:
    """Every other key of the file, by its name, where everything of it may be read."""
    if not (found.is_everything and found.is_private):
        return
    shown = {"job", "buyers", "stage", "log", "notes"}
    for name, value in fields_of(found.job):
        if name.partition(".")[0] not in shown:
            yield [el("b", name), " ", value]
