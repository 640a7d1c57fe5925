"""The fields of a promise stand in the model, the summary, what is written and what is remembered: they are the same."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli import model
from backlog_cli.rules.change import Append, Change
from backlog_cli.rules.changes.entries import promise_entry
from backlog_cli.rules.summary import Promise
from backlog_cli.rules.summary_step import apply_change
from backlog_cli.rules.writers import with_writer
from backlog_cli.terms import Party

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlog_cli.rules.summary import JobSummary

TODAY = date(2026, 6, 4)
HISTORY = {"cause_kind"}  # why it was late or broken: told by reports, and no rule of the day asks for it
LATER = {"done", "noted_by"}  # written when it is kept, and where it wasn't the agent
FILLED = {
    "text": "paint codes",
    "by": "builder",
    "to": "buyers",
    "made": "2026-06-01",
    "due": "2026-06-09",
    "needs": "Hal",
    "done": "2026-06-03",
    "status": "kept",
    "noted_by": "Dana Reyes",
}


def test_the_summary_of_a_promise_holds_every_field_of_the_file() -> None:
    assert [key for key in model.Promise.blocks() if key not in HISTORY] == list(FILLED)
    assert set(Promise._fields) == {"place", "is_done_undated", *FILLED}


def test_every_field_of_a_promise_reaches_its_summary(plain: Callable[..., Any], stand: Callable[..., JobSummary]) -> None:
    (promise,) = stand(plain(promises=[FILLED])).promises
    assert {name: str(value) for name, value in promise._asdict().items()} == FILLED | {"place": "0", "is_done_undated": "False"}


@pytest.mark.parametrize("who", [None, "Dana Reyes"])
@pytest.mark.parametrize("needs", [None, "Hal"])
def test_a_new_promise_is_remembered_as_it_would_be_read(
    plain: Callable[..., Any],
    stand: Callable[..., JobSummary],
    after: Callable[..., JobSummary],
    needs: str | None,
    who: str | None,
) -> None:
    entry = promise_entry(date(2026, 6, 5), "paint codes", by=Party.ME, needs=needs, today=TODAY)
    assert entry.keys() == FILLED.keys() - LATER - (set() if needs else {"needs"})
    data = plain()
    change = Change("2401", (Append(("promises",), entry),), "noted")
    change = with_writer(change, who) if who else change
    step = apply_change(stand(data), change, talks=0, promises=0)
    assert step is not None
    assert step == after(data, change)
