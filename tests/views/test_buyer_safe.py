"""Whatever a file holds, no text for buyers ever shows an untold date, a private note, a stranger's name, a phone or a price."""

from __future__ import annotations

import email
import re
from datetime import date, timedelta
from email.policy import default
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli.dates.values import MONTHS
from backlog_cli.errors import UsageError
from backlog_cli.model import BacklogFile
from backlog_cli.rules.changes.log import told_period
from backlog_cli.rules.due.decisions import decision_plan
from backlog_cli.rules.letters.draft import build_letter
from backlog_cli.rules.letters.redaction import redaction_rules
from backlog_cli.rules.letters.wording import TextFilter, decision_text
from backlog_cli.terms import CauseKind, Channel, DraftKind, Personality, TalkKind
from backlog_cli.views.letters import eml_bytes, letter_text, mailto_link
from backlog_cli.views.screen import Screen
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_cli.rules.letters.draft import Letter
    from backlog_cli.rules.summary import JobSummary

TODAY = date(2026, 6, 4)

# Days that nobody was told stand in years of their own, so that no other day is mistaken for one.
SECRET = st.dates(date(2031, 1, 1), date(2033, 12, 28))
NEAR = st.integers(-60, 300).map(lambda days: (TODAY + timedelta(days=days)).isoformat())
NOTES = ("room for her wwnote", "wwnote, he is upset", "tell Linh wwnote", "wwnote for the buyers")
MARKS = (
    "wwprivate",
    "wwnote",
    "wwcause",
    "Quixano",
    "zvonimir quixano",
    "555-0141",
    "9195550177",
    "412,900",
    "412900",
    "$8,000",
    "8000",
)


def spelled(day: date) -> list[str]:
    name = MONTHS[day.month - 1]
    return [
        day.isoformat(),
        f"{name[:3]} {day.day}",
        f"{name} {day.day}",
        f"{name} {day.day}, {day.year}",
        f"{name[:3]} {day.day}, {day.year}",
        f"{day.day} {name}",
        f"{day.month}/{day.day}",
        f"{day.month:02}/{day.day:02}/{day.year}",
    ]


@st.composite
def told_words(draw: st.DrawFn, secrets: list[date], *, has_notes: bool = True) -> str:
    """Words an agent may have typed, some of them not for the buyers; `has_notes` where they may be about them."""
    pieces = ["windows came late", "a walk every week", "[b] {stage} <i>", "پیام", "two\nlines", "Great!!"]
    bad = [
        *MARKS[3:],
        *(NOTES if has_notes else ()),
        "wwprivate worry",
        "Zvonimir Quixano",
        *(form for day in secrets for form in spelled(day)),
    ]
    words = draw(st.lists(st.sampled_from(pieces) | st.sampled_from([f"call, {mark}." for mark in bad]), min_size=1, max_size=3))
    return " ".join(words)


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    """A file of two households; the second one is the strangers."""
    internal, moved_to = draw(SECRET), draw(SECRET)
    words, plain = told_words([internal, moved_to]), told_words([internal, moved_to], has_notes=False)
    told = draw(
        st.sampled_from(
            [None, "2026-12-11", "2026-W51", "2026-12", "2026-Q4", internal.isoformat(), f"{internal.year}-{internal.month:02}"]
        )
    )
    shift = st.fixed_dictionaries(
        {"from": NEAR, "to": st.just(moved_to.isoformat()), "known_date": NEAR},
        optional={
            "what": st.sampled_from(["closing", "orientation", "start"]),
            "told_date": NEAR,
            "cause": words.map(lambda text: f"wwcause {text}"),
            "cause_kind": st.sampled_from(CauseKind),
            "together": words,
            "plan_b": words,
            "change": words,
            "ours": st.just("true"),
        },
    )
    entry = st.fixed_dictionaries(
        {"at": NEAR},
        optional={
            "how": st.sampled_from(Channel),
            "kind": st.sampled_from(TalkKind),
            "text": words,
            "said": words,
            "topic": st.just(["money", "rate"]),
            "next": st.fixed_dictionaries({"what": words, "date": NEAR}),
            "local_item": words,
            "outcome": st.sampled_from(["reached", "sent"]),
        },
    )
    private = st.fixed_dictionaries(
        {"at": NEAR, "private": st.just("true"), "text": st.just("wwprivate one"), "how": st.sampled_from(Channel)},
        optional={
            "next": st.fixed_dictionaries({"what": st.just("wwprivate two"), "date": NEAR}),
            "said": st.just("wwprivate three"),
        },
    )
    answers = words.map(lambda text: f"pass on: {text}")
    promise = st.fixed_dictionaries(
        {"text": words | answers, "due": NEAR}, optional={"by": st.sampled_from(["me", "lender"]), "to": st.just("buyers")}
    )
    question = st.fixed_dictionaries({"ask": words, "answered": NEAR, "answer": words})
    issue = st.fixed_dictionaries({"text": words, "wants": words, "due": st.just(internal.isoformat())})
    home = {
        "job": "2401",
        "buyers": [
            {"name": "Anh Nguyen", "phone": "555-0141", "email": "anh@example.com"},
            {"name": "Linh Nguyen", "phone": "9195550177"},
        ],
        "sold_date": "2026-03-02",
        "stage": draw(st.sampled_from(["contract", "permitting", "framing", "drywall", "punch", "closed", "cancelled"])),
        "stage_since": draw(NEAR),
        "price": "412,900",
        "worries": ["wwprivate worry"],
        "deposits": [{"kind": "earnest", "amount": "8000", "due": draw(NEAR)}],
        "closing": {
            "contract": draw(NEAR),
            "internal": internal.isoformat(),
            "told": told,
            "shifts": draw(st.lists(shift, max_size=2)),
        },
        "personality": draw(st.sampled_from([None, *Personality])),
        "bought_for": draw(st.lists(words, max_size=2)),
        "hot_buttons": draw(st.lists(st.fixed_dictionaries({"text": words, "stage": st.just("framing")}), max_size=1)),
        "log": draw(st.lists(entry | private, max_size=4)),
        "promises": draw(st.lists(promise, max_size=2)),
        "questions": draw(st.lists(question, max_size=1)),
        "issues": draw(st.lists(issue, max_size=2)),
        "appointments": draw(st.lists(st.fixed_dictionaries({"at": NEAR, "what": words, "where": words}), max_size=2)),
        "selections": draw(st.lists(st.fixed_dictionaries({"item": plain}, optional={"decide_by": NEAR}), max_size=2)),
        "hold": draw(st.sampled_from([None, {"what": "weather"}])),
        "address": draw(plain),
    }
    stranger = {"job": "2402", "buyers": ["Zvonimir Quixano", "Ana Quixano"], "sold_date": "2026-03-02", "stage": "framing"}
    tips = draw(st.lists(plain.map(lambda title: {"title": title}), max_size=2))
    return {"settings": {"agent": "Renata Vance"}, "local_items": tips, "jobs": [home, stranger], "secrets": [internal, moved_to]}


def letters(backlog: BacklogFile) -> Iterator[Letter]:
    book = backlog_of(backlog)
    everything = " ".join(
        f"{{{part}}}"
        for part in (
            *("names", "address", "answers", "stage", "agreed", "points", "news", "cause", "together", "plan_b", "change"),
            *("issue", "wants", "reason", "tip"),
        )
    )
    for kind in DraftKind:
        for template in (None, ("mine.txt", everything)):
            try:
                yield build_letter(kind, book.jobs[0], backlog.jobs[0], book, backlog.local_items, template=template, today=TODAY)
            except UsageError:
                continue


def ways_out(letter: Letter, summary: JobSummary) -> Iterator[str]:
    """The text as it reaches a buyer: printed, mailed, linked."""
    yield letter_text(letter.text, Screen(width=60)).replace("\n", " ")
    message = email.message_from_bytes(eml_bytes(letter, summary.buyers), policy=default)
    yield f"{message['Subject']} {message.get_content()}"
    yield unquote(mailto_link(letter, summary.buyers).partition("?")[2])


def finder(days: Iterable[date]) -> re.Pattern[str]:
    """What must not be seen, in every way it can be written.

    Without its year a day is known by the word before it, because the same day of this year may well stand in a text.
    """
    forms = [(form, str(day.year) in form) for day in days for form in spelled(day)]
    marks = [*MARKS, *(form if has_year else f"call, {form}" for form, has_year in forms)]
    return re.compile(rf"(?<![\w/])(?:{'|'.join(map(re.escape, marks))})(?!\d)", re.IGNORECASE)


def showing(text: str, forbidden: re.Pattern[str]) -> list[str]:
    return forbidden.findall(re.sub(r"\s+", " ", text))


def hold_against(data: dict[str, Any]) -> None:
    secrets: list[date] = data.pop("secrets")
    backlog = BacklogFile.model_validate(data)
    book = backlog_of(backlog)
    summary = book.jobs[0]
    told = summary.told
    moves = {shift.to_day for shift in summary.shifts if shift.what in ("closing", "orientation") and shift.told_date is None}
    heard = {shift.to_day for shift in summary.shifts if shift.what == "orientation" and shift.told_date is not None}
    heard |= {told.start} if told is not None and told.start == told.end else set()
    days = [day for day in secrets if day in {summary.internal} | moves and day not in heard]
    # The text that brings news names what `log --told` will note as told, and nothing more exact.
    new = told_period(summary, book.policy)
    news = {new.start if new and new.start == new.end else None}
    # Of a start or an orientation that moved it names the day, even where the internal closing is meant for the same one.
    news |= {shift.to_day for shift in summary.shifts if shift.what != "closing"}
    always, beside_news = finder(days), finder(day for day in days if day not in news)
    for letter in letters(backlog):
        for text in ways_out(letter, summary):
            assert showing(text, beside_news if letter.kind in (DraftKind.BAD_NEWS, DraftKind.WRITTEN) else always) == []
    job = backlog.jobs[0]
    plan = decision_plan(summary, job.selections, book.policy, today=TODAY)
    text = decision_text(plan, TextFilter(redaction_rules(summary, job, book), job.personality), "Renata Vance", today=TODAY)
    due = {choice.decide_by for choice in plan.open}
    assert showing(text, finder(day for day in days if day not in due)) == []


@settings(max_examples=20)
@given(files())
def test_no_text_shows_what_a_buyer_must_not_read(data: dict[str, Any]) -> None:
    hold_against(data)


@pytest.mark.sweep
@settings(max_examples=600)
@given(files())
def test_no_text_of_many_shows_what_a_buyer_must_not_read(data: dict[str, Any]) -> None:
    hold_against(data)
