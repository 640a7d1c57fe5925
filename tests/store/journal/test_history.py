"""What stands, what can be undone and what can be redone."""

from __future__ import annotations

from typing import Any

import pytest

from backlog_cli.rules.change import Change
from backlog_cli.rules.home_key import HomeKey
from backlog_cli.store.journal.entries import DO, MEND, REDO, UNDO, Entry, digest
from backlog_cli.store.journal.history import JournalState
from backlog_cli.store.journal.hunks import hunks_between

TEXTS = [f"jobs:\n{''.join(f'  - job: {n}{chr(10)}' for n in range(count))}".encode() for count in range(30)]


def entry(number: int, *, sort: str = DO, of: int | None = None, **more: Any) -> Entry:
    """The command that led from the text before its number to the one of its number."""
    before, after = TEXTS[number - 1], TEXTS[number]
    hunks = hunks_between(before.decode(), after.decode())
    facts: dict[str, Any] = {"when": "2026-06-04 09:02", "verb": "log", "say": f"did {number}", "homes": (HomeKey("1", None),)}
    return Entry(number, before=digest(before), after=digest(after), hunks=hunks, sort=sort, of=of, **(facts | more))


def numbers(memory: JournalState) -> list[int]:
    return [one.number for one in memory.entries]


def settled(*rows: tuple[str, int | None]) -> JournalState:
    return JournalState(tuple(entry(n, sort=sort, of=of) for n, (sort, of) in enumerate(rows, 1)))


@pytest.mark.parametrize(
    ("rows", "in_effect", "undone"),
    [
        ([(DO, None), (DO, None)], [1, 2], []),
        ([(DO, None), (DO, None), (UNDO, 2)], [1], [2]),
        ([(DO, None), (DO, None), (UNDO, 2), (UNDO, 1)], [], [2, 1]),
        ([(DO, None), (DO, None), (UNDO, 2), (UNDO, 1), (REDO, 1)], [1], [2]),
        ([(DO, None), (DO, None), (UNDO, 2), (DO, None)], [1, 4], []),
        ([(DO, None), (UNDO, 1), (REDO, 1), (UNDO, 1)], [], [1]),
        ([(DO, None), (UNDO, 7), (REDO, 9)], [1], []),
    ],
)
def test_a_new_command_ends_what_could_be_redone(
    rows: list[tuple[str, int | None]], in_effect: list[int], undone: list[int]
) -> None:
    memory = settled(*rows)
    assert [one.number for one in memory.in_effect()] == in_effect
    assert [one.number for one in memory.to_redo()] == undone


def test_what_was_forgotten_or_put_back_by_another_stands_no_more() -> None:
    change = Change("1", (), "")
    entries = (entry(1), entry(2), entry(3), entry(4, instead=(2,), changes=(change,)))
    memory = JournalState(entries, forgotten=frozenset((3,)))
    assert [one.number for one in memory.in_effect()] == [1, 4]
    undone = JournalState((*entries, entry(5, sort=UNDO, of=4)))
    assert [one.number for one in undone.in_effect()] == [1, 3]


def test_what_an_edit_by_hand_took_out_returns_with_it() -> None:
    entries = (entry(1), entry(2, instead=(1,)))
    assert [one.number for one in JournalState(entries).in_effect()] == [2]
    assert [one.number for one in JournalState((*entries, entry(3, sort=UNDO, of=2))).in_effect()] == [1]


def test_a_mend_ends_what_could_be_redone() -> None:
    done = (entry(1), entry(2), entry(3, sort=UNDO, of=2))
    assert numbers(JournalState((*done, entry(4, sort=MEND)))) == [1, 2, 3, 4]
    assert [one.number for one in JournalState(done).to_redo()] == [2]
    assert JournalState((*done, entry(4, sort=MEND))).to_redo() == ()


def test_an_edit_by_hand_between_or_behind_commands_is_noticed() -> None:
    one, two, three = entry(1), entry(2), entry(3)
    assert not JournalState((one, two, three)).is_edited_since(one, TEXTS[3])
    assert not JournalState((one, two, three)).is_edited_since(three, TEXTS[3])
    assert JournalState((one, two, three)).is_edited_since(one, TEXTS[4])
    assert JournalState((one, three)).is_edited_since(one, TEXTS[3])
    assert not JournalState((one, three)).is_edited_since(three, TEXTS[3])


@pytest.mark.parametrize(
    ("rows", "below", "passed"),
    [
        ([(DO, None), (MEND, None), (DO, None)], 0, [2]),
        ([(DO, None), (MEND, None), (DO, None)], 1, [2]),
        ([(DO, None), (MEND, None), (DO, None)], 2, []),
        ([(DO, None), (MEND, None), (UNDO, 1), (MEND, None)], 0, [4]),
        ([(DO, None), (MEND, None), (DO, None), (UNDO, 3), (MEND, None)], 1, [2, 5]),
        ([(MEND, None), (DO, None), (UNDO, 2)], 0, [1]),
    ],
)
def test_an_edit_that_mended_the_file_is_gone_past_once(
    rows: list[tuple[str, int | None]], below: int, passed: list[int]
) -> None:
    assert [one.number for one in settled(*rows).skipped_mends(below)] == passed
