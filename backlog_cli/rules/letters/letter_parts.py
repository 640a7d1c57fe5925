"""What a text to buyers may say, part by part: whole sentences, made of nothing but what they may read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.file_dates import period_of
from backlog_cli.dates.format import format_long_day, format_period
from backlog_cli.dates.values import Moment, Period
from backlog_cli.rules.changes.log import told_period
from backlog_cli.rules.clocks.build import days_in_stage
from backlog_cli.rules.clocks.contact import update_day
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.letters.redaction import redaction_rules
from backlog_cli.rules.letters.wording import TextFilter, greeting, sentence
from backlog_cli.rules.summary import (
    Talk,
    channel_of,
    closed_day,
    closing_day,
    is_closed,
    is_open,
    open_next_step,
    push_count,
    talks_until,
    untold_shifts,
)
from backlog_cli.terms import (
    CANCELLED,
    CAUSE_WORDS,
    HOLD_WORDS,
    TOPIC_WORDS,
    CauseKind,
    Channel,
    Door,
    DraftKind,
    HoldCause,
    MovedDate,
    Outcome,
    Party,
    Personality,
    Precision,
    Side,
    TalkKind,
    Topic,
    and_list,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import Issue, JobSummary, NextStep, Promise, Shift

REASON_REST_DAYS = 28  # days within which a reason they bought is not brought up again (001-9a)
REASSURANCE_DAYS = 3  # days that a word of reassurance lasts
DELAY_EXPLAINED_DAYS = 30  # days after which a told delay needs no more explaining
BRIEF_PERSONALITIES = (Personality.DRIVER, Personality.SOCIALIZER)  # who wants it short (001-8b)
TELLABLE_DATES = (MovedDate.CLOSING, MovedDate.ORIENTATION)


class Tip(NamedTuple):
    """A local tip they have not had; `kind` as the file has it."""

    title: str
    kind: str | None = None


class UsedMaterial(NamedTuple):
    """What a text uses up: a reason they bought with its place in `bought_for`, and a local tip."""

    reason: str | None = None
    place: int | None = None
    tip: Tip | None = None


class LetterParts(Mapping[str, str]):
    """The placeholders of one home's texts with their words, each made when a template asks for it; empty for nothing to say.

    Asking fills `gaps` (what the agent has to write herself), `asides` (what she should know), `used`, and the sieve's `kept`.
    """

    def __init__(
        self,
        kind: DraftKind,
        summary: JobSummary,
        job: model.Job,
        backlog: Backlog,
        items: Sequence[model.LocalItem],
        today: date,
    ) -> None:
        self.kind, self.summary, self.job, self.tips, self.today = kind, summary, job, items, today
        self.policy = backlog.policy
        self.sieve = TextFilter(redaction_rules(summary, job, backlog), summary.personality)
        self.gaps: list[str] = []
        self.asides: list[str] = []
        self.used = UsedMaterial()
        self._made: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        """The words of one placeholder. Raise KeyError when there is none with that name."""
        if name not in self._made:
            self._made[name] = PLACEHOLDERS[name](self)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(PLACEHOLDERS)

    def __len__(self) -> int:
        return len(PLACEHOLDERS)

    def nothing_to_say(self) -> str | None:
        """Return why a text of this kind would be empty, and what to do about it; None when it is not."""
        if self.kind is DraftKind.WRITTEN and self._newest_call() is None:
            return "no call, video or meeting is logged that could be put in writing."
        if self.kind is DraftKind.BAD_NEWS and self._letter_shift() is None:
            return "no date has moved, so there is no bad news: backlog shift . DATE why"
        if self.kind is DraftKind.CONFIRM and not self["points"]:
            return 'nothing is agreed that could be confirmed: backlog log . --next "fri what you agreed"'
        return None

    # Who they are, and where the home stands.

    def names(self) -> str:
        """Their first names."""
        return and_list([buyer.first_name for buyer in self.summary.buyers])

    def address(self) -> str:
        """Return where the home stands."""
        return self.sieve.accept(self.summary.address, "the address")

    def stage(self) -> str:
        """Return the stage explained plainly (001-8a), the first sentence alone for those who want it brief (001-8b)."""
        stage = self.policy.stage(self.summary.stage)
        if stage is None or not stage.say:
            return ""
        words = sentence(self.sieve.accept(stage.say, f"what you say about {stage.name}"))
        return _first_sentence(words) if self._is_brief() else words

    def _is_brief(self) -> bool:
        if self.summary.personality is None:
            return channel_of(self.summary) in (Channel.TEXT, Channel.GROUP_TEXT)
        return self.summary.personality in BRIEF_PERSONALITIES

    def opening(self) -> str:
        """Return how a word about the home begins."""
        return "Here's where things are with your home." if self["stage"] else "Here's a quick update on your home."

    def timing(self) -> str:
        """Return days for an analytic, as long as they tell no delay that nobody explained."""
        stage = self.policy.stage(self.summary.stage)
        days = days_in_stage(self.summary, today=self.today)
        if self.summary.personality != Personality.ANALYTIC or stage is None or days is None or not is_open(self.summary):
            return ""
        least, most = round(stage.days * self.policy.pace), round(stage.max_days * self.policy.pace)
        if not 0 <= days <= most or least >= most:
            return ""
        return f"This step usually takes {least} to {most} days; today is day {days + 1}."

    def pause(self) -> str:
        """Return what a home on hold waits for."""
        summary = self.summary
        if summary.hold_what is None or (summary.hold_until is not None and summary.hold_until <= self.today):
            return ""
        return HOLD_WORDS[HoldCause(summary.hold_what)]

    def delay_explanation(self) -> str:
        """Return the cause of a delay they were told of lately (001-8c)."""
        told = [shift for shift in self.summary.shifts if shift.told_date is not None and shift.what in TELLABLE_DATES]
        if not told or not is_open(self.summary):
            return ""
        shift = max(told, key=lambda found: (found.told_date or date.min, found.place))
        days = (self.today - shift.told_date).days if shift.told_date else DELAY_EXPLAINED_DAYS
        return (
            self._cause_of(shift, "Here's why the date moved: ") if 0 <= days < DELAY_EXPLAINED_DAYS and _is_later(shift) else ""
        )

    # Why they bought, and what goes on around them.

    def reason(self) -> str:
        """What this stage has to show for them (001-9b), else a reason they bought that was not brought up lately (001-9a)."""
        for button in self.job.hot_buttons:
            if button.stage == self.summary.stage and (words := self.sieve.accept(button.text, "a hot button")):
                return f"Here's the part you've been waiting for: {words}."
        for place, bought in self._reasons():
            if words := self.sieve.accept(bought.text, "a reason they bought"):
                self.used = self.used._replace(reason=words, place=place)
                after = (
                    "I hope it's everything you bought it for"
                    if not is_open(self.summary)
                    else "I haven't forgotten why you chose it"
                )
                return f"{after}: {words}."
        return ""

    def _reasons(self) -> list[tuple[int, model.BoughtFor]]:
        """The reasons not used lately: never used first, as the file has them, then the one that rested longest."""
        rested = [
            (place, bought)
            for place, bought in enumerate(self.job.bought_for)
            if bought.text and (bought.used_date is None or (self.today - bought.used_date).days >= REASON_REST_DAYS)
        ]
        return sorted(rested, key=lambda found: found[1].used_date or date.min)

    def tip(self) -> str:
        """A local tip this home has not had, the least used one first (001-6c); only where there is little else to tell."""
        stage = self.policy.stage(self.summary.stage)
        is_current = stage is not None and stage.quiet
        if self.kind is DraftKind.UPDATE and not is_current:
            return ""
        for item in unused_tips(self.summary.job, self.job, self.tips):
            if words := self.sieve.accept(item.title, "a local tip"):
                self.used = self.used._replace(tip=Tip(item.title or "", item.kind))
                return f"A local tip: {words}."
        return ""

    # What was agreed, and what comes next.

    def _step(self) -> NextStep | None:
        """The open next step, unless the conversation it was agreed in is private."""
        step = open_next_step(self.summary, today=self.today)
        holder = next((talk for talk in reversed(talks_until(self.summary, today=self.today)) if talk.next is step), None)
        return None if holder is None or holder.private else step

    def agreed(self) -> str:
        """Return the open next step (004-11)."""
        step = self._step()
        what = self.sieve.accept(step.what, "the next step") if step else ""
        if step is None or step.day is None or not what:
            return ""
        if step.day < self.today:
            self.asides.append("the agreed day has passed: do it today, or set a new one")
            return f"Still open from the last time we talked: {what}."
        return f"As we agreed, next is {_lower_first(what)}, {self._by_phrase(step.day)}."

    def closing(self) -> str:
        """The closing as it was told, at that precision; nothing while news of it is untold or the told time no longer holds."""
        told, day = self.summary.told, closing_day(self.summary)
        if told is None or not is_open(self.summary):
            return ""
        if untold_shifts(self.summary):
            self.asides.append(
                f"nothing about dates is in it: they haven't been told of a move (backlog draft {self.summary.typed} bad-news)"
            )
            return ""
        if told.end < self.today or (day is not None and day > told.end):
            self.asides.append("the closing is left out: what they were told no longer holds")
            return ""
        return f"We still plan to close {period_phrase(told, today=self.today)}."

    def next_contact(self) -> str:
        """Return when they hear from her again (004-12); the agreed step, where it is in the text, says so already."""
        step = self._step()
        if self.kind is not DraftKind.REASSURE and self._made.get("agreed") and step and step.day and step.day >= self.today:
            return ""
        day = self.today + timedelta(days=REASSURANCE_DAYS) if self.kind is DraftKind.REASSURE else self._next_update()
        return f"You'll hear from me again {self._by_phrase(day)}."

    def _next_update(self) -> date:
        now = Talk(
            place=len(self.summary.talks),
            at=Moment(self.today),
            buyers=tuple(buyer.name for buyer in self.summary.buyers),
            how=channel_of(self.summary),
            kind=TalkKind.UPDATE,
            outcome=Outcome.SENT,
        )
        after = self.summary._replace(talks=(*talks_until(self.summary, today=self.today), now))
        return update_day(after, self.policy, today=self.today) or self.today

    def _by_phrase(self, day: date) -> str:
        return "today" if day == self.today else f"by {format_long_day(day, today=self.today)}"

    def points(self) -> str:
        """Return what was agreed as a list: the next step, promises to them and by them, appointments (004-15)."""
        return "\n".join(f"- {point}" for point in self._agreed_points())

    def _agreed_points(self) -> Iterator[str]:
        call = self._newest_call() if self.kind is DraftKind.WRITTEN else None
        step = call.next if call is not None else self._step()
        if step is not None and not step.none and step.agreed and (what := self.sieve.accept(step.what, "the next step")):
            yield f"Next: {what}{self._due_phrase(step.day)}"
        for promise in self.summary.promises:
            if not promise.is_open or (call is not None and promise.made != call.at.day) or not self._is_theirs(promise):
                continue
            if what := self.sieve.accept(promise.text, "a promise"):
                yield f"{_PROMISE_LABELS[Party(promise.by)]}: {what}{self._due_phrase(promise.due)}"
        if call is None:
            yield from self._meetings()

    def _meetings(self) -> Iterator[str]:
        names = {fold_case(buyer.name) for buyer in self.summary.buyers}
        for meeting in sorted(self.summary.appointments, key=lambda found: found.at):
            is_theirs = not meeting.with_whom or any(fold_case(name) in names for name in meeting.with_whom)
            what = self.sieve.accept(meeting.what, "an appointment") if is_theirs and meeting.at.day >= self.today else ""
            if what:
                clock = f" at {meeting.at.clock}" if meeting.at.clock else ""
                where = self.sieve.accept(meeting.where, "the place of an appointment")
                day = format_long_day(meeting.at.day, today=self.today)
                yield f"{_capitalize_first(what)}, {day}{clock}{f', {where}' if where else ''}"

    def _is_theirs(self, promise: Promise) -> bool:
        """Made to the buyers, or by them; one to a Realtor or a lender does not count."""
        to = fold_case(promise.to or "buyers")
        names = {part for buyer in self.summary.buyers for part in (fold_case(buyer.name), *fold_case(buyer.name).split())}
        return promise.by == Party.BUYER or to in ("buyer", "buyers", "them") or to in names

    def _due_phrase(self, day: date | None) -> str:
        if day is None:
            return ""
        if day < self.today:
            self.asides.append(f"{format_long_day(day, today=self.today)} has passed: name a new day for what was due then")
            return ""
        return f", {self._by_phrase(day)}"

    # After a call.

    def _newest_call(self) -> Talk | None:
        """The newest live conversation that is not private."""
        talks = reversed(talks_until(self.summary, today=self.today))
        return next((talk for talk in talks if talk.is_live and not talk.private), None)

    def thanks(self) -> str:
        """Thanks for the call that is put in writing (001-6d)."""
        call = self._newest_call()
        if call is None:
            return ""
        if call.text:
            self.asides.append(f'your note of it, not in the text: "{" ".join(call.text.split())}"')
        when = "today" if call.at.day == self.today else f"on {format_long_day(call.at.day, today=self.today)}"
        return f"Thank you for {_CALL_NOUNS.get(Channel(call.how), 'our talk')} {when}. Here it is in writing:"

    def topics(self) -> str:
        """Return what the call was about, by its topics."""
        call = self._newest_call()
        # A topic of her own may be a word that only she understands.
        topics = [TOPIC_WORDS[Topic(topic)] for topic in call.topics if topic in _KNOWN_TOPICS] if call else []
        return f"We talked about {and_list(topics)}." if topics else ""

    def gap(self) -> str:
        """Return a place for what was said, where the file knows nothing that may be there."""
        if self["points"] or self["news"]:
            return ""
        self.gaps.append("what was said")
        return "[what we said, in a line or two]"

    # When a date moved.

    def _letter_shift(self) -> Shift | None:
        """The news of this text: the newest move nobody told them of, else the newest one told."""
        moves = [shift for shift in self.summary.shifts if shift.what in TELLABLE_DATES]
        untold = untold_shifts(self.summary)
        return untold[-1] if untold else moves[-1] if moves else None

    def _news_shift(self) -> Shift | None:
        """The move a text is about: news not told is in the call sheet alone, told news in what follows a call."""
        shift = self._letter_shift()
        if self.kind is DraftKind.BAD_NEWS or shift is None:
            return shift
        if self.kind is not DraftKind.WRITTEN:
            return shift if shift.told_date is not None else None
        call = self._newest_call()
        is_same = shift is not None and call is not None and shift.told_date == call.at.day
        return shift if is_same else None

    def news(self) -> str:
        """Return what moves to when, no more exact than it is told (002-4); an apology when it is later (004-9)."""
        shift = self._news_shift()
        if shift is None:
            return ""
        new = self._new_period(shift)
        name = "your closing" if shift.what == MovedDate.CLOSING else "your orientation"
        old = self._old_period(shift)
        before = f" from {_bare_period(old, self.today)}" if old and (new is None or old.text != new.text) else ""
        if new is None:
            self.gaps.append("the new date")
        after = _bare_period(new, self.today) if new else "[the new date]"
        if shift.told_date is not None:
            return f"{_capitalize_first(name)} is now planned for {after}."
        if not self._is_later(shift):
            return f"I have news about {name}: it moves up{before} to {after}."
        sorry = "I'm sorry. I know you were counting on it."
        return f"I have some news I wish I didn't have to share: {name} moves{before} to {after}. {sorry}"

    def _is_later(self, shift: Shift) -> bool:
        """Later than what they knew: than the told time while it is untold, else than the day it moved from."""
        day, told = closing_day(self.summary), self.summary.told
        if shift.told_date is None and shift.what == MovedDate.CLOSING and told is not None and day is not None:
            return day > told.end
        return _is_later(shift)

    def _new_period(self, shift: Shift) -> Period | None:
        if shift.what == MovedDate.ORIENTATION:
            return period_of(shift.to_day, Precision.DAY) if shift.to_day else None
        if shift.told_date is not None:
            return self.summary.told
        return told_period(self.summary, self.policy)

    def _old_period(self, shift: Shift) -> Period | None:
        """What they knew before: the told time, or the day of the orientation."""
        if shift.what == MovedDate.ORIENTATION:
            return period_of(shift.from_day, Precision.DAY) if shift.from_day else None
        return self.summary.told if shift.told_date is None else None

    def move_count_line(self) -> str:
        """Return how often it has moved by now, said before they say it (000-7)."""
        shift, count = self._letter_shift(), push_count(self.summary)
        if shift is None or shift.what != MovedDate.CLOSING or count < 2:
            return ""
        return f"This is the {_ordinal_word(count)} time the date has moved, and I know that's a lot to ask."

    def cause(self) -> str:
        """Return why it moved, and that it is ours where it is (002-7)."""
        shift = self._news_shift()
        if shift is None:
            return ""
        words = self._cause_of(shift, "Here's why: ")
        if not words and self.kind is DraftKind.BAD_NEWS:
            self.gaps.append("the cause")
            words = "[the cause, in a plain sentence]"
        return f"{words} This one is on us, and I won't make excuses.".lstrip() if shift.ours else words

    def _cause_of(self, shift: Shift, lead: str) -> str:
        """The cause in her words, then what such a cause does; nobody is blamed (001-8c, 004-10)."""
        own = self.sieve.accept(shift.cause, "the cause")
        kind = CAUSE_WORDS[CauseKind(shift.cause_kind)] if shift.cause_kind else ""
        return " ".join(part for part in (f"{lead}{own}." if own else "", kind if not (own and self._is_brief()) else "") if part)

    def together(self) -> str:
        """Return how they get through it together (001-3b)."""
        shift, what = self._news_shift(), "how you get through it together"
        return "" if shift is None else self._plan_sentence(shift.together, "How we'll get through it together: ", what)

    def plan_b(self) -> str:
        """Return what happens if it moves again."""
        shift = self._news_shift()
        return "" if shift is None else self._plan_sentence(shift.plan_b, "And if it moves again: ", "plan B")

    def _plan_sentence(self, text: str | None, lead: str, what: str) -> str:
        words = self.sieve.accept(text, what)
        if not words and self.kind is DraftKind.BAD_NEWS:
            self.gaps.append(what)
            words = f"[{what}]"
        return f"{lead}{words}." if words else ""

    def change(self) -> str:
        """Return what we do differently from now on (002-7)."""
        shift = self._news_shift()
        written = self.job.closing.shifts if self.job.closing else ()
        text = written[shift.place].change if shift is not None and shift.place < len(written) else None
        words = self.sieve.accept(text, "what you do differently")
        return f"What we're doing differently from now on: {words}." if words else ""

    # While something is fixed.

    def open_issue(self) -> Issue | None:
        """Return the open issue that waits longest for a word; a builder's own that they never heard of does not count."""
        known = [
            issue
            for issue in self.summary.issues
            if issue.is_open and (issue.side != Side.BUILDER or issue.wants or issue.reassured_date)
        ]
        return min(known, key=lambda issue: (issue.reassured_date or issue.opened or date.min, issue.place), default=None)

    def issue(self) -> str:
        """Return what is being fixed for them (003-11)."""
        found = self.open_issue()
        words = self.sieve.accept(found.text, "the issue") if found else ""
        if not words:
            return "Your home is on my list, and I'm keeping an eye on each step."
        return f"What we talked about ({words}) is being worked on, and I'm keeping an eye on it."

    def wants(self) -> str:
        """Return what they asked for, so that they see it was heard (003-8)."""
        found = self.open_issue()
        words = self.sieve.accept(found.wants, "what they want") if found and self["issue"] else ""
        return f"I've noted what you asked for: {words}." if words else ""

    # A hello that asks for nothing.

    def reason_for_writing(self) -> str:
        """Return why she writes: nothing but that."""
        since = closed_day(self.summary)
        if is_closed(self.summary) and since is not None and since <= self.today:
            span = _duration_phrase((self.today - since).days)
            return f"Just saying hello, {span} after you got your keys. I hope it feels like home."
        if self.summary.stage == CANCELLED and self.job.cancelled and self.job.cancelled.door == Door.CLOSED:
            self.asides.append("the door is closed in your file (cancelled.door)")
        return "Just saying hello. I hope you're doing well."

    def no_request_line(self) -> str:
        """Return the sentence that asks nothing of them (004-22), and offers help before any survey (001-10b)."""
        after = " If anything in the house isn't right, let me know and I'll be glad to help." if is_closed(self.summary) else ""
        return f"You don't need to do or answer anything.{after}"


_PROMISE_LABELS = {
    Party.ME: "From me",
    Party.BUILDER: "From the builder",
    Party.LENDER: "From the lender",
    Party.BUYER: "From you",
}
_KNOWN_TOPICS = frozenset(Topic)
_CALL_NOUNS = {Channel.PHONE: "our call", Channel.VIDEO: "our video call", Channel.IN_PERSON: "our meeting"}

PLACEHOLDERS: dict[str, Callable[[LetterParts], str]] = {
    "greeting": lambda parts: greeting(parts.summary),
    "names": LetterParts.names,
    "agent": lambda parts: parts.policy.agent or "",
    "address": LetterParts.address,
    "opening": LetterParts.opening,
    "stage": LetterParts.stage,
    "timing": LetterParts.timing,
    "pause": LetterParts.pause,
    "explained": LetterParts.delay_explanation,
    "reason": LetterParts.reason,
    "tip": LetterParts.tip,
    "agreed": LetterParts.agreed,
    "closing": LetterParts.closing,
    "next_contact": LetterParts.next_contact,
    "points": LetterParts.points,
    "thanks": LetterParts.thanks,
    "topics": LetterParts.topics,
    "gap": LetterParts.gap,
    "news": LetterParts.news,
    "times": LetterParts.move_count_line,
    "cause": LetterParts.cause,
    "together": LetterParts.together,
    "plan_b": LetterParts.plan_b,
    "change": LetterParts.change,
    "issue": LetterParts.issue,
    "wants": LetterParts.wants,
    "hello": LetterParts.reason_for_writing,
    "offer": LetterParts.no_request_line,
}


def unused_tips(number: str, job: model.Job, items: Sequence[model.LocalItem]) -> list[model.LocalItem]:
    """Local tips this home has not had, neither by the tips' own list nor by its log; the least used first (001-6c)."""
    had = {fold_case(entry.local_item) for entry in job.log if entry.local_item}
    fresh = [
        item
        for item in items
        if item.title and fold_case(item.title) not in had and not any(use.job == number for use in item.used)
    ]
    return sorted(fresh, key=lambda item: len(item.used))


def period_phrase(period: Period, *, today: date) -> str:
    """Return a told time inside a sentence: `on Friday, December 11`, `in March 2027`, `some time between April and June`."""
    if period.precision is Precision.DAY:
        return f"on {format_long_day(period.start, today=today)}"
    return _quarter_phrase(period, today) if period.precision is Precision.QUARTER else f"in {format_period(period, today=today)}"


def _bare_period(period: Period, today: date) -> str:
    """A told time behind "to" or "from"."""
    if period.precision is Precision.DAY:
        return format_long_day(period.start, today=today)
    return _quarter_phrase(period, today) if period.precision is Precision.QUARTER else format_period(period, today=today)


def _quarter_phrase(quarter: Period, today: date) -> str:
    return f"some time between {format_period(quarter, today=today).replace(' to ', ' and ')}"


def _is_later(shift: Shift) -> bool:
    return shift.from_day is None or shift.to_day is None or shift.to_day > shift.from_day


def _first_sentence(words: str) -> str:
    for end in (". ", ": ", "? "):
        first, found, _ = words.partition(end)
        if found and end != ": ":
            return first + end.strip()
    return words


def _lower_first(words: str) -> str:
    """Inside a sentence: `Video of the roof` as `video of the roof`, but `HVAC` and `I` as they are."""
    return words[0].lower() + words[1:] if len(words) > 1 and words[1].islower() else words


def _capitalize_first(words: str) -> str:
    return words[:1].upper() + words[1:]


def _ordinal_word(count: int) -> str:
    words = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth"}
    return words.get(count, f"{count}th")


def _duration_phrase(days: int) -> str:
    if days < 14:
        return "a few days"
    if days < 45:
        return "a few weeks"
    return "a few months" if days < 330 else "a year" if days < 400 else "a good while"
