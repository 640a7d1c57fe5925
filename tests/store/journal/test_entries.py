"""A line of the journal: an entry comes back as it was written, and a damaged one is none."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.change import Append, Change, Put, Unquoted
from backlog_cli.rules.home_key import HomeKey
from backlog_cli.store.journal.entries import DO, Entry, decode_text, digest, encode_like, entry_data
from backlog_cli.store.journal.hunks import hunks_between
from backlog_cli.store.journal.journal import Journal

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_cli.store.journal.history import JournalState

TEXTS = [f"jobs:\n{''.join(f'  - job: {n}{chr(10)}' for n in range(count))}".encode() for count in range(30)]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state" / "backlog" / "mark")


def entry(number: int, *, sort: str = DO, of: int | None = None, **more: Any) -> Entry:
    """The command that led from the text before its number to the one of its number."""
    before, after = TEXTS[number - 1], TEXTS[number]
    hunks = hunks_between(before.decode(), after.decode())
    facts: dict[str, Any] = {"when": "2026-06-04 09:02", "verb": "log", "say": f"did {number}", "homes": (HomeKey("1", None),)}
    return Entry(number, before=digest(before), after=digest(after), hunks=hunks, sort=sort, of=of, **(facts | more))


def written(journal: Journal, count: int) -> None:
    for number in range(1, count + 1):
        journal.intend(entry(number))
        journal.confirm(entry(number))


def numbers(memory: JournalState) -> list[int]:
    return [one.number for one in memory.entries]


def lines_path(journal: Journal) -> Path:
    return journal.folder / "lines.jsonl"


def test_an_entry_comes_back_as_it_was_written(journal: Journal) -> None:
    change = Change(
        "HC-1",
        (
            Put(("closing", "shifts", 2, "told_date"), Unquoted("2026-06-04")),
            Append(
                ("log",),
                {"at": Unquoted("2026-06-04 09:02"), "with": ["A", "B"], "text": "x\ny\u2028", "photos": [], "next": None},
            ),
            Put(("private",), None),
            Append(("interests",), "fishing"),
        ),
        "logged a call",
    )
    one = entry(
        1,
        homes=(HomeKey("HC-1", date(2026, 2, 8)), HomeKey("2", None), HomeKey("A@2026-02-08", None)),
        changes=(change,),
        was=(([None, {"to": "x"}], [{"absent": True}, []]),),
        instead=(3, 4),
        effect="abc",
        say='said "\x1b[31m" é🏠',
    )
    journal.intend(one)
    journal.confirm(one)
    found = journal.load().entries[0]
    assert found == one
    assert [type(value) for value in found.changes[0].intents[1].value.values()] == [Unquoted, list, str, list, type(None)]  # type: ignore[attr-defined]


def test_the_numbers_alone_in_an_older_line_are_still_read(journal: Journal) -> None:
    data = entry_data(entry(1)) | {"jobs": ["1033", "L@b"]}
    journal.folder.mkdir(parents=True)
    lines_path(journal).write_text(json.dumps(data) + '\n{"done":1}\n')
    assert journal.load().entries[0].homes == (HomeKey("1033", None), HomeKey("L@b", None))
    assert journal.load().entries[0].jobs == ("1033", "L@b")


def spoilt() -> list[tuple[str, Any]]:
    good = json.loads(
        json.dumps(entry_data(entry(1, changes=(Change("1", (Put(("a", 0), Unquoted("x")),), "s"),), was=(([1, 2],),))))
    )
    changes: list[tuple[str, Any]] = [(key, None) for key in good if key != "of"]
    changes += [
        ("number", True),
        ("number", 1.5),
        ("of", "x"),
        ("jobs", [1]),
        ("hunks", [[0]]),
        ("hunks", [5]),
        ("hunks", [good["hunks"]]),
    ]
    changes += [("hunks", [[0, 0, "", [1], [], [], []]]), ("hunks", [[0, 0, "", "ab", [], [], []]]), ("changes", [[1, 2, 3]])]
    changes += [("changes", [["1", "s", [["put", [None], "x"]]]]), ("changes", [["1", "s", [["put", ["a"], {"odd": 1}]]]])]
    changes += [("changes", [["1", "s", [["put", ["a"]]]]]), ("was", [[5]]), ("was", 5), ("instead", None)]
    return [(key, value) for key, value in changes if key != "instead"]


@pytest.mark.parametrize(("key", "value"), spoilt(), ids=[f"{n}" for n in range(len(spoilt()))])
def test_an_entry_with_one_wrong_field_is_no_entry(journal: Journal, key: str, value: Any) -> None:
    written(journal, 1)
    data = entry_data(entry(2)) | {key: value}
    with lines_path(journal).open("a") as file:
        file.write(json.dumps(data) + '\n{"done":2}\n')
    assert numbers(journal.load()) == [1]


@pytest.mark.parametrize("data", [b"", b"a: 1\r\n", b"\xef\xbb\xbfa: 1\n", b"\xff\x00a", "é🏠".encode()])
def test_any_bytes_come_back_from_their_text(data: bytes) -> None:
    assert encode_like(decode_text(data), data) == data
    assert not decode_text(data).startswith("\ufeff")


def test_half_a_character_and_a_byte_that_was_no_text_are_kept_as_they_are(journal: Journal) -> None:
    one = entry(1, say="half \ud83d, a byte \udcff, a line\u2028 of its own\x85")
    journal.intend(one)
    journal.confirm(one)
    assert journal.load().entries == (one,)
