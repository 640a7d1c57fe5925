"""The page of one home: whatever the file says stays text, and every part is there when there is something to say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.views.html.home_page import home_page
from backlog_cli.workflows.site import home_details

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from backlog_cli import model
    from backlog_cli.rules.backlog import Backlog

    Made = Callable[..., tuple[Backlog, model.BacklogFile]]

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><script>alert(1)</script>",
    "<!-- never closed",
    "\u202eevil\u202c \x1b]0;title\x07 \x00",
    "[lot 5] [/b] :house: [red]",
)


def page(made: Made, today: date, *, is_private: bool = True, is_everything: bool = True, **keys: Any) -> str:
    backlog, file = made(**keys)
    found = home_details(backlog.jobs[0], file.jobs[0], backlog, today=today, is_private=is_private, is_everything=is_everything)
    return home_page(found)


def everything(words: str) -> dict[str, Any]:
    """A home that says these words wherever it may say any."""
    return {
        "buyers": [{"name": words, "phone": words, "email": words}, {"name": "Ben Ito", "phone": "555-0142"}],
        "address": words,
        "plan": words,
        "community": words,
        "superintendent": words,
        "lender": {"name": words, "officer": words, "phone": words},
        "realtor": {"name": words, "phone": words, "wants_updates": "true"},
        "contact": {"channel": "phone", "when": words, "avoid": [words], "language": words, "time_zone": words},
        "escalation": {"name": words, "phone": words},
        "interests": [words],
        "worries": [words],
        "notes": [words],
        "bought_for": [words],
        "hot_buttons": [words],
        "promises": [{"text": words, "by": "me", "due": "2026-06-09", "needs": words}, {"text": words, "by": "buyer"}],
        "issues": [{"id": 1, "text": words, "wants": words, "owner": words}],
        "questions": [{"ask": words, "of": "lender"}],
        "appointments": [{"at": "2026-06-09 10:00", "what": words, "where": words, "purpose": words}],
        "closing": {
            "contract": "2026-11-01",
            "internal": "2026-11-20",
            "told": "2026-11",
            "shifts": [{"from": "2026-11-01", "to": "2026-11-20", "cause": words, "together": words, "plan_b": words}],
        },
        "log": [
            {
                "at": "2026-06-01",
                "text": words,
                "said": words,
                "topic": ["rate"],
                "photos": [words],
                "video": words,
                "local_item": words,
                "next": {"what": words, "date": "2026-06-08"},
            },
        ],
    }


@pytest.mark.parametrize("words", NASTY)
def test_whatever_the_file_says_stays_text(made: Made, today: date, words: str) -> None:
    usual, nasty = (page(made, today, **everything(text)) for text in ("plain", words))
    tags = re.compile(r"<[a-z/!][^>]*>")
    assert [tag for tag in tags.findall(nasty) if "content=" not in tag] == [
        tag for tag in tags.findall(usual) if "content=" not in tag
    ]
    assert nasty.isascii()
    assert not set(nasty) & set("\x00\x07\x1b")


def test_a_quiet_home_has_no_empty_parts(made: Made, today: date) -> None:
    made_page = page(made, today, log=[], contact={}, is_private=False)
    titles = re.findall(r"<h2>([^<]+)</h2>", made_page)
    assert "Private" not in titles
    assert "In the file" not in titles
    assert "Conversations" not in titles
    assert not re.search(r"<(ul|section|li|p)[^>]*>\s*</\1>", made_page)


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (
            {"log": [{"at": "2026-06-03", "next": {"what": "send photos", "date": "2026-06-08"}}]},
            "Agreed: send photos, Mon Jun 8",
        ),
        ({"log": [{"at": "2026-06-03", "next": "none"}]}, "No next step, on purpose"),
        ({"log": []}, "No next step yet: agree on one in this call"),
        ({"log": [{"at": "2026-06-03", "mood": "worried", "how": "phone"}]}, "Mood: worried, Wed Jun 3"),
        ({"buyers": [{"name": "Ada Roe", "phone": "555-0141 x7"}]}, "Ada Roe 555-0141 x7 text"),
        ({"buyers": [{"name": "Ada Roe", "phone": "ask Hal"}]}, "Ada Roe ask Hal"),
        ({"needed_by": {"date": "2026-07-01", "reason": "lease"}}, "They need it: by Wed Jul 1 (in 27 days), lease"),
        ({"personality": "driver"}, "Manner: driver: be brief"),
    ],
)
def test_what_a_page_says(made: Made, today: date, keys: dict[str, Any], shown: str) -> None:
    text = " ".join(re.sub(r"<[^>]+>", " ", page(made, today, **keys)).split())
    assert shown in text.replace(" :", ":")
