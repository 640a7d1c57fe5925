"""From the file to the summary: every block as the rules take it, whatever the file says."""

from __future__ import annotations

import json
import types
import typing
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.dates.values import Moment, Period
from backlog_cli.model import BacklogFile, Job
from backlog_cli.rules import summary as module
from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.cleanup.findings import cleanup_findings
from backlog_cli.rules.due.morning import build_morning
from backlog_cli.rules.summarize import policy_of, summarize
from backlog_cli.rules.summary import (
    JobSummary,
    buyer_named,
    is_live,
)
from backlog_cli.terms import (
    DEFAULT_STAGES,
    CauseKind,
    Channel,
    ContingencyStatus,
    LoanStatus,
    Mood,
    Outcome,
    Policy,
    PromiseStatus,
    SelectionStatus,
    Severity,
    TalkKind,
)
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Build = Callable[..., JobSummary]
    Bind = Callable[..., Backlog]

TODAY = date(2026, 6, 4)  # a Thursday


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("buyers", "contact", "entry", "expected"),
    [
        pytest.param(2, None, {}, ("group-text", "update", "sent"), id="two buyers, nothing said"),
        pytest.param(1, None, {}, ("text", "update", "sent"), id="one buyer, nothing said"),
        pytest.param(2, "phone", {}, ("phone", "update", "reached"), id="their channel is live"),
        pytest.param(2, {"channel": "email"}, {}, ("email", "update", "sent"), id="their channel is written"),
        pytest.param(2, "phone", {"how": "text"}, ("text", "update", "sent"), id="the channel is said"),
        pytest.param(2, "phone", {"kind": "inbound"}, ("phone", "inbound", "sent"), id="inbound"),
        pytest.param(2, "text", {"kind": "attempt"}, ("text", "attempt", "no-answer"), id="an attempt"),
        pytest.param(2, "phone", {"outcome": "voicemail"}, ("phone", "attempt", "voicemail"), id="a voicemail is an attempt"),
        pytest.param(2, "phone", {"kind": "update", "outcome": "voicemail"}, ("phone", "update", "voicemail"), id="as written"),
        pytest.param(2, "phone", {"outcome": "sent"}, ("phone", "update", "sent"), id="the outcome is said"),
    ],
)
def test_a_conversation_reads_as_log_would_have_written_it(
    job: Build, buyers: int, contact: Any, entry: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    names = ["Anh Nguyen", "Linh Nguyen"][:buyers]
    (talk,) = job(buyers=names, contact=contact, log=[{"at": day(-1)} | entry]).talks
    assert (talk.how, talk.kind, talk.outcome) == expected
    assert talk.buyers == tuple(names)


def test_who_took_part_is_matched_by_full_name_case_ignored(job: Build) -> None:
    entry = {"at": day(-1), "with": ["LINH NGUYEN", "Sol Whitaker", "Kim"]}
    (talk,) = job(log=[entry]).talks
    assert (talk.buyers, talk.others) == (("Linh Nguyen",), ("Sol Whitaker", "Kim"))


def test_conversations_stand_by_day_and_those_of_one_day_as_the_file_has_them(job: Build) -> None:
    log = [
        {"at": f"{day(-1)} 17:00", "text": "c"},
        {"at": day(-3), "text": "a"},
        {"at": f"{day(-1)} 09:00", "text": "d"},
        {"text": "no day"},
        {"at": day(-2), "text": "b"},
    ]
    assert [(talk.text, talk.place) for talk in job(log=log).talks] == [("a", 1), ("b", 4), ("c", 0), ("d", 2)]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ({"what": "photos", "date": day(3)}, ("photos", date(2026, 6, 7), True, False)),
        ({"what": "photos", "agreed": "false"}, ("photos", None, False, False)),
        ("photos", ("photos", None, True, False)),
        ("none", ("none", None, True, True)),
        ("none: they call", ("none: they call", None, True, True)),
    ],
)
def test_the_next_step_reads_with_its_short_forms(job: Build, step: Any, expected: tuple[Any, ...]) -> None:
    (talk,) = job(log=[{"at": day(-1), "next": step}]).talks
    assert talk.next is not None
    assert (talk.next.what, talk.next.day, talk.next.agreed, talk.next.none) == expected


def test_an_empty_amendment_date_is_told_from_one_left_out(job: Build) -> None:
    shifts = [{"to": "2026-11-20"}, {"to": "2026-11-20", "amendment_date": None}]
    assert [shift.amendment_written for shift in job(closing={"shifts": shifts}).shifts] == [False, True]


def test_settings_left_out_are_the_defaults() -> None:
    assert policy_of(None) == policy_of(BacklogFile.model_validate({}).settings) == Policy()
    assert Policy().stages is DEFAULT_STAGES


NAMES = vars(module) | {"date": date, "Moment": Moment, "Period": Period}


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)


def revived(hint: Any, value: Any) -> Any:
    """A value of the type that `hint` names, from what JSON made of it."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        (hint,) = [kind for kind in typing.get_args(hint) if kind is not type(None)]
        return None if value is None else revived(hint, value)
    if typing.get_origin(hint) is tuple:
        kinds = typing.get_args(hint)
        if kinds[-1] is Ellipsis:
            return tuple(revived(kinds[0], item) for item in value)
        return tuple(revived(kind, item) for kind, item in zip(kinds, value, strict=True))
    if hasattr(hint, "_fields"):
        hints = typing.get_type_hints(hint, localns=NAMES).values()
        return hint(*(revived(kind, item) for kind, item in zip(hints, value, strict=True)))
    if hint is date:
        return date.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    assert isinstance(value, hint)
    return value


DAYS = st.one_of(st.none(), st.integers(-500, 500).map(day))
NEAR = st.integers(-40, 40).map(day)


def word(kind: type[Enum]) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.sampled_from([str(found.value) for found in kind]))


ENTRY = st.fixed_dictionaries(
    {"at": NEAR},
    optional={
        "how": word(Channel),
        "kind": word(TalkKind),
        "outcome": word(Outcome),
        "mood": word(Mood),
        "topic": st.lists(st.sampled_from(["rate", "date"]), max_size=2),
        "with": st.lists(st.sampled_from(["Anh Nguyen", "linh nguyen", "Sol Whitaker"]), max_size=2),
        "said": st.text(max_size=90),
        "written_date": DAYS,
        "reply_owed": st.sampled_from(["true", "false"]),
        "next": st.one_of(st.just("none"), st.fixed_dictionaries({"what": st.text(max_size=9), "date": NEAR})),
    },
)
SHIFT = st.fixed_dictionaries(
    {},
    optional={
        "what": st.sampled_from(["closing", "orientation", "precon", "start"]),
        "from": DAYS,
        "to": DAYS,
        "known_date": DAYS,
        "told_date": DAYS,
        "cause_kind": word(CauseKind),
        "together": st.sampled_from(["walk", None]),
        "amendment_date": DAYS,
    },
)
CLOSING = st.fixed_dictionaries(
    {},
    optional={
        "contract": DAYS,
        "internal": DAYS,
        "told": st.sampled_from([None, "2026-06", "2026-Q3", "2026-W40", "2026-07-01", "2027-02"]),
        "closed_date": DAYS,
        "shifts": st.lists(SHIFT, max_size=3),
    },
)
JOBS = st.fixed_dictionaries(
    {
        "job": st.just("7"),
        "buyers": st.sampled_from(["Anh Nguyen", ["Anh Nguyen", "Linh Nguyen"]]),
        "sold_date": st.integers(-500, 20).map(day),
        "stage": st.sampled_from([stage.name for stage in DEFAULT_STAGES] + ["cancelled"]),
    },
    optional={
        "stage_since": DAYS,
        "stages": st.dictionaries(st.sampled_from(["framing", "closed"]), NEAR),
        "hold": st.fixed_dictionaries({}, optional={"what": st.just("weather"), "since": DAYS, "until": DAYS}),
        "start_date": DAYS,
        "precon_date": DAYS,
        "orientation_date": DAYS,
        "closing": CLOSING,
        "needed_by": DAYS,
        "lender": st.fixed_dictionaries(
            {}, optional={"status": word(LoanStatus), "lock_expires": DAYS, "credit_docs_date": DAYS, "applied_date": DAYS}
        ),
        "deposits": st.lists(st.fixed_dictionaries({"due": DAYS, "paid": DAYS}), max_size=2),
        "selections": st.lists(
            st.fixed_dictionaries({"item": st.just("x")}, optional={"decide_by": DAYS, "status": word(SelectionStatus)}),
            max_size=2,
        ),
        "contingencies": st.lists(
            st.fixed_dictionaries({"expires": DAYS, "notice_until": DAYS, "status": word(ContingencyStatus)}), max_size=2
        ),
        "contact": st.fixed_dictionaries(
            {},
            optional={
                "channel": word(Channel),
                "when": st.sampled_from(["Saturday", "tue", "evenings", " "]),
                "local": st.sampled_from(["true", "false"]),
                "cadence_days": st.integers(1, 30).map(str),
                "worst_days": st.integers(1, 60).map(str),
            },
        ),
        "log": st.lists(ENTRY, max_size=5),
        "promises": st.lists(
            st.fixed_dictionaries({"due": DAYS, "by": st.sampled_from(["me", "lender", None]), "status": word(PromiseStatus)}),
            max_size=2,
        ),
        "issues": st.lists(st.fixed_dictionaries({"due": DAYS, "opened": DAYS, "severity": word(Severity)}), max_size=2),
        "pin": st.fixed_dictionaries({"level": st.sampled_from(["red", "amber"]), "until": DAYS}),
        "snooze": DAYS,
        "care": st.fixed_dictionaries({"survey": st.fixed_dictionaries({"expected": DAYS})}),
        "cancelled": st.fixed_dictionaries({"check_back": DAYS}),
        "escalation": st.sampled_from(["Priya Dole", None]),
    },
)
AWAY = st.lists(st.fixed_dictionaries({"from": NEAR, "to": NEAR, "cover": st.sampled_from(["Dana Reyes", None])}), max_size=2)


def must_hold_for(keys: dict[str, Any], away: list[dict[str, Any]]) -> None:
    """No file that can be read stops the morning, and a job summary comes back from JSON as it was."""
    found = backlog_of(BacklogFile.model_validate({"away": away, "jobs": [keys]}))
    (summary,) = found.jobs
    page = build_morning(found, today=TODAY)
    assert page.live == len(page.verdicts) == is_live(summary, today=TODAY)
    for verdict in page.verdicts:
        firing = [duty for duty in verdict.reasons if duty.is_firing]
        assert (str(verdict.level) == "green") is (firing == [])
        assert all(duty.text and duty.next and "\n" not in duty.text for duty in verdict.reasons)
        assert all(banned not in duty.next for duty in verdict.reasons for banned in ("undo", "backlog draft"))
    assert all(groom.what and groom.fix for groom in cleanup_findings(found, today=TODAY))
    assert revived(Backlog, json.loads(json.dumps(found, default=plain))) == found


@settings(max_examples=30, deadline=None)
@given(JOBS, AWAY)
def test_whatever_a_file_says_the_morning_comes_and_the_standing_survives_json(
    keys: dict[str, Any], away: list[dict[str, Any]]
) -> None:
    must_hold_for(keys, away)


@pytest.mark.sweep
@settings(max_examples=6000, deadline=None)
@given(JOBS, AWAY)
def test_the_same_over_a_long_search(keys: dict[str, Any], away: list[dict[str, Any]]) -> None:
    must_hold_for(keys, away)


def test_the_least_a_file_can_say_is_a_whole_standing() -> None:
    least = Job.model_validate({"job": "1", "buyers": "Anh Nguyen", "sold_date": day(0), "stage": "contract"})
    assert summarize(least, Policy(), 7) == JobSummary("1", (buyer_named("Anh Nguyen"),), "contract", TODAY, line=7)


def test_what_a_walk_needs_is_in_the_standing(job: Build) -> None:
    home = job(
        log=[{"at": "2026-06-01", "photos": ["slab", "forms"], "video": "https://example.com/v"}],
        after_closing_work=["garage outlets"],
        hot_buttons=["the pool", {"text": "the island", "stage": "trim"}, {"stage": "framing"}],
    )
    assert (home.talks[0].photos, home.talks[0].video) == (("slab", "forms"), "https://example.com/v")
    assert home.after_closing_work == ("garage outlets",)
    assert home.hot_buttons == (("the pool", None), ("the island", "trim"))
