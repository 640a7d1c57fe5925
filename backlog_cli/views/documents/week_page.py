"""The week for management on two printed pages: what is red, who feels otherwise, asks, slips, who may cancel, closings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_short_day
from backlog_cli.dates.values import MONTHS
from backlog_cli.rules.bookings import BookingKind
from backlog_cli.rules.duty import shorten
from backlog_cli.terms import Level
from backlog_cli.views.documents.blocks import Bullet, Bullets, Heading, Paragraph
from backlog_cli.views.documents.management import (
    ask_bullet,
    counts,
    feeling_bullet,
    job_and_name,
    kept_words,
    mood_words,
    share_words,
    slip_bullet,
    stage_and_closing,
    telling_words,
    untold_words,
    week_title,
    writer_words,
)
from backlog_cli.views.job_phrases import reason_words
from backlog_cli.views.terminal.charts import count_phrase, trouble_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.meetings.calendar import Month
    from backlog_cli.rules.reports.week import Feeling, RedHome, WeekReport
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.documents.blocks import Block

PAGE_LINES = 55  # of a printed page
# How much of each there is room for; what is left is counted, and stands whole in `report week --all`.
MAX_RED = 8
MAX_LOW = 5
MAX_GLAD = 6
MAX_ASKS = 5
MAX_SLIPS = 3
MAX_RISKY = 4
MAX_CLOSINGS = 6
MAX_TROUBLE = 2
TWO_LINES = 130  # characters; longer words are cut


def week_page_blocks(found: WeekReport, months: Sequence[Month]) -> list[Block]:
    """Return the week on two pages, red first (001-2d, 001-2e, 001-2f)."""
    blocks: list[Block] = [Heading(week_title(found), 1), Paragraph(counts(found)), Paragraph(_kept(found))]
    for part in (_red, _feelings, _asks, _slips, _risky):
        blocks += part(found)
    blocks += _closings(found, months)
    more = "More: backlog report week --all; report slips, stages, timeline or risk."
    return [*blocks, Paragraph(more, is_current=True)]


def _kept(found: WeekReport) -> str:
    parts = (
        f"Homes updated on time: {share_words(found.up_to_date)}",
        writer_words(found),
        f"Our promises: {kept_words(found.mine)}",
    )
    return " ".join(f"{part}." for part in parts if part)


def _rest(count: int, what: str) -> tuple[Bullet, ...]:
    """The line that counts what there was no room for."""
    return (Bullet(f"and {count} more {what}"),) if count > 0 else ()


def _red(found: WeekReport) -> Iterator[Block]:
    yield Heading("Red")
    if not found.red:
        yield Paragraph("Nothing is red.")
        return
    shown = tuple(_red_bullet(home, found.today) for home in found.red[:MAX_RED])
    yield Bullets((*shown, *_rest(len(found.red) - MAX_RED, "red: backlog list level:red")))


def _red_bullet(home: RedHome, today: date) -> Bullet:
    """Its loudest reason, and how many more there are."""
    more = home.left_out + len(home.reasons) - 1
    count = f" (+{more} more)" if more > 0 else ""
    under = tuple(shorten(reason_words(duty), TWO_LINES) + count for duty in home.reasons[:1])
    return Bullet(shorten(stage_and_closing(home.summary, today)), _name(home.summary), Level.RED, under)


def _name(summary: JobSummary) -> str:
    return shorten(job_and_name(summary), 40)


def _feelings(found: WeekReport) -> Iterator[Block]:
    yield Heading("How the buyers feel")
    yield Paragraph(mood_words(found))
    if found.negatives:
        yield Heading("Negatives", 3)
        shown = tuple(_cut(feeling_bullet(feeling, found.today)) for feeling in found.negatives[:MAX_LOW])
        yield Bullets((*shown, *_rest(len(found.negatives) - MAX_LOW, "worried or upset")))
    better = [feeling for feeling in found.positives if feeling.moved is None or feeling.moved > 0]
    if better:
        names = ", ".join(_glad_words(feeling) for feeling in better[:MAX_GLAD])
        more = len(better) - MAX_GLAD
        yield Paragraph(f"Positives, improved or new: {names}{f' and {more} more' if more > 0 else ''}.")


def _glad_words(feeling: Feeling) -> str:
    return f"{_name(feeling.summary)} {feeling.talk.mood}"


def _cut(bullet: Bullet) -> Bullet:
    """An entry of two lines at most, whatever was typed."""
    name = shorten(bullet.name, 40)
    return bullet._replace(name=name, words=shorten(bullet.words, TWO_LINES - len(name)), under=())


def _asks(found: WeekReport) -> Iterator[Block]:
    yield Heading("Open issues and requests")
    if not found.asks:
        yield Paragraph("No open issues or requests.")
        return
    shown = tuple(_cut(ask_bullet(ask, found.today)) for ask in found.asks[:MAX_ASKS])
    yield Bullets((*shown, *_rest(len(found.asks) - MAX_ASKS, "to do")))


def _slips(found: WeekReport) -> Iterator[Block]:
    yield Heading("Slips and causes")
    if found.new_slips:
        shown = tuple(_cut(slip_bullet(slip, found.today)) for slip in found.new_slips[:MAX_SLIPS])
        yield Bullets((*shown, *_rest(len(found.new_slips) - MAX_SLIPS, "moved: backlog report slips")))
    else:
        yield Paragraph("No closing moved later this week.")
    causes = ", ".join(f"{cause.kind} {cause.slips}" for cause in found.causes)
    year = f"Causes in the last 12 months: {causes}. " if causes else ""
    yield Paragraph(f"{year}{telling_words(found)} {untold_words(found.untold)}".strip())


def _risky(found: WeekReport) -> Iterator[Block]:
    yield Heading("Who might cancel")
    if not found.risky:
        yield Paragraph("No open home shows any warning signs.")
        return
    shown = tuple(
        _cut(Bullet(f"{home.total} of 100: {', '.join(part.words for part in home.parts)}", job_and_name(home.summary)))
        for home in found.risky[:MAX_RISKY]
    )
    yield Bullets((*shown, *_rest(len(found.risky) - MAX_RISKY, "with fewer signs: backlog report risk")))


def _closings(found: WeekReport, months: Sequence[Month]) -> Iterator[Block]:
    yield Heading("Closings")
    yield Bullets((*(_month_bullet(month) for month in months), *_trouble_bullets(months, found.today)))
    planned = Counter({row.first: row.planned for row in found.months if row.planned})
    if planned:
        coming = ", ".join(f"{MONTHS[first.month - 1][:3]}: {count}" for first, count in sorted(planned.items()))
        yield Paragraph(f"Closings by month - {coming}.{_overdue_words(found.overdue_closings)}")
    elif found.overdue_closings:
        yield Paragraph(_overdue_words(found.overdue_closings).strip())


def _overdue_words(count: int) -> str:
    return f" {count_phrase(count, 'closing')} past its date and still open." if count else ""


def _month_bullet(month: Month) -> Bullet:
    marks = [mark for mark in month.marks if mark.what is BookingKind.CLOSING]
    names = [f"{_name(mark.summary)} {format_short_day(mark.day)}" for mark in marks[:MAX_CLOSINGS]]
    more = f" and {len(marks) - MAX_CLOSINGS} more" if len(marks) > MAX_CLOSINGS else ""
    count = count_phrase(month.count(BookingKind.CLOSING), "closing")
    return Bullet(f"{count}{': ' if names else ''}{', '.join(names)}{more}", f"{month.name}:")


def _trouble_bullets(months: Sequence[Month], today: date) -> Iterator[Bullet]:
    words = [words for month in months for day in month.days for words in trouble_words(day, today=today)]
    yield from (Bullet(shorten(one, TWO_LINES), level=Level.AMBER) for one in words[:MAX_TROUBLE])
    yield from _rest(len(words) - MAX_TROUBLE, "crowded days: backlog calendar")
