"""A file of which only the touched homes are read says what it says when it is read in full, whatever was typed into it."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from backlog_cli.errors import BadFile
from backlog_cli.rules.summarize import backlog_with
from backlog_cli.store.cache import snapshot, untouched
from backlog_cli.store.cache.index import Index, index_of
from backlog_cli.store.cache.index import known as known_index
from backlog_cli.store.cache.index import remember as remember_index
from backlog_cli.store.cache.snapshot import CachedBacklog
from backlog_cli.store.cache.storage import Cache
from backlog_cli.store.cache.untouched import Reread, parts_of, reread, standings_in
from backlog_cli.store.placeholders import placeholders

if TYPE_CHECKING:
    from pathlib import Path

    from backlog_cli.store.load import Loaded

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


def in_full(data: bytes) -> tuple[CachedBacklog, Loaded] | None:
    try:
        loaded, jobs = standings_in(data, NAME)
    except BadFile:
        return None
    bad = ["left out"] * len(loaded.bad)
    return CachedBacklog(
        backlog_with(loaded.backlog_file, jobs, bad, len(loaded.warnings)), tuple(placeholders(loaded).values())
    ), loaded


def remember(cache: Cache, digest: str, data: bytes) -> bool:
    """Read in full, and remembered as a command does. Whether it can be taken up in pieces."""
    full = in_full(data)
    if full is None:
        return False
    found, loaded = full
    snapshot.remember(cache, digest, found)
    index = index_of(loaded, found.backlog)
    parts = parts_of(loaded, found.backlog, index) if index else None
    if index is None or parts is None:
        return False
    remember_index(cache, digest, index)
    untouched.remember(cache, digest, parts)
    return True


def keep(cache: Cache, digest: str, found: Reread) -> None:
    cache.keep(snapshot.SORT, digest, found.said)
    remember_index(cache, digest, found.index)
    untouched.remember(cache, digest, found.parts)


def hold(found: Reread, data: bytes, cache: Cache) -> None:
    """All that was put together is what a full reading finds."""
    full = in_full(data)
    assert full is not None
    known, loaded = full
    assert found.known == known
    assert (known.unread, loaded.bad) == ((), ())
    keep(cache, "together", found)
    assert snapshot.known(cache, "together") == known
    index = index_of(loaded, known.backlog)
    assert index is not None
    assert known_index(cache, "together") == index
    parts = parts_of(loaded, known.backlog, index)
    assert parts is not None
    assert (found.parts.homes, found.parts.problems) == (parts.homes, parts.problems)
    assert found.parts.frame.nodes >= parts.frame.nodes
    assert untouched.last(cache) == ("together", found.parts)


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
    cache = Cache(folder / NAME, {"XDG_CACHE_HOME": str(folder)})
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
        found = reread(cache, data, NAME, wanted)
        if found is not None:
            count += 1
            hold(found, data, cache)
            jobs = {job["job"] for job in found.loaded.source.data["jobs"]}  # type: ignore[union-attr,index,call-overload]
            assert wanted & {home.job for home in found.index.homes} <= jobs
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


def test_the_pieces_go_with_a_write_to_one_home(tmp_path: Path) -> None:
    cache = Cache(tmp_path / NAME, {"XDG_CACHE_HOME": str(tmp_path)})
    before = f"jobs:\n{HOMES[0]}{HOMES[2]}{HOMES[4]}".encode()
    lines = HOMES[2].replace("    log: []\n", "    lendr: x\n    log:\n      - at: 2026-11-23\n").encode()
    assert remember(cache, "before", before)
    nodes = standings_in(before, NAME)[0].source.nodes
    after = before.replace(HOMES[2].encode(), lines)
    full = in_full(after)
    assert full is not None
    known, loaded = full
    index = index_of(loaded, known.backlog)
    assert index is not None
    untouched.step(cache, ("before", "after"), 1, lines, warnings=1, nodes=loaded.source.nodes - nodes)
    assert untouched.last(cache) == ("after", parts_of(loaded, known.backlog, index))
    untouched.step(cache, ("other", "third"), 1, lines, warnings=0, nodes=0)
    assert untouched.last(cache) == ("after", parts_of(loaded, known.backlog, index))


@pytest.mark.parametrize("said", [b"", b"[]", b"3", b"[1,2,3,4,5,6,7]\nx", b"[1,2,3,4,5,6,7]\nx 1 1 1 y", b"\xff"])
def test_what_is_no_such_text_is_not_known(tmp_path: Path, said: bytes) -> None:
    cache = Cache(tmp_path / NAME, {"XDG_CACHE_HOME": str(tmp_path)})
    cache.keep(untouched.SORT, "key", said)
    assert untouched.last(cache) is None
    assert reread(cache, b"jobs:\n", NAME, frozenset()) is None


def test_one_touched_home_of_many_is_read_alone(tmp_path: Path) -> None:
    cache = Cache(tmp_path / NAME, {"XDG_CACHE_HOME": str(tmp_path)})
    before = f"jobs:\n{''.join(HOMES)}"
    assert remember(cache, "before", before.encode())
    found = reread(cache, before.replace('lot: "41"', 'lot: "42"').encode(), NAME, frozenset())
    assert found is not None
    assert [job["job"] for job in found.loaded.source.data["jobs"]] == ["A1"]  # type: ignore[union-attr,index,call-overload]
    assert found.known.backlog.job("A1").lot == "42"


@pytest.fixture
def three(tmp_path: Path) -> tuple[Cache, str]:
    """The memory of a file of three homes, and its text."""
    cache = Cache(tmp_path / NAME, {"XDG_CACHE_HOME": str(tmp_path)})
    text = "jobs:\n" + "".join(HOMES[:3])
    assert remember(cache, "before", text.encode())
    return cache, text


def touched(text: str) -> bytes:
    return text.replace('lot: "41"', 'lot: "42"').encode()


def test_a_file_that_nobody_has_read_is_looked_at_whole(tmp_path: Path) -> None:
    cache = Cache(tmp_path / NAME, {"XDG_CACHE_HOME": str(tmp_path)})
    assert untouched.last(cache) is None
    assert reread(cache, touched("jobs:\n" + "".join(HOMES)), NAME, frozenset()) is None


def test_a_file_with_more_to_tell_of_than_is_counted_is_looked_at_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path / NAME, {"XDG_CACHE_HOME": str(tmp_path)})
    text = ("jobs:\n" + "".join(HOMES[:5])).encode()
    monkeypatch.setattr(untouched, "MOST_PROBLEMS", 1)
    assert not remember(cache, "before", text)
    monkeypatch.setattr(untouched, "MOST_PROBLEMS", 4)
    assert remember(cache, "before", text)


def test_what_is_remembered_of_two_readings_is_not_put_together(three: tuple[Cache, str]) -> None:
    cache, text = three
    index = known_index(cache, "before")
    assert index is not None
    assert reread(cache, touched(text), NAME, frozenset()) is not None
    remember_index(cache, "before", Index(index.policy, index.homes[:2]))
    assert reread(cache, touched(text), NAME, frozenset()) is None


def test_a_remembered_home_that_was_damaged_is_not_put_together(three: tuple[Cache, str]) -> None:
    cache, text = three
    said = cache.known(snapshot.SORT, "before")
    assert said is not None
    cache.keep(snapshot.SORT, "before", said.replace(b'"A3"', b"A3"))
    assert reread(cache, touched(text), NAME, frozenset()) is None


def test_a_dash_without_a_blank_begins_no_home(three: tuple[Cache, str]) -> None:
    cache, text = three
    data = touched(text.replace("      - worry", "  -worry"))
    assert data.count(b"\n  -worry") == 1
    assert reread(cache, data, NAME, frozenset()) is None  # two of three homes are touched: read whole
    data = text.replace("      - worry", "  -worry").encode()
    found = reread(cache, data, NAME, frozenset())
    assert found is not None
    hold(found, data, cache)


def test_two_homes_of_one_number_are_told_by_a_look_at_the_whole(three: tuple[Cache, str]) -> None:
    cache, text = three
    assert reread(cache, text.replace("job: A1", "job: A3").encode(), NAME, frozenset()) is None
    assert reread(cache, text.replace("job: A1", "job: A9").encode(), NAME, frozenset()) is not None


def test_what_is_too_much_to_be_put_together_is_read_as_a_whole() -> None:
    assert (untouched.MOST_PROBLEMS, untouched.MOST_BYTES, untouched.MOST_NODES, untouched.MOST_HOMES, untouched.SHARE) == (
        250,
        2**18,
        4_000_000,
        15_000,
        2,
    )
