"""A home as plain data, what becomes of it when a change is carried out, and where that leaves it: no file, no editor."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable


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
