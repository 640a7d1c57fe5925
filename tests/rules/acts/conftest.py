"""A home as plain data, what becomes of it when a change is carried out, and where that leaves it: no file, no editor."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.model import Job
from backlog_cli.rules.change import Append, Bare
from backlog_cli.rules.standing import policy_of, standing_of
from backlog_cli.terms import SHORT_FORMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.change import Change, Intent
    from backlog_cli.rules.standing import Standing
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
def stand() -> Callable[..., Standing]:
    """`stand(data)`: where that home stands."""

    def build(data: dict[str, Any], policy: Policy | None = None) -> Standing:
        return standing_of(Job.model_validate(data), policy or policy_of(None))

    return build


@pytest.fixture(scope="session")
def after(stand: Callable[..., Standing]) -> Callable[..., Standing]:
    """`after(data, change)`: where the home stands once the change is carried out on `data`, which it alters."""

    def build(data: dict[str, Any], change: Change, policy: Policy | None = None) -> Standing:
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
