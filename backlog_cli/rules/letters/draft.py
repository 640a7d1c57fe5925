"""Texts to buyers, prepared for the agent to finish: which one a home needs now, what goes into it, and what stays out."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.errors import UsageError
from backlog_cli.rules.clocks.closing import how_to_tell
from backlog_cli.rules.clocks.contact import unwritten_talk
from backlog_cli.rules.letters.jargon import Jargon, jargon_in
from backlog_cli.rules.letters.letter_parts import LetterParts, UsedMaterial
from backlog_cli.rules.letters.template import fill_template
from backlog_cli.rules.summary import is_open, joint_name, untold_shifts
from backlog_cli.terms import DraftKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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

{agreed} {closing} {next_contact}

{agent}
""",
    DraftKind.NON_UPDATE: """\
{greeting}

There's nothing new to see this week, but I didn't want it to go by without checking in.

{stage} {timing}

{pause} {explained}

{reason}

{tip}

{agreed} {closing} {next_contact}

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

Thank you for your patience. {issue}

{wants}

{pause}

{next_contact}

{agent}
""",
    DraftKind.CHECK_IN: """\
{greeting}

{hello}

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

It's on my calendar. {next_contact}

{agent}
""",
}

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
    if untold_shifts(summary):
        return DraftKind.BAD_NEWS
    call = unwritten_talk(summary, today=today)
    if call is not None and not call.private:
        return DraftKind.WRITTEN
    stage = policy.stage(summary.stage)
    return DraftKind.NON_UPDATE if stage is not None and stage.quiet else DraftKind.UPDATE


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
    parts = LetterParts(kind, summary, job, backlog, tuple(items), today)
    why = parts.nothing_to_say()
    if why:
        raise UsageError(f"{summary.job} {joint_name(summary)}: {why}")
    name, text = template or (f"{kind}.txt", TEMPLATES[kind])
    words = fill_template(text, parts, name)
    shift = next(reversed(untold_shifts(summary)), None)
    return Letter(
        kind,
        summary.job,
        SUBJECTS[kind],
        words,
        tell=how_to_tell(summary, shift) if kind is DraftKind.BAD_NEWS and shift else None,
        gaps=tuple(dict.fromkeys(parts.gaps)),
        kept=tuple(dict.fromkeys(parts.sieve.kept)),
        asides=tuple(dict.fromkeys(parts.asides)),
        jargon=jargon_in(words),
        used=parts.used,
        then=tuple(_follow_ups(kind, summary, parts)),
    )


def _follow_ups(kind: DraftKind, summary: JobSummary, parts: LetterParts) -> Iterator[str]:
    """What to type once it is sent."""
    issue = parts.open_issue() if kind is DraftKind.REASSURE else None
    if issue is not None:
        yield f"backlog issue {summary.typed} {issue.id} --reassured"
    else:
        told = _told_command(parts) if kind is DraftKind.BAD_NEWS and untold_shifts(summary) else _FOLLOW_UPS[kind]
        tip = parts.used.tip
        title = f" --local-item {_shell_quote(tip.title)}" if tip else ""
        yield f"backlog log {summary.typed} {told}{title}"
    if parts.used.place is not None:
        yield f"backlog set {summary.typed} bought_for.{parts.used.place + 1}.used_date today"


def _shell_quote(title: str) -> str:
    """As every shell takes it; one with quotes of its own as most do."""
    flat = " ".join(title.split())
    return f'"{flat}"' if all(sign not in flat for sign in '"$`\\!%') else quote(flat)


def _told_command(parts: LetterParts) -> str:
    """With what the file still lacks of the plan, because she fills it in while she tells them."""
    options = (("how you get through it together", ' --together "..."'), ("plan B", ' --plan-b "..."'))
    shift = next(reversed(untold_shifts(parts.summary)), None)
    is_visit = shift is not None and shift.has_plan and parts.summary.contact.local
    return f"told them --told --how {'in-person' if is_visit else 'phone'}" + "".join(
        option for gap, option in options if gap in parts.gaps
    )


_FOLLOW_UPS = {
    DraftKind.UPDATE: "sent the weekly update",
    DraftKind.NON_UPDATE: "sent the weekly update --kind non-update",
    DraftKind.WRITTEN: "--written",
    DraftKind.BAD_NEWS: "talked about the new date",
    DraftKind.REASSURE: "thanked them for their patience",
    DraftKind.CHECK_IN: "said hello --kind check-in",
    DraftKind.CONFIRM: "confirmed what we agreed",
}
