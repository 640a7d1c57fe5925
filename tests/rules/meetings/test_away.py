"""What falls due while she is away, what the cover may know, and what happened meanwhile (001-6f)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import UsageError
from backlog_cli.rules.change import Append, Put
from backlog_cli.rules.changes.time_off import absence_after, add_absence, mark_absence_prepared
from backlog_cli.rules.meetings.away import (
    affected_homes,
    auto_reply,
    briefings,
    current_absence,
    is_tense,
    latest_absence,
    return_report,
    topics_to_avoid,
    unaffected_homes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

    MakeJob = Callable[..., JobSummary]
    MakeBook = Callable[..., Backlog]

TODAY = date(2026, 6, 4)
TRIP = {"from": "2026-06-10", "to": "2026-06-14", "cover": "Dana Reyes"}


def inside(summary: JobSummary, book: MakeBook, **away: Any) -> list[tuple[str, str]]:
    """What falls due of one home, with its day."""
    found = book(summary, away=[TRIP | away])
    return [(str(item.day), item.what) for home in affected_homes(found, found.away[0], today=TODAY) for item in home.items]


def test_the_next_update_falls_inside_when_its_day_does(job: MakeJob, book: MakeBook) -> None:
    assert inside(job(log=[{"at": "2026-06-04"}]), book) == [("2026-06-11", "weekly update by group text")]
    assert inside(job(log=[{"at": "2026-06-02"}]), book) == []


def test_updates_come_again_on_a_long_trip_and_one_owed_now_is_hers_before_she_leaves(job: MakeJob, book: MakeBook) -> None:
    days = [day for day, _ in inside(job(log=[{"at": "2026-05-20"}]), book, to="2026-06-26")]
    assert days == ["2026-06-11", "2026-06-18", "2026-06-25"]


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        ({"log": [{"at": "2026-06-03", "next": {"what": "video", "date": "2026-06-14"}}]}, "agreed: video"),
        ({"appointments": [{"at": "2026-06-10 15:30", "what": "frame walk"}]}, "frame walk at 15:30"),
        ({"closing": "2026-06-12"}, "closing"),
        ({"orientation_date": "2026-06-11 10:00"}, "orientation at 10:00"),
        ({"promises": [{"text": "paint codes", "due": "2026-06-12"}]}, "you promised: paint codes"),
        ({"promises": [{"text": "clear", "by": "lender", "due": "2026-06-12"}]}, "the lender promised: clear"),
        ({"issues": [{"text": "outlets", "owner": "Hal", "due": "2026-06-12"}]}, "issue with Hal Moreno: outlets"),
        ({"deposits": [{"kind": "options", "due": "2026-06-12"}]}, "options deposit due"),
        ({"selections": [{"item": "tile", "decide_by": "2026-06-12"}]}, "to decide: tile"),
        ({"contingencies": [{"kind": "financing", "expires": "2026-06-12"}]}, "financing contingency runs out"),
        ({"lender": {"status": "conditional", "lock_expires": "2026-06-12"}}, "rate lock ends"),
        ({"stage": "closed", "closing": {"closed_date": "2026-06-05"}}, "day-7 check-in"),
        (
            {"stage": "closed", "closing": {"closed_date": "2026-01-05"}, "care": {"survey": "2026-06-12"}},
            "survey expected",
        ),
    ],
)
def test_whatever_has_a_day_inside_is_handed_over(job: MakeJob, book: MakeBook, keys: dict[str, Any], what: str) -> None:
    assert what in [found for _, found in inside(job(**keys), book)]


def test_the_buyers_with_the_earliest_day_are_told_first_and_a_home_may_have_its_own_cover(job: MakeJob, book: MakeBook) -> None:
    early = job(job="2", log=[{"at": "2026-06-03"}], cover="Kim")
    late = job(job="1", log=[{"at": "2026-06-04"}])
    quiet = job(job="3", log=[{"at": "2026-06-04"}], contact={"cadence_days": "30"})
    found = book(late, early, quiet, away=[TRIP])
    homes = affected_homes(found, found.away[0], today=TODAY)
    assert [(home.summary.job, home.cover) for home in homes] == [("2", "Kim"), ("1", "Dana Reyes")]
    assert [summary.job for summary in unaffected_homes(found, homes)] == ["3"]


def test_the_absence_that_counts_is_the_one_that_lasts_or_comes_next(book: MakeBook) -> None:
    trips = [{"from": f"2026-0{n}-01", "to": f"2026-0{n}-04"} for n in (8, 6, 5)]
    found = book(away=trips)
    assert current_absence(found, today=TODAY) == found.away[1]
    assert current_absence(found, today=date(2026, 6, 5)) == found.away[0]
    assert current_absence(found, today=date(2026, 9, 5)) is None
    assert latest_absence(found, today=TODAY) == found.away[1]
    assert latest_absence(found, today=date(2026, 4, 1)) is None


def test_the_auto_reply_says_when_who_and_nothing_of_any_home(book: MakeBook) -> None:
    found = book(away=[TRIP], agent="Renata Vance")
    assert auto_reply(found.away[0], found.policy, today=TODAY) == (
        "Thanks for your message. I'm away from Wednesday, June 10 through Sunday, June 14, and back on Monday, June 15. "
        "Dana Reyes is looking after your home while I'm out and can help you.\nRenata Vance"
    )


def test_the_cover_learns_nothing_private(job: MakeJob, book: MakeBook) -> None:
    summary = job(
        buyers=[{"name": "Anh Nguyen", "phone": "555-0141"}],
        worries=["his job"],
        personality="driver",
        price="400000",
        interests=["fishing"],
        promises=[{"text": "credit of $4,000", "due": "2026-06-12"}],
        log=[
            {"at": "2026-06-02", "text": "frame is up"},
            {"at": "2026-06-04", "text": "they may divorce", "private": "true", "mood": "upset"},
        ],
    )
    found = book(summary, away=[TRIP])
    pack = briefings(found, found.away[0], today=TODAY)
    assert [one.last for one in pack] == ["Tue Jun 2, group-text: frame is up"]
    assert "divorce" not in repr([(one.last, one.open, one.avoid) for one in pack])
    assert not is_tense(summary, today=TODAY)


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        (
            {
                "closing": {
                    "internal": "2026-12-01",
                    "told": "2026-10",
                    "shifts": [{"to": "2026-12-01", "known_date": "2026-06-03"}],
                }
            },
            "closing date",
        ),
        ({"closing": {"internal": "2026-10-01"}}, "they haven't been given one"),
        ({"lender": {"lock_expires": "2026-08-01"}}, "rate lock"),
        ({"contingencies": [{"kind": "home-to-sell"}]}, "own home"),
        ({"escalation_clause": "true"}, "escalation clause"),
    ],
)
def test_what_is_hers_to_say_the_cover_does_not_raise(job: MakeJob, keys: dict[str, Any], word: str) -> None:
    assert word in " ".join(topics_to_avoid(job(**keys)))
    assert tuple(topics_to_avoid(job())) == ()


def test_back_again_she_reads_what_was_written_down_and_what_is_owed(job: MakeJob, book: MakeBook) -> None:
    summary = job(
        log=[{"at": "2026-05-20"}, {"at": "2026-06-01", "text": "rang twice", "by": "Dana Reyes", "kind": "attempt"}],
        promises=[
            {"text": "paint", "made": "2026-06-02", "due": "2026-06-03"},
            {"text": "photos", "made": "2026-06-02", "noted_by": "Dana Reyes"},
        ],
        issues=[{"text": "outlets", "opened": "2026-06-03", "noted_by": "Dana Reyes"}],
        questions=[{"ask": "is it wired?", "of": "superintendent", "asked": "2026-06-03", "by": "Dana Reyes"}],
        deposits=[{"kind": "second", "paid": "2026-06-02"}],
        stages={"framing": "2026-06-01", "foundation": "2026-04-20"},
    )
    found = book(summary, away=[TRIP | {"from": "2026-06-01", "to": "2026-06-03"}])
    page = return_report(found, found.away[0], today=TODAY)
    assert [f"{one.day} {f'{one.by}: ' if one.by else ''}{one.what}" for one in page.happened] == [
        "2026-06-01 Dana Reyes: attempt (group-text): rang twice",
        "2026-06-01 stage framing",
        "2026-06-02 you promised: paint",
        "2026-06-02 Dana Reyes: promised for you: photos",
        "2026-06-02 second deposit paid",
        "2026-06-03 Dana Reyes: issue opened: outlets",
        "2026-06-03 Dana Reyes: question for the superintendent: is it wired?",
    ]
    assert {duty.rule for _, duty in page.owed} == {"update", "promise"}


# What is written


def test_an_absence_is_added_and_one_that_overlaps_is_changed_and_told_anew(book: MakeBook) -> None:
    empty = book()
    change = add_absence(empty, date(2026, 6, 10), date(2026, 6, 14), "Dana", today=TODAY)
    assert isinstance(change.intents[0], Append)
    assert absence_after(empty, change).cover == "Dana"
    known = book(away=[TRIP | {"buyers_told": "true", "autoreply_set": "true"}])
    moved = add_absence(known, date(2026, 6, 12), date(2026, 6, 20), None, today=TODAY)
    away = absence_after(known, moved)
    assert (away.from_day, away.to_day, away.cover) == (date(2026, 6, 12), date(2026, 6, 20), "Dana Reyes")
    assert (away.buyers_told, away.autoreply_set) == (False, False)
    assert add_absence(known, date(2026, 6, 10), date(2026, 6, 14), None, today=TODAY).intents == ()


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2026, 6, 14), date(2026, 6, 10)), (date(2026, 5, 1), date(2026, 6, 3)), (date(2026, 6, 10), date(2027, 7, 1))],
)
def test_days_that_are_no_absence_are_refused(book: MakeBook, first: date, last: date) -> None:
    with pytest.raises(UsageError):
        add_absence(book(), first, last, None, today=TODAY)


def test_two_absences_in_the_way_are_refused(book: MakeBook) -> None:
    trips = [{"from": f"2026-07-{day}", "to": f"2026-07-{day}"} for day in ("10", "12")]
    with pytest.raises(UsageError):
        add_absence(book(away=trips), date(2026, 7, 9), date(2026, 7, 13), None, today=TODAY)


def test_only_what_was_not_ticked_off_yet_is_written(book: MakeBook) -> None:
    away = book(away=[TRIP | {"buyers_told": "true"}]).away[0]
    change = mark_absence_prepared(away, is_told=True, is_replying=True)
    assert change.intents == (Put(("away", 0, "autoreply_set"), "true"),)
