"""What a write says when it is done: what is true now, what that opens or breaks, in whole short sentences."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_day_and_distance, format_days, format_distance, format_period
from backlog_cli.dates.values import Moment
from backlog_cli.rules.bookings import own_dates
from backlog_cli.rules.change import Unquoted
from backlog_cli.rules.changes.collisions import find_collisions, push_history
from backlog_cli.rules.changes.home import field_name
from backlog_cli.rules.changes.log import (
    LogInput,
    conversation_channel,
    entry_kind,
    is_heard,
    participants,
    shifts_to_tell,
    told_kind,
    untold_kinds,
)
from backlog_cli.rules.changes.passed_on import answers_heard_by
from backlog_cli.rules.changes.shift import BOOKED_DATES, day_before_shift
from backlog_cli.rules.clocks.care import LOW_SCORE
from backlog_cli.rules.clocks.contact import update_day
from backlog_cli.rules.duty import shorten
from backlog_cli.rules.summary import (
    PASS_ON_PREFIX,
    closing_day,
    first_names,
    is_open,
    joint_name,
    stage_name,
    untold_shifts,
)
from backlog_cli.terms import CANCELLED, DATE_NAMES, IssueStatus, MovedDate, Party, TalkKind, and_list
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.job_phrases import channel_name, told_words
from backlog_cli.views.wrap import cell_len, wrap_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.changes.done import OpenItem
    from backlog_cli.rules.changes.shift import ShiftInput
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy, QuestionTarget
    from backlog_cli.views.screen import Screen


UNDO_HINT = "(backlog undo)"


def format_lines(lines: Iterable[str], screen: Screen, *, can_undo: bool = False) -> str:
    """Sentences as text for stdout: safe to show, one a line, later rows of a long one set in a little.

    `can_undo` adds how to take the write back, at the right edge where there is one.
    """
    rows = [row for line in lines for row in _wrap_line(screen.signs(escape_for_terminal(line)), screen.width)]
    edge = min(screen.width, 80)
    if can_undo and rows and cell_len(rows[-1]) + 2 + len(UNDO_HINT) <= edge:
        rows[-1] += " " * (edge - cell_len(rows[-1]) - len(UNDO_HINT)) + UNDO_HINT
    elif can_undo:
        rows.append(" " * max(edge - len(UNDO_HINT), 0) + UNDO_HINT)
    return "".join(f"{row}\n" for row in rows)


def _wrap_line(line: str, width: int) -> list[str]:
    """The line in rows; those after the first begin under its words where it is a numbered entry, else two cells further in."""
    blanks = len(line) - len(line.lstrip(" "))
    number, gap, _ = line[blanks:].partition("  ")
    is_entry = bool(gap) and number.isdigit()
    return wrap_line(line, width, blanks + (len(number) + len(gap) if is_entry else 2))


def job_title(summary: JobSummary) -> str:
    """`2401 Nguyen lot 14`."""
    return f"{summary.job} {joint_name(summary)}{f' lot {summary.lot}' if summary.lot else ''}"


# How a note of an attempt begins; only what was said with an option decides.
_UNANSWERED = (
    r"(?i)(left (them |her |him )?(a )?(vm|voice ?mail|message|msg)|lvm|vm|voice ?mail|no answer|didn'?t (answer|pick up))\b"
)


def log_lines(before: Sequence[JobSummary], backlog: Backlog, words: LogInput, *, today: date) -> Iterator[str]:
    """Yield what was logged with whom, what they have been told, and what is owed next."""
    for summary in before:
        after = backlog.job(summary.job)
        yield f"{job_title(summary)}: {_talk_text(summary, words)}, {_moment_text(words.at, today)}."
        if words.local_item:
            yield f'Tip passed on: "{words.local_item}".'
        if is_heard(summary, words):
            for heard in answers_heard_by(summary, words.at.day):
                yield f'Passed on: "{shorten(heard.text.removeprefix(PASS_ON_PREFIX))}".'
        yield from _settled_lines(summary, after, words, _job_or_dot(before), today)
        yield from _next_owed_lines(after, backlog.policy, words, _job_or_dot(before), today)


def _job_or_dot(before: Sequence[JobSummary]) -> str:
    """How the next command names the job: `.` when only one was written, which is the last one then."""
    return "." if len(before) == 1 else "JOB"


def _talk_text(summary: JobSummary, words: LogInput) -> str:
    if not words.is_conversation:
        return "recap sent" if words.is_written else "plan noted"
    who = and_list(first_names(summary, participants(summary, words)))
    by = f", by {words.by}" if words.by else ""
    how = channel_name(conversation_channel(summary, words))
    kind = entry_kind(summary, words)
    if words.is_voicemail:
        return f"voicemail for {who}{by}"
    if words.is_missed:
        return f"{how} to {who}, nobody answered{by}"
    return f"{how} {'from' if kind is TalkKind.INBOUND else 'with'} {who}{by}"


def _moment_text(at: Moment, today: date) -> str:
    day = f"today {format_day(at.day, today=today)}" if at.day == today else format_day_and_distance(at.day, today=today)
    return f"{day} {at.clock}" if at.clock and at.day != today else day


def _settled_lines(before: JobSummary, after: JobSummary, words: LogInput, job: str, today: date) -> Iterator[str]:
    told = told_kind(before, words) if words.is_told else None
    if told is not None:
        yield f"Told: {_told_date(after, told, today)}."
        for left in untold_kinds(after):
            # A closing that drifts inside what they were told owes nobody a word.
            if left is not MovedDate.CLOSING or any(shift.what == left for shift in untold_shifts(after)):
                yield f"Not told yet: {_untold_move(after, left, today)} ({_told_command(after, left, job)})."
    for day, what in words.promises:
        yield f'Promised: "{what}" by {format_day_and_distance(day, today=today)}.'
    if words.next_day is not None:
        yield f"Next: {words.next_what}, {format_day_and_distance(words.next_day, today=today)}."
    if words.is_next_none:
        yield "No next step, as agreed."


def _told_date(after: JobSummary, what: MovedDate, today: date) -> str:
    """The date that was told, in words: `closing in August`, `orientation Fri Dec 4`."""
    if what is MovedDate.CLOSING:
        return told_words(after, today=today)
    day = day_before_shift(after, what)
    return f"{DATE_NAMES[what]} {format_day(day, today=today)}" if day else DATE_NAMES[what]


def _untold_move(after: JobSummary, what: MovedDate, today: date) -> str:
    moves = shifts_to_tell(after, what)
    first, last = moves[0].from_day, moves[-1].to_day
    days = " → ".join(format_day(day, today=today) for day in (first, last) if day)
    return f"{DATE_NAMES[what]} {days}" if days else DATE_NAMES[what]


def _next_owed_lines(after: JobSummary, policy: Policy, words: LogInput, job: str, today: date) -> Iterator[str]:
    if words.is_inbound:
        yield "They're waiting for your answer."
        return
    kind = entry_kind(after, words)
    if kind is TalkKind.INTERNAL and words.kind is None:
        yield "No buyer took part, so this isn't an update."
    elif kind in (TalkKind.ATTEMPT, TalkKind.INTERNAL):
        noun = "An internal conversation" if kind is TalkKind.INTERNAL else "A voicemail" if words.is_voicemail else "An attempt"
        yield f"{noun} isn't an update. One is still owed."
    elif kind is TalkKind.UPDATE and words.kind is None and re.match(_UNANSWERED, words.note or ""):
        yield "Counted as an update. If nobody answered: backlog undo, then log it with --voicemail or --missed."
    due = update_day(after, policy, today=today)
    if is_open(after) and due is not None:
        is_late = due < today
        yield f"{'The update was due' if is_late else 'Next update by'} {format_day(due, today=today)}."
    is_call = (
        words.is_conversation and conversation_channel(after, words).is_live and kind not in (TalkKind.ATTEMPT, TalkKind.INTERNAL)
    )
    if is_call and not words.is_written:
        yield f"Still owed: a written recap by tomorrow (backlog draft {job} written)."


def shift_lines(before: Sequence[JobSummary], backlog: Backlog, moves: Mapping[str, ShiftInput], *, today: date) -> Iterator[str]:
    """Yield each move with its size and count, what it breaks, the push history, and what to do now (000-7)."""
    for summary in before:
        yield from _shift_lines(summary, backlog.job(summary.job), backlog, moves[summary.job], _job_or_dot(before), today)


def _shift_lines(
    before: JobSummary, after: JobSummary, backlog: Backlog, move: ShiftInput, job: str, today: date
) -> Iterator[str]:
    old = day_before_shift(before, move.what)
    arrow = f"{format_day(old, today=today)} → " if old else "set to "
    size = _shift_size(old, move, after, today)
    new = f"{format_day(move.to_day, today=today)}{f' at {move.clock}' if move.clock else ''}"
    yield f"{job_title(before)}: {DATE_NAMES[move.what]} {arrow}{new} ({size})."
    broken = find_collisions(after, move.what, backlog, today=today, old=old)
    if broken:
        yield "Breaks: " + "; ".join(broken) + "."
    history = push_history(after) if move.what is MovedDate.CLOSING else None
    if history and len(after.shifts) > 1:
        yield f"Moves so far: {history}."
    yield from _open_time_lines(before, after, move)
    if old is None and not move.is_told:
        # A day that is set for the first time is not bad news, and nobody asks for its cause.
        yield f"Tell them the day, then: {_told_command(after, move.what, job)}"
        return
    if old is not None and move.cause is None and move.cause_kind is None:
        yield "No cause noted yet; it's the first thing buyers will ask."
    yield from _telling_lines(after, move, job, today)


def _shift_size(old: date | None, move: ShiftInput, after: JobSummary, today: date) -> str:
    """How far it moved, how far off it is now, and the how-manieth move this is."""
    days = (move.to_day - old).days if old else 0
    count = sum(shift.what == move.what for shift in after.shifts)
    parts = (
        f"{'+' if days > 0 else '-'}{format_days(abs(days))}" if days else "",
        format_distance(move.to_day, today=today),
        f"{_ordinal(count)} move" if count > 1 else "",
    )
    return ", ".join(part for part in parts if part)


def _ordinal(n: int) -> str:
    if 10 <= n % 100 <= 20:
        return f"{n}th"
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th') }"


def _open_time_lines(before: JobSummary, after: JobSummary, move: ShiftInput) -> Iterator[str]:
    """Yield that the time of day was agreed for the old date, where none was typed for the new one."""
    kind = BOOKED_DATES.get(move.what)
    old = own_dates(before)[kind] if kind else None
    if old is None or old.clock is None or move.clock:
        return
    if move.what is MovedDate.CLOSING:
        yield f"Is {old.clock} still the time? If not: backlog set {after.typed} closing.time HH:MM"
    else:
        yield f"It was at {old.clock}. Set the new time: backlog meet {after.typed} {move.to_day.isoformat()} TIME {kind}"


def _telling_lines(after: JobSummary, move: ShiftInput, job: str, today: date) -> Iterator[str]:
    if move.is_told:
        yield f"Marked as told today: {_told_date(after, move.what, today)}."
        return
    told = after.told
    if move.what is MovedDate.CLOSING and told is not None and told.start <= move.to_day <= told.end:
        yield f"Still within what they were told ({format_period(told, today=today)}): no call needed."
        return
    where = "in person" if after.contact.local and move.together and move.plan_b else ""
    call = _told_command(after, move.what, job)
    yield f"Tell them today{f', {where}' if where else ''}: backlog draft {job} bad-news, then {call} --phone"


def _told_command(after: JobSummary, what: MovedDate, job: str) -> str:
    """The command that notes this date as told: it is named where `--told` alone would mean another one."""
    is_usual = told_kind(after, LogInput(Moment(date.min), is_told=True)) is what
    return f"backlog log {job} --told{'' if is_usual else f' --what {what}'}"


def promise_lines(after: JobSummary, what: str, by: Party, due: date, *, today: date) -> Iterator[str]:
    """Yield who promised what by when."""
    who = "you promised" if by is Party.ME else f"the {by} promised"
    yield f'{job_title(after)}: {who} "{what}" by {format_day_and_distance(due, today=today)}.'
    yield "When it's done: backlog done ."


def done_lines(backlog: Backlog, job: str, item: OpenItem, *, on: date, today: date) -> Iterator[str]:
    """Yield what was ticked off and when, whether a promise was kept, and what is still open."""
    from backlog_cli.rules.changes.done import is_late, open_items

    after = backlog.job(job)
    when = "" if on == today else f", {format_day_and_distance(on, today=today)}"
    yield f"{job_title(after)}, checked off: {item.what}{when}."
    if item.rule in ("promise", "promise-other") and item.day is not None:
        due = format_day(item.day, today=today)
        yield f"That's {format_days((on - item.day).days)} late: it was due {due}." if is_late(item.day, on) else "Kept on time."
    rest = open_items(after, backlog.policy, today=today)
    if rest:
        yield f"{len(rest)} still open: backlog done ."


def open_item_list(homes: Sequence[tuple[JobSummary, Sequence[OpenItem]]], *, is_one: bool, today: date) -> Iterator[str]:
    """Yield everything that can be ticked off, numbered within each home; an empty home only where one was asked for."""
    shown = [(home, items) for home, items in homes if items or is_one]
    if not shown:
        yield "Nothing is open."
    for home, items in shown:
        yield f"{home.job} {joint_name(home)}{':' if items else ': nothing is open.'}"
        for n, item in enumerate(items, 1):
            yield f"  {n}  {item.what}{f', {format_day_and_distance(item.day, today=today)}' if item.day else ''}"
    if shown and not is_one:
        yield "To check one off: backlog done JOB N"


def add_lines(after: JobSummary, *, today: date) -> Iterator[str]:
    """Yield the new home, and what it still lacks."""
    sold = f"sold {format_day_and_distance(after.sold_date, today=today)}, " if after.sold_date else ""
    yield f"Added {job_title(after)}: {sold}stage {after.stage}, {_closing_words(after, today=today)}."
    if after.contact.channel is None:
        yield f"Ask how they like to be reached: backlog set {after.typed} contact.channel text"


def _closing_words(summary: JobSummary, *, today: date) -> str:
    """When the home closed or closes, just as exactly as it is known."""
    if summary.closed_date:
        return f"closed {format_day_and_distance(summary.closed_date, today=today)}"
    day = closing_day(summary)
    if day is None:
        return "no closing date yet"
    is_rough = summary.internal is None and summary.told is not None and summary.told.start != summary.told.end
    return told_words(summary, today=today) if is_rough else f"closing {format_day_and_distance(day, today=today)}"


def set_lines(before: JobSummary, path: tuple[str | int, ...], value: object, *, today: date) -> Iterator[str]:
    """Yield the field and its new value."""
    field = field_name(path).removesuffix(".new")
    items = value if isinstance(value, list) else [value]
    is_added = isinstance(value, list)
    shown = "empty" if value is None else ", ".join(_value_text(item, today) for item in items)
    yield f"{job_title(before)}: {field}{_whose(path, before)} {'now also has' if is_added else 'is now'} {shown}."
    if field == "care.survey.score" and str(value).isdigit() and int(str(value)) <= LOW_SCORE:
        yield f'That\'s low: call and listen, then: backlog issue {before.typed} survey {value} of 10 --wants "..."'
    if field == "stage" and value is not None:
        yield f"`backlog stage {before.typed} {value}` notes the day, too."
    if field == "closing.internal":
        yield f"This doesn't keep the old date; `backlog shift {before.typed} DATE why` keeps it and says what breaks."


def _whose(path: tuple[str | int, ...], before: JobSummary) -> str:
    """The buyer whose field it is: ` (Amara Okafor)`."""
    place = path[1] if path[0] == "buyers" and len(path) > 2 else None
    return f" ({before.buyers[place].name})" if isinstance(place, int) and place < len(before.buyers) else ""


_NAMED_BY_VALUE = ("name", "kind", "item", "text", "what", "amount")  # what needs no key in front to be understood


def _value_text(value: object, today: date) -> str:
    from backlog_cli.dates.file_dates import file_date

    if isinstance(value, dict):
        parts = ((key, _value_text(part, today)) for key, part in value.items())
        return ", ".join(part if key in _NAMED_BY_VALUE else f"{key.replace('_', ' ')} {part}" for key, part in parts)
    if not isinstance(value, Unquoted):
        return f'"{value}"'
    try:
        return format_day_and_distance(file_date(value), today=today)
    except ValueError:
        return str(value)


def stage_lines(before: JobSummary, backlog: Backlog, *, today: date) -> Iterator[str]:
    """Return the home's old and new stage and how long the old one took."""
    after = backlog.job(before.job)
    if after.stage == before.stage:
        yield f"{job_title(after)}: seen today, still {after.stage}{_stage_duration(before, today)}."
        return
    yield f"{job_title(after)}: {stage_name(before)} → {after.stage}{_stage_duration(before, today)}."
    stage = backlog.policy.stage(after.stage)
    if stage is not None and stage.say:
        yield f"What to tell them: {stage.say}"
    if after.stage == backlog.policy.firm_stage:
        yield "From here on, tell them the closing as an exact day."
    if after.stage == CANCELLED:
        yield f"Note why: backlog set {after.typed} cancelled.reason rate"


def _stage_duration(before: JobSummary, today: date) -> str:
    return f" after {format_days((today - before.stage_since).days)}" if before.stage_since and before.stage_since < today else ""


def stage_list(summary: JobSummary, policy: Policy, *, today: date) -> Iterator[str]:
    """Yield where a home is in the line of stages."""
    names = [f"[{stage.name}]" if stage.name == summary.stage else stage.name for stage in policy.stages]
    yield f"{job_title(summary)}: {stage_name(summary)}{_since_text(summary, today)}"
    if is_open(summary):
        yield " ".join(names)


def _since_text(summary: JobSummary, today: date) -> str:
    return f", since {format_day_and_distance(summary.stage_since, today=today)}" if summary.stage_since else ""


def issue_lines(before: JobSummary, backlog: Backlog, *, today: date) -> Iterator[str]:
    """Yield the issue that was opened or tended, as it stands now."""
    after = backlog.job(before.job)
    changed = [issue for issue in after.issues if issue not in before.issues]
    for issue in changed:
        is_open_issue = issue.status == IssueStatus.OPEN
        owner = f", {issue.owner} owns it" if issue.owner else ", nobody owns it yet"
        due = f", due {format_day_and_distance(issue.due, today=today)}" if issue.due else ""
        calm = ", reassured today" if issue.reassured_date == today else ""
        details = f"{owner}{due}{calm}" if is_open_issue else ""
        yield f'{job_title(after)}: issue {issue.id} "{issue.text}" is {issue.status}{details}.'
        if issue.status == "open" and issue.reassured_date is None:
            yield f"Tell them it's being worked on: backlog issue {after.typed} {issue.id} --reassured"


def question_lines(before: JobSummary, backlog: Backlog, text: str, of: QuestionTarget) -> Iterator[str]:
    """Yield the question and whom it waits for."""
    whom = before.superintendent if of == "superintendent" and before.superintendent else f"the {of}"
    count = sum(question.answered is None for question in backlog.job(before.job).questions)
    yield f'{job_title(before)}: question for {whom}, "{text}" ({count} open).'
