"""A home as plain data, what becomes of it when a change is carried out, and where that leaves it: no file, no editor."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from backlog_cli.model import Job
from backlog_cli.rules.change import Append, Bare
from backlog_cli.rules.summarize import policy_of, summarize
from backlog_cli.terms import SHORT_FORMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.change import Change, Intent
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

LEAST: dict[str, Any] = {
    "job": "2401",
    "lot": "14",
    "buyers": ["Anh Nguyen", "Linh Nguyen"],
    "sold_date": "2026-03-02",
    "stage": "framing",
    "lender": {"status": "ctc"},
}


@pytest.fixture(scope="session")
def plain() -> Callable[..., dict[str, Any]]:
    """`plain(lot="9")`: a home of which no date is known, as the file's text says it, with some keys changed."""
    return lambda **keys: deepcopy(LEAST | keys)


@pytest.fixture(scope="session")
def stand() -> Callable[..., JobSummary]:
    """`stand(data)`: where that home stands."""

    def build(data: dict[str, Any], policy: Policy | None = None) -> JobSummary:
        return summarize(Job.model_validate(data), policy or policy_of(None))

    return build


@pytest.fixture(scope="session")
def after(stand: Callable[..., JobSummary]) -> Callable[..., JobSummary]:
    """`after(data, change)`: where the home stands once the change is carried out on `data`, which it alters."""

    def build(data: dict[str, Any], change: Change, policy: Policy | None = None) -> JobSummary:
        for intent in change.intents:
            carry_out(data, intent)
        return stand(data, policy)

    return build


def carry_out(data: dict[str, Any], intent: Intent) -> None:
    """What `change.py` promises of an intent, on dicts and lists."""
    assert_writable(intent.value)
    *way, last = intent.path
    node: Any = data
    name = "job"
    for step in way:
        node = opened(node, step, name)
        name = step if isinstance(step, str) else name
    if isinstance(intent, Append):
        opened(node, last, name, is_list=True).append(intent.value)
    else:
        node[last] = intent.value


LISTS = frozenset(
    {
        "log",
        "promises",
        "issues",
        "questions",
        "deposits",
        "selections",
        "change_requests",
        "contingencies",
        "shifts",
        "papers",
        "appointments",
    }
)


def opened(node: Any, step: str | int, name: str, *, is_list: bool = False) -> Any:
    """What stands at `step`, made a mapping (or a list) if it is a short form or missing; `name` is the key above it."""
    if isinstance(step, int):
        if not isinstance(node[step], dict):
            node[step] = dict.fromkeys(SHORT_FORMS[name], node[step])
    elif is_list or step in LISTS:
        found = node.get(step)
        if not isinstance(found, list):
            node[step] = [] if found is None else [found]
    elif not isinstance(node.get(step), dict):
        found = node.get(step)
        node[step] = {} if found is None else dict.fromkeys(SHORT_FORMS[step], found)
    return node[step]


def assert_writable(value: object) -> None:
    """Only what a file can hold as typed: text, plain words that are dates, numbers or flags, nothing, and lists of them."""
    if isinstance(value, dict):
        assert all(isinstance(key, str) for key in value)
        for part in value.values():
            assert_writable(part)
    elif isinstance(value, list):
        for part in value:
            assert_writable(part)
    else:
        assert value is None or type(value) in (str, Bare)


# Made-up homes of every kind, as plain data around one Thursday.

TODAY = date(2026, 6, 4)


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


DAYS = st.integers(-40, 40).map(day)
MAYBE = st.none() | DAYS
TEXTS = st.sampled_from(["paint codes", "x", "[b]: #", "پیام", "two\nlines"])


def some(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries({}, optional=keys), max_size=3)


HOMES = st.fixed_dictionaries(
    {
        "job": st.just("2401"),
        "buyers": st.sampled_from([["Anh Nguyen", "Linh Nguyen"], ["علي"], "Cher"]),
        "sold_date": st.just(day(-90)),
        "stage": st.sampled_from(["contract", "framing", "punch", "closed", "cancelled"]),
    },
    optional={
        "closing": DAYS
        | st.fixed_dictionaries(
            {},
            optional={
                "internal": MAYBE,
                "told": MAYBE,
                "closed_date": MAYBE,
                "shifts": some(to=MAYBE, told_date=MAYBE, amendment_date=MAYBE, what=st.sampled_from(["closing", "start"])),
            },
        ),
        "lender": st.sampled_from([None, "Birchline", {"status": "applied"}, {"product": "cash"}, {"papers": ["pay stubs"]}]),
        "log": some(
            at=st.none() | st.integers(-40, 0).map(day),
            how=st.sampled_from(["phone", "email", "in-person", "group-text"]),
            kind=st.sampled_from(["update", "inbound", "internal", "attempt", "check-in", "appointment"]),
            outcome=st.sampled_from(["reached", "sent", "voicemail"]),
            written_date=MAYBE,
            reply_owed=st.sampled_from(["true", "false"]),
            text=TEXTS,
            next=st.sampled_from(["none", "call"]) | st.fixed_dictionaries({"what": TEXTS, "date": MAYBE, "done": MAYBE}),
        ),
        "promises": some(text=TEXTS, due=MAYBE, by=st.sampled_from(["me", "lender"]), done=MAYBE),
        "issues": some(text=TEXTS, due=MAYBE, opened=MAYBE, status=st.sampled_from(["open", "resolved"])),
        "deposits": some(amount=st.sampled_from(["8000", "0"]), due=MAYBE, paid=MAYBE),
        "selections": st.just("cabinets") | some(item=TEXTS, decide_by=MAYBE, decided=MAYBE),
        "change_requests": some(what=TEXTS, answer_by=MAYBE),
        "contingencies": some(kind=st.just("financing"), expires=MAYBE, notice_until=MAYBE),
        "questions": some(ask=TEXTS, asked=MAYBE, answered=MAYBE),
        "care": some(done=st.just("day-2")).map(lambda found: found[0] if found else None),
        "escalation": st.sampled_from(["Priya Dole", {"name": "Priya Dole"}]),
        "pin": st.sampled_from(["red", {"level": "amber", "until": day(3)}]),
    },
)


@pytest.fixture(scope="session")
def homes() -> st.SearchStrategy[dict[str, Any]]:
    """Homes with few or many things known about them, around Thursday June 4, 2026; nothing is logged later than that."""
    return HOMES
