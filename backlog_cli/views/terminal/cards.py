"""What is shown about one home: the card before a call, and the difference a command would make. And the check of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from backlog_cli.dates.format import format_day, format_day_and_distance, format_days, format_short_day
from backlog_cli.rules.history import EMPTY_HISTORY, History, history_source, usual_stage_days
from backlog_cli.rules.summary import channel_of, first_names, is_open, joint_name, open_next_step, talks_until
from backlog_cli.terms import CANCELLED, CLOSED, Level, Mood, and_list
from backlog_cli.views.data.records import count_line
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.job_phrases import internal_date_note, moves_words, told_words
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
from backlog_cli.views.values import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.cleanup.findings import CleanupFinding
    from backlog_cli.rules.due.countdown import MissingItem
    from backlog_cli.rules.duty import Duty, Verdict
    from backlog_cli.rules.summary import JobSummary, Talk
    from backlog_cli.terms import Policy, Stage
    from backlog_cli.views.screen import Screen

_LABEL = 14  # cells of the column that says what a line is about
_NARROW = 64  # narrower than this, text goes under its label instead of beside it

# One line on how to talk with each kind of person (001-5b).
PERSONALITY_TIPS = {
    "driver": "be brief, facts first, two choices and let them pick",
    "relator": "people before business, no hurry, promise only what will hold",
    "analytic": "dates and numbers in order, in writing, no exclamation points",
    "socializer": "chat first and keep it warm, then repeat what was agreed in writing",
}


def card_text(
    summary: JobSummary,
    job: model.Job,
    verdict: Verdict,
    *,
    policy: Policy,
    screen: Screen,
    today: date,
    everything: bool = False,
    history: History = EMPTY_HISTORY,
    missing: Sequence[MissingItem] = (),
) -> Text:
    """Return the pre-call card: what was agreed and their own words first, then all that a good call needs, on one screen.

    `everything` adds every conversation and every other key the file holds; `history` is what closed homes teach. `missing`
    is what the closing waits for, or what a closed home's buyers were not asked yet.
    """
    facts = _Card(summary, job, verdict, policy, screen, today, history, missing)
    if everything:
        return join_lines(facts.lines(_FULL_DETAIL))
    return join_lines(fit_lines(_DETAIL_LEVELS, facts.lines, screen.height))


class _Detail(NamedTuple):
    """How much the card says. Each next one says less, until the screen holds it; what was left out is counted."""

    is_airy: bool = False  # a blank line between the parts
    talks: int = 3
    notes: bool = True  # reasons that never colour
    reasons: int = 99
    explains: bool = True  # the stage in the words to tell them
    missing: int = 99  # things that the closing waits for
    everything: bool = False


_FULL_DETAIL = _Detail(is_airy=True, talks=1_000_000, everything=True)
_DETAIL_LEVELS = (
    _Detail(is_airy=True),
    _Detail(),
    _Detail(talks=1),
    _Detail(talks=1, notes=False),
    _Detail(talks=1, notes=False, reasons=4, missing=4),
    _Detail(talks=0, notes=False, reasons=3, missing=4),
    _Detail(talks=0, notes=False, reasons=2, missing=4),
    _Detail(talks=0, notes=False, reasons=2, explains=False, missing=4),
    _Detail(talks=0, notes=False, reasons=1, explains=False, missing=2),
)


class _Card:
    """The card's lines, section by section."""

    def __init__(
        self,
        summary: JobSummary,
        job: model.Job,
        verdict: Verdict,
        policy: Policy,
        screen: Screen,
        today: date,
        history: History = EMPTY_HISTORY,
        missing: Sequence[MissingItem] = (),
    ) -> None:
        self.summary, self.job, self.verdict = summary, job, verdict
        self.policy, self.screen, self.today, self.history = policy, screen, today, history
        self.missing = missing
        self.told = talks_until(summary, today=today)[::-1]  # newest first

    def lines(self, room: _Detail) -> list[Text]:
        """Return the whole card."""
        parts = [
            [*self.head(), *self.agreed()],
            self.people(),
            self.open(),
            self.home(explains=room.explains),
            self.closing_needs(room),
            self.state(room),
            self.talks(self.told[: room.talks]),
            self.rest() if room.everything else (),
            self.left_out(room),
        ]
        lines: list[Text] = []
        for part in map(list, parts):
            lines += [Text(""), *part] if lines and part and room.is_airy else part
        return lines

    def head(self) -> list[Text]:
        """Return who and where, with the colour in words."""
        summary, verdict = self.summary, self.verdict
        colour = level_style(verdict.level)
        lot = f"lot {summary.lot}" if summary.lot else ""
        place = self.text(" · ".join(part for part in (lot, summary.address, summary.plan) if part))
        level = verdict.level.upper() + (f", {verdict.quadrant.replace('-', ' ')}" if verdict.quadrant else "")
        who = join_texts(
            [
                user_text(f" {level_sign(verdict.level, self.screen)} {summary.job}", colour),
                user_text(joint_name(summary), colour),
            ]
        )
        return wrap_hanging(join_texts([who, place, keep_together(Text(level, style=colour))], "  "), self.screen.width, 3)

    def agreed(self) -> Iterator[Text]:
        """Yield what was agreed last and what they said, in their words (004-11, 004-14)."""
        step = self._step()
        if step is not None:
            yield from self.entry("agreed", step, HEADING_STYLE)
        said = self._last_quoted_talk()
        if said is not None:
            yield from self.entry("they said", join_texts([user_text(f'"{said.said}"'), self.text(self._attribution(said))]))
        felt = next((talk for talk in self.told if talk.mood), None)
        if felt is not None and felt is not said and felt.mood != Mood.NEUTRAL:
            yield from self.entry("mood", self.text(f"{felt.mood}, {format_day(felt.at.day, today=self.today)}"))

    def _last_quoted_talk(self) -> Talk | None:
        return next((talk for talk in self.told if talk.said), None)

    def _step(self) -> Text | None:
        holder = next((talk for talk in self.told if talk.next is not None), None)
        step = holder.next if holder else None
        if step is None:
            return self.text("no next step yet: agree on one in this call") if is_open(self.summary) else None
        if step.none:
            return self.text("nothing, on purpose: no next step was agreed")
        day = self.text(format_day_and_distance(step.day, today=self.today)) if step.day else Text("")
        is_owed = open_next_step(self.summary, today=self.today) is not None
        left = "" if is_owed or step.day is None else "done"
        if not step.agreed:
            left = "not agreed yet"
        return join_texts([user_text(step.what or "the next step"), day, self.text(left)], ", ")

    def _attribution(self, talk: Talk) -> str:
        """Who said it, how, when and in what mood."""
        who = and_list(first_names(self.summary, talk.buyers))
        parts = (who, talk.how, format_day(talk.at.day, today=self.today), talk.mood)
        return "- " + ", ".join(part for part in parts if part)

    def people(self) -> Iterator[Text]:
        """Yield how to reach them and how to talk with them (001-4, 001-5)."""
        job, contact = self.job, self.summary.contact
        about = [
            channel_of(self.summary) + (f" {contact.when}" if contact.when else ""),
            f"not by {', '.join(contact.avoid)}" if contact.avoid else "",
            {True: "local", False: "not local", None: ""}[contact.local],
            f"{contact.time_zone} time" if contact.time_zone else "",
            job.contact.language or "" if job.contact else "",
            f"urgent: {contact.urgent_channel}" if contact.urgent_channel else "",
        ]
        yield from self.entry("reach", self.text(" · ".join(part for part in about if part)))
        yield from self.entry("", self._contact_numbers())
        yield from self.list_entry("open with", [*job.interests, *job.milestones])
        yield from self.list_entry("worries", job.worries)
        yield from self.list_entry("bought for", [reason.text for reason in job.bought_for if reason.text])
        yield from self.list_entry(
            "loves", [f"{hot.text}{f' ({hot.stage})' if hot.stage else ''}" for hot in job.hot_buttons if hot.text]
        )
        yield from self.list_entry("own work", job.after_closing_work)
        if job.realtor and job.realtor.name and job.realtor.wants_updates:
            yield from self.entry("Realtor", self.facts(job.realtor.name, job.realtor.phone or "", "wants every update too"))
        if job.personality:
            yield from self.entry("manner", self.text(f"{job.personality}: {PERSONALITY_TIPS.get(job.personality, '')}"))

    def _contact_numbers(self) -> Text:
        """Each buyer's full name with number and address: the people behind the household's name."""
        each = []
        for buyer in self.summary.buyers:
            role = f"({buyer.role})" if buyer.role else ""
            each.append(
                join_texts(
                    [keep_together(user_text(part)) for part in (buyer.name, role, buyer.phone or "", buyer.email or "") if part]
                )
            )
        return join_texts(each, self.screen.signs(" · "))

    def open(self) -> Iterator[Text]:
        """Yield what is owed in both directions (004-1, 004-3, 003-8)."""
        promises = [promise for promise in self.summary.promises if promise.is_open]
        for label, is_theirs in (("we owe", False), ("they owe", True)):
            for promise in promises:
                if (promise.by == "buyer") is is_theirs:
                    by = "" if promise.by in ("me", "buyer") else f"by the {promise.by}"
                    needs = f"needs {promise.needs}" if promise.needs else ""
                    yield from self.entry(label, self.facts(promise.text, by, self.by(promise.due), needs))
        for issue in self.summary.issues:
            if issue.is_open:
                wants = f"wants {issue.wants}" if issue.wants else ""
                owner = f"with {issue.owner}" if issue.owner else "nobody has it yet"
                yield from self.entry(
                    f"issue {escape_for_terminal(issue.id)}", self.facts(issue.text, wants, owner, self.by(issue.due))
                )
        for question in self.summary.questions:
            if question.answered is None:
                of = f"for the {question.of}" if question.of else ""
                asked = f"asked {format_day(question.asked, today=self.today)}" if question.asked else ""
                yield from self.entry("question", self.facts(question.ask, of, asked))
        for meeting in self.summary.appointments:
            if meeting.at.day >= self.today:
                when = f"{format_day_and_distance(meeting.at.day, today=self.today)} {meeting.at.clock or ''}".rstrip()
                minutes = f"{meeting.minutes} minutes" if meeting.minutes else ""
                yield from self.entry(
                    "meeting", self.facts(meeting.what, when, minutes, meeting.where or "", meeting.purpose or "")
                )

    def home(self, *, explains: bool) -> Iterator[Text]:
        """Yield the home in plain words, what to say about its day, and what not (000-7, 002-4, 001-8a)."""
        summary, policy = self.summary, self.policy
        stage = policy.stage(summary.stage)
        since = summary.stage_since
        how_long = (
            f"{format_days((self.today - since).days)}, {self._usual_duration(stage)}"
            if since and stage and stage.name != CLOSED
            else ""
        )
        hold = f"waiting: {summary.hold_what}" if summary.hold_what else ""
        where = ", ".join(part for part in (summary.stage, how_long, hold) if part)
        yield from self.entry("stage", self.text(where), HEADING_STYLE)
        if stage is not None and stage.say and explains:
            yield from self.entry("plain words", user_text(stage.say))
        yield from self.entry("moved", self.text(moves_words(summary)))
        if summary.stage in (CLOSED, CANCELLED):
            yield from self._ending()
            return
        yield from self.entry("say", self.text(told_words(summary, today=self.today)), HEADING_STYLE)
        secret = internal_date_note(summary, today=self.today)
        yield from self.entry("not for them", self.text(secret))
        if summary.needed_by:
            reason = f", {summary.needed_reason}" if summary.needed_reason else ""
            yield from self.entry("they need it", self.text(f"{self.by(summary.needed_by)}{reason}"))

    def _usual_duration(self, stage: Stage) -> str:
        """How long that stage takes as a rule, and where that is known from."""
        learned = history_source(self.history, stage.name)
        usual = f"usually {usual_stage_days(stage.name, self.policy, self.history)}"
        return f"{usual} ({learned})" if learned else usual

    def _ending(self) -> Iterator[Text]:
        summary, job = self.summary, self.job
        if summary.closed_date:
            yield from self.entry("closed", self.text(format_day_and_distance(summary.closed_date, today=self.today)))
        lost = job.cancelled
        if lost is None:
            return
        yield from self.entry(
            "cancelled",
            self.facts(
                lost.reason or "no reason written", format_day_and_distance(lost.date, today=self.today) if lost.date else ""
            ),
        )
        yield from self.entry("lesson", user_text(lost.lesson or ""))
        back = f"check back {format_day_and_distance(lost.check_back, today=self.today)}" if lost.check_back else ""
        yield from self.entry("door", self.text(", ".join(part for part in (lost.door, back) if part)))

    def closing_needs(self, room: _Detail) -> Iterator[Text]:
        """Yield what the closing waits for, with its day and its owner; of a closed home what they were not asked yet."""
        shown = [self._missing_text(one) for one in self.missing[: room.missing]]
        more = len(self.missing) - len(shown)
        parts = [*shown, *([Text(f"+{more} more")] if more and shown else [])]
        label = "to closing" if is_open(self.summary) else "not asked yet"
        yield from self.entry(label, join_texts(parts, self.screen.signs(" · ")))

    def _missing_text(self, one: MissingItem) -> Text:
        if one.day is None:
            return keep_together(self.text(one.what))
        late = "was " if one.day < self.today else ""
        return join_texts(
            [
                self.text(f"{one.what}:"),
                self.text(f"{one.owner},"),
                keep_together(self.text(f"{late}{format_short_day(one.day)}")),
            ]
        )

    def state(self, room: _Detail) -> Iterator[Text]:
        """Yield why it has its colour, each reason with its next action, and the risk in its parts."""
        for duty in self._shown(room):
            mark = Text().append(f" {level_sign(duty.level, self.screen)} ", level_style(duty.level))
            yield from wrap_hanging(mark.append_text(reason_text(duty, self.screen)), self.screen.width, 5)
        risk = self.verdict.risk
        if risk.total:
            parts = ", ".join(f"{name.replace('-', ' ')} {points}" for name, points in risk.parts)
            yield from self.entry("risk", self.text(f"{risk.total} of 100: {parts}"))

    def _shown(self, room: _Detail) -> Sequence[Duty]:
        return [duty for duty in self.verdict.reasons if room.notes or duty.is_firing][: room.reasons]

    def left_out(self, room: _Detail) -> Iterator[Text]:
        """Yield what was left out, counted, and how to see it."""
        reasons = len(self.verdict.reasons) - len(self._shown(room))
        talks = len(self.told) - min(room.talks, len(self.told))
        left = [_count_phrase(reasons, "reason"), _count_phrase(talks, "conversation")]
        if any(left):
            words = Text(f"   +{and_list([words for words in left if words])}:", style=QUIET_STYLE)
            command = keep_together(Text(f"backlog show {escape_for_terminal(self.summary.typed)} --all", style=QUIET_STYLE))
            yield from wrap_hanging(join_texts([words, command]), self.screen.width, 3)

    def talks(self, talks: Iterable[Talk]) -> Iterator[Text]:
        """Conversations, newest first."""
        for n, talk in enumerate(talks):
            day = format_day(talk.at.day, today=self.today) + (f" {talk.at.clock}" if talk.at.clock else "")
            who = and_list(first_names(self.summary, (*talk.buyers, *talk.others)))
            kind = "" if talk.kind == "update" else talk.kind
            missed = talk.outcome if talk.outcome not in ("reached", "sent") else ""
            head = self.text(
                ", ".join(part for part in (day, f"{talk.how} {kind}".rstrip(), who, missed, talk.mood or "") if part)
            )
            quote = user_text(f'"{talk.said}"') if talk.said and talk is not self._last_quoted_talk() else Text("")
            yield from self.entry("last talks" if n == 0 else "", join_texts([head, user_text(talk.text or ""), quote], ": "))

    def rest(self) -> Iterator[Text]:
        """Yield every other key the file holds, by its name."""
        shown = {"job", "buyers", "stage", "log"}
        fields = [(name, value) for name, value in fields_of(self.job) if name.partition(".")[0] not in shown]
        width = max((cell_len(name) for name, _ in fields), default=0) if self.screen.width >= _NARROW else 0
        yield Text("   IN THE FILE", style=HEADING_STYLE)
        for name, value in fields:
            key = pad(Text("   ").append_text(user_text(name, QUIET_STYLE)), width + 3)
            yield from wrap_hanging(key.append("  ").append_text(user_text(value)), self.screen.width, width + 5)

    # How a line is put together.

    def text(self, words: str) -> Text:
        return program_text(words, self.screen)

    def facts(self, first: str, *others: str) -> Text:
        """Words from the file, then facts behind commas."""
        return join_texts([user_text(first), *(self.text(fact) for fact in others)], ", ")

    def by(self, day: date | None) -> str:
        return f"by {format_day_and_distance(day, today=self.today)}" if day else ""

    def list_entry(self, label: str, words: Iterable[str]) -> Iterator[Text]:
        """Several short things on one line, dots between."""
        yield from self.entry(label, join_texts([user_text(word) for word in words], self.screen.signs(" · ")))

    def entry(self, label: str, body: Text, style: str = "") -> list[Text]:
        """Return a label with its words hanging beside it, under it on a narrow screen; nothing for no words."""
        if not body.plain:
            return []
        if style:
            body.stylize(style)
        is_narrow = self.screen.width < _NARROW
        lead = Text("   ").append_text(Text(f"{label}:" if is_narrow else label, style=QUIET_STYLE))
        if is_narrow:
            return wrap_hanging(join_texts([lead, body]) if label else Text("     ").append_text(body), self.screen.width, 5)
        return wrap_hanging(pad(lead, _LABEL + 3).append_text(body), self.screen.width, _LABEL + 3)


def _count_phrase(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}" if number else ""


# What a command wrote, would write, or found.


def diff_text(diff: str, screen: Screen) -> Text:
    """Return the lines that `--dry-run` would add and take away, green and red, each exactly as it would be in the file.

    Nothing is wrapped: a line of the file is a line here.
    """
    colours = {"+": "green", "-": "red", "@": QUIET_STYLE} if screen.colour else {}
    return join_lines([user_text(line, colours.get(line[:1], "")) for line in diff.rstrip("\n").split("\n")])


def facts_page(facts: Mapping[str, object], screen: Screen) -> Text:
    """Return a few facts by their names, each on a line of its own (001-1f)."""
    fields = list(fields_of(facts))
    width = max((cell_len(escape_for_terminal(name)) for name, _ in fields), default=0) + 2
    return join_lines([line for name, value in fields for line in wrap_hanging(_fact(name, value, width), screen.width, width)])


def _fact(name: str, value: str, width: int) -> Text:
    return pad(user_text(name, QUIET_STYLE), width).append_text(user_text(value))


def check_page(
    problems: Sequence[str],
    grooming: Sequence[CleanupFinding],
    backlog: Backlog,
    *,
    errors: int,
    warnings: int,
    jobs: int,
    screen: Screen,
) -> Text:
    """Return every problem with its line and caret, then what could be groomed, then the count (001-1f).

    `problems` are blocks of lines, each with its place in the file first; `jobs` counts those that cannot be read too.
    """
    lines = [line for problem in problems for line in _problem(problem, screen)]
    if grooming:
        lines += [
            *([Text("")] if lines else []),
            Text("CLEAN-UP", style=HEADING_STYLE),
            *_finding_lines(grooming, backlog, screen),
        ]
    return join_lines([*lines, *wrap_hanging(Text(count_line(errors, warnings, len(grooming), jobs)), screen.width)])


def _problem(problem: str, screen: Screen) -> list[Text]:
    head, *source = escape_for_terminal(problem, multiline=True).split("\n")
    text = program_text(head, screen)
    for word, level in ((": error:", Level.RED), (": warning:", Level.AMBER)):
        at = text.plain.find(word)
        if at >= 0:
            text.stylize(level_style(level), at + 2, at + len(word))
    cut = max((cell_len(line.rstrip()) for line in source), default=0) - screen.width
    return [*wrap_hanging(text, screen.width, 6), *(Text(line, style=QUIET_STYLE) for line in _fit_to_width(source, cut))]


def _fit_to_width(source: list[str], cut: int) -> list[str]:
    """The source line and its caret, both moved left by as much as the screen lacks, their margin kept."""
    if cut <= 0 or len(source) != 2:
        return source
    margin = len("      | ")
    line, marks = source
    hidden = min(cut, max(len(marks) - len(marks[margin:].lstrip(" ")) - margin, 0))
    room = max(cell_len(line) - cut, margin)
    kept = [line[:margin] + line[margin + hidden :], marks[:margin] + marks[margin + hidden :]]
    return [set_cell_size(words, min(cell_len(words), room)) for words in kept]


def _finding_lines(grooming: Sequence[CleanupFinding], backlog: Backlog, screen: Screen) -> list[Text]:
    """One thing to tidy a line, those of one job under its number and name."""
    names = {summary.job: joint_name(summary) for summary in backlog.jobs}
    lines: list[Text] = []
    last = None
    for found in grooming:
        if found.job != last:
            who = join_texts([keep_together(user_text(found.job, HEADING_STYLE)), user_text(names.get(found.job, ""))])
            lines += wrap_hanging(Text("   ").append_text(who), screen.width, 5)
        last = found.job
        advice, command, words = found.fix.partition("backlog ")
        fix = join_texts(
            [
                program_text(advice.strip(), screen, ACTION_STYLE),
                keep_together(program_text(command + words, screen, ACTION_STYLE)),
            ]
        )
        lines += wrap_hanging(
            Text("     ").append_text(program_text(f"{found.what}: ", screen)).append_text(fix), screen.width, 7
        )
    return lines
