"""The weekly walk past the homes: what to look at, to photograph and to film at each, and for whom (001-6b, 001-7a, 001-7b)."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_days, format_short_day
from backlog_cli.rules.cleanup.findings import last_seen_day
from backlog_cli.rules.cleanup.fixes import STALE_DAYS
from backlog_cli.rules.clocks.build import is_before_start
from backlog_cli.rules.due.appointments import meetings_on
from backlog_cli.rules.due.selection import sort_by_lot
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.meetings.superintendent import MAX_TEXT_LENGTH, AgendaItem, HomeAgenda, late_words, level_by
from backlog_cli.rules.summary import channel_of, is_open, open_next_step, open_questions, talks_until
from backlog_cli.terms import OPEN_WALL_STAGES, SHOTS, Channel, Level, Shot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.appointments import Meeting
    from backlog_cli.rules.summary import JobSummary, Talk
    from backlog_cli.terms import Policy

    TaskFinder = Callable[[JobSummary, Policy, date], Iterator[AgendaItem]]

WEEK = 7  # days after which there is something new to show
OPEN_WALL_DAYS = 28  # the longest that walls stand open before insulation
PICTURE_WORDS = ("photo", "picture", "pic ", "pics", "video", "film", "drone", "snapshot")


class WalkTask(StrEnum):
    """What is to be done at a home."""

    MEET = "meet"
    PROMISED = "promised"
    VIDEO = "video"
    PHOTO = "photo"
    CHECK = "check"
    LOOK = "look"


def plan_walk(backlog: Backlog, *, today: date) -> tuple[HomeAgenda, ...]:
    """Every open home in lot order with what is to be done there; () where nothing is (section 4's photo and update table)."""
    homes = sort_by_lot(home for home in backlog.jobs if is_open(home))
    meetings = tuple(meetings_on(backlog, today=today))
    return tuple(HomeAgenda(home, (*_visits(home, meetings), *_walk_tasks(home, backlog.policy, today))) for home in homes)


def _walk_tasks(summary: JobSummary, policy: Policy, today: date) -> Iterator[AgendaItem]:
    for look in TASK_FINDERS:
        yield from look(summary, policy, today)


def has_site_work(summary: JobSummary, policy: Policy) -> bool:
    """Return whether there is anything to see on the lot but the lot: from the stage in which corners are staked on."""
    return summary.stage == "released" or not is_before_start(summary.stage, policy)


def _visits(summary: JobSummary, meetings: Sequence[Meeting]) -> Iterator[AgendaItem]:
    for meeting in meetings:
        if meeting.summary.job == summary.job:
            when = f" at {meeting.at.clock}" if meeting.at.clock else ""
            yield AgendaItem(WalkTask.MEET, f"{shorten(meeting.what)} today{when}", meeting.at.day, Level.AMBER)


def _promised_pictures(summary: JobSummary, _policy: Policy, today: date) -> Iterator[AgendaItem]:
    """Pictures she gave her word for, as a promise or as the agreed next step."""
    for promise in summary.promises:
        if promise.is_open and promise.is_mine and _is_picture(promise.text):
            day = f" by {format_day(promise.due, today=today)}{late_words(promise.due, today)}" if promise.due else ""
            yield AgendaItem(
                WalkTask.PROMISED, f"{shorten(promise.text, MAX_TEXT_LENGTH)}{day}", promise.due, level_by(promise.due, today)
            )
    step = open_next_step(summary, today=today)
    if step is not None and step.day is not None and step.what and _is_picture(step.what):
        day = f"{format_day(step.day, today=today)}{late_words(step.day, today)}"
        yield AgendaItem(
            WalkTask.PROMISED, f"{shorten(step.what, MAX_TEXT_LENGTH)}, agreed for {day}", step.day, level_by(step.day, today)
        )


def _is_picture(words: str) -> bool:
    return any(word in f"{fold_case(words)} " for word in PICTURE_WORDS)


def _walls_video(summary: JobSummary, policy: Policy, today: date) -> Iterator[AgendaItem]:
    if not has_site_work(summary, policy):
        return
    own = ", ".join(shorten(work) for work in summary.after_closing_work)
    if summary.stage in OPEN_WALL_STAGES and not _has_filmed_walls(summary, today):
        if own and summary.stage == OPEN_WALL_STAGES[-1]:
            yield AgendaItem(WalkTask.VIDEO, f"last look inside the walls: they plan {own} after closing", None, Level.RED)
            return
        if summary.stage == OPEN_WALL_STAGES[0]:
            why = f": they plan {own} after closing" if own else ", room by room"
            level = Level.AMBER if own else Level.GREEN
            yield AgendaItem(WalkTask.VIDEO, f"the wiring and the pipes in the open walls{why}", None, level)
            return
    yield from _weekly_video(summary, today)


def _has_filmed_walls(summary: JobSummary, today: date) -> bool:
    """Whether a video that stays went out since the walls stood open; a video call leaves nothing to look up later (001-7b)."""
    talks = _talks_with_pictures(summary, _walls_open_since(summary), today)
    return any(talk.video or any("video" in fold_case(photo) for photo in talk.photos) for talk in talks)


def _walls_open_since(summary: JobSummary) -> date | None:
    """The day the walls stood open: when the first such stage was entered; when nobody noted it, not long before this one."""
    entered = dict(summary.stage_entered).get(OPEN_WALL_STAGES[0])
    if entered is not None or summary.stage_since is None or summary.stage == OPEN_WALL_STAGES[0]:
        return entered or summary.stage_since
    return summary.stage_since - timedelta(days=OPEN_WALL_DAYS)


def _weekly_video(summary: JobSummary, today: date) -> Iterator[AgendaItem]:
    """Who cannot come by, or likes it best, sees the home each week: by a video or in a video call (001-7a)."""
    is_far = summary.contact.local is False
    if not is_far and channel_of(summary) is not Channel.VIDEO:
        return
    talks = _talks_with_pictures(summary, None, today)
    last = max((talk.at.day for talk in talks if talk.video or talk.how == Channel.VIDEO), default=None)
    if last is not None and (today - last).days < WEEK:
        return
    why = "they are not local" if is_far else "they like to be reached by video"
    when = f"; the last one was {format_day(last, today=today)}" if last else ""
    is_long = last is not None and (today - last).days >= 2 * WEEK
    yield AgendaItem(WalkTask.VIDEO, f"a walk through the home, {why}{when}", None, Level.AMBER if is_long else Level.GREEN)


def _talks_with_pictures(summary: JobSummary, since: date | None, today: date) -> list[Talk]:
    talks = talks_until(summary, today=today)
    return [talk for talk in talks if talk.is_outgoing and (since is None or talk.at.day >= since)]


def _photos(summary: JobSummary, policy: Policy, today: date) -> Iterator[AgendaItem]:
    """What of its stage was not sent since it began, what lights the family up in it, and something new each week."""
    since = stage_begin_day(summary)
    sent = [(fold_case(photo), talk.at.day) for talk in _talks_with_pictures(summary, since, today) for photo in talk.photos]
    texts = [text for text, _ in sent]
    wanted = [shot.what for shot in shots_of(summary.stage) if not any(word in text for word in shot.words for text in texts)]
    loved = [text for text, stage in summary.hot_buttons if stage == summary.stage and not _is_shown(text, texts)]
    if wanted or loved:
        hearts = [f"{shorten(text)} (they love it)" for text in loved]
        is_overdue = not sent and since is not None and (today - since).days >= WEEK and bool(wanted)
        level = Level.AMBER if is_overdue else Level.GREEN
        yield AgendaItem(WalkTask.PHOTO, ", ".join([*wanted, *hearts]), None, level)
    elif sent and has_site_work(summary, policy):
        last = max(day for _, day in sent)
        if (today - last).days >= WEEK:
            yield AgendaItem(
                WalkTask.PHOTO, f"something new of the {summary.stage}; the last picture went {format_short_day(last)}"
            )


def _is_shown(text: str, photos: list[str]) -> bool:
    """Whether a picture's words hold any longer word of what they love."""
    words = [word for word in fold_case(text).split() if len(word) > 3] or [fold_case(text)]
    return any(word in photo for word in words for photo in photos)


def stage_begin_day(summary: JobSummary) -> date | None:
    """Return the day the home reached its stage, as far as it is known."""
    return summary.stage_since or dict(summary.stage_entered).get(summary.stage)


def shots_of(stage: str) -> tuple[Shot, ...]:
    """Return what to photograph in a stage; a stage of her own making has its own name's picture (001-6b)."""
    return SHOTS.get(stage, (Shot(f"the {stage}", (fold_case(stage),)),))


def _site_checks(summary: JobSummary, _policy: Policy, today: date) -> Iterator[AgendaItem]:
    """What can be seen on site: the superintendent's open questions, and what is to be fixed."""
    for question in open_questions(summary):
        yield AgendaItem(WalkTask.CHECK, shorten(question.ask, MAX_TEXT_LENGTH), question.asked)
    for issue in summary.issues:
        if issue.is_open:
            wants = f"; they want: {shorten(issue.wants, MAX_TEXT_LENGTH)}" if issue.wants else ""
            due = f", due {format_day(issue.due, today=today)}{late_words(issue.due, today)}" if issue.due else ""
            yield AgendaItem(
                WalkTask.CHECK, f"{shorten(issue.text, MAX_TEXT_LENGTH)}{wants}{due}", issue.due, level_by(issue.due, today)
            )


def _visit_reminder(summary: JobSummary, policy: Policy, today: date) -> Iterator[AgendaItem]:
    if not has_site_work(summary, policy):
        return
    seen = last_seen_day(summary)
    then = f"then: backlog stage {summary.typed} {summary.stage}"
    if seen is None:
        yield AgendaItem(WalkTask.LOOK, f"still {summary.stage}? nobody noted when it was last seen; {then}", None, Level.AMBER)
    elif (today - seen).days >= STALE_DAYS:
        yield AgendaItem(
            WalkTask.LOOK, f"still {summary.stage}? last seen {format_days((today - seen).days)} ago; {then}", seen, Level.AMBER
        )


TASK_FINDERS: tuple[TaskFinder, ...] = (_promised_pictures, _walls_video, _photos, _site_checks, _visit_reminder)
