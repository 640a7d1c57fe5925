"""One write and its lines in the journal: when it is refused, and when it only cannot be taken back."""

from __future__ import annotations

import errno
import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.errors import FileLocked
from backlog_cli.rules.change import Change, Put
from backlog_cli.rules.home_key import HomeKey
from backlog_cli.store.journal.entries import DO, REDO, UNDO, Entry, digest
from backlog_cli.store.journal.gap import parse_marks, superseded_entries
from backlog_cli.store.journal.history import JournalState
from backlog_cli.store.journal.hunks import hunks_between
from backlog_cli.store.journal.journal import Journal
from backlog_cli.store.journal.record import JournalWriter
from backlog_cli.store.journal.texts import text_path

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


@pytest.mark.parametrize("is_there", [True, False])
def test_of_equal_entries_the_whole_text_before_tells_whether_one_more_was_written(journal: Journal, is_there: bool) -> None:
    texts = ["a\n" + "  - rain\n    day\n" * count + "end\n" for count in range(5)]
    record = JournalWriter(journal, when="now", verb="log")
    record.describe("one more", [])
    record.begin(texts[3].encode(), texts[4].encode())
    by_hand = (texts[4] if is_there else texts[3]).replace("\n", "\r\n") + "# by hand\r\n"
    assert len(JournalWriter(journal, when="now", verb="log").settle(by_hand.encode()).entries) == is_there
    journal.settle_interrupted(by_hand.encode())
    assert len(journal.load().entries) == is_there


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
        memory = journal.load()
        assert numbers(memory) == list(range(1, told // 2 + 1)), cut
        assert (memory.open is not None) == (told % 2 == 1)
        assert journal.head() == ((3, digest(TEXTS[3])) if cut == len(whole) else (0, ""))
        journal.settle_interrupted(TEXTS[told // 2 + told % 2])
        after = JournalWriter(journal, when="", verb="log")
        after.prepare(TEXTS[len(journal.load().entries)])
        after.describe("went on", [])
        after.begin(TEXTS[5], TEXTS[6])
        after.finish(TEXTS[6])
        assert [one.say for one in journal.load().entries][-1] == "went on"
        assert len(set(numbers(journal.load()))) == (told + 1) // 2 + 1


HEADS = [b"", b"9", b"x y z", b"1 \xff 3", b"\x00" * 80, b"-1 a 4", b"2 " + b"0" * 64 + b" 1", b"9" * 9000]


@pytest.mark.parametrize("head", HEADS, ids=[f"{n}" for n in range(len(HEADS))])
def test_a_head_that_is_missing_stale_or_garbage_only_costs_time(journal: Journal, head: bytes) -> None:
    written(journal, 2)
    (journal.folder / "head").write_bytes(head)
    assert journal.head() == (0, "")
    record = JournalWriter(journal, when="now", verb="log")
    record.prepare(TEXTS[2])
    record.describe("next", [HomeKey("1", None)])
    record.begin(TEXTS[2], TEXTS[3])
    record.finish(TEXTS[3])
    assert numbers(journal.load()) == [1, 2, 3]
    assert journal.head() == (3, digest(TEXTS[3]))


def test_an_older_head_whose_text_came_back_gives_no_number_twice(journal: Journal) -> None:
    written(journal, 2)
    head = (journal.folder / "head").read_bytes()
    journal.intend(entry(3))
    journal.confirm(entry(3))
    (journal.folder / "head").write_bytes(head)  # killed between the two, and then an older copy was saved over the file
    record = JournalWriter(journal, when="now", verb="log")
    record.prepare(TEXTS[2])
    record.describe("next", [])
    record.begin(TEXTS[2], TEXTS[4])
    record.finish(TEXTS[4])
    assert numbers(journal.load()) == [1, 2, 3, 4]


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
    record = JournalWriter(journal, when="now", verb="log")
    record.prepare(TEXTS[0])
    record.describe("said", [])
    warnings = record.begin(TEXTS[0], TEXTS[1])
    record.finish(TEXTS[1])
    is_kept = numbers(journal.load()) == [1]
    assert is_kept != bool(warnings)
    assert is_kept == (name != "lines.jsonl" or kind == "file")


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
    record = JournalWriter(journal, when="now", verb="log")
    record.prepare(TEXTS[0])
    record.describe("said", [])
    assert record.begin(TEXTS[0], TEXTS[1]) == [f"this change cannot be taken back later: {journal.folder} cannot be {did}."]
    record.finish(TEXTS[1])
    record.cancel()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EINTR])
@pytest.mark.parametrize("call", ["open", "write", "fsync"])
def test_a_full_or_broken_disk_stops_the_write(journal: Journal, monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> None:
    refusing(monkeypatch, call, number)
    record = JournalWriter(journal, when="now", verb="log")
    record.describe("said", [])
    did = "read" if call == "open" else "written"
    told = f"the journal in {journal.folder} cannot be {did}: {os.strerror(number).lower()}."
    with pytest.raises(FileLocked, match=f"^{re.escape(told)}$") as refused:
        record.begin(TEXTS[0], TEXTS[1])
    assert refused.value.unchanged


def test_a_confirmation_that_fails_is_made_up_for(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    record = JournalWriter(journal, when="now", verb="log")
    record.describe("said", [])
    record.begin(TEXTS[0], TEXTS[1])
    with monkeypatch.context() as patch:
        refusing(patch, "write", errno.ENOSPC)
        record.finish(TEXTS[1])
    assert numbers(journal.load()) == []
    later = JournalWriter(journal, when="now", verb="log")
    later.prepare(TEXTS[1])
    assert numbers(later.journal_state()) == [1]


def test_without_a_home_folder_the_write_goes_on_and_says_so() -> None:
    record = JournalWriter(None, when="now", verb="log")
    record.prepare(b"")
    record.describe("said", [])
    assert record.begin(b"", b"x") == ["this change cannot be taken back later: there's no folder to keep a journal in."]
    record.finish(b"x")
    record.cancel()
    assert record.journal_state() == JournalState()


def test_a_cancelled_write_leaves_no_entry_and_its_number_is_free(journal: Journal) -> None:
    written(journal, 1)
    for n in range(3):
        record = JournalWriter(journal, when="now", verb="log")
        record.prepare(TEXTS[1])
        record.describe(f"try {n}", [])
        record.begin(TEXTS[1], TEXTS[2])
        record.cancel()
        record.cancel()
    assert numbers(journal.load()) == [1]
    assert journal.load().next_number == 2


def test_a_write_keeps_the_text_it_found_and_the_one_it_left(journal: Journal) -> None:
    record = JournalWriter(journal, when="now", verb="log")
    record.describe("said", [])
    record.begin(TEXTS[3], TEXTS[4])
    record.finish(TEXTS[4])
    assert text_path(journal.folder, digest(TEXTS[3])) is not None
    assert text_path(journal.folder, digest(TEXTS[4])) is not None


def test_a_command_that_cannot_do_without_the_journal_is_told_why_it_cannot_be_read(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(journal, 1)
    assert JournalWriter(journal, when="now", verb="undo").require_state().entries == (entry(1),)
    assert JournalWriter(None, when="now", verb="undo").require_state() == JournalState()
    refusing(monkeypatch, "open", errno.EACCES, lambda place: place == lines_path(journal))
    for now in (None, TEXTS[1]):
        with pytest.raises(FileLocked, match=r"the journal in .*mark cannot be read: permission denied\.$"):
            JournalWriter(journal, when="now", verb="undo").require_state(now)


@pytest.fixture
def marked(journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journal]:
    """The journal after two commands, of which the disk let only the first be written down; the second left its mark."""
    written(journal, 1)
    lock = tmp_path / "file.lock"
    found = Journal(journal.folder, [lock])
    with lock.open("w+b") as file:
        record = JournalWriter(found, when="now", verb="log")
        record.lock = file.fileno()
        record.prepare(TEXTS[1])
        record.describe("said", [])
        with monkeypatch.context() as patch:
            refusing(patch, "write", errno.EACCES, lambda descriptor: descriptor != file.fileno())
            assert record.begin(TEXTS[1], TEXTS[2])
        yield found


def test_undo_goes_no_further_back_than_a_change_that_could_not_be_written_down(marked: Journal) -> None:
    memory = JournalWriter(marked, when="now", verb="undo").require_state(TEXTS[2])
    assert (numbers(memory), memory.is_cut, memory.to_undo(), memory.to_redo()) == ([1], True, (), ())
    record = JournalWriter(marked, when="now", verb="log")
    record.prepare(TEXTS[2])
    record.describe("said", [])
    record.begin(TEXTS[2], TEXTS[3])
    record.finish(TEXTS[3])
    assert [place.read_bytes() for place in marked.locks] == [b""]  # an entry holds the mark now
    later = JournalWriter(marked, when="now", verb="undo").require_state(TEXTS[3])
    assert [one.say for one in later.to_undo()] == ["said"]
    assert [one.say for one in later.entries] == ["did 1", "said"]


def test_a_mark_of_a_change_that_was_cancelled_is_taken_out_again(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "file.lock"
    with lock.open("w+b") as file:
        record = JournalWriter(Journal(journal.folder, [lock]), when="now", verb="log")
        record.lock = file.fileno()
        record.describe("said", [])
        with monkeypatch.context() as patch:
            refusing(patch, "write", errno.EACCES, lambda descriptor: descriptor != file.fileno())
            record.begin(TEXTS[0], TEXTS[1])
        assert lock.read_bytes().endswith(f" {digest(TEXTS[0])}\n".encode())
        record.cancel()
        assert lock.read_bytes() == b""


def test_a_mark_that_cannot_be_taken_out_is_known_to_the_next_entry(marked: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing(monkeypatch, "ftruncate", errno.EROFS)
    record = JournalWriter(marked, when="now", verb="log")
    record.prepare(TEXTS[2])
    record.describe("said", [])
    record.begin(TEXTS[2], TEXTS[3])
    record.finish(TEXTS[3])
    assert all(place.read_bytes() for place in marked.locks)
    memory = JournalWriter(marked, when="now", verb="undo").require_state(TEXTS[3])
    assert (memory.is_cut, [one.say for one in memory.to_undo()]) == (False, ["said"])


def test_where_no_journal_is_known_there_is_nothing_to_take_back() -> None:
    assert JournalWriter(None, when="now", verb="undo").require_state(b"jobs: []\n") == JournalState()
    assert JournalWriter(None, when="now", verb="undo").settle(b"jobs: []\n") == JournalState()


def test_a_mark_knows_what_a_command_that_was_brought_back_had_put_in_place_of_others(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = Change("1", (Put(("lot",), "7"),), "set the lot")
    for one in (entry(1), entry(2, instead=(1,)), entry(3, sort=UNDO, of=2), entry(4, instead=(1,), changes=(change,))):
        journal.intend(one)
        journal.confirm(one)

    def gone(sort: str, of: int | None, instead: Sequence[int] = ()) -> frozenset[int]:
        with (tmp_path / "file.lock").open("wb+") as file, monkeypatch.context() as patch:
            record = JournalWriter(Journal(journal.folder), when="now", verb="redo")
            record.lock = file.fileno()
            record.prepare(TEXTS[4])
            record.describe("said", [], sort=sort, of=of, instead=instead)
            refusing(patch, "write", errno.EACCES, lambda descriptor: descriptor != file.fileno())
            assert record.begin(TEXTS[4], TEXTS[5])
        return superseded_entries(gap.name for gap in parse_marks((tmp_path / "file.lock").read_bytes()))

    assert gone(REDO, 2) == {1}
    assert gone(REDO, 4) == frozenset()
    assert gone(REDO, 9) == frozenset()
    assert gone(UNDO, 2) == {2}
    assert gone(DO, None, (3,)) == {3}
