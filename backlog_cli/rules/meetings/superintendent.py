"""The weekly sheet for a superintendent: what to ask, what worries buyers, what clashes, what is owed, what moved (001-2b)."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.format import format_day, format_day_beside, format_days, format_period
from backlog_cli.errors import UsageError
from backlog_cli.rules.changes.collisions import jobs_by_day, site_clashes
from backlog_cli.rules.clocks.build import precon, stage_time
from backlog_cli.rules.clocks.closing import orientation
from backlog_cli.rules.due.selection import sort_by_lot
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.names import name_key
from backlog_cli.rules.reports.office_copy import redact_text
from backlog_cli.rules.site_questions import buyer_questions, has_private_words
from backlog_cli.rules.summary import MOOD_DAYS, closing_day, first_names, is_live, is_open, open_questions, talks_until
from backlog_cli.terms import CANCELLED, DATE_NAMES, CauseKind, Level, Mood, MovedDate, Party, Severity, Topic, and_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import Issue, JobSummary, Promise, Shift

WEEK = 7  # days since the last meeting
SOON_DAYS = 2  # days ahead within which something is urgent
MAX_TEXT_LENGTH = 160  # characters of a question or a concern on the sheet

# What a superintendent may hear that a mood was about: nothing of money, of the loan or of the buyers' own lives.
SITE_TOPICS = (Topic.CONSTRUCTION, Topic.DATE, Topic.SELECTIONS, Topic.WARRANTY)


class AgendaKind(StrEnum):
    """What a line of the sheet is."""

    ASK = "ask"
    CONCERN = "concern"
    CLASH = "clash"
    OWED = "owed"
    MOVED = "moved"


class AgendaItem(NamedTuple):
    """One thing to talk over or to do; `day` is its day where it has one, `level` how pressing it is."""

    matter: StrEnum
    text: str
    day: date | None = None
    level: Level = Level.GREEN


class HomeAgenda(NamedTuple):
    """One home on a sheet, with what there is to talk over; () when nothing is."""

    summary: JobSummary
    points: tuple[AgendaItem, ...]


class SuperintendentSheet(NamedTuple):
    """One superintendent's homes in lot order; `superintendent` is None for the homes of which nobody noted who builds them."""

    superintendent: str | None
    stops: tuple[HomeAgenda, ...]

    @property
    def points(self) -> int:
        """How many things there are to talk over."""
        return sum(len(stop.points) for stop in self.stops)


def superintendent_sheets(backlog: Backlog, *, name: str | None = None, today: date) -> tuple[SuperintendentSheet, ...]:
    """Return a sheet for each superintendent by name, those without one last; with `name` only those it fits (001-2b, 001-2c).

    Every open home stands on a sheet; a closed one in its first year only while something is to be talked over.
    Raise UsageError naming the superintendents there are when `name` fits none.
    """
    taken = jobs_by_day(backlog)
    homes = (home for home in sort_by_lot(backlog.jobs) if is_live(home, today=today) and home.stage != CANCELLED)
    stops = [HomeAgenda(home, tuple(agenda_items(home, backlog, taken, today=today))) for home in homes]
    stops = [stop for stop in stops if stop.points or is_open(stop.summary)]
    groups: dict[str, list[HomeAgenda]] = {}
    for stop in stops:
        groups.setdefault(name_key(stop.summary.superintendent or ""), []).append(stop)
    found = [
        SuperintendentSheet(group[0].summary.superintendent, tuple(group))
        for _, group in sorted(groups.items(), key=_unnamed_last)
    ]
    return tuple(found if name is None else _sheets_of(found, name))


def _unnamed_last(group: tuple[str, list[HomeAgenda]]) -> tuple[bool, str]:
    return (not group[0], group[0])


def _sheets_of(found: list[SuperintendentSheet], name: str) -> list[SuperintendentSheet]:
    """By the whole name, else by a part of it: `moreno` is Hal Moreno."""
    word = name_key(name)
    named = [(sheet, name_key(sheet.superintendent or "")) for sheet in found if sheet.superintendent]
    hits = [sheet for sheet, known in named if known == word] or [sheet for sheet, known in named if word and word in known]
    if hits:
        return hits
    if not named:
        raise UsageError("no home names its superintendent yet: backlog set JOB superintendent NAME.")
    raise UsageError(
        f'no superintendent is called "{name}". There are: {", ".join(sheet.superintendent or "" for sheet, _ in named)}.'
    )


def agenda_items(
    summary: JobSummary, backlog: Backlog, taken: Mapping[date, Sequence[JobSummary]], *, today: date
) -> Iterator[AgendaItem]:
    """Yield everything to talk over about one home: to ask, concerns, clashes, owed by the builder, moved since last week.

    `taken` are the backlog's `jobs_by_day`. It is made to be handed on: what buyers asked about the building is in it word
    for word, and no telephone numbers, interests, worries, private entries, money or loan.
    """
    yield from _questions_to_ask(summary, today)
    yield from _buyers_messages(summary, today)
    yield from _concern_items(summary, today)
    yield from _clash_items(summary, backlog, taken, today)
    yield from _owed_items(summary, today)
    yield from _moved_items(summary, today)


def _questions_to_ask(summary: JobSummary, today: date) -> Iterator[AgendaItem]:
    for question in open_questions(summary):
        is_old = question.asked is not None and (today - question.asked).days >= WEEK
        since = f" (asked {format_day(question.asked, today=today)})" if question.asked and is_old else ""
        level = Level.AMBER if is_old else Level.GREEN
        yield AgendaItem(AgendaKind.ASK, f"{_words(question.ask)}{since}", question.asked, level)
    day = closing_day(summary)
    if is_open(summary) and day is None:
        yield AgendaItem(AgendaKind.ASK, "when will it close? there's no date yet")
    elif is_open(summary) and day is not None and day < today:
        yield AgendaItem(AgendaKind.ASK, f"when will it close? {format_day(day, today=today)} has passed", day, Level.RED)


def _buyers_messages(summary: JobSummary, today: date) -> Iterator[AgendaItem]:
    """What the buyers wrote about the building, in their words, until he answers it: nobody has to put it here (001-2b)."""
    for message in buyer_questions(summary, today=today):
        days = (today - message.day).days
        who = first_names(summary, [message.who])[0] if message.who else "they"
        verb = "asked" if message.is_question else "wrote"
        words = f"{who} {verb} {format_day(message.day, today=today)}: {_words(message.text)}"
        yield AgendaItem(AgendaKind.ASK, words, message.day, Level.AMBER if days >= WEEK else Level.GREEN)


def _words(text: str) -> str:
    """Words from the file as they may be handed on: without sums of money and telephone numbers."""
    return shorten(redact_text(text), MAX_TEXT_LENGTH)


def _concern_items(summary: JobSummary, today: date) -> Iterator[AgendaItem]:
    for issue in summary.issues:
        if issue.is_open and _is_his_business(issue, summary):
            words = _issue_words(issue, name_key(summary.superintendent or ""), today)
            yield AgendaItem(AgendaKind.CONCERN, words, issue.due, _issue_level(issue, today))
    yield from _mood_items(summary, today)


def _is_his_business(issue: Issue, summary: JobSummary) -> bool:
    """What buyers want put right, unless it is about their money or their own lives and nobody gave it to him."""
    is_his = bool(summary.superintendent) and name_key(issue.owner or "") == name_key(summary.superintendent or "")
    return is_his or not has_private_words(f"{issue.text} {issue.wants or ''}")


def _issue_words(issue: Issue, superintendent: str, today: date) -> str:
    wants = f"; they want: {_words(issue.wants)}" if issue.wants else ""
    is_theirs = bool(superintendent) and name_key(issue.owner or "") == superintendent
    owner = "; you have it" if is_theirs else f"; {issue.owner} has it" if issue.owner else "; nobody has it yet"
    due = f", due {format_day(issue.due, today=today)}{late_words(issue.due, today)}" if issue.due else ""
    return f"{_words(issue.text)}{wants}{owner}{due}"


def _issue_level(issue: Issue, today: date) -> Level:
    if issue.due is not None and issue.due < today:
        return Level.RED
    if issue.severity == Severity.HIGH:
        return Level.RED if not issue.owner else Level.AMBER
    return level_by(issue.due, today)


def level_by(day: date | None, today: date) -> Level:
    """Red once its day is past, amber from two days before it."""
    if day is None:
        return Level.GREEN
    return Level.RED if day < today else Level.AMBER if (day - today).days <= SOON_DAYS else Level.GREEN


def late_words(day: date, today: date) -> str:
    """`, 3 days late` for a day that is past, else nothing."""
    return f", {format_days((today - day).days)} late" if day < today else ""


def _mood_items(summary: JobSummary, today: date) -> Iterator[AgendaItem]:
    """Worried or upset, as far as it was not told in private; what it was about only when that is the building's business."""
    if not is_open(summary):
        return
    talk = next((talk for talk in reversed(talks_until(summary, today=today)) if talk.mood and not talk.private), None)
    if talk is None or talk.mood not in (Mood.WORRIED, Mood.UPSET) or (today - talk.at.day).days > MOOD_DAYS:
        return
    topics = [topic for topic in talk.topics if topic in SITE_TOPICS]
    about = f" about {and_list(topics)}" if topics else ""
    level = Level.RED if talk.mood == Mood.UPSET else Level.AMBER
    yield AgendaItem(
        AgendaKind.CONCERN, f"they're {talk.mood}{about} ({format_day(talk.at.day, today=today)})", talk.at.day, level
    )


def _clash_items(
    summary: JobSummary, backlog: Backlog, taken: Mapping[date, Sequence[JobSummary]], today: date
) -> Iterator[AgendaItem]:
    if not is_open(summary):
        return
    told, closing = summary.told, closing_day(summary)
    if told is not None and closing is not None and told.end < closing:
        past = f"they were told {format_period(told, today=today)}, closing is {format_days((closing - told.end).days)} later"
        yield AgendaItem(AgendaKind.CLASH, past, closing, Level.AMBER)
    for text in site_clashes(summary, backlog, taken, today=today):
        yield AgendaItem(AgendaKind.CLASH, text, None, Level.AMBER)
    for clock in (orientation, precon, stage_time):
        for duty in clock(summary, backlog, today=today):
            yield AgendaItem(AgendaKind.CLASH, duty.text, duty.day, duty.level)
    if summary.hold_what is not None and (summary.hold_until is None or summary.hold_until > today):
        yield AgendaItem(AgendaKind.CLASH, _hold_words(summary, today), summary.hold_until)


def _hold_words(summary: JobSummary, today: date) -> str:
    since = f" since {format_day(summary.hold_since, today=today)}" if summary.hold_since else ""
    until = f" until {format_day(summary.hold_until, today=today)}" if summary.hold_until else ": until when?"
    cause = "" if summary.hold_what == "other" else f" for {summary.hold_what}"
    return f"on hold{cause}{since}{until}"


def _owed_items(summary: JobSummary, today: date) -> Iterator[AgendaItem]:
    for promise in summary.promises:
        if not promise.is_open:
            continue
        day = f" by {format_day(promise.due, today=today)}{late_words(promise.due, today)}" if promise.due else ""
        what = _words(promise.text)
        if promise.by == Party.BUILDER:
            yield AgendaItem(AgendaKind.OWED, f"you promised: {what}{day}", promise.due, level_by(promise.due, today))
        elif promise.is_mine and _needs_site(promise, summary):
            yield AgendaItem(
                AgendaKind.OWED, f"I promised them: {what}{day}; I need it from you", promise.due, level_by(promise.due, today)
            )


def _needs_site(promise: Promise, summary: JobSummary) -> bool:
    """Whether a promise of hers hangs on the superintendent or the builder (004-1)."""
    needs = set(fold_case(promise.needs or "").replace(",", " ").split())
    own = set(fold_case(summary.superintendent or "").split())
    return bool(needs & (own | {"superintendent", "super", "builder"}))


def _moved_items(summary: JobSummary, today: date) -> Iterator[AgendaItem]:
    for shift in summary.shifts:
        if shift.known_date is None or not today - timedelta(days=WEEK) <= shift.known_date <= today:
            continue
        told = ", they know" if shift.told_date else ", they don't know yet"
        yield AgendaItem(AgendaKind.MOVED, f"{_move_words(shift, today)}{told}", shift.to_day)


def _move_words(shift: Shift, today: date) -> str:
    name = DATE_NAMES[MovedDate(shift.what)]
    start = f"{format_day_beside(shift.from_day, beside=shift.to_day)} → " if shift.from_day else "set to "
    end = format_day(shift.to_day, today=today) if shift.to_day else "no date"
    # Why a lender holds things up is the buyers' own business.
    why = shift.cause_kind if shift.cause_kind == CauseKind.LENDER else shift.cause or shift.cause_kind
    return f"{name} {start}{end}{f' ({shorten(why)})' if why else ''}"


def superintendent_first_name(superintendent: str | None) -> str:
    """Return how the superintendent is called in a sentence."""
    words = (superintendent or "").split()
    return words[0] if words else "the superintendent"


def homes_of_superintendents(jobs: Iterable[JobSummary], chosen: Iterable[SuperintendentSheet]) -> tuple[JobSummary, ...]:
    """Return the homes of these sheets' superintendents, those that have nothing to talk over and closed ones among them."""
    names = {name_key(sheet.superintendent or "") for sheet in chosen}
    return tuple(job for job in jobs if name_key(job.superintendent or "") in names)
