"""What may be handed on: private notes, numbers, worries and sums stay with her, and the clocks run on as before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from backlog_cli.rules.reports.office_copy import hide_private, redact_job, redact_text
from backlog_cli.rules.summary import last_update_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

TODAY = date(2026, 6, 4)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("option deposit $11,400 due tomorrow", "option deposit an amount due tomorrow"),
        ("$ 500 credit, then €20k more.", "an amount credit, then an amount more."),
        ("call 555-0141-22 or (512) 555 0141 after 5", "call (a number) or (a number) after 5"),
        ("+1 (555) 010-0141", "(a number)"),
        ("lot 12, 118 Heron Creek Ln, HC-1041, by 17:30", "lot 12, 118 Heron Creek Ln, HC-1041, by 17:30"),
        ("moved from 2026-10-30 to 2026-12-11", "moved from 2026-10-30 to 2026-12-11"),
        ("by 10/30/2026", "by 10/30/2026"),
        ("two\nlines\tone", "two lines one"),
    ],
)
def test_sums_and_telephone_numbers_are_hidden_and_days_are_not(typed: str, expected: str) -> None:
    assert redact_text(typed) == expected
    assert redact_text(expected) == expected


def test_a_private_conversation_keeps_its_day_and_nothing_else(job: Callable[..., JobSummary]) -> None:
    entry = {"at": "2026-06-02", "how": "phone", "mood": "upset", "text": "divorce", "said": "we part", "topic": ["personal"]}
    home = job(log=[entry | {"private": "true", "next": {"what": "lawyer", "date": "2026-06-09"}}], worries=["new job"])
    found = redact_job(home)
    assert "divorce" not in repr(found)
    for words in ("we part", "lawyer", "upset", "new job"):
        assert words not in repr(found)
    assert found.talks[0].topics == ()
    assert last_update_day(found, today=TODAY) == last_update_day(home, today=TODAY) == date(2026, 6, 2)


def test_telephones_mail_and_manner_are_gone_and_names_stay(job: Callable[..., JobSummary]) -> None:
    buyers = [{"name": "Anh Nguyen", "phone": "555-0141", "email": "anh@example.com"}]
    found = redact_job(job(buyers=buyers, personality="driver", lender={"name": "Birchline", "phone": "555-0100"}))
    assert found.buyers[0].name == "Anh Nguyen"
    assert found.lender is not None
    assert found.lender.name == "Birchline"
    for words in ("555-01", "anh@", "driver"):
        assert words not in repr(found)


def test_what_she_carries_about_has_the_numbers_and_nothing_private(job: Callable[..., JobSummary]) -> None:
    home = job(
        buyers=[{"name": "Anh Nguyen", "phone": "555-0141"}],
        lender={"name": "Birchline", "officer": "Lou Park", "phone": "555-0100"},
        log=[
            {
                "at": "2026-06-02",
                "private": "true",
                "text": "divorce",
                "mood": "upset",
                "next": {"what": "lawyer", "date": "2026-06-09"},
            },
            {"at": "2026-06-01", "text": "paint"},
        ],
        deposits=[{"kind": "options", "amount": "11400", "due": "2026-06-20"}],
        worries=["new job"],
        notes=["the dog"],
        hot_buttons=["the pool"],
        after_closing_work=["fence"],
        personality="driver",
    )
    found = hide_private(home)
    for words in ("555-0141", "Lou Park", "555-0100", "paint", "options", "upset", "something private", "2026, 6, 9"):
        assert words in repr(found)
    for words in ("divorce", "lawyer", "11400", "new job", "the dog", "the pool", "fence", "driver"):
        assert words in repr(home)
        assert words not in repr(found)
