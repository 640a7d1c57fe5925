"""`due` as it is typed: the cases that hid something, its lists, its exit code, and the web page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]

CASES = Path(__file__).parent.parent.parent / "data" / "cases"


@pytest.fixture
def due(run: Run) -> Callable[..., Any]:
    """`due("snoozed-message", "2026-11-25", "--exit-code")`: what `due` answers on that file and day."""
    return lambda case, today, *words: run("due", *words, "--file", str(CASES / f"{case}.yaml"), today=today)


def test_what_is_due_today_is_told_and_somebody_waits(due: Callable[..., Any]) -> None:
    """page-1: a promise, an agreed call and a message of yesterday."""
    page = due("due-today", "2026-11-18", "--exit-code")
    assert page.code == 1
    also = " ".join(page.out.partition("ALSO TODAY")[2].split())
    assert 'you promised "paint codes"' in also
    assert "call with the truss date" in also
    assert "555-0102" in also  # the action is a call
    assert "email from Bo" in also
    assert "Nobody is waiting" not in page.out


def test_a_message_of_a_home_that_sleeps_is_on_the_page(due: Callable[..., Any]) -> None:
    """page-5: a snooze hides no answer owed."""
    page = due("snoozed-message", "2026-11-25", "--exit-code")
    assert page.code == 1
    assert "email from Ana, unanswered for 2 days" in " ".join(page.out.split())
    assert "Nobody is waiting" not in page.out


@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_everybody_owed_by_today_is_named(due: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    """page-8: forty-five homes, and nobody is "+37 more"."""
    monkeypatch.setenv("COLUMNS", columns)
    facts = json.loads(due("forty-five", "2026-11-19", "--json").out)
    above = {facts["frog"], *facts["focus"]}
    owed = [duty["job"] for duty in facts["owed"] if duty["day"] <= "2026-11-19"]
    names = {job["job"]: job["buyer"] for job in facts["jobs"]}
    assert len(owed) > 5
    page = due("forty-five", "2026-11-19").out
    below = [job for job in owed if job not in above]
    assert f"OWED AN UPDATE ({len(below)})" in page
    assert all(names[job] in page.partition("OWED AN UPDATE")[2] for job in below)
    listed = due("forty-five", "2026-11-19", "--owed").out
    assert all(f"{job} {names[job]}" in listed for job in owed)
    assert f"{len(owed)} owed by today, {len(facts['owed']) - len(owed)} more by Thu Nov 26" in listed


def test_a_day_on_which_nobody_waits_says_so(due: Callable[..., Any]) -> None:
    page = due("snoozed-message", "2026-11-22", "--exit-code")
    assert (page.code, "Nobody is waiting for you today." in page.out) == (0, True)
    assert json.loads(due("snoozed-message", "2026-11-22", "--json").out)["nobody_waiting"] is True


def test_ahead_tells_what_comes_due_and_how_far_the_updates_are_listed(due: Callable[..., Any]) -> None:
    page = due("due-today", "2026-11-16", "--ahead", "3").out
    ahead = page.partition("AHEAD")[2]
    assert "Wed Nov 18" in ahead
    assert "paint codes" in ahead
    assert "AHEAD" not in due("due-today", "2026-11-16").out
    assert "None owed today, 2 by Tue Nov 24" in due("due-today", "2026-11-18", "--owed", "--ahead", "6").out


def test_all_has_the_next_due_day_of_each_home(due: Callable[..., Any]) -> None:
    page = due("due-today", "2026-11-18", "--all").out
    assert page.count("due today") == 2
    assert "next due Tue Nov 24" in due("snoozed-message", "2026-11-22", "--all").out


@pytest.mark.parametrize("words", [(), ("--owed",), ("--all",), ("--ahead", "5")], ids=" ".join)
def test_the_web_page_has_what_the_screen_has(due: Callable[..., Any], words: tuple[str, ...]) -> None:
    page = due("due-today", "2026-11-18", "--html", *words).out
    assert page.startswith("<!doctype html>")
    assert page.isascii()
    assert "Gray" in page
    assert "Hunt" in page
    if words != ("--owed",):
        assert "truss date" in page


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--owed", "--all"), "leave one out"),
        (("--html", "--json"), "leave one out"),
        (("--html", "--csv"), "leave one out"),
        (("--ahead", "999"), "0 to 366 days"),
        (("--sort", "size"), "Try urgency, closing, lot or channel"),
    ],
)
def test_what_does_not_go_together_is_refused(due: Callable[..., Any], words: tuple[str, ...], why: str) -> None:
    answer = due("due-today", "2026-11-18", *words)
    assert answer.code == 2
    assert why in answer.err


def test_updates_are_sorted_as_asked(due: Callable[..., Any]) -> None:
    def order(*words: str) -> list[str]:
        return [line.split(",")[2] for line in due("forty-five", "2026-11-19", "--owed", "--csv", *words).out.splitlines()[1:]]

    assert sorted(order()) == sorted(order("--sort", "lot"))
    assert order() != order("--sort", "lot")
    assert order("--sort", "urgency") == order()
