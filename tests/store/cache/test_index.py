"""Where the homes of a file stand, byte for byte, in every layout whose lines tell them apart, and in no other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from backlog_cli.rules.summarize import backlog_of
from backlog_cli.rules.summary import Buyer
from backlog_cli.store.cache.index import SORT, Home, Index, index_of, known, remember
from backlog_cli.store.cache.storage import Cache
from backlog_cli.store.load import load, loaded
from backlog_cli.store.yaml.source import read_source
from backlog_cli.terms import Policy

if TYPE_CHECKING:
    from pathlib import Path

A1 = '  - job: A1\n    buyers: [Chidi Okafor, Amara Okafor]\n    sold_date: 2026-07-18\n    stage: framing\n    lot: "41"\n'
A2 = (
    "  # her own word: Inés 🏠\n  - {job: A2, buyers: [Inés Brandt], sold_date: 2026-01-24, stage: drywall,\n"
    "     address: 9 Elm}\n\n"
)
A3 = "  - stage: closed\n    job: A3\n    sold_date: 2025-12-06\n    buyers: [Paola]\n    log: []\n"
HEAD, TAIL = "# é\njobs:\n", "settings: {agent: Renata, cadence_days: 5}\n"
BOM = b"\xef\xbb\xbf"
POLICY = Policy(agent="Renata", cadence_days=5, days_off=(date(2026, 12, 24),))
HOMES = (
    Home("A1", ("Chidi Okafor", "Amara Okafor"), "framing", 10, 30, "41"),
    Home("A2", ("Inés Brandt",), "drywall", 30, 50, None, "9 Elm"),
    Home("A3", ("Paola",), "closed", 55, 90),
)
INDEX = Index(POLICY, HOMES)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "backlog.yaml", {"XDG_CACHE_HOME": f"{tmp_path}"})


def index(data: bytes, *, is_pure: bool = False) -> Index | None:
    found = loaded(read_source(data, "backlog.yaml", is_pure=is_pure))
    lines = [found.lines[job.job] for job in found.backlog_file.jobs]
    return index_of(found, backlog_of(found.backlog_file, lines)._replace(policy=POLICY))


@pytest.mark.parametrize("homes", [(A1,), (A1, A2), (A2, A1, A3), (A3, A2), (A1, A3)])
@pytest.mark.parametrize("start", [b"", BOM])
@pytest.mark.parametrize("head", [HEAD, "jobs:\n", TAIL + "jobs:\n"])
def test_a_home_stands_in_its_own_whole_lines(homes: tuple[str, ...], start: bytes, head: str) -> None:
    data = start + (head + "".join(homes)).encode()
    found = index(data)
    assert found is not None
    assert found.policy == POLICY
    place = data.index(b"jobs:\n") + 6
    for home, said in zip(found.homes, homes, strict=True):
        lines = data[home.start : home.end].decode()
        (job,) = load(b"jobs:\n" + lines.encode(), "").backlog_file.jobs
        assert (home.job, home.buyers, home.stage) == (job.job, tuple(buyer.name for buyer in job.buyers), job.stage)
        assert (home.lot, home.address) == (job.lot, job.address)
        assert said[said.index("  - ") :].rstrip() in lines
        assert home.start >= place
        assert lines.endswith("\n")
        place = home.end
    assert found.homes[-1].end <= len(data)


@pytest.mark.parametrize(
    "text",
    [
        f"jobs: [{{job: A1, buyers: [B], sold_date: 2026-01-24, stage: framing}}]\n{TAIL}",
        HEAD + A1 + A2.replace("Inés Brandt]", "Inés Brandt], lendr: &x y, plan: *x"),
        HEAD + A1 + "  - {job: A9, buyers: 7, stage: [x]}\n",
        HEAD + A1 + "  -\n" + A3,
        (HEAD + A1 + A3).replace("\n", "\r\n"),
        HEAD + A1.replace("Chidi Okafor", '"Chi\rdi"') + A3,
        TAIL,
        "",
    ],
)
def test_any_other_layout_has_no_index(text: str) -> None:
    assert index(text.encode()) is None


def test_what_the_slower_reader_read_has_no_index() -> None:
    data = (HEAD + A1).encode()
    assert index(data) is not None
    assert index(data, is_pure=True) is None


def test_an_index_comes_back_as_it_was(cache: Cache) -> None:
    assert known(cache, "digest") is None
    remember(cache, "digest", INDEX)
    assert known(cache, "digest") == INDEX
    assert known(cache, "other") is None


@pytest.mark.parametrize(
    "said",
    [b"", b"{", b"3", b"[1]", b"[[],[[]],[]]", b'[[],[["A1"]]]', b'[[],[["A1",[],"x"]]]', b"[[],[3]]", b"[[{}],3]", b"[[],3]"],
)
def test_what_is_no_index_is_not_known(cache: Cache, said: bytes) -> None:
    cache.keep(SORT, "digest", said)
    assert known(cache, "digest") is None


def test_a_home_is_found_by_its_number() -> None:
    assert INDEX.home("A2") == HOMES[1]
    assert INDEX.home("A") is None


def test_the_homes_by_name_are_a_book() -> None:
    book = INDEX.backlog()
    assert book.policy == POLICY
    assert [(s.job, s.buyers, s.stage, s.lot, s.address) for s in book.jobs] == [
        ("A1", (Buyer("Chidi Okafor"), Buyer("Amara Okafor")), "framing", "41", None),
        ("A2", (Buyer("Inés Brandt"),), "drywall", None, "9 Elm"),
        ("A3", (Buyer("Paola"),), "closed", None, None),
    ]
    assert {(s.sold_date, s.line) for s in book.jobs} == {(date.min, 0)}


@pytest.mark.parametrize("by", [7, -7, 0])
def test_what_stands_below_a_longer_home_moves_down(by: int) -> None:
    moved = INDEX.moved("A2", by)
    assert moved.policy == POLICY
    assert [(home.start, home.end) for home in moved.homes] == [(10, 30), (30, 50 + by), (55 + by, 90 + by)]
    assert [(home.job, home.buyers, home.stage, home.lot, home.address) for home in moved.homes] == [
        (home.job, home.buyers, home.stage, home.lot, home.address) for home in HOMES
    ]
    assert INDEX.moved("nobody", by) == INDEX
