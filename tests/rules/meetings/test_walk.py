"""The walk past the homes: what to look at, photograph and film at each, and what was sent already (001-6b, 001-7a, 001-7b)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.meetings.walk import plan_walk, shots_of
from backlog_cli.terms import DEFAULT_STAGES, OPEN_WALL_STAGES, SHOTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

    Build = Callable[..., JobSummary]
    Bind = Callable[..., Backlog]
    Ask = Callable[..., list[tuple[str, str, str]]]

TODAY = date(2026, 6, 4)
ALL_SENT: dict[str, Any] = {"at": "2026-06-02", "how": "group-text", "photos": ["first floor", "view from the kitchen window"]}


@pytest.fixture
def errands(job: Build, book: Bind) -> Ask:
    """`errands(stage="trim")`: what is to be done at the quiet home, all its framing pictures sent, with some keys changed."""

    def ask(**keys: Any) -> list[tuple[str, str, str]]:
        home = job(**{"log": [ALL_SENT]} | keys)
        (stop,) = plan_walk(book(home), today=TODAY)
        return [(str(point.matter), point.text, str(point.level)) for point in stop.points]

    return ask


def test_a_home_whose_pictures_are_sent_is_walked_past(errands: Ask) -> None:
    assert errands() == []


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ([], ("each floor, the view from their windows", "amber")),
        ([{"at": "2026-06-02", "photos": ["first-floor framing"]}], ("the view from their windows", "green")),
        ([{"at": "2026-06-02", "photos": ["the VIEW west"]}], ("each floor", "green")),
        ([ALL_SENT | {"at": "2026-05-24"}], ("each floor, the view from their windows", "amber")),
        ([ALL_SENT | {"at": "2026-06-05"}], ("each floor, the view from their windows", "amber")),
        ([ALL_SENT | {"kind": "internal"}], ("each floor, the view from their windows", "amber")),
        ([ALL_SENT | {"outcome": "bounced"}], ("each floor, the view from their windows", "amber")),
        ([ALL_SENT | {"at": "2026-05-28"}], ("something new of the framing; the last picture went May 28", "green")),
        ([ALL_SENT | {"at": "2026-05-29"}], None),
    ],
    ids=["none", "a floor", "the view", "before the stage", "tomorrow", "inside", "bounced", "a week ago", "six days ago"],
)
def test_pictures_of_the_stage_that_were_not_sent_are_wanted(
    errands: Ask, log: list[Any], expected: tuple[str, str] | None
) -> None:
    assert errands(log=log) == ([("photo", *expected)] if expected else [])


def test_pictures_are_late_only_once_the_stage_is_a_week_old(errands: Ask) -> None:
    assert errands(log=[], stage_since="2026-05-29") == [("photo", "each floor, the view from their windows", "green")]
    assert errands(log=[], stage_since="2026-05-28") == [("photo", "each floor, the view from their windows", "amber")]


def test_what_lights_them_up_is_pictured_in_its_stage(errands: Ask) -> None:
    buttons = [{"text": "the big fireplace", "stage": "framing"}, {"text": "the pool", "stage": "finals"}, "the island"]
    assert errands(hot_buttons=buttons) == [("photo", "the big fireplace (they love it)", "green")]
    assert errands(hot_buttons=buttons, log=[ALL_SENT | {"photos": ["floor", "view", "fireplace"]}]) == []


@pytest.mark.parametrize("stage", [stage.name for stage in DEFAULT_STAGES if stage.name != "closed"])
def test_every_stage_knows_its_pictures(errands: Ask, stage: str) -> None:
    photos = [text for matter, text, _ in errands(stage=stage, log=[]) if matter == "photo"]
    assert photos == ([", ".join(shot.what for shot in SHOTS[stage])] if SHOTS[stage] else [])


def test_a_stage_of_her_own_has_its_name_s_picture() -> None:
    assert [shot.what for shot in shots_of("basement")] == ["the basement"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"stage": "rough-ins"}, ("the wiring and the pipes in the open walls, room by room", "green")),
        (
            {"stage": "rough-ins", "after_closing_work": ["garage outlets"]},
            ("the wiring and the pipes in the open walls: they plan garage outlets after closing", "amber"),
        ),
        (
            {"stage": "pre-drywall", "after_closing_work": ["garage outlets", "a sauna"]},
            ("last look inside the walls: they plan garage outlets, a sauna after closing", "red"),
        ),
        ({"stage": "pre-drywall"}, None),
        ({"stage": "rough-ins", "log": [{"at": "2026-06-02", "video": "https://example.com/v"}]}, None),
        ({"stage": "rough-ins", "log": [{"at": "2026-06-02", "photos": ["video of the wiring"]}]}, None),
        (
            {"stage": "pre-drywall", "after_closing_work": "sauna", "log": [{"at": "2026-05-12", "video": "v"}]},
            None,
        ),
        (
            {"stage": "pre-drywall", "after_closing_work": "sauna", "log": [{"at": "2026-04-12", "video": "v"}]},
            ("last look inside the walls: they plan sauna after closing", "red"),
        ),
        (
            {
                "stage": "pre-drywall",
                "stages": {"rough-ins": "2026-04-10"},
                "after_closing_work": "sauna",
                "log": [{"at": "2026-04-12", "video": "v"}],
            },
            None,
        ),
        (
            {"stage": "rough-ins", "after_closing_work": "sauna", "log": [{"at": "2026-06-02", "how": "video"}]},
            ("the wiring and the pipes in the open walls: they plan sauna after closing", "amber"),
        ),
    ],
)
def test_open_walls_are_filmed_before_they_close(errands: Ask, keys: dict[str, Any], expected: tuple[str, str] | None) -> None:
    videos = [point[1:] for point in errands(**{"contact": {"channel": "text", "local": "true"}} | keys) if point[0] == "video"]
    assert videos == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("contact", "video", "expected"),
    [
        ({"channel": "text", "local": "false"}, None, "a walk through the home, they are not local"),
        ({"channel": "video", "local": "true"}, None, "a walk through the home, they like to be reached by video"),
        (
            {"channel": "text", "local": "false"},
            "2026-05-28",
            "a walk through the home, they are not local; the last one was Thu May 28",
        ),
        ({"channel": "text", "local": "false"}, "2026-05-29", None),
        ({"channel": "text", "local": "true"}, None, None),
        ({"channel": "text"}, None, None),
    ],
)
def test_who_cannot_come_by_gets_a_video_each_week(errands: Ask, contact: Any, video: str | None, expected: str | None) -> None:
    log = [ALL_SENT | {"how": "text"}, *([{"at": video, "how": "text", "video": "v"}] if video else [])]
    found = [text for matter, text, _ in errands(contact=contact, log=log) if matter == "video"]
    assert found == ([expected] if expected else [])
    assert not [point for point in errands(contact=contact, log=log, stage="permitting") if point[0] == "video"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"promises": [{"text": "rough-in photos", "due": "2026-06-01"}]}, ("rough-in photos by Mon Jun 1, 3 days late", "red")),
        ({"promises": [{"text": "a Video", "due": "2026-06-06"}]}, ("a Video by Sat Jun 6", "amber")),
        ({"promises": [{"text": "some pics"}]}, ("some pics", "green")),
        ({"promises": [{"text": "paint codes", "due": "2026-06-01"}]}, None),
        ({"promises": [{"text": "photos", "by": "builder", "due": "2026-06-01"}]}, None),
        ({"promises": [{"text": "photos", "done": "2026-06-01"}]}, None),
    ],
)
def test_pictures_that_were_promised_come_first(errands: Ask, keys: dict[str, Any], expected: tuple[str, str] | None) -> None:
    assert errands(**keys) == ([("promised", *expected)] if expected else [])


def test_a_picture_agreed_as_the_next_step_is_promised_too(errands: Ask) -> None:
    step = {"what": "video of second floor", "date": "2026-06-09", "agreed": "true"}
    assert errands(log=[ALL_SENT | {"next": step}]) == [("promised", "video of second floor, agreed for Tue Jun 9", "green")]
    assert errands(log=[ALL_SENT | {"next": step | {"what": "call about tile"}}]) == []


def test_questions_and_issues_are_checked_on_site(errands: Ask) -> None:
    found = errands(
        questions=[
            {"ask": "is the panel in", "of": "superintendent", "asked": "2026-06-01"},
            {"ask": "which rate", "of": "lender"},
        ],
        issues=[{"text": "outlets", "wants": "moved", "due": "2026-06-05"}, {"text": "done", "status": "resolved"}],
    )
    assert found == [("check", "is the panel in", "green"), ("check", "outlets; they want: moved, due Fri Jun 5", "amber")]


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (
            {"stage_seen": "2026-05-25", "stage_since": "2026-05-20"},
            "still framing? last seen 10 days ago; then: backlog stage 2401 framing",
        ),
        ({"stage_seen": "2026-05-26", "stage_since": "2026-05-20"}, None),
        (
            {"stage_seen": None, "stage_since": None},
            "still framing? nobody noted when it was last seen; then: backlog stage 2401 framing",
        ),
    ],
)
def test_a_stage_nobody_looked_at_is_looked_at(errands: Ask, keys: dict[str, Any], text: str | None) -> None:
    found = [point for point in errands(**keys) if point[0] == "look"]
    assert found == ([("look", text, "amber")] if text else [])


def test_work_on_paper_wants_no_look(errands: Ask) -> None:
    assert errands(stage="permitting", stage_seen=None, stage_since=None) == []
    assert [matter for matter, *_ in errands(stage="released", stage_seen=None, stage_since=None, log=[])] == ["photo", "look"]


def test_today_s_meetings_at_the_home_are_told(errands: Ask) -> None:
    found = errands(
        predrywall_date="2026-06-04 10:00",
        orientation_date="2026-06-05",
        appointments=[{"at": "2026-06-04 17:30", "what": "frame walk"}, {"at": "2026-06-05 17:30", "what": "later"}],
    )
    assert found == [("meet", "walk before drywall today at 10:00", "amber"), ("meet", "frame walk today at 17:30", "amber")]


def test_open_homes_stand_in_lot_order_and_no_others(job: Build, book: Bind) -> None:
    homes = [
        job(job="1", lot="10"),
        job(job="2", lot="9"),
        job(job="3", lot="1", stage="closed"),
        job(job="4", stage="cancelled"),
    ]
    assert [stop.summary.job for stop in plan_walk(book(*homes), today=TODAY)] == ["2", "1"]


def test_the_stages_with_pictures_are_those_there_are() -> None:
    names = {stage.name for stage in DEFAULT_STAGES}
    assert set(SHOTS) | {"closed"} == names
    assert set(OPEN_WALL_STAGES) <= names
