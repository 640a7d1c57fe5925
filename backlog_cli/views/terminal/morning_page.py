"""The morning page: the hardest call, five more, today's meetings, who is owed a word, and one good thing, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from backlog_cli.dates.format import format_day, format_distance
from backlog_cli.rules.backlog import jobs_by_number
from backlog_cli.rules.summary import joint_name, quote_for_shell
from backlog_cli.terms import Level
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.job_phrases import NO_JOBS, reach_words
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
from backlog_cli.views.text import fit_lines, join_lines, join_texts, keep_together, pad, wrap_hanging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.morning import Meeting, Morning, OwedUpdate
    from backlog_cli.rules.duty import Verdict
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.screen import Screen

_NAME_CELLS = 18  # longer names push their own line only
_MIN_BODY = 38  # with less room beside the names, words go under them
_WIDE_CELLS = 100  # from here on words keep their column, and an update line tells how they are reached in full
_MAX_OWED = 10
_NARROW_CELLS = 64  # narrower than this, what is beside a title goes under it


class _Detail(NamedTuple):
    """How much the page says. Each next one says less, until the screen holds it."""

    is_airy: bool = False  # a blank line before each part
    is_listed: bool = True  # each reason on a line of its own
    is_columned: bool = True  # words in one column beside the names; else they run on under them
    hardest: int = 2  # reasons told of the hard call
    reasons: int = 2  # and of the others
    owed: int = _MAX_OWED
    banner: int = 5
    is_terse: bool = False  # no blank line, the foot in one, what to protect without what to do
    is_brief: bool = False  # after the hard call only what is the matter and how to reach them, not what to do and when


_DETAIL_LEVELS = (
    _Detail(is_airy=True),
    _Detail(),
    _Detail(is_listed=False),
    _Detail(is_listed=False, owed=6, banner=3),
    _Detail(is_listed=False, is_columned=False, owed=6, banner=3),
    _Detail(is_listed=False, is_columned=False, owed=4, banner=2),
    _Detail(is_listed=False, is_columned=False, reasons=1, owed=4, banner=2),
    _Detail(is_listed=False, is_columned=False, reasons=1, owed=3, banner=1, is_terse=True),
    _Detail(is_listed=False, is_columned=False, hardest=1, reasons=1, owed=2, banner=1, is_terse=True),
)
# Only where it brings the page onto the screen: scrolling for what to do is better than not reading it.
_BRIEFEST_DETAIL = _DETAIL_LEVELS[-1]._replace(is_brief=True)


def morning_page(morning: Morning, backlog: Backlog, *, screen: Screen) -> Text:
    """The page of bare `backlog` (000-1): as much as fits the screen's height, the rest counted, no line over its width."""
    jobs = jobs_by_number(backlog)
    if not jobs:
        return _no_jobs(_PageLayout(morning, jobs, screen, _Detail()))
    lines = fit_lines(_DETAIL_LEVELS, lambda room: _PageLayout(morning, jobs, screen, room).lines(), screen.height)
    brief = _PageLayout(morning, jobs, screen, _BRIEFEST_DETAIL).lines() if len(lines) >= screen.height else lines
    return join_lines(brief if len(brief) < screen.height else lines)


def everyone_page(morning: Morning, backlog: Backlog, verdicts: Sequence[Verdict], *, screen: Screen) -> Text:
    """`due --all`: every live job in the order given, two reasons each; nothing left out."""
    page = _PageLayout(morning, jobs_by_number(backlog), screen, _Detail(), verdicts)
    if not backlog.jobs:
        return _no_jobs(page)
    blocks = [line for verdict in verdicts for line in page.block(verdict)]
    return join_lines(
        [*page.head(), *page.banner(), *page.away(), Text(""), *blocks, *([Text("")] if blocks else []), *page.foot()]
    )


def _no_jobs(page: _PageLayout) -> Text:
    words = "no job can be read: backlog check" if page.morning.bad else NO_JOBS
    return join_lines([*page.banner(), *wrap_hanging(Text(words), page.screen.width)])


class _PageLayout:
    """One morning laid out for one screen."""

    def __init__(
        self,
        morning: Morning,
        jobs: dict[str, JobSummary],
        screen: Screen,
        room: _Detail,
        everyone: Sequence[Verdict] | None = None,
    ) -> None:
        self.morning, self.screen = morning, screen
        self.room = room._replace(is_columned=True) if screen.width >= _WIDE_CELLS else room
        self.jobs = jobs
        self.columns = _column_widths(self._shown() if everyone is None else [jobs[verdict.job] for verdict in everyone])

    def lines(self) -> list[Text]:
        """Return the whole page."""
        parts = [
            [*self.head(), *self.banner(), *self.away(), *self.all_clear()],
            self.hard_call(),
            self.focus(),
            self.today(),
            self.owed(),
            [*self.protect(), *self.good()],
            self.foot(),
        ]
        out: list[Text] = []
        for n, part in enumerate(part for part in parts if part):
            blank = [Text("")] if n and (self.room.is_airy or (n == 1 and not self.room.is_terse)) else []
            out += [*blank, *part]
        return out

    def head(self) -> list[Text]:
        """Return the day and the counts."""
        morning = self.morning
        counts = [
            format_day(morning.today, today=morning.today),
            f"{morning.open} open",
            f"{morning.red} red" if morning.red else "",
            f"{morning.amber} amber" if morning.amber else "",
            f"{morning.closing_soon} close within 14 days" if morning.closing_soon else "",
        ]
        styles = [HEADING_STYLE, "", level_style(Level.RED), level_style(Level.AMBER), ""]
        texts = [keep_together(program_text(words, self.screen, style)) for words, style in zip(counts, styles, strict=True)]
        return wrap_hanging(join_texts(texts, self.dot_separator), self.screen.width, 2)

    def banner(self) -> list[Text]:
        """Return the jobs that cannot be read, said before anything else."""
        bad = self.morning.bad
        shown = bad[: self.room.banner]
        lines = [line for words in shown for line in self._level_lines(Level.RED, user_text(words))]
        if len(bad) > len(shown):
            lines += self.note(f"+{len(bad) - len(shown)} more that cannot be read: backlog check")
        return lines

    def away(self) -> list[Text]:
        """Absences the buyers do not know of."""
        return [
            line for duty in self.morning.away_untold for line in self._level_lines(duty.level, reason_text(duty, self.screen))
        ]

    def all_clear(self) -> list[Text]:
        """Said kindly when today asks for nothing."""
        morning = self.morning
        is_owed = any(found.day <= morning.today for found in morning.owed)
        if morning.frog or morning.focus or morning.appointments or is_owed:
            return []
        return wrap_hanging(Text("Nobody is waiting for you today."), self.screen.width)

    def hard_call(self) -> list[Text]:
        """Return the frog (001-3e)."""
        frog = self.morning.frog
        return [self.title("THE HARD CALL FIRST"), *self.block(frog, self.room.hardest)] if frog else []

    def focus(self) -> list[Text]:
        """At most five more, and how many wait behind them."""
        morning = self.morning
        more = [
            f"+{morning.left_out} more: backlog due --all" if morning.left_out else "",
            f"{morning.snoozed} snoozed" if morning.snoozed else "",
        ]
        lines = [line for verdict in morning.focus for line in self.block(verdict)]
        return self.part("FOCUS", lines, self.dot_separator.join(words for words in more if words))

    def today(self) -> list[Text]:
        """Today's meetings by the clock (004-16); on a small screen all on one line."""
        meetings = self.morning.appointments
        if meetings and self.room.is_terse:
            each = [
                join_texts([*self._timed_meeting(found), keep_together(self._name_text(found.summary))]) for found in meetings
            ]
            return wrap_hanging(
                join_texts([pad(self.title("TODAY"), 8), join_texts(each, self.dot_separator)]),
                self.screen.width,
                self._title_indent,
            )
        return self.part("TODAY", [line for found in meetings for line in self._meeting(found)])

    def _name_text(self, summary: JobSummary) -> Text:
        return user_text(f"{summary.job} {joint_name(summary)}")

    def _timed_meeting(self, meeting: Meeting) -> list[Text]:
        return [Text(meeting.at.clock or "all day", style=HEADING_STYLE), user_text(meeting.what)]

    def _meeting(self, meeting: Meeting) -> list[Text]:
        minutes = f"{meeting.minutes} min" if meeting.minutes else ""
        about = [join_texts(self._timed_meeting(meeting)), Text(minutes), user_text(meeting.where or "")]
        return self._job_lines(None, meeting.summary, join_texts(about, ", "))

    def owed(self) -> list[Text]:
        """Return who is owed a word, the earliest first, those on one channel together (001-6a)."""
        owed = self.morning.owed
        shown = owed[: self.room.owed]
        if len(owed) == self.room.owed + 1 and not self.room.is_terse:
            shown = owed  # a line that says "+1 more" takes as much room
        channels = list(dict.fromkeys(found.channel for found in shown))
        lines = [line for channel in channels for found in shown if found.channel == channel for line in self._update(found)]
        left = len(owed) - len(shown)
        return self.part("OWED AN UPDATE", lines, f"+{left} more: backlog due --all" if left else "")

    def _update(self, owed: OwedUpdate) -> list[Text]:
        today = self.morning.today
        if owed.day > today and owed.duty.rule == "update":
            when = format_distance(owed.day, today=today) if (owed.day - today).days < 2 else format_day(owed.day, today=today)
            last = f", last {format_day(owed.last, today=today)}" if owed.last and self.room.is_columned else ""
            words = f"due {when}{last}"
        else:
            words = owed.duty.text
        cover = f" → {owed.cover}" if owed.cover else ""
        reach = reach_words(owed.summary) if self.screen.width >= _WIDE_CELLS else str(owed.channel)
        return self._job_lines(
            owed.duty.level, owed.summary, program_text(words + cover, self.screen), program_text(reach, self.screen, QUIET_STYLE)
        )

    def protect(self) -> list[Text]:
        """One important thing before it is urgent (003-1)."""
        found = self.morning.protect
        if found is None:
            return []
        words = program_text(found.duty.text, self.screen) if self.room.is_terse else reason_text(found.duty, self.screen)
        return self._titled_lines("PROTECT", found.verdict.level, self.jobs[found.verdict.job], words)

    def good(self) -> list[Text]:
        """One good thing (000-14)."""
        found = self.morning.good
        return self._titled_lines("GOOD", None, found.summary, program_text(found.text, self.screen)) if found else []

    def foot(self) -> list[Text]:
        """Return what needs no word today, what the tool wonders about, and where to begin."""
        morning = self.morning
        lines: list[Text] = []
        notice = morning.too_many_red
        if notice and self.room.is_terse:
            notice = f"{morning.red} of {morning.live} live jobs are red, too many to mean something: backlog check"
        lines += wrap_hanging(program_text(notice, self.screen, level_style(Level.AMBER)), self.screen.width, 2) if notice else []
        counts = [
            f"{morning.all_clear} all clear" if morning.all_clear else "",
            f"about {morning.minutes} minutes in all" if morning.minutes else "",
            f"{morning.warnings} {'warning' if morning.warnings == 1 else 'warnings'}: backlog check" if morning.warnings else "",
        ]
        state = join_texts([keep_together(Text(words, style=QUIET_STYLE)) for words in counts], self.dot_separator)
        first = self._first()
        begin = (
            join_texts([Text("next:", style=QUIET_STYLE), user_text(f"backlog show {first}", ACTION_STYLE)])
            if first
            else Text("")
        )
        for last in [join_texts([state, keep_together(begin)], self.dot_separator)] if self.room.is_terse else [state, begin]:
            lines += wrap_hanging(last, self.screen.width, 6) if last.plain else []
        return lines

    def _first(self) -> str | None:
        """Whom to look at next, as it is typed."""
        morning = self.morning
        for verdict in (morning.frog, *morning.focus):
            if verdict is not None:
                return quote_for_shell(verdict.job)
        return next((found.summary.typed for found in morning.owed), None)

    # How a line is put together.

    @property
    def dot_separator(self) -> str:
        return self.screen.signs(" · ")

    def part(self, title: str, lines: list[Text], left: str = "") -> list[Text]:
        """Return a titled part with what it leaves out under it, or beside its title on a small screen; nothing for no lines."""
        if not (lines or left):
            return []
        if self.room.is_terse:
            return [
                *wrap_hanging(join_texts([self.title(title), Text(left, style=QUIET_STYLE)], "  "), self.screen.width, 3),
                *lines,
            ]
        return [self.title(title), *lines, *self.note(left)]

    def title(self, words: str) -> Text:
        return Text(words, style=HEADING_STYLE)

    def note(self, words: str) -> list[Text]:
        return wrap_hanging(Text(f"   {words}", style=QUIET_STYLE), self.screen.width, 3) if words else []

    def block(self, verdict: Verdict, reasons: int | None = None) -> list[Text]:
        """One job with its strongest reasons, each with the next action, and how to reach them."""
        summary = self.jobs[verdict.job]
        firing = [duty for duty in verdict.reasons if duty.is_firing] or verdict.reasons[:1]
        is_brief = self.room.is_brief and verdict is not self.morning.frog
        told = [
            program_text(duty.text, self.screen) if is_brief else reason_text(duty, self.screen)
            for duty in firing[: reasons or self.room.reasons]
        ]
        reach = program_text(reach_words(summary, with_times=not is_brief), self.screen, QUIET_STYLE)
        if not told:
            return self._job_lines(verdict.level, summary, reach)
        if self.room.is_listed:
            return self._job_lines(verdict.level, summary, *told, reach, is_listed=True)
        return self._job_lines(verdict.level, summary, join_texts([*told, reach], self.dot_separator))

    def _level_lines(self, level: Level, body: Text) -> list[Text]:
        mark = Text().append(f" {level_sign(level, self.screen)} ", level_style(level))
        return wrap_hanging(mark.append_text(body), self.screen.width, 3)

    def _titled_lines(self, title: str, level: Level | None, summary: JobSummary, body: Text) -> list[Text]:
        who = join_texts([keep_together(user_text(summary.job)), user_text(f"{joint_name(summary)}:")])
        who.stylize(level_style(level) if level else "")
        return wrap_hanging(join_texts([pad(self.title(title), 8), who, body]), self.screen.width, self._title_indent)

    @property
    def _title_indent(self) -> int:
        return 9 if self.screen.width >= _NARROW_CELLS else 3

    def _shown(self) -> list[JobSummary]:
        """The jobs that get a line with words beside it."""
        morning = self.morning
        pressing = [self.jobs[verdict.job] for verdict in (morning.frog, *morning.focus) if verdict]
        owed = [found.summary for found in morning.owed[: self.room.owed + 1]]
        return [*pressing, *owed, *(found.summary for found in morning.appointments)]

    def _job_lines(self, level: Level | None, summary: JobSummary, *bodies: Text, is_listed: bool = False) -> list[Text]:
        """Sign, number, name and lot, with the words in the column beside them; under them when there is no room."""
        width, colour = self.screen.width, level_style(level) if level else ""
        job, name, lot = self.columns
        number, buyer = user_text(summary.job, colour or HEADING_STYLE), user_text(joint_name(summary), colour)
        place = user_text(f"lot {summary.lot}") if summary.lot else Text("")
        indent = 3 + job + 1 + name + 2 + lot + 2
        head = Text(f" {level_sign(level, self.screen) if level else ' '}", style=colour)
        short = join_texts([keep_together(join_texts([head, number])), buyer, keep_together(place)])
        is_narrow = width - indent < _MIN_BODY
        if not self.room.is_columned:
            return self._hang_bodies(short.append("  "), bodies, 3 if is_narrow else 4 + job, is_listed)
        if is_narrow:
            return [*wrap_hanging(short, width, 3), *self._hang_bodies(Text("   "), bodies, 3, is_listed)]
        lead = join_texts([head, pad(number, job), pad(buyer, name)]).append("  ").append_text(pad(place, lot))
        if cell_len(lead.plain) <= indent - 2:
            return self._hang_bodies(keep_together(lead).append("  "), bodies, indent, is_listed)
        return [*wrap_hanging(short, width, 3), *self._hang_bodies(Text(" " * indent), bodies, indent, is_listed)]

    def _hang_bodies(self, lead: Text, bodies: Sequence[Text], indent: int, is_listed: bool) -> list[Text]:
        """The bodies beside the lead: each on its own line, or the second at the right edge when one line holds both."""
        width = self.screen.width
        if is_listed:
            leads = [lead, *(Text(" " * indent) for _ in bodies[1:])]
            return [
                line
                for first, body in zip(leads, bodies, strict=True)
                for line in wrap_hanging(first.append_text(body), width, indent)
            ]
        if len(bodies) == 1:
            return wrap_hanging(lead.append_text(bodies[0]), width, indent)
        left, right = bodies
        start, edge = cell_len(lead.plain), min(width, 96) - 12
        if start + cell_len(left.plain) + 2 <= edge and edge + cell_len(right.plain) <= width:
            return wrap_hanging(keep_together(lead.append_text(pad(left, edge - start)).append_text(right)), width, indent)
        return wrap_hanging(lead.append_text(join_texts([left, right], self.dot_separator)), width, indent)


def _column_widths(summaries: Sequence[JobSummary]) -> tuple[int, int, int]:
    """Cells for job number, name and lot over all lines of a page, so that the words beside them are in one column."""
    names = [cell_len(escape_for_terminal(joint_name(summary))) for summary in summaries]
    return (
        max((cell_len(escape_for_terminal(summary.job)) for summary in summaries), default=0),
        max((name for name in names if name <= _NAME_CELLS), default=0),
        max((cell_len(escape_for_terminal(summary.lot)) + 4 for summary in summaries if summary.lot), default=0),
    )
