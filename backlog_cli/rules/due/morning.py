"""The morning page before it is drawn: all that is due today, who comes first, and what is still to come (000-1)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from backlog_cli.dates.format import format_day
from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.clocks.contact import message_duties
from backlog_cli.rules.clocks.table import RULE_ORDER
from backlog_cli.rules.due.ahead import ComingDuty, coming_duties
from backlog_cli.rules.due.appointments import Meeting, meetings_on
from backlog_cli.rules.due.focus import focus_jobs, home_to_protect, too_many_red
from backlog_cli.rules.due.highlights import (
    DoneToday,
    GoodNews,
    ProtectedJob,
    done_today,
    newest_good_news,
    protected_duty,
)
from backlog_cli.rules.due.owed import LOOK_AHEAD_DAYS, OwedUpdate, owed_updates
from backlog_cli.rules.due.ranking import JudgedHome, judged_homes
from backlog_cli.rules.due.selection import SORT_ORDERS, sort_jobs
from backlog_cli.rules.duty import Duty, Verdict
from backlog_cli.rules.job_lookup import resolve_choice
from backlog_cli.rules.summary import JobSummary, days_to_closing, is_open, is_snoozed, joint_name
from backlog_cli.rules.urgency import LEVEL_ORDER, frog_reasons, hardest_call, is_urgent
from backlog_cli.terms import Level

CLOSING_SOON_DAYS = 14
LEAST_REASONS = 2  # told of a home at the top of the page
# These rows have a part of the page of their own.
UPDATE, INBOUND = "update", "inbound"


class HomeDuties(NamedTuple):
    """What one home's line tells: some of its duties."""

    summary: JobSummary
    level: Level
    duties: tuple[Duty, ...]

    @property
    def job(self) -> str:
        """Return the home's number."""
        return self.summary.job


class Morning(NamedTuple):
    """What the agent sees with her coffee; every number counts live jobs, `open` and `closing_soon` open ones."""

    today: date
    open: int
    live: int
    red: int
    amber: int
    closing_soon: int
    frog: HomeDuties | None
    focus: tuple[HomeDuties, ...]
    more_red: int  # red jobs beyond the five
    snoozed: int  # homes that sleep until their day
    messages: tuple[HomeDuties, ...]  # that wait for an answer and are not told above; a line a message
    due: tuple[HomeDuties, ...]  # what is due today of homes that are not above, the update apart
    appointments: tuple[Meeting, ...]
    owed: tuple[OwedUpdate, ...]  # everybody's, those above too, within the days looked ahead
    owed_below: tuple[OwedUpdate, ...]  # those due by today of homes that are not above
    ahead: tuple[ComingDuty, ...]
    done: tuple[DoneToday, ...]
    protect: ProtectedJob | None
    good: GoodNews | None
    away_untold: tuple[Duty, ...]  # the agent's own duties; they belong to no job
    too_many_red: str | None
    all_clear: int  # live jobs that the page has nothing about
    minutes: int  # what today's list may take (000-15)
    homes: tuple[JudgedHome, ...]  # every live home in the page's order
    bad: tuple[str, ...] = ()
    warnings: int = 0

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict on every live home, in the page's order."""
        return tuple(home.verdict for home in self.homes)


def build_morning(backlog: Backlog, *, today: date, ahead: int = LOOK_AHEAD_DAYS, coming: int = 0) -> Morning:
    """Return the whole page for one day (002-1).

    Updates and absences are looked at `ahead` days into the future, duties of every other kind `coming` days.
    """
    homes = judged_homes(backlog, today=today)
    frog, focus, more_red = _top_of_page(homes)
    above = [home for home in (frog, *focus) if home is not None]
    below = [home for home in homes if not _is_among(home, above)]
    told = {duty for home in above for duty in due_rows(home.verdict, today=today)}
    messages = tuple(_messages(homes, backlog, told, today))
    due = tuple(_due_below(below, today))
    owed = owed_updates(((home.summary, _update_owed(home.verdict)) for home in homes), backlog, today=today, ahead=ahead)
    owed_below = tuple(update for update in owed if update.day <= today and not _is_among(update, above))
    meetings = tuple(meetings_on(backlog, today=today))
    away = tuple(untold_absences(backlog, today=today, ahead=ahead))
    levels = [home.verdict.level for home in homes]
    return Morning(
        today=today,
        open=sum(is_open(found) for found in backlog.jobs),
        live=len(homes),
        red=levels.count(Level.RED),
        amber=levels.count(Level.AMBER),
        closing_soon=sum(_is_closing_soon(found, today) for found in backlog.jobs),
        frog=_home_reasons(frog, today, is_frog=True) if frog is not None else None,
        focus=tuple(_home_reasons(home, today) for home in focus),
        more_red=more_red,
        snoozed=sum(is_snoozed(home.summary, today=today) for home in homes),
        messages=messages,
        due=due,
        appointments=meetings,
        owed=owed,
        owed_below=owed_below,
        ahead=coming_duties(backlog, today=today, days=coming, known={id(home.summary): home.verdict.reasons for home in homes}),
        done=done_today(backlog, today=today),
        protect=_protect(homes, above, today),
        good=newest_good_news(backlog, today=today),
        away_untold=away,
        too_many_red=_red_notice(homes),
        all_clear=_count_all_clear(homes, messages, meetings),
        minutes=_estimated_minutes(frog, focus, (*messages, *due), owed_below, meetings),
        homes=homes,
        bad=backlog.bad,
        warnings=backlog.warnings,
    )


def sorted_morning(found: Morning, sort: str | None) -> Morning:
    """Return the morning with its homes and its updates in the order asked for. Raise UsageError for no such order."""
    if sort is None:
        return found
    homes = tuple(JudgedHome(*listed) for listed in sort_jobs(found.homes, sort))
    if resolve_choice(sort, SORT_ORDERS, "order") == "urgency":
        return found._replace(homes=homes)
    place = {id(home.summary): n for n, home in enumerate(homes)}
    return found._replace(homes=homes, owed=tuple(sorted(found.owed, key=lambda owed: place[id(owed.summary)])))


def is_anybody_waiting(found: Morning) -> bool:
    """Whether "Nobody is waiting for you today." would be wrong: the law of the page, and what `--exit-code` answers.

    Somebody waits when a row's day has come, a message waits for an answer, an update is owed, an appointment is today, an
    absence has to be told by today, or a home could not be read.
    """
    today = found.today
    return (
        bool(found.bad or found.messages)
        or any(due_rows(home.verdict, today=today) for home in found.homes)
        or any(update.day <= today for update in found.owed)
        or any(meeting.is_hers for meeting in found.appointments)
        or any(is_urgent(duty, today=today) for duty in found.away_untold)
    )


def due_rows(verdict: Verdict, *, today: date) -> tuple[Duty, ...]:
    """Return the rows of one home whose day has come, in the order in which they speak (reading 18)."""
    return tuple(duty for duty in verdict.reasons if is_urgent(duty, today=today))


def page_reasons(verdict: Verdict, *, today: date, is_frog: bool = False) -> tuple[Duty, ...]:
    """Return what the page says of a home at its top: two reasons, and beyond them every row whose day has come.

    The hardest call is named by what made it the hardest call.
    """
    reasons = frog_reasons(verdict) if is_frog else verdict.reasons
    firing = [duty for duty in reasons if duty.is_firing] or reasons[:1]
    return tuple(duty for n, duty in enumerate(firing) if n < LEAST_REASONS or is_urgent(duty, today=today))


# The top of the page.


def _top_of_page(homes: Sequence[JudgedHome]) -> tuple[JudgedHome | None, tuple[JudgedHome, ...], int]:
    """The hardest call, the homes in focus, and how many red ones wait behind them."""
    verdicts = [home.verdict for home in homes]
    frog = hardest_call(verdicts)
    focus, more_red = focus_jobs(verdicts, frog)
    by_verdict = {id(home.verdict): home for home in homes}
    return by_verdict[id(frog)] if frog is not None else None, tuple(by_verdict[id(one)] for one in focus), more_red


def _protect(homes: Sequence[JudgedHome], above: Sequence[JudgedHome], today: date) -> ProtectedJob | None:
    found = home_to_protect([home.verdict for home in homes], [home.verdict for home in above])
    home = next((home for home in homes if home.verdict is found), None)
    return None if home is None else ProtectedJob(*home, protected_duty(*home, today=today))


def _is_among(home: JudgedHome | OwedUpdate, homes: Sequence[JudgedHome]) -> bool:
    return any(home.summary is other.summary for other in homes)


def _home_reasons(home: JudgedHome, today: date, *, is_frog: bool = False) -> HomeDuties:
    return HomeDuties(home.summary, home.verdict.level, page_reasons(home.verdict, today=today, is_frog=is_frog))


def _update_owed(verdict: Verdict) -> Duty | None:
    return next((duty for duty in verdict.reasons if duty.rule == UPDATE), None)


# Also today.


def _messages(homes: Iterable[JudgedHome], backlog: Backlog, told: set[Duty], today: date) -> Iterator[HomeDuties]:
    """Each message that waits for an answer, the oldest first, unless the home's own lines above tell it."""
    waiting = [
        HomeDuties(home.summary, home.verdict.level, (duty,))
        for home in homes
        for duty in message_duties(home.summary, backlog.policy, today=today)
        if duty not in told
    ]
    yield from sorted(waiting, key=lambda found: found.duties[0].day or today)


def _due_below(homes: Iterable[JudgedHome], today: date) -> list[HomeDuties]:
    """Every row of these homes whose day has come, the worst first."""
    return sorted(_due_rows_below(homes, today), key=lambda found: _consequence(found.duties[0]))


def _consequence(duty: Duty) -> tuple[int, int, date]:
    return LEVEL_ORDER[duty.level], RULE_ORDER[duty.rule], duty.day or date.max


def _due_rows_below(homes: Iterable[JudgedHome], today: date) -> Iterator[HomeDuties]:
    for home in homes:
        rows = [duty for duty in due_rows(home.verdict, today=today) if duty.rule not in (UPDATE, INBOUND)]
        if rows:
            yield HomeDuties(home.summary, home.verdict.level, tuple(rows))


def untold_absences(backlog: Backlog, *, today: date, ahead: int = LOOK_AHEAD_DAYS) -> Iterator[Duty]:
    """Yield the buyers do not know of an absence: her own duty, due the day before it begins (reading 22)."""
    for away in backlog.away:
        due = away.from_day - timedelta(days=1)
        days = (due - today).days
        if away.buyers_told or away.to_day < today or days > max(ahead, 1):
            continue
        level = Level.GREEN if days > 1 else Level.AMBER if days >= 0 else Level.RED
        first, last = format_day(away.from_day, today=today), format_day(away.to_day, today=today)
        text = f"away {first} to {last}, and the buyers don't know yet"
        tell = f"tell them {away.cover} will fill in" if away.cover else "tell them, and find someone to fill in"
        action = tell if away.autoreply_set else f"{tell}, and set the auto-reply"
        yield Duty("away-untold", "", level, due, text, action)


# Counts.


def _red_notice(homes: Sequence[JudgedHome]) -> str | None:
    """The notice that red is no longer rare, with the names: it asks to regroup (003-5)."""
    red = too_many_red([home.verdict for home in homes])
    if not red:
        return None
    names = [joint_name(home.summary) for home in homes if home.verdict.level is Level.RED]
    return (
        f"{len(red)} of {len(homes)} homes are red: {', '.join(names)}. Regroup: check off what's done, move what can "
        "wait to another day, fix dates that are wrong (backlog check)"
    )


def _is_closing_soon(summary: JobSummary, today: date) -> bool:
    days = days_to_closing(summary, today=today)
    return is_open(summary) and days is not None and days <= CLOSING_SOON_DAYS


def _count_all_clear(homes: Iterable[JudgedHome], messages: Sequence[HomeDuties], meetings: Sequence[Meeting]) -> int:
    named = {id(summary) for summary in (*(found.summary for found in messages), *(found.summary for found in meetings))}
    return sum(home.verdict.level is Level.GREEN and id(home.summary) not in named for home in homes)


def _estimated_minutes(
    frog: JudgedHome | None,
    focus: Sequence[JudgedHome],
    also: Sequence[HomeDuties],
    owed: Sequence[OwedUpdate],
    meetings: Sequence[Meeting],
) -> int:
    """Half an hour for the hard call, a quarter for each focus job, ten minutes for a live update, five for all else."""
    updates = sum(10 if found.is_call else 5 for found in owed if not found.cover)
    calendar = sum(30 if meeting.minutes is None else meeting.minutes for meeting in meetings)
    return (30 if frog else 0) + 15 * len(focus) + 5 * len(also) + updates + calendar
