"""The tables of `export jsonl` and `export parquet`: what a warehouse gets of every home, column by column."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from backlog_cli.rules.clocks.contact import update_day
from backlog_cli.rules.clocks.table import CLOCKS
from backlog_cli.rules.reports.team import silent_homes
from backlog_cli.rules.reports.week import cancelled_day, days_to_tell, share_on_time
from backlog_cli.rules.summary import (
    channel_of,
    closed_day,
    closing_day,
    is_closed,
    is_live,
    is_open,
    update_basis,
)
from backlog_cli.terms import (
    CANCELLED,
    CLOSED,
    BuyerRole,
    CancelReason,
    CauseKind,
    Channel,
    DepositKind,
    IssueStatus,
    Level,
    LoanProduct,
    LoanStatus,
    Mood,
    MovedDate,
    Outcome,
    Party,
    PromiseStatus,
    Quadrant,
    Severity,
    TalkKind,
)
from backlog_cli.views.tracker import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from backlog_cli.dates.values import Period
    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.duty import Duty, Verdict
    from backlog_cli.rules.summary import Deposit, JobSummary

WAREHOUSE_VERSION: Literal[1] = 1  # within a version, tables and columns are only ever added


class ColumnType(StrEnum):
    """What a column holds, in words that both DuckDB and Spark take for a type."""

    TEXT = "string"
    DAY = "date"
    NUMBER = "bigint"
    FLAG = "boolean"


class Secrecy(StrEnum):
    """Who may read a column: anybody, the team (not with --redact), or she alone (--private)."""

    OPEN = "open"
    TEAM = "team"
    PRIVATE = "private"


_HIDDEN = {
    Audience.ANYBODY: frozenset({Secrecy.TEAM, Secrecy.PRIVATE}),
    Audience.TEAM: frozenset({Secrecy.PRIVATE}),
    Audience.HERSELF: frozenset[Secrecy](),
}


class ExportedHome(NamedTuple):
    """One home as it goes into the tables: of which file it is, how it was judged, and what is owed for it.

    Nothing private is in `summary` and `duties` but for herself. `is_archived` for a home of an archive.
    """

    source: str
    agent: str
    summary: JobSummary
    verdict: Verdict
    duties: Sequence[Duty]
    backlog: Backlog
    today: date
    is_archived: bool = False


class WarehouseColumn(NamedTuple):
    """One column; `value` makes it of a home and one entry of the table. `words` are all that can stand in it, null apart."""

    name: str
    type: ColumnType
    about: str
    value: Callable[[ExportedHome, Any], object]
    words: tuple[str, ...] = ()
    secrecy: Secrecy = Secrecy.OPEN


class WarehouseTable(NamedTuple):
    """One table: its rows of a home, and its columns."""

    name: str
    about: str
    rows: Callable[[ExportedHome], Iterable[object]]
    columns: tuple[WarehouseColumn, ...]


def home_rows(table: WarehouseTable, home: ExportedHome, audience: Audience) -> Iterator[dict[str, object]]:
    """Yield the rows of one home in a table: every column in its order, None for what this audience may not read."""
    shown, empty = _shown_columns(table, audience), dict.fromkeys(column.name for column in table.columns)
    for entry in table.rows(home):
        row = empty.copy()
        for name, value in shown:
            row[name] = _plain(value(home, entry))
        yield row


@cache
def _shown_columns(table: WarehouseTable, audience: Audience) -> tuple[tuple[str, Callable[[ExportedHome, Any], object]], ...]:
    return tuple((column.name, column.value) for column in table.columns if column.secrecy not in _HIDDEN[audience])


_ENCODER = json.JSONEncoder(separators=(",", ":"))


def json_line(row: Mapping[str, object]) -> bytes:
    """Return a row as one line of JSON, in plain ASCII: no sign in it can be taken for the end of a line."""
    return _ENCODER.encode(row).encode("ascii") + b"\n"


def _plain(value: object) -> str | int | bool | None:
    if value is None or isinstance(value, bool | int):
        return value
    text = str(value)
    # Half of a sign, which YAML read without libyaml lets through, is no sign to any database.
    return (text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")) or None


def _words(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(word.value for word in kind)


def _joined(texts: Iterable[str]) -> str | None:
    return "; ".join(texts) or None


T, D, N, F = ColumnType.TEXT, ColumnType.DAY, ColumnType.NUMBER, ColumnType.FLAG
TEAM, PRIVATE = Secrecy.TEAM, Secrecy.PRIVATE
Column = WarehouseColumn

# What ties the tables together.
SOURCE = Column(
    "source", T, "The file the home is in. With `home` it is the key of a home in every table.", lambda home, _: home.source
)
HOME = Column(
    "home", T, "The home's number; `1033@2026-02-08` where that was sold more than once.", lambda home, _: home.summary.key_text
)


def _place(about: str) -> Column:
    return Column("n", N, about, lambda _, entry: entry.place + 1)


# homes


def _state(summary: JobSummary) -> str:
    return CLOSED if is_closed(summary) else "open" if is_open(summary) else CANCELLED


def _days(start: date | None, end: date | None) -> int | None:
    return None if start is None or end is None else (end - start).days


def _lender(home: ExportedHome, name: str) -> object:
    return None if home.summary.lender is None else getattr(home.summary.lender, name)


def _told(home: ExportedHome) -> Period | None:
    return home.summary.told


HOMES = WarehouseTable(
    "homes",
    "Every home, with where it is on the day of the export.",
    lambda home: (share_on_time((home.summary,), home.backlog, home.today),),
    (
        SOURCE,
        HOME,
        Column("as_of", D, "The day of the export: all that is judged is judged for that day.", lambda home, _: home.today),
        Column(
            "agent",
            T,
            "The agent who keeps the file (`settings: agent`); else the file's or its folder's name.",
            lambda home, _: home.agent,
        ),
        Column("job", T, "The home's number, as in the file.", lambda home, _: home.summary.key.number),
        Column("is_archived", F, "It is in an archive beside the file.", lambda home, _: home.is_archived),
        Column("community", T, "The community.", lambda home, _: home.summary.community),
        Column("lot", T, "The lot.", lambda home, _: home.summary.lot),
        Column("address", T, "The street address.", lambda home, _: home.summary.address),
        Column("plan", T, "The floor plan.", lambda home, _: home.summary.plan),
        Column("superintendent", T, "Who builds it.", lambda home, _: home.summary.superintendent),
        Column(
            "buyers", T, "The buyers' names.", lambda home, _: _joined(buyer.name for buyer in home.summary.buyers), secrecy=TEAM
        ),
        Column("realtor", T, "Their Realtor.", lambda home, _: home.summary.realtor),
        Column("channel", T, "How they like to be reached.", lambda home, _: channel_of(home.summary), _words(Channel)),
        Column("sold_date", D, "The day the buyers signed.", lambda home, _: home.summary.sold_date),
        Column(
            "state", T, "Whether it is sold, closed or lost.", lambda home, _: _state(home.summary), ("open", CLOSED, CANCELLED)
        ),
        Column("stage", T, "The stage it is in, by the agent's own table.", lambda home, _: home.summary.stage or None),
        Column("stage_since", D, "The day it got there.", lambda home, _: home.summary.stage_since),
        Column("stage_seen", D, "The day the agent last saw it.", lambda home, _: home.summary.stage_seen),
        Column(
            "is_live",
            F,
            "It is open, closed within a year, or lost and due to be asked again.",
            lambda home, _: is_live(home.summary, today=home.today),
        ),
        Column("level", T, "Its color.", lambda home, _: home.verdict.level, _words(Level)),
        Column("quadrant", T, "Urgent, important, both or neither.", lambda home, _: home.verdict.quadrant, _words(Quadrant)),
        Column("risk", N, "How likely a cancellation is, 0 to 100.", lambda home, _: home.verdict.risk.total),
        Column("contract_closing", D, "The closing in the contract.", lambda home, _: home.summary.contract),
        Column("estimated_closing", D, "The builder's own day.", lambda home, _: home.summary.internal),
        Column(
            "told",
            T,
            "What the buyers were told, as exactly as that: 2026-12-11, 2027-W12, 2027-03.",
            lambda home, _: _told(home),
        ),
        Column("told_from", D, "Its first day.", lambda home, _: (told := _told(home)) and told.start),
        Column("told_to", D, "Its last day.", lambda home, _: (told := _told(home)) and told.end),
        Column(
            "closing",
            D,
            "The closing to count on: the builder's day, else the end of what was told, else the contract.",
            lambda home, _: closing_day(home.summary),
        ),
        Column("closed_date", D, "The day it closed.", lambda home, _: closed_day(home.summary)),
        Column(
            "days_to_close",
            N,
            "Days from sold to closed.",
            lambda home, _: _days(home.summary.sold_date, closed_day(home.summary)),
        ),
        Column("cancelled_date", D, "The day the sale was lost.", lambda home, _: cancelled_day(home.summary)),
        Column("cancelled_reason", T, "Why it was lost.", lambda home, _: home.summary.cancelled_reason, _words(CancelReason)),
        Column("lender", T, "The lender.", lambda home, _: _lender(home, "name")),
        Column("loan_type", T, "The loan.", lambda home, _: _lender(home, "product"), _words(LoanProduct)),
        Column("loan_status", T, "How far it is.", lambda home, _: _lender(home, "status"), _words(LoanStatus)),
        Column("lock_expires", D, "The last day of the rate lock.", lambda home, _: _lender(home, "lock_expires")),
        Column("needed_by", D, "The day the buyers have to be in.", lambda home, _: home.summary.needed_by),
        Column(
            "last_update",
            D,
            "The last update that reached them, else the sale, or the day the file began.",
            lambda home, _: update_basis(home.summary, home.backlog.policy, today=home.today),
        ),
        Column(
            "update_due",
            D,
            "The day the next update is due; only of open homes.",
            lambda home, _: update_day(home.summary, home.backlog.policy, today=home.today) if is_open(home.summary) else None,
        ),
        Column(
            "days_without_update",
            N,
            "Days since `last_update`.",
            lambda home, _: _days(update_basis(home.summary, home.backlog.policy, today=home.today), home.today),
        ),
        Column(
            "is_silent",
            F,
            "It is open, and their update is three days late or more, as on the manager's page.",
            lambda home, _: is_open(home.summary) and any(silent_homes((home.summary,), home.backlog, home.today)),
        ),
        Column(
            "updates", N, "Updates given or owed in the last four weeks, as `report week` counts them.", lambda _, share: share.of
        ),
        Column("updates_on_time", N, "Those of them that came in time.", lambda _, share: share.part),
        Column(
            "unreadable",
            N,
            "Things in its lines that can't be read; they are taken as left out.",
            lambda home, _: len(home.summary.unreadable),
        ),
        Column(
            "extra",
            T,
            "The agent's own keys, which begin with x_, as a JSON object of texts.",
            lambda home, _: _extra(home.summary),
            secrecy=PRIVATE,
        ),
        Column(
            "conflicts",
            N,
            "Fields of which two copies of the file say different things, not settled yet.",
            lambda home, _: sum(not found.is_settled for found in home.summary.conflicts),
        ),
    ),
)


def _extra(summary: JobSummary) -> str | None:
    return json.dumps(dict(summary.own), ensure_ascii=False) if summary.own else None


# buyers


class _Listed(NamedTuple):
    """An entry of a list that doesn't know its own place."""

    place: int
    entry: Any


def _listed(entries: Iterable[object]) -> Iterator[_Listed]:
    return (_Listed(place, entry) for place, entry in enumerate(entries))


BUYERS = WarehouseTable(
    "buyers",
    "The people who bought.",
    lambda home: _listed(home.summary.buyers),
    (
        SOURCE,
        HOME,
        _place("1 for the first buyer."),
        Column("role", T, "What the buyer is in the purchase.", lambda _, found: found.entry.role, _words(BuyerRole)),
        Column("name", T, "The full name.", lambda _, found: found.entry.name, secrecy=TEAM),
        Column("phone", T, "The number, as typed.", lambda _, found: found.entry.phone, secrecy=TEAM),
        Column("email", T, "The email address.", lambda _, found: found.entry.email, secrecy=TEAM),
    ),
)

# conversations

_IN_FILE = "Its place in the file's list, from 1."


CONVERSATIONS = WarehouseTable(
    "conversations",
    "Every conversation. Of a private one only the day, how and what kind, unless --private.",
    lambda home: home.summary.talks,
    (
        SOURCE,
        HOME,
        _place(_IN_FILE),
        Column("spoken_date", D, "The day.", lambda _, talk: talk.at.day),
        Column("spoken_time", T, "The time of day, 17:30.", lambda _, talk: talk.at.clock),
        Column("channel", T, "How they spoke or wrote.", lambda _, talk: talk.how, _words(Channel)),
        Column("kind", T, "What it was for.", lambda _, talk: talk.kind, _words(TalkKind)),
        Column("outcome", T, "Whether it reached them.", lambda _, talk: talk.outcome, _words(Outcome)),
        Column("mood", T, "How they felt.", lambda _, talk: talk.mood, _words(Mood)),
        Column("is_update", F, "It counts for the weekly update.", lambda _, talk: talk.is_real_word),
        Column("is_attempt", F, "Nobody was there.", lambda _, talk: talk.is_attempt),
        Column("is_private", F, "It is marked private.", lambda _, talk: talk.private),
        Column("written_date", D, "The day it was put in writing.", lambda _, talk: talk.written_date),
        Column("topics", T, "What it was about: rate; date.", lambda _, talk: _joined(talk.topics), secrecy=TEAM),
        Column("buyers", T, "Which buyers took part.", lambda _, talk: _joined(talk.buyers), secrecy=TEAM),
        Column("others", T, "Who else did.", lambda _, talk: _joined(talk.others), secrecy=TEAM),
        Column("spoken_by", T, "Who spoke, if it wasn't the agent.", lambda _, talk: talk.by, secrecy=TEAM),
        Column("text", T, "What was said, in the agent's words.", lambda _, talk: talk.text, secrecy=TEAM),
        Column("said", T, "What they said, in their own.", lambda _, talk: talk.said, secrecy=TEAM),
        Column("next_step", T, "What was agreed to happen next.", lambda _, talk: talk.next and talk.next.what, secrecy=TEAM),
        Column("next_date", D, "Its day.", lambda _, talk: talk.next and talk.next.day),
    ),
)
# moves


MOVES = WarehouseTable(
    "moves",
    "Every time a date moved.",
    lambda home: home.summary.shifts,
    (
        SOURCE,
        HOME,
        _place(_IN_FILE),
        Column("moved", T, "Which date.", lambda _, shift: shift.what, _words(MovedDate)),
        Column("from_date", D, "The day before it moved.", lambda _, shift: shift.from_day),
        Column("to_date", D, "The day it moved to.", lambda _, shift: shift.to_day),
        Column(
            "days", N, "By how many days; negative when it got earlier.", lambda _, shift: _days(shift.from_day, shift.to_day)
        ),
        Column("known_date", D, "The day the agent knew.", lambda _, shift: shift.known_date),
        Column("told_date", D, "The day the buyers were told; null: not yet.", lambda _, shift: shift.told_date),
        Column("days_to_tell", N, "Days from knowing to telling.", lambda _, shift: days_to_tell(shift)),
        Column("cause_kind", T, "The kind of cause.", lambda _, shift: shift.cause_kind, _words(CauseKind)),
        Column("has_cause", F, "A cause is noted, by kind or in words.", lambda _, shift: shift.has_cause),
        Column("has_plan", F, "There was a plan to offer with the news.", lambda _, shift: shift.has_plan),
        Column("is_ours", F, "It was our mistake.", lambda _, shift: shift.ours),
        Column("cause", T, "The cause in words.", lambda _, shift: shift.cause, secrecy=TEAM),
        Column("together", T, "How we get through it together.", lambda _, shift: shift.together, secrecy=TEAM),
        Column("plan_b", T, "What happens if it moves again.", lambda _, shift: shift.plan_b, secrecy=TEAM),
        Column("noted_by", T, "Who noted it, if it wasn't the agent.", lambda _, found: found.by, secrecy=TEAM),
    ),
)

# promises, deposits, issues, stages, duties


def _is_overdue(home: ExportedHome, due: date | None, *, is_open: bool) -> bool:
    return is_open and due is not None and due < home.today


PROMISES = WarehouseTable(
    "promises",
    "What was promised, by the agent and to the agent.",
    lambda home: home.summary.promises,
    (
        SOURCE,
        HOME,
        _place(_IN_FILE),
        Column("promised_by", T, "Who promised.", lambda _, found: found.by, _words(Party)),
        Column("made_date", D, "The day of the promise.", lambda _, found: found.made),
        Column("due_date", D, "The day it is due.", lambda _, found: found.due),
        Column("done_date", D, "The day it was kept.", lambda _, found: found.done),
        Column("status", T, "What the file says became of it.", lambda _, found: found.status, _words(PromiseStatus)),
        Column("is_open", F, "Neither kept, broken nor withdrawn.", lambda _, found: found.is_open),
        Column(
            "is_overdue", F, "Open, and its day is over.", lambda home, found: _is_overdue(home, found.due, is_open=found.is_open)
        ),
        Column("promised_to", T, "To whom.", lambda _, found: found.to, secrecy=TEAM),
        Column("needs", T, "Who has to come through.", lambda _, found: found.needs, secrecy=TEAM),
        Column("text", T, "What was promised.", lambda _, found: found.text, secrecy=TEAM),
        Column("noted_by", T, "Who noted it, if it wasn't the agent.", lambda _, found: found.noted_by, secrecy=TEAM),
    ),
)
DEPOSITS = WarehouseTable(
    "deposits",
    "Money due before closing.",
    lambda home: home.summary.deposits,
    (
        SOURCE,
        HOME,
        _place(_IN_FILE),
        Column("kind", T, "Which deposit.", lambda _, found: found.kind, _words(DepositKind)),
        Column("amount", N, "Whole dollars.", lambda _, found: _amount(found), secrecy=TEAM),
        Column("due_date", D, "The day it is due.", lambda _, found: found.due),
        Column("paid_date", D, "The day it was paid.", lambda _, found: found.paid),
        Column("is_paid", F, "It is paid, whether or not the day is known.", lambda _, found: found.is_paid),
        Column(
            "is_overdue",
            F,
            "Not paid, and its day is over.",
            lambda home, found: _is_overdue(home, found.due, is_open=not found.is_paid),
        ),
    ),
)


def _amount(found: Deposit) -> int | None:
    return int(found.amount) if found.amount and found.amount.isdecimal() else None


ISSUES = WarehouseTable(
    "issues",
    "What has to be fixed.",
    lambda home: home.summary.issues,
    (
        SOURCE,
        HOME,
        _place(_IN_FILE),
        Column("severity", T, "How bad it is.", lambda _, found: found.severity, _words(Severity)),
        Column("status", T, "Whether it is fixed.", lambda _, found: found.status, _words(IssueStatus)),
        Column("opened_date", D, "The day it came up.", lambda _, found: found.opened),
        Column("due_date", D, "The day it should be fixed.", lambda _, found: found.due),
        Column("reassured_date", D, "The day they were last told it's being worked on.", lambda _, found: found.reassured_date),
        Column("is_open", F, "Not resolved yet.", lambda _, found: found.is_open),
        Column("owner", T, "Who gets it fixed.", lambda _, found: found.owner, secrecy=TEAM),
        Column("text", T, "What is wrong.", lambda _, found: found.text, secrecy=TEAM),
        Column("wants", T, "What they expect.", lambda _, found: found.wants, secrecy=TEAM),
        Column("noted_by", T, "Who noted it, if it wasn't the agent.", lambda _, found: found.noted_by, secrecy=TEAM),
    ),
)
STAGES = WarehouseTable(
    "stages",
    "The day each home got to each stage, as far as it is written down.",
    lambda home: _listed(home.summary.stage_entered),
    (
        SOURCE,
        HOME,
        _place(_IN_FILE),
        Column("stage", T, "The stage.", lambda _, found: found.entry[0]),
        Column("entered_date", D, "The day.", lambda _, found: found.entry[1]),
    ),
)
DUTIES = WarehouseTable(
    "duties",
    "What is owed for each home on the day of the export, and why it has its color.",
    lambda home: _listed(home.duties),
    (
        SOURCE,
        HOME,
        _place("1 for the one that speaks first."),
        Column("rule", T, "Which clock says so.", lambda _, found: found.entry.rule, tuple(clock.rule for clock in CLOCKS)),
        Column("level", T, "Its color.", lambda _, found: found.entry.level, _words(Level)),
        Column("due_date", D, "The day it is due.", lambda _, found: found.entry.day),
        Column("text", T, "What is the matter.", lambda _, found: found.entry.text, secrecy=TEAM),
        Column("next_action", T, "What to do about it.", lambda _, found: found.entry.next, secrecy=TEAM),
    ),
)
TABLES = (HOMES, BUYERS, CONVERSATIONS, MOVES, PROMISES, DEPOSITS, ISSUES, STAGES, DUTIES)
