"""The morning page: what is on it, in which order, and what is only counted."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.due.appointments import meetings_on
from backlog_cli.rules.due.highlights import newest_good_news
from backlog_cli.rules.due.morning import build_morning, is_anybody_waiting, untold_absences
from backlog_cli.rules.due.owed import owed_updates
from backlog_cli.rules.due.ranking import ranked_verdicts, sort_verdicts
from backlog_cli.terms import Channel, Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.due.morning import Morning
    from backlog_cli.rules.summary import JobSummary

    Build = Callable[..., JobSummary]
    Bind = Callable[..., Backlog]

TODAY = date(2026, 6, 4)  # a Thursday


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def said(days: int, **more: Any) -> dict[str, Any]:
    return {"at": day(days), "kind": "update", "how": "text"} | more


def late_promise(days: int) -> dict[str, Any]:
    """Red, do-now, and a day of its own."""
    return {"promises": [{"text": "paint codes", "due": day(-days)}]}


def unjudged(homes: Iterable[JobSummary]) -> list[tuple[JobSummary, None]]:
    return [(home, None) for home in homes]


def focus(page: Morning) -> list[str]:
    return [home.summary.job for home in page.focus]


# --- frog and focus ---


def test_a_quiet_morning_has_nothing_but_the_all_clear(job: Build, book: Bind) -> None:
    page = build_morning(book(job(job="1"), job(job="2")), today=TODAY, ahead=4)
    assert (page.frog, page.focus, page.owed, page.appointments, page.protect, page.good) == (None, (), (), (), None, None)
    assert (page.open, page.live, page.red, page.amber, page.all_clear, page.minutes, page.too_many_red) == (
        2,
        2,
        0,
        0,
        2,
        0,
        None,
    )


def test_an_empty_file_has_an_empty_morning(book: Bind) -> None:
    page = build_morning(book(), today=TODAY)
    assert (page.frog, page.homes, page.live, page.too_many_red) == (None, (), 0, None)


def test_the_focus_holds_five_and_counts_the_rest(job: Build, book: Bind) -> None:
    jobs = [job(job=f"{n}", **late_promise(n)) for n in range(1, 9)]
    page = build_morning(book(*jobs), today=TODAY)
    assert page.frog is not None
    assert page.frog.summary.job == "8"  # the oldest red
    assert (focus(page), page.more_red) == (["7", "6", "5", "4", "3"], 2)


def test_the_focus_goes_by_day_then_risk_then_job_number_as_text(job: Build, book: Bind) -> None:
    jobs = [
        job(job="10", **late_promise(1)),
        job(job="9", **late_promise(1)),
        job(job="11", escalation_clause="true", **late_promise(1)),
        job(job="12", **late_promise(2)),
        job(job="13", **late_promise(9)),  # the hardest call
    ]
    assert focus(build_morning(book(*jobs), today=TODAY)) == ["12", "11", "10", "9"]


def test_red_stands_before_amber_and_do_now_before_other_reds(job: Build, book: Bind) -> None:
    jobs = [
        job(job="1", **late_promise(30)),  # the hardest call
        job(job="2", log=[said(-25)]),  # red and urgent, but not important
        job(job="3", pin="red"),  # red without a day
        job(job="4", deposits=[{"kind": "options", "due": day(0)}]),  # amber, do-now
    ]
    assert focus(build_morning(book(*jobs), today=TODAY)) == ["2", "3", "4"]


def test_amber_that_is_not_do_now_stays_out_of_the_focus(job: Build, book: Bind) -> None:
    page = build_morning(book(job(job="1", log=[said(-7)]), job(job="2", pin="amber")), today=TODAY)
    assert (page.frog, page.focus) == (None, ())


@pytest.mark.parametrize(("until", "asleep"), [(1, 1), (0, 0), (-1, 0)])
def test_a_snoozed_home_is_out_of_the_focus_with_amber_alone(job: Build, book: Bind, until: int, asleep: int) -> None:
    amber = {"deposits": [{"kind": "options", "due": day(0)}]}
    jobs = [job(job="1", **late_promise(9)), job(job="2", snooze=day(until), **amber)]
    page = build_morning(book(*jobs), today=TODAY)
    assert (focus(page), page.snoozed) == ([] if asleep else ["2"], asleep)
    assert [home.summary.job for home in page.due] == (["2"] if asleep else [])  # due today, so on the page all the same


def test_snooze_hides_no_red_row(job: Build, book: Bind) -> None:
    jobs = [job(job="1", **late_promise(9)), job(job="2", snooze=day(9), **late_promise(1))]
    assert focus(build_morning(book(*jobs), today=TODAY)) == ["2"]


def test_a_snooze_without_a_day_hides_nothing(job: Build, book: Bind) -> None:
    jobs = [job(job="1", **late_promise(9)), job(job="2", snooze={"reason": "honeymoon"}, **late_promise(1))]
    assert focus(build_morning(book(*jobs), today=TODAY)) == ["2"]


def test_snooze_never_hides_the_hardest_call(job: Build, book: Bind) -> None:
    page = build_morning(book(job(snooze=day(9), **late_promise(9))), today=TODAY)
    assert page.frog is not None


# --- updates ---


def owed(found: Backlog, ahead: int = 7, today: date = TODAY) -> list[tuple[str, int]]:
    return [
        (update.summary.job, (update.day - TODAY).days)
        for update in owed_updates(unjudged(found.jobs), found, today=today, ahead=ahead)
    ]


def test_updates_are_owed_now_and_in_the_next_week_earliest_first(job: Build, book: Bind) -> None:
    jobs = [job(job=f"{n}", log=[said(-n)] if n else [said(0), said(1)]) for n in range(10)]
    found = book(*jobs, job(job="c", stage="closed", log=[]), job(job="x", stage="cancelled", log=[]))
    assert owed(found) == [("9", -2), ("8", -1), ("7", 0), ("6", 1), ("5", 2), ("4", 3), ("3", 4), ("2", 5), ("1", 6), ("0", 7)]
    assert owed(found, ahead=0) == [("9", -2), ("8", -1), ("7", 0)]
    assert owed(book(job(contact={"cadence_days": "9"}, log=[said(0)]))) == []


def test_an_update_says_when_they_heard_last_and_how(job: Build, book: Bind) -> None:
    keys = {"contact": {"channel": "phone"}, "log": [said(-5, how="phone", **{"with": ["Anh Nguyen"]})]}
    (update,) = owed_updates(unjudged([job(**keys)]), book(), today=TODAY)
    assert update.last is not None
    assert (update.last.at.day, update.channel, update.cover, update.duty.level) == (
        date(2026, 5, 30),
        Channel.PHONE,
        None,
        Level.GREEN,
    )
    assert update.unheard == ("Linh Nguyen",)
    (never,) = owed_updates(unjudged([job(log=[], sold_date=day(-3))]), book(), today=TODAY)
    assert (never.last, never.day) == (None, date(2026, 6, 8))


def test_the_page_has_no_update_line_for_a_home_above_and_everybody_else(job: Build, book: Bind) -> None:
    silent = {"log": [said(-8)]}
    jobs = [job(job=f"{n}", **silent, **late_promise(n)) for n in range(1, 8)]
    page = build_morning(book(*jobs, job(job="z", snooze=day(3), **silent)), today=TODAY)
    assert (page.frog and page.frog.summary.job, focus(page), page.more_red) == ("7", ["6", "5", "4", "3", "2"], 1)
    assert [update.summary.job for update in page.owed_below] == ["1", "z"]
    assert [update.summary.job for update in page.owed] == ["1", "2", "3", "4", "5", "6", "7", "z"]
    assert all("update" in [duty.rule for duty in home.duties] for home in page.focus)


def test_nobody_owed_by_today_is_cut_and_what_is_to_come_is_only_counted(job: Build, book: Bind) -> None:
    jobs = [job(job=f"{n:03}", log=[said(-7 if n < 60 else -5)]) for n in range(90)]
    page = build_morning(book(*jobs), today=TODAY)
    assert (len(page.owed_below), len(page.owed)) == (60, 90)


def test_an_update_that_falls_into_an_absence_names_the_cover(job: Build, book: Bind) -> None:
    found = book(job(log=[said(-5)]), away=[{"from": day(1), "to": day(3), "cover": "Dana Reyes"}])
    assert [update.cover for update in owed_updates(unjudged(found.jobs), found, today=TODAY)] == ["Dana Reyes"]


# --- today's calendar ---


def test_todays_appointments_stand_by_time_with_what_else_has_this_day(job: Build, book: Bind) -> None:
    jobs = [
        job(
            job="2",
            appointments=[
                {"at": f"{day(0)} 14:00", "what": "frame walk", "minutes": "45", "where": "on site"},
                {"at": f"{day(1)} 09:00", "what": "tomorrow"},
            ],
            predrywall_date=f"{day(0)} 09:30",
        ),
        job(
            job="1",
            orientation_date=f"{day(0)} 14:00",
            closing={"internal": day(0), "time": "16:00", "place": "Title on Main"},
            qa_date=day(0),
            precon_date=day(-1),
        ),
        job(job="3", stage="closed", closing={"closed_date": day(-9)}, care={"event": {"what": "housewarming", "date": day(0)}}),
        job(job="4", stage="cancelled", appointments=[{"at": day(0), "what": "never"}]),
    ]
    found = [(str(m.at)[11:], m.summary.job, m.what, m.where) for m in meetings_on(book(*jobs), today=TODAY)]
    assert found == [
        ("", "1", "quality walk", None),
        ("", "3", "housewarming", None),
        ("09:30", "2", "walk before drywall", None),
        ("14:00", "1", "orientation", None),
        ("14:00", "2", "frame walk", "on site"),
        ("16:00", "1", "closing", "Title on Main"),
    ]


def test_an_appointment_written_twice_is_shown_once(job: Build, book: Bind) -> None:
    at = f"{day(0)} 10:00"
    found = book(job(orientation_date=at, appointments=[{"at": at, "what": "orientation with Bea"}]))
    assert [meeting.what for meeting in meetings_on(found, today=TODAY)] == ["orientation with Bea"]


@pytest.mark.parametrize(
    ("keys", "appointment", "expected"),
    [
        (
            {"orientation_date": f"{day(0)} 10:00"},
            {"at": f"{day(0)} 10:00", "what": "kitchen photo"},
            ["kitchen photo", "orientation"],
        ),
        ({"orientation_date": day(0)}, {"at": day(0), "what": "drop off the keys"}, ["drop off the keys", "orientation"]),
        ({"orientation_date": day(0)}, {"at": f"{day(0)} 10:00", "what": "orientation"}, ["orientation"]),
        ({"orientation_date": f"{day(0)} 10:00"}, {"at": day(0), "what": "Home orientation"}, ["orientation"]),
        ({"precon_date": f"{day(0)} 9:00"}, {"at": f"{day(0)} 9:00", "what": "pre-con"}, ["pre-construction meeting"]),
        ({"precon_date": f"{day(0)} 9:00"}, {"at": f"{day(0)} 9:00", "what": "walk"}, ["pre-construction meeting", "walk"]),
        ({"predrywall_date": f"{day(0)} 9:00"}, {"at": f"{day(0)} 9:00", "what": "call"}, ["call", "walk before drywall"]),
        ({"qa_date": f"{day(0)} 9:00"}, {"at": f"{day(0)} 9:00", "what": "call"}, ["call", "quality walk"]),
        ({"closing": {"internal": day(0), "time": "9:00"}}, {"at": f"{day(0)} 9:00", "what": "call"}, ["call", "closing"]),
        ({"closing": {"internal": day(0), "time": "9:00"}}, {"at": f"{day(0)} 9:00", "what": "closing"}, ["closing"]),
        ({}, {"at": f"{day(0)} 9:00", "what": "orientation"}, ["orientation"]),
    ],
)
def test_an_appointment_at_the_same_time_hides_no_date_of_the_home(
    job: Build, book: Bind, keys: dict[str, Any], appointment: dict[str, str], expected: list[str]
) -> None:
    found = book(job(**keys, appointments=[appointment]))
    assert sorted(meeting.what for meeting in meetings_on(found, today=TODAY)) == expected


# --- protect, good ---


def test_one_important_thing_that_is_not_urgent_is_protected(job: Build, book: Bind) -> None:
    jobs = [
        job(job="1", contingencies=[{"kind": "financing", "expires": day(12)}]),
        job(job="2", contingencies=[{"kind": "financing", "expires": day(9)}], escalation_clause="true"),  # riskier
        job(job="3", contingencies=[{"kind": "financing", "expires": day(7)}], snooze=day(2)),
    ]
    page = build_morning(book(*jobs), today=TODAY)
    assert page.protect is not None
    assert (page.protect.summary.job, page.protect.duty.rule, page.protect.duty.day) == ("2", "contingency", date(2026, 6, 13))


def test_a_sleeping_job_is_protected_when_it_is_the_only_one(job: Build, book: Bind) -> None:
    page = build_morning(book(job(contingencies=[{"kind": "financing", "expires": day(9)}], snooze=day(2))), today=TODAY)
    assert page.protect is not None


def test_what_is_protected_does_not_stand_above(job: Build, book: Bind) -> None:
    # Red by a contingency in five days: important, not urgent, and in the focus as a red.
    page = build_morning(book(job(contingencies=[{"kind": "financing", "expires": day(5)}])), today=TODAY)
    assert (focus(page), page.protect) == (["2401"], None)


READY = {"lender": {"status": "ctc"}, "orientation_date": day(1)}


@pytest.mark.parametrize(
    ("keys", "rule", "text"),
    [
        pytest.param({"closing": day(30)} | READY, "closing", "closing is in 30 days, Sat Jul 4", id="a closing in order"),
        pytest.param(
            {
                "stage": "closed",
                "closing": day(-100),
                "care": {"done": ["day-60"], "survey": day(3)},
                "log": [said(-1, kind="check-in")],
            },
            "survey",
            "survey expected Sun Jun 7",
            id="a survey after a check-in",
        ),
    ],
)
def test_an_important_job_with_nothing_firing_is_protected_by_its_date(
    job: Build, book: Bind, keys: dict[str, Any], rule: str, text: str
) -> None:
    page = build_morning(book(job(**keys)), today=TODAY)
    assert page.protect is not None
    assert (page.protect.duty.rule, page.protect.duty.text, page.protect.duty.level) == (rule, text, Level.GREEN)


def test_a_job_at_risk_with_nothing_firing_is_protected_by_its_risk(job: Build, book: Bind) -> None:
    days = ["2026-10-30", "2026-11-20", "2026-12-11", "2027-01-15"]
    whole = {"told_date": day(-9), "cause": "x", "together": "x", "plan_b": "x"}
    shifts = [{"from": days[n], "to": days[n + 1]} | whole for n in range(3)]
    closing = {"contract": days[0], "internal": days[3], "told": days[3], "shifts": shifts}
    page = build_morning(book(job(closing=closing, escalation_clause="true", worries=["new job"])), today=TODAY)
    assert page.protect is not None
    assert page.protect.duty.text == "risk 53: pushes, slip, life-change, escalation-clause"


@pytest.mark.parametrize(
    ("jobs", "best"),
    [
        pytest.param([{"log": [said(-1, mood="happy")]}], "was happy on Wed Jun 3", id="happy"),
        pytest.param([{"log": [said(-7, mood="happy")]}], "was happy on Thu May 28", id="happy seven days ago"),
        pytest.param([{"log": [said(-8, mood="happy")]}], None, id="happy eight days ago"),
        pytest.param([{"log": [said(-2, mood="delighted"), said(-1, mood="upset")]}], None, id="delighted, then upset"),
        pytest.param(
            [{"log": [said(-1, mood="happy")]}, {"log": [said(-6, mood="delighted", said="we love it")]}],
            'was delighted on Fri May 29: "we love it"',
            id="delighted before happy",
        ),
        pytest.param(
            [{"log": [said(-1, mood="delighted")]}, {"stage": "closed", "closing": day(-7)}],
            "closed on Thu May 28",
            id="a closing before all",
        ),
        pytest.param([{"stage": "closed", "closing": {"closed_date": day(0)}}], "closed on Thu Jun 4", id="a closing today"),
        pytest.param([{"stage": "closed", "closing": {"closed_date": day(1)}, "log": []}], None, id="a closing tomorrow"),
        pytest.param(
            [{"stage": "closed", "closing": {"closed_date": day(-8)}, "log": []}], None, id="a closing of eight days ago"
        ),
        pytest.param(
            [{"log": [said(-3, mood="happy")]}, {"log": [said(-1, mood="happy")]}], "was happy on Wed Jun 3", id="the newest"
        ),
        pytest.param([{"log": [said(1, mood="happy")]}], None, id="tomorrow is not known yet"),
        pytest.param([{"stage": "cancelled", "log": [said(-1, mood="happy")]}], None, id="a lost buyer"),
    ],
)
def test_the_page_ends_on_one_good_thing(job: Build, book: Bind, jobs: list[dict[str, Any]], best: str | None) -> None:
    closed = {"closing": {"closed_date": day(-7)}}
    found = [job(job=f"{n}", **(keys | (closed if keys.get("closing") == day(-7) else {}))) for n, keys in enumerate(jobs)]
    good = newest_good_news(book(*found), today=TODAY)
    assert (good and good.text) == best


# --- absences, counts ---


@pytest.mark.parametrize(
    ("starts", "ends", "told", "expected"),
    [
        pytest.param(9, 12, "false", None, id="far ahead"),
        pytest.param(8, 12, "false", ("green", 7), id="within the week"),
        pytest.param(3, 12, "false", ("green", 2), id="in two days"),
        pytest.param(2, 12, "false", ("amber", 1), id="due tomorrow"),
        pytest.param(1, 12, "false", ("amber", 0), id="due today"),
        pytest.param(0, 12, "false", ("red", -1), id="away and nobody knows"),
        pytest.param(-5, 0, "false", ("red", -6), id="the last day"),
        pytest.param(-5, -1, "false", None, id="over"),
        pytest.param(1, 12, "true", None, id="told"),
        pytest.param(1, 12, None, ("amber", 0), id="nothing said reads as not told"),
    ],
)
def test_the_buyers_are_told_the_day_before_an_absence(
    book: Bind, starts: int, ends: int, told: str | None, expected: tuple[str, int] | None
) -> None:
    found = book(away=[{"from": day(starts), "to": day(ends), "cover": "Dana Reyes", "buyers_told": told}])
    duties = [(str(duty.level), (duty.day - TODAY).days) for duty in untold_absences(found, today=TODAY) if duty.day]
    assert duties == ([expected] if expected else [])


def test_an_absence_that_is_due_tomorrow_is_said_however_short_the_look_ahead(book: Bind) -> None:
    found = book(away=[{"from": day(2), "to": day(3)}])
    assert len(build_morning(found, today=TODAY, ahead=0).away_untold) == 1
    assert build_morning(book(away=[{"from": day(3), "to": day(4)}]), today=TODAY, ahead=0).away_untold == ()


def test_telling_names_the_cover_and_the_auto_reply(book: Bind) -> None:
    absence = {"from": day(1), "to": day(3)}
    with_cover = absence | {"cover": "Dana Reyes", "autoreply_set": "true"}
    assert [duty.next for duty in untold_absences(book(away=[with_cover, absence]), today=TODAY)] == [
        "tell them Dana Reyes will fill in",
        "tell them, and find someone to fill in, and set the auto-reply",
    ]


@pytest.mark.parametrize(
    ("red", "live", "is_said"),
    [(1, 5, False), (3, 5, False), (4, 4, False), (4, 5, True), (4, 20, False), (4, 19, True), (5, 24, True), (0, 0, False)],
)
def test_red_above_one_in_five_is_said_from_four_red_homes_on_with_their_names(
    job: Build, book: Bind, red: int, live: int, is_said: bool
) -> None:
    jobs = [job(job=f"{n}", buyers=[f"Kim Name{n}"], pin="red" if n < red else None) for n in range(live)]
    notice = build_morning(book(*jobs), today=TODAY).too_many_red
    assert (notice is not None) is is_said
    if notice is not None:
        assert notice.startswith(f"{red} of {live} homes are red: ")
        assert all((f"Name{n}" in notice) is (n < red) for n in range(live))


def test_the_counts_are_of_live_jobs(job: Build, book: Bind) -> None:
    jobs = [
        job(job="1", **late_promise(1)),
        job(job="2", pin="amber"),
        job(job="3", closing=day(14), **READY),
        job(job="4", closing=day(15), **READY),
        job(job="5", closing=day(-3), **READY),
        job(job="6", stage="closed", closing={"closed_date": day(-300)}, care={"done": ["day-180"]}),
        job(job="7", stage="closed", closing={"closed_date": day(-400)}),
        job(job="8", stage="cancelled"),
    ]
    page = build_morning(book(*jobs), today=TODAY)
    assert (page.open, page.live, page.red, page.amber, page.all_clear, page.closing_soon) == (
        5,
        6,
        2,
        1,
        3,
        2,
    )  # a closing three days past is red
    assert [verdict.job for verdict in ranked_verdicts(book(*jobs), today=TODAY, archived=True)][-2:] == ["7", "8"]


def test_bad_jobs_and_warnings_travel_with_the_page(job: Build, book: Bind) -> None:
    plain = book(job())
    page = build_morning(type(plain)(plain.policy, plain.away, plain.jobs, ("job 12, line 40",), 3), today=TODAY)
    assert (page.bad, page.warnings) == (("job 12, line 40",), 3)


def test_the_minutes_of_the_list_add_up(job: Build, book: Bind) -> None:
    jobs = [
        job(job="1", **late_promise(9)),  # the hard call: 30
        job(job="2", **late_promise(1)),  # focus: 15
        job(job="3", contact={"channel": "phone"}, log=[said(-7)]),  # a call: 10
        job(job="4", contact={"channel": "text"}, log=[said(-7)]),  # a text: 5
        job(job="5", log=[said(-6)]),  # tomorrow
        job(job="7", log=[said(-1), said(0, kind="inbound")]),  # an answer: 5
        job(job="6", appointments=[{"at": day(0), "what": "walk", "minutes": "45"}, {"at": day(0), "what": "keys"}]),  # 45 + 30
    ]
    assert build_morning(book(*jobs), today=TODAY).minutes == 30 + 15 + 10 + 5 + 5 + 45 + 30


# --- order ---


@pytest.mark.parametrize("seed", range(8))
def test_shuffling_the_file_changes_nothing_on_the_page(job: Build, book: Bind, seed: int) -> None:
    dice = random.Random(seed)
    jobs = [
        job(
            job=f"{n}",
            log=[said(-dice.randrange(15), mood=dice.choice(["happy", "worried", "upset", "neutral"]))],
            promises=[{"text": "x", "due": day(dice.randrange(-3, 3))}] * dice.randrange(2),
            pin=dice.choice([None, None, "red", "amber"]),
            snooze=dice.choice([None, day(2)]),
            stage=dice.choice(["framing", "drywall", "closed", "cancelled"]),
        )
        for n in range(30)
    ]
    first = build_morning(book(*jobs), today=TODAY)
    dice.shuffle(jobs)
    assert build_morning(book(*jobs), today=TODAY) == first
    assert sort_verdicts(reversed(first.verdicts)) == first.verdicts


# --- also today: whatever is due of homes that are not above ---


def also(page: Morning) -> list[tuple[str, str]]:
    return [(home.job, duty.rule) for home in (*page.messages, *page.due) for duty in home.duties]


CLOSED = {"stage": "closed", "log": []}


@pytest.mark.parametrize(
    ("keys", "rules"),
    [
        pytest.param({"promises": [{"text": "x", "due": day(0)}]}, ["promise"], id="a promise for today"),
        pytest.param({"promises": [{"text": "x", "by": "lender", "due": day(0)}]}, ["promise-other"], id="somebody else's"),
        pytest.param({"log": [said(-1, next={"what": "call", "date": day(0)})]}, ["next-step"], id="an agreed step"),
        pytest.param({"issues": [{"text": "x", "due": day(0), "owner": "Hal"}]}, ["issue"], id="an issue due today"),
        pytest.param({"log": [said(-2), said(-1, kind="inbound")]}, ["inbound"], id="a message of yesterday"),
        pytest.param({"log": [said(-2), said(0, kind="inbound")]}, ["inbound"], id="a message of this minute"),
        pytest.param(
            {"log": [said(-2), said(0, kind="inbound"), said(0, kind="inbound", how="email")]},
            ["inbound", "inbound"],
            id="two messages of today",
        ),
        pytest.param({"log": [said(-2, how="phone", kind="update")]}, ["written"], id="a recap to write"),
        pytest.param({"selections": [{"item": "tile", "decide_by": day(0)}]}, ["decision"], id="a choice due today"),
        pytest.param(CLOSED | {"closing": {"closed_date": day(-8)}, "care": {"done": ["day-2"]}}, ["care"], id="a check-in"),
        pytest.param({"promises": [{"text": "x", "due": day(1)}]}, [], id="a promise for tomorrow"),
        pytest.param({"log": [said(-1, next={"what": "call", "date": day(1)})]}, [], id="a step for tomorrow"),
        pytest.param({"log": [said(-2), said(0, kind="inbound", reply_owed="false")]}, [], id="a message that owes nothing"),
    ],
)
def test_what_is_due_today_is_on_the_page_whatever_its_color(
    job: Build, book: Bind, keys: dict[str, Any], rules: list[str]
) -> None:
    page = build_morning(book(job(**keys)), today=TODAY)
    assert (page.frog, page.focus) == (None, ())
    assert [rule for _, rule in also(page)] == rules
    assert is_anybody_waiting(page) is bool(rules)


def test_a_home_above_says_its_fresh_message_below(job: Build, book: Bind) -> None:
    keys = late_promise(3) | {"log": [said(-1), said(0, kind="inbound")]}
    page = build_morning(book(job(**keys)), today=TODAY)
    assert page.frog is not None
    assert [duty.rule for duty in page.frog.duties] == ["promise"]
    assert also(page) == [("2401", "inbound")]


def test_a_message_that_a_home_above_tells_is_told_once(job: Build, book: Bind) -> None:
    keys = late_promise(3) | {"log": [said(-3), said(-2, kind="inbound")]}
    page = build_morning(book(job(**keys)), today=TODAY)
    assert page.frog is not None
    assert sorted(duty.rule for duty in page.frog.duties) == ["inbound", "promise"]
    assert also(page) == []


def test_a_home_above_says_two_reasons_and_beyond_them_all_that_is_due(job: Build, book: Bind) -> None:
    past = [{"text": f"{n}", "due": day(-3)} for n in range(4)]
    ahead = {"contingencies": [{"kind": "financing", "expires": day(9)}], "pin": "amber"}
    page = build_morning(book(job(promises=past, **ahead)), today=TODAY)
    assert page.frog is not None
    assert [duty.rule for duty in page.frog.duties] == ["promise"] * 4
    page = build_morning(book(job(promises=past[:1], **ahead)), today=TODAY)
    assert page.frog is not None
    assert len(page.frog.duties) == 2  # the promise, and one thing to come


def test_a_home_keeps_its_level_wherever_it_is(job: Build, book: Bind) -> None:
    red = job(job="z", pin="red", promises=[{"text": "x", "due": day(0)}])
    pins = [job(job=f"{n}", pin="red", **late_promise(1)) for n in range(9)]
    page = build_morning(book(*pins, red), today=TODAY)
    assert [(home.job, home.level) for home in page.due if home.job == "z"] == [("z", Level.RED)]


# --- whether anybody is waiting ---


@pytest.mark.parametrize(
    ("keys", "away", "somebody"),
    [
        pytest.param({}, [], False, id="nobody"),
        pytest.param({"log": [said(-7)]}, [], True, id="an update today"),
        pytest.param({"log": [said(-6)]}, [], False, id="an update tomorrow"),
        pytest.param({"log": [said(-7)], "snooze": day(5)}, [], True, id="an update of a home that sleeps"),
        pytest.param({"pin": "red"}, [], False, id="a red home of which nothing is due"),
        pytest.param(late_promise(1), [], True, id="a hard call"),
        pytest.param({"promises": [{"text": "x", "due": day(1)}]}, [], False, id="a promise tomorrow"),
        pytest.param({"deposits": [{"kind": "options", "due": day(1)}]}, [], True, id="money on its eve"),
        pytest.param({"log": [said(-2), said(0, kind="inbound")]}, [], True, id="a message of this minute"),
        pytest.param({"log": [said(-2), said(0, kind="inbound")], "snooze": day(5)}, [], True, id="one of a home that sleeps"),
        pytest.param({"appointments": [{"at": f"{day(0)} 10:00", "what": "walk"}]}, [], True, id="an appointment"),
        pytest.param({"appointments": [{"at": f"{day(1)} 10:00", "what": "walk"}]}, [], False, id="one tomorrow"),
        pytest.param({"orientation_date": day(0)}, [], True, id="an orientation"),
        pytest.param({"precon_date": day(0)}, [], True, id="a pre-con"),
        pytest.param({"predrywall_date": day(0)}, [], True, id="a walk before drywall"),
        pytest.param({"qa_date": day(0)}, [], False, id="a quality walk is the builder's own"),
        pytest.param(
            {"closing": day(0)} | {"lender": {"status": "funded"}, "orientation_date": day(-3)}, [], True, id="a closing"
        ),
        pytest.param(
            {"closing": {"told": "2026-06-04"}, "lender": {"status": "funded"}, "orientation_date": day(-3)},
            [],
            True,
            id="a closing told for this day",
        ),
        pytest.param({}, [{"from": day(1), "to": day(3)}], True, id="an absence to be told today"),
        pytest.param({}, [{"from": day(2), "to": day(3)}], False, id="an absence to be told tomorrow"),
        pytest.param({}, [{"from": day(-3), "to": day(0)}], True, id="the last day of one nobody was told of"),
        pytest.param({}, [{"from": day(-3), "to": day(0), "buyers_told": "true"}], False, id="one they know of"),
    ],
)
def test_whether_anybody_is_waiting(
    job: Build, book: Bind, keys: dict[str, Any], away: list[dict[str, Any]], somebody: bool
) -> None:
    assert is_anybody_waiting(build_morning(book(job(**keys), away=away), today=TODAY)) is somebody


def test_a_home_that_cannot_be_read_keeps_the_all_clear_from_being_said(book: Bind) -> None:
    assert is_anybody_waiting(build_morning(book()._replace(bad=("job 12 is left out",)), today=TODAY))


def test_the_end_of_a_month_that_was_told_is_no_closing_of_today(job: Build, book: Bind) -> None:
    ready = {"lender": {"status": "funded"}, "orientation_date": "2026-05-20"}
    found = book(job(closing={"told": "2026-06"}, log=[said(26)], **ready))
    assert list(meetings_on(found, today=date(2026, 6, 30))) == []


def test_a_home_closed_today_has_no_appointment(job: Build, book: Bind) -> None:
    keys = {"stage": "closed", "closing": {"closed_date": day(0)}, "appointments": [{"at": f"{day(0)} 14:00", "what": "title"}]}
    assert list(meetings_on(book(job(**keys)), today=TODAY)) == []


# --- all clear, done today ---


def test_a_home_that_the_page_has_something_about_is_not_all_clear(job: Build, book: Bind) -> None:
    jobs = [
        job(job="1"),
        job(job="2", log=[said(-2), said(0, kind="inbound")]),
        job(job="3", appointments=[{"at": day(0), "what": "walk"}]),
        job(job="4", log=[said(-7)]),
    ]
    page = build_morning(book(*jobs), today=TODAY)
    assert (page.live, page.all_clear) == (4, 1)


@pytest.mark.parametrize(
    ("keys", "done"),
    [
        pytest.param({"log": [said(0)]}, ["text"], id="an update"),
        pytest.param({"log": [said(0), said(0), said(0, how="phone")]}, ["text", "phone"], id="each channel once"),
        pytest.param({"log": [said(0, kind="inbound")]}, [], id="what they wrote"),
        pytest.param({"log": [said(0, outcome="voicemail")]}, [], id="a voicemail"),
        pytest.param({"log": [said(-1)]}, [], id="yesterday"),
        pytest.param({"promises": [{"text": "x", "due": day(0), "done": day(0)}]}, ["promise kept"], id="a promise"),
        pytest.param({"promises": [{"text": "x", "by": "lender", "done": day(0)}]}, [], id="somebody else's"),
        pytest.param({"deposits": [{"kind": "options", "paid": day(0)}]}, ["deposit paid"], id="a deposit"),
        pytest.param({"log": [said(-2, next={"what": "x", "date": day(0), "done": day(0)})]}, ["next step"], id="a step"),
        pytest.param({"questions": [{"ask": "when", "answered": day(0)}]}, ["question answered"], id="an answer"),
        pytest.param({"stage": "closed", "closing": {"closed_date": day(0)}, "log": []}, ["closed"], id="a closing"),
    ],
)
def test_what_was_done_today_is_kept(job: Build, book: Bind, keys: dict[str, Any], done: list[str]) -> None:
    keys = {"log": []} | keys
    assert [found.what for found in build_morning(book(job(**keys)), today=TODAY).done] == done
