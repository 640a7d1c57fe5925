"""Texts to buyers, prepared for the agent to finish: which one a home needs now, what goes into it, and what stays out."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import UsageError
from backlog_cli.rules.clocks.closing import how_to_tell
from backlog_cli.rules.clocks.contact import live_channel, unwritten_talk
from backlog_cli.rules.letters.care_parts import open_issue
from backlog_cli.rules.letters.date_news import nothing_to_tell, untold_news
from backlog_cli.rules.letters.jargon import Jargon, jargon_in
from backlog_cli.rules.letters.letter_facts import LetterFacts, UsedMaterial
from backlog_cli.rules.letters.letter_parts import LetterParts
from backlog_cli.rules.letters.news_parts import is_delay
from backlog_cli.rules.letters.redaction import redaction_rules
from backlog_cli.rules.letters.site_news import site_news
from backlog_cli.rules.letters.template import fill_template
from backlog_cli.rules.letters.wording import TextFilter, names_of
from backlog_cli.rules.summary import is_open, joint_name
from backlog_cli.terms import CANCELLED, CLOSED, DATE_NAMES, Channel, DraftKind, and_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

TEMPLATES: dict[DraftKind, str] = {
    DraftKind.UPDATE: """\
{greeting}

{opening} {stage} {timing}

{pause} {explained}

{reason}

{tip}

{agreed} {closing}

Let me know if you have any questions.

{agent}
""",
    DraftKind.NON_UPDATE: """\
{greeting}

There's nothing new to see this week, but I didn't want it to go by without checking in.

{stage} {timing}

{pause} {explained}

{reason}

{tip}

{agreed} {closing}

Let me know if you have any questions.

{agent}
""",
    DraftKind.WRITTEN: """\
{greeting}

{thanks}

{topics}

{news} {cause}

{together}

{plan_b}

{points}

{gap}

If I got anything wrong, let me know and I'll fix it.

{agent}
""",
    DraftKind.BAD_NEWS: """\
{greeting}

{news}

{times}

{cause}

{together}

{plan_b}

{change}

{next_contact}

{agent}
""",
    DraftKind.REASSURE: """\
{greeting}

Thank you for your patience.

{issue} {wants}

{pause}

{next_contact}

{agent}
""",
    DraftKind.CHECK_IN: """\
{greeting}

{hello}

{answers}

{stage}

{reason}

{tip}

{offer}

{agent}
""",
    DraftKind.CONFIRM: """\
{greeting}

Just so we're on the same page, here's what we agreed on:

{points}

{calendar}

{agent}
""",
}

# The weekly update that brings an answer from the site says that, and leaves the rest for another week.
ANSWER_TEMPLATE = """\
{greeting}

{answers}

{pause}

{agreed} {closing}

Let me know if you have any questions.

{agent}
"""

SUBJECTS: dict[DraftKind, str] = {
    DraftKind.UPDATE: "Your home this week",
    DraftKind.NON_UPDATE: "Your home this week",
    DraftKind.WRITTEN: "What we talked about",
    DraftKind.BAD_NEWS: "News about your dates",
    DraftKind.REASSURE: "Where things stand",
    DraftKind.CHECK_IN: "Just saying hello",
    DraftKind.CONFIRM: "What we agreed",
}


class Letter(NamedTuple):
    """A text for one household, and what only the agent reads of it.

    `tell` says how such news is brought (001-3c); `gaps` are what she has to fill in, `kept` what was left out and why,
    `asides` other things to know. `then` are the commands that record it once it is sent: reading it marks nothing.
    """

    kind: DraftKind
    job: str
    subject: str
    text: str
    tell: str | None = None
    gaps: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()
    jargon: tuple[Jargon, ...] = ()
    used: UsedMaterial = UsedMaterial()
    then: tuple[str, ...] = ()


def needed_draft_kind(summary: JobSummary, policy: Policy, *, today: date) -> DraftKind:
    """Return the letter a home needs now: news not told, a written recap, a hello after closing, else the weekly update."""
    if not is_open(summary):
        return DraftKind.CHECK_IN
    if untold_news(summary, policy, today=today):
        return DraftKind.BAD_NEWS
    call = unwritten_talk(summary, today=today)
    if call is not None and not call.private:
        return DraftKind.WRITTEN
    stage = policy.stage(summary.stage)
    is_quiet = stage is not None and stage.quiet and not site_news(summary)
    return DraftKind.NON_UPDATE if is_quiet else DraftKind.UPDATE


def build_letter(
    kind: DraftKind,
    summary: JobSummary,
    job: model.Job,
    backlog: Backlog,
    items: Iterable[model.LocalItem] = (),
    *,
    template: tuple[str, str] | None = None,
    today: date,
) -> Letter:
    """Return the text of that kind for one household, from what they may read alone (001-8, 001-9, 003-11, 004).

    `template` is the agent's own (its name, its text) instead of ours. Raise UsageError when there is nothing for such a
    text to say, BadFile for a placeholder that does not exist.
    """
    sieve = TextFilter(redaction_rules(summary, job, backlog), summary.personality, names_of(summary))
    facts = LetterFacts(kind, summary, job, backlog.policy, tuple(items), today, sieve)
    parts = LetterParts(facts)
    why = _ended_sale(kind, summary) or _NOTHING_TO_SAY.get(kind, _always)(facts, parts)
    if why:
        raise UsageError(f"{summary.job} {joint_name(summary)}: {why}")
    name, text = template or (f"{kind}.txt", _own_template(kind, summary))
    words = fill_template(text, parts, name)
    return Letter(
        kind,
        summary.job,
        SUBJECTS[kind],
        words,
        tell=_how_to_tell(facts),
        gaps=tuple(dict.fromkeys(facts.gaps)),
        kept=tuple(dict.fromkeys(sieve.kept)),
        asides=tuple(dict.fromkeys((*facts.asides, *_left_unsaid(facts)))),
        jargon=jargon_in(words),
        used=facts.used,
        then=tuple(_follow_ups(facts)),
    )


def _own_template(kind: DraftKind, summary: JobSummary) -> str:
    return ANSWER_TEMPLATE if kind is DraftKind.UPDATE and site_news(summary) else TEMPLATES[kind]


# When there is nothing to say.


def _ended_sale(kind: DraftKind, summary: JobSummary) -> str | None:
    """Why a home that is no longer being built has no such text; one that closed still hears what the site answered."""
    if summary.stage not in (CLOSED, CANCELLED) or kind in (DraftKind.CHECK_IN, DraftKind.WRITTEN, DraftKind.CONFIRM):
        return None
    if summary.stage == CLOSED and (kind is DraftKind.REASSURE or (kind is DraftKind.UPDATE and site_news(summary))):
        return None
    ended = "this sale was cancelled" if summary.stage == CANCELLED else "this home has closed"
    return f"{ended}; say hello instead: backlog draft {summary.typed} check-in"


def _always(_facts: LetterFacts, _parts: LetterParts) -> str | None:
    return None


def _no_non_update(facts: LetterFacts, _parts: LetterParts) -> str | None:
    if site_news(facts.summary):
        return f"there is news for them from the site: backlog draft {facts.summary.typed} update"
    return None


def _no_recap(facts: LetterFacts, _parts: LetterParts) -> str | None:
    return None if facts.newest_call() else "there's no call, video or meeting on file to put in writing."


def _no_bad_news(facts: LetterFacts, _parts: LetterParts) -> str | None:
    if untold_news(facts.summary, facts.policy, today=facts.today):
        return None
    return nothing_to_tell(facts.summary, today=facts.today)


def _no_reassurance(facts: LetterFacts, parts: LetterParts) -> str | None:
    if open_issue(facts.summary) or parts["pause"]:
        return None
    return "there's nothing to reassure them about, with no open issue and no hold. To note an issue: backlog issue . what"


def _no_agreement(_facts: LetterFacts, parts: LetterParts) -> str | None:
    nothing = "there's nothing agreed to confirm yet. To note it:"
    return None if parts["points"] else f'{nothing} backlog log . --next "fri what you agreed"'


_NOTHING_TO_SAY: dict[DraftKind, Callable[[LetterFacts, LetterParts], str | None]] = {
    DraftKind.NON_UPDATE: _no_non_update,
    DraftKind.WRITTEN: _no_recap,
    DraftKind.BAD_NEWS: _no_bad_news,
    DraftKind.REASSURE: _no_reassurance,
    DraftKind.CONFIRM: _no_agreement,
}


# What the agent alone reads.


def _how_to_tell(facts: LetterFacts) -> str | None:
    """How such news is brought (001-3c); a date that moves up needs no plan."""
    news = next(iter(untold_news(facts.summary, facts.policy, today=facts.today)), None)
    if facts.kind is not DraftKind.BAD_NEWS or news is None or news.is_later is False:
        return None
    return how_to_tell(facts.summary, news.newest._replace(together=news.together, plan_b=news.plan_b))


def _left_unsaid(facts: LetterFacts) -> Iterator[str]:
    """What they have to hear besides: other dates that moved, answers for which her own template has no place."""
    others = untold_news(facts.summary, facts.policy, today=facts.today)[1:] if facts.kind is DraftKind.BAD_NEWS else ()
    if others:
        names = and_list([DATE_NAMES[news.what] for news in others])
        yield f"the {names} moved too and isn't in it: tell them in the same call"
    if facts.kind is DraftKind.UPDATE and site_news(facts.summary) and "answers" not in facts.made:
        yield "what the site answered has no place in your template: {answers}"


def _follow_ups(facts: LetterFacts) -> Iterator[str]:
    """What to type once it is sent."""
    summary, kind = facts.summary, facts.kind
    issue = open_issue(summary) if kind is DraftKind.REASSURE else None
    call = facts.newest_call() if kind is DraftKind.WRITTEN else None
    if issue is not None:
        yield f"backlog issue {summary.typed} {issue.id} --reassured"
    elif call is None or call.written_date is None:
        told = _told_command(facts) if kind is DraftKind.BAD_NEWS else _FOLLOW_UPS[kind]
        tip = facts.used.tip
        title = f" --local-item {_shell_quote(tip.title)}" if tip else ""
        yield f"backlog log {summary.typed} {told}{title}"
    if facts.used.place is not None:
        yield f"backlog set {summary.typed} bought_for.{facts.used.place + 1}.used_date today"


def _shell_quote(title: str) -> str:
    """As every shell takes it; one with quotes of its own as most do."""
    flat = " ".join(title.split())
    return f'"{flat}"' if all(sign not in flat for sign in '"$`\\!%') else quote(flat)


def _told_command(facts: LetterFacts) -> str:
    """As she tells them, with what the text leaves to her: the plan, and when they hear from her next.

    A date that moves up goes out as these buyers like to hear; a delay is told live, in person where that can be (001-3c).
    """
    if not is_delay(facts):
        return "told them --told"
    usual = live_channel(facts.summary)
    away = Channel.PHONE if usual is Channel.IN_PERSON else usual
    channel = Channel.IN_PERSON if facts.summary.contact.local else away
    options = (
        ("how you get through it together", ' --together "..."'),
        ("plan B", ' --plan-b "..."'),
        ("the day they hear from you next", ' --next "fri ..."'),
    )
    return f"told them --told --how {channel}" + "".join(option for gap, option in options if gap in facts.gaps)


_FOLLOW_UPS = {
    DraftKind.UPDATE: "sent the weekly update",
    DraftKind.NON_UPDATE: "sent the weekly update --kind non-update",
    DraftKind.WRITTEN: "--written",
    DraftKind.REASSURE: "thanked them for their patience",
    DraftKind.CHECK_IN: "said hello --kind check-in",
    DraftKind.CONFIRM: "confirmed what we agreed",
}
