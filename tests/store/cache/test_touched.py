"""A file of which only the touched homes are read says what it says when it is read in full, whatever was typed into it."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from backlog_cli.errors import BadFile
from backlog_cli.rules.summarize import backlog_with
from backlog_cli.store.cache import touched as module
from backlog_cli.store.cache.job_cache import JobCache
from backlog_cli.store.cache.regions import MOST_BYTES, MOST_HOMES, MOST_NODES, MOST_PROBLEMS
from backlog_cli.store.cache.summaries import CachedBacklog, backlog_in, homes_of, with_home
from backlog_cli.store.cache.touched import SHARE, Reread, summaries_in
from backlog_cli.store.placeholders import placeholders

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_cli.store.load import LoadedFile

NAME = "backlog.yaml"
HOMES = (
    """\
  - job: A1
    buyers: [Chidi Okafor, Amara Okafor]
    sold_date: 2026-07-18
    stage: framing
    lot: "41"
    closing: {contract: 2027-03-19, internal: 2027-03-12, told: 2027-03}
    log:
      - {at: 2026-11-02, with: [Chidi Okafor], how: phone, outcome: reached, text: "slab: done"}   # a word beside it
      - at: 2026-11-12
        text: |
          two lines
          - of it
    promises: [{text: paint codes, due: 2026-11-20}]
""",
    """\
  # hers alone
  - {job: A2, buyers: [Inés Brandt, Tom Brandt], sold_date: 2026-01-24, stage: drywall,
     closing: {contract: 2026-10-30, internal: 2027-01-15, told: 2026-12-11,
       shifts: [{from: 2026-12-11, to: 2027-01-15, known_date: 2026-11-21, cause_kind: weather}]}}

""",
    """\
  -
    # the mapping begins below its dash
    job: A3
    buyers: Inés Castellanos
    sold_date: 2026-10-05
    stage: permitting
    contact: phone
    closing: 2027-06-25
    worries: "a long
      - worry"
    log: []
""",
    """\
  - stage: closed
    job: A4
    sold_date: 2025-12-06
    buyers: [Paola Marchetti]
    closing: {contract: 2026-10-16, closed_date: 2026-10-26}
    log:
    - at: 2026-11-20 09:00
      kind: inbound
      how: email
      text: one #two
    # the end of it
""",
    """\
  - job: A5
    buyers: [Nils Sorensen]
    sold_date: 2026-08-22
    stage: foundation
    lendr: typo
    closing: 2026-01-01
    log: {at: 2026-11-19, text: only one}
""",
    """\
  - job: A6
    buyers:
      - {name: Jo Park}
    sold_date: 2026-08-22
    stage: foundation
    bought_for:
      - plain text that
        goes on
""",
)
HEADS = (
    "jobs:\n",
    "# é\nsettings: {agent: Renata Vance, cadence_days: 5}\njobs:\n",
    "away:\n  - {from: 2026-11-25, to: 2026-11-29}\njobs:\n",
)
TAILS = (
    "",
    "\n# the end\n",
    "settings: {agent: Renata, agnt: x}\n",
    "away:\n  - {from: 2026-11-25, to: 2026-11-29, cover: Dana}\n",
)
TYPED = (
    *('"', "'", "[", "]", "{", "}", "|", ">", "|+", "&x ", "*x", "#", " #", ": ", "- ", "-", "?", "!", "%", "\t", ",", "é"),
    *("\n", "\n\n", "\n  - ", "\n  -\n", "\n- ", "\n---\n", "\n...\n", "\n    ", "\n      ", "\njobs:\n", "\r\n", "\r", "\x00"),
    *("  - job: A7\n    buyers: [X]\n    sold_date: 2026-08-22\n    stage: framing\n", "    plan: Elm\n", "    pln: Elm\n"),
    *("    cancelled: {date: 2026-09-15}\n", "<<: *x", "    &y z: 1\n", "closed", "2026-11-19", "4111 1111 1111 1111"),
    *("\xa0", "\ufeff", "\u2028", "\U0001f3e0", "'''", '"""'),
)


def in_full(data: bytes) -> tuple[CachedBacklog, LoadedFile] | None:
    try:
        loaded, jobs = summaries_in(data, NAME)
    except BadFile:
        return None
    bad = ["left out"] * len(loaded.bad)
    return CachedBacklog(
        backlog_with(loaded.backlog_file, jobs, bad, len(loaded.warnings)), tuple(placeholders(loaded).values())
    ), loaded


def remember(cache: JobCache, digest: str, data: bytes) -> bool:
    """Read in full, and cached as a command does. Whether it can be taken up home by home."""
    full = in_full(data)
    if full is None:
        return False
    homes = homes_of(*full)
    cache.save(digest, homes)
    return homes.head.frame is not None


def reread(cache: JobCache, data: bytes, wanted: frozenset[str] = frozenset()) -> Reread | None:
    latest = cache.load_latest()
    return None if latest is None else module.reread(latest, data, NAME, wanted)


def hold(found: Reread, data: bytes, cache: JobCache) -> None:
    """All that was put together is what a full reading finds."""
    full = in_full(data)
    assert full is not None
    known, loaded = full
    assert found.found == known
    assert (known.unread, loaded.bad) == ((), ())
    cache.save("together", found.homes)
    homes = cache.load("together")
    assert homes is not None
    assert backlog_in(homes) == known
    whole = homes_of(known, loaded)
    assert [entry._replace(buyers=list(entry.buyers)) for entry in homes.entries] == list(whole.entries)
    assert homes.bounds == whole.bounds
    assert homes.head.frame is not None
    assert whole.head.frame is not None
    assert homes.head.frame.nodes >= whole.head.frame.nodes
    assert homes.head._replace(frame=None) == whole.head._replace(frame=None)
    assert homes.head.frame._replace(nodes=0) == whole.head.frame._replace(nodes=0)


def a_file(chance: Random) -> str:
    homes = list(HOMES)
    chance.shuffle(homes)
    text = chance.choice(HEADS) + "".join(homes[: chance.randint(2, 6)]) + chance.choice(TAILS)
    if chance.random() < 0.2:
        text = "\n".join(line.removeprefix("  ") for line in text.split("\n"))  # the dashes at the margin
    return text.rstrip("\n") if chance.random() < 0.2 else text


def edited(text: str, chance: Random) -> str:
    """The text after an edit by hand, good or bad."""
    kind = chance.random()
    lines = text.splitlines(keepends=True)
    if kind < 0.5:
        at = chance.randrange(len(text) + 1)
        return text[:at] + chance.choice(TYPED) + text[at + chance.choice((0, 0, 1, 3)) :]
    if kind < 0.6:
        at = chance.randrange(len(lines) + 1)
        return "".join((*lines[:at], chance.choice(TYPED), *lines[at:]))
    if kind < 0.75:
        one, two = sorted(chance.sample(range(len(lines) + 1), 2))
        two = min(two, one + chance.randint(1, 6))
        return "".join(lines[:one] + lines[two:]) if chance.random() < 0.5 else "".join(lines[:two] + lines[one:])
    if kind < 0.9:
        starts = [n for n, line in enumerate(lines) if line.lstrip(" ").startswith("-")]
        if len(starts) < 3:
            return text
        one, two, three = sorted(chance.sample(starts, 3))
        return "".join(lines[:one] + lines[two:three] + lines[one:two] + lines[three:])
    at = chance.randrange(len(lines))
    return "".join((*lines[:at], chance.choice((" ", "  ", "    ")) + lines[at], *lines[at + 1 :]))


def search(folder: Path, seed: int, edits: int) -> int:
    """How many edits were read by their homes alone; each time with the outcome of a full reading."""
    chance = Random(seed)
    cache = JobCache(folder / NAME, {"XDG_CACHE_HOME": str(folder)})
    text = a_file(chance)
    count, is_known = 0, False
    for _ in range(edits):
        # What was put together is built upon as what was read in full.
        if not is_known and not remember(cache, "before", text.encode()):
            text = a_file(chance)
            continue
        after = edited(text, chance)
        for _ in range(chance.choice((0, 0, 1))):
            after = edited(after, chance)
        data = after.encode()
        wanted = frozenset(chance.sample(("A1", "A2", "A3", "A9"), chance.choice((0, 0, 1, 2))))
        found = reread(cache, data, wanted)
        if found is not None:
            count += 1
            hold(found, data, cache)
            jobs = {job["job"] for job in found.loaded.source.data["jobs"]}  # type: ignore[union-attr,index,call-overload]
            assert wanted & {entry.number for entry in found.homes.entries} <= jobs
            text = after
        is_known = found is not None and chance.random() < 0.8
    return count


@pytest.mark.parametrize("seed", range(4))
def test_what_was_put_together_is_what_a_full_reading_finds(tmp_path: Path, seed: int) -> None:
    assert search(tmp_path, seed, 60) > 5


@pytest.mark.sweep
@pytest.mark.parametrize("seed", range(1000, 1020))
def test_it_is_after_many_edits(tmp_path: Path, seed: int) -> None:
    search(tmp_path, seed, 400)


def test_the_other_homes_go_along_with_a_write_to_one(tmp_path: Path) -> None:
    cache = JobCache(tmp_path / NAME, {"XDG_CACHE_HOME": str(tmp_path)})
    before = f"jobs:\n{HOMES[0]}{HOMES[2]}{HOMES[4]}".encode()
    lines = HOMES[2].replace("    log: []\n", "    lendr: x\n    log:\n      - at: 2026-11-23\n").encode()
    assert remember(cache, "before", before)
    nodes = summaries_in(before, NAME)[0].source.nodes
    full = in_full(before.replace(HOMES[2].encode(), lines))
    assert full is not None
    known, loaded = full
    homes = cache.load("before")
    assert homes is not None
    after = with_home(homes, 1, known.backlog.jobs[1], lines, warnings=1, nodes=loaded.source.nodes - nodes)
    assert after is not None
    whole = homes_of(known, loaded)
    assert after.entries == whole.entries
    assert after.head == whole.head
    assert b"".join(after.summaries) == b"".join(whole.summaries)


def test_one_touched_home_of_many_is_read_alone(tmp_path: Path) -> None:
    cache = JobCache(tmp_path / NAME, {"XDG_CACHE_HOME": str(tmp_path)})
    before = f"jobs:\n{''.join(HOMES)}"
    assert remember(cache, "before", before.encode())
    found = reread(cache, before.replace('lot: "41"', 'lot: "42"').encode())
    assert found is not None
    assert [job["job"] for job in found.loaded.source.data["jobs"]] == ["A1"]  # type: ignore[union-attr,index,call-overload]
    assert found.found.backlog.job("A1").lot == "42"


@pytest.fixture
def three(tmp_path: Path) -> tuple[JobCache, str]:
    """The memory of a file of three homes, and its text."""
    cache = JobCache(tmp_path / NAME, {"XDG_CACHE_HOME": str(tmp_path)})
    text = "jobs:\n" + "".join(HOMES[:3])
    assert remember(cache, "before", text.encode())
    return cache, text


def touched(text: str) -> bytes:
    return text.replace('lot: "41"', 'lot: "42"').encode()


def test_a_file_that_nobody_has_read_is_looked_at_whole(tmp_path: Path) -> None:
    cache = JobCache(tmp_path / NAME, {"XDG_CACHE_HOME": str(tmp_path)})
    assert reread(cache, touched("jobs:\n" + "".join(HOMES))) is None


def test_a_file_with_more_to_tell_of_than_is_counted_is_looked_at_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = JobCache(tmp_path / NAME, {"XDG_CACHE_HOME": str(tmp_path)})
    text = "jobs:\n" + "".join(HOMES[:5])
    assert remember(cache, "before", text.encode())
    monkeypatch.setattr(module, "MOST_PROBLEMS", 1)
    assert reread(cache, touched(text)) is None
    monkeypatch.setattr(module, "MOST_PROBLEMS", 4)
    assert reread(cache, touched(text)) is not None


def test_a_file_of_too_many_entries_is_looked_at_whole(three: tuple[JobCache, str], monkeypatch: pytest.MonkeyPatch) -> None:
    cache, text = three
    monkeypatch.setattr(module, "MOST_NODES", 10)
    assert reread(cache, touched(text)) is None


def test_a_cached_home_that_was_damaged_is_not_put_together(three: tuple[JobCache, str]) -> None:
    cache, text = three
    homes = cache.load("before")
    assert homes is not None
    damaged = tuple(memoryview(bytes(piece).replace(b'"A3"', b"A333")) for piece in homes.summaries)
    assert module.reread(homes._replace(summaries=damaged), touched(text), NAME, frozenset()) is None


def test_a_dash_without_a_blank_begins_no_home(three: tuple[JobCache, str]) -> None:
    cache, text = three
    data = touched(text.replace("      - worry", "  -worry"))
    assert data.count(b"\n  -worry") == 1
    assert reread(cache, data) is None  # two of three homes are touched: read whole
    data = text.replace("      - worry", "  -worry").encode()
    found = reread(cache, data)
    assert found is not None
    hold(found, data, cache)


def test_two_homes_of_one_number_are_told_by_a_look_at_the_whole(three: tuple[JobCache, str]) -> None:
    cache, text = three
    assert reread(cache, text.replace("job: A1", "job: A3").encode()) is None
    assert reread(cache, text.replace("job: A1", "job: A9").encode()) is not None


def test_what_is_too_much_to_be_put_together_is_read_as_a_whole() -> None:
    assert (MOST_PROBLEMS, MOST_BYTES, MOST_NODES, MOST_HOMES, SHARE) == (250, 2**18, 4_000_000, 15_000, 2)
