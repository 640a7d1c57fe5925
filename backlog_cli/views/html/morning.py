"""The morning as a web page: the same parts as on the screen."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day
from backlog_cli.rules.due.ahead import next_due_day
from backlog_cli.rules.due.morning import is_anybody_waiting, page_reasons
from backlog_cli.rules.summary import contacts_of, joint_name
from backlog_cli.views.html.builder import Row as TableRow
from backlog_cli.views.html.builder import heading, html_page, level_mark, listing, paragraph, section, table
from backlog_cli.views.html.contact import contact_links
from backlog_cli.views.html.links import NO_LINKS
from backlog_cli.views.job_phrases import channel_name, channel_words, numbers_to_use, reason_words
from backlog_cli.views.morning_words import (
    done_words,
    foot_counts,
    head_counts,
    meeting_words,
    next_due_words,
    owed_labels,
    owed_row,
    owed_words,
    week_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.morning import Morning
    from backlog_cli.rules.due.owed import OwedUpdate
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Level
    from backlog_cli.views.html.builder import Content, Element
    from backlog_cli.views.html.links import PageLinks


def morning_html(
    morning: Morning, backlog: Backlog, *, is_owed: bool = False, is_everybody: bool = False, links: PageLinks = NO_LINKS
) -> str:
    """Return the morning, the updates alone, or every home, as a page in ASCII."""
    day = format_day(morning.today, today=morning.today)
    head = (links.row, heading(day, 1), paragraph(" · ".join(head_counts(morning)), classes="lead"), *_notices(morning))
    if is_owed:
        return html_page(f"Owed an update, {day}", *head, *_owed_table(morning))
    body = _everybody(morning, backlog, links) if is_everybody else _sections(morning, links)
    foot = paragraph(" · ".join(foot_counts(morning)), classes="quiet")
    return html_page(f"Backlog, {day}", *head, *body, *_ahead(morning, links), foot)


def _notices(morning: Morning) -> Sequence[Content]:
    told = [*morning.bad, *([morning.too_many_red] if morning.too_many_red else [])]
    away = [reason_words(duty) for duty in morning.away_untold]
    return [listing([*told, *away], classes="plain")] if told or away else []


def _sections(morning: Morning, links: PageLinks) -> Iterable[Content]:
    if not is_anybody_waiting(morning):
        yield paragraph("Nobody is waiting for you today.")
    if morning.frog:
        yield _part("The hard call first", [_home(links, morning.frog.level, morning.frog.summary, morning.frog.duties)])
    more = [f"+{morning.more_red} more red"] if morning.more_red else []
    yield _part("Focus", [*(_home(links, home.level, home.summary, home.duties) for home in morning.focus), *more])
    also = [
        *(_home(links, home.level, home.summary, home.duties) for home in (*morning.messages, *morning.due)),
        *([f"{one.at.clock or 'all day'} ", links.home(one.summary, meeting_words(one))] for one in morning.appointments),
    ]
    yield _part("Also today", also)
    yield _part(f"Owed an update ({len(morning.owed_below)})", list(_channels(morning, links)))
    yield _part("This week", [week_words(morning)] if week_words(morning) else [])
    yield _part("Done today", [done_words(morning)[0]] if morning.done else [])
    if morning.protect:
        found = morning.protect
        yield _part("Protect", [_home(links, found.verdict.level, found.summary, (found.duty,))])
    if morning.good:
        name = links.home(morning.good.summary, _name(morning.good.summary))
        yield _part("Good", [[name, f" {morning.good.text}"]])


def _part(title: str, entries: Sequence[Content]) -> Element | None:
    return section(heading(title), listing(entries, classes="plain")) if entries else None


def _name(summary: JobSummary) -> str:
    return " ".join(part for part in (summary.job, joint_name(summary), f"lot {summary.lot}" if summary.lot else "") if part)


def _home(links: PageLinks, level: Level, summary: JobSummary, duties: Sequence[Duty], *first: str) -> Content:
    reach = contact_links(" · ".join((channel_words(summary), *numbers_to_use(summary, duties))), contacts_of(summary))
    told = listing([*first, *(reason_words(duty) for duty in duties), reach])
    return [level_mark(level), " ", links.home(summary, _name(summary)), told]


def _channels(morning: Morning, links: PageLinks) -> Iterable[Content]:
    owed = morning.owed_below
    labels = owed_labels(owed)
    for channel in dict.fromkeys(found.channel for found in owed):
        pairs = [(found, label) for found, label in zip(owed, labels, strict=True) if found.channel == channel]
        told = [_owed_entry(found, label, morning, links) for found, label in pairs]
        yield [f"{channel_name(channel)}: ", [[" · " if place else "", words] for place, words in enumerate(told)]]


def _owed_entry(found: OwedUpdate, label: str, morning: Morning, links: PageLinks) -> Content:
    words = owed_words(found, label, today=morning.today).removeprefix(label)
    return [links.home(found.summary, label), contact_links(words, contacts_of(found.summary))]


def _owed_table(morning: Morning) -> Iterable[Content]:
    if not morning.owed:
        return [paragraph("Nobody is owed an update.")]
    rows = [_table_row(found, morning) for found in morning.owed]
    return [table(("", "Due", "Home", "Last", "Call", "Notes"), rows)]


def _table_row(found: OwedUpdate, morning: Morning) -> TableRow:
    words = owed_row(found, today=morning.today)
    call = contact_links(words.call, contacts_of(found.summary))
    cells = (level_mark(found.duty.level), words.due, words.home, words.last, call, "; ".join(words.notes))
    return TableRow(cells, found.duty.level)


def _everybody(morning: Morning, backlog: Backlog, links: PageLinks) -> Iterable[Content]:
    for summary, verdict in morning.homes:
        day = next_due_day(summary, backlog, today=morning.today)
        first = next_due_words(day, today=morning.today)
        yield _home(links, verdict.level, summary, page_reasons(verdict, today=morning.today), first)


def _ahead(morning: Morning, links: PageLinks) -> Iterable[Content]:
    for day, coming in groupby(morning.ahead, key=lambda found: found.day):
        told = [[links.home(found.summary, _name(found.summary)), f": {reason_words(found.duty)}"] for found in coming]
        yield _part(format_day(day, today=morning.today), told)
