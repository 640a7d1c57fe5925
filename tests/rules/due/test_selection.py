"""The terms of `list`, one by one and together, and its orders."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import UsageError
from backlog_cli.rules.due.selection import SORT_ORDERS, TERM_EXAMPLES, filter_jobs, sort_by_lot, sort_jobs
from backlog_cli.rules.duty import Verdict
from backlog_cli.rules.urgency import verdict_of
from backlog_cli.terms import Level, Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.summary import JobSummary

    Build = Callable[..., JobSummary]
    Bind = Callable[..., Backlog]
    Listed = tuple[JobSummary, Verdict]

TODAY = date(2026, 6, 4)
POLICY = Policy()

HOMES: list[dict[str, Any]] = [
    {
        "job": "HC-1041",
        "lot": "41",
        "buyers": ["Chidi Okafor", "Amara Okafor"],
        "address": "118 Heron Creek Ln",
        "plan": "Alder B",
        "stage": "framing",
        "superintendent": "Hal Moreno",
        "closing": {"contract": "2026-08-14", "internal": "2026-08-28"},
        "contact": {"channel": "phone"},
    },
    {
        "job": "LR-1052",
        "lot": "12",
        "buyers": ["Inés Castellanos"],
        "community": "Larkspur Ridge",
        "stage": "permitting",
        "superintendent": "Bea Lund",
        "closing": "2027-08-13",
        "contingencies": [{"kind": "home-to-sell", "expires": "2026-06-05"}],
        "contact": {"channel": "email"},
    },
    {
        "job": "HC-1029",
        "lot": "012A",
        "buyers": ["Grace Whitfield"],
        "address": "94 Heron Creek Ln",
        "stage": "punch",
        "superintendent": "Hal Moreno",
        "closing": "2026-06-01",
        "contact": {"channel": "email"},
    },
    {
        "job": "77",
        "lot": None,
        "buyers": ["李 明"],
        "stage": "contract",
        "superintendent": None,
        "closing": None,
        "contact": None,
    },
    {"job": "HC-1012", "lot": "2", "buyers": ["Paola Marchetti"], "stage": "closed", "closing": {"closed_date": "2026-05-20"}},
    {"job": "HC-1001", "lot": "1", "buyers": ["Old Timer"], "stage": "closed", "closing": {"closed_date": "2024-08-20"}},
    {"job": "HC-1033", "lot": "33", "buyers": ["Marlon Poole"], "stage": "cancelled", "closing": "2026-08-01"},
]
OPEN = ["HC-1041", "LR-1052", "HC-1029", "77"]


@pytest.fixture
def listed(job: Build, book: Bind) -> list[Listed]:
    """The homes above with their verdicts, in the order above."""
    quiet: dict[str, Any] = {"precon_date": None, "start_date": None, "lender": {"status": "ctc"}, "promises": []}
    summaries = [job(**(quiet | keys)) for keys in HOMES]
    return [(summary, verdict_of(summary, book(*summaries), today=TODAY)) for summary in summaries]


def numbers(homes: tuple[Listed, ...]) -> list[str]:
    return [summary.job for summary, _ in homes]


@pytest.mark.parametrize(
    ("terms", "jobs"),
    [
        pytest.param([], OPEN, id="nothing: every open home"),
        pytest.param([""], OPEN, id="blank"),
        pytest.param(["okafor"], ["HC-1041"], id="a surname"),
        pytest.param(["AMARA"], ["HC-1041"], id="a first name in capitals"),
        pytest.param(["ines"], ["LR-1052"], id="without its accent"),
        pytest.param(["明"], ["77"], id="another script"),
        pytest.param(["1041"], ["HC-1041"], id="part of the number"),
        pytest.param(["lot12"], ["LR-1052"], id="a lot"),
        pytest.param(["lot", "41"], ["HC-1041"], id="a lot in two words"),
        pytest.param(["heron"], ["HC-1041", "HC-1029"], id="an address"),
        pytest.param(["larkspur ridge"], ["LR-1052"], id="a community"),
        pytest.param(["alder"], ["HC-1041"], id="a plan"),
        pytest.param(["permit"], ["LR-1052"], id="a stage as a word"),
        pytest.param(["hal"], ["HC-1041", "HC-1029"], id="a superintendent"),
        pytest.param(["nobody"], [], id="nobody"),
        pytest.param(["marchetti"], [], id="closed homes are not looked at"),
        pytest.param(["stage:framing"], ["HC-1041"], id="stage:"),
        pytest.param(["stage:fram"], ["HC-1041"], id="stage: by its beginning"),
        pytest.param(["Stage:Framing"], ["HC-1041"], id="stage: in capitals"),
        pytest.param(["stage:closed"], ["HC-1012", "HC-1001"], id="stage:closed"),
        pytest.param(["stage:canc"], ["HC-1033"], id="stage:cancelled by its beginning"),
        pytest.param(["closing:aug"], ["HC-1041", "LR-1052"], id="closing: a month of any year"),
        pytest.param(["closing:August"], ["HC-1041", "LR-1052"], id="closing: a whole month"),
        pytest.param(["closing:2026-08"], ["HC-1041"], id="closing: a month of one year"),
        pytest.param(["closing:2026-q3"], ["HC-1041"], id="closing: a quarter"),
        pytest.param(["closing:2026-W35"], ["HC-1041"], id="closing: a week"),
        pytest.param(["closing:2026-06-01"], ["HC-1029"], id="closing: a day"),
        pytest.param(["closing:may"], [], id="closing: a month without open homes"),
        pytest.param(["closing:may", "closed"], ["HC-1012"], id="closed in that month"),
        pytest.param(["within:85d"], ["HC-1041", "HC-1029"], id="within: up to its day, past ones too"),
        pytest.param(["within:84d"], ["HC-1029"], id="within: one day less"),
        pytest.param(["within:12w"], ["HC-1029"], id="within: weeks"),
        pytest.param(["within:3m"], ["HC-1041", "HC-1029"], id="within: months"),
        pytest.param(["within:0"], ["HC-1029"], id="within: days without the d"),
        pytest.param(["within:9999w"], ["HC-1041", "LR-1052", "HC-1029"], id="within: ever"),
        pytest.param(["level:red"], ["LR-1052", "HC-1029"], id="level:"),
        pytest.param(["level:g"], ["HC-1041", "77"], id="level: by its beginning"),
        pytest.param(["level:archived"], ["HC-1001", "HC-1033"], id="level:archived"),
        pytest.param(["level:arch"], ["HC-1001", "HC-1033"], id="level:archived by its beginning"),
        pytest.param(["super:moreno"], ["HC-1041", "HC-1029"], id="super:"),
        pytest.param(["super:bea"], ["LR-1052"], id="super: a first name"),
        pytest.param(["community:heron"], ["HC-1041", "HC-1029"], id="community: read off the address"),
        pytest.param(["community:larkspur"], ["LR-1052"], id="community:"),
        pytest.param(["contingent"], ["LR-1052"], id="contingent"),
        pytest.param(["late"], ["HC-1041", "HC-1029"], id="late: past, or past the contract"),
        pytest.param(["closed"], ["HC-1012", "HC-1001"], id="closed"),
        pytest.param(["cancelled"], ["HC-1033"], id="cancelled"),
        pytest.param(["heron", "stage:punch"], ["HC-1029"], id="two terms"),
        pytest.param(["heron", "late", "super:hal", "within:0d"], ["HC-1029"], id="four terms"),
        pytest.param(["closing:aug", "closing:2027-Q3"], ["LR-1052"], id="the same term twice"),
        pytest.param(["stage:framing", "stage:punch"], [], id="what excludes each other"),
    ],
)
def test_homes_are_chosen_by_every_term(listed: list[Listed], terms: list[str], jobs: list[str]) -> None:
    assert numbers(filter_jobs(listed, terms, POLICY, is_all=False, today=TODAY)) == jobs


@pytest.mark.parametrize(
    ("terms", "jobs"),
    [
        ([], ["HC-1041", "LR-1052", "HC-1029", "77", "HC-1012", "HC-1001", "HC-1033"]),
        (["marchetti"], ["HC-1012"]),
        (["late"], ["HC-1041", "HC-1029"]),
        (["within:30d"], ["HC-1029"]),
        (["closing:aug"], ["HC-1041", "LR-1052", "HC-1001", "HC-1033"]),
        (["closed"], ["HC-1012", "HC-1001"]),
    ],
)
def test_all_looks_at_closed_and_cancelled_homes_too(listed: list[Listed], terms: list[str], jobs: list[str]) -> None:
    assert numbers(filter_jobs(listed, terms, POLICY, is_all=True, today=TODAY)) == jobs


@pytest.mark.parametrize(
    ("term", "says"),
    [
        ("stge:framing", 'no term "stge:". Did you mean stage:\\?'),
        (
            "bank:birchline",
            "Try one of these: stage:, closing:, within:, level:, super:, community:, plan:, lender:, product:",
        ),
        (":aug", 'no term ":"'),
        ("stage:", "needs something after the colon, such as stage:framing"),
        ("level: ", "needs something after the colon, such as level:red"),
        ("stage:farming", 'mean "framing"'),
        ("stage:f", "could be foundation or framing"),
        ("level:a", "could be amber or archived"),
        ("level:pink", "there's no level"),
        ("within:soon", "isn't a span of days"),
        ("within:d", "isn't a span of days"),
        ("within:-3d", "isn't a span of days"),
        ("within:99999d", "isn't a span of days"),
        ("within:²d", "isn't a span of days"),
        ("closing:ju", "isn't a month or period"),
        ("closing:2026-13", "isn't a month or period"),
        ("closing:2026", "isn't a month or period"),
        ("closing:soon", "isn't a month or period"),
    ],
)
def test_a_term_that_cannot_be_read_is_refused_with_one_that_works(listed: list[Listed], term: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        filter_jobs(listed, ["heron", term], POLICY, is_all=False, today=TODAY)
    with pytest.raises(UsageError):
        filter_jobs([], [term], POLICY, is_all=False, today=TODAY)


@pytest.mark.parametrize("key", TERM_EXAMPLES)
def test_every_example_that_is_offered_works(listed: list[Listed], key: str) -> None:
    for term in TERM_EXAMPLES[key].split(" or "):
        assert term.startswith(f"{key}:")
        filter_jobs(listed, [term], POLICY, is_all=True, today=TODAY)


def test_terms_on_no_homes_choose_none() -> None:
    assert filter_jobs((), ["late"], POLICY, is_all=True, today=TODAY) == ()


# Orders


def home(job: Build, number: str, level: Level = Level.GREEN, **keys: Any) -> Listed:
    verdict = Verdict(number, level, None, is_urgent=False, is_important=False, reasons=())
    return job(job=number, **keys), verdict


def test_by_urgency_they_stay_as_they_come(listed: list[Listed]) -> None:
    assert sort_jobs(listed, None) == sort_jobs(listed, "urgency") == tuple(listed)


def test_by_closing_those_without_a_day_come_last_and_equals_stay_as_they_come(job: Build) -> None:
    homes = [
        home(job, "undated", closing=None),
        home(job, "late", closing="2026-12-01"),
        home(job, "first", closing="2026-08-01"),
        home(job, "again", closing={"told": "2026-08-01"}),
        home(job, "undated too", closing={"place": "town"}),
        home(job, "long closed", stage="closed", closing={"contract": "2026-09-01", "closed_date": "2026-05-01"}),
    ]
    assert numbers(sort_jobs(homes, "closing")) == ["long closed", "first", "again", "late", "undated", "undated too"]


def test_by_lot_they_come_as_people_count(job: Build) -> None:
    lots = ["100", "A1", None, "9", "012B", "12A", "12", "2-10", "2-9", "012", "B", "9" * 5000, "A10", "A2", "#3"]
    homes = [home(job, str(place), lot=lot) for place, lot in enumerate(lots)]
    ordered = [summary.lot for summary, _ in sort_jobs(homes, "lot")]
    assert ordered == ["2-9", "2-10", "9", "12", "012", "12A", "012B", "100", "9" * 5000, "#3", "A1", "A2", "A10", "B", None]


def test_by_channel_those_of_one_channel_stand_together(job: Build) -> None:
    homes = [
        home(job, "1", contact={"channel": "text"}),
        home(job, "2", contact={"channel": "email"}),
        home(job, "3", contact=None, buyers="Kim Lee"),
        home(job, "4", contact=None),
        home(job, "5", contact={"channel": "email"}),
    ]
    assert numbers(sort_jobs(homes, "channel")) == ["2", "5", "4", "1", "3"]


@pytest.mark.parametrize(("typed", "sort"), [("clos", "closing"), ("L", "lot"), ("URGENCY", "urgency")])
def test_an_order_goes_by_its_only_beginning(listed: list[Listed], typed: str, sort: str) -> None:
    assert sort_jobs(listed, typed) == sort_jobs(listed, sort)


@pytest.mark.parametrize("sort", ["clossing", "c", "price"])
def test_an_order_there_is_not_is_refused(listed: list[Listed], sort: str) -> None:
    with pytest.raises(UsageError, match=r"closing.*lot.*channel|closing or channel"):
        sort_jobs(listed, sort)


@pytest.mark.parametrize("sort", SORT_ORDERS)
def test_no_order_loses_a_home_and_equals_keep_the_order_of_urgency(job: Build, listed: list[Listed], sort: str) -> None:
    assert sorted(numbers(sort_jobs(listed, sort))) == sorted(numbers(tuple(listed)))
    equals = [home(job, number) for number in ("3", "1", "2")]
    assert numbers(sort_jobs(equals, sort)) == ["3", "1", "2"]
    assert sort_jobs((), sort) == ()


def test_homes_stand_in_the_order_she_walks_past_them(job: Build) -> None:
    places = [
        ("Larkspur", "2"),
        ("heron creek", "100"),
        ("Heron Creek", "12B"),
        ("Larkspur", None),
        ("Heron Creek", "9"),
        ("Larkspur", "012"),
    ]
    homes = [job(job=str(n), community=community, lot=lot) for n, (community, lot) in enumerate(places)]
    assert [(home.community, home.lot) for home in sort_by_lot(homes)] == [
        ("Heron Creek", "9"),
        ("Heron Creek", "12B"),
        ("heron creek", "100"),
        ("Larkspur", "2"),
        ("Larkspur", "012"),
        ("Larkspur", None),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "oneill",
        "o'neill",
        "O\u2019Neill",
        "o neill",
        "maryann",
        "mary-ann",
        "stclaire",
        "st. claire",
        "vanderberg",
        "claire",
        "super:obrien",
    ],
)
def test_a_name_is_found_without_its_blanks_and_apostrophes(job: Build, book: Bind, typed: str) -> None:
    buyers = ["Mary-Ann O'Neill", "Jo St. Claire", "Piet van der Berg"]
    found = book(job(job="1", buyers=buyers, superintendent="Pat O'Brien"), job(job="2", buyers=["Kim Lee"]))
    homes = [(summary, verdict_of(summary, found, today=TODAY)) for summary in found.jobs]
    assert [summary.job for summary, _ in filter_jobs(homes, [typed], POLICY, is_all=False, today=TODAY)] == ["1"]
