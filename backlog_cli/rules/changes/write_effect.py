"""What a write did: the fields that differ, the duties that it opened and ended, and what no longer fits."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.bookings import moved_bookings
from backlog_cli.rules.changes.collisions import find_collisions, overlap_texts
from backlog_cli.rules.changes.done import item_numbers, open_items
from backlog_cli.rules.changes.shift import BOOKED_DATES, day_before_shift
from backlog_cli.rules.duty import Duty
from backlog_cli.rules.field_changes import FieldChange, field_changes, pair_homes
from backlog_cli.rules.urgency import verdict_of
from backlog_cli.terms import Level, MovedDate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary, Talk

    DutyList = list["NumberedDuty"]
    DutyLists = tuple[Sequence["NumberedDuty"], Sequence["NumberedDuty"]]
    Sense = tuple[object, ...]  # what two of a kind have in common


class FileState(NamedTuple):
    """What a file says at one moment: its plain data, its backlog, and each readable home by its place in the list of homes."""

    data: object
    backlog: Backlog
    homes: Mapping[int, JobSummary]

    def home_at(self, place: int | None) -> JobSummary | None:
        """Return the home in that place; None where there isn't one that can be read."""
        return None if place is None else self.homes.get(place)


class NumberedDuty(NamedTuple):
    """A duty and what `done JOB N` takes for it; None where `done` cannot end it."""

    duty: Duty
    number: int | None


class Break(NamedTuple):
    """One thing that no longer fits a date of a home: which date, and what is the matter."""

    job: str
    what: str
    text: str


class WriteEffect(NamedTuple):
    """What differs between two states of a file. `homes` are those it is about, as they are now, else as they were."""

    changes: tuple[FieldChange, ...] = ()
    homes: tuple[JobSummary, ...] = ()
    opened: tuple[NumberedDuty, ...] = ()
    ended: tuple[Duty, ...] = ()
    talks: tuple[tuple[str, Talk], ...] = ()
    breaks: tuple[Break, ...] = ()


def effect_of(before: FileState, after: FileState, *, today: date) -> WriteEffect:
    """Return what a write did that made one state of a file the other."""
    changes = field_changes(before.data, after.data)
    touched = {change.job for change in changes}
    places = pair_homes(before.data, after.data)
    pairs = [(before.home_at(pair.before), after.home_at(pair.after)) for pair in places]
    homes = [(was, now) for was, now in pairs if (home := now or was) is not None and home.job in touched]
    # What holds for the whole file, an absence or a setting, may open and end duties of every home.
    judged = pairs if None in touched else homes
    duties = [
        _differing(_duties(was, before.backlog, today=today), _duties(now, after.backlog, today=today)) for was, now in judged
    ]
    return WriteEffect(
        changes,
        tuple(
            home
            for (was, now), (opened, ended) in zip(judged, duties, strict=True)
            if (home := now or was) is not None and (home.job in touched or opened or ended)
        ),
        tuple(duty for opened, _ in duties for duty in opened),
        tuple(found.duty for _, ended in duties for found in ended),
        tuple((now.job, talk) for was, now in homes if now is not None for talk in _new_talks(was, now)),
        tuple(
            found
            for was, now in homes
            if was is not None and now is not None
            for found in _breaks(was, now, after.backlog, today)
        ),
    )


def _duties(summary: JobSummary | None, backlog: Backlog, *, today: date) -> list[NumberedDuty]:
    return [] if summary is None else list(numbered_duties(summary, backlog, today=today))


def numbered_duties(summary: JobSummary, backlog: Backlog, *, today: date) -> Iterator[NumberedDuty]:
    """Yield all that is owed about one home: what its clocks say today, then what `done` can end that none speaks of yet."""
    reasons = verdict_of(summary, backlog, today=today).reasons
    numbers = item_numbers(summary, reasons, backlog.policy, today=today)
    yield from map(NumberedDuty, reasons, numbers)
    for number, item in enumerate(open_items(summary, backlog.policy, today=today), 1):
        if number not in numbers:
            action = f"when it's done: backlog done {summary.typed} {number}"
            yield NumberedDuty(Duty(item.rule, summary.job, Level.GREEN, item.day, item.what, action), number)


def open_duties(summary: JobSummary, backlog: Backlog, *, today: date) -> list[NumberedDuty]:
    """Return everything that `done` can end of one home, in the order of its numbers."""
    found = {duty.number: duty for duty in numbered_duties(summary, backlog, today=today) if duty.number is not None}
    return [found[number] for number in sorted(found)]


def _differing(old: Sequence[NumberedDuty], new: Sequence[NumberedDuty]) -> DutyLists:
    """The duties that only one of the two lists has: the new ones, then the old ones.

    Words that count days may read another way for the same duty; what they quote stays.
    """
    for sense in (_words, _subject):
        both = Counter(map(sense, old)) & Counter(map(sense, new))
        old, new = _without(old, both, sense), _without(new, both, sense)
    return new, old


def _without(found: Sequence[NumberedDuty], counts: Mapping[Sense, int], sense: Callable[[NumberedDuty], Sense]) -> DutyList:
    """What is left when so many of each sense are taken out."""
    left = Counter(counts)
    return [one for one in found if not _take(left, sense(one))]


def _take(counts: Counter[Sense], key: Sense) -> bool:
    """Whether one of these is left; it is taken."""
    counts[key] -= 1
    return counts[key] >= 0


def _words(found: NumberedDuty) -> Sense:
    duty = found.duty
    return duty.rule, duty.level, duty.day, duty.text


def _subject(found: NumberedDuty) -> Sense:
    duty = found.duty
    quoted = duty.text.partition('"')[2].rpartition('"')[0]
    return duty.rule, duty.level, duty.day, quoted


def _new_talks(was: JobSummary | None, now: JobSummary) -> list[Talk]:
    """The conversations that were not there before; one that was put in writing since, or answered, is not new."""
    old = Counter(map(_talk_sense, was.talks if was is not None else ()))
    return [talk for talk in now.talks if not _take(old, _talk_sense(talk))]


def _talk_sense(talk: Talk) -> Sense:
    return talk.at, talk.buyers, talk.others, talk.how, talk.kind, talk.text, talk.said


def _breaks(was: JobSummary, now: JobSummary, backlog: Backlog, today: date) -> Iterator[Break]:
    """What no longer fits the dates of a home that moved, and what else is booked for the minutes of its other bookings."""
    for what in MovedDate:
        old = day_before_shift(was, what)
        if old != day_before_shift(now, what):
            yield from (Break(now.job, what, text) for text in find_collisions(now, what, backlog, today=today, old=old))
    for booked in moved_bookings(was, now):
        if booked.kind not in BOOKED_DATES.values():
            yield from (Break(now.job, booked.kind, text) for text in overlap_texts([booked], backlog, today=today))
