"""What a write says when it is done: what is true now, what that opens or breaks, in whole short sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_cli.dates.format import format_day, format_day_and_distance, format_days, format_distance, format_period
from backlog_cli.rules.change import Unquoted
from backlog_cli.rules.changes.collisions import find_collisions, push_history
from backlog_cli.rules.changes.home import field_name
from backlog_cli.rules.changes.log import TELLABLE_DATES, conversation_channel, entry_kind, participants
from backlog_cli.rules.changes.shift import DATE_NAMES, day_before_shift
from backlog_cli.rules.clocks.care import LOW_SCORE
from backlog_cli.rules.clocks.contact import update_day
from backlog_cli.rules.summary import closing_day, first_names, is_open, joint_name
from backlog_cli.terms import CANCELLED, MovedDate, Party, TalkKind, and_list
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.job_phrases import told_words
from backlog_cli.views.wrap import cell_len, wrap_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.dates.values import Moment
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.changes.done import OpenItem
    from backlog_cli.rules.changes.log import LogInput
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


def log_lines(before: Sequence[JobSummary], backlog: Backlog, words: LogInput, *, today: date) -> Iterator[str]:
    """Yield what was logged with whom, what they have been told, and what is owed next."""
    for summary in before:
        after = backlog.job(summary.job)
        yield f"{job_title(summary)}: {_talk_text(summary, words)}, {_moment_text(words.at, today)}."
        if words.local_item:
            yield f'Tip passed on: "{words.local_item}".'
        yield from _settled_lines(after, words, today)
        yield from _next_owed_lines(after, backlog.policy, words, _job_or_dot(before), today)


def _job_or_dot(before: Sequence[JobSummary]) -> str:
    """How the next command names the job: `.` when only one was written, which is the last one then."""
    return "." if len(before) == 1 else "JOB"


def _talk_text(summary: JobSummary, words: LogInput) -> str:
    if not words.is_conversation:
        return "in writing now" if words.is_written else "the plan is noted"
    who = and_list(first_names(summary, participants(summary, words)))
    how = conversation_channel(summary, words)
    kind = entry_kind(summary, words)
    if words.is_voicemail:
        return f"voicemail for {who}"
    if words.is_missed:
        return f"{how} to {who}, nobody answered"
    if kind is TalkKind.INBOUND:
        return f"{how} from {who}"
    return f"{how} with {who}"


def _moment_text(at: Moment, today: date) -> str:
    day = f"today {format_day(at.day, today=today)}" if at.day == today else format_day_and_distance(at.day, today=today)
    return f"{day} {at.clock}" if at.clock and at.day != today else day


def _settled_lines(after: JobSummary, words: LogInput, today: date) -> Iterator[str]:
    if words.is_told and after.told is not None:
        yield f"Told: {told_words(after, today=today)}."
    for day, what in words.promises:
        yield f'Promised: "{what}" by {format_day_and_distance(day, today=today)}.'
    if words.next_day is not None:
        yield f"Next: {words.next_what}, {format_day_and_distance(words.next_day, today=today)}."
    if words.is_next_none:
        yield "Next: nothing, as agreed."


def _next_owed_lines(after: JobSummary, policy: Policy, words: LogInput, job: str, today: date) -> Iterator[str]:
    if words.is_inbound:
        yield "They're waiting for your answer."
        return
    kind = entry_kind(after, words)
    if kind in (TalkKind.ATTEMPT, TalkKind.INTERNAL):
        what = "An internal conversation" if kind is TalkKind.INTERNAL else "A voicemail" if words.is_voicemail else "An attempt"
        yield f"{what} isn't an update. One is still owed."
    due = update_day(after, policy, today=today)
    if is_open(after) and due is not None:
        yield f"Next update by {format_day(due, today=today)}."
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
    yield f"{job_title(before)}: {DATE_NAMES[move.what]} {arrow}{format_day(move.to_day, today=today)} ({size})."
    broken = find_collisions(after, move.what, backlog, today=today)
    if broken:
        yield "Breaks: " + "; ".join(broken) + "."
    history = push_history(after) if move.what is MovedDate.CLOSING else None
    if history and len(after.shifts) > 1:
        yield f"Moves so far: {history}."
    if old is None and move.what in TELLABLE_DATES and not move.is_told:
        # A day that is set for the first time is not bad news, and nobody asks for its cause.
        yield f"Tell them the day, then: backlog log {job} --told"
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


def _telling_lines(after: JobSummary, move: ShiftInput, job: str, today: date) -> Iterator[str]:
    if move.what not in (MovedDate.CLOSING, MovedDate.ORIENTATION):
        return
    if move.is_told:
        closing = f": {told_words(after, today=today)}" if after.told else ""
        yield f"Noted as told today{closing}."
        return
    told = after.told
    if move.what is MovedDate.CLOSING and told is not None and told.start <= move.to_day <= told.end:
        yield f"Still within what they were told ({format_period(told, today=today)}): no call needed."
        return
    how = (
        "in person"
        if after.contact.local and move.together and move.plan_b
        else "by phone or in person"
        if after.contact.local
        else "live"
    )
    yield f"Tell them today, {how}: backlog draft {job} bad-news, then backlog log {job} --told"


def promise_lines(after: JobSummary, what: str, by: Party, due: date, *, today: date) -> Iterator[str]:
    """Yield who promised what by when."""
    who = "you promised" if by is Party.ME else f"the {by} promised"
    yield f'{job_title(after)}: {who} "{what}" by {format_day_and_distance(due, today=today)}.'
    yield "When it's done: backlog done ."


def done_lines(backlog: Backlog, job: str, tick: OpenItem, *, today: date) -> Iterator[str]:
    """Yield what was ticked off, and what is still open."""
    from backlog_cli.rules.changes.done import open_items

    after = backlog.job(job)
    yield f"{job_title(after)}: done, {tick.what}."
    rest = open_items(after, backlog.policy, today=today)
    if rest:
        yield f"{len(rest)} still open: backlog done ."


def open_item_list(name: str, ticks: Sequence[OpenItem], *, today: date) -> Iterator[str]:
    """Yield everything that can be ticked off, numbered."""
    if not ticks:
        yield f"{name}: nothing is open."
        return
    yield f"{name}:"
    for n, tick in enumerate(ticks, 1):
        yield f"  {n}  {tick.what}{f', {format_day_and_distance(tick.day, today=today)}' if tick.day else ''}"


def add_lines(after: JobSummary, *, today: date) -> Iterator[str]:
    """Yield the new home, and what it still lacks."""
    day = closing_day(after)
    closing = f", closing {format_day_and_distance(day, today=today)}" if day else ", no closing date yet"
    sold = f"sold {format_day_and_distance(after.sold_date, today=today)}, " if after.sold_date else ""
    yield f"Added {job_title(after)}: {sold}stage {after.stage}{closing}."
    if after.contact.channel is None:
        yield f"Ask how they like to be reached: backlog set {after.typed} contact.channel text"


def set_lines(before: JobSummary, path: tuple[str | int, ...], value: object, *, today: date) -> Iterator[str]:
    """Yield the field and its new value."""
    field = field_name(path).removesuffix(".new")
    items = value if isinstance(value, list) else [value]
    is_added = isinstance(value, list)
    shown = "empty" if value is None else ", ".join(_value_text(item, today) for item in items)
    yield f"{job_title(before)}: {field}{_whose(path, before)} {'now also has' if is_added else 'is now'} {shown}."
    if field == "care.survey.score" and str(value).isdigit() and int(str(value)) <= LOW_SCORE:
        yield f'That is low: call and listen, then: backlog issue {before.typed} survey {value} of 10 --wants "..."'
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
    yield f"{job_title(after)}: {before.stage} → {after.stage}{_stage_duration(before, today)}."
    stage = backlog.policy.stage(after.stage)
    if stage is not None and stage.say:
        yield f"What to tell them: {stage.say}"
    if after.stage == backlog.policy.firm_stage:
        yield "From this stage on, give the closing as an exact day."
    if after.stage == CANCELLED:
        yield f"Keep the reason and the door: backlog set {after.typed} cancelled.reason rate"


def _stage_duration(before: JobSummary, today: date) -> str:
    return (
        f" after {format_days((today - before.stage_since).days)}" if before.stage_since and before.stage_since <= today else ""
    )


def stage_list(summary: JobSummary, policy: Policy, *, today: date) -> Iterator[str]:
    """Yield where a home is in the line of stages."""
    names = [f"[{stage.name}]" if stage.name == summary.stage else stage.name for stage in policy.stages]
    yield f"{job_title(summary)}: {summary.stage}{_since_text(summary, today)}"
    if is_open(summary):
        yield " ".join(names)


def _since_text(summary: JobSummary, today: date) -> str:
    return f", since {format_day_and_distance(summary.stage_since, today=today)}" if summary.stage_since else ""


def issue_lines(before: JobSummary, backlog: Backlog, *, today: date) -> Iterator[str]:
    """Yield the issue that was opened or tended, as it stands now."""
    after = backlog.job(before.job)
    changed = [issue for issue in after.issues if issue not in before.issues]
    for issue in changed:
        owner = f", {issue.owner} owns it" if issue.owner else ", nobody owns it yet"
        due = f", due {format_day_and_distance(issue.due, today=today)}" if issue.due else ""
        calm = ", reassured today" if issue.status == "open" and issue.reassured_date == today else ""
        yield f'{job_title(after)}: issue {issue.id} "{issue.text}" is {issue.status}{owner}{due}{calm}.'
        if issue.status == "open" and issue.reassured_date is None:
            yield f"Tell them it's being worked on: backlog issue {after.typed} {issue.id} --reassured"


def question_lines(before: JobSummary, backlog: Backlog, text: str, of: QuestionTarget) -> Iterator[str]:
    """Yield the question and whom it waits for."""
    whom = before.superintendent if of == "superintendent" and before.superintendent else f"the {of}"
    count = sum(question.answered is None for question in backlog.job(before.job).questions)
    yield f'{job_title(before)}: to ask {whom}: "{text}" ({count} open).'


def meeting_lines(before: JobSummary, backlog: Backlog, at: Moment, what: str, *, today: date) -> Iterator[str]:
    """Yield the appointment, and who else has one at that time."""
    yield f"{job_title(before)}: {what}, {format_day_and_distance(at.day, today=today)} at {at.clock}."
    for other in backlog.jobs:
        for appointment in other.appointments:
            if appointment.at == at and (other.job, appointment.what) != (before.job, what):
                yield f"At the same time: {job_title(other)}, {appointment.what}."
