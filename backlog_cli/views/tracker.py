"""The columns of a backlog tracker, as builders and agents head them, for spreadsheets and for a table to paste (001-1)."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from backlog_cli.dates.values import Moment, Period
from backlog_cli.errors import UsageError
from backlog_cli.keys import OWN_PREFIX
from backlog_cli.rules.summary import last_update_talk, open_next_step
from backlog_cli.terms import Precision
from backlog_cli.views.columns import choose_columns
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.values import value_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from backlog_cli.fields import FieldPath
    from backlog_cli.rules.summary import Contingency, Deposit, Lender
    from backlog_cli.views.columns import Home


class Audience(StrEnum):
    """Who will read an export: the team, anybody (nobody is named), or she alone."""

    TEAM = "team"
    ANYBODY = "anybody"
    HERSELF = "herself"


class TrackerColumn(NamedTuple):
    """One column of an export: what stands over it, and what a home has there.

    `field` is the field of the file that it shows as it is; None where it is worked out, so that nothing can be read back.
    """

    heading: str
    value: Callable[[Home], object]
    field: str | None = None
    names: tuple[str, ...] = ()  # what can be typed for it besides its heading

    @property
    def key(self) -> str:
        """Its name for scripts: `est_closing`."""
        return _fold(self.heading)

    @property
    def sheet_heading(self) -> str:
        """What stands over it in a spreadsheet: an import passes over what is marked as worked out here."""
        return self.heading if self.field else f"{self.heading} (info)"

    def cell(self, home: Home) -> object:
        """Return what a spreadsheet holds: a day, a moment, a number or text; None for nothing."""
        value = self.value(home)
        if isinstance(value, Period) and value.precision is Precision.DAY:
            return value.start
        if isinstance(value, bool):
            return "yes" if value else "no"
        if value is None or isinstance(value, int | float | Moment) or hasattr(value, "isoformat"):
            return value
        return escape_for_terminal(value_text(value)) or None


def _lender(home: Home) -> Lender | None:
    return home.summary.lender


def _deposits(home: Home) -> str:
    return "; ".join(_deposit_words(found) for found in home.summary.deposits)


def _deposit_words(found: Deposit) -> str:
    """`earnest paid 2026-07-20`, `options due 2026-11-24`; the sums are private."""
    day = found.paid if found.is_paid else found.due
    state = "paid" if found.is_paid else "due" if day else "open"
    return " ".join(map(str, filter(None, (found.kind or "deposit", state, day))))


def _contingent(home: Home) -> str:
    return "; ".join(_contingency_words(found) for found in home.summary.contingencies if found.is_open)


def _contingency_words(found: Contingency) -> str:
    if found.is_kick_out and found.notice_until:
        return f"{found.kind} kick-out until {found.notice_until}"
    return f"{found.kind} until {found.expires}" if found.expires else found.kind


def _last_update(home: Home) -> date | None:
    talk = last_update_talk(home.summary, today=home.today)
    return talk.at.day if talk else None


def _next_step(home: Home) -> str:
    step = open_next_step(home.summary, today=home.today)
    return f"{step.day} {step.what or ''}".strip() if step else ""


def _next_day(home: Home) -> date | None:
    step = open_next_step(home.summary, today=home.today)
    return step.day if step else None


JOB = TrackerColumn("Job", lambda home: home.summary.key.number, "job", ("number",))
BUYERS = TrackerColumn("Buyers", lambda home: tuple(buyer.name for buyer in home.summary.buyers), "buyers", ("buyer", "name"))
NEXT_STEP = TrackerColumn("Next step", _next_step, None, ("next",))
NEXT_DAY = TrackerColumn("Next step", _next_day, None, ("next",))  # the words may name somebody
SURVEY = "plot_survey.received"
# In the order in which trackers have them: who and where, how far, when, with which money, and what comes next.
TRACKER = (
    JOB,
    BUYERS,
    TrackerColumn("Community", lambda home: home.summary.community, "community"),
    TrackerColumn("Lot", lambda home: home.summary.lot, "lot"),
    TrackerColumn("Address", lambda home: home.summary.address, "address"),
    TrackerColumn("Plan", lambda home: home.summary.plan, "plan"),
    TrackerColumn("Sold", lambda home: home.summary.sold_date, "sold_date"),
    TrackerColumn("Stage", lambda home: home.summary.stage or None, "stage"),
    TrackerColumn("Stage since", lambda home: home.summary.stage_since, "stage_since"),
    TrackerColumn("Superintendent", lambda home: home.summary.superintendent, "superintendent", ("super",)),
    TrackerColumn(
        "Plot survey", lambda home: home.summary.blocks.plot_survey and home.summary.blocks.plot_survey.received, SURVEY
    ),
    TrackerColumn("Start", lambda home: home.summary.start_date, "start_date"),
    TrackerColumn("Pre-con", lambda home: home.summary.precon, "precon_date"),
    TrackerColumn("Orientation", lambda home: home.summary.orientation, "orientation_date"),
    TrackerColumn("Contract closing", lambda home: home.summary.contract, "closing.contract", ("contract",)),
    TrackerColumn("Told", lambda home: home.summary.told, "closing.told"),
    TrackerColumn("Est. closing", lambda home: home.summary.internal, "closing.internal", ("internal",)),
    TrackerColumn("Closed", lambda home: home.summary.closed_date, "closing.closed_date"),
    TrackerColumn("Lender", lambda home: (found := _lender(home)) and found.name, "lender.name"),
    TrackerColumn("Loan type", lambda home: (found := _lender(home)) and found.product, "lender.product"),
    TrackerColumn("Loan status", lambda home: (found := _lender(home)) and found.status, "lender.status"),
    TrackerColumn("Rate lock", lambda home: (found := _lender(home)) and found.lock_expires, "lender.lock_expires", ("lock",)),
    TrackerColumn("Realtor", lambda home: home.summary.realtor, "realtor.name"),
    TrackerColumn("Deposits", _deposits),
    TrackerColumn("Contingent", _contingent),
    TrackerColumn("Last update", _last_update, None, ("last",)),
    NEXT_STEP,
    TrackerColumn("Level", lambda home: str(home.verdict.level)),
)
# A page is narrower than a spreadsheet.
PASTED = ("Job", "Buyers", "Lot", "Plan", "Stage", "Told", "Est. closing", "Last update", "Next step", "Level")

# Hers alone (D70 to D74, D97, prices, conversations, of which some are private): first keys of fields, and columns of `list`.
PRIVATE = frozenset(
    {
        *("after_closing_work", "bought_for", "hot_buttons", "interests", "log", "milestones", "notes", "options_total"),
        *("personality", "price", "reasons", "risk", "worries"),
    }
)
# What an export for anybody may hold besides the columns of the tracker: nothing in which a buyer can be named.
NAMELESS = frozenset(
    {
        *("accepted_date", "block", "closed", "closing", "closing.time", "contract", "elevation", "key", "lender.lock_kind"),
        *("level", "moved", "origin", "permit.issued", "permit.submitted", "predrywall_date", "qa_date", "quadrant"),
        *("released_date", "stage_seen", "swing", "told", "word_days"),
    }
)


# What a spreadsheet has columns for although it is inside a list.
BUYER_FIELDS: frozenset[FieldPath] = frozenset(("buyers", place, key) for place in (0, 1) for key in ("phone", "email"))


def tracker_columns(
    audience: Audience, names: Sequence[str] | None = None, *, is_everything: bool = True
) -> tuple[TrackerColumn, ...]:
    """Return the columns of these names, in that order; for None those of a tracker, or the few of a table to paste.

    A name is a heading of the tracker, a column of `list`, or a field of the file. Raise UsageError for one that is none of
    them, that comes twice, or that this audience may not read.
    """
    if names is None:
        columns = [column for column in TRACKER if is_everything or column.heading in PASTED]
        columns = [column for column in columns if audience is not Audience.ANYBODY or column is not BUYERS]
    else:
        columns = [_chosen(name, audience) for name in names]
    if audience is Audience.ANYBODY:
        columns = [NEXT_DAY if column is NEXT_STEP else column for column in columns]
    headings = [column.heading for column in columns]
    twice = next((heading for heading in headings if headings.count(heading) > 1), None)
    if twice is not None:
        raise UsageError(f'the column "{twice}" is there twice; name it once.')
    return tuple(columns)


def _chosen(name: str, audience: Audience) -> TrackerColumn:
    known = next((column for column in TRACKER if _fold(name) in _names(column) or name == column.field), None)
    if known is BUYERS and audience is Audience.ANYBODY:
        raise UsageError(f'--redact leaves the buyers out; leave "{name}" out of --columns.')
    if known is not None:
        return known
    (column,) = choose_columns([name])
    first = str(column.path[0]) if column.path else column.name
    field = ".".join(str(part + 1) if isinstance(part, int) else part for part in column.path) or None
    is_value = not column.path or _is_value(column.path)
    if first in PRIVATE and audience is Audience.TEAM:
        raise UsageError(f'"{name}" is private; add --private to export it.')
    if audience is Audience.ANYBODY and (field or column.name) not in NAMELESS:
        raise UsageError(f'--redact leaves "{name}" out; leave it out of --columns.')
    return TrackerColumn(field or column.name, column.value, field if is_value else None)


def _is_value(path: FieldPath) -> bool:
    """Whether a field can be read back: it holds one plain value, not a list or a block, and is in no list but that of buyers."""
    if str(path[0]).startswith(OWN_PREFIX):
        return True
    if any(isinstance(part, int) for part in path):
        return path in BUYER_FIELDS
    from backlog_cli.fields import field_at

    found = field_at(path)
    return not found.is_list and found.block is None


def _names(column: TrackerColumn) -> tuple[str, ...]:
    return (column.key, *column.names)


def _fold(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")
