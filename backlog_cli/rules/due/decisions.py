"""What the buyers have to choose, worked backward: needed on site, order by, decide by (002)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.rules.clocks.build import is_before_start
from backlog_cli.rules.due.schedule import Basis, schedule_of
from backlog_cli.rules.folding import fold_case
from backlog_cli.rules.history import EMPTY_HISTORY
from backlog_cli.rules.summary import is_open
from backlog_cli.terms import Level, Origin, SelectionStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_cli import model
    from backlog_cli.rules.due.schedule import Schedule
    from backlog_cli.rules.history import History
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

TALK_DAYS = 5  # between the buyers' choice and the order
SOON_DAYS = 10  # days: from here on a choice is amber, as the decision clock has it
AHEAD_DAYS = 28  # days that "the coming weeks" are
DECIDED_STATUSES = (SelectionStatus.DECIDED, SelectionStatus.CHANGED)


class LeadTimeRow(NamedTuple):
    """One line of the trade's lead times: what is chosen, the stage that needs it, days from order to delivery.

    `after` are days into the stage; `sold` days after the sale by which it is to be decided instead; `also` other names.
    """

    item: str
    stage: str
    lead: int | None
    also: tuple[str, ...] = ()
    after: int = 0
    sold: int | None = None


LEAD_TIMES: tuple[LeadTimeRow, ...] = (
    LeadTimeRow("structural options", "permitting", None, ("structure", "structural choices"), sold=10),
    LeadTimeRow("design center", "", None, ("design", "design selections", "design appointment", "finishes"), sold=30),
    LeadTimeRow("kitchen layout", "foundation", 49),
    LeadTimeRow("tubs", "framing", 21, ("tub", "bathtub")),
    LeadTimeRow("shower bases", "framing", 21, ("shower base", "shower pan")),
    LeadTimeRow("roof", "framing", 28, ("roofing", "shingles")),
    LeadTimeRow("siding", "framing", 28),
    LeadTimeRow("brick", "framing", 28, ("stone", "masonry")),
    LeadTimeRow("exterior colors", "framing", 28, ("exterior color", "exterior colour", "exterior colours", "exterior paint")),
    LeadTimeRow("fireplace", "framing", 28),
    LeadTimeRow("windows", "dry-in", 42),
    LeadTimeRow("exterior doors", "dry-in", 42, ("front door", "exterior door")),
    LeadTimeRow("outlets", "rough-ins", 10, ("outlet plan", "electrical plan")),
    LeadTimeRow("low-voltage wiring", "rough-ins", 10, ("low-voltage", "low voltage", "data wiring")),
    LeadTimeRow("speakers", "rough-ins", 10, ("speaker plan",)),
    LeadTimeRow("interior paint", "drywall", 14, ("paint", "paint colors", "paint colours", "paint codes")),
    LeadTimeRow("cabinets", "trim", 49),
    LeadTimeRow("countertops", "trim", 21, ("counters", "counter tops"), after=10),
    LeadTimeRow("tile", "flooring", 28),
    LeadTimeRow("hard floors", "flooring", 28, ("hard floor", "hardwood", "wood floor", "flooring", "floors")),
    LeadTimeRow("lights", "finals", 35, ("lighting", "light fixtures")),
    LeadTimeRow("mirrors", "finals", 35),
    LeadTimeRow("plumbing trim", "finals", 35, ("faucets", "plumbing fixtures")),
    LeadTimeRow("appliances", "finals", 45),
    LeadTimeRow("garage door", "finals", 42),
    LeadTimeRow("landscaping", "finals", 42, ("landscape",)),
    LeadTimeRow("carpet", "finals", 21),
)


class Choice(NamedTuple):
    """One thing to be chosen for one home.

    `needed` is the day it is needed on site, `order_by` the last day to order it, `decide_by` the last day to choose; each
    None when nothing says so. `basis` is what they were worked out from. `place` is its index in the job's `selections`;
    None when only the trade's table names it.
    """

    job: str
    item: str
    stage: str | None = None
    needed: date | None = None
    lead_days: int | None = None
    order_by: date | None = None
    decide_by: date | None = None
    basis: Basis | None = None
    place: int | None = None
    status: str | None = None
    decided: date | None = None

    @property
    def is_decided(self) -> bool:
        """The choice is made (reading 11: a changed one counts)."""
        return self.decided is not None or self.status in DECIDED_STATUSES

    @property
    def is_written(self) -> bool:
        """The file names it; the rest comes from the table alone, and may well be settled."""
        return self.place is not None

    def days_left(self, *, today: date) -> int | None:
        """Return days until the last day to choose, negative when it has passed."""
        return None if self.decide_by is None else (self.decide_by - today).days

    def level(self, *, today: date) -> Level:
        """Red when a written choice is late, amber for ten days before; what only the table names is never red."""
        days = self.days_left(today=today)
        if days is None or self.is_decided or days > SOON_DAYS or (days < 0 and not self.is_written):
            return Level.GREEN
        return Level.RED if days < 0 else Level.AMBER


class DecisionPlan(NamedTuple):
    """All choices of one home: `open` in the order of their days, `decided`, and those the table takes for `settled`.

    Settled are things whose day has passed while the file says nothing of them: nobody is accused of being late.
    """

    summary: JobSummary
    schedule: Schedule
    open: tuple[Choice, ...] = ()
    settled: tuple[Choice, ...] = ()
    decided: tuple[Choice, ...] = ()


def decision_plan(
    summary: JobSummary,
    selections: Iterable[model.Selection],
    policy: Policy,
    *,
    origin: str | None = None,
    history: History = EMPTY_HISTORY,
    today: date,
) -> DecisionPlan:
    """Return what the buyers of one home have to choose, and by when (002-2, 002-5, 002-6).

    What the file says of a choice counts first, then the settings' lead days, then the trade's table. A home that stood
    before it was sold (`origin` spec or model) has only the choices the file names.
    """
    if not is_open(summary):
        return DecisionPlan(summary, schedule_of(summary, policy, today=today))
    schedule = schedule_of(summary, policy, history, today=today)
    written = [_choice_from_file(summary, place, choice, schedule, policy) for place, choice in enumerate(selections)]
    named = {row.item for choice in written if (row := row_for_item(choice.item))}
    rows = [] if origin in (Origin.SPEC, Origin.MODEL) else [row for row in LEAD_TIMES if row.item not in named]
    tabled = [choice for row in rows for choice in _choices_from_table(summary, row, schedule, policy)]
    waiting = [choice for choice in (*written, *tabled) if not choice.is_decided]
    return DecisionPlan(
        summary,
        schedule,
        open=sort_choices(choice for choice in waiting if choice.is_written or _is_ahead(choice, today)),
        settled=tuple(choice for choice in waiting if not choice.is_written and not _is_ahead(choice, today)),
        decided=tuple(choice for choice in written if choice.is_decided),
    )


def upcoming_choices(plans: Iterable[DecisionPlan], *, ahead: int = AHEAD_DAYS, today: date) -> tuple[Choice, ...]:
    """Return what must be decided in the next `ahead` days over all homes, late ones first, in the order of their days."""
    found = (choice for plan in plans for choice in plan.open)
    return sort_choices(choice for choice in found if (days := choice.days_left(today=today)) is not None and days <= ahead)


def sort_choices(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """By the last day to choose, those without a day last; then as they came."""
    return tuple(sorted(choices, key=lambda choice: choice.decide_by or date.max))


@lru_cache(maxsize=4096)  # the same few items are in every home
def row_for_item(item: str) -> LeadTimeRow | None:
    """Return the table's row for an item as typed: "Quartz countertops" is countertops, "cabinet hardware" is not a row's."""
    words = _normalized_words(item)
    hits = [(len(name), row) for name, row in _rows_by_name() if words[-len(name) :] == name]
    return max(hits, key=lambda hit: hit[0])[1] if hits else None


@cache
def _rows_by_name() -> tuple[tuple[tuple[str, ...], LeadTimeRow], ...]:
    return tuple((_normalized_words(name), row) for row in LEAD_TIMES for name in (row.item, *row.also))


def _normalized_words(text: str) -> tuple[str, ...]:
    """The words for comparing: case, accents, marks and a plural s do not count."""
    return tuple(word.removesuffix("s") for word in fold_case(text).replace("-", " ").replace(",", " ").split())


def _is_ahead(choice: Choice, today: date) -> bool:
    return choice.decide_by is not None and choice.decide_by >= today


def _choice_from_file(summary: JobSummary, place: int, choice: model.Selection, schedule: Schedule, policy: Policy) -> Choice:
    item = choice.item or "a choice"
    row = row_for_item(item)
    lead = choice.lead_days if choice.lead_days is not None else _lead_time(item, row, policy)
    stage = choice.stage or (row.stage or None if row else None)
    begin = schedule.begin(stage)
    after = row.after if row and stage == row.stage else 0
    needed, basis = choice.needed_date, Basis.FILE
    if needed is None and begin is not None:
        needed, basis = _days_before(begin.day, -after), begin.basis
    elif needed is None:
        needed = _stage_begin_day(summary, stage)
    order_by = choice.order_by or _days_before(needed, lead)
    decide_by = choice.decide_by or _days_before(order_by, TALK_DAYS)
    if decide_by is None and row and row.sold is not None and summary.sold_date is not None:
        decide_by, basis = summary.sold_date + timedelta(days=row.sold), Basis.SALE
    if choice.decide_by is not None or choice.order_by is not None:
        basis = Basis.FILE
    return Choice(
        summary.job, item, stage, needed, lead, order_by, decide_by,
        basis if decide_by else None, place, choice.status, choice.decided,
    )  # fmt: skip


def _stage_begin_day(summary: JobSummary, stage: str | None) -> date | None:
    """The day a stage began that is no longer ahead."""
    entered = dict(summary.stage_entered).get(stage or "")
    return entered or (summary.stage_since if stage == summary.stage else None)


def _choices_from_table(summary: JobSummary, row: LeadTimeRow, schedule: Schedule, policy: Policy) -> Iterator[Choice]:
    """The row for one home, while the stage that needs it is still ahead."""
    begin = schedule.begin(row.stage)
    lead = _row_lead_time(row, policy.lead_days)
    if row.sold is not None:
        sold = summary.sold_date
        if sold is not None and is_before_start(summary.stage, policy) and (begin is not None or not row.stage):
            day = sold + timedelta(days=row.sold)
            yield Choice(summary.job, row.item, row.stage or None, begin.day if begin else None, None, None, day, Basis.SALE)
    elif begin is not None and lead is not None:
        needed = _days_before(begin.day, -row.after)
        order_by = _days_before(needed, lead)
        yield Choice(
            summary.job, row.item, row.stage, needed, lead, order_by, _days_before(order_by, TALK_DAYS), begin.basis
        )  # fmt: skip


def _lead_time(item: str, row: LeadTimeRow | None, policy: Policy) -> int | None:
    """Days from order to delivery: the settings' under this very name, under the row's, else the table's."""
    own = _own_lead_times(policy.lead_days).get(_normalized_words(item))
    return own if own is not None or row is None else _row_lead_time(row, policy.lead_days)


@cache
def _own_lead_times(lead_days: tuple[tuple[str, int], ...]) -> dict[tuple[str, ...], int]:
    return {_normalized_words(name): days for name, days in lead_days}


@cache
def _row_lead_time(row: LeadTimeRow, lead_days: tuple[tuple[str, int], ...]) -> int | None:
    own = _own_lead_times(lead_days)
    return next((own[name] for name in map(_normalized_words, (row.item, *row.also)) if name in own), row.lead)


def _days_before(day: date | None, days: int | None) -> date | None:
    """So many days earlier; None when either is not known or the calendar does not go that far."""
    if day is None or days is None:
        return None
    try:
        return day - timedelta(days=days)
    except OverflowError:
        return None
