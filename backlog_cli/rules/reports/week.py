"""The week for management: red first, feelings and how they moved, asks, slips, and the counts that show the work."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.values import add_months
from backlog_cli.errors import UsageError
from backlog_cli.rules.backlog import with_history
from backlog_cli.rules.changes.done import item_numbers
from backlog_cli.rules.due.ranking import ranked_verdicts
from backlog_cli.rules.history import Cause, causes_of, rounded_median, slips_of
from backlog_cli.rules.job_lookup import resolve_choice
from backlog_cli.rules.reports.cancellation import homes_by_risk
from backlog_cli.rules.reports.office_copy import redact_job, redact_text
from backlog_cli.rules.summary import (
    cadence_of,
    closed_day,
    closing_day,
    days_to_closing,
    is_live,
    is_open,
    last_update_talk,
    latest_mood,
    talks_until,
    untold_shifts,
    update_basis,
)
from backlog_cli.rules.writers import distinct_people, is_same_person
from backlog_cli.terms import (
    CANCELLED,
    Level,
    Mood,
    MovedDate,
    Outcome,
    Party,
    PromiseStatus,
    RequestStatus,
    TalkKind,
    Testimonial,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.history import History
    from backlog_cli.rules.reports.cancellation import HomeAtRisk
    from backlog_cli.rules.summary import JobSummary, Promise, Shift, Talk
    from backlog_cli.terms import Policy

WEEK = 7
WINDOW_DAYS = 28  # days over which touches and updates are counted
YEAR_MONTHS = 12
SOON_DAYS = 30  # days within which a closing is near
MAX_RED = 3  # reasons told of one red home
MAX_TOUCHED = 5
MIN_FOR_RATE = 10  # of fewer no percentage is made
SILENT_DAYS = 3  # days past the day of an update, from which on buyers are left in silence
SILENT_ATTEMPTS = 2  # calls nobody answered, from which on the buyers are silent
MOOD_RANKS = {Mood.UPSET: -2, Mood.WORRIED: -1, Mood.NEUTRAL: 0, Mood.HAPPY: 1, Mood.DELIGHTED: 2}


class Share(NamedTuple):
    """So many of so many. `percent` is None for fewer than ten: of few, only the counts are honest."""

    part: int
    of: int

    @property
    def percent(self) -> int | None:
        """The share in whole per cent."""
        return round(100 * self.part / self.of) if self.of >= MIN_FOR_RATE else None


class RedHome(NamedTuple):
    """A home that is red, with what fires, the strongest first; `numbers` are what `done` takes for each."""

    summary: JobSummary
    reasons: tuple[Duty, ...]
    left_out: int
    numbers: tuple[int | None, ...]


class Feeling(NamedTuple):
    """How a household feels, and how it felt a week ago; `moved` counts steps up (positive) or down, None when not known."""

    summary: JobSummary
    talk: Talk
    before: str | None
    moved: int | None
    is_past: bool = False  # silence, or a bad word in confidence, has come since: it praises nobody

    @property
    def rank(self) -> int:
        """From -2 (upset) to 2 (delighted)."""
        return MOOD_RANKS[Mood(self.talk.mood)] if self.talk.mood else 0


class ActionItem(NamedTuple):
    """Something management or somebody else has to do: `kind` is issue, question, promise or change; `day` may be past."""

    summary: JobSummary
    kind: str
    what: str
    wants: str | None
    owner: str | None
    day: date | None
    since: date | None = None
    is_grave: bool = False


class Slip(NamedTuple):
    """One closing that moved later."""

    summary: JobSummary
    shift: Shift
    days: int
    is_told: bool
    days_to_tell: int | None
    is_news: bool = True  # they have to hear of it: it left what they were told


class MonthRow(NamedTuple):
    """One month: homes sold, closed, cancelled, and those that are still to close in it.

    `rate` is what was cancelled in the twelve months to its end against what was sold in them; None for months to come.
    """

    first: date
    sold: int
    closed: int
    cancelled: int
    planned: int
    rate: Share | None = None


class LostSales(NamedTuple):
    """The sales that were lost in twelve months, against the homes sold in them."""

    share: Share
    reasons: tuple[tuple[str, int], ...]
    lessons: tuple[tuple[str, str], ...]  # job and lesson, newest first


class TouchCount(NamedTuple):
    """How often one household was written to, called or heard in four weeks; `minutes` as far as they were noted."""

    summary: JobSummary
    ours: int
    theirs: int
    minutes: int

    @property
    def touches(self) -> int:
        """All of them."""
        return self.ours + self.theirs


class PromiseStats(NamedTuple):
    """What became of promises: `in_time` of those that are settled, and how many open ones are past their day."""

    in_time: Share
    late: int
    broken: int
    is_open: int
    overdue: int


class WeekReport(NamedTuple):
    """Everything the week's report says; nothing in it is private. Days are counted up to and with `today`."""

    today: date
    since: date
    agent: str | None
    live: int
    open: int
    amber: int
    closing_soon: int
    red: tuple[RedHome, ...]
    risky: tuple[HomeAtRisk, ...]  # open homes with any sign of a cancellation, the most at risk first
    feelings: tuple[Feeling, ...]  # the lowest first
    unknown: int  # open homes whose feelings nobody noted for 30 days
    asks: tuple[ActionItem, ...]
    new_slips: tuple[Slip, ...]
    causes: tuple[Cause, ...]  # of twelve months
    telling: tuple[int, ...]  # days from knowing to telling, shortest first, of twelve months
    untold: int
    updates: Share
    up_to_date: Share  # open homes updated on time, as of today
    updates_by: tuple[tuple[str | None, int], ...]  # the week's updates by who gave them, None for the agent
    months: tuple[MonthRow, ...]
    overdue_closings: int
    lost: LostSales
    touched: tuple[TouchCount, ...]  # the most touched first
    touches_week: int
    touches_before: int
    issues_resolved: int
    issues_open: int
    special_efforts: int
    mine: PromiseStats
    others: PromiseStats
    closed_week: tuple[JobSummary, ...]
    delighted: int  # households, in twelve months
    testimonials: int
    surveys: tuple[int, ...]
    history: History

    @property
    def telling_median(self) -> int | None:
        """Days from knowing to telling, the median."""
        return rounded_median(self.telling)

    @property
    def positives(self) -> tuple[Feeling, ...]:
        """Happy and delighted households, the happiest first; none that is silent or upset since."""
        glad = (found for found in self.feelings if found.rank > 0 and not found.is_past)
        return tuple(sorted(glad, key=lambda found: -found.rank))

    @property
    def negatives(self) -> tuple[Feeling, ...]:
        """Worried and upset households, the lowest first."""
        return tuple(found for found in self.feelings if found.rank < 0)

    @property
    def moved_up(self) -> int:
        """Households that feel better than a week ago."""
        return sum((found.moved or 0) > 0 for found in self.feelings)

    @property
    def newly_felt(self) -> int:
        """Households of whose feelings nothing was known a week ago."""
        return sum(found.moved is None for found in self.feelings)

    @property
    def moved_down(self) -> int:
        """Households that feel worse than a week ago."""
        return sum((found.moved or 0) < 0 for found in self.feelings)


def week_report(backlog: Backlog, jobs: Sequence[model.Job], *, today: date, archived: Sequence[JobSummary] = ()) -> WeekReport:
    """Return the week up to today. `jobs` is the file's own telling of every home, archives included (001-2d, 001-2e, 001-2f).

    `archived` are the homes of the archives: they count for the year and teach, and are not part of the week.
    """
    known = {summary.key: summary for summary in backlog.jobs}
    backlog = with_history(backlog._replace(jobs=tuple(map(redact_job, backlog.jobs))), archived)
    since = today - timedelta(days=WEEK)
    every = (*backlog.jobs, *map(redact_job, archived))
    verdicts = ranked_verdicts(backlog, today=today)
    here = {summary.job: summary for summary in backlog.jobs}
    live = [summary for summary in backlog.jobs if is_live(summary, today=today)]
    held = (found._replace(is_past=_is_past(found, known[found.summary.key], backlog, today)) for found in _feelings(live, today))
    feelings = tuple(sorted(held, key=_feeling_key))
    felt = {found.summary.job for found in feelings}
    recent = [
        slip for summary in every for slip in _slips_of(summary, today) if _is_recent(slip, add_months(today, -YEAR_MONTHS))
    ]
    promises = [(promise, summary) for summary in live for promise in summary.promises]
    return WeekReport(
        today=today,
        since=since,
        agent=backlog.policy.agent,
        live=len(verdicts),
        open=sum(map(is_open, backlog.jobs)),
        amber=sum(verdict.level is Level.AMBER for verdict in verdicts),
        closing_soon=sum(_is_near(summary, today) for summary in backlog.jobs),
        red=tuple(
            _red_home(here[found.job], found.reasons, known[here[found.job].key], backlog.policy, today)
            for found in verdicts
            if found.level is Level.RED
        ),
        risky=tuple(found for found in homes_by_risk(backlog, today=today) if found.total),
        feelings=feelings,
        unknown=sum(is_open(summary) and summary.job not in felt for summary in live),
        asks=tuple(sorted(_action_items(live, jobs, today), key=_action_key)),
        new_slips=tuple(slip for slip in recent if (slip.shift.known_date or date.min) > since),
        causes=causes_of(slip.shift for slip in recent),
        telling=tuple(sorted(_telling_days(every, today))),
        untold=sum(len(_untold_moves(summary, today)) for summary in backlog.jobs),
        updates=share_on_time(filter(is_open, backlog.jobs), backlog, today),
        up_to_date=share_up_to_date(list(filter(is_open, backlog.jobs)), backlog, today),
        updates_by=_updates_by_writer(live, backlog.policy.agent, since, today),
        months=_month_rows(every, today),
        overdue_closings=sum(is_open(found) and (closing_day(found) or date.max) < today for found in backlog.jobs),
        lost=_lost_sales(every, jobs, today),
        touched=tuple(
            sorted(_touch_counts(live, jobs, today), key=lambda found: (-found.minutes, -found.touches, found.summary.job))
        ),
        touches_week=sum(_is_touch(talk) and since < talk.at.day <= today for found in live for talk in found.talks),
        touches_before=sum(
            _is_touch(talk) and since - timedelta(days=WEEK) < talk.at.day <= since for found in live for talk in found.talks
        ),
        issues_resolved=sum(not issue.is_open for summary in live for issue in summary.issues),
        issues_open=sum(issue.is_open for summary in live for issue in summary.issues),
        special_efforts=sum(bool(issue.special_effort) for job in jobs if job.job in here for issue in job.issues),
        mine=promise_stats([promise for promise, _ in promises if promise.by == Party.ME], today),
        others=promise_stats([promise for promise, _ in promises if promise.by != Party.ME], today),
        closed_week=tuple(found for found in backlog.jobs if since < (closed_day(found) or date.min) <= today),
        delighted=sum(_was_delighted(summary, today) for summary in every),
        testimonials=sum(job.care is not None and job.care.testimonial == Testimonial.RECEIVED for job in jobs),
        surveys=tuple(sorted(found.care.survey_score for found in every if found.care.survey_score is not None)),
        history=backlog.history,
    )


def _is_near(summary: JobSummary, today: date) -> bool:
    days = days_to_closing(summary, today=today)
    return is_open(summary) and days is not None and days <= SOON_DAYS


def _red_home(summary: JobSummary, reasons: Iterable[Duty], whole: JobSummary, policy: Policy, today: date) -> RedHome:
    firing = [duty for duty in reasons if duty.is_firing]
    told = tuple(duty._replace(text=redact_text(duty.text), next=redact_text(duty.next)) for duty in firing[:MAX_RED])
    numbers = item_numbers(summary, firing, policy, today=today, whole=whole)
    return RedHome(summary, told, len(firing) - len(told), numbers[: len(told)])


# Feelings.


def _feelings(homes: Iterable[JobSummary], today: date) -> Iterator[Feeling]:
    for summary in homes:
        talk = latest_mood(summary, today=today)
        if talk is None or talk.mood is None:
            continue
        before = latest_mood(summary, today=today - timedelta(days=WEEK))
        was = before.mood if before else None
        moved = MOOD_RANKS[Mood(talk.mood)] - MOOD_RANKS[Mood(was)] if was else None
        yield Feeling(summary, _redact_private_talk(talk), was, moved)


def _is_past(found: Feeling, summary: JobSummary, backlog: Backlog, today: date) -> bool:
    """Whether a good feeling no longer counts: they were upset since, were not updated, or answer no call.

    `summary` is the home with its private conversations: what was said in confidence is not told, and not contradicted.
    """
    last = latest_mood(summary, today=today)
    if last is not None and last.mood is not None and MOOD_RANKS[Mood(last.mood)] < 0:
        return True
    silence, update = timedelta(days=cadence_of(summary, backlog.policy) + SILENT_DAYS), last_update_talk(summary, today=today)
    if is_open(summary) and (update is None or update.at.day + silence <= today):
        return True
    since = [talk for talk in talks_until(summary, today=today) if talk.at > found.talk.at]
    is_heard = any(talk.kind == TalkKind.INBOUND or talk.outcome == Outcome.REACHED for talk in since)
    return sum(talk.is_attempt for talk in since) >= SILENT_ATTEMPTS and not is_heard


def _redact_private_talk(talk: Talk) -> Talk:
    return talk._replace(said=redact_text(talk.said) if talk.said else None)


def _feeling_key(found: Feeling) -> tuple[int, int, str]:
    return found.rank, -found.talk.at.day.toordinal(), found.summary.job


def _was_delighted(summary: JobSummary, today: date) -> bool:
    first = add_months(today, -YEAR_MONTHS)
    return any(talk.mood == Mood.DELIGHTED and talk.at.day > first for talk in talks_until(summary, today=today))


# Asks: who has to do what by when.


def _action_key(ask: ActionItem) -> tuple[bool, date, str]:
    return not ask.is_grave, ask.day or date.max, ask.summary.job


def _action_items(homes: Sequence[JobSummary], jobs: Sequence[model.Job], today: date) -> Iterator[ActionItem]:
    files = {job.job: job for job in jobs}
    for summary in homes:
        for issue in summary.issues:
            if issue.is_open:
                wants = redact_text(issue.wants) if issue.wants else None
                grave = issue.severity == "high" or (issue.due is not None and issue.due < today)
                words = redact_text(issue.text)
                yield ActionItem(summary, "issue", words, wants, issue.owner, issue.due, issue.opened, is_grave=grave)
        for question in summary.questions:
            if question.answered is None and question.answer is None and question.of != Party.BUYER:
                yield ActionItem(summary, "question", redact_text(question.ask), None, question.of, None, question.asked)
        for promise in summary.promises:
            owner = promise.needs if promise.is_mine else str(promise.by)
            if promise.is_open and owner and promise.by != Party.BUYER:
                late = promise.due is not None and promise.due < today
                yield ActionItem(
                    summary, "promise", redact_text(promise.text), None, owner, promise.due, promise.made, is_grave=late
                )
        for request in files[summary.job].change_requests if summary.job in files else ():
            if request.status not in (RequestStatus.ANSWERED, RequestStatus.DECLINED):
                words = redact_text(request.what or "a change")
                late = request.answer_by is not None and request.answer_by < today
                yield ActionItem(summary, "change", words, None, None, request.answer_by, request.asked, is_grave=late)


# Slips, and how fast they were told.


def _slips_of(summary: JobSummary, today: date) -> Iterator[Slip]:
    for shift in slips_of(summary):
        if shift.from_day is None or shift.to_day is None or (shift.known_date or date.min) > today:
            continue
        days = (shift.to_day - shift.from_day).days
        is_news = shift.told_date is not None or shift in untold_shifts(summary)
        yield Slip(summary, shift, days, shift.told_date is not None, days_to_tell(shift), is_news)


def recent_slips(backlog: Backlog, *, today: date, archived: Sequence[JobSummary] = ()) -> tuple[Slip, ...]:
    """Return every closing that moved later in the last twelve months, the newest first (000-7, 002-7)."""
    first = add_months(today, -YEAR_MONTHS)
    every = map(redact_job, (*backlog.jobs, *archived))
    found = [slip for summary in every for slip in _slips_of(summary, today) if _is_recent(slip, first)]
    return tuple(sorted(found, key=lambda slip: (-(slip.shift.known_date or date.min).toordinal(), slip.summary.job)))


def _is_recent(slip: Slip, first: date) -> bool:
    day = slip.shift.known_date or slip.shift.told_date or slip.shift.to_day
    return day is not None and day > first


def days_to_tell(shift: Shift) -> int | None:
    """Return days from knowing to telling; None while one of the two is missing (001-3a)."""
    if shift.known_date is None or shift.told_date is None:
        return None
    return max(0, (shift.told_date - shift.known_date).days)


def _telling_days(homes: Iterable[JobSummary], today: date) -> Iterator[int]:
    first = add_months(today, -YEAR_MONTHS)
    for summary in homes:
        for shift in summary.shifts:
            days = days_to_tell(shift)
            if (
                days is not None
                and shift.what in (MovedDate.CLOSING, MovedDate.ORIENTATION)
                and first < (shift.known_date or first) <= today
            ):
                yield days


def _untold_moves(summary: JobSummary, today: date) -> list[Shift]:
    if not is_open(summary):
        return []
    return [shift for shift in untold_shifts(summary) if shift.known_date is not None and shift.known_date <= today]


# Words given.


def share_on_time(homes: Iterable[JobSummary], backlog: Backlog, today: date) -> Share:
    """Of the updates given or owed in four weeks, those that came within the rhythm agreed (001-6a).

    A word is measured from the one before it, the first from a sale of these four weeks: what came before the first
    entry nobody wrote down.
    """
    first = today - timedelta(days=WINDOW_DAYS)
    in_time = every = 0
    for summary in homes:
        rhythm = timedelta(days=cadence_of(summary, backlog.policy))
        days = sorted({talk.at.day for talk in talks_until(summary, today=today) if talk.is_real_word})
        if summary.sold_date is not None and summary.sold_date > first:
            days = [summary.sold_date, *days]
        gaps = [later - earlier for earlier, later in pairwise(days) if later > first]
        in_time += sum(gap <= rhythm for gap in gaps)
        every += len(gaps) + _is_behind(summary, backlog.policy, today)
    return Share(in_time, every)


def _is_behind(summary: JobSummary, policy: Policy, today: date) -> bool:
    last = update_basis(summary, policy, today=today)
    return last is not None and last + timedelta(days=cadence_of(summary, policy)) < today


def share_up_to_date(homes: Sequence[JobSummary], backlog: Backlog, today: date) -> Share:
    """Return how many of the homes are not behind with their update today."""
    behind = sum(_is_behind(home, backlog.policy, today) for home in homes)
    return Share(len(homes) - behind, len(homes))


def _is_touch(talk: Talk) -> bool:
    return talk.kind != TalkKind.INTERNAL


def _updates_by_writer(
    homes: Sequence[JobSummary], agent: str | None, since: date, today: date
) -> tuple[tuple[str | None, int], ...]:
    """The week's updates by who gave them, each person once, whoever gave the most first."""
    talks = (talk for home in homes for talk in home.talks if not talk.private and since < talk.at.day <= today)
    updates = [talk for talk in talks if talk.is_real_word]
    people = distinct_people([*([agent] if agent else []), *(talk.by for talk in updates if talk.by)])

    def giver(talk: Talk) -> str | None:
        name = next((name for name in people if talk.by and is_same_person(name, talk.by)), None)
        return None if name == agent else name

    return tuple(sorted(Counter(map(giver, updates)).items(), key=lambda found: (-found[1], found[0] or "")))


def _touch_counts(homes: Iterable[JobSummary], jobs: Sequence[model.Job], today: date) -> Iterator[TouchCount]:
    first = today - timedelta(days=WINDOW_DAYS)
    minutes = {
        job.job: sum(entry.minutes or 0 for entry in job.log if entry.at is not None and first < entry.at.day <= today)
        for job in jobs
    }
    for summary in homes:
        talks = [talk for talk in summary.talks if _is_touch(talk) and first < talk.at.day <= today]
        theirs = sum(talk.kind == TalkKind.INBOUND for talk in talks)
        if talks:
            yield TouchCount(summary, len(talks) - theirs, theirs, minutes.get(summary.job, 0))


def promise_stats(promises: Sequence[Promise], today: date) -> PromiseStats:
    """Return how many were kept, late, broken: a promise done after its day is late, however it is called (003-13, 004-1)."""
    settled = [promise for promise in promises if not promise.is_open and promise.status != PromiseStatus.WITHDRAWN]
    broken = sum(promise.status == PromiseStatus.BROKEN for promise in settled)
    late = sum(promise.status != PromiseStatus.BROKEN and _is_late(promise) for promise in settled)
    opened = [promise for promise in promises if promise.is_open]
    overdue = sum(promise.due is not None and promise.due < today for promise in opened)
    return PromiseStats(Share(len(settled) - broken - late, len(settled)), late, broken, len(opened), overdue)


def _is_late(promise: Promise) -> bool:
    if promise.done is not None and promise.due is not None:
        return promise.done > promise.due
    return promise.status == PromiseStatus.LATE


# Months.


def _month_rows(homes: Sequence[JobSummary], today: date) -> tuple[MonthRow, ...]:
    """Eleven months back, this one, and as far ahead as closings are planned, at most a year."""
    this = today.replace(day=1)
    planned = Counter(day.replace(day=1) for found in homes if is_open(found) and (day := closing_day(found)) and day >= today)
    ahead = max([this, *(month for month in planned if month <= add_months(this, YEAR_MONTHS))])
    sold = Counter(day.replace(day=1) for found in homes if (day := found.sold_date) and day <= today)
    closed = Counter(day.replace(day=1) for found in homes if (day := closed_day(found)) and day <= today)
    lost = Counter(day.replace(day=1) for found in homes if (day := cancelled_day(found)) and day <= today)
    first = add_months(this, 1 - YEAR_MONTHS)
    count = (ahead.year - first.year) * 12 + ahead.month - first.month + 1
    months = [add_months(first, n) for n in range(count)]

    def rate(month: date) -> Share | None:
        year = [add_months(month, -n) for n in range(YEAR_MONTHS)]
        return None if month > this else Share(sum(lost[one] for one in year), sum(sold[one] for one in year))

    return tuple(MonthRow(month, sold[month], closed[month], lost[month], planned[month], rate(month)) for month in months)


def cancelled_day(summary: JobSummary) -> date | None:
    """Return the day a sale was lost: as written, else when the stage was entered; None for homes that were not lost."""
    if summary.stage != CANCELLED:
        return None
    return summary.cancelled_date or dict(summary.stage_entered).get(CANCELLED) or summary.stage_since


def _lost_sales(homes: Sequence[JobSummary], jobs: Sequence[model.Job], today: date) -> LostSales:
    first = add_months(today, -YEAR_MONTHS)
    gone = [(day, found) for found in homes if (day := cancelled_day(found)) is not None and first < day <= today]
    gone.sort(key=lambda pair: (-pair[0].toordinal(), pair[1].job))
    sold = sum(found.sold_date is not None and first < found.sold_date <= today for found in homes)
    reasons = Counter(found.cancelled_reason or "no reason noted" for _, found in gone)
    files = {job.job: job for job in jobs}
    lessons = ((found.job, files[found.job].cancelled) for _, found in gone if found.job in files)
    return LostSales(
        share=Share(len(gone), sold),
        reasons=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        lessons=tuple((job, redact_text(lost.lesson)) for job, lost in lessons if lost is not None and lost.lesson),
    )


REPORT_KINDS = ("week", "slips", "stages", "timeline", "risk", "job", "handover")


def parse_report_kind(words: Sequence[str]) -> tuple[str, str | None]:
    """Return which report is meant, and for one home which (`handover` can do without). Raise UsageError for other words."""
    kind = resolve_choice(words[0], REPORT_KINDS, "report") if words else "week"
    rest = list(words[1:])
    if kind == "job":
        if len(rest) != 1:
            raise UsageError("which home? `backlog report job HC-1041` takes one job, by number, lot or surname.")
        return kind, rest[0]
    if kind == "handover" and len(rest) == 1:
        return kind, rest[0]
    if rest:
        if kind == "handover":
            raise UsageError("`backlog report handover HC-1041` takes one job; without one it holds every home.")
        raise UsageError(f'"{rest[0]}" is one word too many after `report {kind}`.')
    return kind, None
