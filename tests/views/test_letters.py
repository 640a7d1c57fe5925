"""Texts on their way out: wrapped at a terminal, whole in a pipe, and as a mail that nothing can be smuggled into."""

from __future__ import annotations

import email
from datetime import date
from email.policy import default
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from backlog_cli.model import BacklogFile
from backlog_cli.rules.letters.draft import build_letter
from backlog_cli.terms import Channel, DraftKind
from backlog_cli.views.letters import buyers_without_email, draft_page, eml_bytes, letter_facts, letter_text, mailto_link
from backlog_cli.views.screen import Screen
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from backlog_cli.rules.backlog import Backlog
    from backlog_cli.rules.letters.draft import Letter
    from backlog_cli.rules.summary import JobSummary

    Drawn = Callable[[Text, Screen], str]
    Fits = Callable[[str, int], None]
    Golden = Callable[[str, str], None]

TODAY = date(2026, 6, 4)
SAMPLE_DAY = date(2026, 11, 23)
WIDTHS = (40, 60, 80, 120)


def drafted(kind: DraftKind = DraftKind.UPDATE, agent: str = "Renata Vance", **keys: Any) -> tuple[Letter, JobSummary]:
    home = {"job": "2401", "buyers": "Kim Lee", "sold_date": "2026-03-02", "stage": "framing", "stage_since": "2026-05-25"}
    backlog = BacklogFile.model_validate({"settings": {"agent": agent}, "jobs": [home | keys]})
    book = backlog_of(backlog)
    return build_letter(kind, book.jobs[0], backlog.jobs[0], book, today=TODAY), book.jobs[0]


SAMPLE = [
    ("HC-1037", DraftKind.BAD_NEWS),
    ("HC-1041", DraftKind.UPDATE),
    ("HC-1044", DraftKind.CONFIRM),
    ("HC-1012", DraftKind.CHECK_IN),
]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("job", "kind"), SAMPLE, ids=[job for job, _ in SAMPLE])
def test_the_page_of_a_draft(
    section_7: tuple[Backlog, Any], drawn: Drawn, golden: Golden, fits: Fits, job: str, kind: DraftKind, width: int
) -> None:
    book, backlog = section_7
    written = next(found for found in backlog.jobs if found.job == job)
    letter = build_letter(kind, book.job(job), written, book, today=SAMPLE_DAY)
    screen = Screen(width=width)
    text = drawn(draft_page(letter, book.job(job), screen), screen)
    fits(text, width)
    if width in (60, 80):
        golden(f"draft_{job}_{width}", text)


def test_a_pipe_gets_each_paragraph_on_one_line() -> None:
    letter, _ = drafted(personality="relator")
    lines = letter_text(letter.text, Screen(is_terminal=False)).split("\n")
    assert lines[0] == "Hi Kim,"
    assert any(len(line) > 100 for line in lines)


def test_a_terminal_gets_lines_that_fit() -> None:
    letter, _ = drafted(personality="relator")
    assert max(len(line) for line in letter_text(letter.text, Screen(width=200)).split("\n")) <= 80


def test_what_could_act_on_a_terminal_is_made_visible() -> None:
    letter, summary = drafted(
        bought_for=["the view\x1b]52;c;aGk=\x07 \u202e here"], buyers=[{"name": "Kim Lee", "email": "k@x.org"}]
    )
    link = mailto_link(letter, summary.buyers)
    for text in (letter_text(letter.text, Screen()), eml_bytes(letter, summary.buyers).decode(), link):
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "%1B" not in link


# Mail.


def test_a_mail_opens_as_a_draft() -> None:
    letter, summary = drafted(
        buyers=[{"name": "Inés Lee", "email": "ines@example.com"}, {"name": "Kim Lee", "email": "kim@example.com"}]
    )
    data = eml_bytes(letter, summary.buyers)
    message = email.message_from_bytes(data, policy=default)
    assert message["X-Unsent"] == "1"
    assert message["From"] is None
    assert [(to.display_name, to.addr_spec) for to in message["To"].addresses] == [
        ("Inés Lee", "ines@example.com"),
        ("Kim Lee", "kim@example.com"),
    ]
    assert message.get_content().replace("\r\n", "\n") == letter.text + "\n"
    assert data.isascii()
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))


NASTY = [
    "kim@example.com\nBcc: all@example.com",
    "kim@example.com, other@example.com",
    "no address",
    "@",
    "",
    "kim@",
    "a" * 400,
    "kim@exa mple.com",
    "<kim@example.com>",
]


@pytest.mark.parametrize("address", NASTY)
def test_no_address_smuggles_anything_into_a_mail(address: str) -> None:
    letter, summary = drafted(buyers=[{"name": 'Kim "x" <y@z.org>\r\nBcc: b@c.d', "email": address}])
    message = email.message_from_bytes(eml_bytes(letter, summary.buyers), policy=default)
    assert message["Bcc"] is None
    assert set(message.keys()) <= {"X-Unsent", "Subject", "To", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"}
    assert message["To"] is None or [to.addr_spec for to in message["To"].addresses] == [address.strip()]


def test_whom_no_mail_reaches_is_known() -> None:
    _, summary = drafted(buyers=[{"name": "Kim Lee", "email": "kim@example.com"}, "Ana Lee", {"name": "Bo Lee", "email": "bo"}])
    assert buyers_without_email(summary.buyers) == ("Ana Lee", "Bo Lee")


def test_a_link_opens_the_same_words() -> None:
    letter, summary = drafted(
        buyers=[{"name": "Kim Lee", "email": "kim+home@example.com"}, "Ana Lee"], bought_for=["50 % & more? #1"]
    )
    link = urlsplit(mailto_link(letter, summary.buyers))
    assert (link.scheme, link.path) == ("mailto", "kim%2Bhome@example.com")
    found = parse_qs(link.query, strict_parsing=True)
    assert found["subject"] == [letter.subject]
    assert found["body"][0].replace("\r\n", "\n") == letter.text


def test_a_script_reads_the_text_and_what_is_not_in_it() -> None:
    letter, summary = drafted(DraftKind.BAD_NEWS, closing={"internal": "2027-01-15", "told": "2026-12", "shifts": [
        {"from": "2026-12-11", "to": "2027-01-15", "known_date": "2026-06-03", "plan_b": "call 555-0141"}
    ]})  # fmt: skip
    facts = letter_facts(letter, summary, channel=Channel.TEXT, template=None)
    gaps = ("the cause, in a plain sentence", "how you get through it together", "plan B", "the day they hear from you next")
    assert facts["to_fill_in"] == gaps
    assert facts["kept_back"] == ("plan B, since it holds a telephone number",)
    assert facts["draft"] == "bad-news"
