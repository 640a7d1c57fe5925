"""The weekly walk past the homes: what to look at, to photograph and to film at each, and for whom (001-6b, 001-7a, 001-7b)."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from backlog_cli.dates.format import short_day, span, spell_day
from backlog_cli.rules.cleanup.findings import STALE_DAYS, last_seen
from backlog_cli.rules.clocks.build import is_before_start
from backlog_cli.rules.due.morning import meetings_on
from backlog_cli.rules.due.selection import by_lot
from backlog_cli.rules.duty import in_short
from backlog_cli.rules.folding import folded
from backlog_cli.rules.meetings.superintendent import TEXT, Point, Stop, late_words, level_by
from backlog_cli.rules.summary import channel_of, is_open, open_questions, open_step, talks_until
from backlog_cli.terms import OPEN_WALLS, SHOTS, Channel, Level, Shot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.morning import Meeting
    from backlog_cli.rules.summary import JobSummary, Talk
    from backlog_cli.terms import Policy

    Look = Callable[[JobSummary, Policy, date], Iterator[Point]]

WEEK = 7  # days after which there is something new to show
OPEN_DAYS = 28  # the longest that walls stand open before insulation
PICTURES = ("photo", "picture", "pic ", "pics", "video", "film", "drone", "snapshot")


class Errand(StrEnum):
    """What is to be done at a home."""

    MEET = "meet"
    PROMISED = "promised"
    VIDEO = "video"
    PHOTO = "photo"
    CHECK = "check"
    LOOK = "look"


def walk(backlog: Backlog, *, today: date) -> tuple[Stop, ...]:
    """Every open home in lot order with what is to be done there; () where nothing is (section 4's photo and update table)."""
    homes = by_lot(home for home in backlog.jobs if is_open(home))
    meetings = tuple(meetings_on(backlog, today=today))
    return tuple(Stop(home, (*_visits(home, meetings), *_errands(home, backlog.policy, today))) for home in homes)


def _errands(summary: JobSummary, policy: Policy, today: date) -> Iterator[Point]:
    for look in LOOKS:
        yield from look(summary, policy, today)


def has_site_work(summary: JobSummary, policy: Policy) -> bool:
    """Whether there is anything to see on the lot but the lot: from the stage in which corners are staked on."""
    return summary.stage == "released" or not is_before_start(summary.stage, policy)


def _visits(summary: JobSummary, meetings: Sequence[Meeting]) -> Iterator[Point]:
    for meeting in meetings:
        if meeting.summary.job == summary.job:
            when = f" at {meeting.at.clock}" if meeting.at.clock else ""
            yield Point(Errand.MEET, f"{in_short(meeting.what)} today{when}", meeting.at.day, Level.AMBER)


def _promised(summary: JobSummary, _policy: Policy, today: date) -> Iterator[Point]:
    """Pictures she gave her word for, as a promise or as the agreed next step."""
    for promise in summary.promises:
        if promise.is_open and promise.is_mine and _is_picture(promise.text):
            day = f" by {spell_day(promise.due, today=today)}{late_words(promise.due, today)}" if promise.due else ""
            yield Point(Errand.PROMISED, f"{in_short(promise.text, TEXT)}{day}", promise.due, level_by(promise.due, today))
    step = open_step(summary, today=today)
    if step is not None and step.day is not None and step.what and _is_picture(step.what):
        day = f"{spell_day(step.day, today=today)}{late_words(step.day, today)}"
        yield Point(Errand.PROMISED, f"{in_short(step.what, TEXT)}, agreed for {day}", step.day, level_by(step.day, today))


def _is_picture(words: str) -> bool:
    return any(word in f"{folded(words)} " for word in PICTURES)


def _video(summary: JobSummary, policy: Policy, today: date) -> Iterator[Point]:
    if not has_site_work(summary, policy):
        return
    own = ", ".join(in_short(work) for work in summary.after_closing_work)
    if summary.stage in OPEN_WALLS and not _has_filmed_walls(summary, today):
        if own and summary.stage == OPEN_WALLS[-1]:
            yield Point(Errand.VIDEO, f"last look inside the walls: they plan {own} after closing", None, Level.RED)
            return
        if summary.stage == OPEN_WALLS[0]:
            why = f": they plan {own} after closing" if own else ", room by room"
            level = Level.AMBER if own else Level.GREEN
            yield Point(Errand.VIDEO, f"the wiring and the pipes in the open walls{why}", None, level)
            return
    yield from _weekly_video(summary, today)


def _has_filmed_walls(summary: JobSummary, today: date) -> bool:
    """Whether a video that stays went out since the walls stood open; a video call leaves nothing to look up later (001-7b)."""
    talks = _sent(summary, _walls_open_since(summary), today)
    return any(talk.video or any("video" in folded(photo) for photo in talk.photos) for talk in talks)


def _walls_open_since(summary: JobSummary) -> date | None:
    """The day the walls stood open: when the first such stage was entered; when nobody noted it, not long before this one."""
    entered = dict(summary.stage_entered).get(OPEN_WALLS[0])
    if entered is not None or summary.stage_since is None or summary.stage == OPEN_WALLS[0]:
        return entered or summary.stage_since
    return summary.stage_since - timedelta(days=OPEN_DAYS)


def _weekly_video(summary: JobSummary, today: date) -> Iterator[Point]:
    """Who cannot come by, or likes it best, sees the home each week: by a video or in a video call (001-7a)."""
    is_far = summary.contact.local is False
    if not is_far and channel_of(summary) is not Channel.VIDEO:
        return
    talks = _sent(summary, None, today)
    last = max((talk.at.day for talk in talks if talk.video or talk.how == Channel.VIDEO), default=None)
    if last is not None and (today - last).days < WEEK:
        return
    why = "they are not local" if is_far else "they like to be reached by video"
    when = f"; the last one was {spell_day(last, today=today)}" if last else ""
    is_long = last is not None and (today - last).days >= 2 * WEEK
    yield Point(Errand.VIDEO, f"a walk through the home, {why}{when}", None, Level.AMBER if is_long else Level.GREEN)


def _sent(summary: JobSummary, since: date | None, today: date) -> list[Talk]:
    talks = talks_until(summary, today=today)
    return [talk for talk in talks if talk.is_outgoing and (since is None or talk.at.day >= since)]


def _photos(summary: JobSummary, policy: Policy, today: date) -> Iterator[Point]:
    """What of its stage was not sent since it began, what lights the family up in it, and something new each week."""
    since = stage_began(summary)
    sent = [(folded(photo), talk.at.day) for talk in _sent(summary, since, today) for photo in talk.photos]
    texts = [text for text, _ in sent]
    wanted = [shot.what for shot in shots_of(summary.stage) if not any(word in text for word in shot.words for text in texts)]
    loved = [text for text, stage in summary.hot_buttons if stage == summary.stage and not _is_shown(text, texts)]
    if wanted or loved:
        hearts = [f"{in_short(text)} (they love it)" for text in loved]
        is_overdue = not sent and since is not None and (today - since).days >= WEEK and bool(wanted)
        level = Level.AMBER if is_overdue else Level.GREEN
        yield Point(Errand.PHOTO, ", ".join([*wanted, *hearts]), None, level)
    elif sent and has_site_work(summary, policy):
        last = max(day for _, day in sent)
        if (today - last).days >= WEEK:
            yield Point(Errand.PHOTO, f"something new of the {summary.stage}; the last picture went {short_day(last)}")


def _is_shown(text: str, photos: list[str]) -> bool:
    """Whether a picture's words hold any longer word of what they love."""
    words = [word for word in folded(text).split() if len(word) > 3] or [folded(text)]
    return any(word in photo for word in words for photo in photos)


def stage_began(summary: JobSummary) -> date | None:
    """The day the home reached its stage, as far as it is known."""
    return summary.stage_since or dict(summary.stage_entered).get(summary.stage)


def shots_of(stage: str) -> tuple[Shot, ...]:
    """What to photograph in a stage; a stage of her own making has its own name's picture (001-6b)."""
    return SHOTS.get(stage, (Shot(f"the {stage}", (folded(stage),)),))


def _checks(summary: JobSummary, _policy: Policy, today: date) -> Iterator[Point]:
    """What can be seen on site: the superintendent's open questions, and what is to be put right."""
    for question in open_questions(summary):
        yield Point(Errand.CHECK, in_short(question.ask, TEXT), question.asked)
    for issue in summary.issues:
        if issue.is_open:
            wants = f"; they want: {in_short(issue.wants, TEXT)}" if issue.wants else ""
            due = f", due {spell_day(issue.due, today=today)}{late_words(issue.due, today)}" if issue.due else ""
            yield Point(Errand.CHECK, f"{in_short(issue.text, TEXT)}{wants}{due}", issue.due, level_by(issue.due, today))


def _look(summary: JobSummary, policy: Policy, today: date) -> Iterator[Point]:
    if not has_site_work(summary, policy):
        return
    seen = last_seen(summary)
    then = f"then: backlog stage {summary.typed} {summary.stage}"
    if seen is None:
        yield Point(Errand.LOOK, f"still {summary.stage}? nobody noted when it was last seen; {then}", None, Level.AMBER)
    elif (today - seen).days >= STALE_DAYS:
        yield Point(Errand.LOOK, f"still {summary.stage}? last seen {span((today - seen).days)} ago; {then}", seen, Level.AMBER)


LOOKS: tuple[Look, ...] = (_promised, _video, _photos, _checks, _look)
