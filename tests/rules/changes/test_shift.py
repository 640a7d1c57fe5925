"""What `shift` writes: the date, the move with its reason, and whether the buyers know."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import UsageError
from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.change import Append, Put
from backlog_cli.rules.changes.shift import DATE_FIELDS, ShiftInput, day_before_shift, shift_date
from backlog_cli.rules.clocks.table import duties
from backlog_cli.rules.summary import untold_shifts
from backlog_cli.terms import DATE_NAMES, CauseKind, MovedDate, Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.change import Change
    from backlog_cli.rules.summary import JobSummary

    Plain = Callable[..., dict[str, Any]]
    Stand = Callable[..., JobSummary]
    After = Callable[..., JobSummary]

TODAY = date(2026, 6, 4)
NEW = date(2026, 8, 28)
POLICY = Policy()


def entry(change: Change) -> dict[str, Any]:
    """The move that was appended; there is one, and its list is the closing's."""
    (found,) = [intent for intent in change.intents if isinstance(intent, Append)]
    assert found.path == ("closing", "shifts")
    assert isinstance(found.value, dict)
    return found.value


def puts(change: Change) -> dict[str, Any]:
    return {".".join(map(str, intent.path)): intent.value for intent in change.intents if isinstance(intent, Put)}


def moved(summary: JobSummary, day: date = NEW, **words: Any) -> Change:
    return shift_date(summary, ShiftInput(day, **words), POLICY, today=TODAY)


@pytest.mark.parametrize(
    ("what", "keys", "field", "from_day"),
    [
        pytest.param("closing", {"closing": "2026-08-14"}, "closing.internal", "2026-08-14", id="a closing in short"),
        pytest.param(
            "closing",
            {"closing": {"contract": "2026-08-01", "internal": "2026-08-14"}},
            "closing.internal",
            "2026-08-14",
            id="forecast",
        ),
        pytest.param(
            "closing",
            {"closing": {"contract": "2026-08-01", "told": "2026-07"}},
            "closing.internal",
            "2026-07-31",
            id="end of told",
        ),
        pytest.param("closing", {"closing": {"contract": "2026-08-01"}}, "closing.internal", "2026-08-01", id="contract only"),
        pytest.param("closing", {}, "closing.internal", None, id="no closing at all"),
        pytest.param("orientation", {"orientation_date": "2026-08-04"}, "orientation_date", "2026-08-04", id="orientation"),
        pytest.param(
            "orientation",
            {"orientation_date": "2026-08-04 10:00"},
            "orientation_date",
            "2026-08-04",
            id="orientation with a time",
        ),
        pytest.param("orientation", {"orientation_date": None}, "orientation_date", None, id="orientation not set"),
        pytest.param("precon", {"precon_date": "2026-06-30 09:30"}, "precon_date", "2026-06-30", id="precon"),
        pytest.param("start", {"start_date": "2026-07-01"}, "start_date", "2026-07-01", id="start"),
        pytest.param("start", {}, "start_date", None, id="start not set"),
    ],
)
def test_a_date_moves_and_the_old_one_is_kept(
    plain: Plain, stand: Stand, after: After, what: str, keys: dict[str, Any], field: str, from_day: str | None
) -> None:
    data = plain(**keys)
    before = stand(data)
    change = moved(before, what=MovedDate(what), cause="windows late")
    assert puts(change) == {field: "2026-08-28"}
    assert (entry(change)["from"], entry(change)["to"]) == (from_day, "2026-08-28")
    now = after(data, change)
    assert day_before_shift(now, MovedDate(what)) == NEW
    assert now.contract == before.contract
    (shift,) = now.shifts
    assert (shift.what, shift.cause, shift.known_date, shift.told_date) == (what, "windows late", TODAY, None)


def test_a_closing_that_moves_opens_the_clock_and_the_blanks(plain: Plain, stand: Stand, after: After) -> None:
    data = plain(closing="2026-08-14")
    change = moved(stand(data))
    assert entry(change) == {
        "from": "2026-08-14",
        "to": "2026-08-28",
        "known_date": "2026-06-04",
        "told_date": None,
        "together": None,
        "plan_b": None,
    }
    now = after(data, change)
    assert [shift.to_day for shift in untold_shifts(now)] == [NEW]
    assert str(now.told) == "2026-08-14"
    assert change.job == "2401"
    assert change.summary == "moved closing to 2026-08-28"


def test_every_word_finds_its_key(plain: Plain, stand: Stand) -> None:
    change = moved(
        stand(plain(closing="2026-08-14")),
        cause="windows late",
        cause_kind=CauseKind.MATERIAL,
        known_date=date(2026, 6, 1),
        together="weekly walk",
        plan_b="storage unit",
        is_ours=True,
    )
    assert entry(change) == {
        "from": "2026-08-14",
        "to": "2026-08-28",
        "known_date": "2026-06-01",
        "told_date": None,
        "cause_kind": "material",
        "cause": "windows late",
        "ours": "true",
        "together": "weekly walk",
        "plan_b": "storage unit",
    }


@pytest.mark.parametrize("what", ["precon", "start"])
def test_dates_that_need_no_plan_get_no_blanks_to_fill(plain: Plain, stand: Stand, what: str) -> None:
    assert entry(moved(stand(plain()), what=MovedDate(what))) == {
        "what": what,
        "from": None,
        "to": "2026-08-28",
        "known_date": "2026-06-04",
        "told_date": None,
    }


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        ("contract", "2026-Q3"),
        ("released", "2026-Q3"),
        ("foundation", "2026-08"),
        ("pre-drywall", "2026-08"),
        ("drywall", "2026-08-28"),
        ("closing", "2026-08-28"),
    ],
)
def test_told_at_once_is_told_as_exactly_as_the_stage_allows(
    plain: Plain, stand: Stand, after: After, stage: str, told: str
) -> None:
    data = plain(stage=stage, closing="2026-08-14", contact={"channel": "phone"})
    change = moved(stand(data), is_told=True)
    assert puts(change) == {"closing.internal": "2026-08-28", "closing.told": told}
    assert (entry(change)["told_date"], entry(change)["told_how"]) == ("2026-06-04", "phone")
    now = after(data, change)
    assert str(now.told) == told
    assert untold_shifts(now) == ()


@pytest.mark.parametrize(("is_told", "owned"), [(True, "2026-06-04"), (False, None)])
def test_the_blame_is_taken_in_front_of_them_not_before(plain: Plain, stand: Stand, is_told: bool, owned: str | None) -> None:
    found = entry(moved(stand(plain(closing="2026-08-14")), is_told=is_told, is_ours=True))
    assert (found["ours"], found.get("owned_date")) == ("true", owned)


def test_who_was_told_the_newest_day_need_not_be_told_of_those_before(plain: Plain, stand: Stand, after: After) -> None:
    shifts = [
        {"from": "2026-08-14", "to": "2026-09-04", "known_date": "2026-05-01"},
        {"what": "orientation", "to": "2026-09-01", "known_date": "2026-05-20"},
        {"what": "start", "to": "2026-05-01"},
    ]
    data = plain(closing={"internal": "2026-09-04", "told": "2026-08-14", "shifts": shifts})
    now = after(data, moved(stand(data), is_told=True))
    assert [shift.told_date for shift in now.shifts] == [TODAY, None, None, TODAY]
    # A later move is then the only thing they have not heard of.
    change = shift_date(now, ShiftInput(date(2026, 10, 9)), POLICY, today=TODAY)
    later = after(data, change)
    assert [(shift.what, shift.to_day) for shift in untold_shifts(later)] == [
        ("orientation", date(2026, 9, 1)),
        ("start", date(2026, 5, 1)),
        ("closing", date(2026, 10, 9)),
    ]
    told = [duty.text for duty in duties(later, Backlog(POLICY), today=TODAY) if duty.rule == "untold"]
    assert any("you learned it today" in text for text in told)


def test_what_they_were_told_before_keeps_its_day(plain: Plain, stand: Stand, after: After) -> None:
    shifts = [{"to": "2026-08-14", "told_date": "2026-05-02"}, {"what": "start", "to": "2026-05-01"}]
    data = plain(closing={"internal": "2026-08-14", "shifts": shifts}, start_date="2026-05-01")
    assert [shift.told_date for shift in after(data, moved(stand(data), is_told=True)).shifts] == [date(2026, 5, 2), None, TODAY]
    now = after(data, moved(stand(data), what=MovedDate.START, is_told=True))
    assert [shift.told_date for shift in now.shifts if shift.what == "start"] == [TODAY, TODAY]


@pytest.mark.parametrize("what", list(MovedDate))
@pytest.mark.parametrize("is_told", [True, False])
def test_the_day_it_stands_on_already_is_refused(plain: Plain, stand: Stand, what: MovedDate, is_told: bool) -> None:
    days = {"orientation_date": "2026-08-28 10:00", "precon_date": "2026-08-28", "start_date": "2026-08-28"}
    summary = stand(plain(closing={"told": "2026-08-28"}, **days))
    with pytest.raises(UsageError, match=f"2401 Nguyen: {DATE_NAMES[what]} is already on that day") as refused:
        moved(summary, what=what, is_told=is_told)
    assert ("backlog log 2401 --told" in refused.value.message) is is_told


@pytest.mark.parametrize("stage", ["closed", "cancelled"])
def test_a_home_that_is_closed_or_lost_has_no_date_to_move(plain: Plain, stand: Stand, stage: str) -> None:
    with pytest.raises(UsageError, match=f"2401 Nguyen is {stage}"):
        moved(stand(plain(stage=stage, closing="2026-05-01")))


def test_every_date_that_can_move_has_a_field_and_a_name() -> None:
    assert set(DATE_FIELDS) == set(DATE_NAMES) == set(MovedDate)


def test_a_move_of_a_home_with_an_odd_name_is_refused_in_plain_words(plain: Plain, stand: Stand) -> None:
    for name in ("Cher", "علي", "李", "O'Neil-Ünal"):
        with pytest.raises(UsageError, match="already on that day"):
            moved(stand(plain(buyers=name, closing="2026-08-28")))
