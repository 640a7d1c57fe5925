"""Where a home stands, in words for its buyers: the stage, what holds it up, why they bought, a local tip."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from backlog_cli.rules.clocks.build import days_in_stage
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.letters.date_news import period_phrase, told_news
from backlog_cli.rules.letters.letter_facts import Tip
from backlog_cli.rules.letters.site_news import news_sentences
from backlog_cli.rules.letters.wording import sentence
from backlog_cli.rules.summary import closing_day, is_open, untold_shifts
from backlog_cli.terms import HOLD_WORDS, CauseKind, DraftKind, HoldCause, Personality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli import model
    from backlog_cli.rules.letters.letter_facts import LetterFacts

REASON_REST_DAYS = 28  # days within which a reason they bought is not brought up again (001-9a)
DELAY_EXPLAINED_DAYS = 30  # days after which a told delay needs no more explaining

# Why a date moved, after "because of"; what every cause does to a home was said when it was told.
_CAUSE_NOUNS = {
    CauseKind.WEATHER: "the weather",
    CauseKind.PERMIT: "a permit",
    CauseKind.INSPECTION: "an inspection",
    CauseKind.MATERIAL: "material that had to get here first",
    CauseKind.LABOR: "a crew that was running behind schedule",
    CauseKind.UTILITY: "a utility hookup",
    CauseKind.SITE: "something in the ground that had to be fixed first",
    CauseKind.BUYER_CHANGE: "a change to the home",
    CauseKind.LENDER: "the loan papers",
    CauseKind.BUILDER: "something on our side that took longer than we planned",
}


def address(facts: LetterFacts) -> str:
    """Return where the home is."""
    return facts.sieve.accept(facts.summary.address, "the address")


def stage(facts: LetterFacts) -> str:
    """Return the stage explained plainly (001-8a), the first sentence alone for those who want it brief (001-8b)."""
    found = facts.policy.stage(facts.summary.stage)
    if found is None or not found.say:
        return ""
    words = sentence(facts.sieve.accept(found.say, f"what you say about {found.name}"))
    return _first_sentence(words) if facts.is_brief else words


def _first_sentence(words: str) -> str:
    for end in (". ", "? "):
        first, found, _ = words.partition(end)
        if found:
            return first + end.strip()
    return words


def opening(facts: LetterFacts) -> str:
    """Return how an update on the home begins."""
    return "Here's where things are with your home." if stage(facts) else "Here's a quick update on your home."


def timing(facts: LetterFacts) -> str:
    """Return days for an analytic, as long as they tell no delay that nobody explained."""
    found = facts.policy.stage(facts.summary.stage)
    days = days_in_stage(facts.summary, today=facts.today)
    if facts.summary.personality != Personality.ANALYTIC or found is None or days is None or not is_open(facts.summary):
        return ""
    least, most = round(found.days * facts.policy.pace), round(found.max_days * facts.policy.pace)
    if not 0 <= days <= most or least >= most:
        return ""
    return f"This step usually takes {least} to {most} days; today is day {days + 1}."


def pause(facts: LetterFacts) -> str:
    """Return what a home on hold waits for."""
    summary = facts.summary
    if summary.hold_what is None or (summary.hold_until is not None and summary.hold_until <= facts.today):
        return ""
    return HOLD_WORDS[HoldCause(summary.hold_what)]


def delay_explanation(facts: LetterFacts) -> str:
    """Return the cause of a delay they were told of lately (001-8c)."""
    told = [shift.told_date for shift in facts.summary.shifts if shift.told_date is not None and shift.told_date <= facts.today]
    news = told_news(facts.summary, max(told)) if told and is_open(facts.summary) else None
    if news is None or not news.is_later or (facts.today - max(told)).days >= DELAY_EXPLAINED_DAYS:
        return ""
    noun = _CAUSE_NOUNS.get(CauseKind(news.cause.cause_kind)) if news.cause and news.cause.cause_kind else None
    return f"The date moved because of {noun}." if noun else ""


def answers(facts: LetterFacts) -> str:
    """Return what the superintendent answered and nobody passed on yet, one sentence each (004-3)."""
    lines: list[str] = []
    for words, missing in news_sentences(facts.summary, facts.sieve, today=facts.today):
        lines.append(words)
        if missing is not None:
            facts.gaps.append("the answer")
    return "\n\n".join(lines)


# Why they bought, and what goes on around them.


def reason(facts: LetterFacts) -> str:
    """Return what this stage has to show for them (001-9b), else a reason they bought that was not brought up lately (001-9a)."""
    for button in facts.job.hot_buttons:
        if button.stage == facts.summary.stage and (
            words := facts.sieve.accept_note(button.text, "a hot button", is_reason=True)
        ):
            return f"Here's the part you've been waiting for: {words}."
    lead = "I haven't forgotten why you chose it" if is_open(facts.summary) else "I hope it's everything you bought it for"
    for place, bought in _rested_reasons(facts):
        if words := facts.sieve.accept_note(bought.text, "a reason they bought", is_reason=True):
            facts.used = facts.used._replace(reason=words, place=place)
            return f"{lead}: {words}."
    return ""


def _rested_reasons(facts: LetterFacts) -> list[tuple[int, model.BoughtFor]]:
    """The reasons not used lately: never used first, as the file has them, then the one that rested longest."""
    rested = [
        (place, bought)
        for place, bought in enumerate(facts.job.bought_for)
        if bought.text and (bought.used_date is None or (facts.today - bought.used_date).days >= REASON_REST_DAYS)
    ]
    return sorted(rested, key=lambda found: found[1].used_date or date.min)


def tip(facts: LetterFacts) -> str:
    """Return a local tip this home has not had, the least used one first (001-6c); only where there is little else to tell."""
    found = facts.policy.stage(facts.summary.stage)
    if facts.kind is DraftKind.UPDATE and (found is None or not found.quiet):
        return ""
    for item in _unused_tips(facts.summary.job, facts.job, facts.tips):
        if words := facts.sieve.accept(item.title, "a local tip"):
            facts.used = facts.used._replace(tip=Tip(item.title or "", item.kind))
            return f"A local tip: {words}."
    return ""


def _unused_tips(number: str, job: model.Job, items: Sequence[model.LocalItem]) -> list[model.LocalItem]:
    """Local tips this home has not had, neither by the tips' own list nor by its log; the least used first (001-6c)."""
    had = {fold_case(entry.local_item) for entry in job.log if entry.local_item}
    fresh = [
        item
        for item in items
        if item.title and fold_case(item.title) not in had and not any(use.job == number for use in item.used)
    ]
    return sorted(fresh, key=lambda item: len(item.used))


def closing(facts: LetterFacts) -> str:
    """Return the closing as it was told, that exactly; nothing while news of it is untold or the told time no longer holds."""
    told, day = facts.summary.told, closing_day(facts.summary)
    if told is None or not is_open(facts.summary):
        return ""
    if untold_shifts(facts.summary):
        facts.asides.append(
            f"dates are left out, since they haven't been told about the move yet (backlog draft {facts.summary.typed} bad-news)"
        )
        return ""
    if told.end < facts.today or (day is not None and day > told.end):
        facts.asides.append("the closing is left out: what they were told no longer holds")
        return ""
    return f"We still plan to close {period_phrase(told, today=facts.today)}."
