"""The week for management: each number from facts a reader can count by hand, and nothing private in any of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import UsageError
from backlog_cli.model import BacklogFile
from backlog_cli.rules.reports.week import Share, parse_report_kind, recent_slips, week_report
from backlog_cli.rules.summarize import summarize
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from backlog_cli.rules.reports.week import WeekReport

TODAY = date(2026, 6, 4)

QUIET: dict[str, Any] = {
    "buyers": ["Anh Nguyen"],
    "sold_date": "2025-02-02",
    "stage": "framing",
    "stage_since": "2026-05-25",
    "closing": {"contract": "2026-10-30", "internal": "2026-10-30", "told": "2026-10"},
    "lender": {"product": "cash"},
    "log": [{"at": "2026-06-02", "how": "text"}],
}


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def homes(*changes: dict[str, Any], **settings: Any) -> BacklogFile:
    jobs = [QUIET | {"job": f"H{n}"} | keys for n, keys in enumerate(changes)]
    return BacklogFile.model_validate({"jobs": jobs, "settings": settings})


def week(*changes: dict[str, Any], **settings: Any) -> WeekReport:
    backlog = homes(*changes, **settings)
    return week_report(backlog_of(backlog), backlog.jobs, today=TODAY)


def said(*talks: dict[str, Any]) -> dict[str, Any]:
    return {"log": [{"how": "text"} | talk for talk in talks]}


def test_an_empty_backlog_makes_a_week_of_noughts() -> None:
    found = week()
    assert (found.open, found.live, found.red, found.asks, found.feelings) == (0, 0, (), (), ())
    assert (found.updates, found.lost.share, found.telling_median) == (Share(0, 0), Share(0, 0), None)
    assert len(found.months) == 12


# Red, and feelings (001-2d, 001-2f)


def test_red_homes_come_with_their_reasons_and_without_sums() -> None:
    found = week({"deposits": [{"kind": "options", "amount": "11400", "due": day(-5)}]}, {})
    (red,) = found.red
    assert red.summary.job == "H0"
    assert [duty.text for duty in red.reasons] == ["option deposit 5 days late"]
    assert (found.open, found.live, found.amber) == (2, 2, 0)


def test_three_reasons_are_told_and_the_rest_counted() -> None:
    promises = [{"text": f"thing {n}", "due": day(-n)} for n in range(1, 6)]
    (red,) = week({"promises": promises}).red
    assert (len(red.reasons), red.left_out) == (3, 2)


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [("happy", "upset", -3), ("upset", "neutral", 2), ("worried", "worried", 0), (None, "happy", None)],
)
def test_a_feeling_is_held_against_that_of_a_week_ago(before: str | None, now: str, moved: int | None) -> None:
    (found,) = week(said({"at": day(-8), "mood": before}, {"at": day(-1), "mood": now})).feelings
    assert (found.talk.mood, found.before, found.moved) == (now, before, moved)


def test_feelings_are_counted_up_and_down_the_lowest_first() -> None:
    found = week(
        said({"at": day(-9), "mood": "neutral"}, {"at": day(-2), "mood": "delighted"}),
        said({"at": day(-9), "mood": "happy"}, {"at": day(-2), "mood": "worried"}),
        said({"at": day(-2), "mood": "upset"}),
        said({"at": day(-40), "mood": "upset"}),
    )
    assert [feeling.summary.job for feeling in found.feelings] == ["H2", "H1", "H0"]
    assert [feeling.summary.job for feeling in found.positives] == ["H0"]
    assert [feeling.summary.job for feeling in found.negatives] == ["H2", "H1"]
    assert (found.moved_up, found.moved_down, found.newly_felt, found.unknown) == (1, 1, 1, 1)


HAPPY = {"at": day(-6), "mood": "happy", "how": "phone"}

SINCE: list[tuple[str, dict[str, Any], list[dict[str, Any]], bool]] = [
    ("nothing since", {}, [HAPPY], True),
    ("neutral since", {}, [HAPPY, {"at": day(-1), "mood": "neutral", "how": "phone"}], False),
    ("upset since", {}, [HAPPY, {"at": day(-1), "mood": "upset", "how": "phone"}], False),
    ("worried since, in confidence", {}, [HAPPY, {"at": day(-1), "mood": "worried", "how": "phone", "private": "true"}], False),
    ("worried before, in confidence", {}, [{"at": day(-8), "mood": "worried", "private": "true"}, HAPPY], True),
    ("happy again, in confidence", {}, [HAPPY, {"at": day(-1), "mood": "happy", "private": "true", "how": "phone"}], True),
    ("an update owed", {}, [HAPPY | {"at": day(-9)}], True),
    ("an update three days late", {}, [HAPPY | {"at": day(-10)}], False),
    ("updated since", {}, [HAPPY | {"at": day(-10)}, {"at": day(-3), "kind": "update", "how": "text"}], True),
    ("a slower rhythm", {"contact": {"cadence_days": "14"}}, [HAPPY | {"at": day(-12)}], True),
    (
        "two calls nobody took",
        {},
        [HAPPY, *({"at": day(n), "kind": "attempt", "how": "phone", "outcome": "voicemail"} for n in (-2, -1))],
        False,
    ),
    ("one call nobody took", {}, [HAPPY, {"at": day(-1), "kind": "attempt", "how": "phone", "outcome": "voicemail"}], True),
    (
        "called back",
        {},
        [
            HAPPY,
            *({"at": day(n), "kind": "attempt", "how": "phone", "outcome": "voicemail"} for n in (-3, -2)),
            {"at": day(-1), "kind": "inbound", "how": "text"},
        ],
        True,
    ),
    ("closed, and quiet since", {"stage": "closed", "closing": {"closed_date": day(-20)}}, [HAPPY | {"at": day(-15)}], True),
]


@pytest.mark.parametrize(("keys", "log", "is_praised"), [row[1:] for row in SINCE], ids=[row[0] for row in SINCE])
def test_no_home_is_a_positive_that_is_silent_or_upset_since(
    keys: dict[str, Any], log: list[dict[str, Any]], is_praised: bool
) -> None:
    found = week(said(*log) | keys)
    assert bool(found.positives) is is_praised


def test_a_drift_inside_what_was_told_is_no_news() -> None:
    shifts = [{"from": "2027-05-10", "to": "2027-06-14", "known_date": day(-2)}]
    closing = {"contract": "2027-05-10", "internal": "2027-06-14", "told": "2027-Q2", "shifts": shifts}
    (slip,) = week({"closing": closing}).new_slips
    assert (slip.is_told, slip.is_news) == (False, False)


# Asks (001-2e, 003-8, 004-2)


def test_an_ask_has_an_owner_and_a_day_and_the_grave_come_first() -> None:
    found = week(
        {
            "issues": [
                {"text": "outlets", "wants": "moved", "owner": "Hal", "due": day(3), "opened": day(-9)},
                {"text": "roof", "owner": "Bea", "due": day(-1)},
                {"text": "done", "status": "resolved"},
            ],
            "questions": [
                {"ask": "which wall", "of": "superintendent", "asked": day(-2)},
                {"ask": "paint", "of": "buyer", "asked": day(-2)},
                {"ask": "old", "of": "design", "answered": day(-1)},
            ],
            "promises": [
                {"text": "survey", "by": "builder", "due": day(9)},
                {"text": "photos", "by": "me", "due": day(9)},
                {"text": "keys", "by": "me", "needs": "Hal", "due": day(-3)},
            ],
            "change_requests": [{"what": "second sink", "answer_by": day(5)}, {"what": "no", "status": "declined"}],
        }
    )
    told = [(ask.kind, ask.what, ask.owner, ask.day, ask.is_grave) for ask in found.asks]
    assert told == [
        ("promise", "keys", "Hal", TODAY - timedelta(days=3), True),
        ("issue", "roof", "Bea", TODAY - timedelta(days=1), True),
        ("issue", "outlets", "Hal", TODAY + timedelta(days=3), False),
        ("change", "second sink", None, TODAY + timedelta(days=5), False),
        ("promise", "survey", "builder", TODAY + timedelta(days=9), False),
        ("question", "which wall", "superintendent", None, False),
    ]


# Slips, and how fast they were told (000-7, 001-3a, 004-4)


def moved(first: int, last: int, known: int, told: int | None, **keys: Any) -> dict[str, Any]:
    told_date = None if told is None else day(told)
    return {"from": day(first), "to": day(last), "known_date": day(known), "told_date": told_date, **keys}


def test_slips_of_the_week_causes_of_the_year_and_the_days_to_telling() -> None:
    shifts = [
        moved(50, 60, -400, -390, cause_kind="permit"),  # over a year ago
        moved(60, 70, -100, -97, cause_kind="weather"),
        moved(70, 90, -50, -50, cause_kind="weather"),
        moved(90, 80, -40, -39),  # earlier: told fast, no slip
        moved(80, 120, -3, None, cause="windows"),
    ]
    found = week({"closing": {"contract": day(50), "internal": day(120), "told": day(80), "shifts": shifts}})
    assert [(slip.days, slip.is_told, slip.days_to_tell) for slip in found.new_slips] == [(40, False, None)]
    assert [(cause.kind, cause.slips, cause.days) for cause in found.causes] == [("weather", 2, 30), ("other", 1, 40)]
    assert (found.telling, found.telling_median, found.untold) == ((0, 1, 3), 1, 1)
    backlog = homes({"closing": {"contract": day(50), "internal": day(120), "told": day(80), "shifts": shifts}})
    assert [slip.days for slip in recent_slips(backlog_of(backlog), today=TODAY)] == [40, 20, 10]


# Our word (001-6a, 003-13, 004-1)


def test_updates_are_in_time_when_they_came_within_the_rhythm() -> None:
    days = (-60, -30, -24, -16, -9, -2)  # gaps ending in the last four weeks: 6, 8, 7, 7
    assert week(said(*({"at": day(n)} for n in days))).updates == Share(3, 4)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(said({"at": day(-8)}), Share(0, 1), id="owed and not given"),
        pytest.param(said({"at": day(-7)}), Share(0, 0), id="due today"),
        pytest.param(said({"at": day(-1)}), Share(0, 0), id="the first that was written down"),
        pytest.param({"sold_date": day(-20)} | said({"at": day(-14)}, {"at": day(-7)}), Share(2, 2), id="since a fresh sale"),
        pytest.param(said({"at": day(-9)}, {"at": day(-3), "outcome": "voicemail"}), Share(0, 1), id="a voicemail is none"),
        pytest.param({"stage": "closed"} | said({"at": day(-20)}, {"at": day(-1)}), Share(0, 0), id="closed homes do not count"),
    ],
)
def test_what_counts_as_an_update_in_time(keys: dict[str, Any], expected: Share) -> None:
    assert week(keys).updates == expected


def test_a_percentage_is_made_of_ten_or_more() -> None:
    assert (Share(3, 9).percent, Share(3, 10).percent, Share(0, 0).percent) == (None, 30, None)


def test_promises_are_kept_late_broken_or_open() -> None:
    promises = [
        {"text": "a", "due": day(-9), "done": day(-9)},
        {"text": "b", "due": day(-9), "done": day(-1)},
        {"text": "c", "due": day(-9), "status": "kept"},
        {"text": "d", "due": day(-9), "status": "broken"},
        {"text": "e", "due": day(-9), "status": "withdrawn"},
        {"text": "f", "due": day(-9)},
        {"text": "g", "due": day(0)},
        {"text": "h", "by": "builder", "due": day(-9), "status": "late", "done": day(-9)},
    ]
    found = week({"promises": promises})
    assert (found.mine.in_time, found.mine.late, found.mine.broken) == (Share(2, 4), 1, 1)
    assert (found.mine.is_open, found.mine.overdue) == (2, 1)
    assert found.others.in_time == Share(1, 1)


# Touches (000-11), issues (000-17, 002-10)


def test_the_weeks_updates_are_counted_by_person_however_the_name_was_typed() -> None:
    talks = said(
        {"at": day(-1), "by": "dana"},
        {"at": day(-2), "by": "Dana Reyes"},
        {"at": day(-3), "by": "renata"},
        {"at": day(-3)},
        {"at": day(-4), "kind": "attempt", "by": "Dana Reyes"},
        {"at": day(-5), "private": "true", "by": "Kit"},
        {"at": day(-8), "by": "Dana Reyes"},
    )
    assert week(talks, agent="Renata Vance").updates_by == ((None, 2), ("Dana Reyes", 2))
    assert week(said({"at": day(-1)})).updates_by == ((None, 1),)
    assert week().updates_by == ()


def test_touches_are_counted_and_who_eats_the_time_comes_first() -> None:
    found = week(
        said({"at": day(-1)}, {"at": day(-3), "kind": "inbound"}, {"at": day(-9)}, {"at": day(-40)}),
        said({"at": day(-2), "minutes": "45"}),
        said({"at": day(-2), "kind": "internal"}),
    )
    assert (found.touches_week, found.touches_before) == (3, 1)
    assert [(home.summary.job, home.ours, home.theirs, home.minutes) for home in found.touched] == [
        ("H1", 1, 0, 45),
        ("H0", 2, 1, 0),
    ]


def test_resolved_issues_and_special_efforts_are_counted() -> None:
    issues = [{"text": "a", "status": "resolved", "special_effort": "true"}, {"text": "b", "status": "resolved"}, {"text": "c"}]
    found = week({"issues": issues})
    assert (found.issues_resolved, found.issues_open, found.special_efforts) == (2, 1, 1)


# Months and cancellations (001-11, 004-21, 004-24)


def test_a_month_counts_homes_sold_closed_lost_and_still_to_close() -> None:
    lost = {"stage": "cancelled", "cancelled": {"date": "2026-04-15", "reason": "rate", "lesson": "lock talk for $500 too late"}}
    found = week(
        {"sold_date": "2026-05-02", "closing": "2026-08-20"},
        {"sold_date": "2025-08-02", "stage": "closed", "closing": {"closed_date": "2026-05-28"}},
        {"sold_date": "2025-09-02"} | lost,
        {"closing": "2026-06-01"},
    )
    rows = {f"{row.first:%Y-%m}": (row.sold, row.closed, row.cancelled, row.planned) for row in found.months}
    assert next(iter(rows)) == "2025-07"
    assert list(rows)[-1] == "2026-08"
    assert {month: row for month, row in rows.items() if any(row)} == {
        "2025-08": (1, 0, 0, 0),
        "2025-09": (1, 0, 0, 0),
        "2026-04": (0, 0, 1, 0),
        "2026-05": (1, 1, 0, 0),
        "2026-08": (0, 0, 0, 1),
    }
    rates = {f"{row.first:%Y-%m}": row.rate for row in found.months}
    assert (rates["2025-07"], rates["2026-04"], rates["2026-06"]) == (Share(0, 1), Share(1, 2), Share(1, 3))
    assert rates["2026-08"] is None
    assert (found.overdue_closings, found.lost.share, found.lost.reasons) == (1, Share(1, 3), (("rate", 1),))
    assert found.lost.lessons == (("H2", "lock talk for an amount too late"),)


def test_good_stories_stand_against_the_lost() -> None:
    care = {"testimonial": "received", "survey": {"score": "9"}}
    closed = {"stage": "closed", "closing": {"closed_date": day(-3)}, "care": care}
    found = week(closed, said({"at": day(-300), "mood": "delighted"}), said({"at": day(-400), "mood": "delighted"}))
    assert (found.delighted, found.testimonials, found.surveys) == (1, 1, (9,))
    assert [home.job for home in found.closed_week] == ["H0"]


def test_archived_homes_count_for_the_year_and_teach() -> None:
    old = homes(
        {
            "job": "old",
            "sold_date": "2025-08-02",
            "stage": "closed",
            "closing": {"told": "2026-05-20", "closed_date": "2026-05-28"},
        }
    )
    book = backlog_of(homes({}))
    archived = [summarize(job, book.policy) for job in old.jobs]
    found = week_report(book, old.jobs, today=TODAY, archived=archived)
    assert (found.live, sum(row.closed for row in found.months), found.history.told_errors) == (1, 1, (8,))


# What stays out


def test_nothing_private_is_anywhere_in_the_week() -> None:
    secret = {"at": day(-1), "private": "true", "mood": "upset", "text": "SECRET", "said": "SECRET", "topic": ["personal"]}
    found = week(
        {
            "buyers": [{"name": "Anh Nguyen", "phone": "555-0141"}],
            "log": [secret | {"next": {"what": "SECRET", "date": day(0)}}],
            "interests": ["SECRET"],
            "bought_for": ["SECRET"],
            "hot_buttons": ["SECRET"],
            "milestones": ["SECRET"],
            "worries": ["SECRET job"],
            "after_closing_work": ["SECRET"],
            "personality": "driver",
            "price": "425000",
            "issues": [{"text": "call 555-0199-22 about $12,000", "due": day(-1), "wants": "$12,000 back"}],
        }
    )
    for word in ("SECRET", "555-0141", "driver", "425000", "upset"):
        assert word not in repr(found)
    assert found.feelings == ()
    assert [(ask.what, ask.wants) for ask in found.asks] == [("call (a number) about an amount", "an amount back")]


# Which report is meant


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ("week", None)),
        (["week"], ("week", None)),
        (["sl"], ("slips", None)),
        (["st"], ("stages", None)),
        (["hand"], ("handover", None)),
        (["handover", "41"], ("handover", "41")),
        (["job", "brandt"], ("job", "brandt")),
    ],
)
def test_the_report_meant(words: list[str], expected: tuple[str, str | None]) -> None:
    assert parse_report_kind(words) == expected


@pytest.mark.parametrize("words", [["job"], ["job", "a", "b"], ["weak"], ["week", "now"], ["brandt"], ["handover", "a", "b"]])
def test_words_that_name_no_report_are_refused(words: list[str]) -> None:
    with pytest.raises(UsageError):
        parse_report_kind(words)
