"""The journal of one file on disk: confirmations, killed commands, damage, and whole old texts."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.rules.home_key import HomeKey
from backlog_cli.store.journal import texts as old_texts
from backlog_cli.store.journal.entries import DO, Entry, digest
from backlog_cli.store.journal.history import JournalState
from backlog_cli.store.journal.hunks import hunks_between
from backlog_cli.store.journal.journal import Journal
from backlog_cli.store.journal.status import REVIEWED, review_mark
from backlog_cli.store.journal.texts import store_text, text_path

if TYPE_CHECKING:
    from collections.abc import Callable
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


def test_the_folder_and_all_in_it_are_the_users_alone_whatever_the_mask(journal: Journal) -> None:
    old = os.umask(0)
    try:
        written(journal, 1)
        store_text(journal.folder, TEXTS[1])
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
    memory = journal.load()
    assert numbers(memory) == list(range(1, 26))
    assert memory.next_number == 26
    assert journal.head() == (25, digest(TEXTS[25]))
    assert JournalState().next_number == 1


@pytest.mark.parametrize(("now", "kept"), [(1, [1]), (2, [1, 2])])
def test_an_intent_without_its_end_is_settled_by_the_file(journal: Journal, now: int, kept: list[int]) -> None:
    written(journal, 1)
    journal.intend(entry(2))
    assert journal.head() == (0, "")
    assert numbers(journal.load()) == [1]
    journal.settle_interrupted(TEXTS[now])
    memory = journal.load()
    assert numbers(memory) == kept
    assert memory.open is None
    assert lines_path(journal).read_text().splitlines()[-1] == ('{"done":2}' if now == 2 else '{"void":2}')


def test_after_an_edit_by_hand_the_lines_tell_whether_a_killed_command_had_written(journal: Journal) -> None:
    for now, kept in ((TEXTS[2] + b"# by hand\n", [1, 2]), (b"# by hand\n" + TEXTS[1], [1])):
        folder = journal.folder.with_name(f"mark{len(kept)}")
        one = Journal(folder)
        written(one, 1)
        one.intend(entry(2))
        one.settle_interrupted(now)
        assert numbers(one.load()) == kept


def test_nothing_is_mended_where_nothing_is_open(journal: Journal) -> None:
    journal.settle_interrupted(b"")
    assert not journal.folder.exists()
    written(journal, 2)
    before = lines_path(journal).read_bytes()
    journal.settle_interrupted(TEXTS[0])
    assert lines_path(journal).read_bytes() == before


@pytest.mark.parametrize("is_there", [True, False])
def test_where_mending_failed_the_next_intent_tells_how_the_open_one_ended(journal: Journal, is_there: bool) -> None:
    journal.intend(entry(1))
    journal.intend(entry(2) if is_there else entry(1, say="again"))
    journal.confirm(entry(2) if is_there else entry(1))
    said = [one.say for one in journal.load().entries]
    assert said == (["did 1", "did 2"] if is_there else ["again"])


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
    assert journal.load() == JournalState()
    written(journal, 2)
    assert numbers(journal.load()) == [1, 2]
    lines_path(journal).write_bytes(odd + lines_path(journal).read_bytes() + odd)
    assert numbers(journal.load()) == [1, 2]


def refusing(monkeypatch: pytest.MonkeyPatch, call: str, number: int, which: Callable[[Any], bool] = lambda _: True) -> None:
    real = getattr(os, call)

    def refuse(*words: Any, **more: Any) -> Any:
        if which(words[0]):
            raise OSError(number, os.strerror(number))
        return real(*words, **more)

    monkeypatch.setattr(os, call, refuse)


def test_a_half_written_line_is_begun_anew(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda descriptor, data: write(descriptor, bytes(data)[:7]))
        journal.intend(entry(1))
    assert journal.load().open == entry(1)
    with lines_path(journal).open("ab") as file:
        file.write(b'{"do')
    journal.confirm(entry(1))
    assert numbers(journal.load()) == [1]


def test_whole_texts_are_kept_and_found_by_their_digest(journal: Journal) -> None:
    written(journal, 1)
    store_text(journal.folder, TEXTS[1])
    store_text(journal.folder, TEXTS[1])
    place = text_path(journal.folder, digest(TEXTS[1]))
    assert place is not None
    assert place.read_bytes() == TEXTS[1]
    assert text_path(journal.folder, digest(b"other")) is None
    place.write_bytes(b"")
    assert text_path(journal.folder, digest(TEXTS[1])) is None
    store_text(journal.folder, TEXTS[1])
    assert text_path(journal.folder, digest(TEXTS[1])) == place


def test_the_oldest_texts_make_room(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    written(journal, 1)
    monkeypatch.setattr(old_texts, "MAX_TEXTS_BYTES", 1000)
    monkeypatch.setattr(old_texts, "MAX_TEXT_BYTES", 400)
    texts = [bytes([65 + n]) * 300 for n in range(8)]
    for n, text in enumerate(texts):
        store_text(journal.folder, text)
        os.utime(journal.folder / "texts" / digest(text), ns=(n, n))
    kept = [n for n, text in enumerate(texts) if text_path(journal.folder, digest(text)) is not None]
    assert kept == [5, 6, 7]
    store_text(journal.folder, b"x" * 401)
    assert text_path(journal.folder, digest(b"x" * 401)) is None


def test_no_more_than_twenty_megabytes_are_kept(journal: Journal) -> None:
    written(journal, 1)
    for n in range(13):
        store_text(journal.folder, bytes([n]) * (2 * 1024 * 1024))
    assert sum(place.stat().st_size for place in (journal.folder / "texts").iterdir()) <= 20 * 1024 * 1024


def test_what_was_told_and_agreed_to_is_remembered(journal: Journal) -> None:
    written(journal, 3)
    journal.mark_told([2, 3])
    journal.forget([3])
    assert journal.load().told == {2, 3}
    assert journal.load().forgotten == {3}


def test_a_journal_that_cannot_be_written_tells_again(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    written(journal, 1)
    refusing(monkeypatch, "open", errno.EROFS)
    journal.mark_told([1])
    monkeypatch.undo()
    assert journal.load().told == set()


def test_a_text_of_two_mebibytes_is_kept_whole() -> None:
    assert (old_texts.MAX_TEXT_BYTES, old_texts.MAX_TEXTS_BYTES) == (2 * 1024 * 1024, 20 * 1024 * 1024)


def test_a_text_that_comes_again_is_as_young_as_the_day_it_came(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_texts, "MAX_TEXTS_BYTES", 700)
    texts = [bytes([65 + n]) * 300 for n in range(3)]
    for n, text in enumerate(texts[:2]):
        store_text(journal.folder, text)
        os.utime(journal.folder / "texts" / digest(text), ns=(n, n))
    store_text(journal.folder, texts[0])
    store_text(journal.folder, texts[2])
    assert [text_path(journal.folder, digest(text)) is not None for text in texts] == [True, False, True]


def test_a_text_in_which_nothing_is_lost_is_known_by_its_digest_and_the_size_of_the_lines(journal: Journal) -> None:
    journal.mark_reviewed(TEXTS[0])
    assert not (journal.folder / REVIEWED).exists()  # nothing was read yet
    written(journal, 2)
    journal.load()
    for now in (TEXTS[2], TEXTS[1]):
        journal.mark_reviewed(now)
        size = lines_path(journal).stat().st_size
        assert (journal.folder / REVIEWED).read_bytes() == review_mark(digest(now), size)
    assert stat.S_IMODE((journal.folder / REVIEWED).stat().st_mode) == 0o600
