"""What `list` can say of a home: an entry here is a column on the screen and in --tsv and --csv, and a key of --json."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple, cast

from backlog_cli.dates.format import format_short_day
from backlog_cli.errors import UsageError
from backlog_cli.keys import OWN_PREFIX
from backlog_cli.rules.summary import channel_of, closing_day, joint_name, last_update_talk, phone_of
from backlog_cli.terms import CLOSED, Policy
from backlog_cli.views.escape import escape_for_terminal
from backlog_cli.views.facts import duties_facts, risk_facts
from backlog_cli.views.job_phrases import closing_words, move_count, moved_days, moved_words, why_words, word_days
from backlog_cli.views.values import json_ready, value_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlog_cli import model
    from backlog_cli.rules.duty import Verdict
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.views.data.shapes import DutyFacts, ListedHomeFacts


class HomeRecord(NamedTuple):
    """All that the file says of one home: its model, and the keys that are the agent's own."""

    job: model.Job
    own: Mapping[str, object]


class Home(NamedTuple):
    """One home with its verdict, as a list sees it today; `is_frog` for today's hardest call.

    `record` is needed for the columns that are fields of the file.
    """

    summary: JobSummary
    verdict: Verdict
    today: date
    is_frog: bool = False
    policy: Policy = Policy()
    record: HomeRecord | None = None


class Column(NamedTuple):
    """One fact of a home in every form of output; only `name` and `value` are needed for a key of --json.

    `heading` puts it on the screen and into --tsv and --csv; "" into those alone. `cell` is its text on the screen where that
    is another than the value's, `short` the one for a narrow screen, and `stacked` the one where homes are shown one under the
    other.
    """

    name: str
    value: Callable[[Home], object]
    heading: str | None = None
    cell: Callable[[Home], str] | None = None
    short: Callable[[Home], str] | None = None
    stacked: Callable[[Home], str] | None = None
    path: tuple[str | int, ...] = ()  # of a field of the file
    max_cells: int = 0  # the widest it gets; the rest of the row goes under what is wider. 0: as wide as it needs
    drop_order: int = 0  # a screen that is too narrow leaves out 1 first, then 2; 0 is never left out

    def text(self, home: Home, *, is_short: bool = False) -> str:
        """Return what is in the column on the screen; it may hold signs for `Screen.signs`."""
        worded = (self.short if is_short else None) or self.cell
        return escape_for_terminal(worded(home) if worded else value_text(self.value(home)))

    def stacked_text(self, home: Home) -> str:
        """Return the same for a row of facts where homes are shown one under the other."""
        return escape_for_terminal(self.stacked(home)) if self.stacked else self.text(home, is_short=True)

    def spreadsheet_value(self, home: Home) -> object:
        """Return what a cell of --tsv and --csv holds: the value, in words where it has parts."""
        value = json_ready(self.value(home))
        if not isinstance(value, dict | list):
            return value
        return escape_for_terminal(value_text(self.value(home))) if self.path else self.text(home)


def _reasons(home: Home) -> list[DutyFacts]:
    return duties_facts(home.summary, home.verdict.reasons, home.policy, today=home.today)


def _last_word(home: Home) -> dict[str, object]:
    word = last_update_talk(home.summary, today=home.today)
    return {"day": word and word.at.day, "how": word and word.how, "days": _word_days(home)}


def _word_days(home: Home) -> int | None:
    return word_days(home.summary, home.policy, today=home.today)


def _days(home: Home, after: str = "") -> str:
    days = _word_days(home)
    return "" if days is None else f"{days} d{after}"


def _day_and_year(home: Home) -> str:
    day = home.summary.closed_date or closing_day(home.summary)
    return f"{format_short_day(day)} {day.year}" if day else ""


def _day(home: Home) -> str:
    return closing_words(home.summary, today=home.today, weekday=False)


def _stage_told(home: Home) -> str:
    stage = home.summary.stage
    return f"{stage} {_day(home)}" if stage == CLOSED else stage


def _closing_told(home: Home) -> str:
    return f"closing {_day(home)}" if _day(home) and home.summary.stage != CLOSED else ""


# In the order of the columns and of the keys. Where homes are under each other, number, buyers and lot are their headline.
COLUMNS = (
    Column("job", lambda home: home.summary.key.number, "JOB", cell=lambda home: home.summary.job),
    Column("buyer", lambda home: joint_name(home.summary), "BUYER", max_cells=22),
    Column("lot", lambda home: home.summary.lot, "LOT"),
    Column("stage", lambda home: home.summary.stage, "STAGE", stacked=_stage_told),
    Column("level", lambda home: home.verdict.level, ""),
    Column("quadrant", lambda home: home.verdict.quadrant),
    Column("frog", lambda home: home.is_frog),
    Column("reasons", _reasons),
    Column("risk", lambda home: risk_facts(home.verdict.risk)),
    Column("buyers", lambda home: [buyer.name for buyer in home.summary.buyers]),
    Column("address", lambda home: home.summary.address),
    Column("community", lambda home: home.summary.community),
    Column("plan", lambda home: home.summary.plan),
    Column("superintendent", lambda home: home.summary.superintendent),
    Column("sold", lambda home: home.summary.sold_date),
    Column("stage_since", lambda home: home.summary.stage_since),
    Column(
        "closing",
        lambda home: closing_day(home.summary),
        "CLOSING",
        cell=_day_and_year,
        short=_day,
        stacked=_closing_told,
    ),
    Column("told", lambda home: home.summary.told),
    Column("contract", lambda home: home.summary.contract),
    Column("closed", lambda home: home.summary.closed_date),
    Column(
        "moved",
        lambda home: {"times": move_count(home.summary), "days": moved_days(home.summary)},
        "MOVED",
        cell=lambda home: moved_words(home.summary),
        drop_order=2,
    ),
    Column("last_word", _last_word),
    Column("word_days", _word_days, "UPDATE", cell=_days, stacked=lambda home: _days(home, " since an update"), drop_order=1),
    Column("channel", lambda home: channel_of(home.summary)),
    Column("when", lambda home: home.summary.contact.when),
    Column("phone", lambda home: phone_of(home.summary)),
    Column("key", lambda home: home.summary.key_text),
    Column("snoozed_until", lambda home: home.summary.snooze_until),
    # On the screen the reasons end the row, as far as there is room for them.
    Column("why", lambda home: why_words(home.verdict.reasons), ""),
)
JOB_FIELDS = tuple(column.name for column in COLUMNS)
ROW_COLUMNS = tuple(column for column in COLUMNS if column.heading is not None)
SCREEN_COLUMNS = tuple(column for column in COLUMNS if column.heading)


# Names that are typed for a column besides its own: what stands over it on the screen.
HEADINGS = {"update": "word_days", "super": "superintendent", "name": "buyer", "last": "last_word"}


def choose_columns(names: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of these names: those of the table, and any field of the file, `lender.name` or `buyers.1.phone`.

    Raise UsageError for a name that is none of them, with the nearest ones.
    """
    known = {column.name: column for column in COLUMNS}
    chosen = []
    for name in names:
        word = name.strip().casefold().replace("-", "_")
        column = known.get(word) or known.get(HEADINGS.get(word, ""))
        chosen.append(column._replace(heading=column.heading or column.name.upper()) if column else _field_column(name.strip()))
    return tuple(chosen)


def split_columns(typed: str) -> tuple[str, ...]:
    """Return the names in `lot,buyer,lender.name`. Raise UsageError where there are none."""
    names = tuple(name.strip() for name in typed.split(",") if name.strip())
    if not names:
        raise UsageError("name them, as in job,buyer,lender.name.")
    return names


def _field_column(name: str) -> Column:
    from backlog_cli.fields import NEW, field_path

    try:
        path = field_path(name)
    except UsageError as error:
        near = get_close_matches(name.casefold().replace("-", "_"), [*JOB_FIELDS, *HEADINGS], n=1)
        if not near:
            raise
        raise UsageError(f'there\'s no column or field "{name}". Did you mean "{near[0]}"?') from error
    if NEW in path:
        raise UsageError(f'"{name}" isn\'t a column: a new entry has nothing in it yet.')

    def value(home: Home) -> object:
        return _field_value(home.record, path)

    return Column(name, value, name.upper(), cell=lambda home: _field_text(value(home)), path=path)


def _field_text(value: object) -> str:
    """What a field is on the screen: a day as it is said, yes or no in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{format_short_day(value)} {value.year}" if isinstance(value, date) else value_text(value)


def _field_value(record: HomeRecord | None, path: tuple[str | int, ...]) -> object:
    """What a field of the file holds; None where there is nothing."""
    if record is None:
        return None
    found: object = record.own if str(path[0]).startswith(OWN_PREFIX) else record.job
    for part in path:
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, tuple) and isinstance(part, int):
            found = found[part] if part < len(found) else None
        else:
            fields = getattr(type(found), "model_fields", {})
            found = next((getattr(found, name) for name, field in fields.items() if part in (name, field.alias)), None)
    return None if found == () else found


def job_facts(home: Home) -> ListedHomeFacts:
    """Return one home as `list --json` and `due --json` show it: the same keys for every home, null where there is nothing."""
    return cast("ListedHomeFacts", {column.name: column.value(home) for column in COLUMNS})
