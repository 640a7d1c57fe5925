"""An absence on paper and on the screen: what to do before it, the cover's pack, and the page for the first day back."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from backlog_cli.dates.format import short_day, spell_day
from backlog_cli.rules.due.countdown import PROMISERS
from backlog_cli.rules.meetings.away import EVERYBODY, auto_reply, is_tense, no_go
from backlog_cli.rules.reports.office_copy import shared_words
from backlog_cli.rules.summary import closed_day, is_closed, joint_name, untold_shifts
from backlog_cli.terms import Party
from backlog_cli.views.data.records import chosen
from backlog_cli.views.documents.blocks import Bullet, Bullets, Heading, Paragraph
from backlog_cli.views.job_phrases import reach_words, reason_words, told_words
from backlog_cli.views.terminal.messages import title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Away, Backlog
    from backlog_cli.rules.meetings.away import Briefing, Home, Return
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy
    from backlog_cli.views.documents.blocks import Block

YOU = PROMISERS[Party.ME]  # the agent, in her own words; to the cover she goes by her name
MOST_REASONS = 3  # of one home on the first day back


def span_words(away: Away, *, today: date) -> str:
    """`Wed Nov 25 to Sun Nov 29`, or the one day."""
    first = spell_day(away.from_day, today=today)
    return first if away.from_day == away.to_day else f"{first} to {spell_day(away.to_day, today=today)}"


def away_lines(away: Away, homes: Sequence[Home], *, today: date) -> Iterator[str]:
    """What is true after a write: the days, the cover, and what is left to do before."""
    cover = f"{away.cover} fills in" if away.cover else "nobody fills in yet (--cover WHO)"
    yield f"Away {span_words(away, today=today)}: {cover}."
    yield from _before(away, homes)
    yield f"The pack{f' for {away.cover}' if away.cover else ''}: backlog away --pack. When you are back: backlog away --back"


def _names_apart(homes: Sequence[Home]) -> list[str]:
    """The buyers of each home, with its number where two homes go by one name."""
    names = [joint_name(home.summary) for home in homes]
    return [name if names.count(name) == 1 else f"{name} {home.summary.job}" for name, home in zip(names, homes, strict=True)]


def _before(away: Away, homes: Sequence[Home]) -> Iterator[str]:
    if away.buyers_told:
        yield "The buyers know."
    elif homes:
        names = ", ".join(_names_apart(homes))
        yield f"Tell first, in this order: {names}. Then: backlog away --told"
    else:
        yield "Nothing falls due inside; tell the buyers all the same. Then: backlog away --told"
    if not away.autoreply_set:
        yield "The auto-reply stands in `backlog away`. Once it is on: backlog away --autoreply-set"


def before_blocks(away: Away, homes: Sequence[Home], policy: Policy, *, today: date) -> list[Block]:
    """The page of an absence that is coming: whom to tell, what falls due inside, the auto-reply (001-6f)."""
    cover = f"{away.cover} fills in." if away.cover else "Nobody fills in yet: backlog away FROM TO --cover WHO."
    told = "The buyers know." if away.buyers_told else "The buyers do not know yet."
    reply = "The auto-reply is on." if away.autoreply_set else "The auto-reply is not on yet."
    blocks: list[Block] = [Heading(f"Away {span_words(away, today=today)}", 1), Paragraph(f"{cover} {told} {reply}")]
    blocks.append(Heading("Tell before, in this order" if not away.buyers_told else "Falls due meanwhile"))
    blocks.append(_homes(homes, away, today) if homes else Paragraph("Nothing falls due inside."))
    moving = [home for home in homes if any(item.is_meeting for item in home.items)]
    if moving:
        names = ", ".join(f"{home.summary.job} {joint_name(home.summary)}" for home in moving)
        blocks.append(Paragraph(f"Appointments to move or to hand over: {names}."))
    return [*blocks, Heading("Auto-reply"), *map(Paragraph, auto_reply(away, policy, today=today).split("\n"))]


def _homes(homes: Sequence[Home], away: Away, today: date) -> Bullets:
    return Bullets(tuple(Bullet(_items(home, today), _name(home, away)) for home in homes))


def _name(home: Home, away: Away) -> str:
    """Who it is, how they are told, and who fills in when it is not the usual cover."""
    other = f", {home.cover} fills in" if home.cover and home.cover != away.cover else ""
    return f"{title(home.summary)} ({home.channel}{other})"


def _items(home: Home, today: date) -> str:
    return "; ".join(f"{spell_day(item.day, today=today)} {item.what}" for item in home.items)


def pack_blocks(
    away: Away, briefings: Sequence[Briefing], others: Sequence[JobSummary], backlog: Backlog, *, today: date
) -> list[Block]:
    """The cover's pack: what falls due, how to reach whom, what not to raise; nothing private is in it."""
    agent = backlog.policy.agent or "the agent"
    who = f" for {away.cover}" if away.cover else ""
    blocks: list[Block] = [
        Heading(f"Homes of {agent}, {span_words(away, today=today)}", 1),
        Paragraph(
            f"A pack{who}. It holds telephone numbers: keep it to yourself, and away from buyers. Promise nothing; "
            "write down who rang, when, and in their own words."
        ),
        Heading("Do not raise with anyone"),
        Bullets(tuple(Bullet(rule) for rule in EVERYBODY)),
    ]
    blocks.append(Heading("Falls due"))
    briefed = tuple(_briefed(one, agent, today) for one in briefings)
    blocks.append(Bullets(briefed) if briefed else Paragraph("Nothing falls due."))
    if others:
        blocks.append(Heading("May ring all the same"))
        blocks.append(Bullets(tuple(_called(found, today) for found in others)))
    return blocks


def _briefed(one: Briefing, agent: str, today: date) -> Bullet:
    """One home: what is due, then how to reach them, what may be said, what was said last, what is open, what to leave."""
    summary = one.home.summary
    under = [
        f"reach: {numbers(summary)}",
        f"say: {say_words(summary, today=today)}",
        f"last word: {one.last}" if one.last else "",
        *(f"open: {shared_words(found.what)}, {agent if found.owner == YOU else found.owner}" for found in one.open),
        *_careful(summary, today),
    ]
    who = f"{title(summary)}{f' ({one.home.cover} fills in)' if one.home.cover and summary.cover else ''}"
    items = shared_words(_items(one.home, today)).replace(f"{YOU} promised", f"{agent} promised")
    return Bullet(items, who, under=tuple(line for line in under if line))


def say_words(summary: JobSummary, *, today: date) -> str:
    """What the cover may say of the closing and the home; nothing of a day that has moved and that they have not heard of."""
    if is_closed(summary):
        day = closed_day(summary)
        return f"closed{f' {spell_day(day, today=today)}' if day else ''}"
    day_words = "nothing about the day of closing" if untold_shifts(summary) else told_words(summary, today=today)
    return f"{day_words}; stage {summary.stage}"


def _careful(summary: JobSummary, today: date) -> Iterator[str]:
    """What to leave to the agent, and when to listen only."""
    yield from (f"do not raise: {topic}" for topic in no_go(summary))
    if is_tense(summary, today=today):
        yield "mind: feelings run high; listen, promise nothing, and tell the agent the same day"


def numbers(summary: JobSummary) -> str:
    """How these buyers are reached, with every number and address there is: `text any; Chidi Okafor 555-0177`."""
    contact = summary.contact
    avoid = f", not by {' or '.join(contact.avoid)}" if contact.avoid else ""
    urgent = f", urgent by {contact.urgent_channel}" if contact.urgent_channel else ""
    how = reach_words(summary).partition(" · ")[0]
    people = (" ".join(part for part in (buyer.name, buyer.phone, buyer.email) if part) for buyer in summary.buyers)
    return f"{how}{avoid}{urgent}; {', '.join(people)}"


def _called(summary: JobSummary, today: date) -> Bullet:
    words = f"{numbers(summary)}; say: {say_words(summary, today=today)}"
    return Bullet(words, title(summary), under=tuple(_careful(summary, today)))


def back_blocks(found: Return, *, today: date) -> list[Block]:
    """The first day back: what happened meanwhile, and what is owed now, the most urgent first."""
    blocks: list[Block] = [Heading(f"Back from {span_words(found.away, today=today)}", 1), Heading("What happened")]
    lines = tuple(Bullet(f"{short_day(one.day)}: {one.what}", title(one.summary)) for one in found.happened)
    blocks.append(Bullets(lines) if lines else Paragraph("Nothing was written down. Ask your cover, and log it with --at."))
    blocks.append(Heading("What is owed now"))
    blocks.append(Bullets(tuple(_owed(found))) if found.owed else Paragraph("Nothing is owed."))
    return blocks


def _owed(found: Return) -> Iterator[Bullet]:
    """A home with its strongest reason, the next ones under it; more than that are counted."""
    for _, group in groupby(found.owed, key=lambda pair: pair[0].job):
        pairs = list(group)
        summary, first = pairs[0]
        under = [reason_words(duty) for _, duty in pairs[1:MOST_REASONS]]
        if len(pairs) > MOST_REASONS:
            under.append(f"+{len(pairs) - MOST_REASONS} more: backlog show {summary.typed}")
        yield Bullet(reason_words(first), title(summary), first.level, under=tuple(under))


# For scripts.


TELL_FIELDS = ("job", "buyer", "lot", "channel", "cover", "items")
PACK_FIELDS = ("job", "buyer", "lot", "cover", "stage", "say", "buyers", "items", "last", "open", "avoid")
OWED_FIELDS = ("job", "buyer", "lot", "rule", "level", "day", "text", "next")


def away_facts(
    away: Away | None, homes: Sequence[Home], policy: Policy, *, today: date, fields: str | None = None
) -> dict[str, object]:
    """What `away --json` holds; `away` null when no absence is ahead. `fields` chooses among those of `tell`."""
    tell: list[dict[str, object]] = [
        {
            **_who(home.summary),
            "channel": home.channel,
            "cover": home.cover,
            "items": [{"day": item.day, "what": item.what, "is_meeting": item.is_meeting} for item in home.items],
        }
        for home in homes
    ]
    return {
        "away": None if away is None else _absence(away),
        "tell": chosen(tell, fields, known=TELL_FIELDS),
        "autoreply": None if away is None else auto_reply(away, policy, today=today),
    }


def pack_facts(
    away: Away, briefings: Sequence[Briefing], others: Sequence[JobSummary], *, today: date, fields: str | None = None
) -> dict[str, object]:
    """What `away --pack --json` holds. `fields` chooses among those of `homes`; `others` have no items."""
    homes = [_briefed_facts(one, today) for one in briefings]
    rest = [{**_who(found), **_reach_facts(found, today), "avoid": list(no_go(found))} for found in others]
    return {
        "away": _absence(away),
        "with_no_one": list(EVERYBODY),
        "homes": chosen(homes, fields, known=PACK_FIELDS),
        "others": rest,
    }


def _reach_facts(summary: JobSummary, today: date) -> dict[str, object]:
    people = [{"name": buyer.name, "phone": buyer.phone, "email": buyer.email} for buyer in summary.buyers]
    return {"stage": summary.stage, "say": say_words(summary, today=today), "buyers": people}


def _briefed_facts(one: Briefing, today: date) -> dict[str, object]:
    summary = one.home.summary
    return {
        **_who(summary),
        "cover": one.home.cover,
        **_reach_facts(summary, today),
        "items": [{"day": item.day, "what": shared_words(item.what)} for item in one.home.items],
        "last": one.last,
        "open": [{"what": shared_words(found.what), "owner": found.owner, "day": found.day} for found in one.open],
        "avoid": list(one.avoid),
    }


def back_facts(found: Return, fields: str | None = None) -> dict[str, object]:
    """What `away --back --json` holds. `fields` chooses among those of `owed`."""
    owed: list[dict[str, object]] = [
        {**_who(home), "rule": duty.rule, "level": duty.level, "day": duty.day, "text": duty.text, "next": duty.next}
        for home, duty in found.owed
    ]
    return {
        "away": _absence(found.away),
        "happened": [{**_who(one.summary), "day": one.day, "what": one.what} for one in found.happened],
        "owed": chosen(owed, fields, known=OWED_FIELDS),
    }


def _absence(away: Away) -> dict[str, object]:
    return {
        "from": away.from_day,
        "to": away.to_day,
        "cover": away.cover,
        "buyers_told": away.buyers_told,
        "autoreply_set": away.autoreply_set,
    }


def _who(summary: JobSummary) -> dict[str, object]:
    return {"job": summary.job, "buyer": joint_name(summary), "lot": summary.lot}
