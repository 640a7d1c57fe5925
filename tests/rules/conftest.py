"""Builders for the rules' tests: one quiet home on a Thursday, and whatever a test changes about it."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.keys import SHORT_FORMS
from backlog_cli.model import BacklogFile, Job, Settings
from backlog_cli.rules.backlog import Backlog
from backlog_cli.rules.change import Append, Unquoted
from backlog_cli.rules.changes.done import complete_item, open_items
from backlog_cli.rules.clocks.table import CLOCKS, duties
from backlog_cli.rules.summarize import policy_of, summarize
from backlog_cli.terms import CANCELLED
from tests.backlogs import backlog_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.change import Change, Intent
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
    """`book(one, other, away=[...], pace="1.2")`: summaries with settings and absences as the file writes them."""

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
        "conflicts",
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
        assert value is None or type(value) in (str, Unquoted)


@pytest.fixture
def after_done(after: Callable[..., JobSummary]) -> Callable[..., list[Duty]]:
    """`after_done("deposit", deposits=[...])`: what a clock still says of the quiet home once `done` has ended all it can."""

    def ask(rule: str, *, today: date = TODAY, **keys: Any) -> list[Duty]:
        data, policy = deepcopy(QUIET | keys), policy_of(None)
        (clock,) = (clock for clock in CLOCKS if clock.rule == rule)
        summary = summarize(Job.model_validate(data), policy)
        assert list(clock.duties(summary, Backlog(policy), today=today)), "it has to say something before"
        assert clock.endings is not None
        for ending in clock.endings(summary, Backlog(policy), today=today):
            (tick,) = (tick for tick in open_items(summary, policy, today=today) if tick.what == ending.what)
            summary = after(data, complete_item(summary, tick, on=today), policy)
        return list(clock.duties(summary, Backlog(policy), today=today))

    return ask
