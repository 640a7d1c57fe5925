"""The reports for management as blocks: the week, the slips, one home's record, a hand-over."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_days, format_short_day
from backlog_cli.dates.values import MONTHS
from backlog_cli.rules.bookings import BookingKind
from backlog_cli.rules.history import rounded_median
from backlog_cli.rules.meetings.calendar import closings_and_orientations
from backlog_cli.rules.reports.office_copy import redact_text
from backlog_cli.rules.summary import is_closed, joint_name
from backlog_cli.terms import Level, Mood
from backlog_cli.views.documents.blocks import Bullet, Bullets, Heading, Paragraph, Picture, Table
from backlog_cli.views.html.builder import paragraph
from backlog_cli.views.html.links import NO_LINKS
from backlog_cli.views.html.svg import month_tables, timeline_chart
from backlog_cli.views.job_phrases import closing_words, reason_words
from backlog_cli.views.terminal.charts import (
    behind_words,
    count_phrase,
    format_day_with_year,
    month_counts,
    oldest_words,
    trouble_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.meetings.calendar import Month
    from backlog_cli.rules.reports.cancellation import HomeAtRisk
    from backlog_cli.rules.reports.handover import HandoverHome
    from backlog_cli.rules.reports.job_record import JobRecord
    from backlog_cli.rules.reports.stages import StageCount
    from backlog_cli.rules.reports.timeline import Timeline
    from backlog_cli.rules.reports.week import ActionItem, Feeling, MonthRow, PromiseStats, Share, Slip, WeekReport
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.documents.blocks import Block
    from backlog_cli.views.html.links import PageLinks

# Longer lists end in names alone: a report nobody reads to its end helps nobody.
MAX_NAMES = 12
MAX_RED = 20
MAX_FEELINGS = 25
MAX_ASKS = 25
MAX_SLIPS = 25
MAX_RISKY = 8
MAX_TOUCHED = 5
MAX_BEHIND = 5
MAX_BARS = 50


def week_title(found: WeekReport) -> str:
    """Return the week's title: `Week to Mon Nov 23 2026`."""
    return f"Backlog, week ending {format_day(found.today, today=found.today)} {found.today.year}"


def week_blocks(
    found: WeekReport, *, bars: Timeline | None = None, rungs: Sequence[StageCount] = (), months: Sequence[Month] = ()
) -> list[Block]:
    """Return the week's report, red first (001-2d, 001-2e, 001-2f); the pictures stand on a page only, their words everywhere."""
    blocks: list[Block] = [Heading(week_title(found), 1), Paragraph(counts(found))]
    for part in (_red_section, _feelings, _asks, _slips, _promise_section, _risk_section):
        blocks += part(found)
    # Others read this page: what she has booked and promised is her own business.
    blocks += _calendar([closings_and_orientations(month) for month in months], found.today)
    blocks += _bars(bars, found.today, most=MAX_BARS)
    blocks += _stages(rungs)
    for part in (_months, _lost_section, _work_section, good_section):
        blocks += part(found)
    return blocks


def counts(found: WeekReport) -> str:
    """Return the week in numbers, and who closed in it."""
    closing = f", {found.closing_soon} closing within 30 days" if found.closing_soon else ""
    parts = [
        f"{found.agent}:" if found.agent else "",
        f"{found.open} open, {len(found.red)} red, {found.amber} amber{closing}.",
        f"Closed this week: {_names(found.closed_week)}." if found.closed_week else "",
    ]
    return " ".join(part for part in parts if part)


def _names(homes: Sequence[JobSummary]) -> str:
    return ", ".join(job_and_name(home) for home in homes)


def job_and_name(summary: JobSummary) -> str:
    """Return a home as a report names it: `HC-1037 Brandt`."""
    return f"{summary.job} {joint_name(summary)}"


def _red_section(found: WeekReport) -> Iterator[Block]:
    yield Heading("Red")
    if not found.red:
        yield Paragraph("Nothing is red.")
        return
    yield Bullets(
        tuple(
            Bullet(
                stage_and_closing(home.summary, found.today),
                job_and_name(home.summary),
                Level.RED,
                (*(reason_words(duty) for duty in home.reasons), *([f"and {home.left_out} more"] if home.left_out else [])),
            )
            for home in found.red[:MAX_RED]
        )
    )
    yield from _remaining_names([job_and_name(home.summary) for home in found.red[MAX_RED:]], "red")


def stage_and_closing(summary: JobSummary, today: date) -> str:
    """`drywall, to close Fri Jan 15`, or `closed Tue Nov 3`."""
    day = closing_words(summary, today=today)
    if is_closed(summary):
        return f"closed {day}".rstrip()
    return f"{summary.stage}, closing {day}" if day else f"{summary.stage}, no closing date"


def _remaining_names(names: Sequence[str], what: str) -> Iterator[Block]:
    """The homes that a long list leaves to their names alone."""
    if names:
        more = f" and {len(names) - MAX_NAMES} others" if len(names) > MAX_NAMES else ""
        yield Paragraph(f"and {len(names)} more {what}: {', '.join(names[:MAX_NAMES])}{more}.")


def mood_words(found: WeekReport) -> str:
    """Return the feelings in numbers, and how they moved in a week."""
    neutral = sum(feeling.rank == 0 for feeling in found.feelings)
    moved = [f"{found.moved_up} better" if found.moved_up else "", f"{found.moved_down} worse" if found.moved_down else ""]
    moved += [f"{found.newly_felt} new"] if found.newly_felt else []
    since = ", ".join(part for part in moved if part) or "no change"
    unknown = f"; no mood noted in 30 days: {count_phrase(found.unknown, 'open home')}" if found.unknown else ""
    counts = f"{len(found.positives)} happy, {neutral} neutral, {len(found.negatives)} worried or upset"
    return f"{counts}; since {_day(found.since, found.today)}: {since}{unknown}."


def _feelings(found: WeekReport) -> Iterator[Block]:
    yield Heading("How the buyers feel")
    yield Paragraph(mood_words(found))
    for words, feelings in (("Negatives", found.negatives), ("Positives", found.positives)):
        if feelings:
            yield Heading(words, 3)
            yield Bullets(tuple(feeling_bullet(feeling, found.today) for feeling in feelings[:MAX_FEELINGS]))
            yield from _remaining_names(
                [job_and_name(feeling.summary) for feeling in feelings[MAX_FEELINGS:]], f"{words.lower()}"
            )


def feeling_bullet(found: Feeling, today: date) -> Bullet:
    """Return how a household feels, since when, and in its own words."""
    before = f", {found.before} a week ago" if found.before and found.moved else ", new" if found.before is None else ""
    how = {True: "up: ", False: "down: "}.get((found.moved or 0) > 0, "") if found.moved else ""
    said = f': "{found.talk.said}"' if found.talk.said else ""
    return Bullet(f"{how}{found.talk.mood} on {_day(found.talk.at.day, today)}{before}{said}", job_and_name(found.summary))


def _day(day: date, today: date) -> str:
    return format_day(day, today=today)


def _asks(found: WeekReport) -> Iterator[Block]:
    yield Heading("Open issues and requests")
    if not found.asks:
        yield Paragraph("No open issues or requests.")
        return
    yield Bullets(tuple(ask_bullet(ask, found.today) for ask in found.asks[:MAX_ASKS]))
    left = Counter(job_and_name(ask.summary) for ask in found.asks[MAX_ASKS:])
    yield from _remaining_names([f"{name} {count}" for name, count in left.items()], "homes with asks")


def ask_bullet(ask: ActionItem, today: date) -> Bullet:
    """Return what somebody has to do: what, who, by when."""
    kind = {"question": "question", "promise": "promise", "change": "change request"}.get(ask.kind, "")
    what = f'{kind} "{ask.what}"' if kind else ask.what
    wants = f" (wanted: {ask.wants})" if ask.wants else ""
    if ask.day is None:
        when = f"no day; open since {format_day_with_year(ask.since, today)}" if ask.since else "no day"
    else:
        late = f", {format_days((today - ask.day).days)} late" if ask.day < today else ""
        when = f"by {_day(ask.day, today)}{late}"
    words = f"{what}{wants}: {ask.owner or 'no owner yet'}, {when}"
    return Bullet(words, job_and_name(ask.summary), Level.RED if ask.is_grave else None)


def _slips(found: WeekReport) -> Iterator[Block]:
    yield Heading("Slips and causes")
    if found.new_slips:
        yield Bullets(tuple(slip_bullet(slip, found.today) for slip in found.new_slips[:MAX_SLIPS]))
        yield from _remaining_names([job_and_name(slip.summary) for slip in found.new_slips[MAX_SLIPS:]], "moved")
    else:
        yield Paragraph("No closing moved later this week.")
    if found.causes:
        causes = ", ".join(f"{cause.kind} {cause.slips} ({format_days(cause.days)})" for cause in found.causes)
        yield Paragraph(f"Causes in the last 12 months: {causes}.")
    yield Paragraph(f"{telling_words(found)} {untold_words(found.untold)}".strip())
    errors = _error_words(found)
    if errors:
        yield Paragraph(errors)


def slip_bullet(slip: Slip, today: date) -> Bullet:
    """Return a closing that moved later: from when to when, why, and whether they know."""
    shift = slip.shift
    days = (
        ""
        if shift.from_day is None or shift.to_day is None
        else f"{format_day_with_year(shift.from_day, today)} to {format_day_with_year(shift.to_day, today)}"
    )
    cause = redact_text(shift.cause or shift.cause_kind or "no cause noted")
    return Bullet(f"{days} (+{format_days(slip.days)}), {cause}, {_told_words(slip)}", job_and_name(slip.summary))


def _told_words(slip: Slip) -> str:
    if slip.days_to_tell is not None:
        return f"told {format_days(slip.days_to_tell)} later" if slip.days_to_tell else "told the same day"
    if slip.is_told:
        return "told"
    return "not told yet" if slip.is_news else "still within what they were told"


def telling_words(found: WeekReport) -> str:
    """Return how fast news of dates got to the buyers."""
    median = found.telling_median
    if median is None:
        return "Days from finding out to telling them: none of these slips has both days noted."
    return f"From finding out to telling them: {format_days(median)} (median of {len(found.telling)})."


def untold_words(untold: int) -> str:
    """Return how many moves nobody told the buyers of."""
    return f"{untold} not told yet." if untold else ""


def _error_words(found: WeekReport) -> str:
    told, first = found.history.told_errors, found.history.first_errors
    if not told and not first:
        return ""
    last_error, first_error = rounded_median(told), rounded_median(first)
    parts = [
        f"{_distance_words(last_error)} the last date told" if last_error is not None else "",
        f"{_distance_words(first_error)} the first date promised" if first_error is not None else "",
    ]
    homes = count_phrase(found.history.closings, "closed home")
    return f"Median of {homes}: closed {' and '.join(part for part in parts if part)}."


def _distance_words(days: int) -> str:
    return f"{format_days(abs(days))} {'after' if days > 0 else 'before'}" if days else "on"


def writer_words(found: WeekReport) -> str:
    """Return who gave the week's updates, where it wasn't the agent alone: `Updates this week: 9 by you, 2 by Dana Reyes`."""
    if all(name is None for name, _ in found.updates_by):
        return ""
    counts = (f"{count} by {name or found.agent or 'you'}" for name, count in found.updates_by)
    return f"Updates this week: {', '.join(counts)}"


def _promise_section(found: WeekReport) -> Iterator[Block]:
    yield Heading("Updates and promises")
    mine, others = found.mine, found.others
    yield Bullets(
        (
            Bullet(f"Updates on time, last four weeks: {share_words(found.updates)}"),
            Bullet(f"Homes updated on time, as of today: {share_words(found.up_to_date)}"),
            *((Bullet(writer_words(found)),) if writer_words(found) else ()),
            Bullet(f"Our promises: {kept_words(mine)}"),
            Bullet(f"Promises to us: {kept_words(others)}"),
            Bullet(
                f"Issues: {found.issues_resolved} resolved, {found.issues_open} open; special efforts: {found.special_efforts}"
            ),
        )
    )


def share_words(share: Share) -> str:
    """`41 of 48 (85%)`; of fewer than ten the counts alone."""
    if not share.of:
        return "none"
    percent = f" ({share.percent}%)" if share.percent is not None else ""
    return f"{share.part} of {share.of}{percent}"


def kept_words(kept: PromiseStats) -> str:
    """Return what became of promises."""
    open_words = f"{kept.is_open} open" + (f", {kept.overdue} overdue" if kept.overdue else "")
    if not kept.in_time.of:
        return open_words
    failed = [f"{kept.late} late" if kept.late else "", f"{kept.broken} broken" if kept.broken else ""]
    return ", ".join(part for part in (f"{share_words(kept.in_time)} kept on time", *failed, open_words) if part)


def _risk_section(found: WeekReport) -> Iterator[Block]:
    yield Heading("Who might cancel")
    if not found.risky:
        yield Paragraph("No open home shows any warning signs.")
        return
    shown = found.risky[:MAX_RISKY]
    yield Bullets(
        tuple(
            Bullet(
                f"{home.total} of 100: {', '.join(f'{part.points} {part.words}' for part in home.parts)}",
                job_and_name(home.summary),
            )
            for home in shown
        )
    )
    if len(found.risky) > len(shown):
        yield Paragraph(f"and {len(found.risky) - len(shown)} more with fewer signs.")


def calendar_blocks(months: Sequence[Month], today: date, *, links: PageLinks = NO_LINKS) -> list[Block]:
    """Return the months alone, as a page of their own."""
    title = Heading(" to ".join(dict.fromkeys([months[0].name, months[-1].name])), 1)
    return [title, *_calendar(months, today, "What's booked and promised", links=links)]


def timeline_blocks(bars: Timeline, today: date, *, links: PageLinks = NO_LINKS) -> list[Block]:
    """Return the bars alone, as a page of their own."""
    title = Heading(f"Backlog, {format_day(today, today=today)} {today.year}", 1)
    return [title, *(_bars(bars, today, links=links) if bars.bars else [Paragraph("No open homes.")])]


def pipeline_blocks(rungs: Sequence[StageCount]) -> list[Block]:
    """Return the stages alone, as a page of their own."""
    return [Heading(count_phrase(sum(rung.count for rung in rungs), "open home").capitalize(), 1), *_stages(rungs)]


def risk_blocks(homes: Sequence[HomeAtRisk], today: date) -> list[Block]:
    """Return who may cancel as a page of its own: the most at risk first, what their number is made of, what would lower it."""
    shown = [home for home in homes if home.total]
    calm = len(homes) - len(shown)
    blocks: list[Block] = [Heading(f"Who might cancel, {format_day(today, today=today)} {today.year}", 1)]
    blocks.append(Paragraph(f"{count_phrase(len(shown), 'open home').capitalize()} at risk, {calm} with no warning signs."))
    if shown:
        blocks.append(Bullets(tuple(_risk_bullet(home, today) for home in shown)))
        blocks.append(Paragraph("Risk runs from 0 to 100; each part says how much of it that is.", is_current=True))
    return blocks


def _risk_bullet(home: HomeAtRisk, today: date) -> Bullet:
    """One home with its number, then the parts of it, the heaviest first, and what to do about that one."""
    facts = (f"{home.total} of 100", stage_and_closing(home.summary, today), ", ".join(home.flags))
    parts = tuple(f"{part.points} {part.words}" for part in home.parts)
    words = " \u00b7 ".join(filter(None, facts))
    return Bullet(words, job_and_name(home.summary), home.verdict.level, (*parts, f"next: {home.parts[0].next}"))


def _calendar(
    months: Sequence[Month], today: date, heading: str = "Closings and orientations", *, links: PageLinks = NO_LINKS
) -> Iterator[Block]:
    if not months:
        return
    yield Heading(heading)
    yield Picture(month_tables(months, today=today, links=links))
    entries = [Bullet(_month_words(month), f"{month.name}:") for month in months]
    days = [day for month in months for day in month.days]
    entries += [Bullet(words, level=Level.AMBER) for day in days for words in trouble_words(day, today=today)]
    yield Bullets(tuple(entries))


def _month_words(month: Month) -> str:
    days = [
        f"{format_short_day(mark.day)} {job_and_name(mark.summary)}" for mark in month.marks if mark.what is BookingKind.CLOSING
    ]
    return f"{', '.join(month_counts(month))}{': ' if days else ''}{', '.join(days)}"


def _bars(bars: Timeline | None, today: date, *, most: int | None = None, links: PageLinks = NO_LINKS) -> Iterator[Block]:
    drawn = timeline_chart(bars._replace(bars=bars.bars[:most]), links=links) if bars is not None else None
    if bars is None or drawn is None:
        return
    yield Heading("From sale to keys")
    yield Picture(drawn)
    if most and len(bars.bars) > most:
        yield Picture(paragraph(f"and {len(bars.bars) - most} more that close later: backlog report timeline."))
    later = [bar for bar in bars.bars if bar.slip_days > 0]
    words = f"{len(later)} of {count_phrase(len(bars.bars), 'open home')} later than first promised"
    yield Paragraph(f"{words}, by up to {format_days(max(bar.slip_days for bar in later))}." if later else f"{words}.")
    if bars.behind:
        yield Bullets(tuple(Bullet(behind_words(bar, today=today), level=Level.AMBER) for bar in bars.behind[:MAX_BEHIND]))


def _stages(rungs: Sequence[StageCount]) -> Iterator[Block]:
    if not rungs:
        return
    yield Heading("Stages")
    yield Table(("Stage", "Homes", "Days", "Usual", "Longest there"), tuple(map(_stage_cells, rungs)), (1, 2, 3), bar=1)
    source = next((rung.source for rung in rungs if rung.source), "")
    yield Paragraph(f"Days are the median, without days on hold.{f' * {source}.' if source else ''}", is_current=True)


def _stage_cells(rung: StageCount) -> tuple[str, ...]:
    days = "" if rung.median_days is None else str(rung.median_days)
    return rung.stage, str(rung.count), days, f"{rung.usual}{'*' if rung.source else ''}", oldest_words(rung)


def _months(found: WeekReport) -> Iterator[Block]:
    yield Heading("Month by month")
    rows = [row for row in found.months if row.sold or row.closed or row.cancelled or row.planned]
    if rows:
        yield Table(
            ("Month", "Sold", "Closed", "Cancelled", "12-month rate", "To close"),
            (*(_month_row(row) for row in rows), _sum_row(rows)),
            (1, 2, 3, 4, 5),
        )
    if found.overdue_closings:
        yield Paragraph(f"{count_phrase(found.overdue_closings, 'closing')} past its date and still open.")


def _month_row(row: MonthRow) -> tuple[str, ...]:
    name = f"{MONTHS[row.first.month - 1][:3]} {row.first.year}"
    counts = [str(number) if number else "" for number in (row.sold, row.closed, row.cancelled)]
    rate = share_words(row.rate) if row.rate is not None and row.rate.of else ""
    return (name, *counts, rate, str(row.planned) if row.planned else "")


def _sum_row(rows: Sequence[MonthRow]) -> tuple[str, ...]:
    sold, closed, cancelled = (sum(numbers) for numbers in zip(*((r.sold, r.closed, r.cancelled) for r in rows), strict=True))
    return ("All", str(sold), str(closed), str(cancelled), "", str(sum(row.planned for row in rows)))


def _lost_section(found: WeekReport) -> Iterator[Block]:
    yield Heading("Cancellations")
    lost = found.lost
    percent = f" ({lost.share.percent}%)" if lost.share.percent is not None else ""
    yield Paragraph(f"Last 12 months: {lost.share.part} cancelled, {lost.share.of} sold{percent}.")
    if lost.reasons:
        yield Bullets(tuple(Bullet(f"{reason}: {count}") for reason, count in lost.reasons))
    if lost.lessons:
        yield Heading("Lessons", 3)
        yield Bullets(tuple(Bullet(lesson, job) for job, lesson in lost.lessons))
    stories = count_phrase(found.delighted + found.testimonials, "good sign")
    yield Paragraph(
        f"On the other side: {count_phrase(found.delighted, 'delighted household')} and "
        f"{count_phrase(found.testimonials, 'testimonial')}"
        + (f", {stories} for {count_phrase(lost.share.part, 'cancellation')}." if lost.share.part else ".")
    )


def _work_section(found: WeekReport) -> Iterator[Block]:
    yield Heading("Calls and messages")
    yield Paragraph(f"{found.touches_week} this week, {found.touches_before} the week before.")
    if found.touched:
        yield Bullets(
            tuple(
                Bullet(
                    f"{home.touches} in four weeks ({home.ours} by us, {home.theirs} by them)"
                    + (f", {home.minutes} minutes noted" if home.minutes else ""),
                    job_and_name(home.summary),
                )
                for home in found.touched[:MAX_TOUCHED]
            )
        )


def good_section(found: WeekReport) -> Iterator[Block]:
    """Yield what went well: keys handed over, delighted buyers, surveys."""
    delighted = [feeling for feeling in found.positives if feeling.talk.mood == Mood.DELIGHTED]
    parts = [f"{job_and_name(home)} closed" for home in found.closed_week]
    parts += [f"{job_and_name(feeling.summary)} delighted" for feeling in delighted if feeling.talk.at.day > found.since]
    if found.surveys:
        scores = ", ".join(map(str, found.surveys[::-1]))
        parts.append(f"surveys: {scores} of 10")
    if parts:
        yield Heading("Good this week")
        yield Bullets(tuple(Bullet(words) for words in parts))


# The slips.


def slip_blocks(found: Sequence[Slip], week: WeekReport) -> list[Block]:
    """Every closing that moved later in twelve months: why, how soon it was told, what we do differently (002-7, 004-4)."""
    today = week.today
    blocks: list[Block] = [Heading(f"Slips in the 12 months to {format_day(today, today=today)} {today.year}", 1)]
    homes = len({slip.summary.job for slip in found})
    total = sum(slip.days for slip in found)
    count = f"{count_phrase(homes, 'home')} slipped {count_phrase(len(found), 'time')}, {format_days(total)} in all."
    blocks.append(Paragraph(count if found else "No slips."))
    if week.causes:
        rows = tuple((cause.kind, str(cause.slips), str(cause.days)) for cause in week.causes)
        blocks.append(Table(("Cause", "Moves", "Days"), rows, (1, 2)))
    blocks.append(Paragraph(f"{telling_words(week)} {untold_words(week.untold)}".strip()))
    errors = _error_words(week)
    blocks += [Paragraph(errors)] if errors else []
    blocks.append(Heading("Each slip"))
    blocks.append(Bullets(tuple(_slip_with_details(slip, today) for slip in found)))
    return blocks if found else blocks[:2]


def _slip_with_details(slip: Slip, today: date) -> Bullet:
    shift = slip.shift
    under = (
        f"found out {format_day_with_year(shift.known_date, today)}" if shift.known_date else "",
        f"together: {redact_text(shift.together)}" if shift.together else "",
        f"plan B: {redact_text(shift.plan_b)}" if shift.plan_b else "",
        "our mistake, and said so" if shift.ours else "",
    )
    return Bullet(slip_bullet(slip, today).words, job_and_name(slip.summary), None, tuple(words for words in under if words))


# One home's record.


def record_blocks(found: JobRecord, *, today: date) -> list[Block]:
    """Return the record of one home, oldest first, as it may be handed on (001-6e)."""
    summary = found.summary
    blocks: list[Block] = [Heading(f"Record of {job_and_name(summary)}, as of {format_day(today, today=today)} {today.year}", 1)]
    about = (
        ", ".join(buyer.name for buyer in summary.buyers),
        f"lot {summary.lot}" if summary.lot else "",
        summary.address or "",
        summary.plan or "",
    )
    blocks.append(Paragraph(" - ".join(part for part in about if part)))
    if found.private:
        left_out = count_phrase(found.private, "private conversation")
        blocks.append(Paragraph(f"Left out: {left_out}, telephone numbers, sums of money.", is_current=True))
    blocks.append(Bullets(tuple(Bullet(entry.what, str(entry.at), None, entry.under) for entry in found.entries)))
    return blocks


# A hand-over.


def handover_blocks(found: Sequence[HandoverHome], *, agent: str | None, today: date) -> list[Block]:
    """Return what the next agent must know of each home (004-25)."""
    title = f"Hand-over{f' from {agent}' if agent else ''}, {format_day(today, today=today)} {today.year}"
    count = count_phrase(len(found), "home")
    homes = count if len(found) == 1 else f"{count}, the soonest closing first"
    is_private = any(home.private for home in found)
    kept = "Holds private notes: for the next agent's eyes alone." if is_private else "Private notes are left out."
    blocks: list[Block] = [Heading(title, 1), Paragraph(f"{homes}. {kept}")]
    for home in found:
        blocks.append(Heading(job_and_name(home.summary)))
        entries = [Bullet(reason_words(duty), level=duty.level) for duty in home.reasons]
        entries += [Bullet(words, f"{name}:") for name, words in home.facts]
        entries += [Bullet(words, f"{name} (private):", contacts=home.contacts) for name, words in home.private]
        blocks.append(Bullets(tuple(entries)))
    return blocks
