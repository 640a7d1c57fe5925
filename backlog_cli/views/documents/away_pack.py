"""An absence on paper and on the screen: what to do before it, the cover's pack, and the page for the first day back."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_short_day
from backlog_cli.rules.backlog import absence_cover
from backlog_cli.rules.due.countdown import PROMISERS
from backlog_cli.rules.meetings.away import NEVER_DISCUSS, auto_reply, is_tense, topics_to_avoid
from backlog_cli.rules.reports.office_copy import redact_text
from backlog_cli.rules.summary import closed_day, contacts_of, is_closed, joint_name, untold_shifts
from backlog_cli.terms import Party
from backlog_cli.views.data.records import select_fields
from backlog_cli.views.documents.blocks import Bullet, Bullets, Heading, Paragraph
from backlog_cli.views.facts import duties_facts, home_facts, homes_facts
from backlog_cli.views.job_phrases import channel_name, reach_words, reason_words, told_words
from backlog_cli.views.terminal.messages import job_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Absence, Backlog
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.meetings.away import AffectedHome, AwayEvent, Briefing, ReturnReport
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy
    from backlog_cli.views.data.shapes import (
        AbsenceFacts,
        AffectedHomeFacts,
        AwayBackFacts,
        AwayFacts,
        AwayPackFacts,
        HomeDutyFacts,
        PackHomeFacts,
        ReachFacts,
    )
    from backlog_cli.views.documents.blocks import Block

YOU = PROMISERS[Party.ME]  # the agent, in her own words; to the cover she goes by her name
MAX_REASONS = 3  # of one home on the first day back


def span_words(away: Absence, *, today: date) -> str:
    """`Wed Nov 25 to Sun Nov 29`, or the one day."""
    first = format_day(away.from_day, today=today)
    return first if away.from_day == away.to_day else f"{first} to {format_day(away.to_day, today=today)}"


def absence_lines(away: Absence, homes: Sequence[AffectedHome], *, today: date) -> Iterator[str]:
    """Yield what is true after a write: the days, the cover, and what is left to do before."""
    cover = f"{away.cover} fills in" if away.cover else "nobody fills in yet (--cover WHO)"
    yield f"Away {span_words(away, today=today)}: {cover}."
    yield from _preparation_steps(away, homes)
    yield f"The pack{f' for {away.cover}' if away.cover else ''}: backlog away --pack. When you're back: backlog away --back"


def _distinct_names(homes: Sequence[AffectedHome]) -> list[str]:
    """The buyers of each home, with its number where two homes go by one name."""
    names = [joint_name(home.summary) for home in homes]
    return [name if names.count(name) == 1 else f"{name} {home.summary.job}" for name, home in zip(names, homes, strict=True)]


def _preparation_steps(away: Absence, homes: Sequence[AffectedHome]) -> Iterator[str]:
    if away.buyers_told:
        yield "The buyers know."
    elif homes:
        names = ", ".join(_distinct_names(homes))
        yield f"Tell these buyers first, in this order: {names}. Then: backlog away --told"
    else:
        yield "Nothing falls due inside; tell the buyers all the same. Then: backlog away --told"
    if not away.autoreply_set:
        yield "The auto-reply is in `backlog away`. Once it is on: backlog away --autoreply-set"


def absence_blocks(away: Absence, homes: Sequence[AffectedHome], policy: Policy, *, today: date) -> list[Block]:
    """Return the page of an absence that is coming: whom to tell, what falls due inside, the auto-reply (001-6f)."""
    cover = f"{away.cover} fills in." if away.cover else "Nobody fills in yet: backlog away FROM TO --cover WHO."
    told = "The buyers know." if away.buyers_told else "The buyers don't know yet."
    reply = "The auto-reply is on." if away.autoreply_set else "The auto-reply isn't on yet."
    blocks: list[Block] = [Heading(f"Away {span_words(away, today=today)}", 1), Paragraph(f"{cover} {told} {reply}")]
    blocks.append(Heading("Tell before, in this order" if not away.buyers_told else "Coming due meanwhile"))
    blocks.append(_home_bullets(homes, away, today) if homes else Paragraph("Nothing falls due inside."))
    moving = [home for home in homes if any(item.is_meeting for item in home.items)]
    if moving:
        names = ", ".join(f"{home.summary.job} {joint_name(home.summary)}" for home in moving)
        blocks.append(Paragraph(f"Appointments to move or to hand over: {names}."))
    return [*blocks, Heading("Auto-reply"), *map(Paragraph, auto_reply(away, policy, today=today).split("\n"))]


def _home_bullets(homes: Sequence[AffectedHome], away: Absence, today: date) -> Bullets:
    return Bullets(tuple(Bullet(_item_lines(home, today), _home_name(home, away)) for home in homes))


def _home_name(home: AffectedHome, away: Absence) -> str:
    """Who it is, how they are told, and who fills in when it is not the usual cover."""
    other = f", {home.cover} fills in" if home.cover and home.cover != away.cover else ""
    return f"{job_title(home.summary)} ({channel_name(home.channel)}{other})"


def _item_lines(home: AffectedHome, today: date) -> str:
    return "; ".join(f"{format_day(item.day, today=today)} {item.what}" for item in home.items)


def pack_blocks(
    away: Absence, briefings: Sequence[Briefing], others: Sequence[JobSummary], backlog: Backlog, *, today: date
) -> list[Block]:
    """Return the cover's pack: what falls due, how to reach whom, what not to raise; nothing private is in it."""
    agent = backlog.policy.agent or "the agent"
    who = f" for {away.cover}" if away.cover else ""
    blocks: list[Block] = [
        Heading(f"Homes of {agent}, {span_words(away, today=today)}", 1),
        Paragraph(
            f"A pack{who}. It holds telephone numbers: keep it to yourself, and away from buyers. Promise nothing; "
            "write down who called, when, and in their own words."
        ),
        Heading("Don't bring up with anyone"),
        Bullets(tuple(Bullet(rule) for rule in NEVER_DISCUSS)),
    ]
    blocks.append(Heading("Coming due"))
    briefed = tuple(_briefing_bullet(one, agent, today) for one in briefings)
    blocks.append(Bullets(briefed) if briefed else Paragraph("Nothing falls due."))
    if others:
        blocks.append(Heading("May call anyway"))
        blocks.append(Bullets(tuple(_contact_bullet(found, today) for found in others)))
    return blocks


def _briefing_bullet(one: Briefing, agent: str, today: date) -> Bullet:
    """One home: what is due, then how to reach them, what may be said, what was said last, what is open, what to leave."""
    summary = one.home.summary
    under = [
        f"reach: {contact_numbers(summary)}",
        f"say: {say_words(summary, today=today)}",
        f"last update: {one.last}" if one.last else "",
        *(f"open: {redact_text(found.what)}, {agent if found.owner == YOU else found.owner}" for found in one.open),
        *_cautions(summary, today),
    ]
    who = f"{job_title(summary)}{f' ({one.home.cover} fills in)' if one.home.cover and summary.cover else ''}"
    items = redact_text(_item_lines(one.home, today)).replace(f"{YOU} promised", f"{agent} promised")
    return Bullet(items, who, under=tuple(line for line in under if line), contacts=contacts_of(summary))


def say_words(summary: JobSummary, *, today: date) -> str:
    """What the cover may say of the closing and the home; nothing of a day that has moved and that they have not heard of."""
    if is_closed(summary):
        day = closed_day(summary)
        return f"closed{f' {format_day(day, today=today)}' if day else ''}"
    day_words = "nothing about the closing date" if untold_shifts(summary) else told_words(summary, today=today)
    return f"{day_words}; stage {summary.stage}"


def _cautions(summary: JobSummary, today: date) -> Iterator[str]:
    """What to leave to the agent, and when to listen only."""
    yield from (f"don't bring up: {topic}" for topic in topics_to_avoid(summary))
    if is_tense(summary, today=today):
        yield "note: feelings are running high; listen, promise nothing, and tell the agent the same day"


def contact_numbers(summary: JobSummary) -> str:
    """Return how these buyers are reached, with every number and address there is: `text any; Chidi Okafor 555-0177`."""
    contact = summary.contact
    avoid = f", not by {' or '.join(map(channel_name, contact.avoid))}" if contact.avoid else ""
    urgent = f", urgent by {channel_name(contact.urgent_channel)}" if contact.urgent_channel else ""
    how = reach_words(summary).partition(" · ")[0]
    people = (" ".join(part for part in (buyer.name, buyer.phone, buyer.email) if part) for buyer in summary.buyers)
    return f"{how}{avoid}{urgent}; {', '.join(people)}"


def _contact_bullet(summary: JobSummary, today: date) -> Bullet:
    words = f"{contact_numbers(summary)}; say: {say_words(summary, today=today)}"
    return Bullet(words, job_title(summary), under=tuple(_cautions(summary, today)), contacts=contacts_of(summary))


def return_blocks(found: ReturnReport, *, today: date) -> list[Block]:
    """Return the first day back: what happened meanwhile, and what is owed now, the most urgent first."""
    blocks: list[Block] = [Heading(f"Back from {span_words(found.away, today=today)}", 1), Heading("What happened")]
    lines = tuple(Bullet(_event_words(one), job_title(one.summary)) for one in found.happened)
    blocks.append(Bullets(lines) if lines else Paragraph("Nothing was written down. Ask your cover, and log it with --at."))
    blocks.append(Heading("What is owed now"))
    blocks.append(Bullets(tuple(_owed_bullets(found))) if found.owed else Paragraph("Nothing is owed."))
    return blocks


def _event_words(one: AwayEvent) -> str:
    who = f", {one.by}" if one.by else ""
    return f"{format_short_day(one.day)}{who}: {one.what}"


def _owed_bullets(found: ReturnReport) -> Iterator[Bullet]:
    """A home with its strongest reason, the next ones under it; more than that are counted."""
    for _, group in groupby(found.owed, key=lambda pair: pair[0].job):
        pairs = list(group)
        summary, first = pairs[0]
        under = [reason_words(duty) for _, duty in pairs[1:MAX_REASONS]]
        if len(pairs) > MAX_REASONS:
            under.append(f"+{len(pairs) - MAX_REASONS} more: backlog show {summary.typed}")
        yield Bullet(reason_words(first), job_title(summary), first.level, under=tuple(under))


# For scripts.


ABSENCE_FIELDS = ("job", "key", "buyer", "lot", "channel", "cover", "items")
PACK_FIELDS = ("job", "key", "buyer", "lot", "cover", "stage", "say", "buyers", "items", "last", "open", "avoid")
OWED_FIELDS = ("job", "key", "buyer", "lot", "rule", "level", "day", "text", "next", "n")


def absence_facts(
    away: Absence | None, homes: Sequence[AffectedHome], policy: Policy, *, today: date, fields: str | None = None
) -> AwayFacts:
    """Return what `away --json` holds; `away` null when no absence is ahead. `fields` chooses among those of a home."""
    tell: list[AffectedHomeFacts] = [
        {
            **home_facts(home.summary),
            "channel": home.channel,
            "cover": home.cover,
            "items": [{"day": item.day, "what": item.what, "is_meeting": item.is_meeting} for item in home.items],
        }
        for home in homes
    ]
    return {
        "away": None if away is None else _absence_header(away),
        "jobs": select_fields(tell, fields, known=ABSENCE_FIELDS),
        "autoreply": None if away is None else auto_reply(away, policy, today=today),
    }


def pack_facts(
    away: Absence, briefings: Sequence[Briefing], others: Sequence[JobSummary], *, today: date, fields: str | None = None
) -> AwayPackFacts:
    """Return what `away --pack --json` holds. `fields` chooses among those of a home; the others have no items."""
    homes = [_briefing_facts(one, today) for one in briefings]
    homes += [_other_home_facts(found, away, today) for found in others]
    return {
        "away": _absence_header(away),
        "with_no_one": list(NEVER_DISCUSS),
        "jobs": select_fields(homes, fields, known=PACK_FIELDS),
    }


def _other_home_facts(summary: JobSummary, away: Absence, today: date) -> PackHomeFacts:
    """A home with nothing due: its buyers may ring the cover all the same."""
    return {
        **home_facts(summary),
        "cover": absence_cover(summary, away),
        "stage": summary.stage,
        "say": say_words(summary, today=today),
        "buyers": _reach_facts(summary),
        "items": [],
        "last": None,
        "open": [],
        "avoid": list(topics_to_avoid(summary)),
    }


def _reach_facts(summary: JobSummary) -> list[ReachFacts]:
    return [{"name": buyer.name, "phone": buyer.phone, "email": buyer.email} for buyer in summary.buyers]


def _briefing_facts(one: Briefing, today: date) -> PackHomeFacts:
    summary = one.home.summary
    return {
        **home_facts(summary),
        "cover": one.home.cover,
        "stage": summary.stage,
        "say": say_words(summary, today=today),
        "buyers": _reach_facts(summary),
        "items": [{"day": item.day, "what": redact_text(item.what), "is_meeting": item.is_meeting} for item in one.home.items],
        "last": one.last,
        "open": [{"what": redact_text(found.what), "owner": found.owner, "day": found.day} for found in one.open],
        "avoid": list(one.avoid),
    }


def return_facts(found: ReturnReport, policy: Policy, *, today: date, fields: str | None = None) -> AwayBackFacts:
    """Return what `away --back --json` holds. `fields` chooses among those of `owed`."""
    owed = [_owed_facts(home, duty, policy, today) for home, duty in found.owed]
    named = (*(one.summary for one in found.happened), *(home for home, _ in found.owed))
    return {
        "away": _absence_header(found.away),
        "happened": [{**home_facts(one.summary), "day": one.day, "what": one.what, "by": one.by} for one in found.happened],
        "owed": select_fields(owed, fields, known=OWED_FIELDS),
        "jobs": homes_facts(named),
    }


def _owed_facts(summary: JobSummary, duty: Duty, policy: Policy, today: date) -> HomeDutyFacts:
    return {**duties_facts(summary, [duty], policy, today=today)[0], **home_facts(summary)}


def _absence_header(away: Absence) -> AbsenceFacts:
    return {
        "from": away.from_day,
        "to": away.to_day,
        "cover": away.cover,
        "buyers_told": away.buyers_told,
        "autoreply_set": away.autoreply_set,
    }
