"""What a moved date breaks, both sides of every threshold, and the line of all moves so far."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.changes.collisions import find_collisions, jobs_by_day, push_history, site_clashes, stranded_bookings
from backlog_cli.rules.clocks.table import duties
from backlog_cli.terms import MovedDate

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

    Build = Callable[..., JobSummary]
    Bind = Callable[..., Backlog]

TODAY = date(2026, 6, 4)
CLOSING = date(2026, 8, 28)  # a Friday and no holiday


def near(days: int) -> str:
    """So many days from the new closing."""
    return (CLOSING + timedelta(days=days)).isoformat()


BARE: dict[str, Any] = {
    "closing": near(0),
    "orientation_date": None,
    "precon_date": None,
    "start_date": None,
    "lender": None,
    "needed_by": None,
}


def found(job: Build, book: Bind, what: str = "closing", *, others: tuple[JobSummary, ...] = (), **keys: Any) -> tuple[str, ...]:
    away, days_off = keys.pop("away", None), keys.pop("days_off", ())
    summary = job(**(BARE | keys))
    return find_collisions(summary, MovedDate(what), book(summary, *others, away=away, days_off=days_off), today=TODAY)


def test_a_date_that_suits_everything_breaks_nothing(job: Build, book: Bind) -> None:
    for what in MovedDate:
        assert found(job, book, what) == ()
    assert found(job, book, closing=None) == ()


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"lender": {"lock_expires": near(5)}}, None),
        ({"lender": {"lock_expires": near(4)}}, "rate lock ends Tue Sep 1, only 4 days after closing"),
        ({"lender": {"lock_expires": near(0)}}, "rate lock ends Fri Aug 28, on the day of closing"),
        ({"lender": {"lock_expires": near(-1)}}, "rate lock ends Thu Aug 27, 1 day before closing"),
        ({"lender": {"lock_expires": "2026-06-03"}}, "rate lock ended Wed Jun 3, 86 days before closing"),
        ({"lender": {"credit_docs_date": "2026-04-28"}}, None),
        (
            {"lender": {"credit_docs_date": "2026-04-27"}},
            "credit papers from Mon Apr 27 will be over four months old: the lender will ask again",
        ),
        ({"needed_by": near(11)}, None),
        ({"needed_by": near(10)}, "they need it by Mon Sep 7, only 10 days after closing"),
        ({"needed_by": {"date": near(0), "reason": "lease"}}, "they need it by Fri Aug 28 (lease), on the day of closing"),
        ({"needed_by": {"date": near(-9), "reason": "school"}}, "they need it by Wed Aug 19 (school), 9 days before closing"),
        ({"contingencies": [{"kind": "financing", "expires": near(0)}]}, None),
        (
            {"contingencies": [{"kind": "financing", "expires": near(-1)}]},
            "financing contingency ends Thu Aug 27, 1 day before closing",
        ),
        (
            {"contingencies": [{"kind": "home-to-sell", "expires": near(2), "status": "kick-out"}]},
            "home-to-sell contingency is open until Sun Aug 30, 2 days after closing",
        ),
        ({"contingencies": [{"kind": "financing", "expires": near(-9), "status": "waived"}]}, None),
        ({"contingencies": [{"kind": "financing", "expires": near(-9), "released_date": "2026-06-01"}]}, None),
        ({"contingencies": [{"kind": "financing"}]}, None),
        ({"contingencies": "financing"}, None),
        ({"orientation_date": near(-1)}, None),
        ({"orientation_date": near(-14)}, None),
        ({"orientation_date": near(-15)}, "orientation Thu Aug 13 is now 15 days before closing"),
        ({"orientation_date": near(0) + " 10:00"}, "orientation Fri Aug 28 is now on the day of closing"),
        ({"orientation_date": near(1)}, "orientation Sat Aug 29 is now after closing"),
        ({"precon_date": near(0)}, None),
        ({"precon_date": near(1)}, "pre-construction meeting Sat Aug 29 is after closing"),
        ({"start_date": near(0)}, None),
        ({"start_date": near(1)}, "start Sat Aug 29 is after closing"),
        ({"closing": {"internal": near(0), "told": "2026-08"}}, None),
        ({"closing": {"internal": near(0), "told": "2026-Q3"}}, None),
        ({"closing": {"internal": near(0)}}, None),
        (
            {"closing": {"internal": near(0), "told": "2026-08-27"}},
            "they were told Aug 27: 1 day past it, so tell them August",
        ),
        (
            {"closing": {"internal": near(0), "told": "2026-07"}, "stage": "drywall"},
            "they were told July: 28 days past it, so tell them Aug 28",
        ),
        (
            {"closing": {"internal": near(0), "told": "2026-Q2"}, "stage": "permitting"},
            "they were told April to June: 59 days past it, so tell them July to September",
        ),
        (
            {"closing": {"internal": near(0), "told": "2026-W36"}},
            "they were told the week of Aug 31: earlier now, so tell them August",
        ),
    ],
)
def test_each_thing_a_closing_breaks(job: Build, book: Bind, keys: dict[str, Any], said: str | None) -> None:
    assert found(job, book, **keys) == (() if said is None else (said,))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-09-07", "falls on Labor Day"),
        ("2026-07-03", "falls on Independence Day (observed)"),
        ("2026-07-04", "falls on Independence Day"),
        ("2026-08-29", "falls on a weekend (Sat Aug 29)"),
        ("2026-08-30", "falls on a weekend (Sun Aug 30)"),
        ("2026-08-31", "falls on one of your days off"),
        ("2026-09-01", None),
    ],
)
@pytest.mark.parametrize(
    ("what", "name", "key"),
    [
        ("closing", "closing", "closing"),
        ("orientation", "orientation", "orientation_date"),
        ("precon", "pre-construction meeting", "precon_date"),
        ("start", "start", "start_date"),
    ],
)
def test_days_on_which_nobody_works_are_said_of_every_date(
    job: Build, book: Bind, what: str, name: str, key: str, day: str, said: str | None
) -> None:
    keys: dict[str, Any] = {"closing": None} | {key: day}
    assert found(job, book, what, days_off=["2026-08-31"], **keys) == (() if said is None else (f"{name} {said}",))


@pytest.mark.parametrize(("first", "last", "is_away"), [(-3, -1, False), (-3, 0, True), (0, 3, True), (1, 3, False)])
def test_a_date_while_she_is_away_is_said_with_who_fills_in(job: Build, book: Bind, first: int, last: int, is_away: bool) -> None:
    away = [{"from": near(first), "to": near(last), "cover": "Dana Reyes"}]
    assert found(job, book, away=away) == (("closing falls while you are away: Dana Reyes fills in",) if is_away else ())
    away = [{"from": near(first), "to": near(last)}]
    orientation = found(job, book, "orientation", away=away, closing=None, orientation_date=near(0))
    assert orientation == (("orientation falls while you are away",) if is_away else ())


# Other homes


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"closing": near(0)}, ("2 Garcia closes the same day",)),
        ({"closing": {"internal": near(0), "contract": near(-30)}}, ("2 Garcia closes the same day",)),
        ({"closing": {"internal": near(1), "contract": near(0)}}, ()),
        ({"closing": near(20), "orientation_date": near(0) + " 10:00"}, ("2 Garcia has orientation the same day",)),
        (
            {"closing": near(0), "orientation_date": near(0)},
            ("2 Garcia closes the same day", "2 Garcia has orientation the same day"),
        ),
        ({"closing": near(0), "stage": "closed"}, ()),
        ({"closing": near(0), "stage": "cancelled", "orientation_date": near(0)}, ()),
        ({"closing": None, "orientation_date": None}, ()),
    ],
)
def test_another_home_on_the_same_day(job: Build, book: Bind, keys: dict[str, Any], said: tuple[str, ...]) -> None:
    other = job(job="2", buyers="Ana Garcia", **keys)
    assert found(job, book, others=(other,)) == said
    assert found(job, book, "orientation", others=(other,), closing=None, orientation_date=near(0)) == said
    assert found(job, book, "start", others=(other,), closing=None, start_date=near(0)) == ()


def test_a_home_is_not_in_its_own_way(job: Build, book: Bind) -> None:
    summary = job(**BARE)
    assert find_collisions(summary, MovedDate.CLOSING, book(summary._replace(), summary), today=TODAY) == ()


# Other dates than the closing


@pytest.mark.parametrize(
    ("what", "keys", "said"),
    [
        ("orientation", {"orientation_date": near(-14)}, None),
        ("orientation", {"orientation_date": near(-16)}, "orientation Wed Aug 12 is now 16 days before closing"),
        ("orientation", {"orientation_date": near(0)}, "orientation Fri Aug 28 is now on the day of closing"),
        ("orientation", {"orientation_date": near(3)}, "orientation Mon Aug 31 is now after closing"),
        ("orientation", {"orientation_date": near(3), "closing": None}, None),
        ("precon", {"precon_date": "2026-06-30", "start_date": "2026-06-30"}, None),
        (
            "precon",
            {"precon_date": "2026-07-01", "start_date": "2026-06-30"},
            "pre-construction meeting Wed Jul 1 is after the start Tue Jun 30",
        ),
        (
            "start",
            {"precon_date": "2026-07-01", "start_date": "2026-06-30"},
            "pre-construction meeting Wed Jul 1 is after the start Tue Jun 30",
        ),
        ("start", {"start_date": near(-1)}, None),
        ("start", {"start_date": near(0)}, "closing Fri Aug 28 is not after the start"),
        ("precon", {"precon_date": near(3)}, "closing Fri Aug 28 is not after the pre-construction meeting"),
        ("orientation", {"lender": {"lock_expires": near(-9)}, "orientation_date": near(-2)}, None),
    ],
)
def test_what_the_other_dates_break(job: Build, book: Bind, what: str, keys: dict[str, Any], said: str | None) -> None:
    assert found(job, book, what, **keys) == (() if said is None else (said,))


def test_all_of_it_at_once_in_the_order_of_weight(job: Build, book: Bind) -> None:
    other = job(job="2", buyers="Ana Garcia", closing="2026-09-07")
    assert found(
        job,
        book,
        others=(other,),
        closing={"internal": "2026-09-07", "told": "2026-08"},
        lender={"lock_expires": "2026-09-01"},
        needed_by="2026-09-01",
        orientation_date="2026-08-03",
        away=[{"from": "2026-09-05", "to": "2026-09-09"}],
    ) == (
        "rate lock ends Tue Sep 1, 6 days before closing",
        "they need it by Tue Sep 1, 6 days before closing",
        "orientation Mon Aug 3 is now 35 days before closing",
        "closing falls on Labor Day",
        "closing falls while you are away",
        "2 Garcia closes the same day",
        "they were told August: 7 days past it, so tell them September",
    )


@pytest.mark.parametrize("days", range(-20, 20))
@pytest.mark.parametrize(
    ("rule", "keys"),
    [
        ("rate-lock", lambda days: {"lender": {"lock_expires": near(days), "status": "ctc"}}),
        ("needed-by", lambda days: {"needed_by": near(days)}),
        ("credit-papers", lambda days: {"lender": {"credit_docs_date": str(date(2026, 4, 28) + timedelta(days=days))}}),
    ],
    ids=["rate lock", "needed by", "credit papers"],
)
def test_what_breaks_is_what_the_clocks_then_say(
    job: Build, book: Bind, rule: str, keys: Callable[[int], dict[str, Any]], days: int
) -> None:
    summary = job(**(BARE | keys(days)))
    owed = [duty for duty in duties(summary, book(summary), today=TODAY) if duty.rule == rule]
    assert bool(owed) == bool(find_collisions(summary, MovedDate.CLOSING, book(summary), today=TODAY))


# What is still booked for the old date


def booking(day: int, what: str = "photo", clock: str = " 14:00", **more: Any) -> dict[str, Any]:
    return {"at": near(day) + clock, "what": what} | more


def a_move(start: int, end: int = 0, **more: Any) -> dict[str, Any]:
    return {"from": near(start), "to": near(end)} | more


@pytest.mark.parametrize(
    ("old", "keys", "said"),
    [
        pytest.param(-14, {"appointments": [booking(-14)]}, 'appointment Fri Aug 14 14:00 "photo" is on the old date', id="old"),
        pytest.param(
            -14, {"appointments": [booking(-14, clock="")]}, 'appointment Fri Aug 14 "photo" is on the old date', id="day"
        ),
        pytest.param(-14, {"appointments": [booking(0)]}, None, id="on the new day"),
        pytest.param(-14, {"appointments": [booking(-15)]}, None, id="before the old day"),
        pytest.param(
            -14,
            {"appointments": [booking(-13)]},
            'appointment Sat Aug 15 14:00 "photo" is now 13 days before closing',
            id="between",
        ),
        pytest.param(
            14, {"appointments": [booking(14)]}, 'appointment Fri Sep 11 14:00 "photo" is on the old date', id="moved up"
        ),
        pytest.param(
            14,
            {"appointments": [booking(13)]},
            'appointment Thu Sep 10 14:00 "photo" is now 13 days after closing',
            id="up, between",
        ),
        pytest.param(14, {"appointments": [booking(15)]}, None, id="after both"),
        pytest.param(
            -7,
            {"closing": {"internal": near(0), "shifts": [a_move(-14, -7), a_move(-7)]}, "appointments": [booking(-14)]},
            'appointment Fri Aug 14 14:00 "photo" is on an old closing date',
            id="a day before the last one",
        ),
        pytest.param(
            -7,
            {"closing": {"internal": near(0), "contract": near(-14)}, "appointments": [booking(-14)]},
            'appointment Fri Aug 14 14:00 "photo" is on an old closing date',
            id="the contract's day",
        ),
        pytest.param(
            None,
            {"appointments": [booking(-3, "Movers 8 am", " 08:00")]},
            'appointment Tue Aug 25 08:00 "Movers 8 am" is 3 days before closing',
            id="movers before the keys",
        ),
        pytest.param(None, {"appointments": [booking(1, "movers")]}, None, id="movers after the keys"),
        pytest.param(None, {"appointments": [booking(-3, "remove the shed")]}, None, id="not movers"),
        pytest.param(-14, {"insurance_bound": near(-14)}, "home insurance starts Fri Aug 14, the old date", id="insurance"),
        pytest.param(-14, {"utilities_moved": near(-14)}, "utilities move Fri Aug 14, the old date", id="utilities"),
        pytest.param(-14, {"utilities_moved": "true"}, None, id="utilities without a day"),
        pytest.param(-14, {"insurance_bound": near(-20)}, None, id="insurance of another day"),
        pytest.param(-14, {"insurance_bound": near(0)}, None, id="insurance of the new day"),
        pytest.param(-100, {"insurance_bound": near(-100)}, None, id="bound long ago"),
        pytest.param(-100, {"appointments": [booking(-100)]}, None, id="an appointment that is over"),
        pytest.param(
            -7,
            {"closing": {"internal": near(0), "shifts": [a_move(-14, -7), a_move(-7)]}, "insurance_bound": near(-14)},
            "home insurance starts Fri Aug 14, an old closing date",
            id="insurance of a day before the last one",
        ),
        pytest.param(
            -7,
            {"closing": {"internal": near(0), "told": near(-14)}, "utilities_moved": near(-14)},
            "utilities move Fri Aug 14, an old closing date",
            id="the told day",
        ),
        pytest.param(
            -7, {"closing": {"internal": near(0), "told": "2026-08"}, "utilities_moved": near(3)}, None, id="told month"
        ),
    ],
)
def test_what_is_booked_for_an_old_day_is_named(job: Build, old: int | None, keys: dict[str, Any], said: str | None) -> None:
    home = job(**BARE | keys)
    day = None if old is None else CLOSING + timedelta(days=old)
    found = stranded_bookings(home, MovedDate.CLOSING, today=TODAY, old=day)
    assert [booked.text for booked in found] == ([] if said is None else [said])


@pytest.mark.parametrize(
    ("what", "key", "name"),
    [
        ("orientation", "orientation_date", "orientation"),
        ("precon", "precon_date", "pre-construction meeting"),
        ("start", "start_date", "start"),
    ],
)
def test_every_date_that_moves_names_what_was_booked_for_its_old_day(job: Build, what: str, key: str, name: str) -> None:
    shifts = [{"what": what, "from": near(-9), "to": near(-5)}, {"what": what, "from": near(-5), "to": near(0)}]
    home = job(
        **BARE | {key: near(0), "closing": {"internal": near(60), "shifts": shifts}, "appointments": [booking(-5), booking(-9)]}
    )
    assert stranded_bookings(home, MovedDate(what), today=TODAY, old=CLOSING - timedelta(days=5)) == (
        ('appointment Sun Aug 23 14:00 "photo" is on the old date', "appointments.1.at", None),
        (f'appointment Wed Aug 19 14:00 "photo" is on an old {name} date', "appointments.2.at", None),
    )


def test_a_shift_over_a_home_with_every_kind_of_booking(job: Build, book: Bind) -> None:
    home = job(
        **BARE
        | {
            "closing": {"contract": near(-14), "internal": near(0), "time": "14:00", "told": "2026-08"},
            "lender": {"lock_expires": near(-4)},
            "orientation_date": near(-24) + " 10:00",
            "precon_date": near(1),
            "predrywall_date": near(2),
            "insurance_bound": near(-14),
            "utilities_moved": near(-14),
            "appointments": [
                booking(-14, "closing at title"),
                booking(-13, "movers", " 08:00"),
                booking(-24, "orientation", " 10:00"),
            ],
        }
    )
    other = job(
        **BARE | {"job": "2", "buyers": "Ana Garcia", "closing": near(30), "appointments": [booking(0, "frame walk", " 14:30")]}
    )
    assert find_collisions(home, MovedDate.CLOSING, book(home, other), today=TODAY, old=CLOSING - timedelta(days=14)) == (
        "rate lock ends Mon Aug 24, 4 days before closing",
        "orientation Tue Aug 4 is now 24 days before closing",
        "pre-construction meeting Sat Aug 29 is after closing",
        "pre-drywall walk Sun Aug 30 is after closing",
        'appointment Fri Aug 14 14:00 "closing at title" is on the old date',
        'appointment Sat Aug 15 08:00 "movers" is now 13 days before closing',
        "home insurance starts Fri Aug 14, the old date",
        "utilities move Fri Aug 14, the old date",
        "closing 14:00 to 15:00 overlaps 2 Garcia: frame walk 14:30 to 15:00",
    )


def test_an_overlap_says_it_once(job: Build, book: Bind) -> None:
    home = job(**BARE | {"orientation_date": near(-5) + " 10:00"})
    other = job(**BARE | {"job": "2", "buyers": "Ana Garcia", "closing": near(30), "orientation_date": near(-5) + " 10:45"})
    assert find_collisions(home, MovedDate.ORIENTATION, book(home, other), today=TODAY) == (
        "orientation falls on a weekend (Sun Aug 23)",
        "orientation 10:00 to 11:00 overlaps 2 Garcia: orientation 10:45 to 11:45",
    )


# The moves so far


@pytest.mark.parametrize(
    ("shifts", "line"),
    [
        ([], None),
        ([{"what": "start", "from": "2026-05-01", "to": "2026-05-08"}], None),
        ([{"from": "2026-06-12"}], None),
        ([{"from": "2026-06-12", "to": "2026-08-14", "cause_kind": "permit"}], "Jun 12 → Aug 14 permit"),
        (
            [
                {"from": "2026-06-12", "to": "2026-08-14", "cause_kind": "permit"},
                {"what": "orientation", "to": "2026-08-01"},
                {"from": "2026-08-14", "to": "2026-08-28", "cause_kind": "material", "cause": "windows late"},
            ],
            "Jun 12 → Aug 14 permit → Aug 28 windows late",
        ),
        ([{"to": "2026-08-14"}], "no date → Aug 14"),
        ([{"from": "2026-12-11", "to": "2027-01-15", "cause": "a\n  b"}], "Dec 11 → Jan 15 a b"),
        (
            [{"from": "2027-02-26", "to": "2026-12-01"}, {"from": "2026-12-01", "to": "2028-12-01"}],
            "Feb 26 → Dec 1 → Dec 1 2028",
        ),
        ([{"from": "2028-02-26", "to": "2026-12-01"}], "Feb 26 2028 → Dec 1 2026"),
    ],
    ids=["none", "another date", "to nowhere", "one", "two", "from nowhere", "into the next year, in two lines", "far", "back"],
)
def test_the_push_history_is_one_line(job: Build, shifts: list[dict[str, Any]], line: str | None) -> None:
    assert push_history(job(closing={"internal": "2026-08-28", "shifts": shifts})) == line


def test_a_long_cause_is_cut_in_the_line(job: Build) -> None:
    shifts = [{"from": "2026-06-12", "to": "2026-08-14", "cause": "the windows " * 400}]
    line = push_history(job(closing={"shifts": shifts}))
    assert line is not None
    assert len(line) < 60
    assert line.endswith("…")


def test_a_home_without_a_closing_has_no_history(job: Build) -> None:
    assert push_history(job(closing=None)) is None


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"orientation_date": near(0)}, "orientation Fri Aug 28 is now on the day of closing"),
        ({"orientation_date": near(-24)}, "orientation Tue Aug 4 is now 24 days before closing"),
        ({"orientation_date": near(-3)}, None),
        ({"orientation_date": f"{near(5)} 10:00"}, "orientation Wed Sep 2 is now after closing"),
        ({"precon_date": near(1)}, "pre-construction meeting Sat Aug 29 is after closing"),
        (
            {"start_date": "2026-05-01", "precon_date": "2026-05-04"},
            "pre-construction meeting Mon May 4 is after the start Fri May 1",
        ),
        ({"start_date": near(0)}, "closing Fri Aug 28 is not after the start"),
        ({"needed_by": {"date": near(-2), "reason": "birth"}}, "they must be in by Wed Aug 26, 2 days before closing"),
        ({"needed_by": near(1)}, None),
        ({"closing": "2026-09-07"}, "closing falls on Labor Day"),
        ({"closing": "2026-09-06"}, "closing falls on a Sunday"),
        ({"closing": "2026-05-25"}, None),  # past: no holiday matters any more
        ({"orientation_date": "2026-08-22"}, "orientation falls on a Saturday"),
    ],
)
def test_the_builder_is_told_which_days_do_not_fit(job: Build, book: Bind, keys: dict[str, Any], words: str | None) -> None:
    home = job(**BARE | keys)
    assert site_clashes(home, book(home), jobs_by_day(book(home)), today=TODAY) == ((words,) if words else ())


def test_the_builder_is_told_of_two_homes_on_one_day_or_at_one_hour(job: Build, book: Bind) -> None:
    meeting = {"at": "2026-06-10 10:00", "what": "frame walk"}
    home = job(**BARE, appointments=[meeting])
    other = job(**BARE | {"job": "2402", "buyers": "Ana Ito", "orientation_date": near(0)}, appointments=[meeting])
    assert site_clashes(home, book(), jobs_by_day(book(home, other)), today=TODAY) == (
        "2402 Ito closes the same day",
        "2402 Ito has orientation the same day",
        "frame walk Wed Jun 10 10:00 to 10:30: 2402 Ito at the same time",
    )
    gone = other._replace(stage="closed")
    assert site_clashes(home, book(), jobs_by_day(book(home, gone)), today=TODAY) == ()


@pytest.mark.parametrize(("count", "who"), [(1, "1 Ito closes"), (2, "1 Ito and 2 Ito close"), (3, "1 Ito and 2 others close")])
def test_a_crowded_day_is_one_line(job: Build, book: Bind, count: int, who: str) -> None:
    crowd = [job(**BARE | {"job": str(n), "buyers": "Ana Ito"}) for n in range(1, count + 1)]
    home = job(**BARE)
    assert site_clashes(home, book(), jobs_by_day(book(home, *crowd)), today=TODAY) == (f"{who} the same day",)


def test_the_builder_is_told_nothing_of_the_loan_or_of_money(job: Build, book: Bind) -> None:
    lender = {"name": "Birchline", "lock_expires": near(-9), "credit_docs_date": "2026-01-02"}
    contingencies = [{"kind": "home-to-sell", "expires": near(-20)}]
    home = job(**BARE | {"lender": lender, "contingencies": contingencies})
    assert len(find_collisions(home, MovedDate.CLOSING, book(home), today=TODAY)) >= 3
    assert site_clashes(home, book(home), jobs_by_day(book(home)), today=TODAY) == ()
