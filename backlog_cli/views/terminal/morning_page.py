"""The morning page: the hardest call, five more, today's meetings, who is owed a word, and one good thing, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from backlog_cli.dates.format import spell_day, spell_distance
from backlog_cli.rules.backlog import by_number
from backlog_cli.rules.summary import as_typed, joint_name
from backlog_cli.terms import Level
from backlog_cli.views.escape import clean
from backlog_cli.views.job_phrases import NO_JOBS, reach_words
from backlog_cli.views.terminal.style import ACTION, HEADING, QUIET, ours, reason_text, sign, tone, typed
from backlog_cli.views.text import fitted, hung, joined, padded, stacked, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.morning import Meeting, Morning, Owed
    from backlog_cli.rules.duty import Verdict
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.screen import Screen

_NAME_CELLS = 18  # longer names push their own line only
_BODY_LEAST = 38  # with less room beside the names, words go under them
_WIDE = 100  # from here on words keep their column, and an update line tells how they are reached in full
_OWED_MOST = 10
_NARROW = 64  # narrower than this, what stands beside a title goes under it


class _Room(NamedTuple):
    """How much the page says. Each next one says less, until the screen holds it."""

    is_airy: bool = False  # a blank line before each part
    is_listed: bool = True  # each reason on a line of its own
    is_columned: bool = True  # words in one column beside the names; else they run on under them
    hardest: int = 2  # reasons told of the hard call
    reasons: int = 2  # and of the others
    owed: int = _OWED_MOST
    banner: int = 5
    is_terse: bool = False  # no blank line, the foot in one, what to protect without what to do
    is_brief: bool = False  # after the hard call only what is the matter, not what to do


_TIGHTER = (
    _Room(is_airy=True),
    _Room(),
    _Room(is_listed=False),
    _Room(is_listed=False, owed=6, banner=3),
    _Room(is_listed=False, is_columned=False, owed=6, banner=3),
    _Room(is_listed=False, is_columned=False, owed=4, banner=2),
    _Room(is_listed=False, is_columned=False, reasons=1, owed=4, banner=2),
    _Room(is_listed=False, is_columned=False, reasons=1, owed=3, banner=1, is_terse=True),
    _Room(is_listed=False, is_columned=False, hardest=1, reasons=1, owed=2, banner=1, is_terse=True),
)
# Only where it brings the page onto the screen: scrolling for what to do is better than not reading it.
_BRIEFEST = _TIGHTER[-1]._replace(is_brief=True)


def morning_page(morning: Morning, backlog: Backlog, *, screen: Screen) -> Text:
    """The page of bare `backlog` (000-1): as much as fits the screen's height, the rest counted, no line over its width."""
    jobs = by_number(backlog)
    if not jobs:
        return _no_jobs(_Page(morning, jobs, screen, _Room()))
    lines = fitted(_TIGHTER, lambda room: _Page(morning, jobs, screen, room).lines(), screen.height)
    brief = _Page(morning, jobs, screen, _BRIEFEST).lines() if len(lines) >= screen.height else lines
    return stacked(brief if len(brief) < screen.height else lines)


def everyone_page(morning: Morning, backlog: Backlog, verdicts: Sequence[Verdict], *, screen: Screen) -> Text:
    """`due --all`: every live job in the order given, two reasons each; nothing left out."""
    page = _Page(morning, by_number(backlog), screen, _Room(), verdicts)
    if not backlog.jobs:
        return _no_jobs(page)
    blocks = [line for verdict in verdicts for line in page.block(verdict)]
    return stacked([*page.head(), *page.banner(), *page.away(), Text(""), *blocks, *([Text("")] if blocks else []), *page.foot()])


def _no_jobs(page: _Page) -> Text:
    words = "no job can be read: backlog check" if page.morning.bad else NO_JOBS
    return stacked([*page.banner(), *hung(Text(words), page.screen.width)])


class _Page:
    """One morning laid out for one screen."""

    def __init__(
        self,
        morning: Morning,
        jobs: dict[str, JobSummary],
        screen: Screen,
        room: _Room,
        everyone: Sequence[Verdict] | None = None,
    ) -> None:
        self.morning, self.screen = morning, screen
        self.room = room._replace(is_columned=True) if screen.width >= _WIDE else room
        self.jobs = jobs
        self.columns = _columns(self._shown() if everyone is None else [jobs[verdict.job] for verdict in everyone])

    def lines(self) -> list[Text]:
        """The whole page."""
        parts = [
            [*self.head(), *self.banner(), *self.away(), *self.calm()],
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
        """The day and the counts."""
        morning = self.morning
        counts = [
            spell_day(morning.today, today=morning.today),
            f"{morning.open} open",
            f"{morning.red} red" if morning.red else "",
            f"{morning.amber} amber" if morning.amber else "",
            f"{morning.closing_soon} close within 14 days" if morning.closing_soon else "",
        ]
        styles = [HEADING, "", tone(Level.RED), tone(Level.AMBER), ""]
        texts = [whole(ours(words, self.screen, style)) for words, style in zip(counts, styles, strict=True)]
        return hung(joined(texts, self.dot), self.screen.width, 2)

    def banner(self) -> list[Text]:
        """The jobs that cannot be read, said before anything else."""
        bad = self.morning.bad
        shown = bad[: self.room.banner]
        lines = [line for words in shown for line in self._marked(Level.RED, typed(words))]
        if len(bad) > len(shown):
            lines += self.note(f"+{len(bad) - len(shown)} more that cannot be read: backlog check")
        return lines

    def away(self) -> list[Text]:
        """Absences the buyers do not know of."""
        return [line for duty in self.morning.away_untold for line in self._marked(duty.level, reason_text(duty, self.screen))]

    def calm(self) -> list[Text]:
        """Said kindly when today asks for nothing."""
        morning = self.morning
        is_owed = any(found.day <= morning.today for found in morning.owed)
        if morning.frog or morning.focus or morning.appointments or is_owed:
            return []
        return hung(Text("Nobody is waiting for you today."), self.screen.width)

    def hard_call(self) -> list[Text]:
        """The frog (001-3e)."""
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
        return self.part("FOCUS", lines, self.dot.join(words for words in more if words))

    def today(self) -> list[Text]:
        """Today's meetings by the clock (004-16); on a small screen all on one line."""
        meetings = self.morning.appointments
        if meetings and self.room.is_terse:
            each = [joined([*self._about(found), whole(self._who(found.summary))]) for found in meetings]
            return hung(joined([padded(self.title("TODAY"), 8), joined(each, self.dot)]), self.screen.width, self._titled_indent)
        return self.part("TODAY", [line for found in meetings for line in self._meeting(found)])

    def _who(self, summary: JobSummary) -> Text:
        return typed(f"{summary.job} {joint_name(summary)}")

    def _about(self, meeting: Meeting) -> list[Text]:
        return [Text(meeting.at.clock or "all day", style=HEADING), typed(meeting.what)]

    def _meeting(self, meeting: Meeting) -> list[Text]:
        minutes = f"{meeting.minutes} min" if meeting.minutes else ""
        about = [joined(self._about(meeting)), Text(minutes), typed(meeting.where or "")]
        return self._beside(None, meeting.summary, joined(about, ", "))

    def owed(self) -> list[Text]:
        """Who is owed a word, the earliest first, those on one channel together (001-6a)."""
        owed = self.morning.owed
        shown = owed[: self.room.owed]
        if len(owed) == self.room.owed + 1 and not self.room.is_terse:
            shown = owed  # a line that says "+1 more" takes as much room
        channels = list(dict.fromkeys(found.channel for found in shown))
        lines = [line for channel in channels for found in shown if found.channel == channel for line in self._update(found)]
        left = len(owed) - len(shown)
        return self.part("OWED AN UPDATE", lines, f"+{left} more: backlog due --all" if left else "")

    def _update(self, owed: Owed) -> list[Text]:
        today = self.morning.today
        if owed.day > today and owed.duty.rule == "update":
            when = spell_distance(owed.day, today=today) if (owed.day - today).days < 2 else spell_day(owed.day, today=today)
            last = f", last {spell_day(owed.last, today=today)}" if owed.last and self.room.is_columned else ""
            words = f"due {when}{last}"
        else:
            words = owed.duty.text
        cover = f" → {owed.cover}" if owed.cover else ""
        reach = reach_words(owed.summary) if self.screen.width >= _WIDE else str(owed.channel)
        return self._beside(owed.duty.level, owed.summary, ours(words + cover, self.screen), ours(reach, self.screen, QUIET))

    def protect(self) -> list[Text]:
        """One important thing before it is urgent (003-1)."""
        found = self.morning.protect
        if found is None:
            return []
        words = ours(found.duty.text, self.screen) if self.room.is_terse else reason_text(found.duty, self.screen)
        return self._titled("PROTECT", found.verdict.level, self.jobs[found.verdict.job], words)

    def good(self) -> list[Text]:
        """One good thing (000-14)."""
        found = self.morning.good
        return self._titled("GOOD", None, found.summary, ours(found.text, self.screen)) if found else []

    def foot(self) -> list[Text]:
        """What needs no word today, what the tool wonders about, and where to begin."""
        morning = self.morning
        lines: list[Text] = []
        notice = morning.too_many_red
        if notice and self.room.is_terse:
            notice = f"{morning.red} of {morning.live} live jobs are red, too many to mean something: backlog check"
        lines += hung(ours(notice, self.screen, tone(Level.AMBER)), self.screen.width, 2) if notice else []
        counts = [
            f"{morning.all_clear} all clear" if morning.all_clear else "",
            f"about {morning.minutes} minutes in all" if morning.minutes else "",
            f"{morning.warnings} {'warning' if morning.warnings == 1 else 'warnings'}: backlog check" if morning.warnings else "",
        ]
        state = joined([whole(Text(words, style=QUIET)) for words in counts], self.dot)
        first = self._first()
        begin = joined([Text("next:", style=QUIET), typed(f"backlog show {first}", ACTION)]) if first else Text("")
        for last in [joined([state, whole(begin)], self.dot)] if self.room.is_terse else [state, begin]:
            lines += hung(last, self.screen.width, 6) if last.plain else []
        return lines

    def _first(self) -> str | None:
        """Whom to look at next, as it is typed."""
        morning = self.morning
        for verdict in (morning.frog, *morning.focus):
            if verdict is not None:
                return as_typed(verdict.job)
        return next((found.summary.typed for found in morning.owed), None)

    # How a line is put together.

    @property
    def dot(self) -> str:
        return self.screen.signs(" · ")

    def part(self, title: str, lines: list[Text], left: str = "") -> list[Text]:
        """A titled part with what it leaves out under it, or beside its title on a small screen; nothing for no lines."""
        if not (lines or left):
            return []
        if self.room.is_terse:
            return [*hung(joined([self.title(title), Text(left, style=QUIET)], "  "), self.screen.width, 3), *lines]
        return [self.title(title), *lines, *self.note(left)]

    def title(self, words: str) -> Text:
        return Text(words, style=HEADING)

    def note(self, words: str) -> list[Text]:
        return hung(Text(f"   {words}", style=QUIET), self.screen.width, 3) if words else []

    def block(self, verdict: Verdict, reasons: int | None = None) -> list[Text]:
        """One job with its strongest reasons, each with the next action, and how to reach them."""
        summary = self.jobs[verdict.job]
        firing = [duty for duty in verdict.reasons if duty.is_firing] or verdict.reasons[:1]
        is_brief = self.room.is_brief and verdict is not self.morning.frog
        told = [
            ours(duty.text, self.screen) if is_brief else reason_text(duty, self.screen)
            for duty in firing[: reasons or self.room.reasons]
        ]
        reach = ours(reach_words(summary), self.screen, QUIET)
        if not told:
            return self._beside(verdict.level, summary, reach)
        if self.room.is_listed:
            return self._beside(verdict.level, summary, *told, reach, is_listed=True)
        return self._beside(verdict.level, summary, joined([*told, reach], self.dot))

    def _marked(self, level: Level, body: Text) -> list[Text]:
        mark = Text().append(f" {sign(level, self.screen)} ", tone(level))
        return hung(mark.append_text(body), self.screen.width, 3)

    def _titled(self, title: str, level: Level | None, summary: JobSummary, body: Text) -> list[Text]:
        who = joined([whole(typed(summary.job)), typed(f"{joint_name(summary)}:")])
        who.stylize(tone(level) if level else "")
        return hung(joined([padded(self.title(title), 8), who, body]), self.screen.width, self._titled_indent)

    @property
    def _titled_indent(self) -> int:
        return 9 if self.screen.width >= _NARROW else 3

    def _shown(self) -> list[JobSummary]:
        """The jobs that get a line with words beside it."""
        morning = self.morning
        pressing = [self.jobs[verdict.job] for verdict in (morning.frog, *morning.focus) if verdict]
        owed = [found.summary for found in morning.owed[: self.room.owed + 1]]
        return [*pressing, *owed, *(found.summary for found in morning.appointments)]

    def _beside(self, level: Level | None, summary: JobSummary, *bodies: Text, is_listed: bool = False) -> list[Text]:
        """Sign, number, name and lot, with the words in the column beside them; under them when there is no room."""
        width, colour = self.screen.width, tone(level) if level else ""
        job, name, lot = self.columns
        number, buyer = typed(summary.job, colour or HEADING), typed(joint_name(summary), colour)
        place = typed(f"lot {summary.lot}") if summary.lot else Text("")
        indent = 3 + job + 1 + name + 2 + lot + 2
        head = Text(f" {sign(level, self.screen) if level else ' '}", style=colour)
        short = joined([whole(joined([head, number])), buyer, whole(place)])
        is_narrow = width - indent < _BODY_LEAST
        if not self.room.is_columned:
            return self._hang(short.append("  "), bodies, 3 if is_narrow else 4 + job, is_listed)
        if is_narrow:
            return [*hung(short, width, 3), *self._hang(Text("   "), bodies, 3, is_listed)]
        lead = joined([head, padded(number, job), padded(buyer, name)]).append("  ").append_text(padded(place, lot))
        if cell_len(lead.plain) <= indent - 2:
            return self._hang(whole(lead).append("  "), bodies, indent, is_listed)
        return [*hung(short, width, 3), *self._hang(Text(" " * indent), bodies, indent, is_listed)]

    def _hang(self, lead: Text, bodies: Sequence[Text], indent: int, is_listed: bool) -> list[Text]:
        """The bodies beside the lead: each on its own line, or the second at the right edge when one line holds both."""
        width = self.screen.width
        if is_listed:
            leads = [lead, *(Text(" " * indent) for _ in bodies[1:])]
            return [
                line for first, body in zip(leads, bodies, strict=True) for line in hung(first.append_text(body), width, indent)
            ]
        if len(bodies) == 1:
            return hung(lead.append_text(bodies[0]), width, indent)
        left, right = bodies
        start, edge = cell_len(lead.plain), min(width, 96) - 12
        if start + cell_len(left.plain) + 2 <= edge and edge + cell_len(right.plain) <= width:
            return hung(whole(lead.append_text(padded(left, edge - start)).append_text(right)), width, indent)
        return hung(lead.append_text(joined([left, right], self.dot)), width, indent)


def _columns(summaries: Sequence[JobSummary]) -> tuple[int, int, int]:
    """Cells for job number, name and lot over all lines of a page, so that the words beside them stand in one column."""
    names = [cell_len(clean(joint_name(summary))) for summary in summaries]
    return (
        max((cell_len(clean(summary.job)) for summary in summaries), default=0),
        max((name for name in names if name <= _NAME_CELLS), default=0),
        max((cell_len(clean(summary.lot)) + 4 for summary in summaries if summary.lot), default=0),
    )
