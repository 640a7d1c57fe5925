"""Builders for the rules' tests: one quiet home on a Thursday, and whatever a test changes about it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.model import BacklogFile, Job, Settings
from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.clocks.table import duties
from backlog_cli.rules.summarize import backlog_of, policy_of, summarize
from backlog_cli.terms import CANCELLED

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.duty import Duty
    from backlog_cli.rules.summary import JobSummary
    from backlog_cli.terms import Policy

TODAY = date(2026, 6, 4)

# A home of which nothing is owed on that Thursday: no clock fires, no note stands, nothing is to be groomed.
QUIET: dict[str, Any] = {
    "job": "2401",
    "lot": "14",
    "buyers": ["Anh Nguyen", "Linh Nguyen"],
    "sold_date": "2026-03-02",
    "stage": "framing",
    "stage_since": "2026-05-25",
    "stage_seen": "2026-06-01",
    "start_date": "2026-04-20",
    "superintendent": "Hal Moreno",
    "precon_date": "2026-04-10",
    "closing": {"contract": "2026-10-30", "internal": "2026-10-30", "told": "2026-10"},
    "lender": {"name": "Birchline", "product": "conv-30", "status": "conditional"},
    "contact": {"channel": "group-text", "when": "evenings", "local": "true"},
    "expectations": ["cost", "delay", "contact", "escalation"],
    "log": [{"at": "2026-06-02", "kind": "update", "how": "group-text", "mood": "neutral"}],
}


@pytest.fixture
def job() -> Callable[..., JobSummary]:
    """`job(stage="trim", log=[])`: the quiet home with some keys of its YAML changed; `policy=` for other settings."""

    def build(*, policy: Policy | None = None, **keys: Any) -> JobSummary:
        known = policy or policy_of(None)
        names = (*(stage.name for stage in known.stages), CANCELLED)
        return summarize(Job.model_validate(QUIET | keys, context={"stages": names}), known)

    return build


@pytest.fixture
def book() -> Callable[..., Backlog]:
    """`book(one, other, away=[...], pace="1.2")`: standings with settings and absences as the file writes them."""

    def build(*summaries: JobSummary, away: list[dict[str, Any]] | None = None, **settings: Any) -> Backlog:
        empty = backlog_of(BacklogFile.model_validate({"settings": settings, "away": away or []}))
        return Backlog(empty.policy, empty.away, summaries)

    return build


@pytest.fixture
def policy() -> Callable[..., Policy]:
    """`policy(pace="1.2")`: the settings as the file writes them, with every default filled in."""
    return lambda **settings: policy_of(Settings.model_validate(settings))


@pytest.fixture
def fired(job: Callable[..., JobSummary], book: Callable[..., Backlog]) -> Callable[..., list[Duty]]:
    """`fired("update", log=[])`: what one clock (or note) says of the quiet home with some keys changed.

    `settings=` and `away=` are written as in the file; `today=` is another day than the usual Thursday.
    """

    def ask(
        rule: str,
        *,
        settings: dict[str, Any] | None = None,
        away: list[dict[str, Any]] | None = None,
        today: date = TODAY,
        **keys: Any,
    ) -> list[Duty]:
        rules = book(away=away, **(settings or {}))
        summary = job(policy=rules.policy, **keys)
        return [duty for duty in duties(summary, rules, today=today) if duty.rule == rule]

    return ask
