"""Typed words as the value of a field: `set` and `add` read them alike."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backlog_cli.cli.field_values import Surroundings, field_path, parse_value
from backlog_cli.errors import BacklogError, DoubtfulDate
from backlog_cli.rules.change import Unquoted
from backlog_cli.terms import Policy

AMONG = Surroundings.of(Policy(), date(2026, 11, 23))


def meant(field: str, typed: str) -> Any:
    return parse_value(field_path(field), typed, field=field, among=AMONG)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("lot", "012", "012"),
        ("lender", "Birchline", "Birchline"),
        ("lock", "dec 31", "2026-12-31"),
        ("lock", "12/31", "2026-12-31"),
        ("sold", "jul 18", "2026-07-18"),
        ("price", "$412,500", "412500"),
        ("price", "412.5k", "412500"),
        ("price", "8k", "8000"),
        ("stage", "fram", "framing"),
        ("stage", "Dry In", "dry-in"),
        ("product", "conventional", "conv-30"),
        ("channel", "sms", "text"),
        ("contact", "phone", "phone"),
        ("local", "yes", "true"),
        ("local", "y", "true"),
        ("told", "2027-q1", "2027-Q1"),
        ("told", "march", "2027-03"),
        ("told", "oct", "2027-10"),
        ("told", "feb 2028", "2028-02"),
        ("closing", "mar 19", "2027-03-19"),
        ("orientation", "dec 1 10am", "2026-12-01 10:00"),
        ("insurance_bound", "yes", "true"),
        ("escalation_clause", "yes", "true"),
        ("stages.framing", "nov 12", "2026-11-12"),
        ("score", "7", "7"),
        ("x_dog", "Rex", "Rex"),
        ("closing.time", "10:30", "10:30"),
        ("closing.time", "9:05", "09:05"),
        ("lot", "none", None),
        ("lot", "-", None),
        ("lender", "NONE", None),
        ("interests", "-", None),
        ("x_dog", "none", None),
    ],
)
def test_words_become_the_value_of_the_field(field: str, typed: str, value: object) -> None:
    assert meant(field, typed) == value


@pytest.mark.parametrize("field", ["lock", "price", "score", "told", "local", "stages.framing", "orientation"])
def test_what_is_no_text_stands_without_quotes(field: str) -> None:
    typed = {"price": "8k", "score": "7", "told": "march", "local": "yes", "stages.framing": "nov 12"}.get(field, "dec 1")
    assert isinstance(meant(field, typed), Unquoted)


@pytest.mark.parametrize(
    ("field", "typed", "items"),
    [
        ("interests", "bass fishing, robotics", ["bass fishing", "robotics"]),
        ("interests.new", "bass fishing, robotics", ["bass fishing, robotics"]),
        ("notes", "the dog bites, and the cat too", ["the dog bites, and the cat too"]),
        ("care.done", "day-2, day-7", ["day-2", "day-7"]),
        ("expectations", "cost, delay", ["cost", "delay"]),
        ("contact.avoid", "text", ["text"]),
    ],
)
def test_a_list_gets_what_is_typed_added(field: str, typed: str, items: list[str]) -> None:
    assert meant(field, typed) == items


@pytest.mark.parametrize(
    ("field", "typed", "entry"),
    [
        ("deposits.new", "earnest 8000 dec 1", {"kind": "earnest", "amount": "8000", "due": "2026-12-01"}),
        ("deposits", "earnest 8000 dec 1", {"kind": "earnest", "amount": "8000", "due": "2026-12-01"}),
        ("deposits.new", "dec 1 earnest $8,000", {"kind": "earnest", "amount": "8000", "due": "2026-12-01"}),
        ("deposits.new", "8k options due 12/1", {"kind": "options", "amount": "8000", "due": "2026-12-01"}),
        (
            "deposits.new",
            "earnest 8000 dec 1 paid nov 9",
            {"kind": "earnest", "amount": "8000", "due": "2026-12-01", "paid": "2026-11-09"},
        ),
        ("selections.new", "cabinets dec 9", {"item": "cabinets", "decide_by": "2026-12-09"}),
        ("selections.new", "kitchen cabinets by dec 9", {"item": "kitchen cabinets", "decide_by": "2026-12-09"}),
        ("change_requests.new", "second sink dec 9", {"what": "second sink", "answer_by": "2026-12-09"}),
        ("lender.papers.new", "pay stubs dec 1", {"what": "pay stubs", "due": "2026-12-01"}),
        (
            "contingencies.new",
            "home-to-sell listed oct 12 expires jan 15 two showings last week",
            {
                "kind": "home-to-sell",
                "listed_date": "2026-10-12",
                "expires": "2027-01-15",
                "note": "two showings last week",
            },
        ),
        ("promises.new", "fri send the photos", {"text": "send the photos", "due": "2026-11-27", "status": "open"}),
        (
            "promises.new",
            "lender dec 4 clear to close",
            {"text": "clear to close", "by": "lender", "due": "2026-12-04", "status": "open"},
        ),
        ("buyers.new", "Ann Lee phone 555-0141", {"name": "Ann Lee", "phone": "555-0141"}),
        ("buyers.new", "Ann Lee", "Ann Lee"),
        ("contingencies.new", "home-to-sell", "home-to-sell"),
        ("hot_buttons.new", "the pool", "the pool"),
        ("bought_for", "a yard, for the dog", "a yard, for the dog"),
    ],
)
def test_an_entry_is_said_in_its_natural_order(field: str, typed: str, entry: object) -> None:
    assert meant(field, typed) == [entry]


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("price", "lots", "is not an amount in whole dollars. Write 8000"),
        ("stage", "framming", 'mean "framing"'),
        ("stage", "", "stage"),
        ("lock", "feb 30", "lock: there's no Feb 30"),
        ("lock", "soonish", 'lock: "soonish" isn\'t a date'),
        ("product", "jumbo-ish", "there's no product"),
        ("channel", "pigeon", "Try phone, text"),
        ("local", "maybe", "neither yes nor no"),
        ("score", "11", "a survey score of 11 cannot be right. Write it out of 10"),
        ("expectations", "weather", "there's no expectations"),
        ("permit", "x", "name the one you mean: permit.submitted"),
        ("stages", "x", "stages is a table; name its row: stages.contract"),
        ("log.new", "x", "log has its own command: backlog log"),
        ("issues.new", "x", "backlog issue"),
        ("questions.new", "x", "backlog ask"),
        ("appointments.new", "x", "backlog meet"),
        ("closing.shifts.new", "x", "backlog shift"),
        ("deposits.new", "earnest 8000 feb 30", "deposits.new: there's no Feb 30"),
        ("deposits.new", "earnst 8000", 'there\'s no deposits.new kind "earnst". Did you mean "earnest"'),
        ("deposits.new", "earnest extra 8000", '"extra" is one word too many'),
        ("told", "soon", 'told: "soon" isn\'t a date'),
    ],
)
def test_what_cannot_be_in_the_field_is_refused_with_what_can(field: str, typed: str, says: str) -> None:
    with pytest.raises(BacklogError) as refused:
        meant(field, typed)
    assert says in refused.value.message


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("lock", "3/12", "2026-12-03"),
        ("lock", "3/12/26", "2026-12-03"),
        ("lock", "31/12", "2026-12-31"),
        ("lock", "2027/3/1", "2027-03-01"),
        ("told", "3/12/26", "2026-12-03"),
        ("sold", "2/10/26", "2026-10-02"),
        ("orientation_date", "5/12 10:00", "2026-12-05 10:00"),
        ("orientation_date", "5/12/26 10:00", "2026-12-05 10:00"),
        ("lock", "2w before closing", "2027-01-01"),
        ("orientation_date", "3d before closing", "2027-01-12"),
    ],
)
def test_a_day_is_read_by_the_settings_of_the_file_and_the_dates_of_the_home(field: str, typed: str, value: str) -> None:
    among = Surroundings.of(Policy(dates="dmy"), AMONG.today, {"closing": date(2027, 1, 15)})
    assert str(parse_value(field_path(field), typed, field=field, among=among)) == value


def test_with_the_day_first_a_month_too_high_is_refused_with_the_day_first() -> None:
    among = Surroundings.of(Policy(dates="dmy"), AMONG.today)
    with pytest.raises(BacklogError, match=r"there's no month 13: the day comes first\. Try 13/1"):
        parse_value(field_path("lock"), "1/13", field="lock", among=among)


@pytest.mark.parametrize("field", ["lock", "deposits.new", "orientation_date"])
def test_a_day_in_doubt_can_be_chosen(field: str) -> None:
    typed = "earnest 8000 nov 20" if field == "deposits.new" else "nov 20"
    with pytest.raises(DoubtfulDate) as doubt:
        meant(field, typed)
    (day,) = doubt.value.options
    assert doubt.value.why.startswith(field)
    among = AMONG._replace(chosen=day)
    assert "2027-11-20" in str(parse_value(field_path(field), typed, field=field, among=among))
