"""The journal mends itself after a kill anywhere, reads past what is not its own, and tells a full disk from a closed folder."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
from typing import TYPE_CHECKING, Any

import pytest
from backlog_cli.store.journal.history import Memory
from backlog_cli.store.journal.journal import Journal
from backlog_cli.store.journal.record import Record

from backlog_cli.errors import FileLocked
from backlog_cli.rules.change import Append, Bare, Change, Put
from backlog_cli.store.journal import entries as room
from backlog_cli.store.journal.entries import DO, MEND, REDO, UNDO, Entry, bytes_like, digest, text_of
from backlog_cli.store.journal.gap import gaps_in, gone_in
from backlog_cli.store.journal.hunks import hunks_between
from backlog_cli.store.journal.status import LOOKED, looked_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

TEXTS = [f"jobs:\n{''.join(f'  - job: {n}{chr(10)}' for n in range(count))}".encode() for count in range(30)]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state" / "backlog" / "mark")


def entry(number: int, *, sort: str = DO, of: int | None = None, **more: Any) -> Entry:
    """The command that led from the text before its number to the one of its number."""
    before, after = TEXTS[number - 1], TEXTS[number]
    hunks = hunks_between(before.decode(), after.decode())
    facts: dict[str, Any] = {"when": "2026-06-04 09:02", "verb": "log", "say": f"did {number}", "jobs": ("1",)}
    return Entry(number, before=digest(before), after=digest(after), hunks=hunks, sort=sort, of=of, **(facts | more))


def written(journal: Journal, count: int) -> None:
    for number in range(1, count + 1):
        journal.intend(entry(number))
        journal.confirm(entry(number))


def numbers(memory: Memory) -> list[int]:
    return [one.number for one in memory.entries]


def lines_path(journal: Journal) -> Path:
    return journal.folder / "lines.jsonl"


# What it holds


def test_an_entry_comes_back_as_it_was_written(journal: Journal) -> None:
    change = Change(
        "HC-1",
        (
            Put(("closing", "shifts", 2, "told_date"), Bare("2026-06-04")),
            Append(
                ("log",), {"at": Bare("2026-06-04 09:02"), "with": ["A", "B"], "text": "x\ny\u2028", "photos": [], "next": None}
            ),
            Put(("private",), None),
            Append(("interests",), "fishing"),
        ),
        "logged a call",
    )
    one = entry(
        1,
        jobs=("HC-1", "2"),
        changes=(change,),
        was=(([None, {"to": "x"}], [{"absent": True}, []]),),
        instead=(3, 4),
        effect="abc",
        say='said "\x1b[31m" é🏠',
    )
    journal.intend(one)
    journal.confirm(one)
    found = journal.memory().entries[0]
    assert found == one
    assert [type(value) for value in found.changes[0].intents[1].value.values()] == [Bare, list, str, list, type(None)]  # type: ignore[attr-defined]


def test_the_folder_and_all_in_it_are_the_users_alone_whatever_the_mask(journal: Journal) -> None:
    old = os.umask(0)
    try:
        written(journal, 1)
        journal.keep(TEXTS[1])
    finally:
        os.umask(old)
    for place in (journal.folder.parent, journal.folder, *journal.folder.rglob("*")):
        wanted = 0o700 if place.is_dir() else 0o600
        assert stat.S_IMODE(place.stat().st_mode) == wanted, place


def test_every_line_is_on_disk_before_the_command_goes_on(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    sync = os.fsync

    def counted(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", counted)
    journal.intend(entry(1))
    ours = lines_path(journal).stat().st_ino
    assert synced == [ours, journal.folder.stat().st_ino, journal.folder.parent.stat().st_ino]
    journal.confirm(entry(1))
    assert synced[3:] == [ours]


def test_numbers_count_on_and_sentences_stay_in_order(journal: Journal) -> None:
    written(journal, 25)
    memory = journal.memory()
    assert numbers(memory) == list(range(1, 26))
    assert memory.next_number == 26
    assert journal.head() == (25, digest(TEXTS[25]))
    assert Memory().next_number == 1


# Undo and redo as stacks


def settled(*rows: tuple[str, int | None]) -> Memory:
    return Memory(tuple(entry(n, sort=sort, of=of) for n, (sort, of) in enumerate(rows, 1)))


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
    memory = Memory(entries, forgotten=frozenset((3,)))
    assert [one.number for one in memory.in_effect()] == [1, 4]
    undone = Memory((*entries, entry(5, sort=UNDO, of=4)))
    assert [one.number for one in undone.in_effect()] == [1, 3]


def test_what_an_edit_by_hand_took_out_returns_with_it() -> None:
    entries = (entry(1), entry(2, instead=(1,)))
    assert [one.number for one in Memory(entries).in_effect()] == [2]
    assert [one.number for one in Memory((*entries, entry(3, sort=UNDO, of=2))).in_effect()] == [1]


# Killed


@pytest.mark.parametrize(("now", "kept"), [(1, [1]), (2, [1, 2])])
def test_an_intent_without_its_end_is_settled_by_the_file(journal: Journal, now: int, kept: list[int]) -> None:
    written(journal, 1)
    journal.intend(entry(2))
    assert journal.head() == (0, "")
    assert numbers(journal.memory()) == [1]
    journal.mend(TEXTS[now])
    memory = journal.memory()
    assert numbers(memory) == kept
    assert memory.open is None
    assert lines_path(journal).read_text().splitlines()[-1] == ('{"done":2}' if now == 2 else '{"void":2}')


def test_after_an_edit_by_hand_the_lines_tell_whether_a_killed_command_had_written(journal: Journal) -> None:
    for now, kept in ((TEXTS[2] + b"# by hand\n", [1, 2]), (b"# by hand\n" + TEXTS[1], [1])):
        folder = journal.folder.with_name(f"mark{len(kept)}")
        one = Journal(folder)
        written(one, 1)
        one.intend(entry(2))
        one.mend(now)
        assert numbers(one.memory()) == kept


@pytest.mark.parametrize("is_there", [True, False])
def test_of_equal_entries_the_whole_text_before_tells_whether_one_more_was_written(journal: Journal, is_there: bool) -> None:
    texts = ["a\n" + "  - rain\n    day\n" * count + "end\n" for count in range(5)]
    record = Record(journal, when="now", verb="log")
    record.note("one more", [])
    record.begin(texts[3].encode(), texts[4].encode())
    by_hand = (texts[4] if is_there else texts[3]).replace("\n", "\r\n") + "# by hand\r\n"
    assert len(Record(journal, when="now", verb="log").settle(by_hand.encode()).entries) == is_there
    journal.mend(by_hand.encode())
    assert len(journal.memory().entries) == is_there


def test_nothing_is_mended_where_nothing_is_open(journal: Journal) -> None:
    journal.mend(b"")
    assert not journal.folder.exists()
    written(journal, 2)
    before = lines_path(journal).read_bytes()
    journal.mend(TEXTS[0])
    assert lines_path(journal).read_bytes() == before


@pytest.mark.parametrize("is_there", [True, False])
def test_where_mending_failed_the_next_intent_tells_how_the_open_one_ended(journal: Journal, is_there: bool) -> None:
    journal.intend(entry(1))
    journal.intend(entry(2) if is_there else entry(1, say="again"))
    journal.confirm(entry(2) if is_there else entry(1))
    said = [one.say for one in journal.memory().entries]
    assert said == (["did 1", "did 2"] if is_there else ["again"])


def test_cut_off_at_any_byte_it_still_reads_and_goes_on(journal: Journal) -> None:
    written(journal, 2)
    journal.intend(entry(3))
    journal.confirm(entry(3))
    whole, head = lines_path(journal).read_bytes(), (journal.folder / "head").read_bytes()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == 10]
    for cut in [*range(0, len(whole), 37), *ends, *(end - 1 for end in ends), *(end - 2 for end in ends)]:
        lines_path(journal).write_bytes(whole[:cut])
        (journal.folder / "head").write_bytes(head)
        told = sum(end <= cut + 1 for end in ends)  # a line counts once it is whole, its line end or not
        memory = journal.memory()
        assert numbers(memory) == list(range(1, told // 2 + 1)), cut
        assert (memory.open is not None) == (told % 2 == 1)
        assert journal.head() == ((3, digest(TEXTS[3])) if cut == len(whole) else (0, ""))
        journal.mend(TEXTS[told // 2 + told % 2])
        after = Record(journal, when="", verb="log")
        after.open(TEXTS[len(journal.memory().entries)])
        after.note("went on", [])
        after.begin(TEXTS[5], TEXTS[6])
        after.finish(TEXTS[6])
        assert [one.say for one in journal.memory().entries][-1] == "went on"
        assert len(set(numbers(journal.memory()))) == (told + 1) // 2 + 1


HEADS = [b"", b"9", b"x y z", b"1 \xff 3", b"\x00" * 80, b"-1 a 4", b"2 " + b"0" * 64 + b" 1", b"9" * 9000]


@pytest.mark.parametrize("head", HEADS, ids=[f"{n}" for n in range(len(HEADS))])
def test_a_head_that_is_missing_stale_or_garbage_only_costs_time(journal: Journal, head: bytes) -> None:
    written(journal, 2)
    (journal.folder / "head").write_bytes(head)
    assert journal.head() == (0, "")
    record = Record(journal, when="now", verb="log")
    record.open(TEXTS[2])
    record.note("next", ["1"])
    record.begin(TEXTS[2], TEXTS[3])
    record.finish(TEXTS[3])
    assert numbers(journal.memory()) == [1, 2, 3]
    assert journal.head() == (3, digest(TEXTS[3]))


def test_an_older_head_whose_text_came_back_gives_no_number_twice(journal: Journal) -> None:
    written(journal, 2)
    head = (journal.folder / "head").read_bytes()
    journal.intend(entry(3))
    journal.confirm(entry(3))
    (journal.folder / "head").write_bytes(head)  # killed between the two, and then an older copy was saved over the file
    record = Record(journal, when="now", verb="log")
    record.open(TEXTS[2])
    record.note("next", [])
    record.begin(TEXTS[2], TEXTS[4])
    record.finish(TEXTS[4])
    assert numbers(journal.memory()) == [1, 2, 3, 4]


# Not ours

ODD = [
    b"",
    b"\n\n\n",
    b"not json\n",
    b"\x00" * 4096,
    b"\xff\xfe\xfa\n",
    b"[1, 2]\n",
    b"null\n",
    b"{}\n",
    b'{"number": 1}\n',
    b'{"number": "one", "done": 1}\n',
    b'{"done": [1]}\n{"void": {}}\n{"forgotten": 7}\n{"told": ["a", null, {}]}\n{"forgotten": {"a": 1}}\n',
    b"[" * 100_000 + b"\n",
    b'{"number":' + b"9" * 6000 + b"}\n",
    b"<html>\n",
    b'{"number": 7, "when": 5, "verb": [], "say": {}, "jobs": "x", "before": 1, "after": 2, "hunks": {}, "changes": 0}\n',
]


@pytest.mark.parametrize("odd", ODD, ids=[f"{n}" for n in range(len(ODD))])
def test_a_foreign_or_damaged_journal_is_passed_over(journal: Journal, odd: bytes) -> None:
    journal.folder.mkdir(parents=True)
    lines_path(journal).write_bytes(odd)
    assert journal.memory() == Memory()
    written(journal, 2)
    assert numbers(journal.memory()) == [1, 2]
    lines_path(journal).write_bytes(odd + lines_path(journal).read_bytes() + odd)
    assert numbers(journal.memory()) == [1, 2]


def spoilt() -> list[tuple[str, Any]]:
    good = json.loads(
        json.dumps(room._data(entry(1, changes=(Change("1", (Put(("a", 0), Bare("x")),), "s"),), was=(([1, 2],),))))
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
    data = room._data(entry(2)) | {key: value}
    with lines_path(journal).open("a") as file:
        file.write(json.dumps(data) + '\n{"done":2}\n')
    assert numbers(journal.memory()) == [1]


@pytest.mark.parametrize("name", ["lines.jsonl", "head", "texts"])
@pytest.mark.parametrize("kind", ["folder", "pipe", "file", "link", "loop"])
def test_something_else_in_the_journals_place_never_hangs_or_crashes(journal: Journal, name: str, kind: str) -> None:
    journal.folder.mkdir(parents=True)
    place = journal.folder / name
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    elif kind == "file":
        place.write_bytes(b"x")
    else:
        place.symlink_to(place if kind == "loop" else journal.folder.parent / "nowhere")
    record = Record(journal, when="now", verb="log")
    record.open(TEXTS[0])
    record.note("said", [])
    warnings = record.begin(TEXTS[0], TEXTS[1])
    record.finish(TEXTS[1])
    is_kept = numbers(journal.memory()) == [1]
    assert is_kept != bool(warnings)
    assert is_kept == (name != "lines.jsonl" or kind == "file")


# The disk says no


def refusing(monkeypatch: pytest.MonkeyPatch, call: str, number: int, which: Callable[[Any], bool] = lambda _: True) -> None:
    real = getattr(os, call)

    def refuse(*words: Any, **more: Any) -> Any:
        if which(words[0]):
            raise OSError(number, os.strerror(number))
        return real(*words, **more)

    monkeypatch.setattr(os, call, refuse)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
@pytest.mark.parametrize(("call", "did"), [("open", "read"), ("write", "written"), ("fsync", "written")])
def test_a_closed_state_folder_is_a_warning(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, call: str, did: str, number: int
) -> None:
    refusing(monkeypatch, call, number)
    record = Record(journal, when="now", verb="log")
    record.open(TEXTS[0])
    record.note("said", [])
    assert record.begin(TEXTS[0], TEXTS[1]) == [f"this change cannot be taken back later: {journal.folder} cannot be {did}."]
    record.finish(TEXTS[1])
    record.cancel()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EINTR])
@pytest.mark.parametrize("call", ["open", "write", "fsync"])
def test_a_full_or_broken_disk_stops_the_write(journal: Journal, monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> None:
    refusing(monkeypatch, call, number)
    record = Record(journal, when="now", verb="log")
    record.note("said", [])
    did = "read" if call == "open" else "written"
    told = f"the journal in {journal.folder} cannot be {did}: {os.strerror(number).lower()}. Nothing was changed."
    with pytest.raises(FileLocked, match=re.escape(told)):
        record.begin(TEXTS[0], TEXTS[1])


def test_a_confirmation_that_fails_is_made_up_for(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    record = Record(journal, when="now", verb="log")
    record.note("said", [])
    record.begin(TEXTS[0], TEXTS[1])
    with monkeypatch.context() as patch:
        refusing(patch, "write", errno.ENOSPC)
        record.finish(TEXTS[1])
    assert numbers(journal.memory()) == []
    later = Record(journal, when="now", verb="log")
    later.open(TEXTS[1])
    assert numbers(later.known()) == [1]


def test_a_half_written_line_is_begun_anew(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda descriptor, data: write(descriptor, bytes(data)[:7]))
        journal.intend(entry(1))
    assert journal.memory().open == entry(1)
    with lines_path(journal).open("ab") as file:
        file.write(b'{"do')
    journal.confirm(entry(1))
    assert numbers(journal.memory()) == [1]


def test_without_a_home_folder_the_write_goes_on_and_says_so() -> None:
    record = Record(None, when="now", verb="log")
    record.open(b"")
    record.note("said", [])
    assert record.begin(b"", b"x") == ["this change cannot be taken back later: no home folder is known to keep a journal in."]
    record.finish(b"x")
    record.cancel()
    assert record.known() == Memory()


def test_a_cancelled_write_leaves_no_entry_and_its_number_is_free(journal: Journal) -> None:
    written(journal, 1)
    for n in range(3):
        record = Record(journal, when="now", verb="log")
        record.open(TEXTS[1])
        record.note(f"try {n}", [])
        record.begin(TEXTS[1], TEXTS[2])
        record.cancel()
        record.cancel()
    assert numbers(journal.memory()) == [1]
    assert journal.memory().next_number == 2


# Whole texts


def test_whole_texts_are_kept_and_found_by_their_digest(journal: Journal) -> None:
    written(journal, 1)
    journal.keep(TEXTS[1])
    journal.keep(TEXTS[1])
    place = journal.copy(digest(TEXTS[1]))
    assert place is not None
    assert place.read_bytes() == TEXTS[1]
    assert journal.copy(digest(b"other")) is None
    place.write_bytes(b"")
    assert journal.copy(digest(TEXTS[1])) is None
    journal.keep(TEXTS[1])
    assert journal.copy(digest(TEXTS[1])) == place


def test_a_write_keeps_the_text_it_found_and_the_one_it_left(journal: Journal) -> None:
    record = Record(journal, when="now", verb="log")
    record.note("said", [])
    record.begin(TEXTS[3], TEXTS[4])
    record.finish(TEXTS[4])
    assert journal.copy(digest(TEXTS[3])) is not None
    assert journal.copy(digest(TEXTS[4])) is not None


def test_the_oldest_texts_make_room(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    written(journal, 1)
    monkeypatch.setattr(room, "MOST_TEXTS", 1000)
    monkeypatch.setattr(room, "MOST_TEXT", 400)
    texts = [bytes([65 + n]) * 300 for n in range(8)]
    for n, text in enumerate(texts):
        journal.keep(text)
        os.utime(journal.folder / "texts" / digest(text), ns=(n, n))
    kept = [n for n, text in enumerate(texts) if journal.copy(digest(text)) is not None]
    assert kept == [5, 6, 7]
    journal.keep(b"x" * 401)
    assert journal.copy(digest(b"x" * 401)) is None


def test_no_more_than_twenty_megabytes_are_kept(journal: Journal) -> None:
    written(journal, 1)
    for n in range(13):
        journal.keep(bytes([n]) * (2 * 1024 * 1024))
    assert sum(place.stat().st_size for place in (journal.folder / "texts").iterdir()) <= 20 * 1024 * 1024


# The text of bytes


@pytest.mark.parametrize("data", [b"", b"a: 1\r\n", b"\xef\xbb\xbfa: 1\n", b"\xff\x00a", "é🏠".encode()])
def test_any_bytes_come_back_from_their_text(data: bytes) -> None:
    assert bytes_like(text_of(data), data) == data
    assert not text_of(data).startswith("\ufeff")


# Agreed to, told


def test_what_was_told_and_agreed_to_is_remembered(journal: Journal) -> None:
    written(journal, 3)
    journal.tell([2, 3])
    journal.forget([3])
    assert journal.memory().told == {2, 3}
    assert journal.memory().forgotten == {3}


def test_a_journal_that_cannot_be_written_tells_again(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    written(journal, 1)
    refusing(monkeypatch, "open", errno.EROFS)
    journal.tell([1])
    monkeypatch.undo()
    assert journal.memory().told == set()


def test_a_command_that_cannot_do_without_the_journal_is_told_why_it_cannot_be_read(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(journal, 1)
    assert Record(journal, when="now", verb="undo").must_know().entries == (entry(1),)
    assert Record(None, when="now", verb="undo").must_know() == Memory()
    refusing(monkeypatch, "open", errno.EACCES, lambda place: place == lines_path(journal))
    for now in (None, TEXTS[1]):
        with pytest.raises(FileLocked, match=r"the journal in .*mark cannot be read: permission denied\. Nothing was changed"):
            Record(journal, when="now", verb="undo").must_know(now)


def test_a_text_of_two_mebibytes_is_kept_whole() -> None:
    assert (room.MOST_TEXT, room.MOST_TEXTS) == (2 * 1024 * 1024, 20 * 1024 * 1024)


# A change that could not be written down leaves its mark in the lock


@pytest.fixture
def marked(journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journal]:
    """The journal after two commands, of which the disk let only the first be written down; the second left its mark."""
    written(journal, 1)
    lock = tmp_path / "file.lock"
    found = Journal(journal.folder, [lock])
    with lock.open("w+b") as file:
        record = Record(found, when="now", verb="log")
        record.lock = file.fileno()
        record.open(TEXTS[1])
        record.note("said", [])
        with monkeypatch.context() as patch:
            refusing(patch, "write", errno.EACCES, lambda descriptor: descriptor != file.fileno())
            assert record.begin(TEXTS[1], TEXTS[2])
        yield found


def test_undo_goes_no_further_back_than_a_change_that_could_not_be_written_down(marked: Journal) -> None:
    memory = Record(marked, when="now", verb="undo").must_know(TEXTS[2])
    assert (numbers(memory), memory.is_cut, memory.to_undo(), memory.to_redo()) == ([1], True, (), ())
    record = Record(marked, when="now", verb="log")
    record.open(TEXTS[2])
    record.note("said", [])
    record.begin(TEXTS[2], TEXTS[3])
    record.finish(TEXTS[3])
    assert [place.read_bytes() for place in marked.locks] == [b""]  # an entry holds the mark now
    later = Record(marked, when="now", verb="undo").must_know(TEXTS[3])
    assert [one.say for one in later.to_undo()] == ["said"]
    assert [one.say for one in later.entries] == ["did 1", "said"]


def test_a_mark_of_a_change_that_was_cancelled_is_taken_out_again(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "file.lock"
    with lock.open("w+b") as file:
        record = Record(Journal(journal.folder, [lock]), when="now", verb="log")
        record.lock = file.fileno()
        record.note("said", [])
        with monkeypatch.context() as patch:
            refusing(patch, "write", errno.EACCES, lambda descriptor: descriptor != file.fileno())
            record.begin(TEXTS[0], TEXTS[1])
        assert lock.read_bytes().endswith(f" {digest(TEXTS[0])}\n".encode())
        record.cancel()
        assert lock.read_bytes() == b""


def test_a_mark_that_cannot_be_taken_out_is_known_to_the_next_entry(marked: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing(monkeypatch, "truncate", errno.EROFS)
    record = Record(marked, when="now", verb="log")
    record.open(TEXTS[2])
    record.note("said", [])
    record.begin(TEXTS[2], TEXTS[3])
    record.finish(TEXTS[3])
    assert all(place.read_bytes() for place in marked.locks)
    memory = Record(marked, when="now", verb="undo").must_know(TEXTS[3])
    assert (memory.is_cut, [one.say for one in memory.to_undo()]) == (False, ["said"])


def test_where_no_journal_is_known_there_is_nothing_to_take_back() -> None:
    assert Record(None, when="now", verb="undo").must_know(b"jobs: []\n") == Memory()
    assert Record(None, when="now", verb="undo").settle(b"jobs: []\n") == Memory()


def test_a_mend_ends_what_could_be_redone() -> None:
    done = (entry(1), entry(2), entry(3, sort=UNDO, of=2))
    assert numbers(Memory((*done, entry(4, sort=MEND)))) == [1, 2, 3, 4]
    assert [one.number for one in Memory(done).to_redo()] == [2]
    assert Memory((*done, entry(4, sort=MEND))).to_redo() == ()


def test_half_a_character_and_a_byte_that_was_no_text_are_kept_as_they_are(journal: Journal) -> None:
    one = entry(1, say="half \ud83d, a byte \udcff, a line\u2028 of its own\x85")
    journal.intend(one)
    journal.confirm(one)
    assert journal.memory().entries == (one,)


def test_a_text_that_comes_again_is_as_young_as_the_day_it_came(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_TEXTS", 700)
    texts = [bytes([65 + n]) * 300 for n in range(3)]
    for n, text in enumerate(texts[:2]):
        journal.keep(text)
        os.utime(journal.folder / "texts" / digest(text), ns=(n, n))
    journal.keep(texts[0])
    journal.keep(texts[2])
    assert [journal.copy(digest(text)) is not None for text in texts] == [True, False, True]


def test_an_edit_by_hand_between_or_behind_commands_is_noticed() -> None:
    one, two, three = entry(1), entry(2), entry(3)
    assert not Memory((one, two, three)).is_edited_since(one, TEXTS[3])
    assert not Memory((one, two, three)).is_edited_since(three, TEXTS[3])
    assert Memory((one, two, three)).is_edited_since(one, TEXTS[4])
    assert Memory((one, three)).is_edited_since(one, TEXTS[3])
    assert not Memory((one, three)).is_edited_since(three, TEXTS[3])


def test_a_mark_knows_what_a_command_that_was_brought_back_had_put_in_place_of_others(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = Change("1", (Put(("lot",), "7"),), "set the lot")
    for one in (entry(1), entry(2, instead=(1,)), entry(3, sort=UNDO, of=2), entry(4, instead=(1,), changes=(change,))):
        journal.intend(one)
        journal.confirm(one)

    def gone(sort: str, of: int | None, instead: Sequence[int] = ()) -> frozenset[int]:
        with (tmp_path / "file.lock").open("wb+") as file, monkeypatch.context() as patch:
            record = Record(Journal(journal.folder), when="now", verb="redo")
            record.lock = file.fileno()
            record.open(TEXTS[4])
            record.note("said", [], sort=sort, of=of, instead=instead)
            refusing(patch, "write", errno.EACCES, lambda descriptor: descriptor != file.fileno())
            assert record.begin(TEXTS[4], TEXTS[5])
        return gone_in(gap.name for gap in gaps_in((tmp_path / "file.lock").read_bytes()))

    assert gone(REDO, 2) == {1}
    assert gone(REDO, 4) == frozenset()
    assert gone(REDO, 9) == frozenset()
    assert gone(UNDO, 2) == {2}
    assert gone(DO, None, (3,)) == {3}


def test_a_text_in_which_nothing_is_lost_is_known_by_its_digest_and_the_size_of_the_lines(journal: Journal) -> None:
    journal.looked_through(TEXTS[0])
    assert not (journal.folder / LOOKED).exists()  # nothing was read yet
    written(journal, 2)
    journal.memory()
    for now in (TEXTS[2], TEXTS[1]):
        journal.looked_through(now)
        size = lines_path(journal).stat().st_size
        assert (journal.folder / LOOKED).read_bytes() == looked_mark(digest(now), size)
    assert stat.S_IMODE((journal.folder / LOOKED).stat().st_mode) == 0o600


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
    assert [one.number for one in settled(*rows).passed_over(below)] == passed
