"""The columns of an export: the tracker's, any others by name, and what this or that reader may not see."""

from __future__ import annotations

from datetime import date

import pytest

from backlog_cli.errors import UsageError
from backlog_cli.fields import home_fields
from backlog_cli.views.columns import COLUMNS
from backlog_cli.views.tracker import TRACKER, Audience, TrackerColumn, tracker_columns


def headings(*names: str, audience: Audience = Audience.TEAM) -> list[str]:
    return [column.heading for column in tracker_columns(audience, names)]


@pytest.mark.parametrize(
    ("typed", "heading"),
    [
        ("job", "Job"),
        ("buyer", "Buyers"),
        ("Est. closing", "Est. closing"),
        ("est-closing", "Est. closing"),
        ("closing.internal", "Est. closing"),
        ("rate_lock", "Rate lock"),
        ("lock", "Rate lock"),
        ("super", "Superintendent"),
        ("elevation", "elevation"),
        ("lender.officer", "lender.officer"),
        ("buyers.1.phone", "buyers.1.phone"),
        ("x_gate", "x_gate"),
        ("word_days", "word_days"),
    ],
)
def test_a_column_goes_by_its_heading_or_its_field(typed: str, heading: str) -> None:
    assert headings(typed) == [heading]


def test_every_field_that_a_column_shows_is_one_of_the_file() -> None:
    assert [column.field for column in TRACKER if column.field and column.field not in home_fields()] == []
    worked_out = [column.sheet_heading for column in TRACKER if column.field is None]
    assert worked_out == [f"{name} (info)" for name in ("Deposits", "Contingent", "Last update", "Next step", "Level")]


@pytest.mark.parametrize("name", ["closing", "deposits.1", "contact.avoid", "lender.papers", "why", "phone"])
def test_what_is_worked_out_or_told_in_short_is_marked(name: str) -> None:
    (column,) = tracker_columns(Audience.TEAM, [name])
    assert column.sheet_heading.endswith(" (info)")


@pytest.mark.parametrize("name", ["notes", "price", "worries", "log.1.text", "interests", "reasons", "risk", "options_total"])
def test_what_is_private_is_named_only_by_herself(name: str) -> None:
    with pytest.raises(UsageError, match="--private"):
        headings(name)
    assert headings(name, audience=Audience.HERSELF)


NAMING = [
    "buyers",
    "buyer",
    "phone",
    "buyers.1.name",
    "buyers.1.email",
    "x_gate",
    "contact.when",
    "title_contact",
    "issues.1.text",
]


@pytest.mark.parametrize("name", [*NAMING, "notes", "lender.officer", "closing.shifts", "reasons"])
def test_for_anybody_no_column_can_name_somebody(name: str) -> None:
    with pytest.raises(UsageError, match="--redact"):
        headings(name, audience=Audience.ANYBODY)


def test_for_anybody_every_other_column_is_one_that_was_thought_of() -> None:
    allowed = set()
    for name in [*(column.name for column in COLUMNS), *home_fields()]:
        try:
            allowed |= {column.heading for column in tracker_columns(Audience.ANYBODY, [name])}
        except UsageError:
            continue
    assert not allowed & {"Buyers", "buyers", "phone", "notes", "log", "promises", "issues", "reasons", "why", "contact", "care"}
    assert {"Job", "Stage", "elevation", "Est. closing"} <= allowed


def test_a_column_twice_is_refused() -> None:
    with pytest.raises(UsageError, match='"Lot" is there twice'):
        headings("lot", "job", "lot")


def test_a_name_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean"):
        headings("elevaton")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (date(2026, 12, 4), date(2026, 12, 4)),
        (None, None),
        ("", None),
        (True, "yes"),
        (False, "no"),
        (3, 3),
        (("Ann Lee", "Bo Lee"), "Ann Lee; Bo Lee"),
        ("two\nlines\x1b[31m", "two lines\\x1b[31m"),
    ],
)
def test_a_cell_keeps_days_and_numbers_and_cleans_text(value: object, cell: object) -> None:
    column = TrackerColumn("X", lambda _: value)
    assert column.cell(None) == cell  # type: ignore[arg-type]
