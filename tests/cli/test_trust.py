"""Only our own files are believed (SAFETY 21): whatever stands in their places, it is left alone, and every command goes on."""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from backlog_cli.store.cache import contents
from backlog_cli.store.cache.storage import CacheFile
from backlog_cli.store.editing.edit_copy import create_edit_copy
from backlog_cli.store.exports import ExportMemory, save_exports
from backlog_cli.store.journal.status import MAX_JOURNAL_BYTES
from backlog_cli.store.own_files import ForeignReason
from backlog_cli.store.paths import path_digest
from backlog_cli.store.state_file import save_state

NOBODY = 65534
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
CODES = {0, 1, 2, 3, 4, 5}
MAX_SECONDS = 2.0  # of a core, until what is no file of ours is refused: twice what is promised, for cores that are shared
pytestmark = pytest.mark.skipif(os.name == "nt", reason="NO OWNERS, LINKS AND PIPES HERE: who may write our files was NOT tested")


class Kept(NamedTuple):
    """Where the program keeps what of one backlog."""

    work: Path
    state: Path
    cache: Path
    digest: str

    def place(self, name: str) -> Path:
        """The place that a row of the tables is about."""
        journal = self.state / self.digest
        match name:
            case "state folder":
                return self.state
            case "cache folder":
                return self.cache
            case "journal folder":
                return journal
            case "lock" | "exports":
                return self.state / f"{self.digest}.{name}"
            case "cache":
                return self.cache / f"{self.digest}.jobs"
            case "lock beside the file":
                return self.work / ".~backlog.yaml.lock"
            case "text":
                return max((journal / "texts").iterdir())
            case "draft":
                return next((self.state / "drafts").iterdir())
            case ".origin" | ".base":
                return self.place("draft") / name
            case "last.json" | "columns.json" | "drafts":
                return self.state / name
            case _:
                return journal / name


JOURNAL_FILES = ("head", "lines.jsonl", "looked", "moving", "text")
FILES = ("last.json", "columns.json", "lock", "lock beside the file", "exports", "cache", ".origin", ".base", *JOURNAL_FILES)
FOLDERS = ("state folder", "journal folder", "texts", "drafts", "cache folder", "draft")


def be_pipe(place: Path, _: Path) -> None:
    """A pipe: whoever opens it to read waits for ever."""
    remove(place)
    os.mkfifo(place)


def be_link(place: Path, aside: Path) -> None:
    """A link to just what was there, kept elsewhere."""
    place.rename(aside)
    place.symlink_to(aside)


def be_second_name(place: Path, aside: Path) -> None:
    """Another name of a file of hers."""
    os.link(place, aside)


def be_huge(place: Path, _: Path) -> None:
    """A terabyte of nothing."""
    os.truncate(place, 1 << 40)


def be_somebody_elses(place: Path, _: Path) -> None:
    """The same, owned by another user."""
    os.chown(place, NOBODY, NOBODY)


def be_open_to_a_group(place: Path, _: Path) -> None:
    """The same, for others to write to."""
    place.chmod(place.stat().st_mode | 0o020)


def be_folder(place: Path, _: Path) -> None:
    """A folder with something in it."""
    remove(place)
    place.mkdir()
    (place / "hers").write_text("hers")


def be_file(place: Path, _: Path) -> None:
    """A file where a folder would be."""
    remove(place)
    place.write_text("hers")


def hold_garbage(place: Path, _: Path) -> None:
    """Bytes by lot."""
    place.write_bytes(random.Random(1).randbytes(60_000) * (200 if place.name == "lines.jsonl" else 1))


def hold_depth(place: Path, _: Path) -> None:
    """Brackets in brackets, as far as a file of ours goes."""
    place.write_bytes(b'{"number":' * 6000 + b"\n")


def hold_zeros(place: Path, _: Path) -> None:
    """As many zeros as a file of ours may hold, on no disk."""
    sizes = {"jsonl": MAX_JOURNAL_BYTES, "exports": 8 << 20, "jobs": 256 << 20}
    os.truncate(place, sizes.get(place.name.rpartition(".")[2], 65536))


FOREIGN_FILES = {
    be_pipe: ForeignReason.NO_FILE,
    be_link: ForeignReason.LINK,
    be_second_name: ForeignReason.SECOND_NAME,
    be_huge: ForeignReason.TOO_LARGE,
    be_somebody_elses: ForeignReason.OWNER,
    be_open_to_a_group: ForeignReason.OTHERS_WRITE,
    be_folder: ForeignReason.NO_FILE,
}
FOREIGN_FOLDERS = {
    be_pipe: ForeignReason.NO_FOLDER,
    be_link: ForeignReason.LINK,
    be_somebody_elses: ForeignReason.OWNER,
    be_open_to_a_group: ForeignReason.OTHERS_WRITE,
    be_file: ForeignReason.NO_FOLDER,
}
DAMAGED = (hold_garbage, hold_depth, hold_zeros)
ROWS = [
    *((place, attack, why) for place in FILES for attack, why in FOREIGN_FILES.items()),
    *((place, attack, why) for place in FOLDERS for attack, why in FOREIGN_FOLDERS.items()),
    *((place, attack, None) for place in FILES for attack in DAMAGED),
]


def remove(place: Path) -> None:
    """Take it away, whatever it is."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink()


def looks(*places: Path) -> list[tuple[object, ...]]:
    """What is in these places, and below: whose it is and what it says; not when it was read."""
    found: list[tuple[object, ...]] = []
    for place in (one for top in places for one in (top, *(sorted(top.rglob("*")) if top.is_dir() else ()))):
        if os.path.lexists(place):
            status = place.lstat()
            is_small_file = place.is_file() and status.st_size < 1 << 20
            traits = (status.st_ino, status.st_mode, status.st_uid, status.st_size, status.st_mtime_ns)
            found.append((place, traits, place.read_bytes() if is_small_file else None))
    return found


@pytest.fixture
def kept(run: Any, sample: Path) -> Kept:
    """A backlog that was written to, shown and exported, with something in every place where we keep something."""
    user = Path(os.environ["HOME"])
    found = Kept(
        sample.parent, user / ".local/state/backlog", user / ".cache/backlog", path_digest(Path(os.path.realpath(sample)))
    )
    assert run("log", "1041", "the walls are up").code == 0
    assert run("show", "1041").code == 0
    save_state("columns.json", {"Buyer": {"Buyer": "buyers"}}, os.environ)
    assert not save_exports(sample, ExportMemory({"out.csv": "abc"}), os.environ)
    draft = create_edit_copy(sample.read_bytes(), sample, os.environ)
    draft.path.write_bytes(b"# mine\n" + draft.base)
    draft.close()
    for name in ("looked", "moving", "lock beside the file"):
        found.place(name).touch(mode=0o600)
    assert run("list").code == 0
    missing = [name for name in (*FILES, *FOLDERS) if not found.place(name).exists()]
    assert not missing
    found.place("moving").unlink()
    return found


def check_row(run: Any, kept: Kept, row: tuple[str, Any, ForeignReason | None], tmp_path: Path) -> None:
    """Attack one place in one way: every command goes on, nothing is written through, and `where` says so."""
    name, attack, why = row
    if attack is be_somebody_elses and not IS_ROOT:
        pytest.skip("NOT ROOT: a file of another user was NOT tested")
    place, aside = kept.place(name), tmp_path / "aside"
    if name == "moving":
        place.touch(mode=0o600)
    attack(place, aside)
    before = looks(place, aside)
    for words in (("due",), ("show", "."), ("undo", "--dry-run"), ("check",), ("log", "1037", "the roof is on"), ("history",)):
        start = time.process_time()
        answer = run(*words)
        seconds = time.process_time() - start
        assert answer.code in CODES, (words, answer)
        assert "Traceback" not in answer.err, (words, answer)
        assert seconds < MAX_SECONDS, (words, seconds)
        if words[0] == "log":
            assert answer.code == 0, answer
    assert "the roof is on" in (kept.work / "backlog.yaml").read_text(encoding="utf-8")
    where = json.loads(run("where", "--json").out)
    troubles = where["troubles"]
    assert {"journal", "state", "undoable", "gone_journals", "cache"} <= set(where)
    if why is None:
        return
    if why is ForeignReason.TOO_LARGE and place.stat().st_size < 1 << 20:
        return  # what is ours and only too large may be replaced whole
    assert looks(place, aside) == before
    if name not in ("cache", "cache folder"):
        assert [trouble for trouble in troubles if f"{place} isn't used: {why}" in trouble["what"]], troubles
    else:
        assert [trouble for trouble in troubles if "cache isn't used" in trouble["what"]], troubles


def row_name(row: tuple[str, Any, object]) -> str:
    """What a row is called: `head-be_pipe`."""
    return f"{row[0].replace(' ', '_')}-{row[1].__name__}"


# Every place, every way, each once: the next place with the next way.
QUICK_ROWS = [
    *((place, *list(FOREIGN_FILES.items())[n % len(FOREIGN_FILES)]) for n, place in enumerate(FILES)),
    *((place, *list(FOREIGN_FOLDERS.items())[n % len(FOREIGN_FOLDERS)]) for n, place in enumerate(FOLDERS)),
    *(("lines.jsonl", attack, None) for attack in (hold_garbage, hold_depth)),
]


@pytest.mark.parametrize("row", QUICK_ROWS, ids=row_name)
def test_what_is_not_ours_alone_is_left_alone(run: Any, kept: Kept, tmp_path: Path, row: Any) -> None:
    check_row(run, kept, row, tmp_path)


@pytest.mark.sweep
@pytest.mark.parametrize("row", [row for row in ROWS if row not in QUICK_ROWS], ids=row_name)
def test_in_every_place_whatever_is_not_ours_alone_is_left_alone(run: Any, kept: Kept, tmp_path: Path, row: Any) -> None:
    check_row(run, kept, row, tmp_path)


# What is in our own files passes the output cleaner, as hers does.

RAW = "\x1b]0;taken over\x07\u202e"
READING = (
    *(("due",), ("list",), ("list", "--json"), ("list", "--csv"), ("show", "1041"), ("show", "1041", "--json"), ("find", "call")),
    *(("calendar",), ("super",), ("walk",), ("away",), ("meet",), ("draft", "1041"), ("report", "week"), ("check",)),
    *(("log", "1041", "walls are up", "--dry-run"), ("history",), ("history", "--json"), ("undo", "--dry-run")),
)


def poisoned(value: object) -> Any:
    """The same with signs that act in every text of more than one word."""
    if isinstance(value, str):
        return value.replace(" ", f" {RAW}", 1)
    if isinstance(value, list):
        return [poisoned(one) for one in value]
    return {key: poisoned(one) for key, one in value.items()} if isinstance(value, dict) else value


def poison_cache(path: Path) -> None:
    """Let the cache, which is whole and ours, say such things of every home."""
    cache = CacheFile(path, os.environ)
    found = cache.read()
    assert found is not None
    homes = contents.parse(found[1])
    assert homes is not None
    lines = [json.dumps(poisoned(json.loads(bytes(line)))).encode() + b"\n" for line in homes.summary_lines]
    entries = tuple(
        entry._replace(size=len(line), buyers=poisoned(entry.buyers)) for entry, line in zip(homes.entries, lines, strict=True)
    )
    head = homes.head._replace(**{name: poisoned(getattr(homes.head, name)) for name in ("policy", "away", "bad", "notices")})
    cache.write(found[0], contents.unparse(homes._replace(head=head, entries=entries, summaries=(b"".join(lines),))))


def test_nothing_in_the_cache_or_the_journal_acts_on_the_screen(run: Any, kept: Kept, sample: Path) -> None:
    lines = kept.place("lines.jsonl")
    entries = [json.loads(line) for line in lines.read_text().splitlines()]
    lines.write_text("".join(json.dumps(entry | {"say": RAW + entry.get("say", "")}) + "\n" for entry in entries))
    has_come_through = False
    for words in READING:
        poison_cache(sample)
        out, err = run(*words)[1:]
        assert all(sign not in out + err for sign in RAW if not sign.isprintable()), words
        has_come_through |= "taken over" in out
    assert has_come_through


def test_a_job_that_somebody_put_into_the_last_one_is_cleaned(run: Any, kept: Kept, sample: Path) -> None:
    kept.place("last.json").write_text(json.dumps({os.path.realpath(sample): [f"{RAW}1", "2026-11-23"]}))
    answer = run("show", ".")
    assert answer.code == 4
    assert "\x1b" not in answer.err


# A file that is write-protected, and one in a folder above (SAFETY 22).


def test_a_write_protected_file_is_not_replaced(run: Any, sample: Path) -> None:
    before = sample.read_bytes()
    sample.chmod(0o444)
    for words in (("log", "1041", "walls are up"), ("set", "1041", "lot", "7"), ("stage", "1041", "drywall")):
        answer = run(*words)
        assert answer.code == 5, answer
        assert f"it is write-protected: chmod u+w {sample}" in answer.err
        assert "Nothing was changed." in answer.err
    assert sample.read_bytes() == before
    trouble = next(one for one in json.loads(run("where", "--json").out)["troubles"] if "write-protected" in one["what"])
    assert trouble["cure"] == f"chmod u+w {sample}"
    assert not [path for path in sample.parent.iterdir() if path.name.endswith(".tmp")]
    sample.chmod(0o600)
    assert run("log", "1041", "walls are up").code == 0
    sample.chmod(0o400)
    assert run("undo").code == 5


@pytest.mark.skipif(not IS_ROOT, reason="NOT ROOT: a file of another user was NOT tested")
def test_a_backlog_above_counts_only_when_it_is_ours(run: Any, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below = sample.parent / "notes" / "of-june"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert run("list").code == 0
    os.chown(sample, NOBODY, NOBODY)
    assert run("list").code != 0
    where = json.loads(run("where", "--json").out)
    assert where["file"] == str(below / "backlog.yaml")
    assert f"{sample} is somebody else's and isn't used" in where["why"]
    os.chown(sample, 0, 0)
    moved = sample.rename(sample.with_name("other.yaml"))
    sample.symlink_to(moved)
    assert run("list").code == 0  # a link of ours
    os.chown(sample, NOBODY, NOBODY, follow_symlinks=False)
    assert run("list").code != 0
    monkeypatch.chdir(sample.parent)
    assert run("list").code == 0  # in the very folder she asks for it


# Nothing is left behind (SAFETY 23).


def age(*places: Path) -> None:
    """They are of two hours ago."""
    for place in places:
        os.utime(place, (time.time() - 7200,) * 2)


def test_what_killed_commands_left_goes_with_the_next_write_after_an_hour(run: Any, kept: Kept) -> None:
    journal, texts = kept.place("journal folder"), kept.place("texts")
    names = ("head.0123abcd", "head.part", "looked.89abcdef", "lines.jsonl.00000000")
    old = [
        *(journal / name for name in names),
        *(texts / f"{'a' * 64}.{end}" for end in ("part", "0123abcd")),
        *(kept.state / name for name in ("last.json.0123abcd", f"{kept.digest}.exports.part")),
        kept.work / ".~backlog.yaml.0123456789ab.tmp",
    ]
    foreign = [texts / f"{'b' * 64}.part", journal / "notes.txt"]
    for place in (*old, *foreign):
        place.write_text("half")
    assert run("log", "1041", "first").code == 0
    assert all(place.exists() for place in old)  # they may be of a command that is still writing
    age(*old, foreign[1])
    foreign[0].unlink()
    foreign[0].symlink_to(foreign[1])
    os.utime(foreign[0], (1, 1), follow_symlinks=False)
    assert run("log", "1041", "second").code == 0
    assert [place for place in old if place.exists()] == []
    assert all(os.path.lexists(place) for place in foreign)


def test_a_draft_for_the_mail_program_leaves_no_lock(run: Any, kept: Kept) -> None:
    before = sorted(kept.state.rglob("*"))
    assert run("draft", "1041", "--eml", "letter.eml").code == 0
    assert (kept.work / "letter.eml").exists()
    assert sorted(kept.state.rglob("*")) == before
    assert run("draft", "1041", "--eml", "letter.eml").code == 2


@pytest.mark.parametrize("attack", [be_pipe, be_link, be_folder, be_huge, be_somebody_elses])
def test_a_copy_that_no_editor_of_hers_left_is_no_draft(run: Any, kept: Kept, tmp_path: Path, attack: Any) -> None:
    if attack is be_somebody_elses and not IS_ROOT:
        pytest.skip("NOT ROOT: a file of another user was NOT tested")
    assert "isn't in the file" in run("check").err + run("check").out
    copy = kept.place("draft") / "backlog.yaml"
    attack(copy, tmp_path / "aside")
    answer = run("check")
    assert answer.code in CODES
    assert "isn't in the file" not in answer.err + answer.out
