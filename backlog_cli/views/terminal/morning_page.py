"""The morning page on a screen: all that is due today, the hardest call first; only what is still to come is counted."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from backlog_cli.dates.format import format_day
from backlog_cli.rules.due.ahead import next_due_day
from backlog_cli.rules.due.morning import is_anybody_waiting, page_reasons
from backlog_cli.rules.summary import joint_name, phone_of, quote_for_shell
from backlog_cli.rules.urgency import LEVEL_ORDER
from backlog_cli.terms import Level
from backlog_cli.views.job_phrases import NO_JOBS, channel_name, channel_words, is_call, numbers_to_use
from backlog_cli.views.morning_words import (
    done_words,
    first_home,
    foot_counts,
    head_counts,
    meeting_words,
    next_due_words,
    owed_labels,
    owed_words,
    week_words,
)
from backlog_cli.views.terminal.home_lines import HomeLines
from backlog_cli.views.terminal.style import (
    ACTION_STYLE,
    HEADING_STYLE,
    QUIET_STYLE,
    level_sign,
    level_style,
    program_text,
    reason_text,
    user_text,
)
from backlog_cli.views.text import join_lines, join_texts, keep_together, pad, wrap_hanging

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.morning import HomeDuties, Morning
    from backlog_cli.rules.due.ranking import JudgedHome
    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.screen import Screen

_NARROW_CELLS = 64  # narrower than this, what is beside a title goes under it
_BESIDE_CELLS = 17  # where words beside a title or a channel begin
_TITLE_CELLS = 9  # the same for the short titles at the end


def morning_page(morning: Morning, *, screen: Screen) -> Text:
    """Return the page of bare `backlog` (000-1). It is as long as the day is full; no line is wider than the screen."""
    if not morning.homes:
        return no_jobs_page(morning, screen)
    homes = HomeLines(_summaries_with_a_line(morning), screen)
    return join_lines(
        [
            *_head(morning, screen),
            *_notices(morning, screen),
            Text(""),
            *_all_clear(morning, screen),
            *_hard_call(morning, homes),
            *_focus(morning, homes),
            *_also_today(morning, homes),
            *_owed(morning, screen),
            *_this_week(morning, screen),
            *_ahead(morning, homes),
            *_done(morning, screen),
            *_protect(morning, screen),
            *_good(morning, screen),
            *_foot(morning, screen),
        ]
    )


def everyone_page(morning: Morning, backlog: Backlog, *, screen: Screen) -> Text:
    """`due --all`: every live home with its next due day and what is to be said of it."""
    if not morning.homes:
        return no_jobs_page(morning, screen)
    layout = HomeLines((home.summary for home in morning.homes), screen)
    lines = [line for home in morning.homes for line in _everyone_lines(home, backlog, morning.today, layout)]
    return join_lines(
        [*_head(morning, screen), *_notices(morning, screen), Text(""), *lines, *_ahead(morning, layout), *_foot(morning, screen)]
    )


def _everyone_lines(home: JudgedHome, backlog: Backlog, today: date, layout: HomeLines) -> list[Text]:
    day = next_due_day(home.summary, backlog, today=today)
    reasons = page_reasons(home.verdict, today=today)
    reach = _reach(home.summary, reasons, layout.screen)
    when = Text(next_due_words(day, today=today), style=HEADING_STYLE)
    bodies = [when, *(reason_text(duty, layout.screen) for duty in reasons), reach]
    return layout.about(home.verdict.level, home.summary, bodies)


def no_jobs_page(morning: Morning, screen: Screen) -> Text:
    """Return what is said in place of a page about no homes at all."""
    words = "no job can be read: backlog check" if morning.bad else NO_JOBS
    return join_lines([*_notices(morning, screen), *wrap_hanging(Text(words), screen.width)])


def _summaries_with_a_line(morning: Morning) -> Iterator[JobSummary]:
    """Yield the homes whose names stand in columns."""
    above = [home for home in (morning.frog, *morning.focus) if home is not None]
    yield from (found.summary for found in (*above, *morning.messages, *morning.due))
    yield from (found.summary for found in morning.appointments)
    yield from (found.summary for found in morning.ahead)


# The head.


def _head(morning: Morning, screen: Screen) -> list[Text]:
    """Return the day and the counts."""
    styles = {f"{morning.red} red": level_style(Level.RED), f"{morning.amber} amber": level_style(Level.AMBER)}
    counts = [(format_day(morning.today, today=morning.today), HEADING_STYLE)]
    counts += [(words, styles.get(words, "")) for words in head_counts(morning)]
    texts = [keep_together(program_text(words, screen, style)) for words, style in counts]
    return wrap_hanging(join_texts(texts, screen.signs(" · ")), screen.width, 2)


def _notices(morning: Morning, screen: Screen) -> list[Text]:
    """Return what could not be read, the notice that red is not rare, and absences the buyers don't know of."""
    red = morning.too_many_red
    return [
        *left_out_lines(morning, screen),
        *(_level_lines(Level.RED, program_text(red, screen), screen) if red else ()),
        *(line for duty in morning.away_untold for line in _level_lines(duty.level, reason_text(duty, screen), screen)),
    ]


def left_out_lines(morning: Morning, screen: Screen) -> list[Text]:
    """Return the homes that could not be read at all, said before anything else."""
    return [line for words in morning.bad for line in _level_lines(Level.RED, user_text(words), screen)]


def _level_lines(level: Level, body: Text, screen: Screen) -> list[Text]:
    mark = Text().append(f" {level_sign(level, screen)} ", level_style(level))
    return wrap_hanging(mark.append_text(body), screen.width, 3)


def _all_clear(morning: Morning, screen: Screen) -> list[Text]:
    """Said kindly when today asks for nothing."""
    return [] if is_anybody_waiting(morning) else wrap_hanging(Text("Nobody is waiting for you today."), screen.width)


# Home by home.


def _hard_call(morning: Morning, homes: HomeLines) -> list[Text]:
    """Return the frog (001-3e)."""
    frog = morning.frog
    return [_title("THE HARD CALL FIRST"), *_home_lines(frog, homes, is_listed=True)] if frog else []


def _focus(morning: Morning, homes: HomeLines) -> list[Text]:
    """At most five more, and how many red ones wait behind them."""
    more = f"+{morning.more_red} more red: backlog list level:red" if morning.more_red else ""
    lines = [line for home in morning.focus for line in _home_lines(home, homes)]
    return [_title("FOCUS"), *lines, *_note(more, homes.screen)] if lines else []


def _home_lines(home: HomeDuties, homes: HomeLines, *, is_listed: bool = False) -> list[Text]:
    """One home with its reasons, each with the next action, and how to reach them."""
    reasons = [reason_text(duty, homes.screen) for duty in home.duties]
    reach = _reach(home.summary, home.duties, homes.screen)
    if reasons and not is_listed:
        reasons[-1] = join_texts([reasons[-1], reach], homes.separator())
        return homes.about(home.level, home.summary, reasons)
    return homes.about(home.level, home.summary, [*reasons, reach], is_listed=True)


def _reach(summary: JobSummary, duties: Iterable[Duty], screen: Screen) -> Text:
    """On which channel and when, in small; the number to dial in full strength."""
    numbers = [user_text(number) for number in numbers_to_use(summary, duties)]
    parts = [program_text(channel_words(summary), screen, QUIET_STYLE), *numbers]
    return join_texts([keep_together(part) for part in parts], screen.signs(" · "))


def _also_today(morning: Morning, homes: HomeLines) -> list[Text]:
    """Messages that wait, everything else whose day has come, and today's meetings by the clock (000-2, 004-16)."""
    messages = [line for home in morning.messages for line in _due_lines(home, homes)]
    due = [line for home in morning.due for line in _due_lines(home, homes)]
    meetings = [
        line
        for found in morning.appointments
        for line in homes.timed(found.at.clock or "all day", found.summary, user_text(meeting_words(found)))
    ]
    lines = [
        *([_subtitle("waiting for your answer")] if messages else []),
        *messages,
        *([_subtitle("today")] if due or meetings else []),
        *due,
        *meetings,
    ]
    return [_title("ALSO TODAY"), *lines] if lines else []


def _due_lines(home: HomeDuties, homes: HomeLines) -> list[Text]:
    """What is due of one home; the number where it is a call or a visit."""
    bodies = [reason_text(duty, homes.screen) for duty in home.duties]
    phone = phone_of(home.summary)
    if phone and any(is_call(duty) for duty in home.duties):
        bodies.append(user_text(phone))
    return homes.about(home.level, home.summary, bodies)


def _ahead(morning: Morning, homes: HomeLines) -> list[Text]:
    """Return what each of the coming mornings will bring, if nothing is done before (002-1)."""
    lines: list[Text] = []
    for day, coming in groupby(morning.ahead, key=lambda found: found.day):
        lines.append(_subtitle(format_day(day, today=morning.today)))
        for _, theirs in groupby(coming, key=lambda found: id(found.summary)):
            told = list(theirs)
            reasons = [reason_text(found.duty, homes.screen) for found in told]
            level = min((found.duty.level for found in told), key=LEVEL_ORDER.__getitem__)
            lines += homes.about(level, told[0].summary, reasons)
    return [_title("AHEAD"), *lines] if lines else []


# The rest, in lines of its own.


def _owed(morning: Morning, screen: Screen) -> list[Text]:
    """Return everybody below who is owed an update by today, by channel: they are written in batches (001-6a)."""
    owed = morning.owed_below
    if not owed:
        return []
    labels = owed_labels(owed)
    lines = [_title(f"OWED AN UPDATE ({len(owed)})")]
    for channel in dict.fromkeys(found.channel for found in owed):
        told = [
            keep_together(user_text(owed_words(found, label, today=morning.today)))
            for found, label in zip(owed, labels, strict=True)
            if found.channel == channel
        ]
        lines += _beside(Text(f"   {channel_name(channel)}"), join_texts(told, screen.signs(" · ")), screen)
    return lines


def _this_week(morning: Morning, screen: Screen) -> list[Text]:
    """Return how many updates each of the next days brings, those of homes above too."""
    counts = screen.signs(week_words(morning))
    return _beside(_title("THIS WEEK"), Text(f"{counts}: backlog due --owed"), screen) if counts else []


def _done(morning: Morning, screen: Screen) -> list[Text]:
    """Return what was done today, in one line: by name where there is room (000-6)."""
    if not morning.done:
        return []
    by_name, count = done_words(morning)
    lines = _beside(_title("DONE TODAY"), user_text(by_name), screen)
    return lines if len(lines) == 1 else _beside(_title("DONE TODAY"), Text(count), screen)


def _protect(morning: Morning, screen: Screen) -> list[Text]:
    """One important thing before it is urgent (003-1)."""
    found = morning.protect
    if found is None:
        return []
    body = Text(": ").append_text(reason_text(found.duty, screen))
    return _ending("PROTECT", found.verdict.level, found.summary, body, screen)


def _good(morning: Morning, screen: Screen) -> list[Text]:
    """One good thing (000-14)."""
    found = morning.good
    return _ending("GOOD", None, found.summary, program_text(f" {found.text}", screen), screen) if found else []


def _ending(title: str, level: Level | None, summary: JobSummary, body: Text, screen: Screen) -> list[Text]:
    who = keep_together(user_text(f"{summary.job} {joint_name(summary)}"))
    who.stylize(level_style(level) if level else "")
    indent = _TITLE_CELLS if screen.width >= _NARROW_CELLS else 3
    return wrap_hanging(pad(_title(title), _TITLE_CELLS).append_text(who).append_text(body), screen.width, indent)


def _foot(morning: Morning, screen: Screen) -> list[Text]:
    """Return how many homes need nothing, how long today's list takes, and where to begin."""
    state = join_texts([keep_together(Text(words, style=QUIET_STYLE)) for words in foot_counts(morning)], screen.signs(" · "))
    first = first_home(morning)
    show = user_text(f"backlog show {quote_for_shell(first.job)}", ACTION_STYLE) if first is not None else Text("")
    begin = join_texts([Text("next:", style=QUIET_STYLE), show]) if first is not None else Text("")
    return [line for part in (state, begin) if part.plain for line in wrap_hanging(part, screen.width, 6)]


# How a line is put together.


def _title(words: str) -> Text:
    return Text(words, style=HEADING_STYLE)


def _subtitle(words: str) -> Text:
    return Text(f"   {words}", style=QUIET_STYLE)


def _note(words: str, screen: Screen) -> list[Text]:
    return wrap_hanging(_subtitle(words), screen.width, 3) if words else []


def _beside(title: Text, words: Text, screen: Screen) -> list[Text]:
    """Words in the column beside a title; on a narrow screen they follow it."""
    if screen.width < _NARROW_CELLS:
        return wrap_hanging(title.append("  ").append_text(words), screen.width, 5)
    return wrap_hanging(pad(title, _BESIDE_CELLS).append_text(words), screen.width, _BESIDE_CELLS)
